package report

import (
	"bytes"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

func TestFormats(t *testing.T) {
	if diff := cmp.Diff([]Format{"terminal", "markdown", "json"}, Formats()); diff != "" {
		t.Errorf("Formats() (-want +got):\n%s", diff)
	}
	if err := Write(&bytes.Buffer{}, "papyrus", Report{}, Settings{}); err == nil {
		t.Error("an unknown format is no error")
	}
}

// TestEmptyRun: a run with nothing in it, and a checklist with nothing in it,
// still make a report.
func TestEmptyRun(t *testing.T) {
	for _, format := range Formats() {
		var out bytes.Buffer
		if err := Write(&out, format, New(checklist.Run{}, checklist.Catalog{}), Settings{Width: -3}); err != nil {
			t.Errorf("%s: %v", format, err)
		}
		if format == Markdown && strings.Count(out.String(), "\n## ") < 10 {
			t.Errorf("headings are missing:\n%s", out.String())
		}
	}
}

func TestSameRunSameBytes(t *testing.T) {
	for _, format := range Formats() {
		first := written(t, hostileShop(), format, Settings{})
		if !bytes.Equal(first, written(t, hostileShop(), format, Settings{})) {
			t.Errorf("%s differs from itself", format)
		}
	}
}

// TestFindingsOrder: the more severe first, then failures before warnings, one
// entry for each probe.
func TestFindingsOrder(t *testing.T) {
	run := typicalShop()
	run.Scan.Findings = append(run.Scan.Findings, found("mail.dmarc", scanner.Fail, "TXT _dmarc.tea-shop.example", "There is no rule."))
	got := New(run, catalog()).Findings
	var order []string
	for _, f := range got.Entries {
		order = append(order, string(f.Severity)+" "+string(f.Outcome)+" "+string(f.Probe))
	}
	want := []string{
		"critical fail exposed.dump", "high fail mail.dmarc", "high warn cert.expiry", "high warn mail.dmarc-policy",
		"medium fail cookie.http-only", "low fail dns.caa", "low fail header.csp",
	}
	if diff := cmp.Diff(want, order); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	csp := got.Entries[6]
	if len(csp.Details) != 1 || !slices.Equal(csp.Details[0].Also, []string{"https://tea-shop.example/login (login)"}) {
		t.Errorf("two pages of which the same is said: %+v", csp.Details)
	}
}

func TestFindingsIntro(t *testing.T) {
	for _, tt := range []struct {
		fails, warns int
		want         string
	}{
		{0, 0, "Nothing that was looked at is wrong."},
		{1, 0, "1 point is not as it should be. Each begins"},
		{5, 1, "5 points are not as they should be, and 1 more point is only “partly” wrong: not for certain, or not yet."},
		{0, 2, "2 points are only “partly” wrong: not for certain, or not yet."},
	} {
		if got := intro(tt.fails, tt.warns); !strings.HasPrefix(got, tt.want) {
			t.Errorf("intro(%d, %d) = %q", tt.fails, tt.warns, got)
		}
	}
}

// TestHeadings: who reads only headings is told what was found, not what would
// be good.
func TestHeadings(t *testing.T) {
	long := "By its name the shop recognises its customers by this cookie, and every script in all of its pages can read it."
	endless := strings.Repeat("words ", 30)
	for _, tt := range []struct {
		severity scanner.Severity
		outcome  scanner.Outcome
		message  string
		want     string
		whole    bool
	}{
		{scanner.Critical, scanner.Fail, "Anybody can fetch it.", "Critical: Anybody can fetch it", true},
		{scanner.Low, scanner.Warn, "It ends soon.", "Low, partly: It ends soon", true},
		{scanner.Info, scanner.Warn, "It tells its version.", "Good to know: It tells its version", true},
		{"apocalyptic", scanner.Fail, "It ends.", "Not rated: It ends", true},
		{scanner.Medium, scanner.Fail, long, "Medium: By its name the shop recognises its customers by this cookie…", false},
		{scanner.Medium, scanner.Fail, endless, "Medium: " + strings.Repeat("words ", 15) + "words…", false},
		{scanner.Medium, scanner.Fail, strings.Repeat("漢", 200), "Medium: " + strings.Repeat("漢", maxHeading) + "…", false},
	} {
		got, whole := heading(scanner.Finding{Severity: tt.severity, Outcome: tt.outcome}, tt.message)
		if got != tt.want || whole != tt.whole {
			t.Errorf("heading of %q = %q, %v", tt.message, got, whole)
		}
	}
	for _, f := range New(typicalShop(), catalog()).Findings.Entries {
		if strings.Contains(f.Heading, f.Should) || f.Should == "" {
			t.Errorf("the heading %q says the good state %q", f.Heading, f.Should)
		}
	}
}

// TestStepsStandAlone: what to do first names what it is about, and something to
// do.
func TestStepsStandAlone(t *testing.T) {
	run := typicalShop()
	run.Assessment.First = []string{"cookie.http-only https://tea-shop.example/ cookie PHPSESSID", "exposed.dump https://tea-shop.example/backup.sql"}
	got := New(run, catalog()).First.Entries
	want := []Step{
		{
			Heading: "1. Medium: By its name the shop recognises its customers by this cookie…", Where: "https://tea-shop.example/ cookie PHPSESSID",
			Message: "By its name the shop recognises its customers by this cookie, and every script in its pages can read it.",
			Why:     "A foreign script that can read the cookie of a login can go on shopping as your customer.",
			Do:      "At once: Your agency: no script should need the cookie of a session.",
		},
		{
			Heading: "2. Critical: A copy of the shop's database can be fetched by anybody",
			Why:     "Such a copy holds every customer's name, address and orders. Programs look for it day and night.",
			Do:      "Have your host take the file away from the web folder, and ask who fetched it.",
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
}

func TestEvidenceSeenTwiceIsOne(t *testing.T) {
	e := seen("GET https://a.example/", "x", "curl -si https://a.example/", 0)
	got := evidence([]observe.Evidence{e, e, seen("GET https://a.example/", "y", "curl -si https://a.example/", 0), seen("GET https://b.example/", "z", "", 0)})
	want := []Evidence{
		{{Label: "Looked at", Quote: "GET https://a.example/", Text: "24 November 2026, 12:00 UTC, seen 2 times"}, {Label: "Seen", Quote: "x"}},
		{{Label: "Seen", Quote: "y"}, {Label: "For your host or agency", Quote: "curl -si https://a.example/", Text: again}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("evidence (-want +got):\n%s", diff)
	}
}

func TestAnswers(t *testing.T) {
	run := typicalShop()
	waiver := &checklist.Waiver{By: "Ana", Until: noon.AddDate(0, 1, 0), Reason: "Soon gone."}
	for _, tt := range []struct {
		name        string
		answer      checklist.Answer
		says, short string
		source, who string
	}{
		{"seen", checklist.Answer{Item: "Q1", Says: checklist.Yes, Strength: checklist.Verified}, "YES", "YES", "shopcheck", "Seen by shopcheck."},
		{"weak", checklist.Answer{Item: "Q1", Says: checklist.Yes, Strength: checklist.Verified, Weak: true}, "YES, with weaknesses", "YES, with weaknesses", "shopcheck", "Seen by shopcheck."},
		{"said by name", checklist.Answer{Item: "Q2", Says: checklist.No, Strength: checklist.Declared, Because: []string{"Q2/customer-minimum"}, At: noon}, "NO", "NO", "you", "Ben Ode said so on 24 November 2026."},
		{"said by several, long ago", checklist.Answer{Item: "Q4", Says: checklist.Yes, Strength: checklist.Carried, Because: []string{"Q4/reviewed", "Q4/written"}, At: noon}, "YES", "YES", "you, earlier", "You and Ana Silva said so first on 3 March 2026, and it still counts."},
		{"said by nobody named", checklist.Answer{Item: "Q4", Says: checklist.Yes, Strength: checklist.Declared, At: noon}, "YES", "YES", "you", "You said so on 24 November 2026."},
		{"carried", checklist.Answer{Item: "Q4", Says: checklist.Yes, Strength: checklist.Carried, At: noon}, "YES", "YES", "you, earlier", "You said so on 24 November 2026, and it still counts."},
		{"accepted", checklist.Answer{Item: "Q1", Says: checklist.No, Strength: checklist.Verified, Waived: waiver}, "NO, accepted until 24 December 2026 by Ana", "NO, accepted", "shopcheck", "Seen by shopcheck."},
		{"a waiver makes no YES", checklist.Answer{Item: "Q1", Says: checklist.DontKnow, Strength: checklist.None, Waived: waiver}, "I DON'T KNOW", "I DON'T KNOW", "nobody", ""},
		{"nonsense", checklist.Answer{Item: "Q1", Says: "MAYBE", Strength: "rumour"}, "I DON'T KNOW", "I DON'T KNOW", "nobody", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			run.Answers = []checklist.Answer{tt.answer}
			got := New(run, catalog()).Answers.Entries[0]
			if got.Says != tt.says || got.Short != tt.short || got.Source != tt.source || got.Who != tt.who {
				t.Errorf("got %q, %q, %q, %q", got.Says, got.Short, got.Source, got.Who)
			}
		})
	}
}

func TestBecause(t *testing.T) {
	s := newSources(typicalShop(), catalog())
	for _, tt := range []struct{ key, want string }{
		{"cert.valid TLS tea-shop.example", "The certificate is valid until 2026-12-08."},
		{"https.forms https://tea-shop.example/login (login)", "All 3 forms of this page send encrypted: https://tea-shop.example/login (login)."},
		{"Q2/second-step", "“Must everyone who manages the shop confirm with a second step, such as an app, a key or a text message?” was answered “Only some”."},
		{"Q10", "“Is customer data that is no longer needed disposed of securely, by rule?” was answered “yes”."},
		{"gone.probe https://old.example/", "gone.probe https://old.example/"},
	} {
		if got := s.reason(tt.key); got != dated(tt.want) {
			t.Errorf("reason(%q) = %q, want %q", tt.key, got, tt.want)
		}
	}
	keys := []string{"Q4", "Q4/reviewed", "Q4/reviewed", "a", "a", "b", "c", "d", "e", "f", "g", "h", "i"}
	for n, want := range map[int]string{9: "e", 10: "And 1 more reason.", 13: "And 4 more reasons."} {
		if got := s.because(checklist.Answer{Item: "Q4", Because: keys[:n]}); got[len(got)-1] != want {
			t.Errorf("%q become %q, which do not end with %q", keys[:n], got, want)
		}
	}
}

// TestSentencesAreCapped: a reader gets some of a long list and is told of the
// rest. Which risks are not planned for is the answer to Q5 and is never cut.
func TestSentencesAreCapped(t *testing.T) {
	s := newSources(typicalShop(), catalog())
	var many []string
	for i := range 9 {
		many = append(many, "Sentence "+string(rune('a'+i))+".")
	}
	long := checklist.Answer{Item: "Q4", Against: append(many, many...), Missing: many[:7]}
	got := s.answer(long)
	if len(got.But) != maxSentences+1 || got.But[maxSentences] != "And 3 more objections." || got.Missing[maxSentences] != "And 1 more point." {
		t.Errorf("But = %q, Missing = %q", got.But, got.Missing)
	}
	long.Item = itemRisks
	if got := s.answer(long); len(got.But) != 9 || len(got.Missing) != 7 {
		t.Errorf("the risks are cut: %q, %q", got.But, got.Missing)
	}
	run := cleanShop()
	run.Statements = nil
	for _, text := range New(assessed(run), catalog()).Answers.Entries[4].Missing {
		if strings.Contains(text, "…") {
			t.Errorf("the list of risks is cut: %s", text)
		}
	}
}

func TestWaiver(t *testing.T) {
	for _, tt := range []struct {
		name    string
		waivers []checklist.Waiver
		want    string
	}{
		{"none", nil, ""},
		{"another probe's", []checklist.Waiver{{Probe: "dns.zone", Until: noon.AddDate(1, 0, 0)}}, ""},
		{"valid on its last day", []checklist.Waiver{{Probe: "dns.caa", By: "Ana", Reason: "Soon.", Until: noon.Truncate(24 * time.Hour)}}, "Accepted until 24 November 2026 by Ana. The reason given: Soon."},
		{"over", []checklist.Waiver{{Probe: "dns.caa", Until: noon.AddDate(0, 0, -1)}}, "Accepted until 23 November 2026 by somebody, which is over."},
		{"the longest counts", []checklist.Waiver{{Probe: "dns.caa", By: "Ana", Until: noon.AddDate(1, 0, 0)}, {Probe: "dns.caa", By: "Ben", Until: noon}}, "Accepted until 24 November 2027 by Ana."},
	} {
		run := typicalShop()
		run.Waivers = tt.waivers
		if got := newSources(run, catalog()).waiver("dns.caa"); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	run := typicalShop() // answered a year after its scan: the answers are judged then
	run.Answers = []checklist.Answer{{Item: "Q1", At: noon.AddDate(1, 0, 0)}}
	if got := newSources(run, catalog()).waiver("dns.caa"); !strings.Contains(got, "which is over") {
		t.Errorf("judged after its end, a waiver is %q", got)
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
	if want := "Left open by this: Q7, Q8 and Q10."; got.Entries[0].Open != want {
		t.Errorf("Open = %q, want %q", got.Entries[0].Open, want)
	}
	if got := New(cleanShop(), catalog()).Gaps; len(got.Entries) != 0 || got.Intro != "Everything that was meant to be looked at was looked at." {
		t.Errorf("a scan without gaps has %+v", got)
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
	if got := New(hostileShop(), catalog()).Tips.Entries; len(got) != 10 {
		t.Errorf("a run with wrong tips shows %d, want all ten", len(got))
	}
}

func TestSparedSayWhat(t *testing.T) {
	want := []string{"The platform keeps the software up to date: The shop is made with WooCommerce, which its owner or host has to keep up to date."}
	if diff := cmp.Diff(want, New(typicalShop(), catalog()).Spared.Entries); diff != "" {
		t.Errorf("spared (-want +got):\n%s", diff)
	}
}

func TestHow(t *testing.T) {
	run := typicalShop()
	run.Tool.Facts, run.Scan.Authorized = "2026-08-01", false
	got := map[string]string{}
	for _, p := range New(run, catalog()).How.Entries {
		got[p.Label] = p.Text
	}
	for label, want := range map[string]string{
		"When":              "24 November 2026, 12:00 UTC, in 41 seconds",
		"How closely":       "nobody gave permission for more",
		"Asked of the shop": "63 of at most 80 web requests, among them 47 of at most 51 to pages",
		"From where":        "192.0.2.53:53 and 192.0.2.54:53",
		"Known facts":       "1 August 2026, which is old",
		"Made by":           "shopcheck 1.0.0, rules 0123456789ab, run 20261124T120000Z-",
	} {
		if !strings.Contains(got[label], want) {
			t.Errorf("%s: %q does not say %q", label, got[label], want)
		}
	}
}

// TestCommand: what observe leaves is shown; what somebody wrote into a run is
// not.
func TestCommand(t *testing.T) {
	names := []string{"tea-shop.example", "_dmarc.tea-shop.example", "it's; rm -rf ~"}
	for _, name := range names {
		made := []observe.Evidence{
			(&observe.Page{Method: http.MethodGet, URL: "https://" + name + "/?a=b&c"}).Evidence(""),
			(&observe.Page{Method: http.MethodHead, URL: "https://" + name + "/"}).Evidence(""),
			(&observe.Records{Type: "TXT", Name: name, State: observe.NoRecord}).Evidence(),
			(&observe.Session{Host: name}).Evidence(""),
		}
		for _, offer := range []observe.Offer{observe.TLS10, observe.TLS12, observe.TLS13, observe.PostQuantum, ""} {
			made = append(made, (&observe.Handshake{Host: name, Offer: offer}).Evidence(""), (&observe.Handshake{Host: name, Offer: offer, Peer: "192.0.2.1:25"}).Evidence(""))
		}
		for _, e := range made {
			if got := command(e.Again); got != e.Again {
				t.Errorf("command(%q) = %q: evidence of ours is not shown", e.Again, got)
			}
		}
	}
	for _, again := range []string{
		"", "rm -rf ~", "curl -si https://a.example/; rm -rf ~", "curl -si https://a.example/ | sh", "curl -si $(reboot)", "curl -si -o/tmp/x https://a.example/",
		"curl -si '-Kx'", "curl -s https://a.example/", "curl -si 'a' 'b", "curl -si `x`", "curl -si a > b", `curl -si \';rm;\'`, `curl -si 'a'\'';rm;'b'`, "dig @evil.example TXT a",
		"dig +short TXT -f/etc/passwd", "openssl s_client -keylogfile x -connect a:443 </dev/null", "openssl s_client -connect a:443 </dev/null | openssl x509 -noout; x", "curl -si a\nrm b",
	} {
		if got := command(again); got != "" {
			t.Errorf("command(%q) is shown", again)
		}
	}
}

func TestDated(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"It ends on 2026-12-08.", "It ends on 8 December 2026."},
		{"(2026-12-08), “2026-12-09” 2026-13-40", "(8 December 2026), “9 December 2026” 2026-13-40"},
		{"https://a.example/2026-12-08/ v2026-12-08", "https://a.example/2026-12-08/ v2026-12-08"},
	} {
		if got := dated(tt.in); got != tt.want {
			t.Errorf("dated(%q) = %q, want %q", tt.in, got, tt.want)
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
		{"At once, with your host:\n\n1. Forbid the file. Now.\n2. Move it.", "At once, with your host: Forbid the file."},
		{"Either of these:\n- You: wait.\n", "Either of these: wait."},
		{"- You: in a rented shop, ask the provider. Or wait.\n- Your host: renew.", "In a rented shop, ask the provider."},
		{"Set `a.b` to 1.2 now.", "Set `a.b` to 1.2 now."},
		{"", ""},
	} {
		if got := tt.in.sentence(); got != tt.want {
			t.Errorf("sentence of %q = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestUnknownProbe(t *testing.T) {
	run := shop("tea-shop.example")
	run.Scan.Findings = []scanner.Finding{{Probe: "new.probe", Outcome: scanner.Fail, Subject: "x", Message: "It is bad."}}
	got := New(run, catalog()).Findings.Entries[0]
	if got.Heading != "Not rated: It is bad" || got.Should != "new.probe" || got.Explain != "" || got.ToDo != "" {
		t.Errorf("a probe that this program does not know: %+v", got)
	}
}
