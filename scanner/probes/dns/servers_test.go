package dns

import (
	"testing"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// says is what a name server answers to a question for SOA.
func says(server, soa string) *observe.Authority {
	a := &observe.Authority{Server: server, Addr: "192.0.2.53", Type: "SOA", Name: "shop.test", Code: "NOERROR", Own: true, At: noon}
	if soa != "" {
		a.Answers = []string{soa}
	}
	return a
}

func refers(names ...string) *observe.Authority {
	return &observe.Authority{Server: "ns.test", Type: "NS", Name: "shop.test", Code: "NOERROR", Referral: names, At: noon}
}

func TestJudgeDelegation(t *testing.T) {
	const soa = "ns1.shop.test. a.shop.test. 2026112001 1 1 1 1"
	fine := says("ns1.shop.test", soa)
	with := func(change func(*observe.Authority)) *observe.Authority {
		a := says("ns2.shop.test", soa)
		change(a)
		return a
	}
	mute := with(func(a *observe.Authority) {
		*a = observe.Authority{Server: "ns2.shop.test", Mute: "gave no answer in time", At: noon}
	})
	refused := with(func(a *observe.Authority) { a.Code, a.Own, a.Answers = "REFUSED", false, nil })
	ns := answer("NS shop.test", "ns1.shop.test", "ns2.shop.test")
	budget := &observe.Failure{Cause: observe.BudgetSpent, Words: "this scan's limit of 120 DNS queries was reached"}
	for _, tt := range []struct {
		name  string
		d     delegation
		want  scanner.Outcome
		cause observe.Cause
	}{
		{"all answer", delegation{replies: []*observe.Authority{fine, says("ns2.shop.test", soa)}}, scanner.Pass, ""},
		{"one is mute", delegation{replies: []*observe.Authority{fine, mute}}, scanner.Warn, ""},
		{"one refuses", delegation{replies: []*observe.Authority{fine, refused}}, scanner.Warn, ""},
		{"one has it from somebody", delegation{replies: []*observe.Authority{fine, with(func(a *observe.Authority) { a.Own = false })}}, scanner.Warn, ""},
		{"one knows of no such record", delegation{replies: []*observe.Authority{fine, with(func(a *observe.Authority) { a.Answers = nil })}}, scanner.Warn, ""},
		{"one could not be asked", delegation{replies: []*observe.Authority{fine}, err: budget}, scanner.Unknown, observe.BudgetSpent},
		{"one could not be asked, and one is mute", delegation{replies: []*observe.Authority{fine, mute}, err: budget}, scanner.Warn, ""},
		{"none could be asked", delegation{err: budget}, scanner.Unknown, observe.BudgetSpent},
		{"one has no address", delegation{replies: []*observe.Authority{fine}, lost: []string{"ns2.shop.test"}}, scanner.Warn, ""},
		{"all are mute", delegation{replies: []*observe.Authority{mute}}, scanner.Unknown, observe.PortFiltered},
		{"all refuse", delegation{replies: []*observe.Authority{refused}}, scanner.Unknown, observe.DNSRefused},
		{"somebody answers in their place", delegation{replies: []*observe.Authority{with(func(a *observe.Authority) { a.Own, a.Recursive = false, true })}}, scanner.Unknown, observe.PortFiltered},
		{"the same above", delegation{replies: []*observe.Authority{fine}, above: refers("ns1.shop.test", "ns2.shop.test")}, scanner.Pass, ""},
		{"fewer above", delegation{replies: []*observe.Authority{fine}, above: refers("ns1.shop.test")}, scanner.Warn, ""},
		{"others above", delegation{replies: []*observe.Authority{fine}, above: refers("ns1.shop.test", "ns3.shop.test")}, scanner.Warn, ""},
		{"an old copy", delegation{replies: []*observe.Authority{fine, says("ns2.shop.test", "ns1.shop.test. a.shop.test. 2026111901 1 1 1 1")}}, scanner.Pass, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.d.servers = &servers{ns: ns}
			f := judgeDelegation(tt.d)
			if f.Outcome != tt.want || f.Cause != tt.cause || f.Subject != "NS shop.test" {
				t.Errorf("judgeDelegation = %+v, want %s %s", f, tt.want, tt.cause)
			}
		})
	}
}

func TestBehind(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 11, d, 12, 0, 0, 0, time.UTC) }
	for _, tt := range []struct {
		name, first, second string
		at                  time.Time
		old                 string
	}{
		{"the same", "a. b. 2026112001 1 1 1 1", "a. b. 2026112001 1 1 1 1", day(24), ""},
		{"days ago", "a. b. 2026112001 1 1 1 1", "a. b. 2026111901 1 1 1 1", day(24), "second"},
		{"the other way round", "a. b. 2026111901 1 1 1 1", "a. b. 2026112001 1 1 1 1", day(24), "first"},
		{"in capitals", "A. b. 2026112001 1 1 1 1", "a. B. 2026111901 1 1 1 1", day(24), "second"},
		{"yesterday", "a. b. 2026112001 1 1 1 1", "a. b. 2026111901 1 1 1 1", day(21), ""},
		{"by seconds, days ago", "a. b. 1763640000 1 1 1 1", "a. b. 1763600000 1 1 1 1", day(24), "second"}, // 2025
		{"by seconds, just now", "a. b. 1795521000 1 1 1 1", "a. b. 1795434600 1 1 1 1", day(24), ""},
		{"by counting", "a. b. 118 1 1 1 1", "a. b. 7 1 1 1 1", day(24), ""},
		{"of two providers", "a. b. 2026112001 1 1 1 1", "c. d. 2026101901 1 1 1 1", day(24), ""},
		{"damaged", "a. b. x 1 1 1 1", "a.", day(24), ""},
		{"round the end", "a. b. 4294967290 1 1 1 1", "a. b. 2026111901 1 1 1 1", day(24), "first"}, // RFC 1982
	} {
		first, second := says("first", tt.first), says("second", tt.second)
		first.At, second.At = tt.at, tt.at
		got := ""
		if a := behind([]*observe.Authority{first, second}); a != nil {
			got = a.Server
		}
		if got != tt.old {
			t.Errorf("%s: %q is behind, want %q", tt.name, got, tt.old)
		}
	}
}

