package tls

import (
	"crypto/elliptic"
	"net/netip"
	"strings"
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

func TestJudgeEndpoints(t *testing.T) {
	modern := in(hello.TLS12, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")
	more := in(hello.TLS12, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384")
	outdated := in(hello.TLS10, "TLS_RSA_WITH_AES_128_CBC_SHA")
	rc4 := in(hello.TLS12, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_RSA_WITH_RC4_128_SHA")
	good, other := shows(t, curveKey(t, elliptic.P256()), 90), shows(t, curveKey(t, elliptic.P256()), 90)
	late := *good
	late.At = at.AddDate(1, 0, 0)
	way := func(host, addr string, hs *observe.Handshake, spoken ...survey.Protocol) endpoint {
		e := endpoint{at: observe.Endpoint{Host: host, Port: 443}, survey: surveyOf(spoken...), hs: hs}
		if addr != "" {
			e.at.Addr = netip.MustParseAddr(addr)
		}
		return e
	}
	first := way("shop.test", "", good, modern)
	unclear := survey.Protocol{Version: hello.TLS10, Offered: survey.Unclear, Why: "the server did not answer in time"}
	choked := modern
	choked.Partial = "the server did not answer in time"
	lost := endpoint{at: observe.Endpoint{Host: "shop.test"}, err: &observe.Failure{Cause: observe.Unreachable, Words: "there is no way to that address from here"}}
	for _, tt := range []struct {
		name  string
		seen  []endpoint
		want  scanner.Outcome
		words string
	}{
		{"one", []endpoint{first}, scanner.NotApplicable, "only one way"},
		{"alike", []endpoint{first, way("shop.test", "192.0.2.2", good, modern)}, scanner.Pass, ""},
		{"another name's certificate", []endpoint{first, way("www.shop.test", "192.0.2.1", other, modern)}, scanner.Pass, ""},
		{"another certificate", []endpoint{first, way("shop.test", "192.0.2.2", other, modern)}, scanner.Warn, "or their certificates"},
		{"one more suite", []endpoint{first, way("shop.test", "192.0.2.2", good, more)}, scanner.Warn, "differ"},
		{"an old version", []endpoint{first, way("shop.test", "192.0.2.2", good, modern, outdated)}, scanner.Fail, "shop.test at its address 192.0.2.2 accepts outdated encryption (TLS 1.0)"},
		{"the first is the worse", []endpoint{way("shop.test", "", good, modern, outdated), way("shop.test", "192.0.2.2", good, modern)}, scanner.Fail, "shop.test accepts outdated"},
		{"both are bad", []endpoint{way("shop.test", "", good, modern, outdated), way("shop.test", "192.0.2.2", good, modern, outdated)}, scanner.Pass, ""},
		{"a broken suite", []endpoint{first, way("www.shop.test", "192.0.2.2", good, rc4)}, scanner.Fail, "accepts broken encryption"},
		{"an expired certificate", []endpoint{first, way("shop.test", "192.0.2.2", &late, modern)}, scanner.Fail, "out of date"},
		{"perhaps an old version too", []endpoint{way("shop.test", "", good, modern, unclear), way("shop.test", "192.0.2.2", good, modern, outdated)}, scanner.Unknown, "did not answer in time"},
		{"perhaps a broken suite too", []endpoint{way("shop.test", "", good, choked), way("shop.test", "192.0.2.2", good, rc4)}, scanner.Unknown, "did not answer in time"},
		{"alike, as far as they answer", []endpoint{way("shop.test", "", good, modern, unclear), way("shop.test", "192.0.2.2", good, modern, unclear)}, scanner.Pass, ""},
		{"no answer", []endpoint{first, lost}, scanner.Unknown, ""},
		{"no answer from a third", []endpoint{first, lost, way("shop.test", "192.0.2.2", good, outdated)}, scanner.Fail, "192.0.2.2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := judgeEndpoints(tt.seen)
			if err != nil {
				f = scanner.CouldNot("", err)
			}
			if f.Outcome != tt.want || !strings.Contains(f.Message, tt.words) {
				t.Errorf("it says %s %q, want %s %q", f.Outcome, f.Message, tt.want, tt.words)
			}
		})
	}
}
