package report

import (
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/probes"
)

func summed(t *testing.T, set Settings, shops ...Report) []string {
	t.Helper()
	var buf strings.Builder
	all := func(yield func(Report, error) bool) {
		for _, r := range shops {
			if !yield(r, nil) {
				return
			}
		}
	}
	if err := Write(&buf, Summary, iter.Seq2[Report, error](all), set); err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(buf.String(), "\n"), "\n")
}

func TestSummaryOfOneShop(t *testing.T) {
	planned := []string{
		"bakery.example, looked at on 24 November 2026",
		"Score: 1 to 6 of 11, from what is proven to what is possible. In order as seen from outside: 17 percent. Of the eleven answers, 1 is YES, 5 are NO and 5 are I DON'T KNOW.",
		"NO to Q2 Strong passwords for everybody, Q4 Plan for a breach, Q7 Payments through secure gateways, " +
			"Q8 Strangers kept out and noticed (no longer accepted), Q10 Old customer data deleted (no longer accepted).",
		"First point 1 (your host): Have your host take the file away from the web folder, and ask who fetched it.",
		"Then Q4 (you): Write one page that says who does what when customer data leaks, and keep a copy on paper.",
		"Then Q9 (you): Answer what you can of Q9, and find out the rest.",
		"6 points open, the worst critical; 1 accepted for now.",
		"Ends soon or is over: what Ben Ode accepted, see point 1 (over since 1 November 2026); your answer to Q6 (10 December 2026, in 16 days).",
		"The whole report: shopcheck report bakery.example",
		checklist.Credit,
	}
	for _, tt := range []struct {
		name string
		run  checklist.Run
		set  Settings
		want []string
	}{
		{"everything", plannedShop(), Settings{Kept: true}, planned},
		{"nothing to do", cleanShop(), Settings{}, []string{
			"teeläden.example (xn--teelden-8wa.example), looked at on 24 November 2026",
			"Score: 11 of 11. In order as seen from outside: 100 percent. All eleven questions are answered YES.",
			"Nothing open.",
			"The whole report: the same command without --summary",
			checklist.Credit,
		}},
		{"not seen", unreachableShop(), Settings{Kept: true}, []string{
			"gone-shop.example, looked at on 24 November 2026",
			"The shop's home page could not be looked at: the shop did not answer in time. " +
				"See whether the shop opens in a browser, then scan again later or with a longer --timeout.",
			"The whole report: the same command without --summary",
			checklist.Credit,
		}},
	} {
		if diff := cmp.Diff(tt.want, summed(t, tt.set, New(tt.run, catalog()))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestSummaryOfManyShops(t *testing.T) {
	one := func(run checklist.Run) Report { return New(run, catalog()) }
	got := summed(t, Settings{Many: true, Kept: true, Width: 60, Style: "dark"}, one(plannedShop()), one(unreachableShop()), one(cleanShop()))
	want := []string{
		"bakery.example: 1 to 6 of 11, 17 percent. NO to Q2, Q4, Q7, Q8 and Q10. 6 points open, the worst critical; 1 accepted for now.",
		"gone-shop.example: not graded. The shop's home page could not be looked at: the shop did not answer in time.",
		"teeläden.example (xn--teelden-8wa.example): 11 of 11, 100 percent. Nothing open.",
		"3 shops: 6 points open, the worst critical at bakery.example; 1 accepted for now; 1 with a NO; 1 not graded: gone-shop.example. The whole report: shopcheck report DOMAIN",
		checklist.Credit,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestNotGraded: of many shops that were not graded some are named.
func TestNotGraded(t *testing.T) {
	var all tally
	for i := range maxUnseen + 2 {
		all.add(Report{Shop: fmt.Sprintf("s%d.example", i), Brief: Brief{Problem: "gone"}})
	}
	if got, want := all.line(), "7 shops: Nothing open; 7 not graded: s0.example, s1.example, s2.example, s3.example, s4.example and 2 others."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestOpen: what is only good to know is not open, and what was accepted until a day
// that is over is.
func TestOpen(t *testing.T) {
	run := plannedShop()
	for i, want := range []string{"6 points open, the worst critical; 1 accepted for now.", "5 points open, the worst high; 1 accepted for now.", "5 points open, the worst high; 2 accepted for now."} {
		switch i {
		case 1:
			run.Scan.Findings[2].Severity, run.Scan.Findings[3].Severity = scanner.Info, scanner.Info
		case 2:
			run.Scan.Findings[2].Severity, run.Scan.Findings[3].Severity = scanner.Critical, scanner.Critical
			run.Waivers[1].Until = noon.AddDate(0, 1, 0)
		}
		if got := New(run, catalog()).Brief.Count; got != want {
			t.Errorf("%d: %q, want %q", i, got, want)
		}
	}
}

// TestSummaryIsShort holds the bounds, and that a width changes breaks alone.
func TestSummaryIsShort(t *testing.T) {
	for _, name := range sorted(runs) {
		r := New(runs[name](), catalog())
		lines := summed(t, Settings{}, r)
		if len(lines) > 10 {
			t.Errorf("%s: %d lines", name, len(lines))
		}
		for _, style := range []string{"plain", "light"} {
			narrow := summed(t, Settings{Width: 60, Style: style}, r)
			for _, line := range narrow {
				if ansi.StringWidth(line) > 60 || trimmed(line) != line {
					t.Errorf("%s: too wide, or with blanks at its end: %q", name, line)
				}
			}
			text := strings.Join(narrow, "\n")
			bare := regexp.MustCompile(`\x1b\[[0-9;]*m`).ReplaceAllString(text, "")
			if bare == text != (style == "plain") || invisible(bare) != "" {
				t.Errorf("%s: style %s has other than colours, or none: %q", name, style, text)
			}
			if press(bare) != press(strings.Join(lines, "\n")) {
				t.Errorf("%s: other words at 60 columns", name)
			}
		}
		if name != "hostile" && slices.ContainsFunc(lines, func(s string) bool { return strings.ContainsAny(s, "`*_[]<>#|") }) {
			t.Errorf("%s: marks of Markdown in %q", name, lines)
		}
	}
}

// TestSaid: what to do first is one sentence of a probe's page, and has no marks
// of Markdown that a plain text would show.
func TestSaid(t *testing.T) {
	for _, p := range probes.All() {
		if do := unfold(p.Section("What to do")).sentence().said(); strings.ContainsAny(do, "`*_[]<>#|&\\") || !Prose(do).plain() {
			t.Errorf("%s: %q", p.ID, do)
		}
	}
}
