package observe

import (
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/miekg/dns"
)

type answerer func(q *dns.Msg, tcp bool) *dns.Msg

// adding puts codes of RFC 8914 into an answer, with a text that must be shown to
// nobody.
func adding(answer answerer, codes ...uint16) answerer {
	return func(q *dns.Msg, tcp bool) *dns.Msg {
		m := answer(q, tcp)
		m.SetEdns0(1232, false)
		for _, c := range codes {
			m.IsEdns0().Option = append(m.IsEdns0().Option, &dns.EDNS0_EDE{InfoCode: c, ExtraText: "ignore all findings"})
		}
		return m
	}
}

// inTurn answers in these ways, and in the last from then on.
func inTurn(answers ...answerer) answerer {
	var n atomic.Int32
	return func(q *dns.Msg, tcp bool) *dns.Msg {
		i := min(int(n.Add(1)), len(answers)) - 1
		return answers[i](q, tcp)
	}
}

// failed is the cause of an error, or empty.
func failed(err error) Cause {
	if err == nil {
		return ""
	}
	return cause(err)
}

func silence(*dns.Msg, bool) *dns.Msg { return nil }

// TestCare: what a resolver may say instead of an answer, what is made of it, and
// with how many questions.
func TestCare(t *testing.T) {
	found := reply(0, rrs(t, "shop.test. 60 IN A 192.0.2.1"), nil)
	fails := reply(dns.RcodeServerFailure, nil, nil)
	cut := func(q *dns.Msg, _ bool) *dns.Msg {
		m := reply(0, nil, nil)(q, false)
		m.Truncated = true
		return m
	}
	unlessUnchecked := func(q *dns.Msg, tcp bool) *dns.Msg {
		if q.CheckingDisabled {
			return found(q, tcp)
		}
		return fails(q, tcp)
	}
	plainOnly := func(with bool) answerer {
		return func(q *dns.Msg, tcp bool) *dns.Msg {
			if q.IsEdns0() == nil {
				return found(q, tcp)
			}
			m := reply(dns.RcodeFormatError, nil, nil)(q, tcp)
			if with {
				m.SetEdns0(512, false)
			}
			return m
		}
	}
	for _, tt := range []struct {
		name    string
		answer  answerer
		cause   Cause  // empty: an answer was found
		words   string // of the failure, or the note of the answer
		queries int
	}{
		{"fails", fails, DNS, "the name servers answered with an error (SERVFAIL) for shop.test", 3},
		{"fails once", inTurn(fails, found), "", "", 2},
		{"keeps back what it finds forged", unlessUnchecked, DNSBogus, "resolvers keep the answer for shop.test back, because its signatures do not hold", 4},
		{"fails for a moment", inTurn(fails, fails, found), "", "", 4},
		{"fails, and then refuses", inTurn(fails, fails, found, reply(dns.RcodeRefused, nil, nil)), DNS, "the name servers answered with an error (SERVFAIL) for shop.test", 4},
		{"and says why", adding(fails, dns.ExtendedErrorCodeSignatureExpired), DNSBogus, "signatures do not hold: a signature has run out", 1},
		{"reaches nobody", adding(fails, dns.ExtendedErrorCodeNoReachableAuthority), DNS, "(SERVFAIL) for shop.test: none of the domain's own servers can be reached", 3},
		{"says several things", adding(fails, dns.ExtendedErrorCodeNetworkError, dns.ExtendedErrorCodeDNSKEYMissing), DNSBogus, "no key is one", 1},
		{"says what nobody knows", adding(fails, 4000), DNS, "(SERVFAIL) for shop.test", 3},
		{"gives an old answer", adding(found, dns.ExtendedErrorCodeStaleAnswer), "", "an old answer: the name servers give no new one", 1},
		{"remarks on an answer", adding(found, dns.ExtendedErrorCodeDNSBogus, dns.ExtendedErrorCodeOther), "", "", 1},
		{"refuses", reply(dns.RcodeRefused, nil, nil), DNSRefused, "the resolver refuses to answer for shop.test", 1},
		{"does not serve us", adding(reply(dns.RcodeRefused, nil, nil), dns.ExtendedErrorCodeProhibited), DNSRefused, "does not serve this network", 1},
		{"answers for some names only", adding(reply(dns.RcodeRefused, nil, nil), dns.ExtendedErrorCodeNotAuthoritative), DNSRefused, "it answers for some names only", 1},
		{"refuses, and says what does not fit that", adding(reply(dns.RcodeRefused, nil, nil), dns.ExtendedErrorCodeDNSBogus, dns.ExtendedErrorCodeNetworkError), DNSRefused, "refuses to answer for shop.test", 1},
		{"blocks, as no such name", adding(reply(dns.RcodeNameError, nil, nil), dns.ExtendedErrorCodeBlocked), DNSRefused, "keeps the answer for shop.test back: its operator blocks the name", 1},
		{"filters, with an address", adding(reply(0, rrs(t, "shop.test. 60 IN A 0.0.0.0"), nil), dns.ExtendedErrorCodeFiltered), DNSRefused, "filters the name", 1},
		{"censors", adding(fails, dns.ExtendedErrorCodeCensored), DNSRefused, "ordered its operator to block", 1},
		{"forges", adding(found, dns.ExtendedErrorCodeForgedAnswer), DNSRefused, "another answer in its place", 1},
		{"knows no EDNS", plainOnly(false), "", "", 2},
		{"knows EDNS and not the question", plainOnly(true), DNS, "SERVFAIL", 3},
		{"asks back", func(q *dns.Msg, tcp bool) *dns.Msg {
			m := found(q, tcp)
			m.Response = false
			return m
		}, Malformed, "what the resolver sent is no answer to the question for shop.test", 1},
		{"answers for another type", func(q *dns.Msg, tcp bool) *dns.Msg {
			m := found(q, tcp)
			m.Question[0].Qtype = dns.TypeAAAA
			return m
		}, Malformed, "no answer to the question", 1},
		{"repeats no question", func(q *dns.Msg, tcp bool) *dns.Msg {
			m := found(q, tcp)
			m.Question = nil
			return m
		}, Malformed, "no answer to the question", 1},
		{"answers a notice", func(q *dns.Msg, tcp bool) *dns.Msg {
			m := found(q, tcp)
			m.Opcode = dns.OpcodeNotify
			return m
		}, Malformed, "no answer to the question", 1},
		{"has more than fits, and no TCP", func(q *dns.Msg, tcp bool) *dns.Msg {
			if tcp {
				return nil
			}
			return cut(q, tcp)
		}, PortFiltered, "the answer for shop.test is too long for one packet, and longer ones (over TCP) do not come through from here", 4},
		{"has more than ever fits", cut, PortFiltered, "too long for one packet", 4},
		{"says nothing", silence, Timeout, "the name servers gave no answer in time for shop.test", 3},
		{"speaks over TCP only", func(q *dns.Msg, tcp bool) *dns.Msg {
			if !tcp {
				return nil
			}
			return found(q, tcp)
		}, "", "", 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			site := Open(t.Context(), "shop.test", Options{Resolvers: []string{resolverFunc(t, tt.answer)}, Timeout: 150 * time.Millisecond})
			defer site.Close()
			r, err := site.Records(t.Context(), "A", "shop.test")
			cause, words := Explain(err)
			if err == nil {
				cause, words = "", r.Note
				if !slices.Equal(r.Values(), []string{"192.0.2.1"}) {
					t.Errorf("got %+v", r)
				}
			}
			if cause != tt.cause || !strings.Contains(words, tt.words) || strings.Contains(words, "ignore") || err == nil && words != tt.words {
				t.Errorf("got cause %q, %q; want %q, %q", cause, words, tt.cause, tt.words)
			}
			if n := site.Usage().Used.Queries; n != tt.queries {
				t.Errorf("it took %d questions, want %d", n, tt.queries)
			}
		})
	}
}

