package observe

import (
	"context"
	"log/slog"
	"net/netip"
	"sync"

	"golang.org/x/net/publicsuffix"
)

// A Site is one shop being looked at. It is safe for concurrent use.
//
// Its methods return shared values: callers must not change them.
type Site struct {
	domain   string
	ctx      context.Context // of the scan: bounds every look; a caller's own ctx bounds only its wait
	opts     Options
	round    string // "" for the first looks, "again " for second ones
	net      *network
	kept     *looks
	derived  *looks // what was worked out of them, see [Derived]
	loads    *loads // nil in a replay, as are net and renderer
	renderer *renderer
	again    func() *Site
	past     *Past // stands for what was told of the past; nil: nothing does
}

// Open prepares to look at domain (lower case, A-labels) until ctx ends or
// opts.Whole has passed. It sends nothing yet. Close it after use.
func Open(ctx context.Context, domain string, opts Options) *Site {
	opts = opts.withDefaults()
	ctx, cancel := context.WithTimeoutCause(ctx, opts.Whole, &Failure{Timeout, "the time set aside for this scan was over"})
	s := &Site{domain: domain, ctx: ctx, opts: opts, net: newNetwork(ctx, cancel, opts), kept: newLooks(), derived: newLooks()}
	s.loads, s.renderer = &loads{looks: newLooks()}, &renderer{path: opts.Browser}
	return s.withAgain()
}

// Replay returns a Site that answers from looks and never sends anything. A
// question that was not asked then is a [Failure] with cause [NotRecorded].
func Replay(domain string, kept Looks) *Site {
	s := &Site{domain: domain, ctx: context.Background(), opts: Options{}.withDefaults(), kept: replayLooks(kept), derived: newLooks()}
	s.opts.Resolvers = nil // this machine's were not asked
	return s.withAgain()
}

// secondRound begins the questions of second looks.
const secondRound = "again "

func (s *Site) withAgain() *Site {
	s.again = sync.OnceValue(func() *Site {
		second := *s
		second.round = secondRound
		second.again = func() *Site { return &second }
		return &second
	})
	return s
}

// Again returns the same shop with nothing remembered: its looks are made anew,
// over new connections, from the same budget. All callers share one such Site.
func (s *Site) Again() *Site { return s.again() }

// Close ends the connections that are still open, and the browser, and waits for
// them.
func (s *Site) Close() {
	if s.net != nil {
		s.net.close()
		s.renderer.close()
	}
}

// Domain returns the shop's domain as the user named it.
func (s *Site) Domain() string { return s.domain }

// Apex returns the registrable domain the shop belongs to: "shop.test" for
// "www.shop.test". Mail and zone are looked at there.
func (s *Site) Apex() string { return apex(s.domain) }

// Hosts returns the names customers type: the domain, and its www. twin if the
// domain is an apex or a www. name.
func (s *Site) Hosts() []string {
	switch a := s.Apex(); s.domain {
	case a, "www." + a:
		return []string{a, "www." + a}
	default:
		return []string{s.domain}
	}
}

// Own reports whether host belongs to the shop: the same registrable domain.
func (s *Site) Own(host string) bool { return apex(host) == s.Apex() }

// Looks returns every look made so far, to be kept and replayed.
func (s *Site) Looks() Looks { return s.kept.all() }

// Usage returns what was spent so far.
func (s *Site) Usage() Usage {
	if s.net == nil {
		return Usage{}
	}
	return s.net.usage()
}

// Resolvers returns the resolvers in use; of those over HTTPS, the host.
func (s *Site) Resolvers() []string {
	var out []string
	for _, r := range s.opts.Resolvers {
		out = append(out, shownResolver(r))
	}
	return out
}

// Vantage says from where the shop was looked at, as far as the scan learnt it.
func (s *Site) Vantage() Vantage {
	v := Vantage{Resolvers: s.Resolvers(), Port25: "unknown"}
	if s.net == nil {
		return v
	}
	v.IPv6 = HasIPv6()
	if p, ok := s.net.port25.Load().(string); ok {
		v.Port25 = p
	}
	return v
}

func (s *Site) log() *slog.Logger { return s.opts.Log }

func apex(host string) string {
	if _, err := netip.ParseAddr(host); err == nil {
		return host
	}
	if a, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return a
	}
	return host // a public suffix itself
}
