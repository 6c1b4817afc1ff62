package history

import (
	"bytes"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// TestMemory holds what is remembered of one finding, "a.b 0", day by day.
func TestMemory(t *testing.T) {
	for _, tt := range []struct {
		name   string
		days   []scanner.Outcome // "" is a day without the finding
		want   string            // outcomes by their first letters
		since  int               // the day since which it fails
		turned int               // the day that made it what it is
		times  []int             // days on which failures began and ended
	}{
		{"passes", []scanner.Outcome{pass, pass}, "pp", 0, 1, nil},
		{"fails", []scanner.Outcome{fail, fail}, "ff", 1, 1, []int{1, 0}},
		{"began", []scanner.Outcome{pass, fail, fail}, "pff", 2, 2, []int{2, 0}},
		{"fixed", []scanner.Outcome{fail, pass, pass}, "fpp", 0, 2, []int{1, 2}},
		{"unknown between", []scanner.Outcome{fail, unknown, fail}, "ff", 1, 1, []int{1, 0}},
		{"unknown last", []scanner.Outcome{fail, unknown}, "f", 1, 1, []int{1, 0}},
		{"unknown before a fail", []scanner.Outcome{pass, unknown, fail}, "pf", 3, 3, []int{3, 0}},
		{"never known", []scanner.Outcome{unknown, unknown}, "", 0, 0, nil},
		{"warned", []scanner.Outcome{fail, warn, fail}, "fwf", 3, 3, []int{1, 2, 3, 0}},
		{"does not apply", []scanner.Outcome{fail, nothing}, "fn", 0, 2, []int{1, 2}},
		{"gone", []scanner.Outcome{fail, "", ""}, "fnn", 0, 2, []int{1, 2}},
		{"gone and back", []scanner.Outcome{fail, "", fail}, "fnf", 3, 3, []int{1, 2, 3, 0}},
		{"no such outcome", []scanner.Outcome{fail, "great"}, "f", 1, 1, []int{1, 0}},
		{"flaps", []scanner.Outcome{fail, pass, fail, pass, fail, pass, fail, pass, fail, pass}, "fpfpfpfp", 0, 10, []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}},
		{"forgotten", append([]scanner.Outcome{fail}, make([]scanner.Outcome, 8)...), "", 0, 0, []int{1, 2}},
		{"nearly forgotten", append([]scanner.Outcome{fail}, make([]scanner.Outcome, 7)...), "fnnnnnnn", 0, 2, []int{1, 2}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var m memory
			for i, o := range tt.days {
				run := runOn(shop, i+1, o)
				if o == "" {
					run.Scan.Findings[0].Subject = "other" // the probe judges something else
					run.Scan.Findings[0].Outcome = pass
				}
				m.add(outlineOf(run))
			}
			s := m.States["a.b 0"]
			if got := letters(s.Recent); got != tt.want {
				t.Errorf("recent %q, want %q", got, tt.want)
			}
			if tt.want != "" && !strings.HasPrefix(string(s.Outcome), tt.want[len(tt.want)-1:]) {
				t.Errorf("the outcome is %s", s.Outcome)
			}
			if got := dayOf(s.Failing); got != tt.since {
				t.Errorf("fails since day %d, want %d", got, tt.since)
			}
			if want := runOn(shop, tt.turned).ID; tt.turned != 0 && s.Run != want {
				t.Errorf("made by %s, want %s", s.Run, want)
			}
			var times []int
			for _, f := range m.Failures {
				times = append(times, dayOf(f.Began), dayOf(f.Ended))
			}
			if diff := cmp.Diff(tt.times, times); diff != "" {
				t.Errorf("failures (-want +got):\n%s", diff)
			}
		})
	}
}

func letters(all []scanner.Outcome) string {
	var b strings.Builder
	for _, o := range all {
		b.WriteByte(o[0])
	}
	return b.String()
}

// dayOf is the inverse of day, and zero for no time.
func dayOf(at time.Time) int {
	if at.IsZero() {
		return 0
	}
	return at.Day()
}

