package mail

import (
	"context"
	"slices"
	"sync"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/dnssec"
)

// Pins are what is published about the key of one mail server, and what it shows.
type pins struct {
	host    string
	domain  string
	base    string           // the name that the records are under
	chain   *observe.Chain   // of the records; or else of what keeps them from counting
	records *observe.Records // nil if there are none that count
	again   *observe.Records // as the resolver gives them, if the signatures do not hold
	said    []*reply
	clock   error // why dates in its certificate cannot be judged; nil if they can
	err     error
}

// maxPinned bounds the servers whose keys one scan looks up: each takes up to four
// DNS questions.
const maxPinned = 5

// lookPins looks at what is published for each server, a few at once.
func lookPins(ctx context.Context, site *observe.Site, u use) ([]pins, error) {
	all, err := lookServers(ctx, site, u.hosts)
	if err != nil {
		return nil, err
	}
	out := make([]pins, len(all))
	var wg sync.WaitGroup
	slots := make(chan struct{}, atOnce)
	for i, s := range all {
		p := &out[i]
		p.host, p.domain, p.said = s.host, u.domain, s.said
		if p.err = s.err; i >= maxPinned {
			p.err = &observe.Failure{Cause: observe.BudgetSpent, Words: "a scan looks up the keys of no more than five mail servers"}
		}
		if p.err != nil {
			continue
		}
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			p.look(ctx, site, s.place.Aliases)
		})
	}
	wg.Wait()
	return out, nil
}

// look finds the records of a server: under the name that its own leads to if all the
// way there is signed, and else under its own (RFC 7672, section 2.2.3). If it is
// known by another name than the one that MX records give, it is asked by that.
func (p *pins) look(ctx context.Context, site *observe.Site, aliases []string) {
	bases := p.bases(ctx, site, aliases)
	for _, base := range bases {
		name := "_25._tcp." + base
		if p.chain, p.err = site.Chain(ctx, "TLSA", name); p.err != nil {
			return
		}
		switch p.chain.State {
		case dnssec.Bogus:
			p.again, _ = site.Records(ctx, "TLSA", name)
			return
		case dnssec.Indeterminate:
			return
		case dnssec.Insecure:
			continue
		}
		records, err := site.SignedRecords(ctx, "TLSA", name)
		if err != nil {
			p.err = err
			return
		}
		if records.State == observe.Found {
			p.base, p.records = base, records
			p.askBy(ctx, site)
			if slices.ContainsFunc(p.said, (*reply).outdated) {
				_, p.clock = site.Clock(ctx)
			}
			return
		}
	}
}

// bases are the names under which records may count, the best first.
func (p *pins) bases(ctx context.Context, site *observe.Site, aliases []string) []string {
	if p.chain, p.err = site.Chain(ctx, "A", p.host); p.err != nil {
		return nil
	}
	switch {
	case p.chain.State == dnssec.Secure && len(aliases) > 0:
		return []string{aliases[len(aliases)-1], p.host}
	case p.chain.State == dnssec.Secure:
		return []string{p.host}
	case p.chain.State != dnssec.Insecure || len(aliases) == 0:
		return nil
	}
	alias, err := site.Chain(ctx, "CNAME", p.host)
	if p.err = err; err != nil || alias.State != dnssec.Secure {
		return nil
	}
	return []string{p.host}
}

// askBy talks to the server by the name that its records are under (RFC 7672, section
// 3.2.1), if that is another than before.
func (p *pins) askBy(ctx context.Context, site *observe.Site) {
	if p.base == p.host {
		return
	}
	var said []*reply
	for _, r := range p.said {
		again := &reply{host: p.base, addr: r.addr, err: r.err}
		if r.err == nil {
			again.session, again.err = site.MailAt(ctx, p.base, r.addr)
		}
		said = append(said, again)
	}
	p.said = said
}
