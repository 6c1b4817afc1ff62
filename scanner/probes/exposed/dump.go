package exposed

import (
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
)

//go:embed dump.md
var dumpDoc string

// Dump asks whether a copy of the database, or of everything, can be fetched.
// At most 512 bytes are read, and people's data among them is not kept.
var Dump = scanner.Probe{
	ID:       "exposed.dump",
	Severity: scanner.Critical,
	Class:    scanner.Standard,
	Stage:    scanner.Unlinked,
	Twice:    true,
	Doc:      dumpDoc,
	Run: hunt{
		topic: facts.Dump, quotes: beginning,
		clean: "No copy of the database or of the shop's files is handed out",
	}.run,
}
