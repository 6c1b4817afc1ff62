//go:build unix

package main

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shopcheck/checklist"
	"shopcheck/checklist/history"
	"shopcheck/checklist/history/postgrestest"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// What the history holds, and how often it is opened.
const (
	keptShops    = 1000
	keptRuns     = 10 // of each
	keptFindings = 100
	openings     = 5
)

// BenchmarkHistory keeps 10,000 runs of 100 findings, one after the other, and then
// asks for the latest run of each of 1,000 shops and its regressions: that is ns/op.
// The aims, on SQLite: less than 50 ms for it, and less than 10 ms for opening a store
// that is there. CPU is this process's alone, and so not that of a server; making the
// runs is not in it. The texts are made up, a third of them different in each run.
func BenchmarkHistory(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchHistory(b, filepath.Join(b.TempDir(), "runs.db")) })
	b.Run("postgres", func(b *testing.B) { benchHistory(b, postgrestest.Start(b).Database(b)) })
}

func benchHistory(b *testing.B, place string) {
	s, err := history.Open(b.Context(), place)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	wall, cpu := fillHistory(b, s)
	status, err := s.Status(b.Context())
	if err != nil || status.Runs != keptShops*keptRuns || status.Damage != "" {
		b.Fatalf("%+v, %v", status, err)
	}
	opening := openHistory(b, place)
	regressions, spent := 0, ownCPU()
	for b.Loop() {
		all, err := s.Regressions(b.Context())
		if err != nil || len(all) != keptShops {
			b.Fatalf("%d shops, %v", len(all), err)
		}
		regressions = 0
		for _, shop := range all {
			regressions += len(shop.Regressions)
		}
	}
	b.ReportMetric(float64((ownCPU()-spent).Microseconds())/1000/float64(b.N), "cpu-ms/op")
	n := float64(status.Runs)
	b.ReportMetric(float64(status.Bytes)/n, "B/run")
	b.ReportMetric(n/wall.Seconds(), "runs/s")
	b.ReportMetric(float64(cpu.Microseconds())/1000/n, "cpu-ms/run")
	b.ReportMetric(float64(opening.Microseconds())/1000, "ms-to-open")
	b.ReportMetric(float64(regressions), "regressions")
}

// fillHistory keeps the runs and returns what that took.
func fillHistory(b *testing.B, s *history.Store) (wall, cpu time.Duration) {
	b.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	before := make([]checklist.Run, keptShops)
	for n := range keptRuns {
		for i := range keptShops {
			run := madeUp(r, fmt.Sprintf("shop-%d.example", i), n, before[i])
			began, spent := time.Now(), ownCPU()
			if err := s.Add(b.Context(), run); err != nil {
				b.Fatal(err)
			}
			wall, cpu = wall+time.Since(began), cpu+ownCPU()-spent
			before[i] = run
		}
	}
	return wall, cpu
}

// openHistory returns the shortest time in which a store was opened.
func openHistory(b *testing.B, place string) time.Duration {
	b.Helper()
	least := time.Hour
	for range openings {
		began := time.Now()
		s, err := history.Open(b.Context(), place)
		if err != nil {
			b.Fatal(err)
		}
		least = min(least, time.Since(began))
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
	return least
}

// madeUp makes the run of a shop that comes after another one: of each hundred
// findings, some turn.
func madeUp(r *rand.Rand, domain string, n int, before checklist.Run) checklist.Run {
	at := time.Date(2026, 11, 1+n, 6, 0, 0, r.IntN(1e9), time.UTC)
	run := checklist.Run{
		Schema: checklist.Schema, ID: checklist.NewID(domain, at), Target: scanner.Target{Domain: domain},
		Tool: checklist.Tool{Version: "1.0.0", Rules: "0123456789ab", Facts: "2026-11-22"},
		Scan: scanner.Scan{Started: at, Finished: at.Add(4 * time.Second)},
	}
	for i := range keptFindings {
		outcome := scanner.Pass
		if r.IntN(5) == 0 {
			outcome = scanner.Fail
		}
		f := scanner.Finding{
			Probe: scanner.ProbeID(fmt.Sprintf("family%d.subject%d", i/10, i%10)), Subject: "https://" + domain + "/",
			Outcome: outcome, Severity: []scanner.Severity{scanner.Critical, scanner.High, scanner.Medium, scanner.Low}[i%4],
			Message:  "The shop " + domain + " says " + words(r, 9) + ".",
			Evidence: []observe.Evidence{{Source: "GET https://" + domain + "/", Quote: words(r, 12), Again: "curl -sI https://" + domain + "/", At: at}},
		}
		if n > 0 {
			f = carriedOn(r, &run, f, before.Scan.Findings[i])
		}
		run.Scan.Findings = append(run.Scan.Findings, f)
	}
	if n > 0 {
		run.Since.Run, run.Since.At = before.ID, before.Scan.Started
	}
	return run
}

// carriedOn is a finding that mostly is what it was.
func carriedOn(r *rand.Rand, run *checklist.Run, now, before scanner.Finding) scanner.Finding {
	if r.IntN(100) >= 3 {
		now.Outcome = before.Outcome
	}
	if r.IntN(3) > 0 {
		now.Message, now.Evidence = before.Message, before.Evidence
	}
	if now.Outcome == before.Outcome {
		return now
	}
	kind := checklist.Fixed
	if now.Outcome == scanner.Fail {
		kind = checklist.Worse
	}
	run.Since.Changes = append(run.Since.Changes, checklist.Change{
		Of: checklist.OfFinding, Kind: kind, Who: checklist.ByShop, Key: now.Key(), Probe: now.Probe,
		Severity: now.Severity, Before: string(before.Outcome), After: string(now.Outcome),
	})
	return now
}

// words are words that say nothing.
func words(r *rand.Rand, n int) string {
	stock := strings.Fields("header policy cookie page cart answers server tea without strict encryption record mail transport login version old update script payment frame source allows anybody certificate days left name resolver signed")
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("%s%d", stock[r.IntN(len(stock))], r.IntN(90))
	}
	return strings.Join(out, " ")
}
