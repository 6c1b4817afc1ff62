package header

import (
	_ "embed"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

//go:embed referrer.md
var referrerDoc string

// Referrer asks whether the shop keeps to itself which of its pages a customer
// comes from (W3C Referrer Policy).
var Referrer = scanner.Probe{ID: "header.referrer", Severity: scanner.Low, Doc: referrerDoc, Run: each(judgeReferrer)}

const referrerPolicy = "Referrer-Policy"

// Policies by what they tell other websites.
var (
	discreet = []string{"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
	nameOnly = []string{"origin", "origin-when-cross-origin"} // also over unencrypted connections
	leaking  = []string{"unsafe-url", "no-referrer-when-downgrade"}
)

// older are names that browsers still understand in meta elements (HTML,
// section 4.2.5.1).
var older = map[string]string{
	"never": "no-referrer", "default": "strict-origin-when-cross-origin", "always": "unsafe-url",
	"origin-when-crossorigin": "origin-when-cross-origin",
}

func judgeReferrer(page shop.Page) scanner.Finding {
	said, quote := effective(page.Page)
	f := scanner.Finding{Outcome: scanner.Pass, Evidence: []observe.Evidence{quote}}
	private := page.Role == shop.Account || page.Role == shop.Checkout
	err := unread(page.Page)
	switch {
	case err != nil: // a meta element may say otherwise
		return scanner.CouldNot("", err)
	case slices.Contains(leaking, said) && private:
		f.Outcome, f.Message = scanner.Fail, "This page tells other websites its full address, which may hold what is the customer's own business."
	case slices.Contains(leaking, said):
		f.Outcome, f.Message = scanner.Warn, "This page tells other websites its full address."
	case slices.Contains(nameOnly, said):
		f.Outcome, f.Message = scanner.Warn, "This page tells other websites the shop's name even over unencrypted connections."
	case said == "" && joined(page.Page, referrerPolicy) != "":
		f.Message = "What this page says about telling other websites its address is nothing that browsers understand, so they tell them the shop's name at most."
	case said == "":
		f.Message = "This page leaves it to browsers what they tell other websites, and that is the shop's name at most."
	default:
		f.Message = "This page tells other websites the shop's name at most."
	}
	return f
}

// effective returns the policy that browsers go by, "" for their own, and its
// quote. The last valid word of the header counts (Referrer Policy, section
// 8.1), and a meta element in the page after that.
func effective(page *observe.Page) (said string, quote observe.Evidence) {
	quote = page.Quote(referrerPolicy)
	for token := range strings.SplitSeq(strings.Join(page.Header.Values(referrerPolicy), ","), ",") {
		if token = word(token); valid(token) {
			said = token
		}
	}
	for _, m := range page.Document().Metas {
		token := word(m.Content)
		if newer, ok := older[token]; ok {
			token = newer
		}
		if m.Name == "referrer" && valid(token) {
			said, quote = token, quoteMeta(page, "referrer")
		}
	}
	return said, quote
}

func word(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

func valid(token string) bool {
	return slices.Contains(slices.Concat(discreet, nameOnly, leaking), token)
}
