package survey

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"shopcheck/scanner/observe/hello"
)

// A chain asks for everything in one version.
type chain struct {
	*taker
	Protocol
	first   chan struct{} // closed when the first question is answered
	hungUp  bool          // the first question was cut off without a word
	doubted []hello.Suite // offers of these were cut off without a word
	plain   bool          // the server answers only hellos without extras

	lists   sync.Mutex     // guards the Protocol's lists and what follows while tails grow them
	replies []hello.Server // the Yes ones
	alpn    []string       // protocols agreed to
	poor    []hello.Suite  // accepted when only such were offered
}

// take fills in the Protocol.
func (c *chain) take(ctx context.Context) {
	likely, rest := hello.Suites(c.Version)
	c.open(ctx, likely, rest)
	close(c.first)
	c.grow(ctx)
}

// grow asks for all else, if the version is spoken.
func (c *chain) grow(ctx context.Context) {
	if c.Offered != Yes || c.Version == hello.SSL2 {
		return
	}
	likely, rest := hello.Suites(c.Version)
	all := slices.Concat(rest, likely)
	var tails sync.WaitGroup
	if c.Version >= hello.TLS13 { // each suite goes with each group: no need to wait
		tails.Go(func() { c.groups(ctx, all, uncommon) })
	}
	c.suites(ctx, without(all, c.known()))
	c.late()
	accepted := turned(c.known())
	c.protocols(ctx, accepted)
	tails.Go(func() { c.unnamed(ctx, accepted) })
	c.tails(ctx, &tails, accepted)
	tails.Wait()
	if c.Prefers == "" && len(accepted) > 1 {
		c.preference(accepted, c.put(ctx, c.offer(accepted)), false)
	}
	sortAs(c.Groups, groups(c.Version))
	sortAs(c.Schemes, hello.AllSchemes)
}

// tails asks for the groups and signature schemes that no answer showed yet, side
// by side. In TLS 1.2 a server that goes by the client's order shows groups while
// schemes are asked for, and then few are left to ask for.
func (c *chain) tails(ctx context.Context, wg *sync.WaitGroup, accepted []hello.Suite) {
	everyone := func(hello.Group) bool { return true }
	groups := func() { c.groups(ctx, ephemeral(accepted), everyone) }
	schemes := func() { c.schemes(ctx, signed(accepted)) }
	switch {
	case c.Version >= hello.TLS13:
		wg.Go(func() { c.groups(ctx, accepted, usual) })
		wg.Go(func() { c.hidden(ctx, accepted) })
	case c.Version < hello.TLS12:
	case len(c.Groups) > 1:
		wg.Go(func() { schemes(); groups() })
	default:
		wg.Go(groups)
		wg.Go(schemes)
	}
}

// most is how many suites the first hello offers; the servers that find more too
// many are not rare.
const most = 160

// open asks whether the version is spoken at all. A server that turns down the
// likely suites is asked for the rest, unless it shows that the version is why.
func (c *chain) open(ctx context.Context, likely, rest []hello.Suite) {
	if len(likely)+len(rest) <= most {
		likely, rest = slices.Concat(rest, likely), nil
	}
	r := c.put(ctx, c.asking(likely))
	if r.cut && r.said == No {
		rest = likely[:len(likely)-narrow]
	}
	if alert := r.server.Alert; r.said == No && alert != nil && *alert != hello.ProtocolVersion && len(rest) > 0 {
		r = c.put(ctx, c.offer(rest))
	}
	if alert := r.server.Alert; r.said == No && c.Version == hello.TLS13 && alert != nil && *alert != hello.ProtocolVersion {
		r = c.put(ctx, c.sharing(likely)) // it may only be unable to ask for a share
	}
	c.Offered, c.Why, c.hungUp, c.plain = r.said, "", r.hungUp, r.plain
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
	c.lists.Lock()
	defer c.lists.Unlock()
	o := hello.Client{Version: c.Version, Name: c.out.Host, Suites: suites, Extras: !c.plain, Compression: !c.plain && c.Version < hello.TLS13}
	if c.Version >= hello.TLS10 {
		o.Groups = last(groups(c.Version), c.Groups)
	}
	if c.Version >= hello.TLS12 {
		o.Schemes = last(hello.AllSchemes, c.Schemes)
	}
	return o
}

// asking is an offer that asks for protocols, too, until the server was asked
// for each alone.
func (c *chain) asking(suites []hello.Suite) hello.Client {
	o := c.offer(suites)
	if c.Version == hello.TLS12 && !c.plain && len(c.replies) < len(protocols) {
		o.ALPN = without(protocols, c.alpn)
	}
	return o
}

// protocols are those of a shop's pages, in TCP (IANA registry "TLS ALPN
// Protocol IDs").
var protocols = []string{"h2", "http/1.1"}

