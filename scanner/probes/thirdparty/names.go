package thirdparty

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"golang.org/x/net/publicsuffix"

	"shopcheck/scanner/observe"
)

// A state says whether a host's name exists.
type state string

const (
	untold state = ""       // not asked, or no answer
	exists state = "exists" // it does, or needs no name
	dead   state = "dead"   // it does not, and only the owner of a domain above it can make it
	free   state = "free"   // nor does the domain that would have to be registered
	denied state = "denied" // the resolver says that it does not, and names no zone that does: it may filter
)

// maxAsked bounds how many names are asked for: the scan's questions to name
// servers are limited, and other probes have some too.
const maxAsked = 30

// lookUp asks whether the hosts' names exist: first those of whom nobody knows
// whose they are.
func lookUp(ctx context.Context, site *observe.Site, hosts []host) {
	order := make([]int, len(hosts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return hosts[a].rank() - hosts[b].rank() })
	var wg sync.WaitGroup
	for _, i := range order[:min(len(order), maxAsked)] {
		wg.Go(func() {
			h := &hosts[i]
			h.state, h.records = look(ctx, site, h.name)
			if h.state == denied && h.owner.Name != "" && !h.owner.Memory {
				h.state, h.records = untold, nil // such companies are what filters keep out
			}
		})
	}
	wg.Wait()
}

// look asks for a name, twice before it is said not to exist. A resolver that gives
// no answer says nothing.
func look(ctx context.Context, site *observe.Site, name string) (state, []observe.Evidence) {
	if _, err := netip.ParseAddr(name); err == nil {
		return exists, nil
	}
	r, err := site.Records(ctx, "A", name)
	switch {
	case err != nil:
		return untold, nil
	case r.State != observe.NoDomain:
		return exists, nil
	}
	again, err := site.Again().Records(ctx, "A", name)
	if err != nil || again.State != observe.NoDomain {
		return untold, nil
	}
	seen := []observe.Evidence{r.Evidence(), again.Evidence()}
	if len(again.Aliases) > 0 { // it leads to one that does not exist
		name = again.Aliases[len(again.Aliases)-1]
	}
	domain, ok := registrable(name)
	switch {
	case !above(again.Zone, name):
		return denied, seen
	case !ok:
		return dead, seen
	}
	if domain != name {
		if r, err = site.Records(ctx, "NS", domain); err != nil || r.State != observe.NoDomain {
			return dead, seen
		}
		if seen = append(seen, r.Evidence()); !above(r.Zone, domain) {
			return dead, seen
		}
	}
	return free, seen
}

// above reports whether a zone is above a name, as one must be that says that there
// is no such name. Resolvers that keep out advertisements or worse name none, or the
// name itself.
func above(zone, name string) bool {
	return zone == "." || zone != "" && strings.HasSuffix(name, "."+zone)
}

// registrable returns the domain that somebody would have to register to own a
// name, and false where nobody can: below top-level domains that do not exist.
func registrable(name string) (string, bool) {
	suffix, icann := publicsuffix.PublicSuffix(name)
	if !icann && !strings.Contains(suffix, ".") {
		return "", false
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(name)
	return domain, err == nil
}
