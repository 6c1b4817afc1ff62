package report

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// letters are words of capitals, which nobody understands who does not know them.
var letters = regexp.MustCompile(`[A-Z][A-Z0-9]+`)

func byLetters(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) }

// TestGlossary holds the glossary to what its first comment says.
func TestGlossary(t *testing.T) {
	terms, owner := Glossary(), map[string]string{}
	if !slices.IsSortedFunc(terms, func(a, b Term) int { return byLetters(a.Name, b.Name) }) || len(terms) < 70 {
		t.Errorf("the %d terms are not in the order of the alphabet, or some are lost", len(terms))
	}
	for _, term := range terms {
		for _, s := range term.Spellings() {
			low := strings.ToLower(s)
			if was, ok := owner[low]; ok && was != term.Name || s == "" || s != strings.TrimSpace(s) {
				t.Errorf("%q names %q and %q", s, was, term.Name)
			}
			owner[low] = term.Name
		}
		if n := len(term.Means); n < 40 || n > 240 || !strings.HasSuffix(term.Means, ".") || strings.Count(term.Means, ". ") > 1 {
			t.Errorf("%s: one or two sentences are wanted, not %d bytes: %s", term.Name, n, term.Means)
		}
		if !slices.IsSortedFunc(term.See, byLetters) || slices.Contains(term.See, term.Name) {
			t.Errorf("%s: see %q", term.Name, term.See)
		}
	}
	for _, term := range terms {
		for _, s := range term.written() {
			if wordEnd(s) == 0 || s[0] >= utf8.RuneSelf {
				t.Errorf("%s: no text is found to have %q, which begins with no plain letter or digit", term.Name, s)
			}
		}
		for _, name := range term.See {
			if owner[strings.ToLower(name)] != name {
				t.Errorf("%s: see %q, which is no term", term.Name, name)
			}
		}
		for _, word := range letters.FindAllString(term.Means, -1) {
			if word != "NO" && word != "IIS" && !term.among(spelt(word)) && !strings.Contains(strings.Join(term.Spellings(), " "), word) {
				t.Errorf("%s is explained with %s", term.Name, word)
			}
		}
	}
}

func TestLookUp(t *testing.T) {
	for word, want := range map[string]string{
		"dmarc": "DMARC", "DMARC": "DMARC", "crl": "revocation list", "ds": "DS record", "sct": "certificate logs", "2fa": "second step", "cname": "alias", "Logs": "access log",
		"": "", "dmarc ": "", "DMARCs": "", "\x1b[31m": "", strings.Repeat("DMARC", 1<<16): "",
	} {
		term, ok := LookUp(word)
		if term.Name != want || ok != (want != "") {
			t.Errorf("LookUp(%.40q) = %q, %t; want %q", word, term.Name, ok, want)
		}
	}
}

// TestLetters: the letters that a term stands for are its own.
func TestLetters(t *testing.T) {
	for name, want := range map[string]string{"nonce": "", "SHA-1": "", "DS record": "delegation signer", "revocation list": "certificate revocation list"} {
		if term, ok := LookUp(name); !ok || term.Stands != want {
			t.Errorf("%s stands for %q, want %q", name, term.Stands, want)
		}
	}
}

// TestSpelt: a term is said where a text has it as a whole word.
func TestSpelt(t *testing.T) {
	for _, tt := range []struct {
		term, text string
		want       bool
	}{
		{"TLS", "It agrees to TLS 1.3.", true},
		{"TLS", "Old (TLS)", true},
		{"TLS", "TLSA, STARTTLS, TLS1 and TLSÄ", false},
		{"TLS", "TLSTLS TLS", true},
		{"TLS", "tls", false},
		{"cookie", "Cookies are kept.", true},
		{"cookie", "A cookie.", true},
		{"cookie", "COOKIE and cookiejar", false},
		{"access log", "Nobody logs in here, and no log is kept.", false},
		{"access log", "Look into the access logs.", true},
		{"access log", "An access logbook", false},
		{"alias", "A CNAME", true},
	} {
		term, ok := LookUp(tt.term)
		if got := term.among(spelt(tt.text)); got != tt.want || !ok {
			t.Errorf("%q in %q: %t, want %t", tt.term, tt.text, got, tt.want)
		}
	}
}

