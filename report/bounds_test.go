package report

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// TestManyOfEverything: a run with far more than any scan finds makes a report
// that a person can still read.
func TestManyOfEverything(t *testing.T) {
	run := typicalShop()
	var keys []string
	for i := range 20_000 {
		keys = append(keys, fmt.Sprintf("gone.probe https://tea-shop.example/%d", i))
	}
	run.Answers[0].Because, run.Answers[0].Against, run.Answers[4].Missing = keys, keys, keys
	run.Assessment.First = keys
	for i := range 3000 {
		id := scanner.ProbeID(fmt.Sprintf("many.p%04d", i))
		outcome := []scanner.Outcome{scanner.Fail, scanner.Pass, scanner.NotApplicable}[i%3]
		run.Scan.Findings = append(run.Scan.Findings,
			scanner.Finding{Probe: id, Subject: "x", Outcome: outcome, Message: fmt.Sprintf("It is the %dth.", i)},
			scanner.Finding{Probe: id + "u", Subject: "x", Outcome: scanner.Unknown, Cause: observe.Timeout, Message: fmt.Sprintf("Could not be judged: the %dth did not answer.", i)},
			found("header.csp", scanner.Fail, fmt.Sprintf("https://tea-shop.example/%d", i), fmt.Sprintf("Page %d is open.", i)))
	}
	got := New(run, catalog())
	for what, n := range map[string][2]int{
		"reasons":          {len(got.Answers.Entries[0].Because), maxSentences + 1},
		"objections":       {len(got.Answers.Entries[0].But), maxSentences + 1},
		"risks":            {len(got.Answers.Entries[4].Missing), maxRisks + 1},
		"findings":         {len(got.Findings.Entries), maxEntries},
		"passes":           {len(got.Passes.Entries), maxEntries + 1},
		"spared":           {len(got.Spared.Entries), maxEntries + 1},
		"reasons of a gap": {len(got.Gaps.Entries[0].Reasons), maxReasons + 1},
		"steps":            {len(got.First.Entries), 0},
	} {
		if n[0] != n[1] {
			t.Errorf("%s: %d are shown, want %d", what, n[0], n[1])
		}
	}
	if want := "The last 906 are left out here; the JSON format has them all."; !strings.HasSuffix(got.Findings.Intro, want) {
		t.Errorf("Intro = %q", got.Findings.Intro)
	}
	var out bytes.Buffer
	if err := Write(&out, Markdown, One(got), Settings{}); err != nil || out.Len() > 200_000 {
		t.Errorf("%d bytes of Markdown, %v", out.Len(), err)
	}
}

// TestTooLongForATerminal: what glamour would take minutes for is cut, and the
// reader is told.
func TestTooLongForATerminal(t *testing.T) {
	for name, text := range map[string]string{
		"lists":    strings.Repeat("- item `code` of a list\n", 700_000),
		"one line": strings.Repeat("word ", 3_000_000),
	} {
		var out bytes.Buffer
		err := WritePage(&out, text, Settings{})
		if err != nil || out.Len() > 2*maxShown || !strings.HasSuffix(strings.Join(strings.Fields(out.String()), " "), "The formats markdown and json have all of it.") {
			t.Errorf("%s: %d bytes are shown, %v", name, out.Len(), err)
		}
	}
	if got := bounded("short"); got != "short" {
		t.Errorf("bounded cuts %q", got)
	}
}

