package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// since is a typical run with changes since three weeks before.
func since(changes ...checklist.Change) checklist.Run {
	run := typicalShop()
	run.Since = checklist.Since{Run: "before", At: noon.AddDate(0, 0, -21), Changes: changes}
	return run
}

// worse is a change of one probe at one place, from pass to fail.
func worse(subject string) checklist.Change {
	return checklist.Change{
		Of: checklist.OfFinding, Kind: checklist.Worse, Who: checklist.ByShop, Key: "header.csp " + subject,
		Probe: "header.csp", Severity: scanner.Low, Before: "pass", After: "fail",
	}
}

func TestChangesSince(t *testing.T) {
	unseen := since(worse("a"))
	unseen.Scan.Problem = &observe.Failure{Cause: observe.Timeout, Words: "the shop did not answer in time"}
	with := func(run checklist.Run, edit func(*checklist.Since)) checklist.Run { edit(&run.Since); return run }
	for _, tt := range []struct {
		name                 string
		run                  checklist.Run
		heading, intro, line string
		batches              int
	}{
		{"none was compared", typicalShop(), "", "", "", 0},
		{
			"one", since(worse("a")), "What changed since the check of 3 November 2026",
			"That was 3 weeks before the check of 24 November 2026. In short: 1 worse.", "Since 3 November 2026: 1 worse.", 1,
		},
		{
			"nothing", since(), "What changed since the check of 3 November 2026",
			"That was 3 weeks before the check of 24 November 2026, and nothing has changed.", "Since 3 November 2026: no change.", 0,
		},
		{
			"not seen", unseen, "What changed since the check of 3 November 2026",
			"The shop could not be looked at this time, so it is not known what has changed.", "", 0,
		},
		{
			"accepted", with(since(worse("a")), func(s *checklist.Since) { s.Accepted = "We live with it until spring." }), "What changed since the accepted state of 3 November 2026",
			"That was 3 weeks before the check of 24 November 2026. In short: 1 worse. Why that state was accepted: We live with it until spring.", "Since 3 November 2026: 1 worse.", 1,
		},
		{
			"the same day", with(since(), func(s *checklist.Since) { s.At = noon.Add(-2 * time.Hour) }), "What changed since the check of 24 November 2026, 10:00 UTC",
			"That was 2 hours before the check of 24 November 2026, and nothing has changed.", "Since 24 November 2026, 10:00 UTC: no change.", 0,
		},
		{
			"nobody knows when", with(since(), func(s *checklist.Since) { s.At = time.Time{} }), "What changed since the check of an unknown day",
			"In short: no change.", "Since an unknown day: no change.", 0,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := New(tt.run, catalog())
			if got.Changes.Heading != tt.heading || got.Changes.Intro != tt.intro || len(got.Changes.Entries) != tt.batches {
				t.Errorf("%d batches under %q, %q", len(got.Changes.Entries), got.Changes.Heading, got.Changes.Intro)
			}
			if got.Brief.Since != tt.line || !strings.HasSuffix(got.Brief.Line, tt.line) {
				t.Errorf("summed up as %q, and in %q", got.Brief.Since, got.Brief.Line)
			}
			if lines := summed(t, Settings{}, got); !strings.Contains(strings.Join(lines, "\n"), tt.line) || len(lines) > 10 {
				t.Errorf("the summary is %q", lines)
			}
		})
	}
}

