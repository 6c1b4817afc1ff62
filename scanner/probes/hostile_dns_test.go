package probes_test

import (
	"encoding/json"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/pretend"
	"shopcheck/scanner/probes"
)

// A meddler answers a question, given what the shop's own resolver says; nil is
// silence.
type meddler func(q, m *dns.Msg, tcp bool) *dns.Msg

// TestHostileDNS: whatever name servers do, the probes of DNS and mail stay within
// their questions, and nothing that goes wrong on the way is taken for the shop's.
func TestHostileDNS(t *testing.T) {
	code := func(rcode int, extra ...uint16) meddler {
		return func(q, _ *dns.Msg, _ bool) *dns.Msg {
			m := new(dns.Msg).SetRcode(q, rcode)
			m.RecursionAvailable = true
			m.SetEdns0(1232, false)
			for _, e := range extra {
				m.IsEdns0().Option = append(m.IsEdns0().Option, &dns.EDNS0_EDE{InfoCode: e, ExtraText: "\x1b[31mred"})
			}
			return m
		}
	}
	add := func(typ uint16, lines func(name string) []string) meddler {
		return func(q, m *dns.Msg, tcp bool) *dns.Msg {
			name := q.Question[0].Name
			if q.Question[0].Qtype == typ {
				m.Answer, m.Ns, m.Rcode = nil, nil, 0
				for _, l := range lines(name) {
					rr, err := dns.NewRR(l)
					if err != nil {
						panic(err)
					}
					m.Answer = append(m.Answer, rr)
				}
			}
			m.Compress = true
			if !tcp && m.Len() > 1232 {
				m.Answer, m.Truncated = nil, true
			}
			return m
		}
	}
	many := func(format string) func(name string) []string {
		return func(name string) (out []string) {
			for i := range 3000 {
				out = append(out, fmt.Sprintf(format, name, i))
			}
			return out
		}
	}
	for _, tt := range []struct {
		name   string
		meddle meddler
		cause  observe.Cause // of every finding of a probe that only asks name servers; empty: it is judged
		says   string        // in those findings
	}{
		{"failure", code(dns.RcodeServerFailure), observe.DNS, "answered with an error (SERVFAIL) for"},
		{"failure, with a reason", code(dns.RcodeServerFailure, dns.ExtendedErrorCodeNoReachableAuthority), observe.DNS, "none of the domain's own servers can be reached"},
		{"signatures", code(dns.RcodeServerFailure, dns.ExtendedErrorCodeDNSBogus), observe.DNSBogus, "signatures do not hold"},
		{"refusal", code(dns.RcodeRefused), observe.DNSRefused, "the resolver refuses to answer for"},
		{"a block, as no such name", code(dns.RcodeNameError, dns.ExtendedErrorCodeBlocked), observe.DNSRefused, "its operator blocks the name"},
		{"silence", func(_, _ *dns.Msg, _ bool) *dns.Msg { return nil }, observe.Timeout, "gave no answer in time for"},
		{"no room and no TCP", func(_, m *dns.Msg, tcp bool) *dns.Msg {
			if tcp {
				return nil
			}
			m.Answer, m.Ns, m.Truncated = nil, nil, true
			return m
		}, observe.PortFiltered, "too long for one packet"},
		{"wrong numbers", func(_, m *dns.Msg, _ bool) *dns.Msg {
			m.Id++
			return m
		}, observe.Timeout, "gave no answer in time for"},
		{"another question", func(_, m *dns.Msg, _ bool) *dns.Msg {
			m.Question[0].Name = "other.test."
			return m
		}, observe.Malformed, "is no answer to the question for"},
		{"circles", func(q, m *dns.Msg, _ bool) *dns.Msg {
			name := q.Question[0].Name
			rr, _ := dns.NewRR(name + " 60 IN CNAME " + name)
			m.Rcode, m.Ns, m.Answer = 0, nil, []dns.RR{rr}
			return m
		}, observe.DNS, "leads round in a circle"},
		{"64 KB of text", add(dns.TypeTXT, func(name string) []string {
			return []string{name + " 60 IN TXT " + strings.Repeat(`"`+strings.Repeat("v", 255)+`" `, 250)}
		}), "", ""},
		{"3,000 texts", add(dns.TypeTXT, many(`%s 60 IN TXT "%d"`)), "", ""},
		{"3,000 mail servers", add(dns.TypeMX, many("%[1]s 60 IN MX %[2]d m%[2]d.shop.test.")), "", ""},
		{"3,000 name servers", add(dns.TypeNS, many("%[1]s 60 IN NS ns%[2]d.shop.test.")), "", ""},
		{"100 name servers", add(dns.TypeNS, func(name string) []string { return many("%[1]s 60 IN NS ns%[2]d.shop.test.")(name)[:100] }), "", ""},
		{"names that lead nowhere", add(dns.TypeA, func(name string) []string { return []string{name + " 60 IN CNAME nowhere.shop-test.com."} }), "", ""},
		{"text that is not ASCII, in pieces", add(dns.TypeTXT, func(name string) []string {
			return []string{name + ` 60 IN TXT "v=s" "pf1 \195" "\169\255\027[31m" " -all"`}
		}), "", ""},
		{"a wildcard for everything", add(dns.TypeTXT, func(name string) []string { return []string{name + " 60 IN TXT everything"} }), "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			patience := 20 * time.Second // a busy machine must not make an answer look like none
			if tt.cause == observe.Timeout || tt.cause == observe.PortFiltered {
				patience = 300 * time.Millisecond
			}
			scan := meddled(t, tt.meddle, patience)
			for _, f := range scan.Findings {
				family, _, _ := strings.Cut(string(f.Probe), ".")
				if f.Cause == observe.Internal || observe.Printable(f.Message) != f.Message || strings.ContainsRune(f.Message, 0x1b) {
					t.Errorf("%+v", f)
				}
				judged := f.Outcome == scanner.Pass || f.Outcome == scanner.Fail
				if tt.cause != "" && (judged || f.Probe == "dns.dnssec" && (f.Cause != tt.cause || !strings.Contains(f.Message, tt.says))) {
					t.Errorf("%s: %s", family, words([]scanner.Finding{f}))
				}
			}
			if n := scan.Budget.Used.Queries; n >= observe.DefaultBudget.Queries {
				t.Errorf("%d questions were asked", n)
			}
			if kept, err := json.Marshal(scan.Looks); err != nil || len(kept) > 1<<20 {
				t.Errorf("%d bytes are kept, %v", len(kept), err)
			}
		})
	}
}

