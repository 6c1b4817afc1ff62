package path_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/path"
)

// TestQueue holds requests to the order of one list, whoever makes them and
// however long each takes.
func TestQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		site := observe.Replay("shop.test", nil)
		lists := map[string][]int{"a": {1, 4, 5}, "b": {0, 7}, "c": {2, 3, 6}, "d": {}}
		var asked []int
		var mu sync.Mutex
		var wg sync.WaitGroup
		queues := make(map[string]*path.Queue)
		for who := range lists {
			q, err := path.Join(t.Context(), site, who)
			if err != nil {
				t.Fatal(err)
			}
			queues[who] = q
		}
		for who, ranks := range lists {
			q := queues[who]
			wg.Go(func() {
				defer q.Leave(who, 0)
				for i, rank := range append(ranks, path.Done)[:len(ranks)] {
					if err := q.Turn(t.Context(), who, rank, append(ranks, path.Done)[i+1]); err != nil {
						t.Error(err)
					}
					mu.Lock()
					asked = append(asked, rank)
					mu.Unlock()
				}
				if err := q.End(t.Context(), who); err != nil {
					t.Errorf("%s: the end does not come: %v", who, err)
				}
			})
		}
		wg.Wait()
		for i, rank := range asked {
			if rank > i+len(lists) { // those that are asked at the same time may be noted in any order
				t.Errorf("asked in the order %v", asked)
			}
		}
		if slices.Sort(asked); len(slices.Compact(asked)) != 8 {
			t.Errorf("asked %v", asked)
		}
	})
}

// TestQueueEnds gives up a turn that never comes when the scan ends.
func TestQueueEnds(t *testing.T) {
	site := observe.Replay("shop.test", nil)
	q, _ := path.Join(t.Context(), site, "a")
	if _, err := path.Join(t.Context(), site, "b"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := q.Turn(ctx, "a", 1, path.Done); !errors.Is(err, context.Canceled) {
		t.Errorf("Turn = %v", err)
	}
	if err := q.End(ctx, "a"); !errors.Is(err, context.Canceled) {
		t.Errorf("End = %v", err)
	}
}

// TestPay keeps within the share, and takes what others gave back.
func TestPay(t *testing.T) {
	site := observe.Open(t.Context(), "shop.test", observe.Options{Budget: observe.Budget{Paths: 17}})
	defer site.Close()
	if got := path.Share(site); got != 11 {
		t.Errorf("of 17 requests %d are for the list", got)
	}
	q, err := path.Join(t.Context(), site, "a")
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{"/1", "/1", "/2"} {
		if err := q.Pay(address); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
	if err := q.Pay("/3"); err == nil {
		t.Error("more than the share is paid")
	}
	q.Leave("a", 1)
	if err := q.Pay("/3"); err != nil {
		t.Error(err)
	}
}
