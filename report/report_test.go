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

// TestFindingsOrder: failures before warnings, the more severe first, one entry
// for each probe.
func TestFindingsOrder(t *testing.T) {
	got := New(typicalShop(), catalog()).Findings
	var order []string
	for _, f := range got.Entries {
		order = append(order, string(f.Outcome)+" "+string(f.Probe))
	}
	want := []string{"fail exposed.dump", "fail mail.dmarc-policy", "fail header.csp", "fail dns.caa", "warn cert.expiry"}
	if diff := cmp.Diff(want, order); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	if want := "4 points are not as it should be (“not so”), and 1 point is on the way there"; !strings.HasPrefix(got.Intro, want) {
		t.Errorf("Intro = %q, want %q...", got.Intro, want)
	}
	csp := got.Entries[2]
	if len(csp.Details) != 1 || !slices.Equal(csp.Details[0].Also, []string{"https://tea-shop.example/login"}) {
		t.Errorf("two pages of which the same is said: %+v", csp.Details)
	}
}

func TestEvidenceSeenTwiceIsOne(t *testing.T) {
	e := seen("GET https://a.example/", "x", "curl -si https://a.example/", 0)
	got := evidence([]observe.Evidence{e, e, seen("GET https://a.example/", "y", "", 0), seen("GET https://b.example/", "z", "", 0)})
	want := []Evidence{
		{{Label: "Looked at", Quote: "GET https://a.example/", Text: "24 November 2026, 12:00 UTC, seen 2 times"}, {Label: "Seen", Quote: "x"}, {Label: "See it again", Quote: "curl -si https://a.example/"}},
		{{Label: "Looked at", Quote: "GET https://a.example/", Text: "24 November 2026, 12:00 UTC"}, {Label: "Seen", Quote: "y"}},
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
		{"said by name", checklist.Answer{Item: "Q2", Says: checklist.No, Strength: checklist.Declared, At: noon}, "NO", "NO", "you", "Ana Silva said so on 24 November 2026."},
		{"said by nobody named", checklist.Answer{Item: "Q4", Says: checklist.Yes, Strength: checklist.Declared, At: noon}, "YES", "YES", "you", "You said so on 24 November 2026."},
		{"carried", checklist.Answer{Item: "Q4", Says: checklist.Yes, Strength: checklist.Carried, At: noon}, "YES", "YES", "you, earlier", "You said so on 24 November 2026, and it still counts."},
		{"accepted", checklist.Answer{Item: "Q1", Says: checklist.No, Strength: checklist.Verified, Waived: waiver}, "NO, accepted until 24 December 2026 by Ana", "NO, accepted", "shopcheck", "Seen by shopcheck."},
		{"a waiver makes no YES", checklist.Answer{Item: "Q1", Says: checklist.DontKnow, Strength: checklist.None, Waived: waiver}, "I DON'T KNOW", "I DON'T KNOW", "nobody", "Nobody knows yet."},
		{"nonsense", checklist.Answer{Item: "Q1", Says: "MAYBE", Strength: "rumour"}, "I DON'T KNOW", "I DON'T KNOW", "nobody", "Nobody knows yet."},
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
	s := sources{Run: typicalShop(), Catalog: catalog()}
	for _, tt := range []struct{ key, want string }{
		{"cert.valid TLS tea-shop.example", "The certificate is valid until 8 December 2026."},
		{"Q2/second-step", "“Must everyone who manages the shop confirm with a second step?” was answered “only some”."},
		{"Q4", "“Is there a plan for the day of a security breach?” was answered “yes”."},
		{"Q4/reviewed", "“When was the plan last tried out or reviewed?” was answered “14 February 2026”."},
		{"gone.probe https://old.example/", "gone.probe https://old.example/"},
	} {
		if got := s.reason(tt.key); got != tt.want {
			t.Errorf("reason(%q) = %q, want %q", tt.key, got, tt.want)
		}
	}
	many := checklist.Answer{Item: "Q4", Because: append(slices.Repeat([]string{"Q4/reviewed"}, 9), "Q4")}
	if got := s.because(many); len(got) != maxBecause+1 || got[maxBecause] != "There are 3 reasons more." {
		t.Errorf("nine reasons become %q", got)
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
		if got := (sources{Run: run, Catalog: catalog()}).waiver("dns.caa"); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestGaps(t *testing.T) {
	got := New(unreachableShop(), catalog()).Gaps
	if len(got.Entries) != 2 || got.Entries[0].Heading != "Nobody gave permission for this" || got.Entries[1].Heading != "There was no answer in time" {
		t.Fatalf("gaps = %+v", got.Entries)
	}
	reasons := got.Entries[1].Reasons
	if len(reasons) != 1 || reasons[0].Words != "The shop did not answer in time." || len(reasons[0].Titles) != maxTitles+1 || reasons[0].Titles[maxTitles] != "and 2 more" {
		t.Errorf("reasons = %+v", reasons)
	}
	if want := "Left open by this: Q8 and Q10."; got.Entries[0].Open != want {
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
	got := New(typicalShop(), catalog()).Tips.Entries
	var order []int
	for _, tip := range got {
		order = append(order, tip.Number)
	}
	if diff := cmp.Diff([]int{2, 3, 8, 10, 4, 5, 6, 7, 1, 9}, order); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	for i, want := range map[int]string{0: "This helps with Q2, answered NO.", 2: "A copy of the shop's database can be fetched by anybody.", 8: ""} {
		if got[i].Here != want {
			t.Errorf("tip %d: Here = %q, want %q", got[i].Number, got[i].Here, want)
		}
	}
	if got := New(hostileShop(), catalog()).Tips.Entries; len(got) != 10 {
		t.Errorf("a run with wrong tips shows %d, want all ten", len(got))
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
		"When":              "24 November 2026, 12:00 UTC, within 41 seconds",
		"How closely":       "nobody gave permission for more",
		"Asked of the shop": "63 of at most 80 web requests, 47 of 51 of them to pages",
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
	if got.Heading != "Not so: new.probe" || got.Explain != "" || got.ToDo != "" || got.Serious != "not known." {
		t.Errorf("a probe that this program does not know: %+v", got)
	}
}
