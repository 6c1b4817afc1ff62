package report

import (
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

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
		fails, warns, infos int
		want                string
	}{
		{0, 0, 0, "Nothing that was looked at is wrong."},
		{0, 0, 1, "Nothing that was looked at is wrong. 1 point is only good to know."},
		{0, 0, 2, "Nothing that was looked at is wrong. 2 points are only good to know."},
		{1, 0, 0, "1 point is not as it should be."},
		{1, 0, 1, "1 point is not as it should be. 1 more point is only good to know."},
		{2, 0, 0, "2 points are not as they should be. Each"},
		{5, 1, 0, "5 points are not as they should be, and 1 more point is only “partly” wrong: not for certain, or not yet. Each"},
		{1, 2, 3, "1 point is not as it should be, and 2 more points are only “partly” wrong: not for certain, or not yet. 3 more points are only good to know. Each"},
		{0, 1, 0, "1 point is only “partly” wrong: not for certain, or not yet."},
		{0, 2, 0, "2 points are only “partly” wrong: not for certain, or not yet. Each"},
	} {
		const each = " says first how much harm it can do, and the most serious come first."
		want := tt.want
		if strings.HasSuffix(want, " Each") {
			want += each
		}
		if got := intro(tt.fails, tt.warns, tt.infos); got != want {
			t.Errorf("intro(%d, %d, %d) = %q", tt.fails, tt.warns, tt.infos, got)
		}
	}
}

// TestGoodToKnow: what counts for nothing is not counted as wrong.
func TestGoodToKnow(t *testing.T) {
	run := typicalShop()
	run.Scan.Findings = []scanner.Finding{
		found("dns.caa", scanner.Fail, "x", "It is open."),
		{Probe: "dns.ipv6", Severity: scanner.Info, Outcome: scanner.Fail, Subject: "x", Message: "There is none."},
		{Probe: "http.versions", Severity: scanner.Info, Outcome: scanner.Warn, Subject: "x", Message: "It is slow."},
	}
	if want, got := "1 point is not as it should be. 2 more points are only good to know.", New(run, catalog()).Findings.Intro; got != want {
		t.Errorf("Intro = %q, want %q", got, want)
	}
	for _, helper := range []string{"your agency or host", "your platform"} {
		want := "Nobody has to, it is only good to know. What you cannot do yourself, " + helper + " can."
		if got := New(run, catalog()).Findings.Entries[1].Who; got != want {
			t.Errorf("Who = %q, want %q", got, want)
		}
		run.Scan.Findings = append(run.Scan.Findings, found("software.hosted", scanner.Pass, "x", "It is rented."))
	}
}

// TestOneLeftOut: what is left out is counted as people count.
func TestOneLeftOut(t *testing.T) {
	for n, want := range map[int]string{1: " The last one is left out here; the JSON format has it too.", 2: " The last 2 are left out here; the JSON format has them all."} {
		if got := cropped(n); got != want {
			t.Errorf("cropped(%d) = %q", n, got)
		}
	}
	for _, tt := range []struct {
		places     int
		same       bool
		more, also string
	}{
		{maxDetails, false, "", ""},
		{maxDetails + 1, false, "Of the same kind 1 more place is not shown here; the JSON format has all of them.", ""},
		{maxDetails + 2, false, "Of the same kind 2 more places are not shown here; the JSON format has all of them.", ""},
		{maxAlso + 1, true, "", ""},
		{maxAlso + 2, true, "", "and 1 more place"},
		{maxAlso + 3, true, "", "and 2 more places"},
	} {
		run := typicalShop()
		run.Scan.Findings = nil
		for i := range tt.places {
			message := "It is open."
			if !tt.same {
				message = fmt.Sprintf("Door %d is open.", i)
			}
			run.Scan.Findings = append(run.Scan.Findings, found("header.csp", scanner.Fail, fmt.Sprintf("page %02d", i), message))
		}
		got := New(run, catalog()).Findings.Entries[0]
		if got.More != tt.more || got.Details[0].More != tt.also {
			t.Errorf("%d places: %q, %q", tt.places, got.More, got.Details[0].More)
		}
	}
}

