package observe

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// spent counts what a scan has sent and refuses what would exceed its budget.
type spent struct {
	mu      sync.Mutex
	allowed Budget
	used    Budget
	hellos  map[netip.AddrPort]int // handshakes by server; used has the most
}

func newSpent(allowed Budget) *spent {
	return &spent{allowed: allowed, hellos: make(map[netip.AddrPort]int)}
}

// orDefault fills each zero field from DefaultBudget.
func (b Budget) orDefault() Budget {
	d := DefaultBudget
	return Budget{
		Requests: cmp.Or(b.Requests, d.Requests), Paths: cmp.Or(b.Paths, d.Paths), Scripts: cmp.Or(b.Scripts, d.Scripts),
		Queries: cmp.Or(b.Queries, d.Queries), Sessions: cmp.Or(b.Sessions, d.Sessions),
		Hellos: cmp.Or(b.Hellos, d.Hellos), Bytes: cmp.Or(b.Bytes, d.Bytes),
	}
}

func (s *spent) request() error {
	if err := s.bytes(0); err != nil {
		return err
	}
	return s.take(&s.used.Requests, &s.allowed.Requests, "requests")
}

func (s *spent) path() error {
	return s.take(&s.used.Paths, &s.allowed.Paths, "requests to unlinked paths")
}

func (s *spent) script() error {
	return s.take(&s.used.Scripts, &s.allowed.Scripts, "script files")
}

func (s *spent) query() error { return s.take(&s.used.Queries, &s.allowed.Queries, "DNS queries") }
func (s *spent) session() error {
	return s.take(&s.used.Sessions, &s.allowed.Sessions, "mail sessions")
}

// hello counts a handshake with one server, if that leaves so many: the limit is
// each server's own.
func (s *spent) hello(to netip.AddrPort, leave int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hellos[to]+leave >= s.allowed.Hellos {
		return &Failure{BudgetSpent, fmt.Sprintf("the limit of %d TLS handshakes with one server was reached", s.allowed.Hellos)}
	}
	s.hellos[to]++
	s.used.Hellos = max(s.used.Hellos, s.hellos[to])
	return nil
}

func (s *spent) take(used, allowed *int, what string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if *used >= *allowed {
		return &Failure{BudgetSpent, fmt.Sprintf("this scan's limit of %d %s was reached", *allowed, what)}
	}
	*used++
	return nil
}

// bytes counts received bytes, and refuses what came after the limit.
func (s *spent) bytes(n int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.used.Bytes += int64(n)
	if s.used.Bytes > s.allowed.Bytes {
		return &Failure{BudgetSpent, fmt.Sprintf("this scan's limit of %d MB received was reached", s.allowed.Bytes>>20)}
	}
	return nil
}

// A count is one line of a Usage as JSON: {"allowed": 80, "used": 63}.
type count struct {
	Allowed int64 `json:"allowed"`
	Used    int64 `json:"used"`
}

// lines are a Usage as JSON: one count for each of the budget's fields.
type lines struct {
	Requests count `json:"requests"`
	Paths    count `json:"paths"`
	Scripts  count `json:"scripts"`
	Queries  count `json:"queries"`
	Sessions count `json:"sessions"`
	Hellos   count `json:"hellos"`
	Bytes    count `json:"bytes"`
}

// MarshalJSON writes what was allowed and used side by side.
func (u Usage) MarshalJSON() ([]byte, error) {
	a, b := u.Allowed, u.Used
	return json.Marshal(lines{
		Requests: count{int64(a.Requests), int64(b.Requests)}, Paths: count{int64(a.Paths), int64(b.Paths)}, Scripts: count{int64(a.Scripts), int64(b.Scripts)},
		Queries: count{int64(a.Queries), int64(b.Queries)}, Sessions: count{int64(a.Sessions), int64(b.Sessions)},
		Hellos: count{int64(a.Hellos), int64(b.Hellos)}, Bytes: count{a.Bytes, b.Bytes},
	})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (u *Usage) UnmarshalJSON(data []byte) error {
	var l lines
	if err := json.Unmarshal(data, &l); err != nil {
		return fmt.Errorf("reading a budget: %w", err)
	}
	pick := func(of func(count) int64) Budget {
		return Budget{
			Requests: int(of(l.Requests)), Paths: int(of(l.Paths)), Scripts: int(of(l.Scripts)), Queries: int(of(l.Queries)),
			Sessions: int(of(l.Sessions)), Hellos: int(of(l.Hellos)), Bytes: of(l.Bytes),
		}
	}
	u.Allowed = pick(func(c count) int64 { return c.Allowed })
	u.Used = pick(func(c count) int64 { return c.Used })
	return nil
}

func (n *network) usage() Usage {
	n.spent.mu.Lock()
	defer n.spent.mu.Unlock()
	return Usage{Allowed: n.spent.allowed, Used: n.spent.used}
}

// A pace spaces HTTP requests, slows down when a shop asks for it, and stops
// for good when the shop shows that it does not want us.
type pace struct {
	limiter *rate.Limiter
	mu      sync.Mutex
	until   time.Time      // nothing is sent before
	served  map[string]int // endpoint -> replies so far
	resets  map[string]int // endpoint -> looks in a row that ended in a reset
	stopped error
}

// burst is how many requests may go out at once before the rate holds.
const burst = 4

// maxPause is the longest Retry-After that a scan waits out.
const maxPause = 10 * time.Second

func newPace(perSecond float64) *pace {
	return &pace{limiter: rate.NewLimiter(rate.Limit(perSecond), burst), served: make(map[string]int), resets: make(map[string]int)}
}

// wait returns when the next request may go out.
func (p *pace) wait(ctx context.Context) error {
	for {
		if err := p.limiter.Wait(ctx); err != nil {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			return &Failure{Timeout, "the time set aside for this scan was over"}
		}
		p.mu.Lock()
		stopped, pause := p.stopped, time.Until(p.until)
		p.mu.Unlock()
		switch {
		case stopped != nil:
			return stopped
		case pause <= 0:
			return nil
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// slower halves the rate after a 429 or 503, and pauses for as long as the shop
// asks. A shop that asks for longer than a scan can wait is left alone, for the
// reason given.
func (p *pace) slower(retryAfter time.Duration, why error) {
	if retryAfter > maxPause {
		p.stop(why)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := time.Now().Add(retryAfter); until.After(p.until) {
		p.until = until
	}
	limit := p.limiter.Limit()
	p.limiter.SetLimit(min(limit, max(limit/2, 0.5)))
}

// stop ends the scan's requests; the first reason counts.
func (p *pace) stop(why error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stopped == nil {
		p.stopped = why
	}
}

// reset notes how a look at an endpoint ended. Three resets in a row stop the
// scan's requests, if that endpoint ever answered: then it does not want us. One
// that never did is broken, and says nothing about the others.
func (p *pace) reset(endpoint string, answered, was bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if answered {
		p.served[endpoint]++
	}
	if p.resets[endpoint]++; !was {
		p.resets[endpoint] = 0
	}
	if p.resets[endpoint] >= 3 && p.served[endpoint] > 0 {
		p.stopped = &Failure{Blocked, "the shop cut the connection three times in a row"}
	}
}
