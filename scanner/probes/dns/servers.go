package dns

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"sync"

	"shopcheck/scanner/observe"
)

// maxServers bounds how many name servers are looked at. RFC 2182, section 5, finds
// more than seven too many.
const maxServers = 8

// The domain's name servers, and where they are.
type servers struct {
	ns   *observe.Records // of the registrable domain
	list []server         // in the order of their names
}

// A server is one of them. Where a question got no answer its records are nil, and
// err says why.
type server struct {
	name    string
	a, aaaa *observe.Records
	err     error
}

// nameServers looks them up, all at once.
func nameServers(ctx context.Context, site *observe.Site) (*servers, error) {
	return observe.Derived(ctx, site, "dns name servers", func(ctx context.Context) (*servers, error) {
		ns, err := site.Records(ctx, "NS", site.Apex())
		if err != nil {
			return nil, err
		}
		s := &servers{ns: ns}
		for _, r := range ns.Answers[:min(len(ns.Answers), maxServers)] {
			s.list = append(s.list, server{name: r.Fields[0]})
		}
		var wg sync.WaitGroup
		for i := range s.list {
			wg.Go(func() { s.list[i].locate(ctx, site) })
		}
		wg.Wait()
		return s, nil
	})
}

// locate looks up the server's addresses.
func (s *server) locate(ctx context.Context, site *observe.Site) {
	var six error
	var wg sync.WaitGroup
	wg.Go(func() { s.aaaa, six = site.Records(ctx, "AAAA", s.name) })
	s.a, s.err = site.Records(ctx, "A", s.name)
	wg.Wait()
	if s.err == nil {
		s.err = six
	}
}

// addrs are the server's addresses, IPv4 first.
func (s server) addrs() []netip.Addr {
	var out []netip.Addr
	for _, v := range slices.Concat(s.a.Values(), s.aaaa.Values()) {
		if a, err := netip.ParseAddr(v); err == nil {
			out = append(out, a.Unmap())
		}
	}
	return out
}

// endpoint is where the server is asked, and false if it has no address.
func (s server) endpoint() (observe.Endpoint, bool) {
	addrs := s.addrs()
	if len(addrs) == 0 {
		return observe.Endpoint{}, false
	}
	return observe.Endpoint{Host: s.name, Addr: addrs[0]}, true
}

// elsewhere is why nothing is said of the name servers of a name that begins no zone,
// such as a shop under its platform's domain.
func (s servers) elsewhere() string {
	return "The name " + s.ns.Name + " lies in somebody else's zone, who keeps its name servers."
}

// count says how many there are of something.
func count(n int, one, many string) string {
	if n == 1 {
		return "one " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
