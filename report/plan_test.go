package report

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes"
)

// lines returns a plan as a reader meets it.
func lines(plan Section[Deadline]) []string {
	var out []string
	for _, d := range plan.Entries {
		out = append(out, d.Heading)
		for _, e := range d.Errands {
			out = append(out, e.Who)
			for _, task := range e.Tasks {
				out = append(out, fmt.Sprintf("%s%s | %s | %s", task.Do, task.Say, task.More, task.Check.Quote))
			}
		}
	}
	return out
}

// TestPlan: a plan says by when, who, what, how long and how to see that it is
// done, and points to what it is about.
func TestPlan(t *testing.T) {
	do := func(item checklist.ItemID, id string) string {
		part, _ := catalog().Part(item, id)
		return part.Do.Say
	}
	got := New(plannedShop(), catalog()).Plan
	if want := "There are 12 things to do: 5 within 7 days, 4 within 30 days and 3 within 90 days."; !strings.HasPrefix(got.Intro, want) {
		t.Errorf("Intro = %q", got.Intro)
	}
	want := []string{
		"Within 7 days, by 1 December 2026",
		"Ask your host, 2 things",
		"Have your host take the file away from the web folder, and ask who fetched it. | It takes minutes and helps with Q8 and Q10. See point 1. | shopcheck scan bakery.example --only exposed.dump --authorized --profile thorough",
		"Have the certificate renewed by itself. | It takes minutes. See point 3. | shopcheck scan bakery.example --only cert.expiry --profile thorough",
		"Ask your agency, 1 thing",
		"Use your provider's own payment page or box. | It takes days and helps with Q7. See point 2. | shopcheck scan bakery.example --only payment.mode --profile thorough --browser",
		"You, 2 things",
		"Answer what is still open in Q9 “Regular tests and assessments” and Q11 “Measures reviewed as routine”. | It takes hours. | shopcheck answer bakery.example",
		do("Q4", "written") + " | It takes hours and helps with Q4. | shopcheck answer bakery.example Q4/written=yes",
		"Within 30 days, by 24 December 2026",
		"Ask your mail provider, 1 thing",
		"Ask your mail provider for its line, and put everything into one record at the domain itself. | It takes hours. See point 6. | shopcheck scan bakery.example --only mail.spf --profile thorough",
		"Ask the company that keeps your domain, 1 thing",
		"Change the record step by step, and read the reports between the steps. | It takes hours. See point 4. | shopcheck scan bakery.example --only mail.dmarc-policy --profile thorough",
		"You, 2 things",
		do("Q2", "second-step") + " | It takes minutes and helps with Q2 and Q8. | shopcheck answer bakery.example Q2/second-step=all",
		do("Q2", "shared-accounts") + " | It takes hours and helps with Q2. | shopcheck answer bakery.example Q2/shared-accounts=no",
		"Within 90 days, by 22 February 2027",
		"Ask your platform, 1 thing",
		"Put in order: Other websites can show these pages inside their own: https://bakery.example/. | It takes hours. See point 5. | shopcheck scan bakery.example --only header.frame --profile thorough",
		"Ask your payment provider, 1 thing",
		do("Q7", "provider-compliant") + " | It takes minutes and helps with Q7. | shopcheck answer bakery.example Q7/provider-compliant=yes",
		"Ask your host, 1 thing",
		do("Q8", "restore-tested") + " | It takes hours and helps with Q8. | shopcheck answer bakery.example Q8/restore-tested=DAY",
	}
	if diff := cmp.Diff(want, lines(got)); diff != "" {
		t.Errorf("plan (-want +got):\n%s", diff)
	}
}

