package pretend

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	_ "embed"
	"fmt"
	"log/slog"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner/observe"
)

//go:embed shops/right.txtar
var right string

//go:embed shops/demo.txtar
var demo []byte

// Settings are the circumstances that a shop is started in. The zero value is
// the real present and no waiting.
type Settings struct {
	Now   time.Time     // the pretend present; zero means the real clock
	Delay time.Duration // one round trip: see the package comment
	Log   *slog.Logger  // nil means discard
}

// A Shop is a pretend shop that is running. It is safe for concurrent use.
type Shop struct {
	conf    config
	zone    *zone
	site    *site
	ca      *authority
	dns     *resolver
	tls     *tls.Config
	routes  []observe.Reroute
	fixed   time.Time
	delay   time.Duration
	log     *slog.Logger
	ctx     context.Context
	cancel  context.CancelFunc
	serving sync.WaitGroup

	mu          sync.Mutex
	requests    []string
	connections int
}

// Demo returns the shop that shopcheck demo checks: a small tea shop that is
// mostly right.
func Demo() *txtar.Archive { return txtar.Parse(demo) }

// Start serves the shop that ar describes, on loopback, until Close. The error
// says which part of ar cannot be read, or that a port could not be opened.
func Start(ar *txtar.Archive, set Settings) (*Shop, error) {
	s := &Shop{fixed: set.Now, delay: set.Delay, log: set.Log}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	for _, step := range []func(*txtar.Archive) error{s.read, s.certify, s.open} {
		if err := step(ar); err != nil {
			s.Close()
			return nil, err
		}
	}
	return s, nil
}

// read makes configuration, zone and site of the archive.
func (s *Shop) read(ar *txtar.Archive) error {
	own := make(map[string][]byte)
	for _, f := range ar.Files {
		if !strings.Contains(f.Name, " ") && !slices.Contains([]string{"shop.yaml", "dns", "want"}, f.Name) {
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
	dns := slices.IndexFunc(defaults, func(f txtar.File) bool { return f.Name == "dns" })
	if s.zone, err = readZone(s.conf.Domain, string(defaults[dns].Data), words.Replace(string(own["dns"]))); err != nil {
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

// names are what a right certificate is made out for: every name of the zone
// that has an address, the domain first.
func (s *Shop) names() []string {
	names := slices.DeleteFunc(s.zone.hosts(), func(h string) bool { return h == s.conf.Domain })
	return append([]string{s.conf.Domain}, names...)
}

// certify prepares HTTPS, each host with its own settings.
func (s *Shop) certify(*txtar.Archive) error {
	var err error
	if s.ca, err = newAuthority(s.conf.Domain, s.now()); err != nil {
		return err
	}
	hosts := make(map[string]*tls.Config)
	for host := range s.conf.TLS.Hosts {
		set, err := override(s.conf.TLS, s.conf.TLS.Hosts, host)
		if err != nil {
			return err
		}
		if hosts[host], err = s.certified(set, set.Cert, []string{"http/1.1"}); err != nil {
			return fmt.Errorf("%s: %w", host, err)
		}
	}
	base, err := s.certified(s.conf.TLS, s.conf.TLS.Cert, []string{"http/1.1"})
	if err != nil {
		return err
	}
	s.tls = base.Clone()
	s.tls.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		return cmp.Or(hosts[strings.ToLower(hello.ServerName)], base), nil
	}
	return s.publishIssuers()
}

// certified makes a TLS server with a certificate of its own.
func (s *Shop) certified(set tlsSettings, cert certSettings, alpn []string) (*tls.Config, error) {
	c, err := s.ca.issue(cert, s.names())
	if err != nil {
		return nil, err
	}
	return set.server(c, s.now, alpn)
}

// publishIssuers serves the intermediates where certificates say they are.
func (s *Shop) publishIssuers() error {
	for _, company := range s.issuers() {
		cert, err := s.ca.middle(company)
		if err != nil {
			return err
		}
		raw := append([]byte("HTTP/1.1 200 OK\nContent-Type: application/pkix-cert\n\n"), cert.Raw...)
		s.site.layers[1]["GET http://aia."+s.conf.Domain+aiaPath(company)] = &response{raw: raw}
	}
	return nil
}

// open opens the ports, and leads every host of the zone to them.
func (s *Shop) open(*txtar.Archive) error {
	var err error
	if s.dns, err = startResolver(s.ctx, s.zone, s.conf.DNS, s.delay); err != nil {
		return err
	}
	var web, secure, silent netip.AddrPort
	for _, l := range []struct {
		at     *netip.AddrPort
		handle handler
	}{{&web, s.plain}, {&secure, s.secure}, {&silent, s.silent}} {
		if *l.at, err = s.listen(l.handle); err != nil {
			return err
		}
	}
	mail, err := s.openMail()
	if err != nil {
		return err
	}
	for _, host := range s.zone.hosts() {
		if s.unresolved(host) {
			continue
		}
		set, err := override(s.conf.TLS, s.conf.TLS.Hosts, host)
		if err != nil {
			return err
		}
		plain, ok := s.conf.HTTP.Hosts[host]
		if !ok {
			plain = s.conf.HTTP.port
		}
		smtp := mail(host)
		s.routes = append(s.routes,
			observe.Reroute{Host: host, Port: 80, Addr: plain.pick(web, silent)},
			observe.Reroute{Host: host, Port: 443, Addr: set.pick(secure, silent)},
			observe.Reroute{Host: host, Port: 25, Addr: smtp.port.pick(smtp.at, silent)})
	}
	return nil
}
