package pretend

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"shopcheck/scanner/observe"
)

// serverSettings are those of one name server.
type serverSettings struct {
	Fault    string `yaml:"fault"`
	Serial   uint32 `yaml:"serial"`
	Transfer bool   `yaml:"transfer"`
}

var serverFaults = []string{"", "refused", "servfail", "silent", "closed", "lame", "intercepted"}

// A nameServer answers for the shop's zone, or for one above it.
type nameServer struct {
	shop  *Shop
	set   serverSettings
	above bool
}

// openNameServers opens one for each name that NS records of the domain, or of what
// is above it, lead to.
func (s *Shop) openNameServers() error {
	above := make(map[string]bool) // by name, fully qualified
	for _, rr := range s.zone.records {
		if ns, ok := rr.(*dns.NS); ok && dns.IsSubDomain(owner(rr), s.zone.origin) {
			name := dns.CanonicalName(ns.Ns)
			known, ok := above[name]
			above[name] = owner(rr) != s.zone.origin && (known || !ok) // a server of both answers for the domain
		}
	}
	for name, set := range s.conf.DNS.Servers {
		if _, ok := above[dns.CanonicalName(name)]; !ok || !slices.Contains(serverFaults, set.Fault) {
			return fmt.Errorf("dns: %s is no name server, or has a fault called %q, which there is not", name, set.Fault)
		}
	}
	opened := make(map[nameServer]netip.AddrPort) // those without settings are one
	for _, name := range slices.Sorted(maps.Keys(above)) {
		host := strings.TrimSuffix(name, ".")
		n := nameServer{shop: s, set: s.conf.DNS.Servers[host], above: above[name]}
		at, ok := opened[n]
		if !ok && n.set.Fault == "closed" {
			at = closed
		} else if !ok {
			door, err := openDNS(n.serve)
			if err != nil {
				return err
			}
			s.authority = append(s.authority, door)
			at = netip.MustParseAddrPort(door.addr)
		}
		opened[n] = at
		s.routes = append(s.routes, observe.Reroute{Host: host, Port: 53, Addr: at})
	}
	return nil
}

// serve answers one question.
func (n nameServer) serve(w dns.ResponseWriter, q *dns.Msg) {
	if len(q.Question) != 1 || n.set.Fault == "silent" || !sleep(n.shop.ctx, n.shop.set.Delay) {
		return
	}
	m := new(dns.Msg).SetReply(q)
	if q.IsEdns0() != nil {
		m.SetEdns0(udpSize, false)
	}
	n.fill(m)
	fit(w, q, m)
	_ = w.WriteMsg(m) // the asker may have gone
}

// fill answers in m what was asked in it.
func (n nameServer) fill(m *dns.Msg) {
	zone, q := n.shop.zone, m.Question[0]
	ours := dns.IsSubDomain(zone.origin, q.Name)
	switch {
	case n.set.Fault == "refused", !ours && !n.above:
		m.Rcode = dns.RcodeRefused
	case n.set.Fault == "servfail":
		m.Rcode = dns.RcodeServerFailure
	case n.set.Fault == "lame":
		m.Ns = []dns.RR{pointer(".", "a.root.")}
	case q.Qtype == dns.TypeAXFR:
		n.transfer(m)
	case ours && n.above:
		for _, name := range n.shop.delegated() {
			m.Ns = append(m.Ns, pointer(zone.origin, name))
		}
	default:
		m.Answer, m.Ns, m.Rcode = zone.answer(q)
		m.Authoritative = n.set.Fault != "intercepted"
		m.RecursionAvailable = !m.Authoritative
		n.number(m.Answer)
	}
}

// transfer hands the zone out, or refuses.
func (n nameServer) transfer(m *dns.Msg) {
	zone := n.shop.zone
	if !n.set.Transfer {
		m.Rcode = dns.RcodeRefused
		return
	}
	soa := zone.soa(zone.origin)
	m.Authoritative, m.Answer = true, slices.Clone(soa)
	for _, rr := range zone.records {
		if dns.IsSubDomain(zone.origin, owner(rr)) && rr.Header().Rrtype != dns.TypeSOA {
			m.Answer = append(m.Answer, rr)
		}
	}
	m.Answer = append(m.Answer, soa...)
}

// number puts the server's own serial into SOA records.
func (n nameServer) number(records []dns.RR) {
	for i, rr := range records {
		if soa, ok := dns.Copy(rr).(*dns.SOA); ok && n.set.Serial != 0 {
			soa.Serial, records[i] = n.set.Serial, soa
		}
	}
}

// delegated are the domain's servers as the zone above has them.
func (s *Shop) delegated() []string {
	if s.conf.DNS.Delegation != nil {
		return s.conf.DNS.Delegation
	}
	var out []string
	records, _ := s.zone.at(s.zone.origin)
	for _, rr := range records {
		if ns, ok := rr.(*dns.NS); ok {
			out = append(out, ns.Ns)
		}
	}
	return out
}

func pointer(owner, name string) dns.RR {
	return &dns.NS{Hdr: dns.RR_Header{Name: owner, Rrtype: dns.TypeNS, Class: dns.ClassINET, Ttl: 300}, Ns: dns.Fqdn(name)}
}
