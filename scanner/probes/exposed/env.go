package exposed

import (
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
)

//go:embed env.md
var envDoc string

// Env asks whether files with passwords and keys can be fetched. Only the names
// of settings are kept, never their values.
var Env = scanner.Probe{
	ID:       "exposed.env",
	Severity: scanner.Critical,
	Class:    scanner.Standard,
	Stage:    scanner.Unlinked,
	Twice:    true,
	Doc:      envDoc,
	Run: hunt{
		topic: facts.Env, quotes: names, spares: forBrowsers,
		clean:  "No settings file with passwords is handed out",
		doubt:  "Anybody can fetch a settings file at %s, though nothing in its beginning is named like a password or a key.",
		spared: "Anybody can fetch a settings file at %s, though its beginning holds only values that are meant for browsers.",
	}.run,
}