// TestMemoryOfOddRuns holds what runs that are not whole say of what they lack.
func TestMemoryOfOddRuns(t *testing.T) {
	of := func(findings ...scanner.Finding) outline {
		run := runOn(shop, 2)
		run.Scan.Findings = findings
		return outlineOf(run)
	}
	for name, tt := range map[string]struct {
		next outline
		want string
	}{
		"the shop was not seen":    {outlineOf(unseen(runOn(shop, 2, pass))), "f"},
		"the probe did not run":    {of(scanner.Finding{Probe: "c.d", Subject: "0", Outcome: pass}), "f"},
		"the probe could not tell": {of(scanner.Finding{Probe: "a.b", Subject: "", Outcome: unknown}), "f"},
		"nor of another part":      {of(scanner.Finding{Probe: "a.b", Subject: "1", Outcome: unknown}, scanner.Finding{Probe: "a.b", Subject: "2", Outcome: pass}), "f"},
		"nor of one, told last":    {of(scanner.Finding{Probe: "a.b", Subject: "1", Outcome: pass}, scanner.Finding{Probe: "a.b", Subject: "2", Outcome: unknown}), "f"},
		"it is gone":               {of(scanner.Finding{Probe: "a.b", Subject: "2", Outcome: pass}), "fn"},
		"it is there twice":        {of(scanner.Finding{Probe: "a.b", Subject: "0", Outcome: pass}, scanner.Finding{Probe: "a.b", Subject: "0", Outcome: warn}), "fw"},
	} {
		var m memory
		m.add(outlineOf(runOn(shop, 1, fail)))
		m.add(tt.next)
		if got := letters(m.States["a.b 0"].Recent); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// TestMemoryIsBounded holds that neither a shop that is another one each day nor one
// that flaps fills the store.
func TestMemoryIsBounded(t *testing.T) {
	var m memory
	for i := range 3 * maxFailures {
		run := runOn(shop, 1, []scanner.Outcome{fail, pass}[i%2], pass)
		run.Scan.Started = day(1).Add(time.Duration(i) * time.Hour)
		run.Scan.Findings[1].Subject = strings.Repeat("x", i%1000+1)
		m.add(outlineOf(run))
	}
	if len(m.Failures) != maxFailures || len(m.States) > maxRecent+2 {
		t.Errorf("%d failures, %d states", len(m.Failures), len(m.States))
	}
	if at := m.Failures[maxFailures-1].Began; at.Sub(day(1)) != (3*maxFailures-2)*time.Hour {
		t.Errorf("the newest failure began %s", at)
	}
}

// TestMemoryOfSeverity holds which failures are listed.
func TestMemoryOfSeverity(t *testing.T) {
	var m memory
	run := runOn(shop, 1, fail, fail, fail, fail, fail, fail)
	for i, s := range []scanner.Severity{scanner.Critical, scanner.High, scanner.Medium, scanner.Low, scanner.Info, "odd"} {
		run.Scan.Findings[i].Severity = s
	}
	m.add(outlineOf(run))
	if len(m.Failures) != 2 || m.Failures[0].Severity != scanner.Critical || m.Failures[1].Severity != scanner.High {
		t.Errorf("%+v", m.Failures)
	}
}

// TestFailuresSince holds which failures are listed as of a day.
func TestFailuresSince(t *testing.T) {
	s := opened(t, filepath.Join(t.TempDir(), "runs.db"))
	add(t, s, runOn(shop, 1, fail, fail), runOn(shop, 3, pass, fail), runOn(shop, 5, pass, fail))
	for since, want := range map[int]int{1: 2, 2: 2, 3: 2, 4: 1, 9: 1} {
		if got, err := s.Failures(t.Context(), shop, day(since)); len(got) != want || err != nil {
			t.Errorf("since day %d: %+v, %v", since, got, err)
		}
	}
}

// lives returns runs of a shop whose findings do all that findings can do.
func lives(seed uint64) []checklist.Run {
	r := rand.New(rand.NewPCG(seed, 1))
	var runs []checklist.Run
	for n := 1; n <= 20; n++ {
		run := runOn(shop, n)
		for i := range 12 {
			if outcome := []scanner.Outcome{pass, fail, warn, unknown, nothing, ""}[r.IntN(6)]; outcome != "" {
				probe := scanner.ProbeID("p." + string(rune('a'+i%4)))
				run.Scan.Findings = append(run.Scan.Findings, scanner.Finding{Probe: probe, Subject: string(rune('a' + i)), Outcome: outcome, Severity: scanner.High})
			}
		}
		if r.IntN(5) == 0 {
			run = unseen(run)
		}
		runs = append(runs, run)
	}
	return runs
}

// testOrder holds that it is all the same in which order runs come, one by one or
// many at once.
func testOrder(t *testing.T, place string) {
	runs := lives(7)
	want := opened(t, filepath.Join(t.TempDir(), "want.db"))
	add(t, want, runs...)
	var m memory
	for _, run := range runs {
		m.add(outlineOf(run))
	}
	if diff := cmp.Diff(m.States, states(t, want)); diff != "" {
		t.Fatalf("in order (-want +got):\n%s", diff)
	}
	rand.New(rand.NewPCG(3, 3)).Shuffle(len(runs), func(i, j int) { runs[i], runs[j] = runs[j], runs[i] })
	s := opened(t, place)
	add(t, s, runs[:7]...)
	var b bytes.Buffer
	for _, run := range runs {
		if err := run.WriteLine(&b); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := s.Import(t.Context(), &b); n != len(runs) || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	if diff := cmp.Diff(states(t, want), states(t, s)); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(failed(t, want), failed(t, s)); diff != "" {
		t.Errorf("failures (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(exported(t, want), exported(t, s)); diff != "" {
		t.Errorf("exports (-want +got):\n%s", diff)
	}
}