// TestPlanFromAStranger: of a plan that somebody edited, what is known is told, each
// thing once, and the rest is counted.
func TestPlanFromAStranger(t *testing.T) {
	expiry := "cert.expiry TLS tea-shop.example"
	left := func(n string) string { return " " + n + " left out, because this program does not know what is meant." }
	for _, tt := range []struct {
		name  string
		steps []checklist.Step
		lines int
		intro string // its end
	}{
		{"a key that nothing has", []checklist.Step{{Key: "gone.probe x", Days: 7}, {Key: "Q4/gone", Days: 7}, {Key: "Q12", Days: 7}, {Key: "", Days: 7}, {Key: "Q4/", Days: 7}, {Key: "about/alone", Days: 7}}, 0, left("6 steps are")},
		{"what is in order", []checklist.Step{{Key: "cert.valid TLS tea-shop.example", Days: 7}}, 0, left("1 step is")},
		{"days that no plan has", []checklist.Step{{Key: expiry, Days: 0}, {Key: expiry, Days: -7}, {Key: expiry, Days: 1 << 40}}, 0, left("3 steps are")},
		{"the same twice", []checklist.Step{{Key: expiry, Days: 7}, {Key: expiry, Days: 30}, {Key: "Q4", Days: 7}, {Key: "Q4", Days: 7}}, 4, "also to your agency."},
		{"two places of one probe", []checklist.Step{{Key: "header.csp https://tea-shop.example/", Days: 7}, {Key: "header.csp https://tea-shop.example/login (login)", Days: 7}}, 3, "also to your agency."},
	} {
		run := typicalShop()
		run.Assessment.Plan = tt.steps
		got := New(run, catalog()).Plan
		if len(lines(got)) != tt.lines || !strings.HasSuffix(got.Intro, tt.intro) {
			t.Errorf("%s: %q\n%q", tt.name, got.Intro, lines(got))
		}
	}
	run := typicalShop()
	run.Assessment.Plan = []checklist.Step{{Key: expiry, Days: 7, By: "reboot it", Effort: "an age", Items: []checklist.ItemID{"Q1", "Q99", "Q1"}}}
	want := []string{"Within 7 days, by 1 December 2026", "Somebody, this run does not say who, 1 thing", "Have the certificate renewed by itself. | It helps with Q1. See point 2. | shopcheck scan tea-shop.example --only cert.expiry"}
	if diff := cmp.Diff(want, lines(New(run, catalog()).Plan)); diff != "" {
		t.Errorf("an unknown doer (-want +got):\n%s", diff)
	}
}

// TestNoPlan: a run from before there were plans says so, and does not praise.
func TestNoPlan(t *testing.T) {
	const none = "This run has no plan that can be told."
	informed := cleanShop()
	informed.Scan.Findings = append(informed.Scan.Findings, scanner.Finding{Probe: "dns.ipv6", Severity: scanner.Info, Outcome: scanner.Fail, Subject: "x", Message: "There is none."})
	strange := []checklist.Step{{Key: "cert.expiry TLS tea-shop.example", Days: 14}}
	for _, tt := range []struct {
		name  string
		run   checklist.Run
		steps []checklist.Step
		less  int // than eleven are proven
		want  string
	}{
		{"faults", typicalShop(), nil, 0, none},
		{"faults, and steps that cannot be told", typicalShop(), strange, 0, none},
		{"only steps that cannot be told", cleanShop(), strange, 0, none},
		{"open questions", cleanShop(), nil, 1, "Nothing is left to do that can be planned."},
		{"nothing", cleanShop(), nil, 0, "Nothing is left to do that this run knows of."},
		{"what is only good to know", informed, nil, 0, "Nothing is left to do that this run knows of."},
	} {
		tt.run.Assessment.Plan = tt.steps
		tt.run.Assessment.Score.Proven -= tt.less
		if got := New(tt.run, catalog()).Plan; !strings.HasPrefix(got.Intro, tt.want) || len(got.Entries) != 0 {
			t.Errorf("%s: %q and %q, want %q", tt.name, got.Intro, lines(got), tt.want)
		}
	}
}

// TestPlanDates: days are counted from the answers, which may be much later than
// the scan.
func TestPlanDates(t *testing.T) {
	run := plannedShop()
	for i := range run.Answers {
		run.Answers[i].At = noon.AddDate(0, 1, 0)
	}
	if got := lines(New(run, catalog()).Plan)[0]; got != "Within 7 days, by 31 December 2026" {
		t.Errorf("the first deadline is %q", got)
	}
}

