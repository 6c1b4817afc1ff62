package https

import (
	_ "embed"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed mixed-active.md
var mixedActiveDoc string

// MixedActive asks whether an encrypted page loads parts that can change it, or
// sends forms, without encryption (W3C Mixed Content Level 2, sections 3 and 4).
var MixedActive = scanner.Probe{
	ID:       "https.mixed-active",
	Severity: scanner.High,
	Twice:    true,
	Doc:      mixedActiveDoc,
	Run:      mixed(judgeMixedActive),
}

func judgeMixedActive(page *observe.Page) scanner.Finding {
	parts := loads(page, "script", "style", "frame", "object")
	for _, form := range page.Document().Forms {
		for _, to := range targets(form) {
			if quote := describe(form, to); insecure(to) && !slices.Contains(parts, quote) {
				parts = append(parts, quote)
			}
		}
	}
	return judgeMixed(page, parts,
		step{scanner.Fail, "This encrypted page loads scripts or other active parts, or sends a form, without encryption."},
		"All scripts, frames, styles and forms of this page are encrypted.")
}