// TestImpossibleNumbers: numbers that no scan makes are not told as if one had.
func TestImpossibleNumbers(t *testing.T) {
	run := typicalShop()
	fine := New(run, catalog())
	if !strings.HasPrefix(fine.Score, "2 of 11 are proven, up to 7 are possible.") {
		t.Errorf("Score = %q", fine.Score)
	}
	one := typicalShop()
	for i := range one.Answers {
		one.Answers[i].Says = checklist.No
	}
	one.Answers[0].Says, one.Assessment.Score = checklist.Yes, checklist.Score{Proven: 1, Possible: 1, Of: 11}
	if got := New(one, catalog()).Score; !strings.HasPrefix(got, "1 of 11 is proven, up to 1 is possible.") {
		t.Errorf("Score = %q", got)
	}
	for _, bad := range []checklist.Score{{}, {Proven: -1, Possible: 7, Of: 11}, {Proven: 11, Possible: 11, Of: 11}, {Proven: 2, Possible: 900, Of: 11}, {Proven: 2, Possible: 1, Of: 11}, {Proven: 2, Possible: 7, Of: math.MaxInt}} {
		run.Assessment.Score = bad
		if got := New(run, catalog()).Score; !strings.HasPrefix(got, "Not counted") {
			t.Errorf("%+v is told as %q", bad, got)
		}
	}
	for _, bad := range []int{-1, -50, 101, math.MaxInt} {
		run.Assessment.Hardening = bad
		if got := New(run, catalog()).Hardening; !strings.HasPrefix(got, "Not measured") {
			t.Errorf("%d percent is told as %q", bad, got)
		}
	}
	run.Scan.Budget.Used = observe.Budget{Requests: -5, Bytes: math.MinInt64}
	if got := newSources(run, catalog()).asked(); strings.Contains(got, "-") {
		t.Errorf("less than nothing was asked: %q", got)
	}
}

func TestWhen(t *testing.T) {
	for took, want := range map[time.Duration]string{
		0:                      "24 November 2026, 12:00 UTC, in under a second",
		999 * time.Millisecond: "24 November 2026, 12:00 UTC, in under a second",
		time.Second:            "24 November 2026, 12:00 UTC, in 1 second",
		41 * time.Second:       "24 November 2026, 12:00 UTC, in 41 seconds",
		-time.Second:           "24 November 2026, 12:00 UTC; the scan was not finished",
		90_000 * time.Hour:     "24 November 2026, 12:00 UTC; how long it took is not known",
	} {
		run := shop("tea-shop.example")
		run.Scan.Finished = noon.Add(took)
		if got := newSources(run, catalog()).when(); got != want {
			t.Errorf("%s: %q, want %q", took, got, want)
		}
	}
}

// TestUnseenShopIsNotGraded, whatever its run says.
func TestUnseenShopIsNotGraded(t *testing.T) {
	run := typicalShop()
	run.Scan.Problem = &observe.Failure{Cause: observe.Blocked, Words: "the shop's protection asked for proof of a person"}
	got := New(run, catalog())
	if got.Verdict+got.Score+got.Hardening+got.First.Heading+got.Findings.Heading+got.Passes.Heading+got.Spared.Heading+got.Tips.Heading != "" {
		t.Errorf("a shop that was not seen is graded: %+v", got)
	}
	if len(got.Seen.Entries) != 6 || got.Seen.Entries[0] != "The certificate ends on 8 December 2026, in 14 days." {
		t.Errorf("seen all the same: %q", got.Seen.Entries)
	}
	var known []string
	for _, a := range got.Answers.Entries {
		known = append(known, a.ID+" "+a.Short)
	}
	want := []string{"Q1 YES, with weaknesses", "Q2 NO", "Q4 YES", "Q5 NO", "Q8 NO, accepted", "Q10 NO, accepted"}
	if diff := cmp.Diff(want, known); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
	run.Scan.Problem.Cause = observe.NoName
	if got := New(run, catalog()); got.Seen.Heading != "" {
		t.Errorf("of a name that does not exist something was seen: %+v", got.Seen)
	}
	if got := New(unreachableShop(), catalog()); got.Answers.Heading != "" {
		t.Errorf("eleven answers that nobody knows are listed: %+v", got.Answers)
	}
}

func TestSplit(t *testing.T) {
	for _, tt := range []struct{ in, owner, technical Prose }{
		{"", "", ""},
		{"Switch it on.", "Switch it on.", ""},
		{"Switch it on.\n\nIt costs nothing.", "Switch it on.\n\nIt costs nothing.", ""},
		{"Switch it on.\n\n    a\n\n    b\n\nThen wait.", "Switch it on.", "    a\n\n    b\n\nThen wait."},
		{"Switch it on.\n\n- Set `a`.", "Switch it on.", "- Set `a`."},
		{"- You: wait.\n- nginx:\n\n      a", "- You: wait.\n- nginx:\n\n      a", ""},
	} {
		if owner, technical := tt.in.split(); owner != tt.owner || technical != tt.technical {
			t.Errorf("split %q = %q, %q", tt.in, owner, technical)
		}
	}
}
