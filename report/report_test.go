package report

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

func TestFormats(t *testing.T) {
	seen := make(map[string]Format)
	for _, f := range Forms() {
		if f.About == "" || f.Ending != strings.ToLower(f.Ending) || f.Ending != "" && filepath.Ext("x"+f.Ending) != f.Ending {
			t.Errorf("%+v is no format that an ending can pick", f)
		}
		for _, name := range []string{string(f.Format), f.Ending} {
			if other, has := seen[name]; has && name != "" {
				t.Errorf("%s and %s are both called %q", other, f.Format, name)
			}
			seen[name] = f.Format
		}
	}
	if err := Write(&bytes.Buffer{}, "papyrus", One(Report{}), Settings{}); err == nil {
		t.Error("an unknown format is no error")
	}
}

// TestEveryFormatGivesCredit: each format says where the checklist comes from, of one
// shop and of several, but a table, which has no place for it.
func TestEveryFormatGivesCredit(t *testing.T) {
	bare := func(s string) string {
		return strings.Join(strings.Fields(strings.NewReplacer(`\"`, "", `"`, "", "&#34;", "", "&#39;", "'").Replace(s)), " ")
	}
	for name, run := range runs {
		for _, form := range Forms() {
			alike := []checklist.Run{run(), run()}
			if form.One {
				alike = alike[:1]
			}
			var many strings.Builder
			if err := Write(&many, form.Format, several(alike...), Settings{Many: !form.One}); err != nil {
				t.Fatal(err)
			}
			for _, got := range []string{string(written(t, run(), form.Format, Settings{})), many.String()} {
				if said := strings.Contains(bare(got), bare(checklist.Credit)); said != (form.Format != CSV) {
					t.Errorf("%s as %s says where the checklist comes from: %v", name, form.Format, said)
				}
			}
		}
	}
}

// TestEmptyRun: a run with nothing in it, and a checklist with nothing in it,
// still make a report.
func TestEmptyRun(t *testing.T) {
	for _, format := range formats() {
		var out bytes.Buffer
		if err := Write(&out, format, One(New(checklist.Run{}, checklist.Catalog{})), Settings{Width: -3}); err != nil {
			t.Errorf("%s: %v", format, err)
		}
		if format == Markdown && strings.Count(out.String(), "\n## ") < 10 {
			t.Errorf("headings are missing:\n%s", out.String())
		}
	}
}

func TestSameRunSameBytes(t *testing.T) {
	for _, format := range formats() {
		first := written(t, hostileShop(), format, Settings{})
		if !bytes.Equal(first, written(t, hostileShop(), format, Settings{})) {
			t.Errorf("%s differs from itself", format)
		}
	}
}

