package history

import (
	"crypto/rand"
	"encoding/base64"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// testPrune holds what goes, what stays, and that nothing is forgotten by it.
func testPrune(t *testing.T, place string) {
	s := opened(t, place)
	ctx := t.Context()
	runs := lives(5)
	for _, run := range runs {
		add(t, s, withLooks(run))
	}
	add(t, s, runOn("other.example", 1, pass))
	if err := s.Accept(ctx, shop, Baseline{Run: runs[4].ID, At: day(9)}); err != nil {
		t.Fatal(err)
	}
	add(t, s, withChanges(withLooks(runs[0]), checklist.Change{Kind: checklist.New}))
	before, failures := states(t, s), failed(t, s)
	if gone, err := s.Prune(ctx, Retention{}); gone != (Pruned{}) || err != nil {
		t.Errorf("nothing was to go, but %+v, %v", gone, err)
	}
	for _, tt := range []struct {
		keep Retention
		runs int // that go
		stay []int
	}{
		{Retention{Runs: 15}, 4, []int{5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20}},
		{Retention{Before: day(10)}, 4, []int{5, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20}},
		{Retention{Runs: 3, Before: day(2), Looks: 1}, 8, []int{5, 18, 19, 20}},
		{Retention{Before: day(30)}, 2, []int{5, lastSeen(runs)}},
	} {
		gone, err := s.Prune(ctx, tt.keep)
		if err != nil || gone.Runs != tt.runs {
			t.Fatalf("%+v: %+v are gone, want %d, %v", tt.keep, gone, tt.runs, err)
		}
		if want := max(0, 2*(tt.keep.Looks%4)); gone.Looks != want {
			t.Errorf("%+v: looks of %d runs are gone, want %d", tt.keep, gone.Looks, want)
		}
		for _, table := range []string{"looks", "change"} {
			n, _, err := first(ctx, s.db, scanOne[int], "SELECT count(*) FROM "+table+" WHERE id NOT IN (SELECT id FROM run)")
			if n != 0 || err != nil {
				t.Errorf("%+v: %d rows of %s belong to no run, %v", tt.keep, n, table, err)
			}
		}
		if diff := cmp.Diff(tt.stay, daysOf(t, s)); diff != "" {
			t.Errorf("%+v: runs (-want +got):\n%s", tt.keep, diff)
		}
		if diff := cmp.Diff(before, states(t, s)); diff != "" {
			t.Errorf("%+v: states (-before +after):\n%s", tt.keep, diff)
		}
		if diff := cmp.Diff(failures, failed(t, s)); diff != "" {
			t.Errorf("%+v: failures (-before +after):\n%s", tt.keep, diff)
		}
	}
	// What is older than what is gone adds nothing any more, be it new or judged anew.
	add(t, s, runs[0], runs[4], runOn(shop, 3, fail))
	if diff := cmp.Diff(before, states(t, s)); diff != "" {
		t.Errorf("old runs (-before +after):\n%s", diff)
	}
	next := runOn(shop, 25, fail)
	add(t, s, next)
	whole := opened(t, filepath.Join(t.TempDir(), "whole.db"))
	add(t, whole, append(runs, next)...)
	if diff := cmp.Diff(states(t, whole), states(t, s)); diff != "" {
		t.Errorf("as if nothing had gone (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(failed(t, whole), failed(t, s)); diff != "" {
		t.Errorf("failures as if nothing had gone (-want +got):\n%s", diff)
	}
}

// TestPruneOfARunThatSawNothing holds that what comes late is remembered if it is newer
// than what is gone.
func TestPruneOfARunThatSawNothing(t *testing.T) {
	s := opened(t, filepath.Join(t.TempDir(), "runs.db"))
	add(t, s, runOn(shop, 1, fail), unseen(runOn(shop, 2)), runOn(shop, 4, pass))
	if gone, err := s.Prune(t.Context(), Retention{Runs: 1}); gone.Runs != 2 || err != nil {
		t.Fatalf("%+v, %v", gone, err)
	}
	add(t, s, runOn(shop, 3, warn))
	if got := letters(states(t, s)["a.b 0"].Recent); got != "fwp" {
		t.Errorf("%q is remembered", got)
	}
}

func lastSeen(runs []checklist.Run) int {
	for _, run := range slices.Backward(runs) {
		if run.Scan.Problem == nil {
			return run.Scan.Started.Day()
		}
	}
	return 0
}

// daysOf lists the days of the shop's runs.
func daysOf(t *testing.T, s *Store) (days []int) {
	t.Helper()
	list, err := s.Runs(t.Context(), shop, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range slices.Backward(list) {
		days = append(days, e.Started.Day())
	}
	return days
}

// TestPruneMakesRoom holds that a file gets smaller.
func TestPruneMakesRoom(t *testing.T) {
	name := filepath.Join(t.TempDir(), "runs.db")
	s := opened(t, name)
	for n := 1; n <= 30; n++ {
		run := runOn(shop, n, pass)
		noise := make([]byte, 50000)
		_, _ = rand.Read(noise)
		run.Scan.Findings[0].Message = base64.StdEncoding.EncodeToString(noise)
		add(t, s, run)
	}
	size := func() int64 {
		if _, err := query(t.Context(), s.db, func(r row) (int, error) { return 0, nil }, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	before := size()
	if gone, err := s.Prune(t.Context(), Retention{Runs: 3}); gone.Runs != 27 || err != nil {
		t.Fatalf("%+v, %v", gone, err)
	}
	if after := size(); after > before/5 {
		t.Errorf("%d bytes before, %d after", before, after)
	}
}

// testAcross holds what is told of all shops at once.
func testAcross(t *testing.T, place string) {
	s := opened(t, place)
	ctx := t.Context()
	worse := checklist.Change{Of: checklist.OfFinding, Kind: checklist.Worse, Who: checklist.ByShop, Key: "a.b 0", Probe: "a.b", Severity: scanner.High, Before: "pass", After: "fail"}
	fresh := worse
	fresh.Kind, fresh.Before = checklist.New, ""
	bad := withChanges(runOn("b.example", 2, fail), worse, fresh)
	quiet := withChanges(runOn("a.example", 2, fail), not(worse)...)
	blocked := unseen(withChanges(runOn("b.example", 3), worse))
	never := unseen(runOn("c.example", 1))
	add(t, s, bad, blocked, withChanges(runOn("b.example", 1, fail), worse), quiet, never)
	got, err := s.Regressions(ctx)
	if err != nil {
		t.Fatal(err)
	}
	entry := func(run checklist.Run) Entry { return entryOf(run) }
	want := []Standing{
		{"a.example", entry(quiet), nil},
		{"b.example", entry(bad), []checklist.Change{worse, fresh}},
		{"c.example", entry(never), nil},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("standings (-want +got):\n%s", diff)
	}
	testEndings(t, s)
}

func withChanges(run checklist.Run, changes ...checklist.Change) checklist.Run {
	run.Since = checklist.Since{Run: "before", At: day(1), Changes: changes}
	return run
}

// not returns changes that are no regressions, each for one reason.
func not(regression checklist.Change) []checklist.Change {
	var out []checklist.Change
	for _, alter := range []func(c *checklist.Change){
		func(c *checklist.Change) { c.Of = checklist.OfAnswer },
		func(c *checklist.Change) { c.Kind = checklist.Fixed },
		func(c *checklist.Change) { c.Who = checklist.ByRules },
		func(c *checklist.Change) { c.After = "warn" },
		func(c *checklist.Change) { c.Flapping = true },
	} {
		c := regression
		alter(&c)
		out = append(out, c)
	}
	return out
}

// testEndings holds what ends when: what the latest run that saw the shop knows.
func testEndings(t *testing.T, s *Store) {
	t.Helper()
	run := runOn("b.example", 5, fail)
	run.Waivers = []checklist.Waiver{{Probe: "a.b", Reason: "later", By: "Ana", Until: day(20)}}
	run.Answers = []checklist.Answer{{Item: "Q1", Until: day(10)}}
	old := runOn("b.example", 4, fail)
	old.Answers = []checklist.Answer{{Item: "Q2", Until: day(11)}}
	other := runOn("a.example", 5, fail)
	other.Answers = []checklist.Answer{{Item: "Q3", Until: day(15)}}
	add(t, s, old, run, other, unseen(runOn("b.example", 6)))
	got, err := s.Endings(t.Context(), day(12))
	want := []Ending{
		{"b.example", checklist.Ending{Kind: checklist.EndsAnswer, Day: day(10), Item: "Q1", Over: true}},
		{"a.example", checklist.Ending{Kind: checklist.EndsAnswer, Day: day(15), Item: "Q3"}},
		{"b.example", checklist.Ending{Kind: checklist.EndsWaiver, Day: day(20), Waiver: &run.Waivers[0]}},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("endings (-want +got), %v:\n%s", err, diff)
	}
}
