package survey

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"shopcheck/scanner/observe/hello"
)

// A chain asks for everything in one version.
type chain struct {
	*taker
	Protocol
	first   chan struct{}  // closed when the first question is answered
	answers []hello.Server // the Yes ones, in order
	hungUp  bool           // the first question was cut off without a word, both times
	alpn    []string       // protocols agreed to
	plain   bool           // the server answers only hellos without extras
}

// take fills in the Protocol.
func (c *chain) take(ctx context.Context) {
	likely, rest := hello.Suites(c.Version)
	c.open(ctx, likely, rest)
	close(c.first)
	if c.Offered != Yes || c.Version == hello.SSL2 {
		return
	}
	c.suites(ctx, without(slices.Concat(rest, likely), c.Suites))
	c.tails(ctx)
}

// open asks whether the version is spoken at all. A server that turns down the
// likely suites is asked for the rest, unless it shows that the version is why.
func (c *chain) open(ctx context.Context, likely, rest []hello.Suite) {
	r := c.put(ctx, c.offer(likely))
	if alert := r.server.Alert; r.said == No && alert != nil && *alert != hello.ProtocolVersion && len(rest) > 0 {
		r = c.put(ctx, c.offer(rest))
	}
	c.Offered, c.hungUp, c.plain = r.said, r.hungUp, r.plain
	switch r.said {
	case Yes:
		c.learn(r.server)
	case Unclear:
		c.Why = r.why
	}
}

// offer is a hello with these suites and everything else there is, what was
// found already last: a server that goes by the client's order then shows more.
func (c *chain) offer(suites []hello.Suite) hello.Client {
	o := hello.Client{Version: c.Version, Name: c.out.Host, Suites: suites, Extras: !c.plain, Compression: !c.plain && c.Version < hello.TLS13}
	if c.Version >= hello.TLS10 {
		o.Groups = last(groups(c.Version), c.Groups)
	}
	if c.Version >= hello.TLS12 {
		o.Schemes = last(hello.AllSchemes, c.Schemes)
	}
	if c.Version == hello.TLS12 && !c.plain {
		o.ALPN = without(protocols, c.alpn)
	}
	return o
}

// protocols are those of a shop's pages, in TCP (IANA registry "TLS ALPN
// Protocol IDs").
var protocols = []string{"h2", "http/1.1"}

// suites asks until the server picks none of left.
func (c *chain) suites(ctx context.Context, left []hello.Suite) {
	for len(left) > 0 {
		r := c.put(ctx, c.offer(left))
		if r.said != Yes {
			c.Partial = r.why
			return
		}
		c.learn(r.server)
		left = without(left, c.Suites)
	}
}

// learn keeps what an answer shows.
func (c *chain) learn(s hello.Server) {
	c.answers = append(c.answers, s)
	if c.Version == hello.SSL2 {
		c.Suites = s.Kinds
		return
	}
	c.Suites = add(c.Suites, s.Suite)
	if s.Group != 0 {
		c.Groups = add(c.Groups, s.Group)
	}
	if s.Scheme != 0 {
		c.Schemes = add(c.Schemes, s.Scheme)
	}
	if s.ALPN != "" {
		c.alpn = add(c.alpn, s.ALPN)
	}
	if p := prime(s); p.Bits > 0 && !slices.ContainsFunc(c.Primes, p.same) {
		c.Primes = append(c.Primes, p)
	}
}

// tails asks what remains, all at once: the groups and signature schemes that no
// answer showed yet, and whose order of suites decides.
func (c *chain) tails(ctx context.Context) {
	var wg sync.WaitGroup
	var g tail[hello.Group]
	var s tail[hello.Scheme]
	if c.Version >= hello.TLS12 {
		wg.Go(func() { g = c.groups(ctx) })
		wg.Go(func() { s = c.schemes(ctx) })
	}
	wg.Wait()
	c.Groups = append(c.Groups, g.found...)
	c.Schemes = append(c.Schemes, s.found...)
	c.Partial = cmp.Or(c.Partial, g.why, s.why)
	c.Prefers = cmp.Or(g.prefers, s.prefers)
	if len(c.Suites) > 1 && c.Prefers == "" {
		suites := turned(c.Suites)
		c.Prefers = preference(suites, c.put(ctx, c.offer(suites)))
	}
}

// A tail is what asking for more found.
type tail[T any] struct {
	found   []T
	why     string     // why there may be more; empty if there is none
	prefers Preference // whose order of suites decided; empty if that did not show
}

// turned returns suites in the opposite order of what was picked.
func turned(suites []hello.Suite) []hello.Suite {
	out := slices.Clone(suites)
	slices.Reverse(out)
	return out
}

// preference reads an answer to turned suites: a server that does not pick the
// first has an order of its own.
func preference(suites []hello.Suite, r reply) Preference {
	switch {
	case r.said != Yes || len(suites) < 2:
		return ""
	case r.server.Suite == suites[0]:
		return ByClient
	}
	return ByServer
}

// add appends x unless it is there.
func add[T comparable](list []T, x T) []T {
	if slices.Contains(list, x) {
		return list
	}
	return append(list, x)
}

// without returns list without what is in taken.
func without[T comparable](list, taken []T) []T {
	var out []T
	for _, x := range list {
		if !slices.Contains(taken, x) {
			out = append(out, x)
		}
	}
	return out
}

// last returns list with what is in found at its end.
func last[T comparable](list, found []T) []T {
	return slices.Concat(without(list, found), found)
}
