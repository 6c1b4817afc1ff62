package exposed

import (
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
)

//go:embed version-control.md
var versionControlDoc string

// VersionControl asks whether the shop's source code history can be fetched.
var VersionControl = scanner.Probe{
	ID:       "exposed.version-control",
	Severity: scanner.Critical,
	Class:    scanner.Standard,
	Stage:    scanner.Unlinked,
	Twice:    true,
	Doc:      versionControlDoc,
	Run: hunt{
		topic: facts.VersionControl, quotes: beginning,
		clean: "The history of the shop's source code is not handed out",
	}.run,
}
