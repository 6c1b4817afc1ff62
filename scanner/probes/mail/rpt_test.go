package mail

import (
	"strings"
	"testing"

	"shopcheck/scanner"
)

func TestJudgeTLSRPT(t *testing.T) {
	for _, tt := range []struct {
		texts   []string
		want    scanner.Outcome
		message string
	}{
		{nil, scanner.Warn, "does not ask"},
		{[]string{"v=spf1 -all", "v=TLSRPTv10; rua=mailto:a@b.test", "v=tlsrptv1; rua=mailto:a@b.test", " v=TLSRPTv1; rua=mailto:a@b.test"}, scanner.Warn, "does not ask"},
		// The examples of RFC 8460, sections 3 and 3.1.
		{[]string{"v=TLSRPTv1;rua=mailto:reports@example.com"}, scanner.Pass, "asks other"},
		{[]string{"v=TLSRPTv1; rua=https://reporting.example.com/v1/tlsrpt"}, scanner.Pass, "asks other"},
		{[]string{"v=TLSRPTv1 ; rua=mailto:a@b.test , https://b.test ; x-y.z=1;;"}, scanner.Pass, "asks other"},
		{[]string{"v=TLSRPTv1; rua=mailto:a@b.test; rua=mailto:c@d.test"}, scanner.Pass, "asks other"}, // the grammar allows several
		{[]string{"v=TLSRPTv1; rua=MAILTO:a%2Cb@b.test?subject=x"}, scanner.Pass, "asks other"},
		{[]string{"v=TLSRPTv1; rua=mailto:a@b.test", "other"}, scanner.Pass, "asks other"},
		{[]string{"v=TLSRPTv1; rua=mailto:a@b.test", "v=TLSRPTv1; rua=mailto:a@c.test"}, scanner.Fail, "asks 2 times"},
		{[]string{"v=TLSRPTv1"}, scanner.Fail, "does not say where to"},
		{[]string{"v=TLSRPTv1; ruf=mailto:a@b.test"}, scanner.Fail, "does not say where to"},
		{[]string{"v=TLSRPTv1; RUA=mailto:a@b.test"}, scanner.Fail, "does not say where to"}, // to the letter's case
		{[]string{"v=TLSRPTv1; rua="}, scanner.Fail, `the part "rua=", which cannot be read`},
		{[]string{"v=TLSRPTv1; rua"}, scanner.Fail, `the part "rua", which cannot be read`},
		{[]string{"v=TLSRPTv1; rua = mailto:a@b.test"}, scanner.Fail, "cannot be read"},
		{[]string{"v=TLSRPTv1; rua=mailto:a@b.test; -x=1"}, scanner.Fail, "cannot be read"},
		{[]string{"v=TLSRPTv1; rua=mailto:\x1b@b.test"}, scanner.Fail, "cannot be read"},
		{[]string{"v=TLSRPTv1; rua=a@b.test"}, scanner.Fail, `no address that they can be sent to: "a@b.test"`},
		{[]string{"v=TLSRPTv1; rua=http://b.test/"}, scanner.Fail, "no address"},
		{[]string{"v=TLSRPTv1; rua=mailto:a@b.test!10m"}, scanner.Fail, "no address"},
		{[]string{"v=TLSRPTv1; rua=mailto:b.test,https:///x"}, scanner.Fail, "no address"},
		{[]string{"v=TLSRPTv1; rua=mailto:a@b.test, c@d.test"}, scanner.Warn, `"c@d.test"`},
		{[]string{"v=TLSRPTv1; rua=mailto:a@b.test,"}, scanner.Warn, `""`},
	} {
		f := judgeTLSRPT("shop.test", answer("TXT _smtp._tls.shop.test", tt.texts...))
		if f.Outcome != tt.want || !strings.Contains(f.Message, tt.message) || len(f.Evidence) == 0 || f.Subject != "TXT _smtp._tls.shop.test" {
			t.Errorf("%q: %+v, want %s, %q", tt.texts, f, tt.want, tt.message)
		}
	}
}

// FuzzRPT: a record has addresses, each a part of it, or a reason.
func FuzzRPT(f *testing.F) {
	for _, seed := range []string{"v=TLSRPTv1; rua=mailto:a@b.test,https://b.test/x;", "v=TLSRPTv1;;=;rua=,", "v=TLSRPTv1; rua=mailto:a@b@c", "v=TLSRPTv1;\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, record string) {
		addresses, why := rptAddresses(record)
		if why != "" && addresses != nil {
			t.Fatalf("%q: %q and %s", record, addresses, why)
		}
		for _, a := range addresses {
			if !strings.Contains(record, a) || reportable(a) && strings.ContainsFunc(a, unprintable) {
				t.Fatalf("%q: %q", record, a)
			}
		}
	})
}

func TestJudgeBIMI(t *testing.T) {
	for _, tt := range []struct {
		texts   []string
		want    scanner.Outcome
		message string
	}{
		{nil, scanner.NotApplicable, "publishes no logo"},
		{[]string{"v=spf1 -all", "v=BIMI10; l=", "v=bimi1; l="}, scanner.NotApplicable, "publishes no logo"},
		{[]string{"v=BIMI1; l=; a=;"}, scanner.NotApplicable, "says that it has no logo"},
		{[]string{"v=BIMI1; l="}, scanner.NotApplicable, "says that it has no logo"},
		{[]string{"v=BIMI1; l=https://b.test/l.svg"}, scanner.Pass, "want no certificate"},
		{[]string{"v=BIMI1;l=https://b.test/l.svg;a=;avp=brand;lps=x"}, scanner.Pass, "want no certificate"},
		{[]string{"v=BIMI1; a=https://b.test/l.pem; l=https://b.test/logo"}, scanner.Pass, "with a certificate"},
		{[]string{"v=BIMI1"}, scanner.Fail, "does not say where"},
		{[]string{"v=BIMI1; a=https://b.test/l.pem"}, scanner.Fail, "does not say where"},
		{[]string{"v=BIMI1; l=; a=https://b.test/l.pem"}, scanner.Fail, "does not say where"},
		{[]string{"v=BIMI1; l=http://b.test/l.svg"}, scanner.Fail, "https://"},
		{[]string{"v=BIMI1; l=b.test/l.svg"}, scanner.Fail, "https://"},
		{[]string{"v=BIMI1; l=https://b.test/l.PNG?x=.svg"}, scanner.Fail, "(SVG)"},
		{[]string{"v=BIMI1; l=https://b.test/l.svg; a=self"}, scanner.Fail, "certificate"},
		{[]string{"v=BIMI1; l=https://b.test/l.svg; x"}, scanner.Fail, `"x"`},
		{[]string{"v=BIMI1; l=https://b.test/l.svg", "v=BIMI1; l=;"}, scanner.Fail, "2 logos"},
	} {
		f, shown := judgeBIMI("shop.test", answer("TXT default._bimi.shop.test", tt.texts...))
		if f.Outcome != tt.want || !strings.Contains(f.Message, tt.message) || shown != (tt.want == scanner.Pass) || len(f.Evidence) == 0 {
			t.Errorf("%q: %+v, %t; want %s, %q", tt.texts, f, shown, tt.want, tt.message)
		}
	}
}
