package survey

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"shopcheck/scanner/observe/hello"
)

// families are the schemes of TLS 1.3, by kind of key (RFC 8446, section 4.2.3).
var families = [][]hello.Scheme{
	{0x0804, 0x0805, 0x0806}, // RSA
	{0x0403, 0x0503, 0x0603, // ECDSA
		0x0807, 0x0808, 0x0809, 0x080a, 0x080b, 0x081a, 0x081b, 0x081c, 0x0904, 0x0905, 0x0906},
}

// schemes asks for the signature schemes of TLS 1.2 that no answer showed yet, of
// each kind of key apart: a server with several certificates may settle on a
// suite first, and then find that the offer has no scheme for it.
func (c *chain) schemes(ctx context.Context, suites []hello.Suite) {
	pss := func(s hello.Scheme) bool { return slices.Contains(families[0], s) }
	var wg sync.WaitGroup
	for len(suites) > 0 {
		auth := suites[0].Parts().Auth
		alike := slices.DeleteFunc(slices.Clone(suites), func(s hello.Suite) bool { return s.Parts().Auth != auth })
		suites = without(suites, alike)
		if auth == "RSA" {
			wg.Go(func() { c.signing(ctx, alike, pss) })
		}
		wg.Go(func() { c.signing(ctx, alike, func(s hello.Scheme) bool { return !pss(s) }) })
	}
	wg.Wait()
}

// signing asks for the schemes meant that no answer showed yet, until the server
// picks none.
func (c *chain) signing(ctx context.Context, suites []hello.Suite, meant func(hello.Scheme) bool) {
	left := func() []hello.Scheme {
		c.lists.Lock()
		defer c.lists.Unlock()
		return slices.DeleteFunc(without(hello.AllSchemes, c.Schemes), func(s hello.Scheme) bool { return !meant(s) })
	}
	for schemes := left(); len(schemes) > 0 && len(suites) > 0; schemes = left() {
		offer := c.offer(suites)
		offer.Schemes = schemes
		r := c.put(ctx, offer)
		if r.said != Yes || !slices.Contains(schemes, r.server.Scheme) { // it need not go by the offer
			c.unsure(r.why)
			return
		}
		c.learn(r.server)
		c.preference(suites, r, true)
	}
}

// signed returns the suites in which the server signs its key exchange.
func signed(suites []hello.Suite) []hello.Suite {
	return slices.DeleteFunc(slices.Clone(suites), func(s hello.Suite) bool {
		p := s.Parts()
		return p.Auth == "anon" || p.Exchange != "ECDHE" && p.Exchange != "DHE"
	})
}

// hidden asks for each scheme of TLS 1.3 alone, because the server's choice is
// encrypted there and only a yes or no is seen: of those that belong to one kind
// of key together first. A share makes the server decide at once instead of
// asking for one (RFC 8446, section 4.1.1).
func (c *chain) hidden(ctx context.Context, suites []hello.Suite) {
	offer := c.sharing(suites)
	taken := make([]Answer, len(hello.AllSchemes))
	var wg sync.WaitGroup
	for _, family := range families {
		wg.Go(func() { c.family(ctx, offer, family, taken) })
	}
	wg.Wait()
	c.lists.Lock()
	defer c.lists.Unlock()
	for i, s := range hello.AllSchemes {
		if taken[i] == Yes {
			c.Schemes = append(c.Schemes, s)
		}
	}
	if slices.Contains(taken, Unclear) || len(c.Schemes) == 0 { // it has to make one
		c.Unsure = cmp.Or(c.Unsure, "the server does not show which signatures it makes")
	}
}

// sharing is an offer that comes with key shares, so that the server need not ask
// for one.
func (c *chain) sharing(suites []hello.Suite) hello.Client {
	o := c.offer(suites)
	o.Groups, o.Shares = sharable, sharable
	return o
}

// family asks for schemes together, and if the server takes any, for the first
// three, each alone, and for the others.
func (c *chain) family(ctx context.Context, offer hello.Client, family []hello.Scheme, taken []Answer) {
	offer.Schemes = family
	r := c.put(ctx, offer)
	if r.server.Retry { // it asks for another share, and has not decided
		r.said = Unclear
	}
	if len(family) == 1 || r.said != Yes {
		for _, s := range family {
			taken[slices.Index(hello.AllSchemes, s)] = r.said
		}
		return
	}
	var wg sync.WaitGroup
	for i := range min(3, len(family)) {
		wg.Go(func() { c.family(ctx, offer, family[i:i+1], taken) })
	}
	if len(family) > 3 {
		wg.Go(func() { c.family(ctx, offer, family[3:], taken) })
	}
	wg.Wait()
}
