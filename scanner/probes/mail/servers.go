package mail

import (
	"context"
	"net/netip"
	"slices"
	"sync"

	"shopcheck/scanner/observe"
)

// Bounds on the talk with mail servers. A second look may take as many sessions
// again: see [observe.DefaultBudget].
const (
	maxServers  = 10
	maxNamed    = 20 // of which something is said; a domain with more is up to no good
	maxSessions = 12
	atOnce      = 4
)

// A server is one of the domain's mail servers and how it answered.
type server struct {
	host  string
	place *observe.MailHost // nil: see err
	err   error             // why it was not talked to
	said  []*reply          // one for each address, IPv4 first
}

// A reply is how one address of a mail server answered: a session, or why there was
// none.
type reply struct {
	host    string
	to      netip.Addr // where the session is
	addr    netip.Addr // the same; the zero Addr where the host has no other
	session *observe.Session
	err     error
}

type servers struct{ list []server }

// lookServers talks to the domain's mail servers, the best first: one session at
// each address, a few at once. Nobody else is asked whether port 25 is open from
// here: if none of the first few takes a connection, the rest is left alone, and
// only if one does is the silence of another its own.
func lookServers(ctx context.Context, site *observe.Site, hosts []string) ([]server, error) {
	all, err := observe.Derived(ctx, site, "mail servers", func(ctx context.Context) (*servers, error) {
		all := &servers{}
		for _, host := range hosts {
			if len(all.list) < maxNamed && !slices.ContainsFunc(all.list, func(s server) bool { return s.host == host }) {
				all.list = append(all.list, server{host: host})
			}
		}
		all.find(ctx, site)
		queue := all.queue()
		first := queue[:min(len(queue), atOnce)]
		talk(ctx, site, first)
		if rest := queue[len(first):]; slices.ContainsFunc(first, (*reply).lone) && !slices.ContainsFunc(first, (*reply).proof) {
			for _, r := range rest {
				r.err = &observe.Failure{Cause: observe.PortFiltered}
			}
		} else {
			talk(ctx, site, rest)
		}
		settle(queue)
		return all, nil
	})
	if err != nil {
		return nil, err
	}
	return all.list, nil
}

// find looks up the addresses of each server that is to be talked to.
func (all *servers) find(ctx context.Context, site *observe.Site) {
	var wg sync.WaitGroup
	for i := range all.list {
		s := &all.list[i]
		if i >= maxServers {
			s.err = &observe.Failure{Cause: observe.BudgetSpent, Words: "a scan talks to no more than ten mail servers"}
			continue
		}
		wg.Go(func() { s.place, s.err = site.MailHost(ctx, s.host) })
	}
	wg.Wait()
}

// queue lists the addresses to talk to, in turn: the first of each server, the
// second of each, and so on.
func (all *servers) queue() []*reply {
	var out []*reply
	for nth := 0; ; nth++ {
		before := len(out)
		for i := range all.list {
			s := &all.list[i]
			if s.place == nil || nth >= len(s.place.Addrs) || len(out) == maxSessions {
				continue
			}
			r := &reply{host: s.host, to: s.place.Addrs[nth], addr: s.place.Addrs[nth]}
			if len(s.place.Addrs)+s.place.Left == 1 {
				r.addr = netip.Addr{}
			}
			s.said, out = append(s.said, r), append(out, r)
		}
		if len(out) == before {
			return out
		}
	}
}

// talk holds the sessions, a few at once. Several of a domain's mail servers may be
// one and the same: an address is asked once at a time, and no more after it gave no
// answer.
func talk(ctx context.Context, site *observe.Site, replies []*reply) {
	var wg sync.WaitGroup
	slots := make(chan struct{}, atOnce)
	for _, same := range byAddress(replies) {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			for i, r := range same {
				if i > 0 && same[i-1].err != nil {
					r.err = same[i-1].err
				} else {
					r.session, r.err = site.MailAt(ctx, r.host, r.addr)
				}
			}
		})
	}
	wg.Wait()
}

// byAddress parts replies by where the sessions are.
func byAddress(replies []*reply) [][]*reply {
	var out [][]*reply
	for _, r := range replies {
		i := slices.IndexFunc(out, func(same []*reply) bool { return same[0].to == r.to })
		if i < 0 {
			out = append(out, []*reply{r})
			continue
		}
		out[i] = append(out[i], r)
	}
	return out
}

// lone reports whether no connection came about, which may be the network's doing.
func (r *reply) lone() bool {
	cause, _ := observe.Explain(r.err)
	return r.err != nil && slices.Contains([]observe.Cause{observe.PortFiltered, observe.Refused, observe.Unreachable}, cause)
}

// proof reports whether a connection came about, whatever became of it.
func (r *reply) proof() bool {
	cause, _ := observe.Explain(r.err)
	return r.err == nil || slices.Contains([]observe.Cause{observe.Timeout, observe.Reset, observe.Malformed, observe.Blocked, observe.TLS}, cause)
}

// settle says of connections that did not come about whose fault it is, as far as
// the others tell.
func settle(replies []*reply) {
	proven := slices.ContainsFunc(replies, (*reply).proof)
	for _, r := range replies {
		cause, _ := observe.Explain(r.err)
		switch {
		case !r.lone():
		case !proven:
			r.err = &observe.Failure{Cause: observe.PortFiltered, Words: "none of the domain's mail servers takes a connection on port 25 from here, and many networks let no such connection out"}
		case cause == observe.PortFiltered:
			r.err = &observe.Failure{Cause: observe.Timeout, Words: "it takes no connection on port 25"}
		}
	}
}

// failure is why a server was not seen at all; nil if it was.
func (s server) failure() error {
	if s.err != nil {
		return s.err
	}
	for _, r := range s.said {
		if r.err == nil {
			return nil
		}
	}
	return s.said[0].err
}
