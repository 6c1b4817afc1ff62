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
// the budget. What is left out is settled before anything is sent.
type Queue struct {
	mu    sync.Mutex
	next  map[string]int // by who: the rank of what it asks next; leaving: none
	moved chan struct{}  // closed whenever next changes
	spare int            // requests beside the list: calibrations and second looks
	paid  map[string]bool
}

// Of a scan's requests to unlinked paths some are kept for probes that are in no
// queue (administration and logins). Of each 51, 35 are for the list and 6 are
// spare.
const (
	whole, listed, spared = 51, 35, 6
)

// Share returns how many paths of the list a scan may ask; a replayed scan has no
// limit, as it asks nothing.
func Share(site *observe.Site) int {
	allowed := site.Usage().Allowed.Paths
	if allowed == 0 {
		return math.MaxInt
	}
	return allowed * listed / whole
}

// Kept returns how many requests are kept for probes that are in no queue.
func Kept(site *observe.Site) int {
	allowed := site.Usage().Allowed.Paths
	if allowed == 0 {
		return math.MaxInt
	}
	return allowed - allowed*listed/whole - allowed*spared/whole
}

// WordPress is how many of them the questions to WordPress about its users take.
const WordPress = 3

// Join gets a place in the site's queue. Nobody's turn comes before who has said
// what it will ask first, so whoever joins must take turns, and Leave.
func Join(ctx context.Context, site *observe.Site, who string) (*Queue, error) {
	q, err := observe.Derived(ctx, site, "path queue", func(context.Context) (*Queue, error) {
		spare := math.MaxInt / 2
		if allowed := site.Usage().Allowed.Paths; allowed > 0 {
			spare = allowed * spared / whole
		}
		return &Queue{next: make(map[string]int), moved: make(chan struct{}), spare: spare, paid: make(map[string]bool)}, nil
	})
	if err != nil {
		return nil, err
	}
	q.move(who, -1)
	return q, nil
}

// Turn waits until nobody else will ask for anything of a lower rank. After that
// the caller will ask for rank then, if for anything.
func (q *Queue) Turn(ctx context.Context, who string, rank, then int) error {
	q.move(who, rank)
	err := q.wait(ctx, func() bool {
		for other, next := range q.next {
			if other != who && next < rank {
				return false
			}
		}
		return true
	})
	q.move(who, then)
	return err
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

// Leave says that the caller asks for nothing more, and gives back what it did
// not need.
func (q *Queue) Leave(who string, unasked int) {
	q.mu.Lock()
	q.spare += unasked
	q.mu.Unlock()
	q.move(who, Done)
}

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
