package report

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// agenda has an ending of each kind, over and to come, at two shops and more.
func agenda() Agenda {
	day := func(year int, month time.Month, day int) time.Time {
		return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	}
	tea, bakery, bread := "tea-shop.example", "bakery.example", "xn--brot-lden-02a.example"
	waived := func(id scanner.ProbeID, by, reason string, until time.Time) checklist.Ending {
		return checklist.Ending{Kind: checklist.EndsWaiver, Day: until, Waiver: &checklist.Waiver{Probe: id, By: by, Reason: reason, Until: until}}
	}
	said := func(id checklist.ItemID, until time.Time) checklist.Ending {
		return checklist.Ending{Kind: checklist.EndsAnswer, Day: until, Item: id}
	}
	certificate := func(host string, end time.Time) checklist.Ending {
		return checklist.Ending{Kind: checklist.EndsCertificate, Day: end, Host: host}
	}
	out := Agenda{At: noon, Shops: 3, Catalog: catalog(), Dues: []Due{
		{tea, certificate("www.tea-shop.example", day(2026, 12, 8).Add(9*time.Hour))},
		{bakery, said("Q6", day(2026, 11, 17))}, // counted to the end of the day
		{bakery, waived("mail.spf", "Ben Ode, host", "our mail company changes it; so wait, please", day(2026, 10, 31))},
		{tea, said("Q4", day(2027, 2, 14))},
		{bakery, said("Q5", day(2027, 2, 14))},
		{bakery, certificate("bakery.example", noon.AddDate(0, 0, -7))},
		{tea, said("Q7", day(2027, 2, 14))},
		{tea, waived("never.heard-of", "Ana", "", day(2026, 11, 24))},
		{bread, checklist.Ending{Kind: checklist.EndsRegistration, Day: day(2026, 11, 25), Host: bread}},
		{bread, checklist.Ending{Kind: checklist.EndsRegistration, Day: day(2025, 1, 1), Host: "old.example"}},
		{tea, certificate("tea-shop.example", day(2026, 12, 8).Add(8*time.Hour))},
		{bakery, certificate("bakery.example", day(2026, 12, 8).Add(10*time.Hour))}, // another server's, of the same name
		{tea, said("Q1", day(2026, 12, 8))},
		{tea, said("Q2", day(2026, 11, 24))},
		{bakery, certificate("mail.bakery.example", noon.Add(-time.Hour))},
		{tea, checklist.Ending{Kind: "another", Day: noon}},
	}}
	for i, d := range out.Dues {
		out.Dues[i].Over = d.Before(noon)
	}
	return out
}

