package pretend_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner/pretend"
)

const serverShop = `A shop whose name servers differ.
-- shop.yaml --
dns:
  second: {servfail: [shop.test]}
  servers:
    ns2.shop.test: {fault: refused}
    ns3.shop.test: {fault: lame}
    ns4.shop.test: {serial: 7, transfer: true}
    ns5.shop.test: {fault: intercepted}
    ns6.shop.test: {fault: closed}
    ns7.shop.test: {fault: silent}
    ns8.shop.test: {fault: servfail}
  delegation: [ns1.shop.test, ns.old.test]
-- dns --
test. NS ns.test.
ns.test. A 192.0.2.99
@ NS ns1
@ NS ns2
@ NS ns3
@ NS ns4
@ NS ns5
@ NS ns6
@ NS ns7
@ NS ns8
ns3 A 192.0.2.3
ns4 A 192.0.2.4
ns5 A 192.0.2.5
ns6 A 192.0.2.6
ns7 A 192.0.2.7
ns8 A 192.0.2.8
`

// TestNameServers: each answers as its settings say, and is where scans are led.
func TestNameServers(t *testing.T) {
	s := start(t, serverShop)
	at := make(map[string]netip.AddrPort)
	for _, r := range s.Options().ConnectTo {
		if r.Port == 53 {
			at[r.Host] = r.Addr
		}
	}
	ask := func(server, network, name string, typ uint16) string {
		q := new(dns.Msg).SetQuestion(name, typ)
		m, _, err := (&dns.Client{Net: network, Timeout: 200 * time.Millisecond}).ExchangeContext(t.Context(), q, at[server].String())
		if err != nil {
			return "nothing"
		}
		out := []string{dns.RcodeToString[m.Rcode]}
		if m.Authoritative {
			out = append(out, "own")
		}
		for _, rr := range m.Answer {
			if soa, ok := rr.(*dns.SOA); ok {
				out = append(out, "SOA", fmt.Sprint(soa.Serial))
			}
		}
		for _, rr := range m.Ns {
			if ns, ok := rr.(*dns.NS); ok {
				out = append(out, "to", ns.Ns)
			}
		}
		return strings.Join(out, " ")
	}
	for _, tt := range []struct{ server, network, name, want string }{
		{"ns1.shop.test", "udp", "shop.test.", "NOERROR own SOA 2026112401"},
		{"ns1.shop.test", "tcp", "shop.test.", "NOERROR own SOA 2026112401"},
		{"ns1.shop.test", "udp", "gone.shop.test.", "NXDOMAIN own"},
		{"ns1.shop.test", "udp", "other.test.", "REFUSED"},
		{"ns2.shop.test", "udp", "shop.test.", "REFUSED"},
		{"ns3.shop.test", "udp", "shop.test.", "NOERROR to a.root."},
		{"ns4.shop.test", "udp", "shop.test.", "NOERROR own SOA 7"},
		{"ns5.shop.test", "udp", "shop.test.", "NOERROR SOA 2026112401"},
		{"ns6.shop.test", "udp", "shop.test.", "nothing"},
		{"ns7.shop.test", "tcp", "shop.test.", "nothing"},
		{"ns8.shop.test", "udp", "shop.test.", "SERVFAIL"},
		{"ns.test", "udp", "www.shop.test.", "NOERROR to ns1.shop.test. to ns.old.test."},
	} {
		if got := ask(tt.server, tt.network, tt.name, dns.TypeSOA); got != tt.want {
			t.Errorf("%s of %s (%s): %q, want %q", tt.name, tt.server, tt.network, got, tt.want)
		}
	}
	if len(s.Options().Resolvers) != 2 {
		t.Errorf("resolvers: %q", s.Options().Resolvers)
	}
}

// TestServersHandOut: a zone is handed out by servers that do so, as a whole.
func TestServersHandOut(t *testing.T) {
	s := start(t, serverShop)
	for _, r := range s.Options().ConnectTo {
		handed := 0
		if r.Port != 53 || !slices.Contains([]string{"ns1.shop.test", "ns4.shop.test"}, r.Host) {
			continue
		}
		in, err := new(dns.Transfer).In(new(dns.Msg).SetAxfr("shop.test."), r.Addr.String())
		if err != nil {
			t.Fatal(err)
		}
		for e := range in {
			handed += len(e.RR)
		}
		if (handed > 10) != (r.Host == "ns4.shop.test") {
			t.Errorf("%s hands out %d records", r.Host, handed)
		}
	}
}

func TestServersMustExist(t *testing.T) {
	for _, yaml := range []string{"dns: {servers: {ns9.shop.test: {fault: refused}}}", "dns: {servers: {ns1.shop.test: {fault: drunk}}}"} {
		if s, err := pretend.Start(txtar.Parse([]byte("A shop.\n-- shop.yaml --\n"+yaml+"\n")), pretend.Settings{}); err == nil {
			s.Close()
			t.Errorf("%s: no error", yaml)
		}
	}
}
