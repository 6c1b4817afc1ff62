package header

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/csp"
	"shopcheck/scanner/probes/shop"
)

//go:embed csp-quality.md
var qualityDoc string

// CSPQuality asks whether the rules on a page's scripts keep out what somebody
// smuggles in.
var CSPQuality = scanner.Probe{
	ID: "header.csp-quality", Severity: scanner.Low, Doc: qualityDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		found, err := eachAsking(func(ctx context.Context, site *observe.Site, page shop.Page) scanner.Finding {
			return judgeQuality(page, secondLook(ctx, site, page))
		})(ctx, site)
		return ruled(found, site.Domain()), err
	},
}

// ruled leaves out the pages without rules, of which header.csp tells, and says it
// once where no page has any.
func ruled(found []scanner.Finding, domain string) []scanner.Finding {
	without := func(f scanner.Finding) bool { return f.Outcome == scanner.Unknown && f.Cause == observe.NotFound }
	judged := slices.DeleteFunc(slices.Clone(found), without)
	if len(judged) == 0 && len(found) > 0 {
		judged = found[:1]
		judged[0].Subject = domain
	}
	return judged
}

// secondLook looks at the home page again if its rules go by nonces, which have to
// be new each time: one page is enough to see it. It returns nil otherwise.
func secondLook(ctx context.Context, site *observe.Site, page shop.Page) *observe.Page {
	if page.Role != shop.Home || len(csp.Of(page.Page).Nonces()) == 0 {
		return nil
	}
	again, err := site.Again().Get(ctx, page.URL)
	if err != nil || again.Unusable() != nil {
		return nil
	}
	return again
}

// judgeQuality judges all of a page's policies together. Without a second look
// nothing is said of nonces that repeat.
func judgeQuality(page shop.Page, again *observe.Page) scanner.Finding {
	found := csp.Of(page.Page)
	weak := found.Weaknesses()
	if err := unread(page.Page); err != nil && csp.Worst(weak) != csp.Note || len(found) == 0 {
		return scanner.CouldNot("", noRules(page.Page, err))
	}
	f := scanner.Finding{Evidence: quoteAll(page.Page, found)}
	if again != nil {
		for _, w := range csp.Repeated(page.Page, again, cached(again) != "") {
			weak = append([]csp.Weakness{w}, weak...)
			f.Evidence = append(f.Evidence, again.Evidence(w.String()))
		}
	}
	for _, w := range weak {
		if w.ID != csp.RepeatedNonce {
			f.Evidence = append(f.Evidence, page.Evidence(w.String()))
		}
	}
	f.Outcome, f.Message = conclude(weak)
	return f
}

// noRules says why there is nothing to judge: the page's text was not read, or it
// has no policy.
func noRules(page *observe.Page, unread error) error {
	words := "browsers are given no rules to enforce on what the page loads"
	switch {
	case unread != nil:
		return unread
	case len(csp.Reported(page)) > 0:
		words = "browsers only report who breaks the page's rules, and enforce none"
	}
	return &observe.Failure{Cause: observe.NotFound, Words: words}
}

// quoteAll quotes a page's policies, in its header and in its text.
func quoteAll(page *observe.Page, found csp.Policies) []observe.Evidence {
	var out []observe.Evidence
	sent := len(found.Sent())
	if sent > 0 {
		out = append(out, page.Quote(csp.Enforced))
	}
	if sent < len(found) {
		out = append(out, quoteMeta(page, "content-security-policy"))
	}
	return out
}

// clauses say what kinds of weaknesses mean to an owner: what the rules do.
var clauses = map[csp.ID]string{
	csp.InlineScripts:  "let any script run that is written into the page",
	csp.InlineHandlers: "let any script run that is written into the page to answer a click",
	csp.AnyHost:        "let scripts come from every server on the internet",
	csp.DataScripts:    "let any script run that is written into an address",
	csp.InlineHeld:     "rest on one of several policies alone to keep out scripts that are written into the page",
	csp.BroadWildcard:  "let scripts come from servers that anybody can rent",
	csp.BypassHost:     "let scripts come from a server that strangers can use for theirs",
	csp.Eval:           "let text become a script",
	csp.ObjectOpen:     "let plug-ins come from anywhere",
	csp.BaseOpen:       "let a stranger lead the page's own scripts astray",
	csp.ShortNonce:     "mark the shop's scripts with a word that can be guessed",
	csp.RepeatedNonce:  "mark the shop's scripts with the same word at every visit",
}

// conclude says what the weaknesses of one page amount to.
func conclude(weak []csp.Weakness) (scanner.Outcome, string) {
	open, other := clausesOf(weak, csp.Open), clausesOf(weak, csp.Weak)
	switch {
	case len(weak) > 0 && weak[0].ID == csp.NoScriptRules:
		return scanner.Warn, "This page gives browsers some rules, but none that keep out foreign scripts."
	case len(open) > 0:
		return scanner.Fail, "The rules on this page's scripts " + strings.Join(open, ", and ") + "."
	case len(other) > 1:
		return scanner.Warn, fmt.Sprintf("The rules on this page's scripts keep much out, but they %s, and have %d more %s.", other[0], len(other)-1, plural(len(other)-1))
	case len(other) == 1:
		return scanner.Warn, "The rules on this page's scripts keep much out, but they " + other[0] + "."
	}
	return scanner.Pass, "Browsers run only those scripts on this page that the shop has named or marked."
}

func plural(n int) string {
	if n == 1 {
		return "weakness"
	}
	return "weaknesses"
}

// clausesOf returns the clauses for weaknesses of a grade, each once.
func clausesOf(weak []csp.Weakness, grade csp.Grade) []string {
	var out []string
	told := make(map[csp.ID]bool)
	for _, w := range weak {
		if w.Grade == grade && !told[w.ID] {
			told[w.ID] = true
			out = append(out, clauses[w.ID])
		}
	}
	return out
}
