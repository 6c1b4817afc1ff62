package header

import (
	"strings"
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

func TestJudgeQuality(t *testing.T) {
	const (
		sent = "Content-Security-Policy: "
		shut = "; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
	)
	for _, tt := range []struct {
		name, headers, body string
		want                scanner.Outcome
		message             string
		evidence            []string // of each line a part, the policy itself first
	}{
		{"hosts", sent + "script-src 'self' https://js.stripe.com" + shut, "", scanner.Pass, "named or marked", []string{"script-src 'self'"}},
		{"marked", sent + "script-src 'nonce-DhcnhD3khTMePgXwdayK9Q' 'strict-dynamic' https: 'unsafe-inline'" + shut, "", scanner.Pass, "named or marked", []string{"nonce"}},
		{"a slip", sent + "script-src 'self'; plugin-types x" + shut, "", scanner.Pass, "named or marked", []string{"script-src", "no longer heed plugin-types: plugin-types x"}},
		{"in the text", "", meta("http-equiv", "Content-Security-Policy", "default-src 'self'; form-action 'self'"), scanner.Pass, "named", []string{"<meta>", "no frame-ancestors"}},
		{"in both", sent + "frame-ancestors 'self'", meta("http-equiv", "Content-Security-Policy", "default-src 'self'; form-action 'self'"), scanner.Pass, "named", []string{"frame-ancestors", "<meta>"}},
		{"text runs", sent + "script-src 'self' 'unsafe-inline'" + shut, "", scanner.Fail, "scripts let any script run that is written into the page.", []string{"unsafe-inline", "'unsafe-inline' lets every"}},
		{"everything", sent + "default-src * data: 'unsafe-inline' 'unsafe-eval'", "", scanner.Fail, "written into the page, and let scripts come from every server on the internet, and let any", []string{
			"default-src *", "'unsafe-inline' lets", "* lets scripts come from every server:", "data: lets", "'unsafe-eval'", "plug-ins", "no form-action", "no frame-ancestors",
		}},
		{"eval", sent + "script-src 'self' 'unsafe-eval'" + shut, "", scanner.Warn, "but they let text become a script.", []string{"'unsafe-eval'", "'unsafe-eval' lets"}},
		{"two of it", sent + "script-src 'self' 'unsafe-eval'; form-action 'self'; frame-ancestors 'self'", "", scanner.Warn, "let text become a script, and have 1 more weakness.", []string{"'unsafe-eval'", "'unsafe-eval' lets", "plug-ins"}},
		{"three of it", sent + "script-src cdn.jsdelivr.net unpkg.com *.github.io 'unsafe-eval'; form-action 'self'; frame-ancestors 'self'", "", scanner.Warn, "anybody can rent, and have 3 more weaknesses.", []string{"cdn", "*.github.io", "lets in cdn.jsdelivr.net", "lets in unpkg.com", "'unsafe-eval' lets", "plug-ins"}},
		{"none on scripts", sent + "upgrade-insecure-requests", "", scanner.Warn, "none that keep out foreign scripts", []string{"upgrade", "neither script-src", "plug-ins", "no form-action", "no frame-ancestors"}},
		{"none", "", "", scanner.Unknown, "given no rules to enforce", nil},
		{"none that says anything", sent + ";", "", scanner.Unknown, "given no rules to enforce", nil},
		{"only reported", "Content-Security-Policy-Report-Only: default-src 'self'", "", scanner.Unknown, "only report", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := judgeQuality(page(shop.Login, tt.headers, tt.body), nil)
			if f.Outcome != tt.want || !strings.Contains(f.Message, tt.message) || len(f.Evidence) != len(tt.evidence) || (f.Cause == observe.NotFound) != (tt.want == scanner.Unknown) {
				t.Fatalf("%s %s %q with %+v, want %s …%s… with %d lines", f.Outcome, f.Cause, f.Message, f.Evidence, tt.want, tt.message, len(tt.evidence))
			}
			for i, want := range tt.evidence {
				if !strings.Contains(f.Evidence[i].Quote, want) {
					t.Errorf("evidence %d is %q, want …%s…", i, f.Evidence[i].Quote, want)
				}
			}
		})
	}
}