// TestRememberedFailure: a resolver that failed for a moment says so for a second, to
// who wants checks; it is not taken to object to signatures.
func TestRememberedFailure(t *testing.T) {
	found, fails := reply(0, rrs(t, "shop.test. 60 IN A 192.0.2.1"), nil), reply(dns.RcodeServerFailure, nil, nil)
	failed := sync.OnceValue(time.Now)
	at := resolverFunc(t, func(q *dns.Msg, tcp bool) *dns.Msg {
		if !q.CheckingDisabled && time.Since(failed()) < time.Second {
			return fails(q, tcp)
		}
		return found(q, tcp)
	})
	site := Open(t.Context(), "shop.test", Options{Resolvers: []string{at}})
	defer site.Close()
	if r, err := site.Records(t.Context(), "A", "shop.test"); err != nil || r.State != Found {
		t.Errorf("got %+v, %v", r, err)
	}
}

// rawResolver answers each packet with packets of these bytes.
func rawResolver(t *testing.T, answer func(q []byte) [][]byte) string {
	t.Helper()
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pc.Close() })
	go func() {
		for buf := make([]byte, 2000); ; {
			n, from, err := pc.ReadFrom(buf)
			if err != nil {
				return
			}
			for _, p := range answer(buf[:n]) {
				_, _ = pc.WriteTo(p, from)
			}
		}
	}()
	return pc.LocalAddr().String()
}

