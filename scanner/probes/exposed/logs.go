package exposed

import (
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
)

//go:embed logs.md
var logsDoc string

// Logs asks whether everybody can read what the shop's software writes down. What
// it wrote is not kept, only how a line begins.
var Logs = scanner.Probe{
	ID:       "exposed.logs",
	Severity: scanner.High,
	Class:    scanner.Standard,
	Stage:    scanner.Unlinked,
	Twice:    true,
	Doc:      logsDoc,
	Run: hunt{
		topic: facts.Logs, quotes: beginning,
		clean: "Nothing that the shop's software writes down is handed out",
	}.run,
}
