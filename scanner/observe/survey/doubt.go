package survey

import (
	"context"
	"slices"

	"shopcheck/scanner/observe/hello"
)

// doubt asks again, one at a time, where a server only hung up: it may have had
// too much to do, or had enough of us. It says no in that way if it hangs up twice
// more, and still answers at the end what it answered before.
func (t *taker) doubt(ctx context.Context, found []*chain) {
	t.later = false
	for _, c := range slices.Backward(found) {
		if c.Version < hello.TLS12 && !slices.ContainsFunc(found, accepts) {
			return // whoever speaks neither of today's versions is left alone
		}
		c.retry(ctx)
	}
	known := slices.IndexFunc(found, accepts)
	if known < 0 || !slices.ContainsFunc(found, (*chain).doubtful) {
		return
	}
	if t.once(ctx, found[known].offer(found[known].Suites)).said == Yes {
		for _, c := range found {
			c.settle()
		}
	}
}

func accepts(c *chain) bool { return c.Offered == Yes }

// doubtful reports whether a server hung up where it may not have meant no.
func (c *chain) doubtful() bool { return c.hungUp || len(c.doubted) > 0 }

// retry asks what the server hung up on, and goes on if it has an answer now.
func (c *chain) retry(ctx context.Context) {
	likely, rest := hello.Suites(c.Version)
	if c.hungUp && c.answers(ctx, likely) {
		c.open(ctx, likely, rest)
		c.grow(ctx)
	}
	for left := c.doubted; len(left) > 0; left = left[:max(0, len(left)-narrow)] {
		if c.answers(ctx, left) {
			c.doubted = nil
			c.suites(ctx, left)
			return
		}
	}
}

// answers reports whether the server answers the simplest offer there is of the
// last suites, if asked twice.
func (c *chain) answers(ctx context.Context, suites []hello.Suite) bool {
	o := simple(c.offer(suites))
	for range 2 {
		if !c.once(ctx, o).hungUp {
			return true
		}
	}
	return false
}

// settle takes hanging up for a no.
func (c *chain) settle() {
	if c.hungUp {
		c.Offered, c.Why = No, ""
	}
	c.hungUp, c.doubted = false, nil
}
