package pretend_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/dnssec"
	"shopcheck/scanner/pretend"
)

// TestSigned: each setting of signed zones makes what it says, and the shop's own
// answers stay what they were.
func TestSigned(t *testing.T) {
	for _, tt := range []struct {
		yaml     string
		question string
		state    dnssec.State
		flaw     dnssec.Flaw
		plain    observe.Cause // of the same question, asked as everybody does; empty: answered
	}{
		{"signed: {}", "A shop.test", dnssec.Secure, "", ""},
		{"signed: {}", "A www.shop.test", dnssec.Secure, "", ""},
		{"signed: {}", "TXT nobody.shop.test", dnssec.Secure, "", ""},
		{"signed: {}", "A shops.platform.example", dnssec.Insecure, "", ""},
		{"signed: {}", "A other.test", dnssec.Secure, "", ""},
		{"signed: {algorithm: 15, nsec3: true}", "TXT nobody.shop.test", dnssec.Secure, "", ""},
		{"signed: {nsec3: true, rounds: 101}", "TXT nobody.shop.test", dnssec.Insecure, dnssec.Costly, ""},
		{"signed: {fault: expired}", "A shop.test", dnssec.Bogus, dnssec.Expired, ""},
		{"signed: {fault: not-yet}", "A shop.test", dnssec.Bogus, dnssec.NotYet, ""},
		{"signed: {fault: wrong-ds}", "A shop.test", dnssec.Bogus, dnssec.WrongKey, ""},
		{"signed: {fault: misfit}", "A shop.test", dnssec.Bogus, dnssec.Misfit, ""},
		{"signed: {fault: unsigned}", "A shop.test", dnssec.Bogus, dnssec.Unsigned, ""},
		{"signed: {fault: no-proof}", "TXT nobody.shop.test", dnssec.Bogus, dnssec.NoProof, ""},
		{"signed: {fault: misfit, at: [www.shop.test A]}", "A shop.test", dnssec.Secure, "", ""},
		{"signed: {fault: misfit, at: [www.shop.test A]}", "A www.shop.test", dnssec.Bogus, dnssec.Misfit, ""},
		{"signed: {fault: expired}, validates: true", "A shop.test", dnssec.Bogus, dnssec.Expired, observe.DNSBogus},
		{"signed: {}, validates: true", "A shop.test", dnssec.Secure, "", ""},
		{"signed: {}, strips: true", "A shop.test", dnssec.Indeterminate, dnssec.Unsigned, ""},
	} {
		s := startAt(t, "-- shop.yaml --\ndns: {"+tt.yaml+"}\n-- dns --\nshops.platform.example. A 203.0.113.9\nother.test. A 203.0.113.10\n")
		site := observe.Open(t.Context(), s.Domain(), s.Options())
		typ, name, _ := strings.Cut(tt.question, " ")
		if c, err := site.Chain(t.Context(), typ, name); err != nil || c.State != tt.state || c.Flaw != tt.flaw {
			t.Errorf("%s: %s is %+v, %v; want %s %s", tt.yaml, tt.question, c, err, tt.state, tt.flaw)
		}
		r, err := site.Records(t.Context(), typ, name)
		if cause, _ := observe.Explain(err); err != nil && cause != tt.plain || err == nil && tt.plain != "" {
			t.Errorf("%s: %s: %+v, %v; want cause %q", tt.yaml, tt.question, r, err, tt.plain)
		}
		site.Close()
	}
}

func startAt(t *testing.T, text string) *pretend.Shop {
	t.Helper()
	s, err := pretend.Start(txtar.Parse([]byte(text)), pretend.Settings{Now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// TestSignedAnswersAlike: who wants no signatures is answered as by a shop without.
func TestSignedAnswersAlike(t *testing.T) {
	plain, signed := start(t, zoneShop), start(t, strings.Replace(zoneShop, "  authenticated: true", "  authenticated: true\n  signed: {}", 1))
	for _, question := range []string{"shop.test A", "shop.test MX", "www.shop.test A", "any.wild.shop.test A", "gone.shop.test A", "shop.test AAAA", "broken.shop.test A", "shop.test AXFR"} {
		name, typ, _ := strings.Cut(question, " ")
		a, errA := query(t, plain, "tcp", name, typ)
		b, errB := query(t, signed, "tcp", name, typ)
		if errA != nil || errB != nil || a.Rcode != b.Rcode || a.AuthenticatedData != b.AuthenticatedData || !slices.Equal(data(a.Answer), data(b.Answer)) || len(a.Ns) != len(b.Ns) {
			t.Errorf("%s:\n%v %v\n%v %v", question, a, errA, b, errB)
		}
	}
}

func data(rrs []dns.RR) (out []string) {
	for _, rr := range rrs {
		out = append(out, rr.String())
	}
	slices.Sort(out)
	return out
}

func TestSignedMistakes(t *testing.T) {
	for _, yaml := range []string{"signed: {fault: gone}", "signed: {algorithm: 99}", "signed: {colour: red}"} {
		s, err := pretend.Start(txtar.Parse([]byte("-- shop.yaml --\ndns: {"+yaml+"}\n")), pretend.Settings{})
		if err == nil {
			s.Close()
			t.Errorf("%s: started", yaml)
		}
	}
}
