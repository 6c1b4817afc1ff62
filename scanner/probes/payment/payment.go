// Package payment asks who takes the customers' money, and whether their card
// numbers pass through the shop.
//
// Only pages that any visitor sees are read, without putting anything into a
// cart. What a script builds in the browser is not seen: then the answer is that
// nobody knows, never that all is well.
package payment

import (
	"regexp"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

// All lists the package's probes.
var All = []scanner.Probe{Provider, Mode, Frame, Scripts, Integrity, Change, Secret, Skimmer}

// A trace is an address in a page by which a payment could go.
type trace struct {
	page *observe.Page
	kind string // "script", "frame", "form", "link", or "mention" for one inside a script's text
	url  string
}

func (t trace) host() string { return shop.Host(t.url) }

func (t trace) evidence() observe.Evidence { return t.page.Evidence(t.kind + " " + t.url) }

// poster finds addresses at which companies present themselves or their rules.
var poster = regexp.MustCompile(`(?i)^[a-z]+://(?:www\.|[^/?#]+/?(?:#|$)|[^?#]*/(?:legal|privacy|terms|help|support|gift)\b)`)

// provider returns the company that the trace leads to. A link to a company's
// own web site, or to its rules, is no way to pay.
func (t trace) provider() (facts.Payment, bool) {
	if t.kind == "link" && poster.MatchString(t.url) {
		return facts.Payment{}, false
	}
	return facts.PaymentByHost(t.host())
}

// traces returns the addresses in a page, of other hosts than the shop's own, and
// the scripts and frames that it asked for while a browser built it.
func traces(page *observe.Page, own func(host string) bool) []trace {
	doc := page.Document()
	var found []trace
	for _, r := range doc.Resources {
		switch {
		case r.Kind != "script" && r.Kind != "frame":
		case r.URL != "":
			found = append(found, trace{page, r.Kind, r.URL})
		default:
			found = append(found, mentions(page, r.Inline)...)
		}
	}
	for _, r := range page.Requests {
		if r.Type == "script" || r.Type == "frame" {
			found = append(found, trace{page, r.Type, r.URL})
		}
	}
	for _, form := range doc.Forms {
		found = append(found, trace{page, "form", form.Action})
	}
	for _, link := range doc.Links {
		found = append(found, trace{page, "link", link.URL})
	}
	return slices.DeleteFunc(found, func(t trace) bool { return t.host() == "" || own(t.host()) })
}

// address finds the hosts of web addresses in a script's text, with or without
// their scheme, also where JSON writes "\/".
var address = regexp.MustCompile(`(?:\\?/){2}([a-zA-Z0-9][a-zA-Z0-9.-]*\.[a-zA-Z]{2,})`)

func mentions(page *observe.Page, script string) []trace {
	var found []trace
	for _, m := range address.FindAllStringSubmatch(script, -1) {
		found = append(found, trace{page, "mention", "https://" + m[1]})
	}
	return found
}
