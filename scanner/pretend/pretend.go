package pretend

import (
	"context"
	"crypto/x509"
	_ "embed"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/pretend/signing"
)

//go:embed shops/right.txtar
var right string

//go:embed shops/demo.txtar
var demo []byte

// Settings are the circumstances that a shop is started in. The zero value is
// the real present and no waiting.
type Settings struct {
	Now   time.Time     // the pretend present; zero means the real clock
	Delay time.Duration // one round trip, waited out as the package comment says
	Log   *slog.Logger  // nil means discard

	// Before is a shop that becomes this one, and is to be closed then: its resolvers
	// keep their addresses. nil means that it is a new one. With the same Now its
	// certificates stay the same too, but for what is said of them in shop.yaml.
	Before *Shop
}

// A Shop is a pretend shop that is running. It is safe for concurrent use.
type Shop struct {
	set  Settings
	conf config
	zone *zone
	site *site
	ca   *authority

	hosts     []host
	addresses []host                // those with settings of their own
	mail      map[string]mailServer // by host, or by address
	mailAt    []string              // the addresses among those
	front     *front                // of HTTPS, for hosts without their own
	dns       []*resolver
	authority []*dnsDoor        // of name servers
	internet  *signing.Internet // nil where nothing is signed
	routes    []observe.Reroute

	ctx     context.Context
	cancel  context.CancelFunc
	serving sync.WaitGroup
	closing sync.Once

	mu          sync.Mutex
	requests    []string
	connections int
}

// Demo returns the shop that "shopcheck demo" checks: a small tea shop that is
// mostly right.
func Demo() *txtar.Archive { return txtar.Parse(demo) }

// Start serves the shop that ar describes, on loopback, until Close. The error
// says which part of ar cannot be read, or why a port could not be opened.
func Start(ar *txtar.Archive, set Settings) (*Shop, error) {
	if set.Log == nil {
		set.Log = slog.New(slog.DiscardHandler)
	}
	s := &Shop{set: set}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	if err := s.read(ar); err != nil {
		s.Close()
		return nil, err
	}
	for _, step := range []func() error{s.meet, s.certify, s.signZones, s.open} {
		if err := step(); err != nil {
			s.Close()
			return nil, err
		}
	}
	return s, nil
}

// Domain returns the shop's domain, "shop.test" unless its file says otherwise.
func (s *Shop) Domain() string { return s.conf.Domain }

// Options leads a scan to this shop: its resolver, its servers, its root, its
// present, and no waiting for anybody's sake.
func (s *Shop) Options() observe.Options {
	o := observe.Options{
		Timeout: 2 * time.Second, Rate: 1e6,
		ConnectTo: slices.Clone(s.routes),
		Roots:     []*x509.Certificate{s.ca.root}, Log: s.set.Log,
	}
	for _, r := range s.dns {
		o.Resolvers = append(o.Resolvers, r.addr)
	}
	if !s.set.Now.IsZero() {
		o.Now = s.now
	}
	if s.internet != nil {
		o.Anchors = s.internet.Anchors()
	}
	return o
}

// Requests returns the HTTP requests seen, in order of arrival: "GET
// https://shop.test/".
func (s *Shop) Requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Connections returns how many TCP connections were made to the shop, DNS aside.
func (s *Shop) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.connections
}

// Close ends the shop and waits until nothing of it runs any more. It may be
// called again.
func (s *Shop) Close() {
	s.closing.Do(func() {
		s.cancel()
		s.serving.Wait()
		for _, d := range s.handOver() {
			d.close()
		}
		for _, d := range s.authority {
			d.close()
		}
	})
}

// now is the shop's present.
func (s *Shop) now() time.Time {
	if s.set.Now.IsZero() {
		return time.Now()
	}
	return s.set.Now
}

func (s *Shop) note(request string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, request)
}
