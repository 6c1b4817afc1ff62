package header

import (
	_ "embed"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed nosniff.md
var nosniffDoc string

// Nosniff asks whether browsers are told to take files for what the shop says
// they are, and not to guess.
var Nosniff = scanner.Probe{ID: "header.nosniff", Severity: scanner.Low, Doc: nosniffDoc, Run: home(judgeNosniff)}

func judgeNosniff(page *observe.Page) scanner.Finding {
	const name = "X-Content-Type-Options"
	f := scanner.Finding{Outcome: scanner.Fail, Evidence: []observe.Evidence{page.Quote(name)}}
	// only the first of all values counts (Fetch standard, "determine nosniff")
	first, _, _ := strings.Cut(strings.Join(page.Header.Values(name), ","), ",")
	switch {
	case len(page.Header.Values(name)) == 0:
		f.Message = "Browsers may guess what kind of file the shop sends them."
	case !strings.EqualFold(strings.Trim(first, " \t"), "nosniff"):
		f.Message = "The shop's word on guessing what kind of file it sends is nothing that browsers understand, so they may guess."
	default:
		f.Outcome, f.Message = scanner.Pass, "Browsers are told not to guess what kind of file the shop sends them."
	}
	return f
}
