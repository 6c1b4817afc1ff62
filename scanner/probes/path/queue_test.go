package path_test

import (
	"context"
	"errors"
	"fmt"
	"math"
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
				defer q.Leave(who)
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

// TestPay keeps within the share, and pays for an address once.
func TestPay(t *testing.T) {
	q := small(t)
	for _, address := range []string{"/1", "/1", "/2", "/3"} {
		if err := q.Pay(address); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
	if cause, _ := observe.Explain(q.Pay("/4")); cause != observe.BudgetSpent {
		t.Errorf("more than the share is paid: %s", cause)
	}
}

// small is a queue with three requests beside the first ones.
func small(t *testing.T) *path.Queue {
	t.Helper()
	site := observe.Open(t.Context(), "shop.test", observe.Options{Budget: observe.Budget{Paths: 17}})
	t.Cleanup(site.Close)
	if first, all, others := path.First(site), path.Share(site), path.Kept(site); first != 8 || all != 11 || others != 4 {
		t.Errorf("of 17 requests %d are for the beginning of the list, %d for the list, %d for others", first, all, others)
	}
	q, err := path.Join(t.Context(), site, "a")
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// TestShares holds the profiles to what is promised: the first rows are always
// asked, and what they show can be made sure of.
func TestShares(t *testing.T) {
	for paths, want := range map[int][3]int{0: {25, 35, 10}, 102: {25, 70, 20}} {
		site := observe.Open(t.Context(), "shop.test", observe.Options{Budget: observe.Budget{Paths: paths}})
		defer site.Close()
		if got := [3]int{path.First(site), path.Share(site), path.Kept(site)}; got != want {
			t.Errorf("of %d requests: %v, want %v", paths, got, want)
		}
		q, err := path.Join(t.Context(), site, "a")
		if err != nil {
			t.Fatal(err)
		}
		for i := range 14 { // ten second looks, four kinds of names
			if err := q.Pay(fmt.Sprint(i)); err != nil {
				t.Errorf("of %d requests: %v", paths, err)
			}
		}
	}
	if site := observe.Replay("shop.test", nil); path.First(site) != 25 || path.Share(site) != math.MaxInt || path.Kept(site) != math.MaxInt {
		t.Errorf("replayed: %d, %d, %d", path.First(site), path.Share(site), path.Kept(site))
	}
}

// TestMore gives the end of the list only what is not kept to make sure.
func TestMore(t *testing.T) {
	site := observe.Open(t.Context(), "shop.test", observe.Options{Budget: observe.Budget{Paths: 51}})
	defer site.Close()
	q, err := path.Join(t.Context(), site, "a")
	if err != nil {
		t.Fatal(err)
	}
	given := 0
	for rank := range 20 {
		left, err := q.More(t.Context(), "a", rank, rank+1)
		if err != nil {
			t.Fatal(err)
		}
		if left {
			given++
		}
	}
	if given != 11 {
		t.Errorf("%d paths more are asked", given)
	}
	for i := range 3 {
		if err := q.Pay(fmt.Sprint(i)); err != nil {
			t.Error(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := path.Join(ctx, site, "b"); err != nil {
		t.Fatal(err)
	}
	cancel()
	if left, err := q.More(ctx, "a", 30, 31); left || !errors.Is(err, context.Canceled) {
		t.Errorf("a turn that never comes: %t, %v", left, err)
	}
}

// TestAlone lets nobody ask while one whose turn it is keeps it.
func TestAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		site := observe.Replay("shop.test", nil)
		first, _ := path.Join(t.Context(), site, "a")
		second, _ := path.Join(t.Context(), site, "b")
		var came bool
		go func() {
			_ = second.Turn(t.Context(), "b", 2, path.Done)
			came = true
		}()
		synctest.Wait()
		if err := first.Turn(t.Context(), "a", 1, 1); err != nil {
			t.Fatal(err)
		}
		if synctest.Wait(); came {
			t.Error("two have their turn at once")
		}
		first.Leave("a")
		if synctest.Wait(); !came {
			t.Error("the next turn does not come")
		}
	})
}

// TestPlain knows which names are of one kind.
func TestPlain(t *testing.T) {
	q := small(t)
	kinds := [][]string{{"/.env", "/.git/HEAD", "/.env.bak"}, {"/backup/", "/wp-content/uploads/wc-logs/"}, {"/info.php", "/wp-admin/install.php"}, {"/db.sql", "/config.php.bak", "/config.php~"}, {"/id_rsa", "/_ignition/health-check"}}
	for i, of := range kinds {
		page := &observe.Page{Status: 404}
		for _, p := range of {
			if q.Plain(p) != nil {
				t.Errorf("%s is known as another kind", p)
			}
		}
		q.NotePlain(of[0], page)
		for _, p := range of {
			if q.Plain(p) != page {
				t.Errorf("%d: %s is of another kind than %s", i, p, of[0])
			}
		}
	}
}
