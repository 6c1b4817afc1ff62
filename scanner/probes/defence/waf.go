package defence

import (
	"context"
	_ "embed"
	"fmt"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

//go:embed waf.md
var wafDoc string

// WAF asks whether something in front of the shop can filter what reaches it.
var WAF = scanner.Probe{
	ID:       "defence.waf",
	Severity: scanner.Info,
	Doc:      wafDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		host := site.Host(ctx)
		home, err := site.Home(ctx)
		if err != nil { // perhaps a filter's own page
			v, _ := site.Visit(ctx, "https://"+host+"/")
			if len(v.Hops) == 0 {
				return nil, err
			}
			home = v.End()
		}
		records, _ := site.Records(ctx, "A", host) // without them the page alone tells
		f, ok := judgeWAF(home, records)
		switch {
		case !ok && err != nil:
			return nil, err
		case !ok:
			return nil, &observe.Failure{Cause: observe.NotFound, Words: "no filtering layer shows itself; there may be one that does not"}
		}
		f.Subject = site.Domain()
		return []scanner.Finding{f}, nil
	},
}

// judgeWAF says what the home page and the records of its name show; false if
// nothing does.
func judgeWAF(page *observe.Page, records *observe.Records) (scanner.Finding, bool) {
	for _, front := range facts.Fronts() {
		if facts.FrontOf(front.Header, page.Header.Get(front.Header)) == front.Network {
			return found(front.Network, page.Quote(front.Header)), true
		}
	}
	for _, filter := range facts.Filters() {
		if filter.Header != "" && page.Header.Get(filter.Header) != "" {
			return found(filter.Name, page.Quote(filter.Header)), true
		}
		for _, c := range page.Cookies() {
			if filter.Shows(c.Name, "", "") {
				return found(filter.Name, page.Evidence("cookie "+c.Name)), true
			}
		}
		for _, alias := range aliases(records) {
			if filter.Shows("", alias, "") {
				quote := records.Evidence()
				quote.Quote = observe.Printable("an alias of " + alias)
				return found(filter.Name, quote), true
			}
		}
	}
	if owner := facts.RangeOwner(page.Range()); owner != "" {
		return found(owner, page.Evidence("answered by "+page.Peer+", an address of "+owner)), true
	}
	if page.Challenge() {
		return scanner.Finding{
			Outcome: scanner.Pass, Message: "Something in front of the shop tests whether visitors are browsers.",
			Evidence: []observe.Evidence{page.Evidence(fmt.Sprintf("status %d, a test for browsers", page.Status))},
		}, true
	}
	return scanner.Finding{}, false
}

func aliases(records *observe.Records) []string {
	if records == nil {
		return nil
	}
	return records.Aliases
}

func found(name string, quote observe.Evidence) scanner.Finding {
	return scanner.Finding{
		Outcome: scanner.Pass, Message: name + " answers in front of the shop and can filter what reaches it.",
		Evidence: []observe.Evidence{quote},
	}
}
