package mail

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// spoke is a mail server at one address for each session; a nil one gave no answer.
func spoke(sessions ...*observe.Session) server {
	s := server{host: "mail.shop.test", place: &observe.MailHost{Host: "mail.shop.test"}}
	for i, session := range sessions {
		r := &reply{host: s.host, addr: netip.AddrFrom4([4]byte{192, 0, 2, byte(i + 1)})}
		if r.session = session; session == nil {
			r.err = &observe.Failure{Cause: observe.Timeout, Words: "it says nothing"}
		} else {
			session.Host, session.At = s.host, noon
		}
		s.said, s.place.Addrs = append(s.said, r), append(s.place.Addrs, r.addr)
	}
	return s
}

func TestJudgeServer(t *testing.T) {
	good := shake(t, "mail.shop.test", "mail.shop.test")
	with := func(change func(*observe.Handshake)) *observe.Handshake {
		h := *good
		change(&h)
		return &h
	}
	tls := func(h *observe.Handshake) *observe.Session { return &observe.Session{StartTLS: true, TLS: h} }
	selfSigned := with(func(h *observe.Handshake) { h.Trust = observe.Trust{SelfSigned: true} })
	for _, tt := range []struct {
		name     string
		sessions []*observe.Session
		want     scanner.Outcome
		note     string
	}{
		{"trusted", []*observe.Session{tls(good)}, scanner.Pass, "takes mail encrypted."},
		{"vouches for itself", []*observe.Session{tls(selfSigned)}, scanner.Pass, "nobody else"},
		{"unknown issuer", []*observe.Session{tls(with(func(h *observe.Handshake) { h.Trust = observe.Trust{} }))}, scanner.Pass, "browsers"},
		{"other name", []*observe.Session{tls(shake(t, "mail.shop.test", "host.test"))}, scanner.Warn, "another name"},
		{"expired", []*observe.Session{tls(with(func(h *observe.Handshake) { h.At = noon.Add(24 * time.Hour) }))}, scanner.Warn, "out of date"},
		{"unreadable", []*observe.Session{tls(with(func(h *observe.Handshake) { h.Chain = nil }))}, scanner.Warn, "cannot be read"},
		{"retired version", []*observe.Session{tls(with(func(h *observe.Handshake) { h.Version = "TLS 1.0" }))}, scanner.Warn, "encrypted, in no better way than the retired TLS 1.0."},
		{"retired version, vouches for itself", []*observe.Session{tls(with(func(h *observe.Handshake) { h.Version = "TLS 1.1"; h.Trust = selfSigned.Trust }))}, scanner.Warn, "TLS 1.1, with a certificate that nobody else"},
		{"not offered", []*observe.Session{{}}, scanner.Fail, "takes mail only unencrypted."},
		{"offered, not agreed", []*observe.Session{{StartTLS: true, Problem: "alert: handshake failure"}}, scanner.Warn, "none came about when we tried."},
		{"greeting rewritten by a firewall", []*observe.Session{{Greeting: "220 **********"}}, scanner.Unknown, "firewall"},
		{"offers rewritten by a firewall", []*observe.Session{{Greeting: "220 mail", Offers: []string{"SIZE 1", "XXXXXXXA"}}}, scanner.Unknown, "firewall"},
		{"rewritten, and offered all the same", []*observe.Session{{Greeting: "220 ****", StartTLS: true, TLS: good}}, scanner.Pass, ""},
		{"no firewall's doing", []*observe.Session{{Greeting: "220 mail", Offers: []string{"XCLIENT", "XXXL 1"}}}, scanner.Fail, ""},

		{"two addresses", []*observe.Session{tls(good), tls(good)}, scanner.Pass, "takes mail encrypted."},
		{"one of two without", []*observe.Session{tls(good), {}}, scanner.Fail, "only unencrypted at 192.0.2.2."},
		{"two of three without", []*observe.Session{{}, {}, tls(good)}, scanner.Fail, "only unencrypted at 192.0.2.1 and 192.0.2.2."},
		{"one of two silent", []*observe.Session{nil, tls(good)}, scanner.Pass, "encrypted; 1 of its 2 addresses gave no answer."},
		{"one of two silent, the other without", []*observe.Session{nil, {}}, scanner.Fail, "unencrypted; 1 of its 2"},
		{"one of two vouches for itself", []*observe.Session{tls(good), tls(selfSigned)}, scanner.Pass, "nobody else vouches for at 192.0.2.2."},
		{"one of two without, the other for another name", []*observe.Session{tls(shake(t, "mail.shop.test", "host.test")), {}}, scanner.Fail, "only unencrypted at 192.0.2.2."},
		{"one of two rewritten", []*observe.Session{{Greeting: "220 ****"}, tls(good)}, scanner.Pass, "encrypted at 192.0.2.2."},
		{"all silent", []*observe.Session{nil, nil}, scanner.Unknown, "says nothing"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := spoke(tt.sessions...)
			f := judgeServer(s)
			if f.Outcome != tt.want || f.Subject != "MX mail.shop.test" || !strings.Contains(f.Message, tt.note) || f.Outcome != scanner.Unknown && len(f.Evidence) == 0 {
				t.Errorf("judgeServer = %+v, want %s: %s", f, tt.want, tt.note)
			}
			s.place.Aliases = []string{"other.shop.test", "mx.host.test"}
			if again := judgeServer(s); again.Outcome != f.Outcome || f.Outcome != scanner.Unknown && !strings.Contains(again.Message, "only an alias of mx.host.test") {
				t.Errorf("by an alias: %+v", again)
			}
		})
	}
}

