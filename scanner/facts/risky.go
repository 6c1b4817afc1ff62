package facts

import "sync"

// A Risk is why nobody should load scripts from a host.
type Risk struct {
	Why    string // "it handed out malicious scripts"; a clause
	Bad    bool   // it has harmed visitors; otherwise it is abandoned
	Source string
	Since  day
	Hosts  []string // each stands for its subdomains too
}

type riskTable struct{ Risks []Risk }

var risks = sync.OnceValue(func() map[string]Risk {
	by := make(map[string]Risk)
	for _, r := range load[riskTable]("risky.yaml").Risks {
		for _, h := range r.Hosts {
			by[h] = r
		}
	}
	return by
})

// RiskOf returns why scripts of a host, or of a domain above it, are a risk, and
// false if nothing is known against it.
func RiskOf(host string) (Risk, bool) { return nearest(risks(), host) }
