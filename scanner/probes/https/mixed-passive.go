package https

import (
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed mixed-passive.md
var mixedPassiveDoc string

// MixedPassive asks whether an encrypted page names pictures, sounds, films or
// fonts without encryption. Browsers fetch some of them encrypted and leave out
// the rest (W3C Mixed Content Level 2, sections 3 and 4.1); none of them runs.
var MixedPassive = scanner.Probe{
	ID:       "https.mixed-passive",
	Severity: scanner.Low,
	Doc:      mixedPassiveDoc,
	Run:      mixed(judgeMixedPassive),
}

func judgeMixedPassive(page *observe.Page) scanner.Finding {
	return judgeMixed(page, loads(page, "image", "media", "background", "icon", "font"),
		step{scanner.Warn, "This encrypted page names unencrypted addresses of pictures, films or fonts, which browsers fetch encrypted or leave out."},
		"All pictures, films and fonts of this page are encrypted.")
}
