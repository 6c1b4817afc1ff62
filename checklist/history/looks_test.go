package history

import (
	"errors"
	"fmt"
	"slices"
	"testing"
)

// testLooks holds of which runs looks are kept.
func testLooks(t *testing.T, place string) {
	s := opened(t, place)
	add(t, s, withLooks(runOn(shop, 1, pass)))
	if err := s.Accept(t.Context(), shop, Baseline{Run: runOn(shop, 1).ID, At: day(1)}); err != nil {
		t.Fatal(err)
	}
	for n := 2; n <= 6; n++ {
		add(t, s, withLooks(runOn(shop, n, pass)))
	}
	looksOn(t, s, 1, 4, 5, 6)
	for n := 7; n <= 10; n++ { // the shop is down; the last that saw it can be judged still
		add(t, s, withLooks(unseen(runOn(shop, n))))
	}
	looksOn(t, s, 1, 4, 5, 6, 8, 9, 10)
	add(t, s, withLooks(runOn(shop, 2, pass))) // it comes late
	looksOn(t, s, 1, 4, 5, 6, 8, 9, 10)
	s.Looks = 1
	add(t, s, runOn(shop, 11, pass))
	looksOn(t, s, 1)
	add(t, s, withLooks(runOn(shop, 11, pass)))
	looksOn(t, s, 1, 11)
}

// looksOn holds on which days the runs are whose looks are kept.
func looksOn(t *testing.T, s *Store, want ...int) {
	t.Helper()
	list, err := s.Runs(t.Context(), shop, 0)
	if err != nil {
		t.Fatal(err)
	}
	var days []int
	for _, e := range list {
		if e.Looks {
			days = append(days, e.Started.Day())
		}
		if run, _, err := s.Run(t.Context(), shop, e.ID); err != nil || (len(run.Scan.Looks) > 0) != e.Looks {
			t.Errorf("%s: %d looks, %v", e.ID, len(run.Scan.Looks), err)
		}
	}
	slices.Sort(days)
	if !slices.Equal(days, want) {
		t.Errorf("looks are kept of %v, want %v", days, want)
	}
}

// testBaseline holds what is accepted.
func testBaseline(t *testing.T, place string) {
	s := opened(t, place)
	ctx := t.Context()
	if _, _, ok, err := s.Baseline(ctx, shop); ok || err != nil {
		t.Errorf("nothing accepted: %t, %v", ok, err)
	}
	run := withLooks(runOn(shop, 1, fail))
	add(t, s, run, runOn(shop, 2, fail))
	b := Baseline{Run: run.ID, Reason: "we know", By: "Ana", At: day(3)}
	if err := s.Accept(ctx, shop, Baseline{Run: "20260101", At: day(4)}); !errors.Is(err, ErrRefused) {
		t.Errorf("a run that is not there: %v", err)
	}
	for _, accept := range []Baseline{{Run: runOn(shop, 2).ID, At: day(2)}, b} {
		if err := s.Accept(ctx, shop, accept); err != nil {
			t.Fatal(err)
		}
	}
	got, of, ok, err := s.Baseline(ctx, shop)
	if err != nil || !ok || got != b || text(t, of) != text(t, run) {
		t.Errorf("got %+v of %s, %t, %v", got, of.ID, ok, err)
	}
	list, err := s.Runs(ctx, shop, 0)
	if err != nil || fmt.Sprint(list[0].Accepted, list[1].Accepted) != "false true" {
		t.Errorf("%+v, %v", list, err)
	}
	for range 2 {
		if err := s.Unaccept(ctx, shop); err != nil {
			t.Error(err)
		}
		if _, _, ok, err := s.Baseline(ctx, shop); ok || err != nil {
			t.Errorf("taken back: %t, %v", ok, err)
		}
	}
}
