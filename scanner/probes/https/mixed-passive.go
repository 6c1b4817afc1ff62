package https

import (
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed mixed-passive.md
var mixedPassiveDoc string

// MixedPassive asks whether an encrypted page shows pictures, sounds or films
// that are fetched without encryption (W3C Mixed Content, section 3).
var MixedPassive = scanner.Probe{
	ID:       "https.mixed-passive",
	Severity: scanner.Low,
	Doc:      mixedPassiveDoc,
	Run:      mixed(judgeMixedPassive),
}

func judgeMixedPassive(page *observe.Page) scanner.Finding {
	return judgeMixed(page, loads(page, "image", "media"),
		step{scanner.Warn, "This encrypted page shows pictures or films that are fetched without encryption."},
		"All pictures and films of this page are encrypted.")
}