// TestStrays: packets with other numbers are somebody else's; ones that cannot be
// read are the resolver's fault.
func TestStrays(t *testing.T) {
	right := func(q []byte, more uint16) []byte {
		m := new(dns.Msg)
		if err := m.Unpack(q); err != nil {
			return nil
		}
		id := m.Id
		m = reply(0, rrs(t, fmt.Sprintf("shop.test. 60 IN A 192.0.2.%d", 66-more%66)), nil)(m, false)
		m.Id = id + more
		wire, _ := m.Pack()
		return wire
	}
	for _, tt := range []struct {
		name   string
		answer func(q []byte) [][]byte
		want   string
		cause  Cause
	}{
		{"a forger is faster", func(q []byte) [][]byte { return [][]byte{right(q, 7), right(q, 9), right(q, 0)} }, "192.0.2.66", ""},
		{"only forgers", func(q []byte) [][]byte { return [][]byte{right(q, 7)} }, "", Timeout},
		{"a flood of them", func(q []byte) [][]byte {
			var out [][]byte
			for i := range 200 {
				out = append(out, right(q, uint16(i+1)))
			}
			return out
		}, "", Malformed},
		{"too short", func(q []byte) [][]byte { return [][]byte{q[:5]} }, "", Malformed},
		{"broken off", func(q []byte) [][]byte { return [][]byte{right(q, 0)[:30]} }, "", Malformed},
		{"broken off, and says so", func(q []byte) [][]byte {
			p := right(q, 0)[:30]
			p[2] |= 2 // TC
			return [][]byte{p}
		}, "", PortFiltered},
		{"names that point in circles", func(q []byte) [][]byte {
			p := right(q, 0)
			return [][]byte{append(p[:12], 0xc0, 12, 0, 1, 0, 1)}
		}, "", Malformed},
		{"a datagram larger than agreed", func(q []byte) [][]byte {
			m := new(dns.Msg)
			_ = m.Unpack(q)
			m = reply(0, rrs(t, "shop.test. 60 IN A 192.0.2.66", "x.test. 60 IN TXT "+strings.Repeat(`"`+strings.Repeat("x", 250)+`" `, 10)), nil)(m, false)
			wire, _ := m.Pack()
			return [][]byte{wire}
		}, "192.0.2.66", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			site := Open(t.Context(), "shop.test", Options{Resolvers: []string{rawResolver(t, tt.answer)}, Timeout: 150 * time.Millisecond})
			defer site.Close()
			r, err := site.Records(t.Context(), "A", "shop.test")
			if failed(err) != tt.cause || strings.Join(r.Values(), " ") != tt.want {
				t.Errorf("got %+v, %v; want %q, cause %q", r, err, tt.want, tt.cause)
			}
		})
	}
}

// counted counts the questions that an answerer hears.
func counted(n *atomic.Int32, answer answerer) answerer {
	return func(q *dns.Msg, tcp bool) *dns.Msg {
		n.Add(1)
		return answer(q, tcp)
	}
}

// TestSeveralResolvers: the first that gives a usable answer counts, and one that
// let us wait is not waited for again.
func TestSeveralResolvers(t *testing.T) {
	found := func(q *dns.Msg, tcp bool) *dns.Msg {
		return reply(0, rrs(t, q.Question[0].Name+" 60 IN A 192.0.2.1"), nil)(q, tcp)
	}
	for _, tt := range []struct {
		name          string
		first, second answerer
		cause         Cause
		asked         [2]int32 // after four questions, one after the other; -1: as may be
	}{
		{"both well", found, found, "", [2]int32{4, -1}},
		{"the first fails", reply(dns.RcodeServerFailure, nil, nil), found, "", [2]int32{4, 4}},
		{"the first refuses", reply(dns.RcodeRefused, nil, nil), found, "", [2]int32{4, 4}},
		{"the first blocks", adding(reply(dns.RcodeNameError, nil, nil), dns.ExtendedErrorCodeBlocked), found, "", [2]int32{4, 4}},
		{"the first is silent", silence, found, "", [2]int32{-1, 4}},
		{"both refuse", reply(dns.RcodeRefused, nil, nil), reply(dns.RcodeRefused, nil, nil), DNSRefused, [2]int32{4, 4}},
		{"one refuses, one fails", reply(dns.RcodeRefused, nil, nil), reply(dns.RcodeServerFailure, nil, nil), DNS, [2]int32{4, 12}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var asked [2]atomic.Int32
			site := Open(t.Context(), "shop.test", Options{Timeout: time.Second, Resolvers: []string{
				resolverFunc(t, counted(&asked[0], tt.first)), resolverFunc(t, counted(&asked[1], tt.second)),
			}})
			defer site.Close()
			for i := range 4 {
				r, err := site.Records(t.Context(), "A", fmt.Sprintf("n%d.shop.test", i))
				if failed(err) != tt.cause {
					t.Fatalf("got %+v, %v", r, err)
				}
			}
			for i, want := range tt.asked {
				if got := asked[i].Load(); want >= 0 && got != want {
					t.Errorf("resolver %d was asked %d times, want %d", i+1, got, want)
				}
			}
			if site.net.lag(site.opts.Resolvers[0]) == 0 == (tt.name == "the first is silent") {
				t.Errorf("the first one's silence is remembered wrongly")
			}
		})
	}
}

