package observe

import (
	"context"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/miekg/dns"
)

// resolverFunc serves answer over UDP and TCP on loopback until the test ends.
func resolverFunc(t *testing.T, answer func(q *dns.Msg, tcp bool) *dns.Msg) string {
	t.Helper()
	pc, l := bothPorts(t)
	for _, s := range []*dns.Server{{PacketConn: pc}, {Listener: l}} {
		tcp := s.Listener != nil
		s.Handler = dns.HandlerFunc(func(w dns.ResponseWriter, q *dns.Msg) {
			if m := answer(q, tcp); m != nil {
				_ = w.WriteMsg(m)
			}
		})
		go func() { _ = s.ActivateAndServe() }()
		t.Cleanup(func() { _ = s.Shutdown() })
	}
	return pc.LocalAddr().String()
}

// bothPorts listens on one port number over UDP and TCP.
func bothPorts(t *testing.T) (net.PacketConn, net.Listener) {
	t.Helper()
	for range 20 {
		pc, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		l, err := net.Listen("tcp", pc.LocalAddr().String())
		if err == nil {
			return pc, l
		}
		_ = pc.Close() // the number is taken on the other side
	}
	t.Fatal("no port is free over UDP and TCP")
	return nil, nil
}

func rrs(t *testing.T, lines ...string) []dns.RR {
	t.Helper()
	var out []dns.RR
	for _, l := range lines {
		rr, err := dns.NewRR(l)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, rr)
	}
	return out
}