// located is a name server with addresses.
func located(name string, four, six []string) server {
	return server{name: name, a: answer("A "+name, four...), aaaa: answer("AAAA "+name, six...)}
}

func TestJudgeNameServers(t *testing.T) {
	unseen := server{name: "ns3.test", err: &observe.Failure{Cause: observe.Timeout, Words: "the name servers gave no answer in time"}}
	one, beside, far := []string{"192.0.2.1"}, []string{"192.0.2.200"}, []string{"192.0.3.1"}
	for _, tt := range []struct {
		name string
		list []server
		want scanner.Outcome
	}{
		{"two networks", []server{located("ns1.test", one, nil), located("ns2.test", far, nil)}, scanner.Pass},
		{"two networks, and one that was not seen", []server{located("ns1.test", one, nil), located("ns2.test", far, nil), unseen}, scanner.Pass},
		{"one network", []server{located("ns1.test", one, nil), located("ns2.test", beside, nil)}, scanner.Warn},
		{"one network, and one that was not seen", []server{located("ns1.test", one, nil), located("ns2.test", beside, nil), unseen}, scanner.Unknown},
		{"one network of each kind", []server{located("ns1.test", one, []string{"2001:db8::1"}), located("ns2.test", beside, []string{"2001:db8::2"})}, scanner.Warn},
		{"one network of old addresses, two of new ones", []server{located("ns1.test", one, []string{"2001:db8::1"}), located("ns2.test", beside, []string{"2001:db8:1::2"})}, scanner.Pass},
		{"one machine", []server{located("ns1.test", one, nil), located("ns2.test", one, nil)}, scanner.Fail},
		{"one machine with both kinds of address", []server{located("ns1.test", one, []string{"2001:db8::1"}), located("ns2.test", one, []string{"2001:db8::1"})}, scanner.Fail},
		{"one name", []server{located("ns1.test", one, nil)}, scanner.Fail},
		{"one name with both kinds of address", []server{located("ns1.test", one, []string{"2001:db8::1"})}, scanner.Fail},
		{"one name in two networks", []server{located("ns1.test", []string{"192.0.2.1", "192.0.3.1"}, nil)}, scanner.Warn},
		{"one name that was not seen", []server{unseen}, scanner.Unknown},
		{"no address", []server{located("ns1.test", nil, nil), located("ns2.test", nil, nil)}, scanner.Unknown},
	} {
		ns := answer("NS shop.test")
		for _, s := range tt.list {
			ns.State = observe.Found
			ns.Answers = append(ns.Answers, observe.Record{Value: s.name, Fields: []string{s.name}})
		}
		if f := judgeNameServers(servers{ns: ns, list: tt.list}); f.Outcome != tt.want || f.Subject != "NS shop.test" {
			t.Errorf("%s: %+v, want %s", tt.name, f, tt.want)
		}
	}
	if f := judgeNameServers(servers{ns: missing("NS shop.test")}); f.Outcome != scanner.Unknown || f.Cause != observe.NoName {
		t.Errorf("no such domain: %+v", f)
	}
}

func TestJudgeTransfer(t *testing.T) {
	reply := func(handed bool) asked {
		return asked{reply: &observe.Transfer{Server: "ns1.shop.test", Zone: "shop.test", Handed: handed, Refusal: "REFUSED", At: noon}}
	}
	late := asked{err: &observe.Failure{Cause: observe.Timeout, Words: "the name server ns2.shop.test gave no answer in time"}}
	ns := answer("NS shop.test", "ns1.shop.test", "ns2.shop.test")
	for _, tt := range []struct {
		name string
		all  []asked
		want scanner.Outcome
	}{
		{"refused", []asked{reply(false), reply(false)}, scanner.Pass},
		{"refused, and one has no address", []asked{reply(false), {}}, scanner.Pass},
		{"refused, and one is not heard", []asked{reply(false), late}, scanner.Unknown},
		{"one hands it out", []asked{reply(false), reply(true)}, scanner.Fail},
		{"one hands it out, and one is not heard", []asked{late, reply(true)}, scanner.Fail},
		{"nobody has an address", []asked{{}, {}}, scanner.Unknown},
	} {
		if f := judgeTransfer("AXFR shop.test", servers{ns: ns}, tt.all); f.Outcome != tt.want {
			t.Errorf("%s: %+v, want %s", tt.name, f, tt.want)
		}
	}
}
