package observe

import (
	"strings"
	"testing"

	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

func TestSurveyEvidence(t *testing.T) {
	for _, tt := range []struct {
		peer, host, want string
		in               []hello.Version
	}{
		{"192.0.2.1:443", "shop.test", "nmap -p 443 --script ssl-enum-ciphers,sslv2 shop.test", nil},
		{"", "shop.test", "nmap -p 443 --script ssl-enum-ciphers,sslv2 shop.test", []hello.Version{hello.SSL3}},
		{"[2001:db8::1]:25", "mx.shop.test", "nmap -p 25 --script ssl-enum-ciphers,sslv2 mx.shop.test", []hello.Version{hello.TLS10, hello.TLS11}},
		{"192.0.2.1:443", "shop.test", "openssl s_client -servername shop.test -connect shop.test:443 -tls1 -cipher ALL:@SECLEVEL=0 </dev/null", []hello.Version{hello.TLS10}},
		{"192.0.2.1:25", "mx.shop.test", "openssl s_client -starttls smtp -connect mx.shop.test:25 -tls1_3 </dev/null", []hello.Version{hello.TLS13}},
		{"192.0.2.1:443", "a b", "nmap -p 443 --script ssl-enum-ciphers,sslv2 'a b'", nil},
	} {
		s := &survey.Survey{Host: tt.host, Peer: tt.peer}
		e := SurveyEvidence(s, "SSL 3: "+strings.Repeat("x", 2*MaxQuote)+"\x1b", tt.in...)
		if e.Again != tt.want || e.Source != "TLS "+tt.host+" (survey)" || len(e.Quote) > MaxQuote || !strings.HasPrefix(e.Quote, "SSL 3: xx") {
			t.Errorf("SurveyEvidence of %s at %q in %v = %+v, want %q", tt.host, tt.peer, tt.in, e, tt.want)
		}
	}
}

func TestGroupsEvidence(t *testing.T) {
	for peer, want := range map[string]string{
		"192.0.2.1:443": "sslscan --no-heartbleed shop.test:443",
		"192.0.2.1:25":  "sslscan --no-heartbleed --starttls-smtp shop.test:25",
	} {
		e := GroupsEvidence(&survey.Survey{Host: "shop.test", Peer: peer}, "TLS 1.2 groups: sect571r1")
		if e.Again != want || e.Source != "TLS shop.test (survey)" || e.Quote != "TLS 1.2 groups: sect571r1" {
			t.Errorf("GroupsEvidence at %s = %+v, want %q", peer, e, want)
		}
	}
}
