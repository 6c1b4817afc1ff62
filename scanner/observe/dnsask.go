package observe

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// How patient resolvers are asked. A try waits dnsTry; a resolver is tried
// dnsTries times, the last time over TCP, because some networks lose UDP. One that
// says that it fails is asked again once, after a pause. The next resolver does not
// have to wait for the first one's silence to end.
const (
	dnsTry    = 1500 * time.Millisecond
	dnsTries  = 3
	dnsPause  = 200 * time.Millisecond
	dnsMemory = 1100 * time.Millisecond // resolvers remember for a second at least that they failed (RFC 9520, section 3.2)
	dnsHedge  = 500 * time.Millisecond
	dnsSlow   = 2 // of a resolver's tries in a row that others answered first, or nobody: it is then asked last
	failTries = 2
)

// A query is one question to the resolvers.
type query struct {
	typ    uint16
	name   string // no trailing dot
	signed bool   // with signatures, and without checks by the resolver
	only   string // the one resolver to ask; empty means all
	once   bool   // and no more than once
}

// message is what is sent.
func (q query) message() *dns.Msg {
	m := new(dns.Msg).SetQuestion(dns.Fqdn(q.name), q.typ)
	m.AuthenticatedData = true // RFC 6840, section 5.7: tell us if you validated
	m.CheckingDisabled = q.signed
	m.SetEdns0(udpSize, q.signed)
	return m
}

// A heard is a resolver's usable word: NOERROR or NXDOMAIN, for the question,
// from somebody who may say so.
type heard struct {
	msg      *dns.Msg
	resolver string
	stale    bool // out of a cache, past its time (RFC 8767)
}

// A try is one question to one resolver, and how it ended.
type try struct {
	resolver string
	nth      int           // of that resolver's, from 0
	pause    time.Duration // before it is sent
	got      *heard
	err      error
}

// An asking is a query on its way round the resolvers.
type asking struct {
	n       *network
	q       query
	plan    []try
	running []string // the resolvers that are being asked
	done    chan try
	failed  map[string]int // tries that got a resolver's word that it fails
	best    *mute          // the most telling of the replies that answer nothing
	from    string         // who gave it
	err     error          // why no more may be asked; nil if more may
}

// ask puts one question to the resolvers in turn until one gives a usable answer.
func (n *network) ask(ctx context.Context, q query) (*heard, error) {
	got, m, from, err := n.askRound(ctx, q)
	if err == nil && got == nil && m.kind == muteFailing && !q.signed {
		q.only, q.once = from, true
		got, m.kind = n.whyFailing(ctx, q)
	}
	if err != nil || got != nil {
		return got, err
	}
	return nil, m.failure(q.name)
}

// whyFailing finds out whether a resolver that only says that it fails objects to the
// answer's signatures: then it has one for who wants no checks. If its failure was
// one of the moment, it has one for everybody by now.
func (n *network) whyFailing(ctx context.Context, q query) (*heard, muteKind) {
	unchecked := q
	unchecked.signed = true
	if got, _, _, err := n.askRound(ctx, unchecked); err != nil || got == nil || sleep(ctx, dnsMemory) != nil {
		return nil, muteFailing
	}
	got, m, _, err := n.askRound(ctx, q)
	if err == nil && got == nil && m.kind <= muteFailing {
		return nil, muteBogus
	}
	return got, muteFailing
}

// askRound returns an answer, or the most telling reply that is none and who gave
// it, or why nothing could be asked.
func (n *network) askRound(ctx context.Context, q query) (*heard, *mute, string, error) {
	scan := ctx
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	a := &asking{n: n, q: q, plan: n.plan(q), failed: make(map[string]int)}
	a.done = make(chan try, len(a.plan))
	a.next(ctx, 0)
	hedge := time.NewTimer(dnsHedge)
	defer hedge.Stop()
	for len(a.running) > 0 {
		select {
		case t := <-a.done:
			i := slices.Index(a.running, t.resolver)
			a.running = slices.Delete(a.running, i, i+1)
			switch {
			case t.got != nil:
				n.answered(t.resolver, a.running)
				return t.got, nil, "", nil
			case scan.Err() != nil:
				return nil, nil, "", context.Cause(scan)
			}
			a.next(ctx, a.note(t))
		case <-hedge.C:
			if len(a.plan) > 0 && a.plan[0].nth == 0 {
				a.next(ctx, 0)
				hedge.Reset(dnsHedge)
			}
		}
	}
	switch {
	case a.best != nil:
		return nil, a.best, a.from, nil
	case a.err != nil:
		return nil, nil, "", a.err
	}
	return nil, &mute{kind: muteNobody}, "", nil
}

// plan is who is asked, in order.
func (n *network) plan(q query) []try {
	resolvers := slices.Clone(n.opts.Resolvers)
	slices.SortStableFunc(resolvers, func(a, b string) int { return n.lag(a) - n.lag(b) })
	var out []try
	for nth := range dnsTries {
		for _, r := range resolvers {
			if (q.only == "" || r == q.only) && (nth == 0 || !q.once) {
				out = append(out, try{resolver: r, nth: nth})
			}
		}
	}
	return out
}

// next sends the next of the plan, if there is one.
func (a *asking) next(ctx context.Context, pause time.Duration) {
	if len(a.plan) == 0 || a.err != nil {
		return
	}
	if a.err = a.n.spent.query(); a.err != nil {
		return
	}
	t := a.plan[0]
	a.plan = a.plan[1:]
	if t.nth > 0 {
		t.pause = pause
	}
	a.running = append(a.running, t.resolver)
	go func() {
		if t.err = sleep(ctx, t.pause); t.err == nil {
			t.got, t.err = a.n.exchange(ctx, a.q, t)
		}
		a.done <- t
	}()
}

// note remembers a try that failed, and leaves out those that would fare no
// better. It returns how long to wait before the same resolver is asked again.
func (a *asking) note(t try) time.Duration {
	if isFailure(t.err) { // our own limit
		a.err = t.err
		return 0
	}
	m := muteOf(t.err)
	if a.best == nil || m.kind < a.best.kind {
		a.best, a.from = m, t.resolver
	}
	if m.kind == muteSilent {
		a.n.lagged(t.resolver)
		return 0
	}
	if a.failed[t.resolver]++; m.final() || a.failed[t.resolver] == failTries {
		a.plan = slices.DeleteFunc(a.plan, func(p try) bool { return p.resolver == t.resolver })
	}
	return dnsPause
}

// lag is 1 for a resolver that has let us wait, else 0.
func (n *network) lag(resolver string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return min(1, n.lags[resolver]/dnsSlow)
}

func (n *network) lagged(resolver string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.lags[resolver]++
}

// answered notes who answered, and who is still to.
func (n *network) answered(resolver string, others []string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.lags[resolver] = 0
	for _, o := range others {
		if o != resolver {
			n.lags[o]++
		}
	}
}

// sleep waits, unless ctx ends first.
func sleep(ctx context.Context, d time.Duration) error {
	if d == 0 {
		return nil
	}
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// shownResolver is how a resolver is named in what is kept: all but the host of one
// over HTTPS may be somebody's own.
func shownResolver(resolver string) string {
	if !strings.Contains(resolver, "://") {
		return resolver
	}
	u, err := url.Parse(resolver)
	if err != nil {
		return "https://"
	}
	return u.Scheme + "://" + u.Host
}
