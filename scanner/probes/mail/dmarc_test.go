package mail

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

func TestTreeWalk(t *testing.T) {
	for domain, want := range map[string][]string{
		"shop.test":         {"shop.test", "test"},
		"test":              {"test"},
		"a.b.c.d.e.f.g.hh":  {"a.b.c.d.e.f.g.hh", "b.c.d.e.f.g.hh", "c.d.e.f.g.hh", "d.e.f.g.hh", "e.f.g.hh", "f.g.hh", "g.hh", "hh"},
		"1.a.b.c.d.e.f.g.h": {"1.a.b.c.d.e.f.g.h", "b.c.d.e.f.g.h", "c.d.e.f.g.h", "d.e.f.g.h", "e.f.g.h", "f.g.h", "g.h", "h"},
	} {
		if diff := cmp.Diff(want, treeWalk(domain)); diff != "" {
			t.Errorf("treeWalk(%q): %s", domain, diff)
		}
	}
}

func TestDiscover(t *testing.T) {
	for _, tt := range []struct {
		name           string
		zone           string // "name: record" lines, for myshop.platform.test
		found, policy  string
		present        scanner.Outcome
		strength       scanner.Outcome
		reports, tests bool
	}{
		{"reject", "myshop.platform.test: v=DMARC1; p=reject", "myshop.platform.test", "reject", scanner.Pass, scanner.Pass, false, false},
		{"quarantine, odd spacing and case", "myshop.platform.test: v = DMARC1 ;P = Quarantine;", "myshop.platform.test", "quarantine", scanner.Pass, scanner.Pass, false, false},
		{"removed tags are ignored", "myshop.platform.test: v=DMARC1; pct=0; rf=afrf; ri=1; x=y; p=reject", "myshop.platform.test", "reject", scanner.Pass, scanner.Pass, false, false},
		{"none with reports", "myshop.platform.test: v=DMARC1; p=none; rua=mailto:a@shop.test", "myshop.platform.test", "none", scanner.Pass, scanner.Warn, true, false},
		{"none without", "myshop.platform.test: v=DMARC1; p=none", "myshop.platform.test", "none", scanner.Pass, scanner.Fail, false, false},
		{"an address without a scheme is none", "myshop.platform.test: v=DMARC1; p=none; rua=a@shop.test, mailto:", "myshop.platform.test", "none", scanner.Pass, scanner.Fail, false, false},
		{"one good address is enough", "myshop.platform.test: v=DMARC1; p=none; rua=x, mailto:a@shop.test!10m", "myshop.platform.test", "none", scanner.Pass, scanner.Warn, true, false},
		{"test mode", "myshop.platform.test: v=DMARC1; p=reject; t=y", "myshop.platform.test", "reject", scanner.Pass, scanner.Warn, false, true},
		{"test mode off", "myshop.platform.test: v=DMARC1; p=reject; t=n", "myshop.platform.test", "reject", scanner.Pass, scanner.Pass, false, false},
		{"no p, reports", "myshop.platform.test: v=DMARC1; rua=mailto:a@shop.test", "myshop.platform.test", "none", scanner.Pass, scanner.Warn, true, false},
		{"no p, no reports", "myshop.platform.test: v=DMARC1; sp=reject", "", "", scanner.Fail, scanner.NotApplicable, false, false},
		{"bad p, reports", "myshop.platform.test: v=DMARC1; p=rejct; rua=mailto:a@shop.test", "myshop.platform.test", "none", scanner.Pass, scanner.Warn, true, false},
		{"bad sp spoils p", "myshop.platform.test: v=DMARC1; p=reject; sp=yes", "", "", scanner.Fail, scanner.NotApplicable, false, false},
		{"version in the wrong case", "myshop.platform.test: v=dmarc1; p=reject", "", "", scanner.Fail, scanner.NotApplicable, false, false},
		{"version not first", "myshop.platform.test: p=reject; v=DMARC1", "", "", scanner.Fail, scanner.NotApplicable, false, false},
		{"comma for semicolon", "myshop.platform.test: v=DMARC1, p=reject", "", "", scanner.Fail, scanner.NotApplicable, false, false},
		{"space in front", "myshop.platform.test:  v=DMARC1; p=reject", "", "", scanner.Fail, scanner.NotApplicable, false, false},
		{"other texts do not count", "myshop.platform.test: v=spf1 -all\nmyshop.platform.test: v=DMARC1; p=reject", "myshop.platform.test", "reject", scanner.Pass, scanner.Pass, false, false},
		{"two", "myshop.platform.test: v=DMARC1; p=reject\nmyshop.platform.test: v=DMARC1; p=none", "", "", scanner.Fail, scanner.NotApplicable, false, false},
		{"nothing", "", "", "", scanner.Fail, scanner.NotApplicable, false, false},
		{"its own before the platform's", "myshop.platform.test: v=DMARC1; p=none; rua=mailto:a@b.test\nplatform.test: v=DMARC1; p=reject", "myshop.platform.test", "none", scanner.Pass, scanner.Warn, true, false},
		{"inherited", "platform.test: v=DMARC1; p=reject", "platform.test", "reject", scanner.Warn, scanner.Pass, false, false},
		{"inherited for those below", "platform.test: v=DMARC1; p=reject; sp=none", "platform.test", "none", scanner.Warn, scanner.Fail, false, false},
		{"inherited, unusable", "platform.test: v=DMARC1; p=x", "", "", scanner.Fail, scanner.NotApplicable, false, false},
		{"two of its own, one inherited", "myshop.platform.test: v=DMARC1; p=none\nmyshop.platform.test: v=DMARC1\nplatform.test: v=DMARC1; p=reject", "platform.test", "reject", scanner.Warn, scanner.Pass, false, false},
		{"the highest counts", "platform.test: v=DMARC1; p=none\ntest: v=DMARC1; p=reject", "test", "reject", scanner.Warn, scanner.Pass, false, false},
		{"psd=n ends the walk", "platform.test: v=DMARC1; p=reject; psd=n\ntest: v=DMARC1; p=none", "platform.test", "reject", scanner.Warn, scanner.Pass, false, false},
		{"below psd=y", "platform.test: v=DMARC1; p=quarantine\ntest: v=DMARC1; p=none; psd=y", "platform.test", "quarantine", scanner.Warn, scanner.Pass, false, false},
		{"psd=y right above", "platform.test: v=DMARC1; p=reject; sp=quarantine; psd=y\ntest: v=DMARC1; p=none", "platform.test", "quarantine", scanner.Warn, scanner.Pass, false, false},
		{"psd=y with nothing below", "test: v=DMARC1; p=reject; psd=y", "test", "reject", scanner.Warn, scanner.Pass, false, false},
		{"psd=y of its own", "myshop.platform.test: v=DMARC1; p=reject; psd=y", "myshop.platform.test", "reject", scanner.Pass, scanner.Pass, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := discover("myshop.platform.test", walked("myshop.platform.test", tt.zone))
			if s.found != tt.found || s.policy != tt.policy || s.reports != tt.reports || s.testing != tt.tests {
				t.Errorf("discover = %+v, want %q asking for %q, reports %t, test %t", s, tt.found, tt.policy, tt.reports, tt.tests)
			}
			if f := judgeDMARC(s); f.Outcome != tt.present || len(f.Evidence) == 0 {
				t.Errorf("mail.dmarc = %+v, want %s", f, tt.present)
			}
			if f := judgeDMARCPolicy(s); f.Outcome != tt.strength || len(f.Evidence) == 0 {
				t.Errorf("mail.dmarc-policy = %+v, want %s", f, tt.strength)
			}
		})
	}
}

