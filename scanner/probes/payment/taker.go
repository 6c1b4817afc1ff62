package payment

import (
	"slices"
	"strings"

	"shopcheck/scanner/facts"
	"shopcheck/scanner/probes/csp"
)

// ours reports whether a source of a content security policy is the shop itself:
// by 'self', by a host of its own, or by what its own scripts made in the browser.
func ours(s csp.Source, own func(string) bool) bool {
	switch s.Kind {
	case csp.Host:
		return own(strings.TrimPrefix(s.Host, "*."))
	case csp.Scheme:
		return s.Scheme == "blob"
	}
	return s.Kind == csp.Keyword
}

// takerOf returns the payment company that a source of a content security policy
// belongs to. A wildcard belongs to one that is known by the name below which it
// stands, or by two hosts below that name: by one host alone it may be a company
// that does much else, as in *.google.com.
func takerOf(s csp.Source) (facts.Payment, bool) {
	name, wild := strings.CutPrefix(s.Host, "*.")
	if company, ok := facts.PaymentByHost(name); ok || !wild || s.Shared() {
		return company, ok
	}
	for _, company := range facts.Payments() {
		below := make(map[string]bool)
		for _, h := range slices.Concat(company.ScriptHosts, company.FrameHosts, company.RedirectHosts) {
			if strings.HasSuffix(h, "."+name) {
				below[h] = true
			}
		}
		if len(below) > 1 {
			return company, true
		}
	}
	return facts.Payment{}, false
}
