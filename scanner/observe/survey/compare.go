package survey

import (
	"context"
	"slices"
	"sync"
	"time"

	"shopcheck/scanner/observe/hello"
)

// Compare asks whether a server accepts nothing that another one does not, which
// takes a hello or two for each version instead of a whole survey, and if so
// returns what is known of that one, with Like set. Of groups, signatures, primes
// and traits only those of a few answers are compared. A server that differs is
// surveyed for itself.
func Compare(ctx context.Context, ask Ask, host string, now time.Time, with *Survey) (*Survey, error) {
	t := newTaker(ask, host, now)
	t.later = true
	found := make([]*chain, len(with.Protocols))
	alike := make([]bool, len(with.Protocols))
	var wg sync.WaitGroup
	for i, p := range with.Protocols {
		found[i] = &chain{taker: t}
		found[i].Version = p.Version
		wg.Go(func() { alike[i] = found[i].alike(ctx, p) })
	}
	wg.Wait()
	t.doubt(ctx, found)
	for i, c := range found {
		alike[i] = alike[i] && c.within(with.Protocols[i])
		if c.Version == with.telling() && slices.ContainsFunc(c.replies, with.Traits.lack) {
			alike[i] = false
		}
	}
	if end := t.ended(); end != nil {
		return nil, &EndError{end}
	}
	if slices.Contains(alike, false) {
		out, err := Take(ctx, ask, host, now)
		if out != nil {
			out.Hellos += t.out.Hellos
		}
		return out, err
	}
	same := *with
	same.Host, same.At, same.Hellos, same.Like = host, now, t.out.Hellos, with.Peer
	return &same, nil
}

// alike asks for what is known to be accepted elsewhere in one version, and for
// everything besides. It reports whether the answers are those of a server that
// accepts nothing besides, unless it only hung up: see doubt.
func (c *chain) alike(ctx context.Context, p Protocol) bool {
	likely, rest := hello.Suites(p.Version)
	if p.Offered != Yes || p.Version == hello.SSL2 { // one answer says it all
		c.open(ctx, likely, rest)
		return true
	}
	offers := [][]hello.Suite{p.Suites}
	if some := finite(p.Suites); len(some) > 0 && len(some) < len(p.Suites) {
		offers = append(offers, some)
	}
	for _, suites := range offers {
		r := c.put(ctx, c.offer(suites))
		if r.said != Yes {
			return false
		}
		c.learn(r.server)
	}
	c.Offered = Yes
	others := without(slices.Concat(rest, likely), p.Suites)
	if p.Partial != "" || len(others) == 0 {
		return true
	}
	r := c.put(ctx, c.offer(others))
	if r.hungUp {
		c.doubted = others
		return true
	}
	return r.said == No && !r.cut
}

// within reports whether nothing was seen that p does not list.
func (c *chain) within(p Protocol) bool {
	if c.doubtful() || c.Offered != p.Offered && (c.Offered != No || p.Offered != Unclear) {
		return false
	}
	other := func(q Prime) bool { return !slices.ContainsFunc(p.Primes, q.same) }
	return len(without(c.Suites, p.Suites)) == 0 && len(without(c.Groups, p.Groups)) == 0 &&
		len(without(c.Schemes, p.Schemes)) == 0 && !slices.ContainsFunc(c.Primes, other)
}
