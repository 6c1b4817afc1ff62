package observe

import (
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/miekg/dns"
)

// atServer leads questions to a name server to a function.
func atServer(t *testing.T, answer func(q *dns.Msg, tcp bool) *dns.Msg) (*Site, Endpoint) {
	t.Helper()
	site := Open(t.Context(), "shop.test", Options{ConnectTo: []Reroute{{"ns1.shop.test", 53, netip.MustParseAddrPort(resolverFunc(t, answer))}}})
	t.Cleanup(site.Close)
	return site, Endpoint{Host: "ns1.shop.test", Addr: netip.MustParseAddr("192.0.2.53")}
}

func TestAuthority(t *testing.T) {
	soa := "shop.test. 60 IN SOA ns1.shop.test. a.shop.test. 7 1 1 1 1"
	says := func(change func(*dns.Msg)) func(*dns.Msg, bool) *dns.Msg {
		return func(q *dns.Msg, _ bool) *dns.Msg {
			m := new(dns.Msg).SetReply(q)
			change(m)
			return m
		}
	}
	for _, tt := range []struct {
		name   string
		answer func(q *dns.Msg, tcp bool) *dns.Msg
		want   Authority
		quote  string
	}{
		{
			name: "its own", answer: reply(0, rrs(t, soa, "other.test. 60 IN SOA a. b. 1 1 1 1 1"), nil),
			want: Authority{Code: "NOERROR", Own: true, Answers: []string{"ns1.shop.test. a.shop.test. 7 1 1 1 1"}}, quote: "ns1.shop.test. a.shop.test. 7 1 1 1 1",
		},
		{
			name: "somebody else's", answer: says(func(m *dns.Msg) { m.Answer, m.RecursionAvailable = rrs(t, soa), true }),
			want: Authority{Code: "NOERROR", Recursive: true, Answers: []string{"ns1.shop.test. a.shop.test. 7 1 1 1 1"}}, quote: "ns1.shop.test. a.shop.test. 7 1 1 1 1 (not as its own)",
		},
		{name: "a refusal", answer: says(func(m *dns.Msg) { m.Rcode = dns.RcodeRefused }), want: Authority{Code: "REFUSED"}, quote: "REFUSED"},
		{name: "an unheard-of code", answer: says(func(m *dns.Msg) { m.Rcode = 13 }), want: Authority{Code: "code 13"}, quote: "code 13"},
		{
			name: "a pointer elsewhere", answer: says(func(m *dns.Msg) { m.Ns = rrs(t, "shop.test. 60 IN NS b.test.", "shop.test. 60 IN NS A.test.") }),
			want: Authority{Code: "NOERROR", Referral: []string{"a.test", "b.test"}}, quote: "refers to a.test, b.test",
		},
		{name: "a pointer to the root", answer: says(func(m *dns.Msg) { m.Ns = rrs(t, ". 60 IN NS a.root.") }), want: Authority{Code: "NOERROR"}, quote: "no SOA record"},
		{name: "too long for a packet", answer: func(q *dns.Msg, tcp bool) *dns.Msg {
			if tcp {
				return reply(0, rrs(t, soa), nil)(q, tcp)
			}
			return says(func(m *dns.Msg) { m.Truncated = true })(q, tcp)
		}, want: Authority{Code: "NOERROR", Own: true, Answers: []string{"ns1.shop.test. a.shop.test. 7 1 1 1 1"}}, quote: "ns1.shop.test. a.shop.test. 7 1 1 1 1"},
		{name: "no EDNS", answer: func(q *dns.Msg, tcp bool) *dns.Msg {
			if q.IsEdns0() != nil {
				return says(func(m *dns.Msg) { m.Rcode = dns.RcodeFormatError })(q, tcp)
			}
			return reply(0, rrs(t, soa), nil)(q, tcp)
		}, want: Authority{Code: "NOERROR", Own: true, Answers: []string{"ns1.shop.test. a.shop.test. 7 1 1 1 1"}}, quote: "ns1.shop.test. a.shop.test. 7 1 1 1 1"},
		{name: "another question's answer", answer: says(func(m *dns.Msg) { m.Question[0].Name = "other.test." }), want: Authority{Mute: "sent what is no answer"}, quote: "sent what is no answer"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			site, at := atServer(t, func(q *dns.Msg, tcp bool) *dns.Msg {
				if q.RecursionDesired {
					t.Error("it is asked to ask others")
				}
				return tt.answer(q, tcp)
			})
			got, err := site.Authority(t.Context(), at, "SOA", "Shop.Test.")
			if err != nil {
				t.Fatal(err)
			}
			want := tt.want
			want.Server, want.Addr, want.Type, want.Name, want.At = "ns1.shop.test", "192.0.2.53", "SOA", "shop.test", got.At
			if diff := cmp.Diff(&want, got); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
			e := got.Evidence()
			if e.Source != "SOA shop.test at ns1.shop.test" || e.Quote != tt.quote || e.Again != "dig +norecurse SOA shop.test @ns1.shop.test" {
				t.Errorf("evidence %+v", e)
			}
		})
	}
}

