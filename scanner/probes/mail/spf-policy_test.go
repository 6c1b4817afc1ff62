package mail

import (
	"fmt"
	"strings"
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/mail/spf"
)

func TestSPFPolicy(t *testing.T) {
	mx := answer("MX shop.test", "10 mail.shop.test")
	reject := answer("TXT _dmarc.shop.test", "v=DMARC1; p=reject")
	dmarc := func(policy string) *observe.Records { return answer("TXT _dmarc.shop.test", "v=DMARC1; "+policy) }
	for _, tt := range []struct {
		record string
		more   []*observe.Records
		want   scanner.Outcome
	}{
		{"v=spf1 mx -all", nil, scanner.Pass},
		{"v=spf1 -ALL", nil, scanner.Pass},
		{"v=spf1 mx -all +all", nil, scanner.Pass}, // the first counts
		{"v=spf1 -all redirect=other.test", nil, scanner.Pass},
		{"v=spf1 mx ~all", []*observe.Records{reject}, scanner.Pass},
		{"v=spf1 mx ~all", []*observe.Records{dmarc("p=quarantine; rua=mailto:a@shop.test")}, scanner.Pass},
		{"v=spf1 mx ~all", []*observe.Records{dmarc("p=none; rua=mailto:a@shop.test")}, scanner.Warn},
		{"v=spf1 mx ~all", []*observe.Records{dmarc("p=reject; t=y")}, scanner.Warn},
		{"v=spf1 mx ~all", []*observe.Records{answer("TXT _dmarc.shop.test"), answer("TXT _dmarc.test")}, scanner.Warn},
		{"v=spf1 mx ~all", nil, scanner.Unknown}, // the DMARC record is not known
		{"v=spf1 mx ?all", nil, scanner.Warn},
		{"v=spf1 mx all", nil, scanner.Fail},
		{"v=spf1 mx +all", nil, scanner.Fail},
		{"v=spf1 mx", nil, scanner.Fail},
		{"v=spf1", nil, scanner.Fail},
		{"v=spf1 mx -al", nil, scanner.Fail},
		{"v=spf1 include:other.test", nil, scanner.Fail}, // an include's all decides nothing
		{"v=spf1 redirect=Other.Test.", []*observe.Records{answer("TXT other.test", "x", "v=spf1 mx -all")}, scanner.Pass},
		{"v=spf1 redirect=other.test", []*observe.Records{answer("TXT other.test", "v=spf1 ?all")}, scanner.Warn},
		{"v=spf1 redirect=other.test", []*observe.Records{answer("TXT other.test", "v=spf1 mx")}, scanner.Fail},
		{"v=spf1 redirect=other.test", []*observe.Records{answer("TXT other.test", "x")}, scanner.Fail},
		{"v=spf1 redirect=other.test", []*observe.Records{answer("TXT other.test", "v=spf1 -all", "v=spf1 -all")}, scanner.Fail},
		{"v=spf1 redirect=other.test", nil, scanner.Unknown},
		{"v=spf1 redirect=shop.test", nil, scanner.Fail}, // a loop
		{"v=spf1 redirect=%{d}.other.test", nil, scanner.Unknown},
		{"v=spf2.0/pra ?all", nil, scanner.NotApplicable},
	} {
		t.Run(tt.record, func(t *testing.T) {
			answers := append(tt.more, mx, answer("TXT shop.test", tt.record))
			found := run(t, SPFPolicy, site(t, "shop.test", answers...))
			if len(found) != 1 || found[0].Outcome != tt.want || found[0].Subject != "TXT shop.test" {
				t.Errorf("found %+v, want one %s", found, tt.want)
			}
			if f := found[0]; (f.Outcome == scanner.Pass || f.Outcome == scanner.Fail) && len(f.Evidence) == 0 {
				t.Errorf("%s without evidence", f.Outcome)
			}
		})
	}
}

// TestSPFRedirectsAreBounded: mail servers give up after ten lookups, and so does
// the walk.
func TestSPFRedirectsAreBounded(t *testing.T) {
	answers := []*observe.Records{answer("MX a0.test", "10 mail.shop.test"), answer("TXT a0.test", "v=spf1 redirect=a1.test")}
	for i := 1; i < 30; i++ {
		answers = append(answers, answer(fmt.Sprintf("TXT a%d.test", i), fmt.Sprintf("v=spf1 redirect=a%d.test", i+1)))
	}
	found := run(t, SPFPolicy, site(t, "a0.test", answers...))
	if f := found[0]; f.Outcome != scanner.Fail || !strings.Contains(f.Message, "give up before they come to its end") || len(f.Evidence) != spf.MaxLookups+1 {
		t.Errorf("found %+v, want fail after %d redirects", found, spf.MaxLookups)
	}
}

// TestSPFOpen: a list that lets everybody pass opens those that include it, and
// what nobody answers is not taken for one.
func TestSPFOpen(t *testing.T) {
	mx := answer("MX shop.test", "10 mail.shop.test")
	for _, tt := range []struct {
		record  string
		more    []*observe.Records
		want    scanner.Outcome
		message string
	}{
		{"v=spf1 include:b.test -all", []*observe.Records{answer("TXT b.test", "v=spf1 +all")}, scanner.Fail, `everybody else send as well, by its part "include:b.test"`},
		{"v=spf1 ip4:0.0.0.0/0 -all", nil, scanner.Fail, `by its part "ip4:0.0.0.0/0"`},
		{"v=spf1 +ALL", nil, scanner.Fail, "send as well."},
		{"v=spf1 include:b.test -all", []*observe.Records{answer("TXT b.test", "v=spf1 ?all")}, scanner.Pass, "refuse everybody else"},
		{"v=spf1 include:b.test -all", nil, scanner.Pass, "refuse everybody else"},
		{"v=spf1 redirect=b.test", []*observe.Records{answer("TXT b.test", "v=spf1 mx -al")}, scanner.Fail, `it leads to that of b.test, whose part "-al" is no word of such lists, at character 11`},
	} {
		f := run(t, SPFPolicy, site(t, "shop.test", append(tt.more, mx, answer("TXT shop.test", tt.record))...))[0]
		if f.Outcome != tt.want || !strings.Contains(f.Message, tt.message) || len(f.Evidence) == 0 {
			t.Errorf("%s: %+v, want %s: %s", tt.record, f, tt.want, tt.message)
		}
	}
}