func TestTermAbout(t *testing.T) {
	term := Term{Probes: []scanner.ProbeID{"hsts", "mail.dmarc"}}
	for id, want := range map[scanner.ProbeID]bool{"hsts.age": true, "mail.dmarc": true, "mail.dmarc-sub": false, "mail.spf": false} {
		if got := term.About(id); got != want {
			t.Errorf("About(%s) = %t, want %t", id, got, want)
		}
	}
}

// TestSpoken: what is not said in words of our own is left out.
func TestSpoken(t *testing.T) {
	for markdown, want := range map[string]string{
		"A TLS word.":                        "A TLS word.",
		"A `TLS` word.":                      "A   word.",
		"A ``TLS ` SPF`` word.":              "A   word.",
		`It has "p=none TLS" in it, so TLS.`: "It has   in it, so TLS.",
		"“A question on TLS?”":               "“A question on TLS?”",
		"an open ` mark and TLS":             "an open   mark and TLS",
		"```\nTLS\n```\nSPF":                 "SPF",
		"    TLS\n- SPF":                     "- SPF",
		"- item:\n\n      TLS\n":             "- item:\n\n",
		"``````":                             "",
		"":                                   "",
	} {
		if got := spoken(markdown); got != want {
			t.Errorf("spoken(%q) = %q, want %q", markdown, got, want)
		}
	}
}

// TestWords: a report explains the words that it uses, and none that only the
// shop or an instruction for technicians does.
func TestWords(t *testing.T) {
	run := checklist.Run{Target: scanner.Target{Domain: "tea-shop.example"}, Scan: scanner.Scan{Findings: []scanner.Finding{{
		Probe: "dns.caa", Subject: "MTA-STS", Outcome: scanner.Fail, Severity: scanner.Low,
		Message:  `The rule has "BIMI" in it, and an alias (CNAME) leads to a record (TXT).`,
		Evidence: []observe.Evidence{{Source: "DANE", Quote: "DKIM", Again: "dig +short TXT HSTS.example"}},
	}}}}
	words := New(run, catalog()).Words
	var got []string
	for _, w := range words.Entries {
		got = append(got, w.Label)
	}
	for _, want := range []string{"alias (CNAME)", "record (TXT)"} {
		if !slices.Contains(got, want) {
			t.Errorf("%q is not explained: %q", want, got)
		}
	}
	for _, word := range []string{"BIMI", "CAA", "DANE", "DKIM", "HSTS", "MTA-STS"} {
		if slices.Contains(got, word) {
			t.Errorf("%s is explained, and only what is quoted has it", word)
		}
	}
}

// TestWordsForTechnicians: what a report has for somebody technical is not
// explained to the owner.
func TestWordsForTechnicians(t *testing.T) {
	lines := Section[Point]{Heading: "All", Intro: "With BIMI.", Entries: []Point{{Label: "DANE", Text: "DKIM"}}}
	r := Report{Encryption: lines, Senders: lines, Findings: Section[Finding]{Heading: "Wrong", Entries: []Finding{{Snippets: "Set CAA."}}}}
	if words := r.words(); words.Heading != "" || len(words.Entries) != 0 {
		t.Errorf("explained is %+v", words)
	}
	if r.Findings.Entries[0].Snippets == "" || r.Encryption.Heading == "" {
		t.Error("the report itself has lost what is technical")
	}
}

func TestTermsIn(t *testing.T) {
	for markdown, want := range map[string]string{
		"Behind a content\nnetwork, with\n\n    DMARC\n\nand HSTS.": "content network, HSTS",
		"":                                    "",
		"- `DMARC` or VPNs":                   "VPN",
		"Call the data-protection authority.": "data-protection authority",
		"Data-protection authorities and an authority.": "authority, data-protection authority",
		"Have the DS records removed.":                  "DS record",
		"One record, and a null MX.":                    "null MX, record",
		"Look into the certificate logs.":               "certificate logs",
	} {
		var names []string
		for _, term := range TermsIn(markdown) {
			names = append(names, term.Name)
		}
		if got := strings.Join(names, ", "); got != want {
			t.Errorf("TermsIn(%q) = %s, want %s", markdown, got, want)
		}
	}
}
