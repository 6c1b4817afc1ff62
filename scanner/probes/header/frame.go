package header

import (
	_ "embed"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/csp"
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
	sent, options := csp.Of(page.Page).Sent(), frameValues(page.Page)
	f := scanner.Finding{Outcome: scanner.Pass, Evidence: []observe.Evidence{page.Quote(frameOptions)}}
	if sent.Has("frame-ancestors") {
		f.Evidence = []observe.Evidence{page.Quote(csp.Enforced)}
		f.Outcome, f.Message = byPolicies(sent)
		return f
	}
	switch {
	case len(options) == 1 && options[0] == "allowall":
		f.Outcome, f.Message = scanner.Fail, everybody
	case refuses(options):
		f.Message = "Other people's websites cannot show this page inside their own."
	case slices.ContainsFunc(options, func(v string) bool { return strings.HasPrefix(v, "allow-from") }):
		f.Outcome, f.Message = scanner.Warn, "The shop names who may show this page inside their own, but in a way that current browsers ignore."
	case len(options) > 0:
		f.Outcome, f.Message = scanner.Fail, "What the shop says about other websites showing this page inside their own is nothing that browsers understand."
	default:
		f.Outcome, f.Message = scanner.Fail, "Every website can show this page inside its own."
		f.Evidence = []observe.Evidence{page.Quote(frameOptions), page.Quote(csp.Enforced)}
	}
	return f
}

const everybody = "The shop allows every website to show this page inside its own."

// byPolicies says what policies with frame-ancestors let in: what all of them do,
// so one that keeps somebody out suffices. No source at all means nobody.
func byPolicies(sent csp.Policies) (scanner.Outcome, string) {
	places, _ := sent.Reachable("frame-ancestors")
	shared := slices.IndexFunc(places, csp.Source.Shared)
	switch {
	case sent.Unbounded("frame-ancestors"):
		return scanner.Fail, everybody
	case shared >= 0:
		return scanner.Warn, "The shop allows every website below " + observe.Printable(places[shared].Host) + ", where anybody can have one, to show this page inside its own."
	}
	return scanner.Pass, "Other people's websites cannot show this page inside their own unless the shop names them."
}

// frameValues returns the different values of X-Frame-Options in lower case, as
// browsers split them (Fetch, "get, decode, and split"): an empty one counts.
func frameValues(page *observe.Page) []string {
	var out []string
	sent := page.Header.Values(frameOptions)
	if len(sent) == 0 {
		return nil
	}
	for v := range strings.SplitSeq(strings.ToLower(strings.Join(sent, ",")), ",") {
		if v = strings.Trim(v, " \t"); !slices.Contains(out, v) {
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
