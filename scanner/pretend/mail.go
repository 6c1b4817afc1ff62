package pretend

import (
	"bufio"
	"cmp"
	"crypto/x509"
	"fmt"
	"io"
	"maps"
	"net"
	"net/netip"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// A mailServer speaks as much SMTP as a look needs (RFC 5321, RFC 3207).
type mailServer struct {
	port
	name   string
	says   string // the greeting
	offers []string
	tls    *front // nil means no STARTTLS
}

// serve answers until the client says QUIT or leaves.
func (m mailServer) serve(conn net.Conn) {
	say := func(line string) { _, _ = fmt.Fprintf(conn, "%s\r\n", line) }
	offer := func(more ...string) {
		all := slices.Concat([]string{m.name}, m.offers, more)
		for _, line := range all[:len(all)-1] {
			say("250-" + line)
		}
		say("250 " + all[len(all)-1])
	}
	say(m.says)
	in := bufio.NewScanner(io.LimitReader(conn, maxRequest))
	secure := false
	for in.Scan() {
		verb, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(in.Text())), " ")
		switch {
		case verb == "EHLO" && m.tls != nil && !secure:
			offer("STARTTLS")
		case verb == "EHLO":
			offer()
		case verb == "STARTTLS" && m.tls != nil && !secure:
			say("220 Ready")
			t, err := m.tls.handshake(conn)
			if err != nil {
				return
			}
			conn, secure = t, true
			in = bufio.NewScanner(io.LimitReader(t, maxRequest))
		case verb == "QUIT":
			say("221 Bye")
			return
		default:
			say("502 Not here")
		}
	}
}

// appointMail makes a mail server for each name that MX records lead to, also by an
// alias, and for each address with settings of its own.
func (s *Shop) appointMail() error {
	s.mail = make(map[string]mailServer)
	for _, name := range s.mailNames() {
		set, err := override(s.conf.SMTP, s.conf.SMTP.Hosts, name)
		if err != nil {
			return err
		}
		if err := s.appoint(name, name, set); err != nil {
			return err
		}
	}
	for _, text := range slices.Sorted(maps.Keys(s.conf.SMTP.Addresses)) {
		addr, err := netip.ParseAddr(text)
		if err != nil || !s.zone.has(addr) {
			return fmt.Errorf("shop.yaml has settings for the address %s, which is not in dns", text)
		}
		set, err := override(s.conf.SMTP, s.conf.SMTP.Addresses, text)
		if err != nil {
			return err
		}
		set.TLSA = nil // those are the host's
		if err := s.appoint(addr.String(), text, set); err != nil {
			return err
		}
		s.mailAt = append(s.mailAt, addr.String())
	}
	return nil
}

// mailNames are where MX records lead, without trailing dots, sorted.
func (s *Shop) mailNames() []string {
	var out []string
	for _, rr := range s.zone.records {
		if mx, ok := rr.(*dns.MX); ok {
			out = append(out, strings.TrimSuffix(dns.CanonicalName(mx.Mx), "."))
		}
	}
	for _, rr := range s.zone.records {
		if alias, ok := rr.(*dns.CNAME); ok && slices.Contains(out, strings.TrimSuffix(owner(rr), ".")) {
			out = append(out, strings.TrimSuffix(dns.CanonicalName(alias.Target), "."))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// appoint makes one mail server.
func (s *Shop) appoint(at, name string, set smtpSettings) error {
	m := mailServer{port: set.port, name: name, says: cmp.Or(set.Greeting, "220 "+cmp.Or(set.Banner, name+" ESMTP")), offers: set.Offers}
	if set.Offers == nil {
		m.offers = []string{"SIZE 10485760"}
	}
	if set.StartTLS {
		secure := s.conf.TLS
		secure.Cert, secure.Answers, secure.Misbehave = set.Cert, set.Answers, ""
		secure.Min, secure.Max = cmp.Or(set.Min, secure.Min), cmp.Or(set.Max, secure.Max)
		var err error
		if m.tls, err = s.makeFront(secure); err != nil {
			return fmt.Errorf("%s: %w", at, err)
		}
		if err := s.pin(name, set.TLSA, m.tls.config.Certificates[0].Certificate); err != nil {
			return err
		}
	}
	s.mail[at] = m
	return nil
}

// pin adds TLSA records that fit a chain: "3 1 1" its first certificate, "2 0 1" the
// second.
func (s *Shop) pin(name string, kinds []string, chain [][]byte) error {
	for _, kind := range kinds {
		var usage, selector, matching int
		if _, err := fmt.Sscan(kind, &usage, &selector, &matching); err != nil {
			return fmt.Errorf("smtp: tlsa %q: write three numbers as in \"3 1 1\"", kind)
		}
		der := chain[0]
		if usage == 2 {
			der = chain[min(1, len(chain)-1)]
		}
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			return fmt.Errorf("reading back the certificate of %s: %w", name, err)
		}
		rr := &dns.TLSA{Hdr: dns.RR_Header{Name: "_25._tcp." + name + ".", Rrtype: dns.TypeTLSA, Class: dns.ClassINET, Ttl: 300}}
		if err := rr.Sign(usage, selector, matching, cert); err != nil {
			return fmt.Errorf("smtp: tlsa %q: %w", kind, err)
		}
		s.zone.records = append(s.zone.records, rr)
	}
	return nil
}
