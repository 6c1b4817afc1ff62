package mail

import (
	"fmt"
	"strings"
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

func TestDMARCRUA(t *testing.T) {
	mx, spf := answer("MX shop.test", "10 mail.shop.test"), answer("TXT shop.test", "v=spf1 mx -all")
	yes := func(host string, texts ...string) *observe.Records {
		return answer("TXT shop.test._report._dmarc."+host, append(texts, "v=DMARC1")...)
	}
	no := func(host string, texts ...string) *observe.Records {
		return answer("TXT shop.test._report._dmarc."+host, texts...)
	}
	for _, tt := range []struct {
		name    string
		tags    string
		more    []*observe.Records // before the usual ones
		want    scanner.Outcome
		message string
	}{
		{"its own", "rua=mailto:a@shop.test", nil, scanner.Pass, "go to shop.test."},
		{"below it", "rua=mailto:a@mail.shop.test", []*observe.Records{answer("TXT _dmarc.mail.shop.test")}, scanner.Pass, "go to mail.shop.test."},
		{"below it, and another's", "rua=mailto:a@x.shop.test", []*observe.Records{answer("TXT _dmarc.x.shop.test", "v=DMARC1; psd=n"), no("x.shop.test")}, scanner.Fail, "has not agreed"},
		{"agreed", "rua=mailto:a@r.test", []*observe.Records{yes("r.test")}, scanner.Pass, "go to r.test, as agreed."},
		{"agreed among other texts", "rua=mailto:a@R.test", []*observe.Records{yes("r.test", "hello", "v=spf1 -all")}, scanner.Pass, "go to r.test, as agreed."},
		{"both", "rua=mailto:a@shop.test,mailto:b@shop.test, mailto:a@r.test", []*observe.Records{yes("r.test")}, scanner.Pass, "go to shop.test and r.test."},
		{"with another address there", "rua=mailto:a@r.test", []*observe.Records{no("r.test", "v=DMARC1; rua=mailto:b@r.test")}, scanner.Pass, "as agreed"},
		{"handed on", "rua=mailto:a@r.test", []*observe.Records{no("r.test", "v=DMARC1; rua=mailto:b@s.test")}, scanner.Fail, "hands them on"},
		{"not agreed", "rua=mailto:a@r.test", []*observe.Records{no("r.test")}, scanner.Fail, "reach nobody: they are to go to r.test, which has not agreed to take them."},
		{"a wildcard of another kind", "rua=mailto:a@r.test", []*observe.Records{no("r.test", "v=spf1 -all")}, scanner.Fail, "has not agreed"},
		{"two that have not", "rua=mailto:a@r.test,mailto:a@s.test", []*observe.Records{no("r.test"), no("s.test")}, scanner.Fail, "to go to r.test and s.test, which have not"},
		{"one of two", "rua=mailto:a@shop.test,mailto:a@r.test", []*observe.Records{no("r.test")}, scanner.Warn, "reach shop.test, but not r.test"},
		{"nobody answers", "rua=mailto:a@r.test", nil, scanner.Unknown, "Could not be judged"},
		{"nobody answers, and another has not", "rua=mailto:a@r.test,mailto:a@s.test", []*observe.Records{no("r.test")}, scanner.Unknown, "Could not be judged"},
		{"nobody answers, and another works", "rua=mailto:a@r.test,mailto:a@shop.test", nil, scanner.Pass, "go to shop.test."},
		{"copies that nobody takes", "rua=mailto:a@shop.test; ruf=mailto:a@r.test", []*observe.Records{no("r.test")}, scanner.Warn, "copies of single mails do not reach r.test"},
		{"copies that somebody takes", "rua=mailto:a@shop.test; ruf=mailto:a@r.test", []*observe.Records{yes("r.test")}, scanner.Pass, "go to shop.test."},
		{"no mail address", "rua=https://r.test/", nil, scanner.Warn, "no mail address"},
		{"no address", "", nil, scanner.Warn, "names no address"},
		{"no address that can be read", "rua=a@shop.test", nil, scanner.Warn, "not written as it must be"},
		{"a name too long to ask for", "rua=mailto:a@" + strings.Repeat("a.", 115) + "test", nil, scanner.Fail, "has not agreed"},
		{"takes no mail", "rua=mailto:a@shop.test", []*observe.Records{answer("MX shop.test", "0 ."), answer("TXT shop.test", "v=spf1 a -all")}, scanner.Warn, "shop.test, which takes no mail"},
		{"takes no mail, a name below it may", "rua=mailto:a@in.shop.test", []*observe.Records{answer("MX shop.test", "0 ."), answer("TXT shop.test", "v=spf1 a -all"), answer("TXT _dmarc.in.shop.test")}, scanner.Pass, "go to in.shop.test"},
		{"takes no mail, somebody else does", "rua=mailto:a@shop.test,mailto:a@r.test", []*observe.Records{answer("MX shop.test", "0 ."), answer("TXT shop.test", "v=spf1 a -all"), yes("r.test")}, scanner.Pass, "go to r.test"},
		{"nobody sends", "", []*observe.Records{answer("TXT shop.test", "v=spf1 -all")}, scanner.NotApplicable, "lets nobody send mail"},
		{"nobody sends, and nothing is stopped", "t=y", []*observe.Records{answer("TXT shop.test", "v=spf1 -all")}, scanner.Warn, "names no address"},
		{"the suffix belongs to the same", "rua=mailto:a@other.test", []*observe.Records{answer("TXT _dmarc.test", "v=DMARC1; p=none"), answer("TXT _dmarc.other.test")}, scanner.Pass, "go to other.test"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			answers := append([]*observe.Records{mx, spf, answer("TXT _dmarc.test"), answer("TXT _dmarc.shop.test", "v=DMARC1; p=reject; "+tt.tags)}, tt.more...)
			f := run(t, DMARCRUA, site(t, "shop.test", answers...))[0]
			if f.Outcome != tt.want || !strings.Contains(f.Message, tt.message) || f.Subject != "TXT _dmarc.shop.test" || f.Outcome != scanner.Unknown && len(f.Evidence) == 0 {
				t.Errorf("found %+v, want %s: %s", f, tt.want, tt.message)
			}
		})
	}
}