// TestPlanIntro: a plan is counted as people count, and speaks of points only where
// it names one.
func TestPlanIntro(t *testing.T) {
	const sorted = " to do: 1 within 30 days. Under each date it is sorted by who can do it."
	for _, tt := range []struct {
		steps []checklist.Step
		want  string
	}{
		{[]checklist.Step{{Key: "Q4/written", Days: 30, By: checklist.You}}, "There is 1 thing" + sorted},
		{[]checklist.Step{{Key: "cert.expiry TLS tea-shop.example", Days: 30, By: checklist.Host}}, "There is 1 thing" + sorted +
			" The number of a point is the one that it has under “What is not in order”, where all that was seen and the exact lines to change are." +
			" So you can copy what stands under a name, with the points that it names, and send it there. Every line speaks to you, the owner: it says “your agency” also to your agency."},
	} {
		run := typicalShop()
		run.Assessment.Plan = tt.steps
		if got := New(run, catalog()).Plan.Intro; got != tt.want {
			t.Errorf("Intro = %q, want %q", got, tt.want)
		}
	}
}

// TestLongPlan: a plan that is longer than anybody does is cut, and says so.
func TestLongPlan(t *testing.T) {
	run := typicalShop()
	run.Assessment.Plan = nil
	for i := range 220 {
		f := found(scanner.ProbeID(fmt.Sprintf("many.p%03d", i)), scanner.Fail, "x", "It is bad.")
		run.Scan.Findings = append(run.Scan.Findings, f)
		run.Assessment.Plan = append(run.Assessment.Plan, checklist.Step{Key: f.Key(), Days: 30, By: checklist.You})
	}
	got := New(run, catalog()).Plan
	if len(lines(got)) != maxTasks+2 || !strings.HasPrefix(got.Intro, "There are 200 things to do: 200 within 30 days.") || !strings.HasSuffix(got.Intro, "The last 20 are left out here; the JSON format has them all.") {
		t.Errorf("%q\n%d lines", got.Intro, len(lines(got)))
	}
}

// TestPlanLeadsToFindings: each point that a plan names is one of the report.
func TestPlanLeadsToFindings(t *testing.T) {
	r := New(plannedShop(), catalog())
	var headings []string
	for _, f := range r.Findings.Entries {
		headings = append(headings, f.Heading)
		if accepted := f.Probe == "dns.caa"; accepted != (f.Who == "Nobody has to for now, because it is accepted.") || f.Who == "" || f.Check.Quote == "" {
			t.Errorf("%s: Who = %q, Check = %q", f.Probe, f.Who, f.Check.Quote)
		}
	}
	want := []string{
		"Point 1. Critical: A copy of the shop's database can be fetched by anybody", "Point 2. High: Card numbers are typed into a form of the shop's own",
		"Point 3. High, partly: The certificate ends on 8 December 2026, in 14 days", "Point 4. High, partly: The rule for forged mail in the name of bakery.example stops none of it",
		"Point 5. Medium: Other websites can show these pages inside their own", "Point 6. Medium: The domain lists two different sets of senders",
		"Point 7. Low: The domain lets every company make certificates for it",
	}
	if diff := cmp.Diff(want, headings); diff != "" {
		t.Errorf("headings (-want +got):\n%s", diff)
	}
	if want := "Your host. It takes minutes. Have it done by 1 December 2026 at the latest."; r.Findings.Entries[0].Who != want {
		t.Errorf("Who = %q, want %q", r.Findings.Entries[0].Who, want)
	}
}