// protocols asks for those that a server with a single suite was not asked for.
func (c *chain) protocols(ctx context.Context, accepted []hello.Suite) {
	o := c.asking(accepted)
	if len(c.alpn) == 0 || len(o.ALPN) == 0 {
		return
	}
	if r := c.put(ctx, o); r.said == Yes {
		c.learn(r.server)
	}
}

// suites asks until the server picks none of left.
func (c *chain) suites(ctx context.Context, left []hello.Suite) {
	for len(left) > 0 {
		if len(c.known()) >= many && c.Refused == nil && c.poor == nil {
			c.worst(ctx, left)
		}
		r := c.put(ctx, c.asking(left))
		switch {
		case r.said == Yes:
			c.learn(r.server)
			left = without(left, c.known())
			continue
		case r.hungUp:
			c.doubted = append(c.doubted, left[max(0, len(left)-narrow):]...)
		case r.said == Unclear:
			c.Partial = r.why
		}
		if !r.cut || c.over() {
			return
		}
		left = left[:len(left)-narrow]
	}
}

// many is how many suites a server accepts of which a survey may not see all.
const many = 8

// worst asks such a server for the poor ones among what is left, so that they are
// known even if the survey has to end before the list is whole.
func (c *chain) worst(ctx context.Context, left []hello.Suite) {
	poor := slices.DeleteFunc(slices.Clone(left), func(s hello.Suite) bool { return !s.Poor() })
	if len(poor) == 0 || c.Version >= hello.TLS13 {
		return
	}
	switch r := c.put(ctx, c.offer(poor)); {
	case r.said == Yes:
		c.poor = []hello.Suite{r.server.Suite}
	case r.said == No && !r.cut:
		c.Refused = poor
	}
}

// late adds what was accepted among the poor to a list that did not get there.
func (c *chain) late() {
	c.lists.Lock()
	defer c.lists.Unlock()
	for _, s := range c.poor {
		c.Suites = add(c.Suites, s)
	}
}

// learn keeps what an answer shows.
func (c *chain) learn(s hello.Server) {
	c.lists.Lock()
	defer c.lists.Unlock()
	c.replies = append(c.replies, s)
	if c.Version == hello.SSL2 {
		for _, k := range s.Kinds {
			if likely, rest := hello.Suites(c.Version); slices.Contains(likely, k) || slices.Contains(rest, k) {
				c.Suites = add(c.Suites, k)
			}
		}
		return
	}
	if !slices.Contains(c.Suites, s.Suite) {
		c.Suites = append(c.Suites, s.Suite)
	}
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

// unsure notes why the lists of groups and schemes may not be whole.
func (c *chain) unsure(why string) {
	c.lists.Lock()
	defer c.lists.Unlock()
	c.Unsure = cmp.Or(c.Unsure, why)
}

// known returns the suites found so far.
func (c *chain) known() []hello.Suite {
	c.lists.Lock()
	defer c.lists.Unlock()
	return slices.Clone(c.Suites)
}

// turned returns suites in the opposite order. ChaCha20 comes last where two others
// are left: many servers that have an order of their own let a client have it that
// puts it first, because that one is slow with AES.
func turned(suites []hello.Suite) []hello.Suite {
	out := slices.Clone(suites)
	slices.Reverse(out)
	quick := func(s hello.Suite) bool { return strings.HasPrefix(s.Parts().Cipher, "CHACHA20") }
	if others := slices.DeleteFunc(slices.Clone(out), quick); len(others) > 1 {
		return slices.Concat(others, without(out, others))
	}
	return out
}

// preference concludes from an answer to all accepted suites, in the opposite
// order of what was picked before, whose order decides: a server that did not
// pick the first has its own. What it picked from all of them comes first there,
// whatever it was offered before. An answer to less than everything else there is
// (fewer groups or schemes) shows that only of suites that all need the same.
func (c *chain) preference(offered []hello.Suite, r reply, narrowed bool) {
	c.lists.Lock()
	defer c.lists.Unlock()
	switch {
	case r.said != Yes || len(offered) < 2 || len(offered) != len(c.Suites) || narrowed && !uniform(offered):
	case r.server.Suite == offered[0]:
		c.Prefers = ByClient
	default:
		c.Prefers = ByServer
		c.Suites = slices.Concat([]hello.Suite{r.server.Suite}, without(c.Suites, []hello.Suite{r.server.Suite}))
	}
}

// uniform reports whether suites all use the same key exchange and kind of key.
func uniform(suites []hello.Suite) bool {
	first := suites[0].Parts()
	return !slices.ContainsFunc(suites, func(s hello.Suite) bool {
		p := s.Parts()
		return p.Exchange != first.Exchange || p.Auth != first.Auth
	})
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

// sortAs orders list as its members are in order, so that what was found first
// does not matter.
func sortAs[T comparable](list, order []T) {
	slices.SortFunc(list, func(x, y T) int { return slices.Index(order, x) - slices.Index(order, y) })
}
