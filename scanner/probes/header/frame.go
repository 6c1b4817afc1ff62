package header

import (
	_ "embed"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

//go:embed frame.md
var frameDoc string

// Frame asks whether the pages on which customers do something refuse to be
// shown inside other people's pages.
var Frame = scanner.Probe{
	ID: "header.frame", Severity: scanner.Medium, Doc: frameDoc,
	Run: each(judgeFrame, shop.Login, shop.Register, shop.Account, shop.Cart, shop.Checkout),
}

const frameOptions = "X-Frame-Options"

// judgeFrame goes by what browsers do: where a policy that they enforce has
// frame-ancestors, X-Frame-Options does not count (HTML standard, "The
// X-Frame-Options header").
func judgeFrame(page shop.Page) scanner.Finding {
	quoted := enforced
	sent := policies(page.Page)
	byPolicy := has(sent, "frame-ancestors")
	if !byPolicy && len(page.Header.Values(frameOptions)) > 0 {
		quoted = frameOptions
	}
	f := scanner.Finding{Outcome: scanner.Pass, Evidence: []observe.Evidence{page.Quote(quoted)}}
	switch options := frameValues(page.Page); {
	case byPolicy && slices.ContainsFunc(sent, restrainsFrames):
		f.Message = "Other people's websites cannot show this page inside their own unless the shop names them."
	case byPolicy, len(options) == 1 && options[0] == "allowall":
		f.Outcome, f.Message = scanner.Fail, "The shop allows every website to show this page inside its own."
	case refuses(options):
		f.Message = "Other people's websites cannot show this page inside their own."
	case slices.ContainsFunc(options, func(v string) bool { return strings.HasPrefix(v, "allow-from") }):
		f.Outcome, f.Message = scanner.Warn, "The shop names who may show this page inside their own, but in a way that current browsers ignore."
	case len(options) > 0:
		f.Outcome, f.Message = scanner.Fail, "What the shop says about other websites showing this page inside their own is nothing that browsers understand."
	default:
		f.Outcome, f.Message = scanner.Fail, "Every website can show this page inside its own."
		f.Evidence = []observe.Evidence{page.Quote(frameOptions), page.Quote(enforced)}
	}
	return f
}

// restrainsFrames reports whether a policy keeps somebody out; one that does
// suffices, however wide the others are. No source at all means nobody.
func restrainsFrames(p policy) bool {
	sources := p["frame-ancestors"]
	return sources != nil && !slices.ContainsFunc(sources, func(s string) bool {
		return slices.Contains([]string{"*", "http:", "https:", "http://*", "https://*"}, strings.ToLower(s))
	})
}

// frameValues returns the different values of X-Frame-Options in lower case, as
// browsers split them.
func frameValues(page *observe.Page) []string {
	var out []string
	for v := range strings.SplitSeq(strings.ToLower(strings.Join(page.Header.Values(frameOptions), ",")), ",") {
		if v = strings.Trim(v, " \t"); v != "" && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// refuses reports whether browsers keep the page out of foreign frames (as
// above): several values that contradict each other do so as well, if browsers
// know one of them.
func refuses(options []string) bool {
	known := func(v string) bool {
		return v == "deny" || v == "sameorigin" || v == "allowall" && len(options) > 1
	}
	return slices.ContainsFunc(options, known)
}
