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
// returns what is known of that one, with Like set. A server that differs is
// surveyed for itself.
func Compare(ctx context.Context, ask Ask, host string, now time.Time, with *Survey) (*Survey, error) {
	t := newTaker(ask, host, now)
	alike := make([]bool, len(with.Protocols))
	var wg sync.WaitGroup
	for i, p := range with.Protocols {
		wg.Go(func() { alike[i] = t.alike(ctx, p) })
	}
	wg.Wait()
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

// alike reports whether a server accepts in one version some of what is known
// to be accepted elsewhere, and nothing besides.
func (t *taker) alike(ctx context.Context, p Protocol) bool {
	c := &chain{taker: t}
	c.Version = p.Version
	likely, rest := hello.Suites(p.Version)
	if p.Offered != Yes {
		c.open(ctx, likely, rest)
		return c.Offered == No || c.hungUp || c.Offered == p.Offered
	}
	if p.Version == hello.SSL2 {
		r := t.put(ctx, c.offer(likely))
		return r.said == Yes && len(without(r.server.Kinds, p.Suites)) == 0
	}
	if t.put(ctx, c.offer(p.Suites)).said != Yes {
		return false
	}
	others := without(slices.Concat(rest, likely), p.Suites)
	return p.Partial != "" || len(others) == 0 || t.put(ctx, c.offer(others)).said == No
}
