package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"shopcheck/checklist"
	"shopcheck/checklist/history"
	"shopcheck/cmd/shopcheck/cli"
)

// TestSaveAtOnce: what many say at once is kept, and nobody's turn stays behind.
func TestSaveAtOnce(t *testing.T) {
	k, _, cat, now := sat(t, "# ours\nanswers:\n")
	const people = 8
	var all sync.WaitGroup
	for i := range people {
		all.Go(func() {
			own := k
			own.book = &book{}
			typed, err := checklist.ParseAnswers([]string{"Q4/written=yes"}, fmt.Sprintf("N%d", i), cat, now)
			if err == nil {
				_, err = own.saveAnswers(typed, cat, now)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if said, err := k.answers(cat, now); err != nil || len(said) != people {
		t.Errorf("%d of %d are kept: %v, %v", len(said), people, said, err)
	}
	if _, err := os.Stat(k.path(turnFile)); !os.IsNotExist(err) {
		t.Errorf("the turn was not given back: %v", err)
	}
}

// TestTurnLeftBehind: who ended without a word keeps nobody waiting for ever.
func TestTurnLeftBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k, _, _, _ := sat(t, "")
		writeText(t, k.path(turnFile), "")
		before, done := time.Now(), 0
		for range 2 {
			if err := k.inTurn(func() error { return k.inTurn(func() error { done++; return nil }) }); err != nil {
				t.Fatal(err)
			}
		}
		if waited := time.Since(before); waited != turnWait || done != 2 {
			t.Errorf("waited %s, done %d", waited, done)
		}
	})
}

// TestAnswerKeepsNewerRun: a check that ended while somebody answered is not undone.
func TestAnswerKeepsNewerRun(t *testing.T) {
	k, _, _, now := sat(t, "")
	cat, err := catalog()
	if err != nil {
		t.Fatal(err)
	}
	if k.store, err = history.Open(t.Context(), filepath.Join(t.TempDir(), "runs.db")); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = k.store.Close() }()
	run := checklist.Run{Schema: checklist.Schema, Target: k.shop}
	_, errOut := heard(t)
	a := &app{errOut: errOut, now: func() time.Time { return now }}
	saved := func(hour int) checklist.Run {
		run.Scan.Started = now.Truncate(24 * time.Hour).Add(time.Duration(hour) * time.Hour)
		run.Scan.Finished, run.ID = run.Scan.Started, checklist.NewID(k.shop.Domain, run.Scan.Started)
		a.assess(&run, cat, nil)
		if err := a.keepRun(t.Context(), k, run); err != nil {
			t.Fatal(err)
		}
		return run
	}
	s := sitting{Answer: cli.Answer{Domain: k.shop.Domain}, kept: k, cat: cat, run: saved(9), have: true}
	newer := saved(12)
	if err := a.keepAnswers(context.Background(), s); err != nil {
		t.Fatal(err)
	}
	if last, _, err := k.lastRun(t.Context()); err != nil || !last.Scan.Finished.Equal(newer.Scan.Finished) {
		t.Errorf("the run of %s is kept, want that of %s: %v", last.Scan.Finished, newer.Scan.Finished, err)
	}
}
