package survey

import (
	"context"
	"slices"
	"sync"
	"time"

	"shopcheck/scanner/observe/hello"
)

// ConfirmMost is the largest number of hellos that Confirm needs when each is
// answered at once.
const ConfirmMost = 10

// Confirm asks once more for the worst of what a survey found: in each version
// before TLS 1.3 that was accepted, the weakest suite, and the weakest of those
// that few servers know. Nothing else is known of the second look.
func Confirm(ctx context.Context, ask Ask, host string, now time.Time, first *Survey) (*Survey, error) {
	t := newTaker(ask, host, now)
	t.out.Protocols = make([]Protocol, len(first.Protocols))
	var wg sync.WaitGroup
	for i, p := range first.Protocols {
		wg.Go(func() { t.out.Protocols[i] = t.confirm(ctx, p) })
	}
	wg.Wait()
	if end := t.ended(); end != nil && t.out.Best() == 0 {
		return nil, &EndError{end}
	}
	return t.out, nil
}

func (t *taker) confirm(ctx context.Context, p Protocol) Protocol {
	c := &chain{taker: t}
	c.Version, c.Partial = p.Version, "a second look asks only for the worst that the first one found"
	if p.Offered != Yes || p.Version == hello.TLS13 {
		return c.Protocol
	}
	likely, rest := hello.Suites(p.Version)
	c.Offered = No
	for _, list := range [][]hello.Suite{likely, rest} {
		known := func(s hello.Suite) bool { return slices.Contains(p.Suites, s) }
		weakest := slices.IndexFunc(list, known)
		if weakest < 0 || p.Version == hello.SSL2 && c.Offered == Yes {
			continue
		}
		switch r := t.put(ctx, c.offer(list[weakest:weakest+1])); r.said {
		case Yes:
			c.Offered = Yes
			c.learn(r.server)
		case Unclear:
			if c.Offered == No {
				c.Offered, c.Why = Unclear, r.why
			}
		}
	}
	return c.Protocol
}
