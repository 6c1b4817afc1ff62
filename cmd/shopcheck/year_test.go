package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/checklist"
	"shopcheck/checklist/history"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/pretend"
)

// A month is a scan so many months ago. It saw what the shop shows now.
type month struct {
	ago    int
	mended bool // but no serious fault
	closed bool // the shop was not to be seen
}

// monthly are scans of so many months up to the last one, the oldest first. Faults
// are there since so many months.
func monthly(from, since int) (all []month) {
	for ago := from; ago > 0; ago-- {
		all = append(all, month{ago: ago, mended: ago > since})
	}
	return all
}

// A yearShop is a pretend shop with serious faults, and a run of it.
type yearShop struct {
	config string
	run    checklist.Run
	faults []scanner.ProbeID // those that are serious
}

func startYear(t *testing.T) (y yearShop) {
	t.Helper()
	plain, err := txtar.ParseFile("../../testdata/shops/https.redirect/plain.txtar")
	if err != nil {
		t.Fatal(err)
	}
	plain.Files = append(plain.Files, txtar.File{ // no page asks for a script that is elsewhere, and would be waited for
		Name: "GET /checkout", Data: []byte("HTTP/1.1 200 OK\nContent-Type: text/html\n\n<title>Checkout</title>\n"),
	})
	shop, err := pretend.Start(plain, pretend.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(shop.Close)
	y.config = ledTo(t, shop, t.TempDir())
	y.run = y.check(t, t.TempDir(), "")
	for _, f := range y.run.Scan.Findings {
		if serious(f) && !slices.Contains(y.faults, f.Probe) {
			y.faults = append(y.faults, f.Probe)
		}
	}
	if len(y.faults) == 0 {
		t.Fatal("the shop has no serious fault")
	}
	return y
}

func serious(f scanner.Finding) bool {
	return f.Outcome == scanner.Fail && f.Severity.Rank() <= scanner.High.Rank()
}

// check has the program check the shop with what is kept in a folder, and with answers
// to parts of Q11.
func (y yearShop) check(t *testing.T, data, answers string, more ...string) checklist.Run {
	t.Helper()
	args := append([]string{"check", "shop.test", "--config", y.config, "--data", data, "--no-input", "-q", "--format", "json"}, more...)
	if answers != "" {
		name := filepath.Join(t.TempDir(), "answers.yaml")
		writeText(t, name, "by: Ana\nanswers:\n  Q11:\n"+answers)
		args = append(args, "--answers", name)
	}
	out, said := spawned(t, args...)
	run, err := checklist.ReadRun(strings.NewReader(out))
	if err != nil {
		t.Fatalf("%v; it says %s", err, said)
	}
	return run
}

// keep makes a store in a folder that has a run of each of the months.
func (y yearShop) keep(t *testing.T, data string, months []month) {
	t.Helper()
	store, err := history.Open(t.Context(), filepath.Join(data, storeFile))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range months {
		run := y.run
		run.Scan.Findings = slices.Clone(run.Scan.Findings)
		run.Scan.Started, run.Scan.Finished = run.Scan.Started.AddDate(0, -m.ago, 0), run.Scan.Finished.AddDate(0, -m.ago, 0)
		run.ID = checklist.NewID(run.Target.Domain, run.Scan.Started)
		if m.closed {
			run.Scan.Problem = &observe.Failure{Cause: observe.Timeout, Words: "the shop did not answer in time"}
		}
		for i, f := range run.Scan.Findings {
			if m.mended && serious(f) {
				run.Scan.Findings[i].Outcome = scanner.Pass
			}
		}
		if err := store.Add(t.Context(), run); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
}

// accept writes that all serious faults are accepted until a day.
func (y yearShop) accept(t *testing.T, data string, until time.Time) {
	t.Helper()
	var all []checklist.Waiver
	for _, id := range y.faults {
		all = append(all, checklist.Waiver{Probe: id, Reason: "the host moves us", By: "Ana", Until: until})
	}
	cat, err := catalog()
	if err != nil {
		t.Fatal(err)
	}
	kept, err := keepFor(data, y.run.Target)
	if err != nil {
		t.Fatal(err)
	}
	if err := kept.saveWaivers(all, cat, time.Now()); err != nil {
		t.Fatal(err)
	}
}

// lookedAfter returns what a run says of how the shop is looked after: "pass fail
// not-applicable" of scans, fixes and waivers, then the answer to Q11.
func lookedAfter(run checklist.Run) (said, why string) {
	for _, id := range []scanner.ProbeID{"process.scans", "process.fixes", "process.waivers"} {
		for _, f := range run.Scan.Findings {
			if f.Probe == id {
				said += string(f.Outcome) + " "
				why += f.Message + "\n"
			}
		}
	}
	for _, a := range run.Answers {
		if a.Item == "Q11" {
			said += string(a.Says)
		}
	}
	return said, why
}

// TestYear checks a pretend shop of which a year's runs are kept: how it is looked
// after is judged by them, and Q11 with it.
func TestYear(t *testing.T) {
	y := startYear(t)
	now := time.Now().UTC()
	review := fmt.Sprintf("    last-review: %q\n", now.AddDate(0, -1, 0).Format(time.DateOnly))
	claims, halves := "    responsible: Ana\n"+review, review // who watches the shop is not said
	seldom := monthly(11, 0)
	for i := range seldom {
		seldom[i].closed = seldom[i].ago > 2
	}
	for _, tt := range []struct {
		name    string
		months  []month
		until   time.Time // of what is accepted; zero: nothing is
		answers string
		more    []string
		want    string
		says    string
	}{
		{"the first run", nil, time.Time{}, claims, nil, "unknown unknown not-applicable DONT_KNOW", "1 day"},
		{"every month, and faults are new", monthly(11, 0), time.Time{}, claims, nil, "pass unknown not-applicable YES", "on 12 days of the last 12 months"},
		{"for two months", monthly(11, 2), time.Time{}, claims, nil, "pass warn not-applicable YES", "30 should be enough"},
		{"for five months", monthly(11, 5), time.Time{}, claims, nil, "pass fail not-applicable NO", "more than 90 are too long"},
		{"and nobody claims YES", monthly(11, 5), time.Time{}, halves, nil, "pass fail not-applicable DONT_KNOW", "more than 90 are too long"},
		{"accepted for long", monthly(11, 5), now.AddDate(0, 6, 0), claims, nil, "pass pass pass YES", "Besides what is accepted for now"},
		{"accepted for a week more", monthly(11, 5), now.AddDate(0, 0, 7), claims, nil, "pass pass warn YES", "is still not in order"},
		{"accepted until yesterday", monthly(11, 5), now.AddDate(0, 0, -1), claims, nil, "pass fail fail NO", "is still not in order"},
		{"for long, and mended in between", append(monthly(11, 11), month{ago: 0, mended: true}), time.Time{}, claims, nil, "pass warn not-applicable YES", "serious faults that were mended in the last 12 months, half took no more than 33"},
		{"mostly closed", seldom, time.Time{}, claims, nil, "warn unknown not-applicable DONT_KNOW", "none is remembered"},
		{"with no store", monthly(11, 5), time.Time{}, claims, []string{"--no-store"}, "unknown unknown unknown DONT_KNOW", "nothing is remembered"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			data := t.TempDir()
			y.keep(t, data, tt.months)
			if !tt.until.IsZero() {
				y.accept(t, data, tt.until)
			}
			got, why := lookedAfter(y.check(t, data, tt.answers, tt.more...))
			if got != tt.want || !strings.Contains(why, tt.says) {
				t.Errorf("%s, want %s: %s\n%s", got, tt.want, tt.says, why)
			}
		})
	}
}

// TestYearOfManyRuns: of a shop that is scanned six times a day each day of a year
// counts, and nothing before it.
func TestYearOfManyRuns(t *testing.T) {
	now := time.Date(2026, 11, 24, 18, 0, 0, 0, time.UTC)
	store, err := history.Open(t.Context(), filepath.Join(t.TempDir(), storeFile))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	shop := scanner.Target{Domain: "shop.test"}
	var lines bytes.Buffer
	for at := now.AddDate(-1, 0, -2); !at.After(now); at = at.Add(4 * time.Hour) {
		run := checklist.Run{Schema: checklist.Schema, ID: checklist.NewID(shop.Domain, at), Target: shop, Scan: scanner.Scan{Started: at, Finished: at}}
		if err := run.WriteLine(&lines); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := store.Import(t.Context(), &lines); err != nil {
		t.Fatal(err)
	}
	a := &app{now: func() time.Time { return now }}
	past, err := a.past(t.Context(), keep{shop: shop, store: store}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(past.Scans); n != 366 || !past.Scans[0].Equal(now.AddDate(-1, 0, 0)) || past.Scans[n-1].Before(now.AddDate(0, 0, -1)) {
		t.Errorf("%d scans are remembered, from %s to %s", n, past.Scans[0], past.Scans[n-1])
	}
}