// meddled scans the right shop with the probes of DNS and mail, through a resolver
// that meddles.
func meddled(t *testing.T, meddle meddler, patience time.Duration) scanner.Scan {
	t.Helper()
	shop, err := pretend.Start(txtar.Parse([]byte("A shop.\n-- shop.yaml --\ndns: {signed: {}}\n")), pretend.Settings{Now: present})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(shop.Close)
	opts := shop.Options()
	opts.Timeout = patience
	opts.Resolvers = []string{resolving(t, opts.Resolvers[0], meddle)}
	var only []scanner.Probe
	for _, p := range probes.All() {
		if family, _, _ := strings.Cut(string(p.ID), "."); slices.Contains([]string{"dns", "mail"}, family) {
			only = append(only, p)
		}
	}
	s, err := scanner.New(only, opts)
	if err != nil {
		t.Fatal(err)
	}
	return s.Scan(t.Context(), scanner.Request{Target: scanner.Target{Domain: shop.Domain()}, Authorized: true})
}

// resolving serves a resolver that asks another one and meddles with its answers.
func resolving(t *testing.T, behind string, meddle meddler) string {
	t.Helper()
	for range 20 {
		pc, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		l, err := net.Listen("tcp", pc.LocalAddr().String())
		if err != nil {
			_ = pc.Close()
			continue
		}
		for _, s := range []*dns.Server{{PacketConn: pc}, {Listener: l}} {
			tcp := s.Listener != nil
			s.Handler = dns.HandlerFunc(func(w dns.ResponseWriter, q *dns.Msg) {
				m, _, err := (&dns.Client{Net: "tcp"}).Exchange(q, behind)
				if err != nil {
					return
				}
				if m = meddle(q, m, tcp); m != nil {
					_ = w.WriteMsg(m)
				}
			})
			go func() { _ = s.ActivateAndServe() }()
			t.Cleanup(func() { _ = s.Shutdown() })
		}
		return pc.LocalAddr().String()
	}
	t.Fatal("no port is free over UDP and TCP")
	return ""
}
