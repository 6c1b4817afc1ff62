package pretend

import (
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// shopAddress is where the shop's own names lead; connections there are led to
// loopback.
const shopAddress = "192.0.2.10"

// rightZone is the zone of a shop without a fault.
const rightZone = `
@ SOA ns1 hostmaster 1 3600 600 86400 300
@ NS ns1
@ NS ns2
ns1 A 192.0.2.53
ns2 A 198.51.100.53
@ A 192.0.2.10
www A 192.0.2.10
mail A 192.0.2.10
mta-sts A 192.0.2.10
@ MX 10 mail
@ TXT "v=spf1 mx -all"
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@DOMAIN"
_mta-sts TXT "v=STSv1; id=20261101"
_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@DOMAIN"
@ CAA 0 issue "letsencrypt.org"
@ DS 12345 13 2 AABBCCDDEEFF00112233445566778899AABBCCDDEEFF00112233445566778899
`

// A zone is every record the shop's name server has.
type zone struct {
	domain  string
	records []dns.RR
}

// newZone reads the default zone and the file's lines over it.
func newZone(domain, lines string) (*zone, error) {
	z := &zone{domain: dns.Fqdn(domain)}
	right, err := z.parse(strings.ReplaceAll(rightZone, "DOMAIN", domain))
	if err != nil {
		return nil, err
	}
	var added strings.Builder
	var removed []string
	for line := range strings.Lines(lines) {
		if gone, ok := strings.CutPrefix(line, "- "); ok {
			removed = append(removed, strings.TrimSpace(gone))
			continue
		}
		added.WriteString(line)
	}
	own, err := z.parse(added.String())
	if err != nil {
		return nil, err
	}
	for _, r := range own {
		removed = append(removed, r.Header().Name+" "+dns.TypeToString[r.Header().Rrtype])
	}
	for _, what := range removed {
		name, typ, ok := strings.Cut(what, " ")
		if !ok {
			return nil, fmt.Errorf("dns: %q: say a name and a type, such as \"- _dmarc TXT\"", what)
		}
		right = slices.DeleteFunc(right, func(r dns.RR) bool {
			return r.Header().Name == z.absolute(name) && dns.TypeToString[r.Header().Rrtype] == typ
		})
	}
	z.records = append(right, own...)
	return z, nil
}

func (z *zone) absolute(name string) string {
	switch {
	case name == "@":
		return z.domain
	case strings.HasSuffix(name, "."):
		return name
	}
	return name + "." + z.domain
}

func (z *zone) parse(text string) ([]dns.RR, error) {
	p := dns.NewZoneParser(strings.NewReader("$TTL 300\n"+text), z.domain, "dns")
	var out []dns.RR
	for rr, ok := p.Next(); ok; rr, ok = p.Next() {
		rr.Header().Name = strings.ToLower(rr.Header().Name)
		out = append(out, rr)
	}
	return out, p.Err()
}

// hosts returns the names whose connections lead to the shop, sorted.
func (z *zone) hosts() []string {
	var out []string
	for _, rr := range z.records {
		if a, ok := rr.(*dns.A); ok && a.A.String() == shopAddress {
			out = append(out, strings.TrimSuffix(a.Hdr.Name, "."))
		}
	}
	for changed := true; changed; { // names that are aliases of those
		changed = false
		for _, rr := range z.records {
			c, ok := rr.(*dns.CNAME)
			name := strings.TrimSuffix(rr.Header().Name, ".")
			if ok && slices.Contains(out, strings.TrimSuffix(c.Target, ".")) && !slices.Contains(out, name) {
				out, changed = append(out, name), true
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// answer is what the zone says to one question, with authority.
func (z *zone) answer(q *dns.Msg, conf dnsConfig) *dns.Msg {
	m := new(dns.Msg).SetReply(q)
	m.Authoritative, m.AuthenticatedData = true, conf.Authenticated
	name, typ := strings.ToLower(q.Question[0].Name), q.Question[0].Qtype
	if slices.Contains(conf.Servfail, strings.TrimSuffix(name, ".")) {
		m.Rcode = dns.RcodeServerFailure
		return m
	}
	known := false
	for range 10 {
		alias := ""
		for _, rr := range z.records {
			owner := rr.Header().Name
			known = known || owner == name || strings.HasSuffix(owner, "."+name)
			if owner != name {
				continue
			}
			if rr.Header().Rrtype == typ {
				m.Answer = append(m.Answer, rr)
			} else if c, ok := rr.(*dns.CNAME); ok {
				m.Answer = append(m.Answer, rr)
				alias = strings.ToLower(c.Target)
			}
		}
		if alias == "" {
			break
		}
		name = alias
	}
	if len(m.Answer) == 0 {
		for _, rr := range z.records {
			if rr.Header().Rrtype == dns.TypeSOA && rr.Header().Name == z.domain {
				m.Ns = append(m.Ns, rr)
			}
		}
		if !known {
			m.Rcode = dns.RcodeNameError
		}
	}
	return m
}

// openDNS serves the zone over UDP and TCP, on one port number.
func (s *Shop) openDNS() error {
	var tcp net.Listener
	for range 20 {
		pc, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			return fmt.Errorf("listening for DNS: %w", err)
		}
		if tcp, err = net.Listen("tcp", pc.LocalAddr().String()); err == nil {
			s.dns = pc
			break
		}
		_ = pc.Close() // the number is taken on the other side
	}
	if s.dns == nil {
		return fmt.Errorf("listening for DNS: no port is free over UDP and TCP")
	}
	for _, srv := range []*dns.Server{{PacketConn: s.dns}, {Listener: tcp}} {
		started := make(chan struct{})
		srv.NotifyStartedFunc = func() { close(started) }
		srv.Handler = dns.HandlerFunc(s.resolve)
		s.wait.Go(func() { _ = srv.ActivateAndServe() })
		<-started
		s.stop = append(s.stop, func() { _ = srv.Shutdown() })
	}
	return nil
}

func (s *Shop) resolve(w dns.ResponseWriter, q *dns.Msg) {
	if len(q.Question) != 1 || slices.Contains(s.conf.DNS.Silent, strings.ToLower(strings.TrimSuffix(q.Question[0].Name, "."))) {
		return
	}
	s.pause()
	m := s.zone.answer(q, s.conf.DNS)
	if _, udp := w.LocalAddr().(*net.UDPAddr); udp {
		size := dns.MinMsgSize
		if opt := q.IsEdns0(); opt != nil {
			size = int(opt.UDPSize())
		}
		m.Truncate(size)
	}
	_ = w.WriteMsg(m)
}
