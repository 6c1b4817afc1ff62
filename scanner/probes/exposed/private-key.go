package exposed

import (
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
)

//go:embed private-key.md
var privateKeyDoc string

// PrivateKey asks whether keys can be fetched with which others can pass for the
// shop. Nothing of a key is kept.
var PrivateKey = scanner.Probe{
	ID:       "exposed.private-key",
	Severity: scanner.Critical,
	Class:    scanner.Standard,
	Stage:    scanner.Unlinked,
	Twice:    true,
	Doc:      privateKeyDoc,
	Run: hunt{
		topic: facts.PrivateKey, quotes: beginning,
		clean: "No private key is handed out",
	}.run,
}
