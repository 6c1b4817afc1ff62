package payment

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/csp"
	"shopcheck/scanner/probes/shop"
)

//go:embed frame.md
var frameDoc string

// Frame asks whether the checkout may show frames from, and send forms to, the
// shop and payment companies only.
var Frame = scanner.Probe{
	ID:       "payment.frame",
	Severity: scanner.Low,
	Doc:      frameDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		pages, err := shop.Find(ctx, site)
		if err != nil {
			return nil, err
		}
		if err := pages.Missing(shop.Checkout); err != nil {
			return nil, err
		}
		var found []scanner.Finding
		for _, p := range pages.Of(shop.Checkout) {
			f := judgeFrame(p.Page, site.Own)
			f.Subject = p.URL + " (" + string(p.Role) + ")"
			found = append(found, f)
		}
		return found, nil
	},
}

// A bound is a directive on where a page's frames come from or where its forms go,
// in a technician's words and an owner's. Only the first has others that stand in
// for it.
type bound struct{ directive, missing, may string }

var bounds = []bound{
	{"frame-src", "no frame-src, child-src or default-src", "show frames from"},
	{"form-action", "no form-action", "send forms to"},
}

// judgeFrame goes by what all of the page's policies together allow.
func judgeFrame(page *observe.Page, own func(string) bool) scanner.Finding {
	policies, unread := csp.Of(page), shop.Textless(page)
	f := scanner.Finding{Outcome: scanner.Pass, Message: "The checkout may show frames from, and send forms to, nobody but the shop and payment companies."}
	var said []string
	for _, b := range bounds {
		outcome, clause := b.judge(policies, own)
		if outcome != scanner.Pass {
			said = append(said, b.may+" "+clause)
		}
		if f.Outcome != scanner.Fail && outcome != scanner.Pass {
			f.Outcome = outcome
		}
		f.Evidence = append(f.Evidence, page.Evidence(b.quote(policies)))
	}
	switch {
	case unread != nil && f.Outcome != scanner.Pass:
		return scanner.CouldNot("", unread)
	case len(policies) == 0:
		return scanner.CouldNot("", noRules(page))
	case len(said) > 0:
		f.Message = "The checkout may " + strings.Join(said, ", and may ") + "."
	}
	return f
}

func noRules(page *observe.Page) error {
	words := "the checkout gives browsers no rules to enforce on what it loads"
	if len(csp.Reported(page)) > 0 {
		words = "browsers only report who breaks the checkout's rules, and enforce none"
	}
	return &observe.Failure{Cause: observe.NotFound, Words: words}
}

// quote quotes the directives that decide.
func (b bound) quote(policies csp.Policies) string {
	var texts []string
	for _, p := range policies {
		if d, ok := p.Governing(b.directive); ok {
			texts = append(texts, d.Text)
		}
	}
	if len(texts) == 0 {
		return b.missing
	}
	return strings.Join(texts, ", ")
}

// judge says what the policies let in by one directive.
func (b bound) judge(policies csp.Policies, own func(string) bool) (scanner.Outcome, string) {
	switch {
	case !policies.Governs(b.directive):
		return scanner.Warn, "every website, because no rule speaks of it"
	case policies.Unbounded(b.directive):
		return scanner.Fail, "every website, because its rules say so"
	}
	places, complete := policies.Reachable(b.directive)
	var strangers, perhaps []string
	for _, s := range places {
		company, known := takerOf(s)
		switch {
		case ours(s, own), known && !company.Memory:
		case known:
			perhaps = append(perhaps, observe.Printable(s.Text)+" (perhaps "+company.Name+")")
		default:
			strangers = append(strangers, observe.Printable(s.Text))
		}
	}
	switch {
	case len(strangers) > 0:
		return scanner.Warn, list(strangers) + ", which we know neither as the shop's nor as a payment company's"
	case len(perhaps) > 0:
		return scanner.Warn, list(perhaps) + ", which is not certain to be a payment company's"
	case !complete:
		return scanner.Warn, "more places than we look at"
	}
	return scanner.Pass, ""
}

// list names the first of the places.
func list(names []string) string {
	if len(names) > 3 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:3], ", "), len(names)-3)
	}
	return strings.Join(names, " and ")
}
