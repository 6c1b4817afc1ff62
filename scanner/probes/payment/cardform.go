package payment

import (
	"cmp"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

// A cardForm is a form of the shop's that takes card numbers.
type cardForm struct {
	page     *observe.Page
	form     observe.Form
	card     shop.Card
	checkout bool // it is on the checkout page
}

// certain reports whether payment cards are meant. Elsewhere than where orders
// are paid, a number with a date may be any card's: of a library, of a phone.
func (o cardForm) certain() bool { return o.checkout || o.card.Sure || o.card.Number && o.card.Code }

// judge judges a form of the shop's that takes card numbers. Where a payment
// company's script may take them out before the form is sent, where only a
// script can send them (fields outside a form, or without names), or where the
// form goes to that company, the shop's server need not see them: that is a
// weakness, and not certainly worse.
func (o cardForm) judge(domain string, own func(string) bool) (scanner.Finding, way) {
	f := scanner.Finding{Subject: domain, Outcome: scanner.Warn}
	to, how := shop.Host(o.form.Action), ownFields
	company, known := facts.PaymentByHost(to)
	reader := o.reader(own)
	switch {
	case to != "" && !own(to) && known && company.Memory:
		f.Message = "Card numbers are typed into a form of the shop's own that goes to " + observe.Printable(to) + ", perhaps " + company.Name + "."
	case to != "" && !own(to) && known:
		f.Message = "Card numbers are typed into a form of the shop's own that goes straight to " + company.Name + "."
	case to != "" && !own(to):
		f.Message = "Card numbers are typed into a form of the shop's own that goes to " + observe.Printable(to) + ", which is no payment company that we know."
	case reader != "":
		f.Message = "Card numbers are typed into fields of the shop's own, and a script of " + reader + " seems to take them out before the shop gets them."
	case to == "" || !o.card.Sent:
		f.Message = "Card numbers are typed into fields of the shop's own, and a script decides where they go."
	case !o.certain():
		how, f.Message = someCard, "A form of the shop's own, outside the checkout, seems to take card numbers; they may be those of other cards."
	default:
		how, f.Outcome, f.Message = ownForm, scanner.Fail, "Card numbers are typed into a form of the shop's own and sent to the shop."
	}
	f.Evidence = []observe.Evidence{o.page.Evidence(string(how) + ": form to " + cmp.Or(o.form.Action, "a script") + " asks for " + o.card.String())}
	return f, how
}

// reader returns the company whose script takes cards out of the shop's own
// fields: for which they are marked, or whose script the page loads.
func (o cardForm) reader(own func(string) bool) string {
	if o.card.Marked != "" {
		return o.card.Marked
	}
	for _, t := range traces(o.page, own) {
		if company, ok := t.provider(); ok && t.kind == "script" && company.ReadsFields(t.url) {
			return company.Name
		}
	}
	return ""
}
