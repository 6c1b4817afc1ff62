package header

import (
	_ "embed"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

//go:embed csp.md
var cspDoc string

// CSP asks whether pages tell browsers from where their scripts may come
// (Content Security Policy Level 3).
var CSP = scanner.Probe{ID: "header.csp", Severity: scanner.Low, Doc: cspDoc, Run: each(judgeCSP)}

func judgeCSP(page shop.Page) scanner.Finding {
	sent, written := policies(page.Page), metas(page.Page)
	f := scanner.Finding{Outcome: scanner.Pass, Evidence: []observe.Evidence{page.Quote(enforced)}}
	if len(sent) == 0 && len(written) > 0 || !has(sent, onScripts...) && has(written, onScripts...) {
		f.Evidence = []observe.Evidence{quoteMeta(page.Page, "content-security-policy")}
	}
	err := unread(page.Page)
	switch all := reachOf(slices.Concat(sent, written)); {
	case reachOf(sent) == named:
		f.Message = "This page tells browsers from where its scripts may come."
	case err != nil:
		return scanner.CouldNot("", err)
	case all == named:
		f.Message = "This page tells browsers in its text from where its scripts may come."
		f.Evidence = []observe.Evidence{quoteMeta(page.Page, "content-security-policy")}
	case all == anywhere:
		f.Message = "This page sends browsers rules on its scripts, but they let scripts come from anywhere."
	case all == inText:
		f.Message = "This page sends browsers rules on its scripts, but they let any script run that is written into the page."
	case len(sent)+len(written) > 0:
		f.Outcome, f.Message = scanner.Warn, "This page gives browsers some rules, but none on from where its scripts may come."
	case has(parse(page.Header.Values(reportOnly)), onScripts...):
		f.Outcome, f.Message = scanner.Warn, "This page has rules on from where its scripts may come, but browsers only report who breaks them."
		f.Evidence = []observe.Evidence{page.Quote(reportOnly)}
	default:
		f.Outcome, f.Message = scanner.Fail, "This page does not tell browsers from where its scripts may come, so any script that gets in runs."
	}
	return f
}

// quoteMeta quotes a page's meta elements of that name.
func quoteMeta(page *observe.Page, name string) observe.Evidence {
	var quotes []string
	for _, m := range page.Document().Metas {
		if m.Name == name {
			quotes = append(quotes, "<meta> "+name+": "+m.Content)
		}
	}
	return page.Evidence(strings.Join(quotes, "; "))
}
