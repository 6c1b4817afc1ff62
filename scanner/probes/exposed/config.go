package exposed

import (
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
)

//go:embed config.md
var configDoc string

// Config asks whether the shop's own settings can be fetched, or the copies that
// editors and updates leave beside them. Only the names of settings are kept.
var Config = scanner.Probe{
	ID:       "exposed.config",
	Severity: scanner.Critical,
	Class:    scanner.Standard,
	Stage:    scanner.Unlinked,
	Twice:    true,
	Doc:      configDoc,
	Run: hunt{
		topic: facts.Config, quotes: contents,
		clean: "No settings of the shop, and no old copy of them, are handed out",
	}.run,
}
