package exposed

import (
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
)

//go:embed installer.md
var installerDoc string

// Installer asks whether the program that sets a shop up still works for
// everybody. Only its first page is opened, and nothing is sent to it.
var Installer = scanner.Probe{
	ID:       "exposed.installer",
	Severity: scanner.High,
	Class:    scanner.Standard,
	Stage:    scanner.Unlinked,
	Twice:    true,
	Doc:      installerDoc,
	Run: hunt{
		topic: facts.Installer, quotes: title,
		clean: "No program that sets the shop up anew is left open",
		doubt: "The program that sets the shop up still stands at %s, though its page lets nobody fill in anything.",
	}.run,
}