// Each server is a finding, the best first, and named once; those past the tenth are
// not asked.
func TestStartTLS(t *testing.T) {
	txt := answer("TXT shop.test")
	records := []string{"3 mx2.test", "30 mx2.test"}
	for i := range 12 {
		if i != 2 {
			records = append(records, fmt.Sprintf("%d mx%d.test", i+1, i))
		}
	}
	found := run(t, StartTLS, site(t, "shop.test", answer("MX shop.test", records...), txt))
	if len(found) != 12 || found[0].Subject != "MX mx0.test" || found[2].Subject != "MX mx2.test" || found[9].Cause != observe.NotRecorded || found[10].Cause != observe.BudgetSpent {
		t.Errorf("twelve servers: %+v", found)
	}
	found = run(t, StartTLS, site(t, "shop.test", answer("MX shop.test", "0 ."), txt))
	if len(found) != 1 || found[0].Outcome != scanner.NotApplicable || found[0].Subject != "shop.test" {
		t.Errorf("a domain without mail: %+v", found)
	}
}

// TestPort25: whose fault it is that no connection comes about is told by the
// others; where none of the first comes about the rest is not tried.
func TestPort25(t *testing.T) {
	session := &observe.Session{Host: "x", At: noon}
	fails := func(c observe.Cause) any { return &observe.Failure{Cause: c, Words: "so it is"} }
	filtered, refused, silent, private := fails(observe.PortFiltered), fails(observe.Refused), fails(observe.Timeout), fails(observe.Private)
	for _, tt := range []struct {
		name  string
		hosts [][]any // by host and address
		want  []observe.Cause
	}{
		{"filtered", [][]any{{filtered}, {filtered}}, []observe.Cause{observe.PortFiltered, observe.PortFiltered}},
		{"turned back", [][]any{{refused}, {fails(observe.Unreachable)}}, []observe.Cause{observe.PortFiltered, observe.PortFiltered}},
		{"one answers", [][]any{{filtered}, {refused}, {session}}, []observe.Cause{observe.Timeout, observe.Refused, ""}},
		{"one takes the connection", [][]any{{filtered}, {silent}}, []observe.Cause{observe.Timeout, observe.Timeout}},
		{"one turns us away", [][]any{{filtered}, {fails(observe.Blocked)}}, []observe.Cause{observe.Timeout, observe.Blocked}},
		{"another address answers", [][]any{{filtered, session}}, []observe.Cause{observe.Timeout, ""}},
		{"private", [][]any{{private}, {session}}, []observe.Cause{observe.Private, ""}},
		{"the rest is left alone", [][]any{{filtered}, {filtered}, {refused}, {filtered}, {session}}, times(5, observe.PortFiltered)},
		{"all private but the last", [][]any{{private}, {private}, {private}, {private}, {session}}, append(times(4, observe.Private), "")},
		{"twelve at most", [][]any{{session, session, session, session}, {session, session, session, session}, {session, session, session, session}, {session, session}}, times(12, "")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var looks observe.Looks
			var hosts []string
			keep := func(question string, reply any) {
				look := observe.Look{Question: question}
				if f, ok := reply.(*observe.Failure); ok {
					look.Failure = f
				} else if raw, err := json.Marshal(reply); err == nil {
					look.Reply = raw
				}
				looks = append(looks, look)
			}
			for i, said := range tt.hosts {
				host := fmt.Sprintf("mx%d.test", i)
				place := observe.MailHost{Host: host}
				hosts = append(hosts, host)
				for j, reply := range said {
					addr := netip.AddrFrom4([4]byte{192, 0, byte(i), byte(j)})
					place.Addrs = append(place.Addrs, addr)
					at := " at " + addr.String()
					if len(said) == 1 {
						at = ""
					}
					keep("SMTP "+host+at, reply)
				}
				keep("ADDRESSES "+host+":25", place)
			}
			all, err := lookServers(t.Context(), observe.Replay("shop.test", looks), hosts)
			if err != nil {
				t.Fatal(err)
			}
			var got []observe.Cause
			for _, s := range all {
				for _, r := range s.said {
					cause, _ := observe.Explain(r.err)
					if r.err == nil {
						cause = ""
					}
					got = append(got, cause)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestOneAtATime: names that lead to one address are asked there one after another.
func TestOneAtATime(t *testing.T) {
	a, b, c := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2"), netip.MustParseAddr("2001:db8::1")
	all := &servers{list: []server{
		{host: "x", place: &observe.MailHost{Addrs: []netip.Addr{a, c}}},
		{host: "y", place: &observe.MailHost{Addrs: []netip.Addr{b}}},
		{host: "z", place: &observe.MailHost{Addrs: []netip.Addr{a}}},
		{host: "none"},
	}}
	var got []string
	for _, same := range byAddress(all.queue()) {
		for _, r := range same {
			got = append(got, r.host+" "+r.to.String())
		}
		got = append(got, "")
	}
	if want := []string{"x 192.0.2.1", "z 192.0.2.1", "", "y 192.0.2.2", "", "x 2001:db8::1", ""}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestManyServers: a domain that names hundreds of mail servers gets no report of
// hundreds of lines.
func TestManyServers(t *testing.T) {
	var mx []string
	for i := range 500 {
		mx = append(mx, fmt.Sprintf("10 mx%03d.test", i))
	}
	found := run(t, StartTLS, site(t, "shop.test", answer("MX shop.test", mx...), answer("TXT shop.test", "v=spf1 mx -all")))
	if len(found) != maxNamed || slices.ContainsFunc(found, func(f scanner.Finding) bool { return f.Outcome != scanner.Unknown }) {
		t.Errorf("%d findings, the last %+v", len(found), found[len(found)-1])
	}
}

// TestNotAgain: an address that gave no answer under one name is left alone under the
// next.
func TestNotAgain(t *testing.T) {
	a := netip.MustParseAddr("192.0.2.1")
	all := &servers{list: []server{{host: "x", place: &observe.MailHost{Addrs: []netip.Addr{a}}}, {host: "y", place: &observe.MailHost{Addrs: []netip.Addr{a}}}}}
	site := observe.Replay("shop.test", observe.Looks{{Question: "SMTP x", Failure: &observe.Failure{Cause: observe.Blocked, Words: "not now"}}})
	talk(t.Context(), site, all.queue())
	for _, s := range all.list {
		if cause, _ := observe.Explain(s.said[0].err); cause != observe.Blocked {
			t.Errorf("%s: %v", s.host, s.said[0].err)
		}
	}
}

func times(n int, c observe.Cause) []observe.Cause { return slices.Repeat([]observe.Cause{c}, n) }