// TestHeadings: who reads only headings is told what was found, not what would
// be good.
func TestHeadings(t *testing.T) {
	endless := strings.TrimSpace(strings.Repeat("words ", 60)) + "."
	hanzi := strings.Repeat("漢", 300)
	for _, tt := range []struct {
		severity scanner.Severity
		outcome  scanner.Outcome
		message  string
		want     string
		rest     string
	}{
		{scanner.Critical, scanner.Fail, "Anybody can fetch it.", "Critical: Anybody can fetch it", ""},
		{scanner.Low, scanner.Warn, "It ends soon.", "Low, partly: It ends soon", ""},
		{scanner.Info, scanner.Warn, "It tells its version.", "Good to know: It tells its version", ""},
		{"apocalyptic", scanner.Fail, "It ends.", "Not rated: It ends", ""},
		{scanner.Medium, scanner.Fail, "PHP 8.1 is old. Nobody mends it. Since 2025.", "Medium: PHP 8.1 is old", "Nobody mends it. Since 2025."},
		{scanner.Medium, scanner.Fail, endless, "Medium: " + strings.Repeat("words ", 32) + "words…", endless},
		{scanner.Medium, scanner.Fail, hanzi, "Medium: " + strings.Repeat("漢", maxHeading) + "…", hanzi},
	} {
		got, rest := heading(scanner.Finding{Severity: tt.severity, Outcome: tt.outcome}, tt.message)
		if got != tt.want || rest != tt.rest {
			t.Errorf("heading of %q = %q, and then %q", tt.message, got, rest)
		}
	}
	for _, f := range New(typicalShop(), catalog()).Findings.Entries {
		if strings.Contains(f.Heading, f.Should) || f.Should == "" {
			t.Errorf("the heading %q says the good state %q", f.Heading, f.Should)
		}
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

func TestWaiver(t *testing.T) {
	for _, tt := range []struct {
		name    string
		waivers []checklist.Waiver
		want    string
	}{
		{"none", nil, ""},
		{"another probe's", []checklist.Waiver{{Probe: "dns.zone", Until: noon.AddDate(1, 0, 0)}}, ""},
		{"valid on its last day", []checklist.Waiver{{Probe: "dns.caa", By: "Ana", Reason: "Soon.", Until: noon.Truncate(24 * time.Hour)}}, "Accepted until 24 November 2026 by Ana. The reason given: Soon."},
		{"over", []checklist.Waiver{{Probe: "dns.caa", Until: noon.AddDate(0, 0, -1)}}, "NO LONGER ACCEPTED: somebody had accepted this until 23 November 2026, and that is over."},
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
	if got := newSources(run, catalog()).waiver("dns.caa"); !strings.HasPrefix(got, "NO LONGER ACCEPTED: Ana Silva") {
		t.Errorf("judged after its end, a waiver is %q", got)
	}
}

func TestUnknownProbe(t *testing.T) {
	run := shop("tea-shop.example")
	run.Scan.Findings = []scanner.Finding{{Probe: "new.probe", Outcome: scanner.Fail, Subject: "x", Message: "It is bad."}}
	got := New(run, catalog()).Findings.Entries[0]
	if got.Heading != "Point 1. Not rated: It is bad" || got.Should != "new.probe" || got.Explain != "" || got.ToDo != "" || got.Check != (Point{}) {
		t.Errorf("a probe that this program does not know: %+v", got)
	}
}

func TestSparedSayWhat(t *testing.T) {
	want := []string{"The platform keeps the software up to date: The shop is made with WooCommerce, which its owner or host has to keep up to date."}
	if diff := cmp.Diff(want, New(typicalShop(), catalog()).Spared.Entries); diff != "" {
		t.Errorf("spared (-want +got):\n%s", diff)
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
			(&observe.Page{Method: http.MethodOptions, URL: "https://" + name + "/"}).Evidence(""),
			(&observe.Page{Method: http.MethodTrace, URL: "https://" + name + "/"}).Evidence(""),
			(&observe.Page{Method: http.MethodGet, URL: "https://" + name + "/a", Origin: "https://tea-shop.example.shopcheck.invalid"}).Evidence(""),
			(&observe.Records{Type: "TXT", Name: name, State: observe.NoRecord}).Evidence(),
			(&observe.Session{Host: name}).Evidence(""),
		}
		for _, peer := range []string{"192.0.2.1:443", "192.0.2.1:25"} {
			s := &survey.Survey{Host: name, Peer: peer}
			at := &survey.Survey{Host: name, Peer: peer, Addr: netip.MustParseAddr("2001:db8::1")}
			made = append(made, observe.SurveyEvidence(s, ""), observe.SurveyEvidence(s, "", hello.TLS10), observe.SurveyEvidence(at, ""), observe.SurveyEvidence(at, "", hello.TLS12), observe.GroupsEvidence(s, ""), observe.GroupsEvidence(at, ""))
		}
		for _, offer := range []observe.Offer{observe.TLS10, observe.TLS12, observe.TLS13, observe.PostQuantum, observe.RSA, observe.ECDSA, ""} {
			made = append(made, (&observe.Handshake{Host: name, Offer: offer}).Evidence(""), (&observe.Handshake{Host: name, Offer: offer, Peer: "192.0.2.1:25"}).Evidence(""))
		}
		early := observe.Evidence{Again: "sleep 2 | openssl s_client -servername a.example -connect a.example:443 | grep 'Max Early Data'"} // of tls.early-data
		for _, e := range append(made, early) {
			if got := command(e.Again); got != e.Again {
				t.Errorf("command(%q) = %q: evidence of ours is not shown", e.Again, got)
			}
		}
	}
	for _, again := range []string{
		"", "rm -rf ~", "curl -si https://a.example/; rm -rf ~", "curl -si https://a.example/ | sh", "curl -si $(reboot)", "curl -si -o/tmp/x https://a.example/",
		"curl -si '-Kx'", "curl -s https://a.example/", "curl -si 'a' 'b", "curl -si `x`", "curl -si a > b", `curl -si \';rm;\'`, `curl -si 'a'\'';rm;'b'`, "dig @evil.example TXT a",
		"dig +short TXT -f/etc/passwd", "sleep 2 | sh", "sleep 2 | openssl s_client -connect a:443 | grep -f/etc/passwd", "openssl s_client -keylogfile x -connect a:443 </dev/null", "openssl s_client -connect a:443 </dev/null | openssl x509 -noout; x", "curl -si a\nrm b",
		"curl -si -X DELETE https://a.example/", "curl -si -X TRACE", "curl -sI -X TRACE -o/tmp/x https://a.example/", "curl -si -H @/etc/passwd https://a.example/", "curl -si -H 'Origin: @/etc/passwd' https://a.example/", "curl -si -H 'Cookie: a' https://a.example/", "curl -si -H 'Origin: https://a.example' -H 'Origin: https://b.example' https://a.example/",
	} {
		if got := command(again); got != "" {
			t.Errorf("command(%q) is shown", again)
		}
	}
}

// TestProvidersBox: of a box that may stay no command will ever say that it is gone.
func TestProvidersBox(t *testing.T) {
	run := typicalShop()
	for quote, want := range map[string]string{
		"frame: iframe https://pay.example/": "shopcheck answer " + run.Target.Domain,
		"own fields: card-number":            "shopcheck scan " + run.Target.Domain + " --only payment.mode",
	} {
		run.Scan.Findings = []scanner.Finding{found("payment.mode", scanner.Warn, "x", "It is here.", seen("a", quote, "", 0))}
		got := New(run, catalog()).Findings.Entries[0]
		if got.Check.Quote != want || strings.Contains(got.Who, "may stay") != strings.Contains(want, "answer") {
			t.Errorf("%s: %q, %q", quote, got.Check.Quote, got.Who)
		}
	}
}