// walked returns the answers that a tree walk from domain gets in a zone of
// "name: record" lines.
func walked(domain, zone string) []*observe.Records {
	var answers []*observe.Records
	for _, name := range treeWalk(domain) {
		var texts []string
		for line := range strings.SplitSeq(zone, "\n") {
			if at, text, ok := strings.Cut(line, ": "); ok && at == name {
				texts = append(texts, text)
			}
		}
		answers = append(answers, answer("TXT _dmarc."+name, texts...))
	}
	return answers
}

// The walk asks no more than it must, and a silent name on the way leaves the
// rule unknown.
func TestWalk(t *testing.T) {
	mx := answer("MX shop.test", "10 mail.shop.test")
	txt := answer("TXT shop.test", "v=spf1 mx -all")
	own := answer("TXT _dmarc.shop.test", "v=DMARC1; p=reject")
	for _, tt := range []struct {
		name    string
		answers []*observe.Records
		want    scanner.Outcome
	}{
		{"its own record is enough", []*observe.Records{own}, scanner.Pass},
		{"nothing anywhere", []*observe.Records{mx, txt, answer("TXT _dmarc.shop.test"), answer("TXT _dmarc.test")}, scanner.Fail},
		{"no answer above", []*observe.Records{mx, txt, answer("TXT _dmarc.shop.test")}, scanner.Unknown},
		{"no answer at all", []*observe.Records{mx, txt, answer("TXT _dmarc.test", "v=DMARC1; p=reject")}, scanner.Unknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			found := run(t, DMARC, site(t, "www.shop.test", tt.answers...))
			if len(found) != 1 || found[0].Outcome != tt.want || found[0].Subject != "TXT _dmarc.shop.test" {
				t.Errorf("found %+v, want %s", found, tt.want)
			}
		})
	}
}
