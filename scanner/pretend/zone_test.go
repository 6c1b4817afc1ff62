package pretend_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"

	"shopcheck/scanner/pretend"
)

// query asks the shop's resolver.
func query(t *testing.T, s *pretend.Shop, network, name, typ string) (*dns.Msg, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	q := new(dns.Msg).SetQuestion(dns.Fqdn(name), dns.StringToType[typ])
	q.SetEdns0(1232, false)
	m, _, err := (&dns.Client{Net: network}).ExchangeContext(ctx, q, s.Options().Resolvers[0])
	return m, err
}

const zoneShop = `A shop with an unusual zone.
-- shop.yaml --
dns:
  authenticated: true
  servfail: [broken.shop.test, shop.test CAA]
  timeout: [slow.shop.test TXT]
  truncate: [shop.test MX]
-- dns --
- _dmarc TXT
- mail
@       MX    10 mx1
@       MX    20 mx2.mailer.example.
www     CNAME shops.platform.example.
shops.platform.example. A 203.0.113.9
lost    CNAME nobody.platform.example.
loop    CNAME loop
deep.under.here TXT "x"
*.wild  A     192.0.2.77
slow    TXT   "late"
@       DS    12345 13 2 3b2f6c2d1e8a9f7056473829aabbccddeeff00112233445566778899aabbccdd
long    TXT   ( "` + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" + `" )
`

func TestZone(t *testing.T) {
	s := start(t, zoneShop)
	for _, tt := range []struct {
		question string
		rcode    int
		answer   []string // what each record ends in
		soa      string   // of a negative answer
	}{
		{"shop.test A", dns.RcodeSuccess, []string{"192.0.2.10"}, ""},
		{"SHOP.test A", dns.RcodeSuccess, []string{"192.0.2.10"}, ""},
		{"shop.test TXT", dns.RcodeSuccess, []string{`"v=spf1 mx -all"`}, ""},
		{"shop.test MX", dns.RcodeSuccess, []string{"10 mx1.shop.test.", "20 mx2.mailer.example."}, ""},
		{"shop.test DS", dns.RcodeSuccess, []string{"3B2F6C2D1E8A9F7056473829AABBCCDDEEFF00112233445566778899AABBCCDD"}, ""},
		{"shop.test NS", dns.RcodeSuccess, []string{"ns1.shop.test.", "ns2.shop.test."}, ""},
		{"shop.test AAAA", dns.RcodeSuccess, nil, "shop.test."},
		{"mail.shop.test A", dns.RcodeNameError, nil, "shop.test."},
		{"_dmarc.shop.test TXT", dns.RcodeNameError, nil, "shop.test."},
		{"under.here.shop.test A", dns.RcodeSuccess, nil, "shop.test."},
		{"www.shop.test A", dns.RcodeSuccess, []string{"shops.platform.example.", "203.0.113.9"}, ""},
		{"www.shop.test CNAME", dns.RcodeSuccess, []string{"shops.platform.example."}, ""},
		{"www.shop.test TXT", dns.RcodeSuccess, []string{"shops.platform.example."}, "."},
		{"lost.shop.test A", dns.RcodeNameError, []string{"nobody.platform.example."}, "."},
		{"loop.shop.test A", dns.RcodeServerFailure, slices.Repeat([]string{"loop.shop.test."}, 10), ""},
		{"any.wild.shop.test A", dns.RcodeSuccess, []string{"192.0.2.77"}, ""},
		{"any.wild.shop.test TXT", dns.RcodeSuccess, nil, "shop.test."},
		{"test DS", dns.RcodeSuccess, nil, "."},
		{"other.test A", dns.RcodeNameError, nil, "."},
		{"broken.shop.test A", dns.RcodeServerFailure, nil, ""},
		{"shop.test CAA", dns.RcodeServerFailure, nil, ""},
		{"shop.test AXFR", dns.RcodeRefused, nil, ""},
	} {
		name, typ, _ := strings.Cut(tt.question, " ")
		m, err := query(t, s, "tcp", name, typ)
		if err != nil {
			t.Errorf("%s: %v", tt.question, err)
			continue
		}
		fits := m.Rcode == tt.rcode && len(m.Answer) == len(tt.answer)
		for i := range tt.answer {
			fits = fits && strings.HasSuffix(m.Answer[i].String(), "\t"+tt.answer[i]) || fits && typ == "DS" && strings.HasSuffix(m.Answer[i].String(), tt.answer[i])
		}
		if tt.soa != "" {
			fits = fits && len(m.Ns) == 1 && m.Ns[0].Header().Name == tt.soa && m.Ns[0].Header().Rrtype == dns.TypeSOA
		}
		if fits = fits && (tt.soa != "" || len(m.Ns) == 0); !fits {
			t.Errorf("%s: %s\nwant %s, %q, SOA of %q", tt.question, m, dns.RcodeToString[tt.rcode], tt.answer, tt.soa)
		}
		if answered := m.Rcode == dns.RcodeSuccess || m.Rcode == dns.RcodeNameError; answered != m.AuthenticatedData || !m.RecursionAvailable {
			t.Errorf("%s: AD %t, RA %t", tt.question, m.AuthenticatedData, m.RecursionAvailable)
		}
	}
}

func TestResolverSilent(t *testing.T) {
	s := start(t, zoneShop)
	if m, err := query(t, s, "udp", "slow.shop.test", "TXT"); err == nil {
		t.Errorf("an answer came: %s", m)
	}
	if m, err := query(t, s, "udp", "slow.shop.test", "A"); err != nil || m.Rcode != dns.RcodeSuccess {
		t.Errorf("another type of that name: %v, %v", m, err)
	}
}

func TestResolverTruncates(t *testing.T) {
	long := "-- dns --\n@ TXT " + strings.Repeat(`"`+strings.Repeat("x", 250)+`" `, 8) + "\n"
	for text, question := range map[string]string{zoneShop: "MX", long: "TXT"} {
		s := start(t, text)
		m, err := query(t, s, "udp", "shop.test", question)
		if err != nil || !m.Truncated || len(m.Answer) != 0 {
			t.Errorf("%s over UDP: %v, %v; want it truncated", question, m, err)
		}
		m, err = query(t, s, "tcp", "shop.test", question)
		if err != nil || m.Truncated || len(m.Answer) == 0 {
			t.Errorf("%s over TCP: %v, %v; want it whole", question, m, err)
		}
	}
}