// TestGoodValue: the command that says that a part is done gives the value that is
// good, or a word to replace.
func TestGoodValue(t *testing.T) {
	for key, want := range map[string]string{
		"Q4/written": "yes", "Q2/shared-accounts": "no", "Q7/cards-kept": "no", "Q9/changed-since": "no", "Q2/second-step": "all", "Q5/fraud": "in-plan", "Q6/trained": "all",
		"Q2/customer-minimum": "NUMBER", "Q4/reviewed": "DAY", "Q3/platform": "", "Q10/accounts": "CHOICE", "Q10/old-devices": "CHOICE",
	} {
		id, part, _ := strings.Cut(key, "/")
		p, ok := catalog().Part(checklist.ItemID(id), part)
		if got, _ := goodValue(p); !ok || got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
	for _, item := range catalog().Items {
		for _, p := range item.Parts {
			_, err := p.Check(first(goodValue(p)), noon)
			if replaced := slices.Contains([]string{"NUMBER", "DAY", "CHOICE"}, first(goodValue(p))); (err != nil) != replaced {
				t.Errorf("%s/%s: %v", item.ID, p.ID, err)
			}
			says := slices.ContainsFunc([]string{"A good answer is yes", "A good answer is no", "If yes, "}, func(s string) bool { return strings.HasPrefix(p.Help, s) })
			if p.Kind == checklist.YesNo && p.Do.Say != "" && !says {
				t.Errorf("%s/%s: the help does not begin with which answer is good: %q", item.ID, p.ID, p.Help)
			}
		}
	}
}

func first(value, _ string) string { return value }

// TestPagesGiveOneSentence: a plan shows the first sentence of what each page says
// is to be done, and it has to stand alone.
func TestPagesGiveOneSentence(t *testing.T) {
	for _, p := range probes.All() {
		do := string(unfold(p.Section("What to do")).sentence())
		if !Prose(do).plain() || !strings.HasSuffix(do, ".") || strings.HasPrefix(do, "You:") || len(do) > 200 {
			t.Errorf("%s begins what to do with %q", p.ID, do)
		}
	}
}

// TestCheckLooksAsClosely: the command that looks again asks for what the finding
// needed.
func TestCheckLooksAsClosely(t *testing.T) {
	cat := catalog()
	cat.Probes = maps.Clone(cat.Probes)
	cat.Probes["process.fixes"] = scanner.Probe{ID: "process.fixes"}
	built := observe.Evidence{Source: "x", Quote: "y", Again: "chromium --headless --virtual-time-budget=5000 --dump-dom https://a.example/"}
	for _, tt := range []struct {
		name    string
		profile scanner.Profile
		finding scanner.Finding
		want    string
	}{
		{"a visitor's look", scanner.Normal, found("cert.expiry", scanner.Fail, "x", "y."), "shopcheck scan tea-shop.example --only cert.expiry"},
		{"what only a thorough scan asks", scanner.Thorough, found("cert.expiry", scanner.Fail, "x", "y."), "shopcheck scan tea-shop.example --only cert.expiry --profile thorough"},
		{"with permission", scanner.Normal, found("exposed.dump", scanner.Fail, "x", "y."), "shopcheck scan tea-shop.example --only exposed.dump --authorized"},
		{"thoroughly", scanner.Thorough, found("exposed.dump", scanner.Fail, "x", "y."), "shopcheck scan tea-shop.example --only exposed.dump --authorized --profile thorough"},
		{"with a browser", scanner.Normal, found("payment.mode", scanner.Fail, "x", "y.", seen("a", "b", "", 0), built), "shopcheck scan tea-shop.example --only payment.mode --browser"},
		{"at a shop named like a browser", scanner.Normal, found("payment.mode", scanner.Fail, "x", "y.", seen("a", "b", "curl -si https://chromium.example/", 0)), "shopcheck scan tea-shop.example --only payment.mode"},
		{"what is remembered, by all of a scan", scanner.Normal, found("process.fixes", scanner.Fail, "x", "y."), "shopcheck check tea-shop.example"},
		{"of a probe that is not known", scanner.Normal, scanner.Finding{Probe: "x; reboot"}, ""},
	} {
		run := typicalShop()
		run.Scan.Profile = tt.profile
		if got := newSources(run, cat).check(tt.finding).Quote; got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestCommandsArePasted: what a terminal shows of a command is the whole command,
// even if it takes two lines.
func TestCommandsArePasted(t *testing.T) {
	for _, width := range []int{60, 80, 120} {
		shown := string(written(t, plannedShop(), Terminal, Settings{Width: width}))
		joined := regexp.MustCompile(` \\\n +`).ReplaceAllString(shown, " ")
		for _, d := range New(plannedShop(), catalog()).Plan.Entries {
			for _, e := range d.Errands {
				for _, task := range e.Tasks {
					if !strings.Contains(joined, task.Check.Quote+"\n") {
						t.Errorf("%d columns: %q is broken", width, task.Check.Quote)
					}
				}
			}
		}
	}
}
