package mail

import (
	"strings"
	"testing"

	"shopcheck/scanner"
)

func TestDMARCValid(t *testing.T) {
	const ok = "is written as it must be."
	for _, tt := range []struct {
		texts   []string
		want    scanner.Outcome
		message string
	}{
		{[]string{"v=DMARC1; p=reject"}, scanner.Pass, ok},
		{[]string{"v=DMARC1;p=none;sp=none;np=reject;rua=mailto:a@b.test , https://b.test/;ruf=mailto:a@b.test;fo=1:d:s;adkim=s;aspf=r;t=y;psd=n"}, scanner.Pass, ok},
		{[]string{"v=DMARC1;; p=reject; "}, scanner.Pass, ok},
		{[]string{"hello", "v=DMARC1; p=reject"}, scanner.Pass, ok},
		{[]string{"v=dmarc1; p=none", "v=DMARC1; p=reject"}, scanner.Pass, ok},
		{[]string{"v=DMARC1; p=reject; pct=50; ri=1"}, scanner.Warn, `its part "pct=50", at character 21, is no longer part of the standard (and 1 more).`},
		{[]string{"v=DMARC1; rua=mailto:a@b.test"}, scanner.Warn, "stops none of it: it does not say what to do"},
		{[]string{"v=DMARC1; \u00a0p=reject; rua=mailto:a@b.test"}, scanner.Warn, `does not say what to do with such mail, and its part "\u{a0}p=reject", at character 11, has a character other than`},
		{[]string{"v=DMARC1; pct=50; policy=reject"}, scanner.Fail, `does not say what to do with such mail, and its part "policy=reject", at character 19, is unknown to mail services.`},
		{[]string{"v=DMARC1; p=reject; policy=none"}, scanner.Warn, "unknown"},
		{[]string{"v=DMARC1; p=reject; p=none"}, scanner.Warn, "repeats"},
		{[]string{"v=DMARC1; p=reject; adkim=strict"}, scanner.Warn, "cannot have"},
		{[]string{"v=DMARC1; p=none; rua=a@b.test"}, scanner.Warn, `its part "a@b.test", at character 23, lacks "mailto:" in front.`},
		{[]string{"v=DMARC1; p=reject; \u00a0sp=none"}, scanner.Warn, `"\u{a0}sp=none", at character 21, has a character other than`},
		{[]string{"v=DMARC1; p=reject; psd=y"}, scanner.Warn, "belong to other companies"},
		{[]string{"v=DMARC1; p=rejct; rua=mailto:a@b.test"}, scanner.Fail, `is taken by mail services for one that stops none of it: its part "p=rejct", at character 11, is neither none`},
		{[]string{"v=DMARC1; p=reject; sp=yes"}, scanner.Fail, `is ignored by mail services: its part "sp=yes"`},
		{[]string{"v=DMARC1; sp=reject"}, scanner.Fail, "is ignored by mail services: it does not say"},
		{[]string{"v=DMARC1; p=\u0440eject"}, scanner.Fail, "has a character other than"},
		{[]string{"v=DMARC1"}, scanner.Fail, "does not say"},
		{[]string{"v=DMARC1; p=reject", "v=DMARC1; p=reject"}, scanner.Fail, "has 2 rules"},
		{[]string{"v=dmarc1; p=reject"}, scanner.Fail, "is not recognised by mail services: it has small letters"},
		{[]string{"v=spf1 -all", "p=reject"}, scanner.Fail, "lacks"},
		{[]string{"v=spf1 -all", "hello"}, scanner.NotApplicable, "no rule for forged mail of its own"},
		{nil, scanner.NotApplicable, "no rule for forged mail of its own"},
	} {
		r := answer("TXT _dmarc.shop.test", tt.texts...)
		f := judgeDMARCValid("shop.test", r)
		if f.Outcome != tt.want || !strings.Contains(f.Message, tt.message) || f.Subject != "TXT _dmarc.shop.test" || len(f.Evidence) == 0 {
			t.Errorf("%q: %+v, want %s: %s", tt.texts, f, tt.want, tt.message)
		}
	}
	platform := answer("TXT _dmarc.myshopify.com", "v=DMARC1; p=reject; psd=y")
	if f := judgeDMARCValid("myshopify.com", platform); f.Outcome != scanner.Pass {
		t.Errorf("a platform that says what it is: %+v", f)
	}
}

// TestDMARCValidIsBounded: what is told of a record does not grow with it.
func TestDMARCValidIsBounded(t *testing.T) {
	for _, part := range []string{"\u00e9\x1b[31m;", "pct=1;", "rua=a@b,", strings.Repeat("x", 60<<10) + ";"} {
		f := judgeDMARCValid("shop.test", answer("TXT _dmarc.shop.test", "v=DMARC1;p=none;"+strings.Repeat(part, 64<<10/len(part))))
		if f.Outcome != scanner.Warn || len(f.Message) > 1000 || len(f.Evidence) > 30 || strings.ContainsRune(f.Message, '\x1b') {
			t.Errorf("%.10q: %s, %d bytes, %d pieces of evidence", part, f.Outcome, len(f.Message), len(f.Evidence))
		}
	}
}
