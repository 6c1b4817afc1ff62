package mail

import (
	"strings"
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

func TestDMARCSub(t *testing.T) {
	const domain = "shop.test"
	for _, tt := range []struct {
		zone    string
		want    scanner.Outcome
		message string
	}{
		{"shop.test: v=DMARC1; p=reject", scanner.Pass, "holds for names below it too"},
		{"shop.test: v=DMARC1; p=reject; sp=reject; np=reject", scanner.Pass, "holds"},
		{"shop.test: v=DMARC1; p=quarantine; sp=reject", scanner.Pass, "holds"},
		{"shop.test: v=DMARC1; p=none; sp=reject", scanner.Pass, "holds"},
		{"shop.test: v=DMARC1; p=reject; t=y", scanner.Pass, "holds"},
		{"shop.test: v=DMARC1; p=reject; sp=quarantine", scanner.Warn, "is weaker for names below it."},
		{"shop.test: v=DMARC1; p=reject; sp=quarantine; np=reject", scanner.Warn, "weaker for names below it that exist."},
		{"shop.test: v=DMARC1; p=reject; np=quarantine", scanner.Warn, "weaker for names below it that do not exist"},
		{"shop.test: v=DMARC1; p=quarantine; sp=none", scanner.Warn, "weaker for names below it."},
		{"shop.test: v=DMARC1; p=reject; sp=none", scanner.Fail, "does nothing for names below it."},
		{"shop.test: v=DMARC1; p=reject; sp=none; np=reject", scanner.Fail, "does nothing for names below it that exist."},
		{"shop.test: v=DMARC1; p=reject; sp=none; np=quarantine", scanner.Fail, "does nothing for names below it that exist."},
		{"shop.test: v=DMARC1; p=reject; np=none", scanner.Fail, "does nothing for names below it that do not exist"},
		{"shop.test: v=DMARC1; p=none; rua=mailto:a@shop.test", scanner.NotApplicable, "no rule that stops"},
		{"shop.test: v=DMARC1; p=reject; sp=what", scanner.NotApplicable, "no rule that stops"},
		{"", scanner.NotApplicable, "no rule that stops"},
		{"test: v=DMARC1; p=reject; psd=y", scanner.Pass, "holds"},
		{"test: v=DMARC1; p=reject; np=none; psd=y", scanner.Fail, "do not exist"},
		{"shop.test: v=DMARC1; p=reject\ntest: v=DMARC1; p=none; psd=y", scanner.Pass, "holds"},
		{"shop.test: v=DMARC1; p=reject\ntest: v=DMARC1; p=none", scanner.Warn, "some mail services follow the weaker rule for forged mail of test."},
		{"shop.test: v=DMARC1; p=reject; psd=n\ntest: v=DMARC1; p=none", scanner.Pass, "holds"},
		{"shop.test: v=DMARC1; p=reject\ntest: v=DMARC1; p=what", scanner.Warn, "weaker rule"},
	} {
		w := walked(domain, tt.zone)
		f := judgeDMARCSub(discover(w), lookBelow(w))
		if f.Outcome != tt.want || !strings.Contains(f.Message, tt.message) || len(f.Evidence) == 0 {
			t.Errorf("%s: %+v, want %s: %s", tt.zone, f, tt.want, tt.message)
		}
		for _, e := range f.Evidence {
			if strings.Contains(e.Quote, " ,") || strings.Contains(e.Quote, " ;") {
				t.Errorf("%s: evidence with a gap in it: %s", tt.zone, e.Quote)
			}
		}
	}
}

// TestOwnName: where the shop is at a name with a record of its own, that is
// judged too.
func TestOwnName(t *testing.T) {
	usual := []*observe.Records{answer("MX shop.test", "10 mail.shop.test"), answer("TXT shop.test", "v=spf1 mx -all"), answer("TXT _dmarc.test")}
	for _, tt := range []struct{ domain, own, want string }{
		{"reject", "reject", "pass pass"},
		{"none; sp=reject; rua=mailto:a@shop.test", "none", "pass pass"},
		{"reject", "quarantine", "pass warn"},
		{"reject", "reject; t=y", "pass warn"},
		{"reject", "none", "pass fail"},
		{"reject", "what", "pass fail"},
		{"quarantine", "none", "pass warn"},
		{"reject", "", "pass"},
		{"reject", "?", "pass unknown"},
		{"none", "none", "not-applicable"},
	} {
		answers := append(usual[:len(usual):len(usual)], answer("TXT _dmarc.shop.test", "v=DMARC1; p="+tt.domain))
		switch tt.own {
		case "?":
		case "":
			answers = append(answers, answer("TXT _dmarc.store.shop.test", "hello"))
		default:
			answers = append(answers, answer("TXT _dmarc.store.shop.test", "v=DMARC1; p="+tt.own))
		}
		if tt.own == "" {
			answers = append(answers, answer("TXT _dmarc.test"))
		}
		var got []string
		for _, f := range run(t, DMARCSub, site(t, "store.shop.test", answers...)) {
			got = append(got, string(f.Outcome))
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("domain %s, own name %q: %s, want %s", tt.domain, tt.own, got, tt.want)
		}
	}
}
