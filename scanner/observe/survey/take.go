package survey

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"shopcheck/scanner/observe/hello"
)

// A taker takes one survey.
type taker struct {
	ask  Ask
	out  *Survey
	slow chan struct{} // has room for one question that is put again

	later bool // what a server hangs up on is put again only by doubt

	mu     sync.Mutex // guards out, end and silent
	end    error      // why nothing more is asked; nil while something may be
	silent int        // hellos in a row without any sign of TLS
}

func newTaker(ask Ask, host string, now time.Time) *taker {
	return &taker{ask: ask, out: &Survey{Host: host, At: now}, slow: make(chan struct{}, 1)}
}

// Take surveys the server that ask reaches, at the name host. All versions are
// asked for at once, each in a chain of its own: a wide offer, then the same
// without what the server picked, until it picks nothing. So a chain is as long
// as what is accepted, and in the order of the server's choice. Wide offers are
// cut in halves only where a server chokes on them. Offers begin with the weakest
// suites, so that those are known even if a survey ends early.
//
// An error says why nothing is known at all.
func Take(ctx context.Context, ask Ask, host string, now time.Time) (*Survey, error) {
	t := newTaker(ask, host, now)
	found := make([]*chain, len(hello.Versions))
	for i, v := range hello.Versions {
		found[i] = &chain{taker: t, first: make(chan struct{})}
		found[i].Version = v
	}
	var chains sync.WaitGroup
	for i, c := range found {
		chains.Go(func() {
			if i < 2 { // the long chains of today's versions begin first
				<-found[i+2].first
			}
			c.take(ctx)
		})
	}
	chains.Go(func() { t.fallback(ctx, found) })
	chains.Wait()
	t.doubt(ctx, found)
	for _, c := range slices.Backward(found) {
		if accepts(c) {
			c.outdated(ctx)
			break
		}
	}
	t.conclude(found)
	if t.end != nil && t.out.Best() == 0 {
		return nil, &EndError{t.end}
	}
	return t.out, nil
}

// conclude puts together what the chains found.
func (t *taker) conclude(found []*chain) {
	for _, c := range found {
		if len(c.doubted) > 0 {
			c.Partial = cmp.Or(c.Partial, ErrHungUp.Error())
		}
		if c.Partial == "" { // the list says it
			c.Refused = nil
		}
		t.out.Protocols = append(t.out.Protocols, c.Protocol)
		for _, s := range c.replies {
			t.keepChain(s.Chain)
		}
	}
	slices.SortFunc(t.out.Chains, func(x, y [][]byte) int { return bytes.Compare(x[0], y[0]) })
	for _, c := range slices.Backward(found) {
		if c.Version <= hello.TLS12 && c.Version > hello.SSL2 && c.Offered == Yes {
			t.traits(c)
			return
		}
	}
}

// maxChains bounds how many different chains of certificates are kept.
const maxChains = 4

// keepChain keeps a chain of certificates whose first is new.
func (t *taker) keepChain(certs [][]byte) {
	if len(certs) == 0 || len(t.out.Chains) == maxChains {
		return
	}
	if !slices.ContainsFunc(t.out.Chains, func(k [][]byte) bool { return slices.Equal(k[0], certs[0]) }) {
		t.out.Chains = append(t.out.Chains, certs)
	}
}
