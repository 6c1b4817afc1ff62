package facts

import (
	"slices"
	"strings"
	"sync"
)

// A Payment is a company, or a wallet, that takes payments for shops.
type Payment struct {
	ID   string
	Name string
	// Hosts by what they serve on a shop's page; each stands for its subdomains
	// too.
	ScriptHosts   []string `yaml:"scripts"`
	FrameHosts    []string `yaml:"frames"`
	RedirectHosts []string `yaml:"redirects"` // also what forms post to
	// Kinds are the ways it takes a card: redirect, iframe, hosted-fields,
	// direct-post (own fields, its script sends them), wallet, bank, bnpl (pay
	// later), merchant-of-record, offline.
	Kinds []string
	// Own are parts of the addresses of those of its scripts that take cards out
	// of fields of the shop's own; empty: any of them, if its kinds say so.
	Own []string
	// Memory is true if no source was read for its hosts.
	Memory bool
}

type paymentTable struct {
	Source    string
	Tests     []string
	Providers []Payment
}

var payments = sync.OnceValue(func() paymentTable { return load[paymentTable]("payments.yaml") })

var paymentHosts = sync.OnceValue(func() map[string]Payment {
	byHost := make(map[string]Payment)
	for _, p := range payments().Providers {
		for _, h := range p.hosts() {
			byHost[h] = p
		}
	}
	return byHost
})

// Payments returns the known payment providers, the best known first.
func Payments() []Payment { return payments().Providers }

// PaymentByHost returns the provider that a host belongs to, by the host itself
// or a domain above it.
func PaymentByHost(host string) (Payment, bool) {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	for host != "" {
		if p, ok := paymentHosts()[host]; ok {
			return p, true
		}
		_, host, _ = strings.Cut(host, ".")
	}
	return Payment{}, false
}

func (p Payment) hosts() []string {
	return append(append(append([]string(nil), p.ScriptHosts...), p.FrameHosts...), p.RedirectHosts...)
}

// Does reports whether the provider takes payments in one of the ways.
func (p Payment) Does(kinds ...string) bool {
	return slices.ContainsFunc(p.Kinds, func(k string) bool { return slices.Contains(kinds, k) })
}

// Pays reports whether a host is one to which customers are sent to pay.
func (p Payment) Pays(host string) bool {
	return slices.ContainsFunc(p.RedirectHosts, func(h string) bool { return host == h || strings.HasSuffix(host, "."+h) })
}

// ReadsFields reports whether a script of the provider's takes cards out of fields
// of the shop's own.
func (p Payment) ReadsFields(address string) bool {
	if len(p.Own) == 0 {
		return p.Does("direct-post")
	}
	return slices.ContainsFunc(p.Own, func(part string) bool { return strings.Contains(address, part) })
}

// PaymentTest reports whether a host is one of a payment provider's at which
// nobody is charged.
func PaymentTest(host string) bool {
	_, known := PaymentByHost(host)
	return known && (strings.Contains(host, "sandbox") || slices.Contains(payments().Tests, strings.ToLower(host)))
}