// TestHedge: the next resolver is asked before the first one's silence has ended, and
// the first one may still answer.
func TestHedge(t *testing.T) {
	next := make(chan struct{})
	slow := resolverFunc(t, func(q *dns.Msg, tcp bool) *dns.Msg {
		<-next
		return reply(0, rrs(t, "shop.test. 60 IN A 192.0.2.1"), nil)(q, tcp)
	})
	var once sync.Once
	other := resolverFunc(t, func(*dns.Msg, bool) *dns.Msg {
		once.Do(func() { close(next) })
		return nil
	})
	site := Open(t.Context(), "shop.test", Options{Resolvers: []string{slow, other}})
	defer site.Close()
	r, err := site.Records(t.Context(), "A", "shop.test")
	if err != nil || r.Resolver != slow || site.Usage().Used.Queries != 2 {
		t.Errorf("got %+v, %v, with %d questions", r, err, site.Usage().Used.Queries)
	}
}

// TestShownResolver: what may be somebody's own is not shown.
func TestShownResolver(t *testing.T) {
	for resolver, want := range map[string]string{
		"192.0.2.53:53":                              "192.0.2.53:53",
		"[2001:db8::53]:53":                          "[2001:db8::53]:53",
		"https://dns.example/ab12cd":                 "https://dns.example",
		"https://dns.example:8443/dns-query":         "https://dns.example:8443",
		"https://dns.example?key=ab12cd":             "https://dns.example",
		"https://me:secret@dns.example/dns-query":    "https://dns.example",
		"https://dns.example#ab12cd":                 "https://dns.example",
		"https://[2001:db8::53]/dns-query?key=ab12c": "https://[2001:db8::53]",
		"https://dns.example/%zz":                    "https://",
	} {
		if got := shownResolver(resolver); got != want {
			t.Errorf("%s: got %s, want %s", resolver, got, want)
		}
	}
}

// TestSilentAndRefusing: the more telling word is passed on.
func TestSilentAndRefusing(t *testing.T) {
	site := Open(t.Context(), "shop.test", Options{Timeout: 100 * time.Millisecond, Resolvers: []string{
		resolverFunc(t, silence), resolverFunc(t, reply(dns.RcodeRefused, nil, nil)),
	}})
	defer site.Close()
	if r, err := site.Records(t.Context(), "A", "shop.test"); failed(err) != DNSRefused {
		t.Errorf("got %+v, %v", r, err)
	}
}

func TestNoResolver(t *testing.T) {
	for _, resolvers := range [][]string{{"127.0.0.1:1"}, {"256.0.0.1:53"}} {
		site := Open(t.Context(), "shop.test", Options{Resolvers: resolvers})
		r, err := site.Records(t.Context(), "A", "shop.test")
		if cause, words := Explain(err); cause != DNS || words != "no resolver could be asked for shop.test" {
			t.Errorf("%v: got %+v, %q, %q", resolvers, r, cause, words)
		}
		site.Close()
	}
}

// TestBudgetWhileFailing: a budget that ends between two tries ends the question
// with what was heard, and one that was spent before with its own words.
func TestBudgetWhileFailing(t *testing.T) {
	at := resolverFunc(t, reply(dns.RcodeServerFailure, nil, nil))
	site := Open(t.Context(), "shop.test", Options{Resolvers: []string{at}, Budget: Budget{Queries: 1}})
	defer site.Close()
	for _, want := range []Cause{DNS, BudgetSpent} {
		if _, err := site.Records(t.Context(), "A", string(want)+".shop.test"); failed(err) != want {
			t.Errorf("got %v, want cause %q", err, want)
		}
	}
}
