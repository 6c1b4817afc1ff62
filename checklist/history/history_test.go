package history

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shopcheck/checklist"
	"shopcheck/checklist/history/postgrestest"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// TestStores holds the same of a store in a file and of one on a server.
func TestStores(t *testing.T) {
	server := postgrestest.Start(t, "fsync=off")
	for kind, place := range map[Kind]func(t *testing.T) string{
		SQLite:     func(t *testing.T) string { return filepath.Join(t.TempDir(), "kept", "runs.db") },
		PostgreSQL: func(t *testing.T) string { return server.Database(t) },
	} {
		t.Run(string(kind), func(t *testing.T) {
			for name, test := range suite {
				t.Run(name, func(t *testing.T) { test(t, place(t)) })
			}
		})
	}
	t.Run("copy", func(t *testing.T) {
		testCopy(t, filepath.Join(t.TempDir(), "runs.db"), server.Database(t), filepath.Join(t.TempDir(), "back.db"))
	})
	t.Run("server", func(t *testing.T) { testServerRefuses(t, server) })
}

// suite is what holds of every store, at a place where there is none yet.
var suite = map[string]func(t *testing.T, place string){
	"round trip":   testRoundTrip,
	"hostile":      testHostile,
	"again":        testAgain,
	"lists":        testLists,
	"looks":        testLooks,
	"order":        testOrder,
	"prune":        testPrune,
	"baseline":     testBaseline,
	"across":       testAcross,
	"exchange":     testExchange,
	"import":       testImport,
	"refused":      testRefused,
	"status":       testStatus,
	"newer":        testNewer,
	"schemas":      testSchemas,
	"migration":    testMigration,
	"at once":      testAtOnce,
	"killed":       testKilled,
	"many at once": testOpenAtOnce,
}

// opened opens a store and closes it when the test ends.
func opened(t *testing.T, place string) *Store {
	t.Helper()
	s, err := Open(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

const shop = "tea-shop.example"

// day is a day of November 2026 at noon.
func day(n int) time.Time { return time.Date(2026, 11, n, 12, 0, 0, 0, time.UTC) }

// runOn returns a run of a shop on a day, with a finding for each outcome:
// "a.b 0", "a.b 1" and so on, of high severity.
func runOn(domain string, n int, outcomes ...scanner.Outcome) checklist.Run {
	run := checklist.Run{
		Schema: checklist.Schema, ID: checklist.NewID(domain, day(n)),
		Tool: checklist.Tool{Version: "1.0.0", Rules: "r1", Facts: "2026-11-22"}, Target: scanner.Target{Domain: domain},
		Scan: scanner.Scan{Started: day(n), Finished: day(n).Add(time.Second), Findings: []scanner.Finding{}},
	}
	for i, o := range outcomes {
		run.Scan.Findings = append(run.Scan.Findings, scanner.Finding{Probe: "a.b", Subject: fmt.Sprint(i), Outcome: o, Severity: scanner.High})
	}
	return run
}

// withLooks gives a run looks that say whose they are.
func withLooks(run checklist.Run) checklist.Run {
	run.Scan.Looks = observe.Looks{{Question: "GET https://" + run.Target.Domain + "/", Reply: fmt.Appendf(nil, `{"id":%q}`, run.ID)}}
	return run
}

// unseen makes a run one that did not see its shop.
func unseen(run checklist.Run) checklist.Run {
	run.Scan.Problem = &observe.Failure{Cause: observe.Timeout, Words: "the shop did not answer in time"}
	return run
}

func add(t *testing.T, s *Store, runs ...checklist.Run) {
	t.Helper()
	for _, run := range runs {
		if err := s.Add(t.Context(), run); err != nil {
			t.Fatal(err)
		}
	}
}

// text is a run as it is written, after it was read.
func text(t *testing.T, run checklist.Run) string {
	t.Helper()
	var b bytes.Buffer
	if err := run.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// exported is all that a store keeps.
func exported(t *testing.T, s *Store) string {
	t.Helper()
	var b bytes.Buffer
	if err := s.Export(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// says holds that an error's words have some parts.
func says(t *testing.T, err error, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%q is not said, but %v", part, err)
		}
	}
}
