package survey

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"shopcheck/scanner/observe/hello"
)

// families are schemes that belong to one kind of key, those likely to be
// accepted first (RFC 8446, section 4.2.3).
var families = [][]hello.Scheme{
	{0x0804, 0x0805, 0x0806}, // RSA
	{0x0403, 0x0503, 0x0603}, // ECDSA
	{0x0807, 0x0808, 0x0809, 0x080a, 0x080b, 0x081a, 0x081b, 0x081c, 0x0904, 0x0905, 0x0906},
}

// schemes asks for the signature schemes that no answer showed yet.
func (c *chain) schemes(ctx context.Context) tail[hello.Scheme] {
	if c.Version >= hello.TLS13 {
		return c.hidden(ctx)
	}
	left := without(hello.AllSchemes, c.Schemes)
	others := without(left, families[0])
	var first, second tail[hello.Scheme]
	var wg sync.WaitGroup
	wg.Go(func() { first = c.picked(ctx, without(left, others)) })
	wg.Go(func() { second = c.picked(ctx, others) })
	wg.Wait()
	return tail[hello.Scheme]{
		found: slices.Concat(first.found, second.found), why: cmp.Or(first.why, second.why), prefers: cmp.Or(first.prefers, second.prefers),
	}
}

// picked asks until the server picks none of left.
func (c *chain) picked(ctx context.Context, left []hello.Scheme) (t tail[hello.Scheme]) {
	suites := turned(c.signed())
	offer := c.offer(suites)
	for len(left) > 0 && len(suites) > 0 {
		offer.Schemes = left
		r := c.put(ctx, offer)
		t.why = r.why
		t.prefers = cmp.Or(t.prefers, preference(suites, r))
		if r.said != Yes || !slices.Contains(left, r.server.Scheme) { // it need not go by the offer
			return t
		}
		t.found = append(t.found, r.server.Scheme)
		left = without(left, t.found)
	}
	return t
}

// signed returns the accepted suites in which the server signs its key exchange.
func (c *chain) signed() []hello.Suite {
	return slices.DeleteFunc(slices.Clone(c.Suites), func(s hello.Suite) bool {
		p := s.Parts()
		return p.Auth == "anon" || p.Exchange != "ECDHE" && p.Exchange != "DHE"
	})
}

// hidden asks for each scheme of TLS 1.3 alone, because the server's choice is
// encrypted there and only a yes or no is seen: of those that belong to one kind
// of key together first. A share makes the server decide at once instead of
// asking for one (RFC 8446, section 4.1.1).
func (c *chain) hidden(ctx context.Context) (t tail[hello.Scheme]) {
	offer := c.offer(c.Suites)
	offer.Groups, offer.Shares = sharable, sharable
	taken := make([]Answer, len(hello.AllSchemes))
	var wg sync.WaitGroup
	for _, family := range families {
		wg.Go(func() { c.family(ctx, offer, family, taken) })
	}
	wg.Wait()
	for i, s := range hello.AllSchemes {
		if taken[i] == Yes {
			t.found = append(t.found, s)
		}
	}
	if slices.Contains(taken, Unclear) || len(t.found) == 0 { // it has to make one
		t.why = "the server does not show which signatures it makes"
	}
	return t
}

// family asks for schemes together, and if the server takes any, for each alone.
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
	for i := range family {
		wg.Go(func() { c.family(ctx, offer, family[i:i+1], taken) })
	}
	wg.Wait()
}
