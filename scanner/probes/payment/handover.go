package payment

import (
	"regexp"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

// A handover is a way by which a checkout page hands customers, or their cards,
// over to a payment company.
type handover struct {
	way     way
	company facts.Payment
	trace   trace
}

// handovers returns what the traces of a page say, each company's ways once, the
// one that asks most of the shop first.
func handovers(all []trace) []handover {
	var found []handover
	for _, t := range all {
		company, ok := t.provider()
		how := t.way(company)
		if !ok || how == "" || slices.ContainsFunc(found, func(h handover) bool { return h.way == how && h.company.ID == company.ID }) {
			continue
		}
		found = append(found, handover{how, company, t})
	}
	order := []way{hosted, framed, ownFields, leaves, bank, later, wallet}
	slices.SortStableFunc(found, func(a, b handover) int { return slices.Index(order, a.way) - slices.Index(order, b.way) })
	return found
}

// way says what a trace does for a company that it leads to. A frame is the
// company's form or its buttons; a script builds what the company has: an address
// that only stands in a script's text is one that the script may load. A link to
// where it keeps its scripts leads to its terms, and whoever gives buys nothing.
func (t trace) way(company facts.Payment) way {
	switch {
	case advertisement.MatchString(t.url), t.kind == "link" && !company.Pays(t.host()), strings.Contains(t.url, "/donate"):
		return ""
	case t.kind == "form", t.kind == "link":
		return leaves
	case company.ID == "paypal" && t.kind != "frame":
		return paypalWay(t.url)
	case company.Does("hosted-fields") && t.kind != "frame":
		return hosted
	case company.Does("iframe", "hosted-fields"):
		return framed
	case company.ReadsFields(t.url) && t.kind != "frame":
		return ownFields
	case company.Does("bnpl"):
		return later
	case company.Does("wallet"):
		return wallet
	case company.Does("bank"):
		return bank
	case t.kind == "frame":
		return framed
	case t.kind == "script":
		return leaves
	}
	return ""
}

var (
	cardComponents = regexp.MustCompile(`components=[^&]*(?:card-fields|hosted-fields)`)
	advertisement  = regexp.MustCompile(`components=messages(?:&|$)|//t\.paypal\.com/|//www\.paypalobjects\.com/|//(?:osm|[a-z]+-library)\.klarnaservices\.com\b`)
)

// paypalWay says what PayPal's script builds: its address names the parts
// (PayPal, "JavaScript SDK script configuration": components). Without any they
// are buttons, in frames.
func paypalWay(url string) way {
	if cardComponents.MatchString(url) {
		return hosted
	}
	return framed
}

// judgeCheckout says how a checkout page hands over to a payment company. No
// verdict rests on a company that is known from memory alone.
func judgeCheckout(domain string, p *observe.Page, own func(string) bool) scanner.Finding {
	f := scanner.Finding{Subject: domain, Outcome: scanner.Unknown, Cause: observe.NotFound}
	all := handovers(traces(p, own))
	sure := slices.DeleteFunc(slices.Clone(all), func(h handover) bool { return h.company.Memory })
	offline, err := offline(p), shop.Unread(p)
	switch {
	case err != nil:
		f.Cause, f.Message = cause(err), "How the shop takes cards could not be told from its checkout page: "+words(err)+"."
	case len(sure) > 0:
		f = sure[0].finding(f, sure)
		for _, h := range sure[:min(len(sure), maxHandovers)] {
			f.Evidence = append(f.Evidence, p.Evidence(string(h.way)+": "+h.trace.kind+" "+h.trace.url))
		}
	case len(all) > 0:
		f.Message = "The checkout page seems to lead to " + all[0].company.Name + " for paying; how cards are taken could not be told."
		f.Evidence = []observe.Evidence{all[0].trace.evidence()}
	case len(offline) > 0:
		f.Outcome, f.Cause = scanner.Pass, ""
		f.Message = "The checkout page offers only ways to pay without a card, such as by bank transfer or on delivery."
		f.Evidence = []observe.Evidence{p.Evidence(string(noCard) + ": " + strings.Join(offline, ", "))}
	case shop.BehindLogin(p):
		f.Cause, f.Message = observe.NeedsLogin, "The checkout page asks customers to log in first, so how cards are taken could not be told."
	default:
		f.Message = "The checkout page shows nothing about paying without a purchase, so how cards are taken could not be told."
	}
	return f
}

// maxHandovers bounds the ways that are quoted.
const maxHandovers = 5

// finding words the way that asks most of the shop, and names whoever else shows.
// Of a script it only says how things seem: the same one sends customers away.
// Buttons and banners of companies that need no card show beside cards as often
// as without: then nobody can tell.
func (h handover) finding(f scanner.Finding, all []handover) scanner.Finding {
	name := h.company.Name
	switch h.way {
	case hosted:
		f.Outcome, f.Message = scanner.Warn, "Cards seem to be typed into single fields of "+name+" in the checkout page, so every script on that page matters"
	case framed:
		pay := "Customers seem to pay"
		if h.trace.kind == "frame" {
			pay = "Customers pay"
		}
		f.Outcome, f.Message = scanner.Warn, pay+" in a frame of "+name+" in the checkout page, so every script on that page matters"
	case ownFields:
		f.Outcome, f.Message = scanner.Warn, "The checkout page loads a script of "+name+" that takes cards out of fields of the shop's own, so every script on that page matters"
	case leaves:
		f.Outcome, f.Message = scanner.Pass, "The checkout page hands customers over to "+name+" for paying"
	case wallet, bank, later, ownForm, someCard, noCard:
		f.Message = "The checkout page shows only " + named(all, explained) + ", for which no card is typed in; whether cards are taken too could not be told."
		return f
	}
	f.Cause = ""
	others := slices.DeleteFunc(slices.Clone(all), func(o handover) bool { return o.company.ID == h.company.ID })
	if len(others) > 0 {
		f.Message += "; it has " + named(others, func(h handover) string { return h.company.Name }) + " too"
	}
	f.Message += "."
	return f
}

// explained names a company and how customers pay there without a card.
func explained(h handover) string {
	how := map[way]string{wallet: "a wallet", bank: "from a bank account", later: "to pay later"}
	return h.company.Name + " (" + how[h.way] + ")"
}

// named lists companies, each once.
func named(all []handover, name func(handover) string) string {
	var names []string
	for _, h := range all {
		if n := name(h); !slices.Contains(names, n) && len(names) < maxHandovers {
			names = append(names, n)
		}
	}
	return strings.Join(names, ", ")
}

// offlineMethods are choices of a payment method that move no card, by the ids
// that WooCommerce gives them (its gateways bacs, cheque and cod).
var offlineMethods = []string{"payment_method_bacs", "payment_method_cheque", "payment_method_cod"}

// offline returns the payment methods that a page offers, if it offers none but
// such as need no card.
func offline(p *observe.Page) []string {
	var found []string
	for _, form := range p.Document().Forms {
		for _, in := range form.Inputs {
			switch {
			case in.Type != "radio" || !strings.HasPrefix(in.ID, "payment_method_"):
			case !slices.Contains(offlineMethods, in.ID):
				return nil
			case !slices.Contains(found, in.ID):
				found = append(found, in.ID)
			}
		}
	}
	return found
}