// whyNot is the cause of an error, none if there is none.
func whyNot(err error) Cause {
	if err == nil {
		return ""
	}
	return cause(err)
}

// TestNobodyThere: one that says nothing is asked three times, the last time over
// TCP, and is no answer; nor is one that is not there.
func TestNobodyThere(t *testing.T) {
	t.Parallel()
	asked := make(chan bool, 10)
	site, at := atServer(t, func(_ *dns.Msg, tcp bool) *dns.Msg { asked <- tcp; return nil })
	if got, err := site.Authority(t.Context(), at, "SOA", "shop.test"); err != nil || got.Mute != "gave no answer in time" || got.Evidence().Quote != got.Mute {
		t.Errorf("got %+v, %v", got, err)
	}
	if len(asked) != 3 || <-asked || <-asked || !<-asked || site.Usage().Used.Queries != 3 {
		t.Errorf("%d questions are left, %d were counted", len(asked), site.Usage().Used.Queries)
	}
	none := Open(t.Context(), "shop.test", Options{ConnectTo: []Reroute{{"", 53, netip.MustParseAddrPort("127.0.0.1:1")}}})
	defer none.Close()
	if got, err := none.Authority(t.Context(), at, "SOA", "shop.test"); err != nil || got.Mute != "takes no questions" {
		t.Errorf("got %+v, %v", got, err)
	}
}

// TestServersArePublic: a zone may name servers anywhere, and nobody goes to those
// in the network that this runs in.
func TestServersArePublic(t *testing.T) {
	site := Open(t.Context(), "shop.test", Options{Fetch: true})
	defer site.Close()
	for _, addr := range []string{"10.0.0.53", "127.0.0.53", "169.254.169.254", "::1", "fd00::53", "::ffff:192.168.0.1"} {
		at := Endpoint{Host: "ns1.shop.test", Addr: netip.MustParseAddr(addr)}
		if got, err := site.Authority(t.Context(), at, "SOA", "shop.test"); cause(err) != Private {
			t.Errorf("asked %s: %+v, %v", addr, got, err)
		}
		if got, err := site.Transfer(t.Context(), at, "shop.test"); cause(err) != Private {
			t.Errorf("asked %s for the zone: %+v, %v", addr, got, err)
		}
	}
	if got, err := site.Authority(t.Context(), Endpoint{Host: "ns1.shop.test"}, "SOA", "shop.test"); err == nil {
		t.Errorf("asked nowhere: %+v", got)
	}
	if used := site.Usage().Used.Queries; used != 0 {
		t.Errorf("%d queries", used)
	}
}

// TestSecondOpinion: another resolver is asked than the one that answered, and that
// one alone.
func TestSecondOpinion(t *testing.T) {
	found := resolverFunc(t, reply(0, rrs(t, "shop.test. 60 IN SOA ns1.shop.test. a.shop.test. 7 1 1 1 1"), nil))
	fails := resolverFunc(t, reply(dns.RcodeServerFailure, nil, nil))
	soa := func(by string) *Records { return &Records{Type: "SOA", Name: "shop.test", Resolver: by} }
	for _, tt := range []struct {
		name      string
		resolvers []string
		first     string
		by        string // empty: no answer
		cause     Cause
	}{
		{"the second fails", []string{found, fails}, found, "", DNS},
		{"the first fails", []string{fails, found}, fails, found, ""},
		{"the first failed", []string{fails, found}, found, "", DNS},
		{"there is one", []string{found}, found, "", NotFound},
	} {
		t.Run(tt.name, func(t *testing.T) {
			site := Open(t.Context(), "shop.test", Options{Resolvers: tt.resolvers})
			defer site.Close()
			r, err := site.SecondOpinion(t.Context(), soa(tt.first))
			if whyNot(err) != tt.cause || err == nil && (r.State != Found || r.Resolver != tt.by) {
				t.Errorf("%+v, %v", r, err)
			}
		})
	}
}
