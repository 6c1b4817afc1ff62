package survey

import (
	"context"
	"slices"

	"shopcheck/scanner/observe/hello"
)

// doubt asks again, one at a time, where a server only hung up: it may have had
// too much to do, or had enough of us. It says no in that way if it hangs up once
// more, and still answers what it answered before.
func (t *taker) doubt(ctx context.Context, found []*chain) {
	for _, c := range slices.Backward(found) {
		if !c.doubtful() {
			continue
		}
		c.retry(ctx)
		if !c.doubtful() {
			continue
		}
		known := slices.IndexFunc(found, func(c *chain) bool { return c.Offered == Yes })
		switch {
		case known < 0 && c.Version < hello.TLS13: // whoever speaks neither of today's versions is left alone
			return
		case known < 0:
			continue
		case t.once(ctx, found[known].offer(found[known].Suites)).said != Yes:
			return
		}
		c.settle()
	}
}

// doubtful reports whether a server hung up where it may not have meant no.
func (c *chain) doubtful() bool { return c.hungUp || len(c.doubted) > 0 }

// retry asks what the server hung up on.
func (c *chain) retry(ctx context.Context) {
	if c.hungUp {
		likely, rest := hello.Suites(c.Version)
		c.open(ctx, likely, rest)
		c.grow(ctx)
	}
	if left := c.doubted; len(left) > 0 {
		c.doubted = nil
		c.suites(ctx, left)
	}
}

// settle takes hanging up for a no.
func (c *chain) settle() {
	if c.hungUp {
		c.Offered, c.Why = No, ""
	}
	c.hungUp, c.doubted = false, nil
}