func agendaOf(t *testing.T, a Agenda, format string) string {
	t.Helper()
	var out bytes.Buffer
	if err := WriteAgenda(&out, a, format); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

var agendaFormats = []string{"text", "markdown", "ics"}

func TestAgenda(t *testing.T) {
	for _, format := range agendaFormats {
		if err := CheckAgenda(format); err != nil {
			t.Error(err)
		}
		compare(t, "../testdata/golden/agenda."+format, []byte(agendaOf(t, agenda(), format)))
	}
}

// TestAgendaOrder: what is over comes first, what is over longest before the rest;
// on one day the kinds, then the shops, whatever order they come in. The answers of
// one shop are told together, those of two are not.
func TestAgendaOrder(t *testing.T) {
	want := []string{
		"Over since 1 January 2025 xn--brot-lden-02a.example registration old.example",
		"Over since 1 November 2026 bakery.example waiver ",
		"Over since 17 November 2026 bakery.example certificate bakery.example",
		"Over since 18 November 2026 bakery.example answer ",
		"Over since 24 November 2026 bakery.example certificate mail.bakery.example",
		"24 November 2026, today tea-shop.example answer ",
		"24 November 2026, today tea-shop.example waiver ",
		"25 November 2026, tomorrow xn--brot-lden-02a.example registration xn--brot-lden-02a.example",
		"8 December 2026, in 14 days tea-shop.example answer ",
		"8 December 2026, in 14 days bakery.example certificate bakery.example",
		"8 December 2026, in 14 days tea-shop.example certificate tea-shop.example",
		"8 December 2026, in 14 days tea-shop.example certificate www.tea-shop.example",
		"14 February 2027, in 82 days bakery.example answer ",
		"14 February 2027, in 82 days tea-shop.example answer ",
	}
	given := agenda().Dues
	for range 2 {
		a := agenda()
		slices.Reverse(given)
		a.Dues = slices.Clone(given)
		var got []string
		for _, o := range a.occasions() {
			got = append(got, strings.Join([]string{o.When, o.Domain, string(o.Kind), o.Host}, " "))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("order (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(given, a.Dues); diff != "" {
			t.Errorf("the agenda itself was changed (-before +after):\n%s", diff)
		}
	}
}

func TestAgendaWords(t *testing.T) {
	got := agendaOf(t, agenda(), "markdown")
	for _, want := range []string{
		"## Over since 1 November 2026\n\n- **bakery.example:** What Ben Ode (host) accepted as not in order: “" + catalog().Probes["mail.spf"].Title() + "”. It counts in full again. Mend it, or decide anew. The reason given: our mail company changes it; so wait, please\n",
		"What Ana accepted as not in order: “never.heard-of”. Have it mended by then, or decide anew.\n",
		"Your answers to Q4 “Plan for a breach” and Q7 “" + catalog().Item("Q7").Title + "”. See whether they are still true",
		"Your answer to Q5 “All risks planned for”. See whether it is still true",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("it lacks %q", want)
		}
	}
}

func TestAgendaEmpty(t *testing.T) {
	for shops, want := range map[int]string{
		0: "No check of a shop is kept here yet, so it is not known what ends when; begin\nwith: shopcheck check DOMAIN\n",
		1: "Nothing that ends on a day is known of the 1 shop looked through.\n",
		2: "Nothing that ends on a day is known of the 2 shops looked through.\n",
	} {
		a := Agenda{At: noon, Shops: shops, Catalog: catalog()}
		if got := agendaOf(t, a, "text"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		want = "# What ends when\n\n" + strings.ReplaceAll(want, "begin\nwith", "begin with")
		if got := agendaOf(t, a, "markdown"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestAgendaRefuses(t *testing.T) {
	var out bytes.Buffer
	err := WriteAgenda(&out, agenda(), "html")
	if want := `writing the calendar: the format "html" is unknown; try text, markdown or ics`; err == nil || err.Error() != want || out.Len() > 0 {
		t.Errorf("got %v and %d bytes, want %q", err, out.Len(), want)
	}
	for _, format := range agendaFormats {
		if err := WriteAgenda(full{}, agenda(), format); !errors.Is(err, errFull) || !strings.Contains(err.Error(), format) {
			t.Errorf("%s: got %v", format, err)
		}
	}
}

var errFull = errors.New("no space left")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

// hostileAgenda has each attack in each place.
func hostileAgenda() Agenda {
	out := Agenda{At: noon, Shops: 1, Catalog: catalog()}
	for i, a := range attacks {
		day := noon.AddDate(0, 0, i-5)
		for _, e := range []checklist.Ending{
			{Kind: checklist.EndsCertificate, Host: a},
			{Kind: checklist.EndsRegistration, Host: a},
			{Kind: checklist.EndsWaiver, Waiver: &checklist.Waiver{Probe: scanner.ProbeID(a), By: a, Reason: a}},
			{Kind: checklist.EndsAnswer, Item: checklist.ItemID("Q" + a)},
		} {
			e.Day, e.Over = day, i < 5
			out.Dues = append(out.Dues, Due{a, e})
		}
	}
	return out
}

// TestAgendaHostile: no words get out of their line, act, or hide.
func TestAgendaHostile(t *testing.T) {
	all := hostileAgenda()
	for _, format := range agendaFormats {
		got := agendaOf(t, all, format)
		if bad := invisible(got); bad != "" {
			t.Errorf("%s: invisible characters: %q", format, bad)
		}
		if found := logCommand.FindString(got); found != "" && format != "ics" {
			t.Errorf("%s: %q would be a command to a build's log", format, found)
		}
	}
	text := agendaOf(t, all, "text")
	if n := strings.Count(text, "\n  • "); n != len(all.Dues) {
		t.Errorf("text: %d endings are told in %d entries", len(all.Dues), n)
	}
	for line := range strings.Lines(text) {
		if wide := ansi.StringWidth(strings.TrimSuffix(line, "\n")); wide > 80 {
			t.Errorf("text: %d columns in %q", wide, line)
		}
	}
	source := []byte(agendaOf(t, all, "markdown"))
	bad, headings, blocks := kinds(parse(source), source)
	days := len(attacks) + 1 // of what is over, waivers and answers held for a day more
	if len(bad)+blocks > 0 || len(headings) != 1+days {
		t.Errorf("markdown: words became %v, %d code blocks, and %d headings for %d days", bad, blocks, len(headings), days)
	}
}
