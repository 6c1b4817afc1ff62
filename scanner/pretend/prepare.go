package pretend

import (
	"bytes"
	"cmp"
	"crypto/tls"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/miekg/dns"
	"github.com/rogpeppe/go-internal/txtar"
)

// A host is a name that the shop's servers stand in for, and how they do.
type host struct {
	name  string
	http  port
	tls   tlsSettings
	front *front // nil means the shop's
}

// read makes configuration, zone and site of the archive.
func (s *Shop) read(ar *txtar.Archive) error {
	own := make(map[string][]byte)
	for _, f := range ar.Files {
		if !strings.Contains(f.Name, " ") && !slices.Contains([]string{"shop.yaml", "dns", "want", "profile", "told"}, f.Name) {
			return fmt.Errorf("file %q is no part of a shop", f.Name)
		}
		own[f.Name] = f.Data
	}
	var err error
	if s.conf, err = readConfig(own["shop.yaml"]); err != nil {
		return err
	}
	words := strings.NewReplacer("{{domain}}", s.conf.Domain, "{{host}}", s.conf.Host, "{{twin}}", s.conf.twin(), "{{scheme}}", s.conf.scheme())
	defaults := txtar.Parse([]byte(words.Replace(right))).Files
	if s.zone, err = readZone(s.conf.Domain, string(defaults[0].Data), words.Replace(string(own["dns"]))); err != nil {
		return err
	}
	if s.conf.TLS.Off { // then plain HTTP leads nowhere else
		defaults = slices.DeleteFunc(defaults, func(f txtar.File) bool { return bytes.Contains(f.Data, []byte("Location: https://")) })
	}
	files := slices.Clone(ar.Files)
	for i, f := range files {
		files[i] = txtar.File{Name: words.Replace(f.Name), Data: []byte(words.Replace(string(f.Data)))}
	}
	s.site, err = readSite(files, defaults, s.conf.scheme()+"://"+s.conf.Host)
	return err
}

// meet works out which hosts there are, each with its own settings.
func (s *Shop) meet() error {
	names := s.zone.hosts()
	for _, own := range slices.Concat(slices.Collect(maps.Keys(s.conf.TLS.Hosts)), slices.Collect(maps.Keys(s.conf.HTTP.Hosts)), slices.Collect(maps.Keys(s.conf.SMTP.Hosts))) {
		if !slices.Contains(names, own) {
			return fmt.Errorf("shop.yaml has settings for %s, which has no address in dns", own)
		}
	}
	for _, name := range names {
		q := dns.Question{Name: name, Qtype: dns.TypeA}
		if listed(s.conf.DNS.ServFail, q) || listed(s.conf.DNS.Timeout, q) {
			continue // a client must find out
		}
		web, ok := s.conf.HTTP.Hosts[name]
		if !ok {
			web = s.conf.HTTP.port
		}
		secure, err := s.conf.TLS.of(s.conf.TLS.Hosts, name)
		if err != nil {
			return err
		}
		s.hosts = append(s.hosts, host{name: name, http: web, tls: secure})
	}
	return s.meetAddresses()
}

// meetAddresses works out which addresses have settings of their own.
func (s *Shop) meetAddresses() error {
	for _, text := range slices.Sorted(maps.Keys(s.conf.TLS.Addresses)) {
		addr, err := netip.ParseAddr(text)
		if err != nil || !s.zone.has(addr) {
			return fmt.Errorf("shop.yaml has settings for the address %s, which is not in dns", text)
		}
		set, err := s.conf.TLS.of(s.conf.TLS.Addresses, text)
		if err != nil {
			return err
		}
		s.addresses = append(s.addresses, host{name: addr.String(), tls: set})
	}
	return nil
}

// names are what a right certificate is made out for: every name of the zone
// that has an address, the domain first.
func (s *Shop) names() []string {
	others := slices.DeleteFunc(s.zone.hosts(), func(h string) bool { return h == s.conf.Domain })
	return append([]string{s.conf.Domain}, others...)
}

// certify makes the certificates, and serves those of the companies that issued
// them where they say it can be fetched.
func (s *Shop) certify() error {
	var err error
	if s.ca, err = newAuthority(s.conf.Domain, s.now()); err != nil {
		return err
	}
	if err := s.furnish(); err != nil {
		return err
	}
	if err := s.appointMail(); err != nil {
		return err
	}
	return s.publish()
}

// furnish makes the TLS servers of port 443. A name that is asked for at the
// wrong one gets what it would get at its own, as far as Go's server goes.
func (s *Shop) furnish() error {
	base, err := s.makeFront(s.conf.TLS, "http/1.1")
	if err != nil {
		return err
	}
	own := make(map[string]*tls.Config)
	named := func(f *front) *front {
		out := *f
		out.config = f.config.Clone()
		out.config.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			if hello.ServerName == "" {
				return f.config, nil
			}
			return cmp.Or(own[strings.ToLower(hello.ServerName)], base.config), nil
		}
		return &out
	}
	s.front = named(base)
	for i, h := range s.hosts {
		if _, ok := s.conf.TLS.Hosts[h.name]; !ok {
			continue
		}
		f, err := s.makeFront(h.tls, "http/1.1")
		if err != nil {
			return fmt.Errorf("%s: %w", h.name, err)
		}
		own[h.name], s.hosts[i].front = f.config, named(f)
	}
	for i, a := range s.addresses {
		if s.addresses[i].front, err = s.makeFront(a.tls, "http/1.1"); err != nil {
			return fmt.Errorf("%s: %w", a.name, err)
		}
	}
	return nil
}

// certified makes a TLS server with a certificate of its own.
func (s *Shop) certified(set tlsSettings, cert certSettings, alpn ...string) (*tls.Config, error) {
	c, err := s.ca.issue(cert, s.names())
	if err != nil {
		return nil, err
	}
	return set.server(c, s.now, alpn)
}
