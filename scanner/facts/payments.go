package facts

import (
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
	// Memory is true if no source was read for its hosts.
	Memory bool
}

type paymentTable struct {
	Source    string
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