// TestReportsElsewhere: a rule that is not the domain's own sends its reports
// where its owner wants them.
func TestReportsElsewhere(t *testing.T) {
	usual := []*observe.Records{answer("MX shop.test", "10 mail.shop.test"), answer("TXT shop.test", "v=spf1 mx -all"), answer("TXT _dmarc.shop.test")}
	for above, want := range map[string]string{"v=DMARC1; p=reject; psd=y": "is that of test", "hello": "no rule for forged mail that could ask"} {
		f := run(t, DMARCRUA, site(t, "shop.test", append(usual, answer("TXT _dmarc.test", above))...))[0]
		if f.Outcome != scanner.NotApplicable || !strings.Contains(f.Message, want) {
			t.Errorf("%s: %+v", above, f)
		}
	}
}

// TestTakersAreBounded: no record makes a scan ask more than a few hosts.
func TestTakersAreBounded(t *testing.T) {
	answers := []*observe.Records{answer("MX shop.test", "10 mail.shop.test"), answer("TXT shop.test", "v=spf1 mx -all"), answer("TXT _dmarc.test")}
	list := "v=DMARC1; p=none; rua="
	for i := range 2000 {
		list += fmt.Sprintf("mailto:a@h%d.test,", i)
		answers = append(answers, answer(fmt.Sprintf("TXT shop.test._report._dmarc.h%d.test", i), "hello"))
	}
	answers = append(answers, answer("TXT _dmarc.shop.test", list))
	s := site(t, "shop.test", answers...)
	f := run(t, DMARCRUA, s)[0]
	rule, err := lookStanding(t.Context(), s)
	asked := 0
	for _, e := range lookTakers(t.Context(), s, rule) {
		if e.err == nil {
			asked++
		}
	}
	if f.Outcome != scanner.Unknown || f.Cause != observe.BudgetSpent || err != nil || asked != maxTakers {
		t.Errorf("%d were asked, and found %+v", asked, f)
	}
}
