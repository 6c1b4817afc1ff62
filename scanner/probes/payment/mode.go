package payment

import (
	"cmp"
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
					Subject: site.Domain(), Outcome: scanner.Pass, Evidence: []observe.Evidence{v.End().Quote("Location")},
					Message: "Customers leave the shop to pay at " + company.Name + ".",
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

// judgeMode looks for the shop's own card fields in every page, worst first, and
// otherwise at how the checkout page hands over to a payment company.
func judgeMode(domain string, all, checkouts []*observe.Page, own func(string) bool) scanner.Finding {
	f := scanner.Finding{Subject: domain, Outcome: scanner.Unknown, Cause: observe.NotFound, Message: "How the shop takes cards could not be told."}
	for _, p := range all {
		for _, form := range p.Document().Forms {
			o := ownForm{p, form, shop.CardOf(form), slices.Contains(checkouts, p)}
			if o.card.Asked() {
				if g := o.judge(domain, own); f.Outcome == scanner.Unknown || g.Outcome == scanner.Fail {
					f = g
				}
			}
		}
	}
	if f.Outcome != scanner.Unknown {
		return f
	}
	for i, p := range checkouts {
		if g := judgeCheckout(domain, p, own); i == 0 || better(g.Outcome, f.Outcome) {
			f = g
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

// An ownForm is a form of the shop's that takes card numbers.
type ownForm struct {
	page     *observe.Page
	form     observe.Form
	card     shop.Card
	checkout bool // it is on the checkout page
}

// certain reports whether payment cards are meant. Elsewhere than where orders
// are paid, a number with a date may be any card's: of a library, of a phone.
func (o ownForm) certain() bool { return o.checkout || o.card.Sure || o.card.Number && o.card.Code }

// judge judges a form of the shop's that takes card numbers. Where a payment
// company's script may take them out before the form is sent, where only a
// script can send them (fields outside a form, or without names), or where the
// form goes to that company, the shop's server need not see them: that is a
// weakness, and not certainly worse.
func (o ownForm) judge(domain string, own func(string) bool) scanner.Finding {
	evidence := o.page.Evidence("form to " + cmp.Or(o.form.Action, "a script") + " asks for " + o.card.String())
	f := scanner.Finding{Subject: domain, Outcome: scanner.Warn, Evidence: []observe.Evidence{evidence}}
	to := shop.Host(o.form.Action)
	company, known := facts.PaymentByHost(to)
	switch {
	case to != "" && !own(to) && known && company.Memory:
		f.Message = "Card numbers are typed into a form of the shop's own that goes to " + observe.Printable(to) + ", perhaps " + company.Name + "."
	case to != "" && !own(to) && known:
		f.Message = "Card numbers are typed into a form of the shop's own that goes straight to " + company.Name + "."
	case to != "" && !own(to):
		f.Message = "Card numbers are typed into a form of the shop's own that goes to " + observe.Printable(to) + ", which is no payment company that we know."
	case o.card.Marked || takesFields(o.page, own):
		f.Message = "Card numbers are typed into fields of the shop's own, and a script seems to hand them to a payment company."
	case to == "" || !o.card.Sent:
		f.Message = "Card numbers are typed into fields of the shop's own, and a script decides where they go."
	case !o.certain():
		f.Message = "A form of the shop's own, outside the checkout, seems to take card numbers; they may be those of other cards."
	default:
		f.Outcome, f.Message = scanner.Fail, "Card numbers are typed into a form of the shop's own and sent to the shop."
	}
	return f
}

// takesFields reports whether a page loads the script of a company that takes
// card numbers out of shops' own fields.
func takesFields(p *observe.Page, own func(string) bool) bool {
	return slices.ContainsFunc(traces(p, own), func(t trace) bool {
		company, ok := t.provider()
		return ok && t.kind == "script" && slices.Contains(company.Kinds, "direct-post")
	})
}

// judgeCheckout says how a checkout page hands over to a payment company. No
// verdict rests on a company that is known from memory alone.
func judgeCheckout(domain string, p *observe.Page, own func(string) bool) scanner.Finding {
	f := scanner.Finding{Subject: domain, Outcome: scanner.Unknown, Cause: observe.NotFound}
	var embedded, leads, guessed *trace
	for _, t := range traces(p, own) {
		company, ok := t.provider()
		switch {
		case !ok:
		case company.Memory:
			guessed = &t
		case embeds(t, company):
			embedded = cmp.Or(embedded, &t)
		case t.kind != "mention":
			leads = cmp.Or(leads, &t)
		}
	}
	name := func(t *trace) string { company, _ := t.provider(); return company.Name }
	err := shop.Unread(p)
	switch {
	case err != nil:
		f.Cause, f.Message = cause(err), "How the shop takes cards could not be told from its checkout page: "+words(err)+"."
	case embedded != nil:
		f.Outcome, f.Cause, f.Message = scanner.Warn, "", "The checkout page contains a part of "+name(embedded)+" for paying, so every script on that page matters."
		f.Evidence = []observe.Evidence{embedded.evidence()}
	case leads != nil:
		f.Outcome, f.Cause, f.Message = scanner.Pass, "", "The checkout page hands customers over to "+name(leads)+" for paying."
		f.Evidence = []observe.Evidence{leads.evidence()}
	case guessed != nil:
		f.Message = "The checkout page seems to lead to " + name(guessed) + " for paying; how cards are taken could not be told."
		f.Evidence = []observe.Evidence{guessed.evidence()}
	case behindLogin(p):
		f.Cause, f.Message = observe.NeedsLogin, "The checkout page asks customers to log in first, so how cards are taken could not be told."
	default:
		f.Message = "The checkout page shows nothing about paying without a purchase, so how cards are taken could not be told."
	}
	return f
}

// embeds reports whether a trace is a part of the page in which a card may be
// entered: a frame, or the script of a company that builds such fields.
func embeds(t trace, company facts.Payment) bool {
	switch t.kind {
	case "frame":
		return true
	case "script", "mention":
		return slices.ContainsFunc(company.Kinds, func(k string) bool { return k == "hosted-fields" || k == "iframe" || k == "direct-post" })
	}
	return false
}
