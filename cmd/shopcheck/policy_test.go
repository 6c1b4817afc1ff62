package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// TestPolicy is the truth table of --fail-on: what a finding, its severity and a
// waiver make of the exit code, and what is said.
func TestPolicy(t *testing.T) {
	now := time.Date(2026, 11, 24, 18, 0, 0, 0, time.UTC)
	day := func(n int) time.Time { return time.Date(2026, 11, n, 0, 0, 0, 0, time.UTC) }
	fail := scanner.Finding{Probe: "exposed.env", Severity: scanner.High, Outcome: scanner.Fail}
	with := func(change func(*scanner.Finding)) []scanner.Finding {
		f := fail
		change(&f)
		return []scanner.Finding{f}
	}
	waiver := func(until time.Time) checklist.Waiver {
		return checklist.Waiver{Probe: "exposed.env", Reason: "x", By: "Ana", Until: until}
	}
	other := checklist.Waiver{Probe: "exposed.dump", By: "Ben", Until: day(30)}
	nobody := checklist.Waiver{Probe: "exposed.env", Until: day(24)}
	const (
		fails = "tea-shop.example: exposed.env fails, which --fail-on high does not accept"
		over  = fails + "; Ana accepted it until 23 November 2026, and that is over"
		let   = "tea-shop.example: exposed.env fails, but Ana accepted it until 30 November 2026, so --fail-on lets it pass.\n"
	)
	for _, tt := range []struct {
		name     string
		findings []scanner.Finding
		waivers  []checklist.Waiver
		level    string
		code     int
		err, say string
	}{
		{"a failure", []scanner.Finding{fail}, nil, "high", exitPolicy, fails, ""},
		{"accepted", []scanner.Finding{fail}, []checklist.Waiver{waiver(day(30))}, "high", exitDone, "", let},
		{"on its last day", []scanner.Finding{fail}, []checklist.Waiver{nobody}, "high", exitDone, "", "tea-shop.example: exposed.env fails, but somebody accepted it until 24 November 2026, so --fail-on lets it pass.\n"},
		{"accepted once", []scanner.Finding{fail}, []checklist.Waiver{waiver(day(23))}, "high", exitPolicy, over, ""},
		{"accepted once and again", []scanner.Finding{fail}, []checklist.Waiver{waiver(day(30)), waiver(day(23))}, "high", exitDone, "", let},
		{"another is accepted", []scanner.Finding{fail}, []checklist.Waiver{other}, "high", exitPolicy, fails, ""},
		{"in two places, said once", []scanner.Finding{fail, fail}, []checklist.Waiver{waiver(day(30))}, "high", exitDone, "", let},
		{"one of two", []scanner.Finding{fail, {Probe: "cert.valid", Severity: scanner.Critical, Outcome: scanner.Fail}}, []checklist.Waiver{waiver(day(30))}, "high", exitPolicy, "tea-shop.example: cert.valid fails, which --fail-on high does not accept", let},
		{"all that is accepted is said beside a failure", []scanner.Finding{{Probe: "cert.valid", Severity: scanner.High, Outcome: scanner.Fail}, fail}, []checklist.Waiver{waiver(day(30))}, "high", exitPolicy, "tea-shop.example: cert.valid fails, which --fail-on high does not accept", let},
		{"below the level", []scanner.Finding{fail}, []checklist.Waiver{waiver(day(23))}, "critical", exitDone, "", ""},
		{"never", []scanner.Finding{fail}, []checklist.Waiver{waiver(day(23))}, "never", exitDone, "", ""},
		{"not asked for", []scanner.Finding{fail}, []checklist.Waiver{waiver(day(30))}, "", exitDone, "", ""},
		{"a warning", with(func(f *scanner.Finding) { f.Outcome = scanner.Warn }), []checklist.Waiver{waiver(day(30))}, "high", exitDone, "", ""},
		{"unknown", with(func(f *scanner.Finding) { f.Outcome = scanner.Unknown }), []checklist.Waiver{waiver(day(23))}, "high", exitDone, "", ""},
		{"a pass", with(func(f *scanner.Finding) { f.Outcome = scanner.Pass }), []checklist.Waiver{waiver(day(23))}, "high", exitDone, "", ""},
		{"in a place that passes too", append(with(func(f *scanner.Finding) { f.Outcome = scanner.Pass }), fail), nil, "high", exitPolicy, fails, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			said, errOut := heard(t)
			a := &app{errOut: errOut, now: func() time.Time { return now }}
			run := checklist.Run{Target: scanner.Target{Domain: "tea-shop.example"}, Waivers: tt.waivers}
			run.Scan.Findings = tt.findings
			check(t, a.policy(output{failOn: tt.level}, run, run.Since), tt.code, tt.err)
			if got := said(); got != tt.say {
				t.Errorf("said %q, want %q", got, tt.say)
			}
			run.Scan.Problem = &observe.Failure{Words: "gone"}
			check(t, a.policy(output{failOn: tt.level}, run, run.Since), exitNotAssessed, "tea-shop.example could not be assessed: gone")
		})
	}
}

func check(t *testing.T, err error, code int, words string) {
	t.Helper()
	if code == exitDone {
		if err != nil {
			t.Errorf("%v, want nothing", err)
		}
		return
	}
	if e, ok := errors.AsType[*exitError](err); !ok || e.code != code || e.Error() != words {
		t.Errorf("%v, want %d and %q", err, code, words)
	}
}

// heard returns a standard error, and what was said there.
func heard(t *testing.T) (said func() string, errOut *os.File) {
	f, err := os.Create(filepath.Join(t.TempDir(), "said"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return func() string {
		data, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}, f
}

// TestSayOver: what counts again is said once, where something is wrong.
func TestSayOver(t *testing.T) {
	now := time.Date(2026, 11, 24, 18, 0, 0, 0, time.UTC)
	over, holds := now.AddDate(0, 0, -1), now
	for _, tt := range []struct {
		outcome scanner.Outcome
		until   []time.Time
		want    int
	}{
		{scanner.Fail, []time.Time{over}, 1},
		{scanner.Warn, []time.Time{over}, 1},
		{scanner.Pass, []time.Time{over}, 0},
		{scanner.Unknown, []time.Time{over}, 0},
		{scanner.NotApplicable, []time.Time{over}, 0},
		{scanner.Fail, []time.Time{holds}, 0},
		{scanner.Fail, []time.Time{over, holds}, 0},
		{scanner.Fail, nil, 0},
	} {
		said, errOut := heard(t)
		a := &app{errOut: errOut, now: func() time.Time { return now }}
		run := checklist.Run{Target: scanner.Target{Domain: "tea-shop.example"}}
		f := scanner.Finding{Probe: "exposed.env", Severity: scanner.High, Outcome: tt.outcome}
		run.Scan.Findings = []scanner.Finding{f, f}
		for _, until := range tt.until {
			run.Waivers = append(run.Waivers, checklist.Waiver{Probe: "exposed.env", By: "Ana\x1b", Until: until})
		}
		a.sayOver(run)
		got := said()
		if strings.Count(got, "and that is over") != tt.want || strings.Contains(got, "\x1b") {
			t.Errorf("%s until %v: said %q, want %d", tt.outcome, tt.until, got, tt.want)
		}
	}
}