// TestStepsStandAlone: what to do first names what it is about, something to do,
// and the point that has the rest.
func TestStepsStandAlone(t *testing.T) {
	run := typicalShop()
	run.Assessment.Plan = nil
	run.Assessment.First = []string{"cookie.http-only https://tea-shop.example/ cookie PHPSESSID", "exposed.dump https://tea-shop.example/backup.sql"}
	got := New(run, catalog()).First.Entries
	want := []Step{
		{
			Severity: scanner.Medium,

			Heading: "1. Medium: By its name the shop recognises its customers by this cookie, and every script in its pages can read it",
			Where:   "https://tea-shop.example/ cookie PHPSESSID",
			Why:     "A foreign script that can read the cookie of a login can go on shopping as your customer.",
			Do:      "Have your agency mark the cookie, so that scripts cannot read it.",
			More:    "All about it is point 4 under “What is not in order”.",
		},
		{
			Severity: scanner.Critical,

			Heading: "2. Critical: A copy of the shop's database can be fetched by anybody",
			Why:     "Such a copy holds every customer's name, address and orders. Programs look for it day and night.",
			Do:      "Have your host take the file away from the web folder, and ask who fetched it.",
			More:    "All about it is point 1 under “What is not in order”.",
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
}

// TestStepsForPeople: what to do first may be a question's, or a whole item's.
func TestStepsForPeople(t *testing.T) {
	run := plannedShop()
	run.Assessment.First = []string{"Q4/gone", "Q4/written", "Q99", "Q6/report-channel", "Q9", "Q11"}
	part, _ := catalog().Part("Q4", "written")
	channel, _ := catalog().Part("Q6", "report-channel")
	run.Statements = said("Ana Silva", noon, "Q4/written=no")
	want := []Step{
		{
			Heading: "1. Plan for a breach: “If customer data leaked tonight, is there a written page that says who does what?”",
			Message: "This was answered “no”.", Why: Prose(catalog().Item("Q4").Why), Do: Prose(part.Do.Say),
			Who:   "You. It takes hours. Have it done by 1 December 2026 at the latest.",
			Check: Point{Label: "Once it is done", Quote: "shopcheck answer bakery.example Q4/written=yes"},
		},
		{
			Heading: "2. Staff trained against phishing: “Is there one address or button for reporting a suspicious mail?”",
			Message: "Nobody has answered this yet.", Why: Prose(catalog().Item("Q6").Why), Do: Prose(channel.Do.Say),
			Check: Point{Label: "Once it is done", Quote: "shopcheck answer bakery.example Q6/report-channel=yes"},
		},
		{
			Heading: "3. Regular tests and assessments: questions are still open", Why: Prose(catalog().Item("Q9").Why), Do: "Answer what you can of Q9, and find out the rest.",
			Who:   "You. It takes minutes. Have it done by 1 December 2026 at the latest.",
			Check: Point{Label: "To answer", Quote: "shopcheck answer bakery.example"},
		},
	}
	if diff := cmp.Diff(want, New(run, catalog()).First.Entries); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
}

// TestWordsAreAsked: a command that is copied as it stands must not answer with a
// word that only holds a place.
func TestWordsAreAsked(t *testing.T) {
	part, _ := catalog().Part("Q11", "responsible")
	if got := newSources(typicalShop(), catalog()).confirm("Q11/responsible", part); got.Quote != "shopcheck answer tea-shop.example" {
		t.Errorf("the command is %q", got.Quote)
	}
}

func TestGaps(t *testing.T) {
	got := New(unreachableShop(), catalog()).Gaps
	if len(got.Entries) != 2 || got.Entries[0].Heading != "Nobody gave permission for this" || got.Entries[1].Heading != "There was no answer in time" {
		t.Fatalf("gaps = %+v", got.Entries)
	}
	if got.Entries[0].Try == "" || got.Entries[1].Try != "" {
		t.Errorf("what to try is missing, or said again: %+v", got.Entries)
	}
	reasons := got.Entries[1].Reasons
	if len(reasons) != 1 || reasons[0].Words != "The shop did not answer in time." || len(reasons[0].Titles) != maxTitles+1 || reasons[0].Titles[maxTitles] != "and 40 more" {
		t.Errorf("reasons = %+v", reasons)
	}
	if want := "Left open by this: Q1, Q7, Q8 and Q10."; got.Entries[0].Open != want {
		t.Errorf("Open = %q, want %q", got.Entries[0].Open, want)
	}
	if got := New(cleanShop(), catalog()).Gaps; len(got.Entries) != 0 || got.Intro != "Everything that was meant to be looked at was looked at." {
		t.Errorf("a scan without gaps has %+v", got)
	}
}

// TestScanAgain: whoever is told to scan in another way gets the whole command, which
// takes nothing back from the scan before.
func TestScanAgain(t *testing.T) {
	const scan = "shopcheck check tea-shop.example"
	for _, tt := range []struct {
		name  string
		cause observe.Cause
		scan  scanner.Scan
		want  string
	}{
		{"permission", observe.NotPermitted, scanner.Scan{}, scan + " --authorized"},
		{"thoroughly", observe.LeftOut, scanner.Scan{}, scan + " --profile thorough"},
		{"still permitted", observe.LeftOut, scanner.Scan{Authorized: true}, scan + " --authorized --profile thorough"},
		{"more of it", observe.BudgetSpent, scanner.Scan{Profile: scanner.Thorough}, scan + " --profile thorough"},
		{"with a browser", observe.NeedsBrowser, scanner.Scan{Authorized: true, Profile: scanner.Thorough}, scan + " --authorized --profile thorough --browser"},
		{"in no other way", observe.Timeout, scanner.Scan{Authorized: true}, ""},
	} {
		run := shop("tea-shop.example")
		run.Scan.Authorized, run.Scan.Profile = tt.scan.Authorized, tt.scan.Profile
		run.Scan.Findings = []scanner.Finding{unknown("dns.caa", tt.cause, "x", "Could not be judged: x.")}
		if got := New(run, catalog()).Gaps.Entries[0].Again.Quote; got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestEveryCauseHasWords reads the causes where they are declared.
func TestEveryCauseHasWords(t *testing.T) {
	source, err := os.ReadFile("../scanner/observe/failure.go")
	if err != nil {
		t.Fatal(err)
	}
	causes := regexp.MustCompile(`(?m)^\t\w+ +Cause = "([a-z-]+)"|^\t\w+ += "([a-z-]+)"`).FindAllStringSubmatch(string(source), -1)
	if len(causes) < 20 {
		t.Fatalf("only %d causes were found", len(causes))
	}
	for _, c := range causes {
		if a := adviceFor(observe.Cause(c[1] + c[2])); a.cause == "" || a.try == "" {
			t.Errorf("there is no advice for the cause %q", c[1]+c[2])
		}
	}
}

// TestAdviceAgrees holds that the checklist, which says in few words what would
// settle an answer, sends nobody elsewhere than the report does.
func TestAdviceAgrees(t *testing.T) {
	for _, a := range advices {
		if a.cause == "" || a.cause == observe.NotFound || a.cause == observe.NeedsLogin {
			continue // the checklist asks its questions about these
		}
		short := checklist.Assess(checklist.Input{Catalog: catalog(), Problem: &observe.Failure{Cause: a.cause, Words: "x"}, At: noon}).Verdict
		for _, hint := range []string{"can again", "--authorized", "--profile thorough", "--allow-net", "under its own name"} {
			if strings.Contains(short, hint) != strings.Contains(a.try, hint) {
				t.Errorf("%s: only one of them says %q:\n%s\n%s", a.cause, hint, short, a.try)
			}
		}
	}
}

// TestProblem: a shop that could not be seen is a report that says so and what to
// try.
func TestProblem(t *testing.T) {
	run := shop("gone-shop.example")
	for _, tt := range []struct {
		cause    observe.Cause
		happened string
		try      string
	}{
		{observe.NoName, "The shop's home page could not be looked at: there is no such name.", "spelled correctly"},
		{observe.Cancelled, "The scan was stopped before it was done.", "let it finish"},
		{observe.Blocked, "The shop's home page could not be looked at: there is no such name.", "let this check through"},
	} {
		run.Scan.Problem = &observe.Failure{Cause: tt.cause, Words: "there is no such name"}
		got := New(run, catalog()).Problem
		if got.Happened != tt.happened || !strings.Contains(got.Try, tt.try) || got.Means == "" {
			t.Errorf("%s: %+v", tt.cause, got)
		}
	}
	if got := New(cleanShop(), catalog()).Problem; got != (Problem{}) {
		t.Errorf("a shop that was seen has the problem %+v", got)
	}
}

func TestTips(t *testing.T) {
	run := typicalShop()
	run.Assessment.Tips = []int{9, 2, 4, 1}
	got := New(run, catalog()).Tips.Entries
	var order []int
	here := map[int]string{}
	for _, tip := range got {
		order = append(order, tip.Number)
		here[tip.Number] = tip.Here
	}
	if diff := cmp.Diff([]int{9, 2, 4, 1, 3, 5, 6, 7, 8, 10}, order); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	for n, want := range map[int]string{
		2: "This helps with “Strong passwords for everybody” (Q2), where the answer is NO.",
		9: "The rule for forged mail in the name of tea-shop.example stops none of it and collects no reports either.",
	} {
		if here[n] != want {
			t.Errorf("tip %d: Here = %q, want %q", n, here[n], want)
		}
	}
	run.Scan.Findings = []scanner.Finding{found("software.php", scanner.Fail, "x", "PHP is old."), found("payment.skimmer", scanner.Fail, "x", "A thief's code is in the checkout.")}
	for _, tip := range New(run, catalog()).Tips.Entries {
		if want := "A thief's code is in the checkout."; tip.Number == 7 && tip.Here != want {
			t.Errorf("tip 7: Here = %q, want %q", tip.Here, want)
		}
	}
	if got := New(hostileShop(), catalog()).Tips.Entries; len(got) != 10 {
		t.Errorf("a run with wrong tips shows %d, want all ten", len(got))
	}
}

func TestHow(t *testing.T) {
	run := typicalShop()
	run.Tool.Facts, run.Scan.Authorized = "2026-08-01", false
	run.Tool.Refreshed = []checklist.Refreshed{{Facts: "release lines of software", Source: "endoflife.date", Day: "2026-11-20"}}
	got := map[string]string{}
	for _, p := range New(run, catalog()).How.Entries {
		got[p.Label] = p.Text
	}
	for label, want := range map[string]string{
		"When":                           "24 November 2026, 12:00 UTC, in 41 seconds",
		"How closely":                    "nobody gave permission for more",
		"Asked of the shop":              "63 of at most 80 web requests, among them 47 of at most 51 to pages",
		"From where":                     "192.0.2.53:53 and 192.0.2.54:53",
		"Known facts":                    "1 August 2026, which is old: newer versions of shopcheck know more; release lines of software are of 20 November 2026, from endoflife.date",
		"How the percentage comes about": "critical 10, high 6, medium 3 and low 1;",

		"Made by": "shopcheck 1.0.0, rules 0123456789ab, run 20261124T120000Z-",
	} {
		if !strings.Contains(got[label], want) {
			t.Errorf("%s: %q does not say %q", label, got[label], want)
		}
	}
}

// TestBrowserIsTold: that a browser built pages stands in the looks, which a report
// does not keep.
func TestBrowserIsTold(t *testing.T) {
	const told = "; a browser built the pages where customers log in and pay"
	run := typicalShop()
	for _, looks := range []observe.Looks{nil, {{Question: "RENDER https://tea-shop.example/login"}}} {
		run.Scan.Looks = looks
		if len(looks) > 0 && !looks.Rendered() {
			t.Fatalf("these looks are not of a browser: %+v", looks)
		}
		if got := newSources(run, catalog()).closely(); strings.HasSuffix(got, told) != looks.Rendered() {
			t.Errorf("with %d looks: %q", len(looks), got)
		}
	}
}

func TestUnfold(t *testing.T) {
	page := "# Title\nOne sentence\nin two lines.\n\n- an item\n  that goes on\n- another: a\n1. first\n\n    code  \\.x\n      more\n\nText:\n```\nfenced\nlines\n```\nafter\n| a | b |\n|---|---|"
	want := "# Title\nOne sentence in two lines.\n\n- an item that goes on\n- another: a\n1. first\n\n    code  \\.x\n      more\n\nText:\n```\nfenced\nlines\n```\nafter\n| a | b |\n|---|---|"
	if got := unfold(page); string(got) != want {
		t.Errorf("unfold (-want +got):\n%s", cmp.Diff(want, string(got)))
	}
}

func TestSentence(t *testing.T) {
	for _, tt := range []struct{ in, want Prose }{
		{"Renew it today. Your host can.", "Renew it today."},
		{"Send this header:\n\n    X: y", "Send this header."},
		{"Set `a.b` to 1.2 now.", "Set `a.b` to 1.2 now."},
		{"", ""},
	} {
		if got := tt.in.sentence(); got != tt.want {
			t.Errorf("sentence of %q = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// TestLeftOut: what probes would have asked for with more requests is named, in
// one order, each address once.
func TestLeftOut(t *testing.T) {
	run := typicalShop()
	if got := newSources(run, catalog()).leftOut(); got != "" {
		t.Errorf("nothing was left out, and it says %q", got)
	}
	left := func(quote string) []observe.Evidence { return []observe.Evidence{{Source: "left out", Quote: quote}} }
	run.Scan.Findings = append(run.Scan.Findings,
		scanner.Finding{Probe: "exposed.env", Subject: "a", Outcome: scanner.Pass, Evidence: left("/c /a")},
		scanner.Finding{Probe: "exposed.dump", Subject: "a", Outcome: scanner.Pass, Evidence: left("/b /c")})
	want := "3 pages that nobody links to, because a shop is asked for no more than so many: /a, /b and /c; “--profile thorough” asks for more of them"
	if got := newSources(run, catalog()).leftOut(); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
