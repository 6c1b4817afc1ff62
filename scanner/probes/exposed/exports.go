package exposed

import (
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
)

//go:embed exports.md
var exportsDoc string

// Exports asks whether tables of customers or orders can be fetched. Only the
// names of their columns are kept.
var Exports = scanner.Probe{
	ID:       "exposed.exports",
	Severity: scanner.Critical,
	Class:    scanner.Standard,
	Stage:    scanner.Unlinked,
	Twice:    true,
	Doc:      exportsDoc,
	Run: hunt{
		topic: facts.Exports, quotes: people,
		clean: "No table of customers or orders is handed out",
	}.run,
}
