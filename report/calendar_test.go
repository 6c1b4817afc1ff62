package report

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner"
)

// TestCalendar: a run's report tells how far each day is away, and no more days than
// anybody reads.
func TestCalendar(t *testing.T) {
	run := typicalShop()
	run.Waivers, run.Answers, run.Scan.Findings = nil, nil, nil
	ends := func(host string, day time.Time) {
		run.Scan.Findings = append(run.Scan.Findings, found("cert.valid", scanner.Pass, "TLS "+host, "It is valid.",
			seen("TLS "+host, "valid from 2026-01-01T00:00:00Z to "+day.Format(time.RFC3339), "", 0)))
	}
	if got := New(run, catalog()).Endings; got.Heading != "" {
		t.Errorf("nothing ends, and it says %+v", got)
	}
	ends("far", noon.AddDate(7000, 0, 0))
	ends("tomorrow", noon.AddDate(0, 0, 1))
	ends("today", noon.Add(time.Hour))
	ends("over", noon.Add(-time.Hour))
	var got []string
	for _, e := range New(run, catalog()).Endings.Entries {
		got = append(got, e.When+": "+e.What)
	}
	want := []string{
		"Over since 24 November 2026: The certificate of over",
		"24 November 2026, today: The certificate of today",
		"25 November 2026, tomorrow: The certificate of tomorrow",
		"24 November 9026, in 2556697 days: The certificate of far",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for i := range maxEndings {
		ends(fmt.Sprint(i), noon.AddDate(0, 1, 0))
	}
	all := New(run, catalog()).Endings
	if intro := "Put these days into your calendar. What is over comes first, then what ends next. What ends last is left out here: 4 more days."; len(all.Entries) != maxEndings || all.Intro != intro {
		t.Errorf("%d entries, and %q", len(all.Entries), all.Intro)
	}
}
