package exposed

import (
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
)

//go:embed debug.md
var debugDoc string

// Debug asks whether what programmers switch on to find mistakes is on for
// everybody.
var Debug = scanner.Probe{
	ID:       "exposed.debug",
	Severity: scanner.High,
	Class:    scanner.Standard,
	Stage:    scanner.Unlinked,
	Twice:    true,
	Doc:      debugDoc,
	Run: hunt{
		topic: facts.Debug, quotes: mistake,
		clean: "No tool of programmers is open, and a page that does not exist tells nothing of the shop's program",
		doubt: "Pages of the shop show its program's warnings to everybody, as the one at %s does.",
	}.run,
}
