package payment

import (
	"context"
	_ "embed"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

//go:embed mode.md
var modeDoc string

// Mode asks whether card numbers are typed into the shop's own form, into a
// payment company's part of the page, or on that company's own page.
var Mode = scanner.Probe{
	ID:       "payment.mode",
	Severity: scanner.High,
	Twice:    true,
	Doc:      modeDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		found, err := shop.Find(ctx, site)
		if err != nil {
			return nil, err
		}
		f := judgeMode(site.Domain(), pages(found), pages(found, shop.Checkout), site.Own)
		if v := found.Away(shop.Checkout); f.Outcome == scanner.Unknown && v != nil {
			if company, known := facts.PaymentByHost(shop.Host(v.Next)); known && !company.Memory {
				return []scanner.Finding{{
					Subject: site.Domain(), Outcome: scanner.Pass,
					Evidence: []observe.Evidence{v.End().Evidence(string(leaves) + ": Location: " + v.Next)},
					Message:  "Customers leave the shop to pay at " + company.Name + ".",
				}}, nil
			}
		}
		if why := found.Missing(shop.Checkout); f.Outcome == scanner.Unknown && why != nil {
			f = scanner.CouldNot(site.Domain(), why)
			f.Message = "How the shop takes cards could not be told, because its checkout page was not seen: " + words(why) + "."
		}
		if f.Outcome != scanner.Unknown {
			return append([]scanner.Finding{f}, unread(found.Of(shop.Checkout))...), nil
		}
		return []scanner.Finding{f}, nil
	},
}

func words(err error) string {
	_, w := observe.Explain(err)
	return w
}

func cause(err error) observe.Cause {
	c, _ := observe.Explain(err)
	return c
}

// A way is how a shop takes cards, or is paid without any. Quotes of payment.mode
// begin with it: the report's sheet goes by that.
type way string

// The ways, the one that asks most of the shop first.
const (
	ownForm   way = "own form"      // the shop's fields, sent to the shop
	ownFields way = "own fields"    // the shop's fields, read by somebody's script or sent elsewhere
	someCard  way = "some card"     // the shop's fields, perhaps of cards that pay nothing
	hosted    way = "hosted fields" // a payment company's single fields in the shop's page
	framed    way = "frame"         // its form, or its buttons, in a frame in the shop's page
	leaves    way = "redirect"      // its own page
	wallet    way = "wallet"        // no card is typed in: a phone or an account knows it
	bank      way = "bank"          // from a bank account
	later     way = "pay later"
	noCard    way = "no card" // by transfer, on delivery
)

// judgeMode looks for the shop's own card fields in every page, worst first, and
// otherwise at how the checkout page hands over to a payment company. Fields of
// some card count unless the checkout has parts of such a company in it.
func judgeMode(domain string, all, checkouts []*observe.Page, own func(string) bool) scanner.Finding {
	f := scanner.Finding{Subject: domain, Outcome: scanner.Unknown, Cause: observe.NotFound, Message: "How the shop takes cards could not be told."}
	var worst way
	for _, p := range all {
		for _, form := range p.Document().Forms {
			o := cardForm{p, form, shop.CardOf(form), slices.Contains(checkouts, p)}
			if o.card.Asked() {
				g, how := o.judge(domain, own)
				if worst == "" || worst == someCard && how != someCard || g.Outcome == scanner.Fail && f.Outcome != scanner.Fail {
					f, worst = g, how
				}
			}
		}
	}
	if worst != "" && worst != someCard {
		return f
	}
	for i, p := range checkouts {
		if g := judgeCheckout(domain, p, own); i == 0 && worst == "" || better(g.Outcome, f.Outcome) || worst == someCard && g.Outcome == scanner.Warn {
			f, worst = g, ""
		}
	}
	return f
}

// better reports whether an outcome says more than another: a page with a part
// of a payment company in it counts before one that only leads there.
func better(a, b scanner.Outcome) bool {
	order := []scanner.Outcome{scanner.Warn, scanner.Pass, scanner.Unknown}
	return slices.Index(order, a) < slices.Index(order, b)
}
