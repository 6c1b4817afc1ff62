package payment

import (
	"context"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/inventory"
	"shopcheck/scanner/probes/shop"
)

// A till is what the pages where customers pay let run.
type till struct {
	domain  string
	pages   []shop.Page        // one at least
	scripts []inventory.Script // as pages name them
	list    inventory.List     // the shop's own; nil: it has none
	before  *observe.Before    // nil: nobody looked before
}

// atTill is the Run of a probe that judges the till. A page that only asks
// customers to log in is none.
func atTill(judge func(till) scanner.Finding) func(context.Context, *observe.Site) ([]scanner.Finding, error) {
	return func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		found, err := shop.Find(ctx, site)
		if err != nil {
			return nil, err
		}
		if err := found.Missing(shop.Checkout); err != nil {
			return nil, err
		}
		pages := inventory.Till(found)
		if len(pages) == 0 {
			return nil, &observe.Failure{Cause: observe.NeedsLogin, Words: "the checkout page asks customers to log in first"}
		}
		told := site.Told(ctx)
		return []scanner.Finding{judge(till{site.Domain(), pages, inventory.Of(pages, site.Own), inventory.ListOf(told.Scripts), told.Before})}, nil
	}
}

// runs are the scripts that the pages run, without what they only fetch ahead of
// time.
func (t till) runs() []inventory.Script {
	return slices.DeleteFunc(slices.Clone(t.scripts), func(s inventory.Script) bool { return s.Hint && !s.Asked })
}

// partly returns why the pages may run more than is seen, or nil: good words about
// all of their scripts would be a guess then.
func (t till) partly() error {
	for _, p := range t.pages {
		if err := shop.Unread(p.Page); err != nil {
			return err
		}
		if p.Document().Cut {
			return &observe.Failure{Cause: observe.Malformed, Words: "the payment page is longer than is read"}
		}
	}
	return nil
}

// praise returns the finding that all is well, or unknown where that cannot be
// said of all.
func (t till) praise(message string, evidence []observe.Evidence) scanner.Finding {
	f := scanner.Finding{Subject: t.domain, Outcome: scanner.Pass, Message: message}
	if err := t.partly(); err != nil {
		f = scanner.CouldNot(t.domain, err)
	}
	f.Evidence = evidence
	return f
}

// maxLines bounds the evidence of a finding, in lines.
const maxLines = 200

// quote writes scripts down as evidence, each with the page that runs it.
func quote(scripts []inventory.Script, words func(inventory.Script) string) []observe.Evidence {
	var out []observe.Evidence
	for _, s := range scripts[:min(len(scripts), maxLines)] {
		out = append(out, s.Page.Evidence(words(s)))
	}
	return out
}

// line writes down what a payment page's inventory says of a script (PCI DSS
// 4.0.1, 6.4.3): which, whose and what for, whether browsers check it, when it
// runs, and whether the shop has authorized it. Reports show these lines as a
// sheet.
//
//	script https://js.stripe.com/v3/ · Stripe, takes payments · no integrity · async · not on the shop's list
func (t till) line(s inventory.Script) string {
	whose, integrity, loading := inventory.Whose(s.Owner), "no integrity", s.Loading()
	switch {
	case s.URL == "":
		whose, integrity = "the shop", "text in the page"
	case s.Own:
		whose = "the shop"
	}
	switch s.Guard() {
	case inventory.Guarded:
		integrity = "integrity " + s.Algorithm()
	case inventory.Refused:
		integrity = "integrity that browsers refuse"
	case inventory.Bare:
	}
	if loading == "" {
		loading = "at once"
	}
	return strings.Join([]string{"script " + inventory.Short(s.Name), whose, integrity, loading, t.authorized(s)}, " · ")
}

// maxWords bounds what a line says in the words of the shop's list, in bytes.
const maxWords = 30

// authorized says what the shop's list says of a script.
func (t till) authorized(s inventory.Script) string {
	v, ok := t.list.Find(s)
	switch {
	case len(t.list) == 0:
		return "the shop has no list"
	case !ok:
		return "not on the shop's list"
	case v.Purpose == "":
		return "on the shop's list"
	}
	return "on the shop's list: " + strings.ToValidUTF8(v.Purpose[:min(len(v.Purpose), maxWords)], "")
}
