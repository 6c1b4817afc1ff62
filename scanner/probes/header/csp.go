package header

import (
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/csp"
	"shopcheck/scanner/probes/shop"
)

//go:embed csp.md
var cspDoc string

// CSP asks whether pages tell browsers from where their scripts may come
// (Content Security Policy Level 3).
var CSP = scanner.Probe{ID: "header.csp", Severity: scanner.Low, Doc: cspDoc, Run: each(judgeCSP)}

func judgeCSP(page shop.Page) scanner.Finding {
	found := csp.Of(page.Page)
	sent := found.Sent()
	f := scanner.Finding{Outcome: scanner.Pass, Evidence: []observe.Evidence{quotePolicies(page.Page, csp.OnScripts...)}}
	err := unread(page.Page)
	switch all := found.Scripts(); {
	case sent.Scripts() == csp.Named:
		f.Message = "This page tells browsers from where its scripts may come."
	case err != nil:
		return scanner.CouldNot("", err)
	case all == csp.Named:
		f.Message = "This page tells browsers in its text from where its scripts may come."
		f.Evidence = []observe.Evidence{quoteMeta(page.Page, "content-security-policy")}
	case all == csp.Anywhere:
		f.Message = "This page sends browsers rules on its scripts, but they let scripts come from anywhere."
	case all == csp.InText:
		f.Message = "This page sends browsers rules on its scripts, but they let any script run that is written into the page."
	case len(found) > 0:
		f.Outcome, f.Message = scanner.Warn, "This page gives browsers some rules, but none on from where its scripts may come."
	case csp.Reported(page.Page).Has(csp.OnScripts...):
		f.Outcome, f.Message = scanner.Warn, "This page has rules on from where its scripts may come, but browsers only report who breaks them."
		f.Evidence = []observe.Evidence{page.Quote(csp.ReportOnly)}
	default:
		f.Outcome, f.Message = scanner.Fail, "This page does not tell browsers from where its scripts may come, so any script that gets in runs."
	}
	return f
}

// quotePolicies quotes a page's policies: those in its text if only they have one
// of the directives, or if there are no others.
func quotePolicies(page *observe.Page, directives ...string) observe.Evidence {
	found := csp.Of(page)
	sent := found.Sent()
	if len(sent) == 0 && len(found) > 0 || !sent.Has(directives...) && found.Has(directives...) {
		return quoteMeta(page, "content-security-policy")
	}
	return page.Quote(csp.Enforced)
}