func TestRecords(t *testing.T) {
	soa := "shop.test. 60 IN SOA ns1.shop.test. h.shop.test. 1 2 3 4 5"
	for _, tt := range []struct {
		name   string
		typ    string
		answer func(q *dns.Msg, tcp bool) *dns.Msg
		want   Records
		cause  Cause
	}{
		{
			name: "found, sorted, strings joined", typ: "TXT", answer: reply(0, rrs(t, `shop.test. 60 IN TXT "v=spf1 " "-all"`, `shop.test. 60 IN TXT "a\"b\\c"`), nil),
			want: Records{State: Found, Answers: []Record{{Value: `a"b\c`}, {Value: "v=spf1 -all"}}},
		},
		{name: "no record", typ: "TXT", answer: reply(0, nil, rrs(t, soa)), want: Records{State: NoRecord}},
		{name: "no name", typ: "TXT", answer: reply(dns.RcodeNameError, nil, rrs(t, soa)), want: Records{State: NoDomain, Zone: "shop.test"}},
		{name: "no name, as a filter says", typ: "TXT", answer: reply(dns.RcodeNameError, nil, nil), want: Records{State: NoDomain}},
		{name: "no name, and yet an answer", typ: "A", answer: reply(dns.RcodeNameError, rrs(t, "shop.test. 60 IN A 192.0.2.1"), nil), want: Records{State: Found, Answers: []Record{{Value: "192.0.2.1"}}}},
		{name: "server failure is no answer", typ: "TXT", answer: reply(dns.RcodeServerFailure, nil, nil), cause: DNS},
		{name: "refused is no answer", typ: "TXT", answer: reply(dns.RcodeRefused, nil, nil), cause: DNSRefused},
		{name: "a referral is no answer", typ: "TXT", cause: DNS, answer: func(q *dns.Msg, _ bool) *dns.Msg {
			m := new(dns.Msg).SetReply(q)
			m.Ns = rrs(t, "test. 60 IN NS a.test.")
			return m
		}},
		{name: "an answer to another question", typ: "TXT", cause: Malformed, answer: func(q *dns.Msg, _ bool) *dns.Msg {
			m := new(dns.Msg).SetReply(q)
			m.Question[0].Name = "other.test."
			m.Authoritative = true
			return m
		}},
		{
			name: "records of other names do not count", typ: "A", answer: reply(0, rrs(t, "evil.test. 60 IN A 192.0.2.66", "shop.test. 60 IN A 192.0.2.1"), nil),
			want: Records{State: Found, Answers: []Record{{Value: "192.0.2.1"}}},
		},
		{
			name: "through an alias", typ: "A", answer: reply(0, rrs(t, "shop.test. 60 IN CNAME cdn.test.", "cdn.test. 60 IN A 192.0.2.2"), nil),
			want: Records{State: Found, Aliases: []string{"cdn.test"}, Answers: []Record{{Value: "192.0.2.2"}}},
		},
		{
			name: "mail servers", typ: "MX", answer: reply(0, rrs(t, "shop.test. 60 IN MX 10 Mail.Shop.Test.", "shop.test. 60 IN MX 0 ."), nil),
			want: Records{State: Found, Answers: []Record{{Value: "0 .", Fields: []string{"0", "."}}, {Value: "10 Mail.Shop.Test.", Fields: []string{"10", "mail.shop.test"}}}},
		},
		{
			name: "bindings", typ: "HTTPS", answer: reply(0, rrs(t, `shop.test. 60 IN HTTPS 1 . alpn="h3,h2" port=443 ipv4hint=192.0.2.1`, `shop.test. 60 IN HTTPS 2 Cdn.Test. alpn=f\\\092oo\\\,bar,a\255b`, "shop.test. 60 IN HTTPS 0 Pool.Test."), nil),
			want: Records{State: Found, Answers: []Record{
				{Value: "0 Pool.Test.", Fields: []string{"0", "pool.test"}},
				{Value: `1 . alpn="h3,h2" port="443" ipv4hint="192.0.2.1"`, Fields: []string{"1", ".", "h3", "h2"}},
				{Value: `2 Cdn.Test. alpn="f\\\092oo\\\044bar,a\255b"`, Fields: []string{"2", "cdn.test", `f\oo,bar`, "a\ufffdb"}},
			}},
		},
		{
			name: "a binding of another kind", typ: "SVCB", answer: reply(0, rrs(t, "shop.test. 60 IN SVCB 1 dns.shop.test."), nil),
			want: Records{State: Found, Answers: []Record{{Value: "1 dns.shop.test.", Fields: []string{"1", "dns.shop.test"}}}},
		},
		{name: "truncated goes on over TCP", typ: "A", want: Records{State: Found, Answers: []Record{{Value: "192.0.2.3"}}}, answer: func(q *dns.Msg, tcp bool) *dns.Msg {
			if tcp {
				return reply(0, rrs(t, "shop.test. 60 IN A 192.0.2.3"), nil)(q, tcp)
			}
			m := new(dns.Msg).SetReply(q)
			m.Authoritative, m.Truncated = true, true
			return m
		}},
		{name: "an alias that never ends", typ: "A", cause: DNS, answer: func(q *dns.Msg, _ bool) *dns.Msg {
			name := q.Question[0].Name
			return reply(0, rrs(t, name+" 60 IN CNAME a"+name), nil)(q, false)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			site := Open(t.Context(), "shop.test", Options{Resolvers: []string{resolverFunc(t, tt.answer)}})
			defer site.Close()
			got, err := site.Records(t.Context(), tt.typ, "Shop.Test.")
			if cause, _ := Explain(err); err != nil && cause != tt.cause || err == nil && tt.cause != "" {
				t.Fatalf("got %v, %v; want cause %q", got, err, tt.cause)
			}
			if err != nil {
				return
			}
			if got.Type != tt.typ || got.Name != "shop.test" || got.At.IsZero() {
				t.Errorf("got %s %s at %v", got.Type, got.Name, got.At)
			}
			found := Records{State: got.State, Answers: got.Answers, Aliases: got.Aliases, Zone: got.Zone}
			if diff := cmp.Diff(tt.want, found); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
}

// reply answers every question alike, with authority.
func reply(rcode int, answer, ns []dns.RR) func(*dns.Msg, bool) *dns.Msg {
	return func(q *dns.Msg, _ bool) *dns.Msg {
		m := new(dns.Msg).SetRcode(q, rcode)
		m.Authoritative, m.Answer, m.Ns = true, answer, ns
		return m
	}
}

func TestTheRoot(t *testing.T) {
	at := resolverFunc(t, reply(0, rrs(t, ". 60 IN NS a.root-servers.net."), nil))
	site := Open(t.Context(), "shop.test", Options{Resolvers: []string{at}})
	defer site.Close()
	if r, err := site.Records(t.Context(), "NS", "."); err != nil || len(r.Values()) != 1 {
		t.Errorf("got %+v, %v", r, err)
	}
}

// TestOneFamilyIsEnough: an address of one kind counts when the other kind gets
// no answer.
func TestOneFamilyIsEnough(t *testing.T) {
	at := resolverFunc(t, func(q *dns.Msg, tcp bool) *dns.Msg {
		if q.Question[0].Qtype == dns.TypeA {
			return reply(dns.RcodeServerFailure, nil, nil)(q, tcp)
		}
		return reply(0, rrs(t, "shop.test. 60 IN AAAA 2001:db8::1"), nil)(q, tcp)
	})
	site := Open(t.Context(), "shop.test", Options{Resolvers: []string{at}})
	defer site.Close()
	if addrs, err := site.Addresses(t.Context(), "shop.test"); err != nil || len(addrs) != 1 {
		t.Errorf("got %v, %v", addrs, err)
	}
}

func TestInside(t *testing.T) {
	for value, want := range map[string]bool{"192.0.2.1": false, "10.1.2.3": true, "fd00::1": true, "2001:db8::1": false, "v=spf1 -all": false} {
		if got := (&Records{Answers: []Record{{Value: "198.51.100.1"}, {Value: value}}}).Inside(); got != want {
			t.Errorf("%s: %t, want %t", value, got, want)
		}
	}
}

func TestRecordsAreAskedOnceAndAgain(t *testing.T) {
	var asked atomic.Int32
	at := resolverFunc(t, func(q *dns.Msg, _ bool) *dns.Msg {
		asked.Add(1)
		return reply(0, rrs(t, "shop.test. 60 IN A 192.0.2.1"), nil)(q, false)
	})
	site := Open(t.Context(), "shop.test", Options{Resolvers: []string{at}})
	defer site.Close()
	for range 5 {
		if _, err := site.Records(t.Context(), "A", "shop.test"); err != nil {
			t.Fatal(err)
		}
	}
	if n := asked.Load(); n != 1 {
		t.Errorf("one question was asked %d times", n)
	}
	if _, err := site.Again().Records(t.Context(), "A", "shop.test"); err != nil || asked.Load() != 2 {
		t.Errorf("asked again: %v, %d questions in all, want 2", err, asked.Load())
	}
	if used := site.Usage().Used.Queries; used != 2 {
		t.Errorf("%d queries are counted, want 2", used)
	}
	replayed, err := Replay("shop.test", site.Looks()).Records(t.Context(), "A", "shop.test")
	if err != nil || replayed.Values()[0] != "192.0.2.1" {
		t.Errorf("replayed: %v, %v", replayed, err)
	}
	if _, err := Replay("shop.test", site.Looks()).Records(t.Context(), "MX", "shop.test"); err == nil {
		t.Error("a look that was never made was replayed")
	}
}

// TestSilentResolver: a cancel ends the wait, and silence is no answer.
func TestSilentResolver(t *testing.T) {
	at := resolverFunc(t, func(*dns.Msg, bool) *dns.Msg { return nil })
	ctx, cancel := context.WithCancel(t.Context())
	site := Open(ctx, "shop.test", Options{Resolvers: []string{at}})
	defer site.Close()
	time.AfterFunc(20*time.Millisecond, cancel)
	_, err := site.Records(t.Context(), "A", "shop.test")
	if cause, words := Explain(err); cause != Cancelled {
		t.Errorf("got %q (%s), want %q", cause, words, Cancelled)
	}
}

func TestQueryBudget(t *testing.T) {
	at := resolverFunc(t, reply(0, rrs(t, "shop.test. 60 IN A 192.0.2.1"), nil))
	site := Open(t.Context(), "shop.test", Options{Resolvers: []string{at}, Budget: Budget{Queries: 1}})
	defer site.Close()
	if _, err := site.Records(t.Context(), "A", "shop.test"); err != nil {
		t.Fatal(err)
	}
	_, err := site.Records(t.Context(), "MX", "shop.test")
	if cause, words := Explain(err); cause != BudgetSpent || !strings.Contains(words, "1 DNS queries") {
		t.Errorf("got %q (%s), want %q", cause, words, BudgetSpent)
	}
}

func FuzzUnescape(f *testing.F) {
	f.Add(`a\"b\\c\200`)
	f.Fuzz(func(t *testing.T, s string) { unescape([]string{s}) })
}