// TestQualityOfUnreadText: a header's policy can be good by itself, and where it is
// not, the text that was not read may have a better one.
func TestQualityOfUnreadText(t *testing.T) {
	for headers, want := range map[string]scanner.Outcome{
		"": scanner.Unknown,
		"Content-Security-Policy: default-src 'self'":             scanner.Pass,
		"Content-Security-Policy: script-src *":                   scanner.Unknown,
		"Content-Security-Policy: upgrade-insecure-requests":      scanner.Unknown,
		"Content-Security-Policy-Report-Only: default-src 'self'": scanner.Unknown,
	} {
		p := page(shop.Home, headers, "")
		p.Cut = true
		if got := judgeQuality(p, nil); got.Outcome != want || want == scanner.Unknown && got.Cause != observe.Malformed {
			t.Errorf("%q: %s %s, want %s", headers, got.Outcome, got.Cause, want)
		}
	}
}

func TestRepeatedNonce(t *testing.T) {
	const sent = "Content-Security-Policy: default-src 'self'; script-src 'nonce-DhcnhD3khTMePgXwdayK9Q'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
	p := page(shop.Home, sent, "")
	f := judgeQuality(p, page(shop.Home, sent, "").Page)
	if f.Outcome != scanner.Warn || !strings.Contains(f.Message, "the same word at every visit.") || len(f.Evidence) != 2 || !strings.Contains(f.Evidence[1].Quote, "two looks") {
		t.Errorf("%s %q with %+v", f.Outcome, f.Message, f.Evidence)
	}
	if f := judgeQuality(p, page(shop.Home, strings.Replace(sent, "DhcnhD3k", "khTMePgX", 1), "").Page); f.Outcome != scanner.Pass {
		t.Errorf("a new nonce: %s %q", f.Outcome, f.Message)
	}
}

// TestClauses: everything that decides has words for the owner.
func TestClauses(t *testing.T) {
	for id, words := range clauses {
		if words == "" || strings.HasSuffix(words, ".") {
			t.Errorf("%s: %q", id, words)
		}
	}
	for _, policy := range []string{
		"default-src * data: 'unsafe-inline' 'unsafe-eval'", "script-src 'nonce-abc' cdn.jsdelivr.net *.github.io", "script-src-elem 'self'",
		"script-src 'self' 'unsafe-inline', script-src 'self'",
	} {
		if f := judgeQuality(page(shop.Home, "Content-Security-Policy: "+policy, ""), nil); strings.Contains(f.Message, "they ,") || strings.Contains(f.Message, "scripts .") || strings.Contains(f.Message, ", and ,") {
			t.Errorf("%s: %q", policy, f.Message)
		}
	}
}

func TestRuled(t *testing.T) {
	none := scanner.Finding{Subject: "a", Outcome: scanner.Unknown, Cause: observe.NotFound}
	cut := scanner.Finding{Subject: "b", Outcome: scanner.Unknown, Cause: observe.Malformed}
	pass := scanner.Finding{Subject: "c", Outcome: scanner.Pass}
	for _, tt := range []struct {
		found []scanner.Finding
		want  string
	}{
		{nil, ""},
		{[]scanner.Finding{none, none}, "shop.test "},
		{[]scanner.Finding{none, pass, cut}, "c b "},
		{[]scanner.Finding{cut, none}, "b "},
	} {
		got := ""
		for _, f := range ruled(tt.found, "shop.test") {
			got += f.Subject + " "
		}
		if got != tt.want {
			t.Errorf("%v: %q, want %q", tt.found, got, tt.want)
		}
	}
}
