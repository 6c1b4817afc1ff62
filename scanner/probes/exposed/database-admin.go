package exposed

import (
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
)

//go:embed database-admin.md
var databaseAdminDoc string

// DatabaseAdmin asks whether a tool that manages databases is open to everybody.
// Nobody logs in.
var DatabaseAdmin = scanner.Probe{
	ID:       "exposed.database-admin",
	Severity: scanner.High,
	Class:    scanner.Standard,
	Stage:    scanner.Unlinked,
	Twice:    true,
	Doc:      databaseAdminDoc,
	Run: hunt{
		topic: facts.DatabaseAdmin, quotes: title,
		clean:  "No tool that manages databases is open to everybody",
		locked: "A tool that manages the shop's database stands at %s, behind a second password.",
	}.run,
}