// TestChangesInWords holds sentences that no golden file has.
func TestChangesInWords(t *testing.T) {
	certificate := func(who checklist.Changer, kind checklist.ChangeKind, before, after string) checklist.Change {
		return checklist.Change{Of: checklist.OfCertificate, Kind: kind, Who: who, Key: "TLS x", Before: before, After: after}
	}
	other := worse("a")
	other.Who, other.After = "nobody knows", "so-so"
	accepted := worse("a")
	accepted.Probe, accepted.Key = "dns.caa", "dns.caa CAA x"
	info := worse("a")
	info.Severity = scanner.Info
	unclear, byRules := worse("a"), worse("a")
	unclear.Kind, unclear.Who, unclear.Before = checklist.New, checklist.Unclear, ""
	byRules.Kind, byRules.Who, byRules.Before, byRules.After = checklist.Gone, checklist.ByRules, "fail", ""
	for _, tt := range []struct {
		name string
		c    checklist.Change
		want string
	}{
		{"accepted", accepted, gotWorse + "/ Low: “Only chosen companies may issue certificates” was in order, and is not in order now, which is accepted for now [CAA x] See point 5."},
		{"no harm", info, otherwise + "/ Good to know: “Browsers know from where scripts may come” was in order, and is not in order now [a] See point 6."},
		{"at a new place, by another resolver", unclear, notTheShop + "/ Nobody can tell: “Browsers know from where scripts may come” is not in order at a place that is new [a] See point 6."},
		{"at a place that rules leave out", byRules, notTheShop + "/ Other rules of shopcheck: “Browsers know from where scripts may come” was not in order, and is not asked now [a] "},
		{"by a maker of a later time", other, notTheShop + "/ Nobody can tell: “Browsers know from where scripts may come” was in order, and is not asked now [a] "},
		{
			"words of a later time", certificate(checklist.ByShop, checklist.Other, "by A", "something"),
			certificates + "/ x: one by another company, made out by “something” until an unknown day; the one before was made out by “A” until an unknown day [] ",
		},
		{
			"ends earlier", certificate(checklist.ByShop, checklist.Other, "by A, until 2026-12-02, SHA-256 1", "by A, until 2026-12-01, SHA-256 2"),
			certificates + "/ x: another one by the same company, “A”, until 1 December 2026; the one before ran until 2 December 2026 [] ",
		},
		{"a script that nobody can have brought", checklist.Change{Of: checklist.OfScript, Kind: checklist.Gone, Who: checklist.ByVantage, Key: "y"}, notTheShop + "/ The place or the way it was looked at: a script of the payment page is gone [y] "},
		{"an answer of a later time", checklist.Change{Of: checklist.OfAnswer, Kind: checklist.Other, Who: checklist.ByShop, Key: "Q12", Before: "MAYBE", After: "NO"}, otherAnswers + "/ Q12: was I DON'T KNOW, and is NO now [] "},
	} {
		var got []string
		for _, b := range New(since(tt.c), catalog()).Changes.Entries {
			for _, d := range b.Entries {
				got = append(got, fmt.Sprintf("%s/ %s: %s %v %s", b.Heading, d.Label, d.Text, d.Where, d.See))
			}
		}
		if diff := cmp.Diff([]string{tt.want}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// TestChangesAreNotBelittled: what newer facts, a script or an answer made of a shop is
// counted, and can be for the worse.
func TestChangesAreNotBelittled(t *testing.T) {
	byFacts := worse("a")
	byFacts.Who = checklist.ByFacts
	script := checklist.Change{Of: checklist.OfScript, Kind: checklist.New, Who: checklist.ByShop, Key: "x.js"}
	if got, want := New(since(byFacts, script), catalog()).Brief.Since, "Since 3 November 2026: 2 changes."; got != want {
		t.Errorf("it is summed up as %q, want %q", got, want)
	}
}

// TestManyChanges: of many changes the first are told and the rest counted, and what
// was to be mended and cannot be judged now is among the first.
func TestManyChanges(t *testing.T) {
	var all []checklist.Change
	for i := range 3000 {
		all = append(all, worse(fmt.Sprint("place ", i)), checklist.Change{Of: checklist.OfScript, Kind: checklist.New, Who: checklist.ByShop, Key: fmt.Sprint(i, ".js")})
		c := worse("x")
		c.Probe = scanner.ProbeID(fmt.Sprintf("gone.p%04d", i))
		c.Key, c.Kind, c.After, c.Cause = string(c.Probe)+" x", checklist.UnknownNow, "unknown", observe.Timeout
		if i == 2999 {
			c.Before = "fail"
		}
		all = append(all, c)
	}
	got := New(since(all...), catalog()).Changes
	if want := "That was 3 weeks before the check of 24 November 2026. In short: 1 worse, 3000 not judged, 1 other change."; got.Intro != want {
		t.Errorf("Intro = %q, want %q", got.Intro, want)
	}
	w, unknown, s := got.Entries[0].Entries, got.Entries[1], got.Entries[2].Entries
	if len(w) != 1 || len(w[0].Where) != maxPlaces || w[0].More != "and 2997 more" || len(s[0].Where) != maxScripts || s[0].More != "and 2990 more" {
		t.Errorf("places are %+v and %+v", w, s)
	}
	if len(unknown.Entries) != maxDifferences || unknown.More != "And 2990 more; the format json has them all." || !strings.HasPrefix(unknown.Entries[0].Text, "“gone.p2999” was not in order; this time there was no answer") {
		t.Errorf("not judged: %+v", unknown)
	}
}

// TestShortChanges: a short report has what got worse and counts the rest.
func TestShortChanges(t *testing.T) {
	fixed := worse("a")
	fixed.Kind, fixed.Before, fixed.After = checklist.Fixed, "fail", "pass"
	for _, tt := range []struct {
		run  checklist.Run
		want []string
		left bool
	}{
		{since(worse("a"), fixed), []string{gotWorse}, true},
		{since(worse("a")), []string{gotWorse}, false},
		{since(fixed), nil, true},
		{since(), nil, false},
	} {
		whole := New(tt.run, catalog())
		short := whole.short(false)
		var got []string
		for _, b := range short.Changes.Entries {
			got = append(got, b.Heading)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" || short.Changes.Intro != whole.Changes.Intro {
			t.Errorf("%q (-want +got):\n%s", short.Changes.Intro, diff)
		}
		if left := slices.Contains(short.Left.Entries, "What else has changed."); left != tt.left {
			t.Errorf("it says that something is left out: %v", left)
		}
	}
}

func TestApart(t *testing.T) {
	const day = 24 * time.Hour
	for d, want := range map[time.Duration]string{
		0: "less than a minute before", time.Minute: "1 minute before", 59 * time.Minute: "59 minutes before", 90 * time.Minute: "2 hours before",
		day: "1 day before", 13 * day: "13 days before", 21*day + time.Hour: "3 weeks before", 60 * day: "2 months before", 800 * day: "2 years before",
		-3 * day: "3 days after",
	} {
		if got := apart(noon.Add(-d), noon); got != want {
			t.Errorf("apart by %s: %q, want %q", d, got, want)
		}
	}
	if got := apart(noon, time.Time{}); got != "" {
		t.Errorf("a moment that nobody knows: %q", got)
	}
}

// hostileChanges are of a file that somebody made up: an attack in every string, in
// every sort of change.
func hostileChanges() checklist.Since {
	out := checklist.Since{Run: attacks[0], At: noon.AddDate(0, 0, -21), Accepted: strings.Join(attacks, " ")}
	for i, a := range attacks {
		for _, c := range changed() {
			next := attacks[(i+1)%len(attacks)]
			switch i % 3 {
			case 0:
				c.Key = string(c.Probe) + " " + a
			case 1:
				c.Key, c.Probe, c.Severity, c.Cause = a, scanner.ProbeID(a), scanner.Severity(next), observe.Cause(next)
			default:
				c.Key, c.Before, c.After = a+" "+next, "by "+a+", until "+next, next
			}
			if i%7 == 6 {
				c.Of, c.Kind, c.Who = checklist.Of(a), checklist.ChangeKind(a), checklist.Changer(a)
			}
			out.Changes = append(out.Changes, c)
		}
	}
	return out
}

// TestHostileChanges: nothing in a change acts, in any format of a report.
func TestHostileChanges(t *testing.T) {
	run := hostileShop()
	plain := written(t, run, Markdown, Settings{})
	run.Since = hostileChanges()
	if sorts := len(New(run, catalog()).Changes.Entries); sorts != len(tellings) {
		t.Errorf("%d sorts of changes are told, want %d", sorts, len(tellings))
	}
	got := written(t, run, Markdown, Settings{})
	bad, headings, blocks := kinds(parse(got), got)
	_, before, _ := kinds(parse(plain), plain)
	want := slices.Insert(slices.Clone(before), 2, "What changed since the accepted state of 3 November 2026")
	if diff := cmp.Diff(want, headings); len(bad) > 0 || blocks > 0 || diff != "" {
		t.Errorf("text became %v, %d code blocks, and the headings:\n%s", bad, blocks, diff)
	}
	for _, format := range formats() {
		got := string(written(t, run, format, Settings{Full: true}))
		if bad := invisible(got); bad != "" {
			t.Errorf("%s: invisible characters: %q", format, bad[:min(len(bad), 60)])
		}
		if found := logCommand.FindString(got); found != "" && format != GitHub {
			t.Errorf("%s: %q would be a command to a build's log", format, found)
		}
	}
	for _, n := range nodes(t, string(written(t, run, HTML, Settings{}))) {
		if n.Type == html.ElementNode && !slices.Contains(elements, n.Data) {
			t.Errorf("an element %s", n.Data)
		}
	}
}
