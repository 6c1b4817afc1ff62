package path

import (
	"context"
	"fmt"
	"math"
	"sync"

	"shopcheck/scanner/observe"
)

// A Queue lets the requests of several probes go out in the order of one list,
// however their goroutines run, and keeps what they send within their share of
// the budget. Everything that depends on what is left is settled in turns, so that
// of two scans of one shop both leave out the same.
type Queue struct {
	mu    sync.Mutex
	next  map[string]int // by who: the rank of what it asks next; leaving: none
	moved chan struct{}  // closed whenever next changes
	spare int            // requests beside those that are asked whatever happens
	paid  map[string]bool
	plain map[string]*observe.Page // by kind: a name that cannot exist, plainly not found
}

// Of each 51 of a scan's requests to unlinked paths 41 are the queue's; the others
// are kept for probes that are in no queue (administration and logins). The first
// 25 paths of the list are always asked. Two requests are for pages that cannot
// exist, before and after. The rest is enough to make sure of whatever the 25 show:
// ten probes look twice, and there are four kinds of names. What is not needed for
// that goes to the list, of which 35 paths are asked of each 51.
const (
	whole, queued, always, listed = 51, 41, 25, 35

	calibrations = 2
	kept         = 3 // of the rest: to make sure of what the end of the list shows
)

// First returns how many paths of the list a scan asks whatever they show.
func First(site *observe.Site) int { return min(always, share(site, always)) }

// Share returns how many paths of the list a scan may ask at most; a replayed scan
// has no limit, as it asks nothing.
func Share(site *observe.Site) int { return share(site, listed) }

// Kept returns how many requests are kept for probes that are in no queue.
func Kept(site *observe.Site) int {
	if site.Usage().Allowed.Paths == 0 {
		return math.MaxInt
	}
	return site.Usage().Allowed.Paths - share(site, queued)
}

func share(site *observe.Site, of int) int {
	allowed := site.Usage().Allowed.Paths
	if allowed == 0 {
		return math.MaxInt
	}
	return allowed * of / whole
}

// WordPress is how many of them the questions to WordPress about its users take.
const WordPress = 3

// Version returns how many of them it takes to ask a platform for its version: one
// and a second look, for which WordPress's other questions leave nothing.
func Version(wordpress bool) int {
	if wordpress {
		return 1
	}
	return 2
}

// Join gets a place in the site's queue. Nobody's turn comes before who has said
// what it will ask first, so whoever joins must take turns, and Leave.
func Join(ctx context.Context, site *observe.Site, who string) (*Queue, error) {
	q, err := observe.Derived(ctx, site, "path queue", func(context.Context) (*Queue, error) {
		spare := math.MaxInt / 2
		if n := share(site, queued); n < math.MaxInt {
			spare = n - First(site) - calibrations
		}
		return &Queue{next: make(map[string]int), moved: make(chan struct{}), spare: spare, paid: make(map[string]bool), plain: make(map[string]*observe.Page)}, nil
	})
	if err != nil {
		return nil, err
	}
	q.move(who, -1)
	return q, nil
}

// Turn waits until nobody else will ask for anything of a lower rank. After that
// the caller will ask for rank then, if for anything: while that is rank itself,
// it is alone.
func (q *Queue) Turn(ctx context.Context, who string, rank, then int) error {
	err := q.turn(ctx, who, rank)
	q.move(who, then)
	return err
}

// More is Turn for a path after the first ones, and reports whether a request is
// left for it.
func (q *Queue) More(ctx context.Context, who string, rank, then int) (bool, error) {
	err := q.turn(ctx, who, rank)
	q.mu.Lock()
	left := err == nil && q.spare > kept
	if left {
		q.spare--
	}
	q.mu.Unlock()
	q.move(who, then)
	return left, err
}

func (q *Queue) turn(ctx context.Context, who string, rank int) error {
	q.move(who, rank)
	return q.wait(ctx, func() bool {
		for other, next := range q.next {
			if other != who && next < rank {
				return false
			}
		}
		return true
	})
}

// End waits until everybody has asked for all that they will. The caller asks for
// nothing more of the list.
func (q *Queue) End(ctx context.Context, who string) error {
	q.move(who, Done)
	return q.wait(ctx, func() bool {
		for _, next := range q.next {
			if next < Done {
				return false
			}
		}
		return true
	})
}

// Done is the rank after all others.
const Done = math.MaxInt

// Leave says that the caller asks for nothing more.
func (q *Queue) Leave(who string) { q.move(who, Done) }

// Pay takes the request for an address from what is spare; the same address is
// paid for once.
func (q *Queue) Pay(address string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.paid[address]:
		return nil
	case q.spare <= 0:
		return &observe.Failure{Cause: observe.BudgetSpent, Words: fmt.Sprintf("this scan's share of requests to make sure was spent after %d", len(q.paid))}
	}
	q.spare--
	q.paid[address] = true
	return nil
}

// Plain returns the page that NotePlain was told of for the kind of name that p
// is, or nil.
func (q *Queue) Plain(p string) *observe.Page {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.plain[kind(p)]
}

// NotePlain notes that a name of the kind of p that cannot exist was plainly not
// found: other names of that kind that cannot exist need not be asked.
func (q *Queue) NotePlain(p string, page *observe.Page) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.plain[kind(p)] = page
}

func (q *Queue) move(who string, next int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.next[who] = next
	close(q.moved)
	q.moved = make(chan struct{})
}

// wait returns when ready holds, which is called with the queue held.
func (q *Queue) wait(ctx context.Context, ready func() bool) error {
	for {
		q.mu.Lock()
		ok, moved := ready(), q.moved
		q.mu.Unlock()
		if ok {
			return nil
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}
