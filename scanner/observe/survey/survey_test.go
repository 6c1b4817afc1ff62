package survey

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner/observe/hello"
)

var at = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// A server picks as real ones do.
type server struct {
	suites   map[hello.Version][]hello.Suite // by the server's own preference
	groups   []hello.Group
	schemes  []hello.Scheme
	byClient bool                                           // goes by the client's order
	curve    hello.Group                                    // ECDSA needs it offered (TLS 1.2)
	alpn     []string                                       // and insists on one of them
	says     func(hello.Client) (hello.Server, error, bool) // comes first, if it wants to
	most     int                                            // hellos before the budget is spent; 0 means any number
	busy     int                                            // connections at once, and it hangs up on any more; 0 means any number

	mu    sync.Mutex
	asked int
	turns chan struct{}
}

// A hello takes two round trips, and four are under way at once.
const (
	hellos    = 4
	roundTrip = 50 * time.Millisecond
)

func alert(a hello.Alert) hello.Server { return hello.Server{Alert: &a} }

func (s *server) ask(_ context.Context, c hello.Client) (hello.Server, error) {
	s.turns <- struct{}{}
	defer func() { <-s.turns }()
	if s.busy > 0 && len(s.turns) > s.busy {
		time.Sleep(roundTrip)
		return hello.Server{}, ErrHungUp
	}
	time.Sleep(2 * roundTrip)
	s.mu.Lock()
	s.asked++
	spent := s.most > 0 && s.asked > s.most
	s.mu.Unlock()
	if spent {
		return hello.Server{}, &EndError{errors.New("the limit was reached")}
	}
	if s.says != nil {
		if r, err, ok := s.says(c); ok {
			return r, err
		}
	}
	return s.answer(c), nil
}

func (s *server) answer(c hello.Client) hello.Server {
	known, ok := s.suites[c.Version]
	switch {
	case !ok:
		return alert(hello.ProtocolVersion)
	case c.Version == hello.SSL2:
		return hello.Server{Version: hello.SSL2, Kinds: known}
	case c.Fallback:
		return alert(hello.InappropriateFallback)
	}
	out := hello.Server{Version: c.Version, Extensions: []hello.Extension{hello.Renegotiation}, Chain: [][]byte{{1}}}
	for _, suite := range both(known, c.Suites, s.byClient) {
		if out.Suite == 0 && s.can(suite, c) {
			out.Suite = suite
		}
	}
	if out.Suite == 0 {
		return alert(hello.HandshakeFailure)
	}
	if len(s.alpn) > 0 && len(c.ALPN) > 0 {
		common := both(s.alpn, c.ALPN, false)
		if len(common) == 0 {
			return alert(hello.NoApplicationProtocol)
		}
		out.ALPN = common[0]
	}
	p := out.Suite.Parts()
	if groups := both(s.groups, c.Groups, s.byClient); p.Exchange == "ECDHE" || c.Version == hello.TLS13 {
		out.Group, out.Retry = groups[0], c.Version == hello.TLS13 && !slices.Contains(c.Shares, groups[0])
	}
	if c.Version == hello.TLS12 && (p.Exchange == "ECDHE" || p.Exchange == "DHE") {
		out.Scheme = both(s.schemes, c.Schemes, s.byClient)[0]
	}
	if c.Version == hello.TLS13 {
		out.Chain = nil
	}
	return out
}

// can reports whether a suite can be used with the rest of the offer.
func (s *server) can(suite hello.Suite, c hello.Client) bool {
	p := suite.Parts()
	curves := (p.Exchange == "ECDHE" || c.Version == hello.TLS13)
	if curves && len(both(s.groups, c.Groups, false)) == 0 {
		return false
	}
	if c.Version >= hello.TLS12 && p.Exchange != "RSA" && len(both(s.schemes, c.Schemes, false)) == 0 {
		return false
	}
	return s.curve == 0 || c.Version == hello.TLS13 || p.Auth != "ECDSA" || slices.Contains(c.Groups, s.curve)
}

// both returns what is in both lists, in the order of ours or theirs.
func both[T comparable](ours, theirs []T, byClient bool) []T {
	if byClient {
		ours, theirs = theirs, ours
	}
	return slices.DeleteFunc(slices.Clone(ours), func(x T) bool { return !slices.Contains(theirs, x) })
}

func take(t *testing.T, s *server) (out *Survey, err error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s.turns = make(chan struct{}, hellos)
		out, err = Take(t.Context(), s.ask, "shop.test", at)
	})
	return out, err
}

// took returns how long a survey takes.
func took(t *testing.T, s *server) (d time.Duration) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s.turns = make(chan struct{}, hellos)
		start := time.Now()
		if _, err := Take(t.Context(), s.ask, "shop.test", at); err != nil {
			t.Fatal(err)
		}
		d = time.Since(start)
	})
	return d
}

// modern is nginx as Mozilla's guideline would have it.
func modern() *server {
	return &server{
		suites: map[hello.Version][]hello.Suite{
			hello.TLS12: {0xc02f, 0xc030, 0xcca8},
			hello.TLS13: {0x1302, 0x1303, 0x1301},
		},
		groups:  []hello.Group{0x11ec, 29, 23, 24},
		schemes: []hello.Scheme{0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601},
		alpn:    []string{"h2", "http/1.1"},
	}
}

func TestModern(t *testing.T) {
	for _, byClient := range []bool{false, true} {
		s := modern()
		s.byClient = byClient
		got, err := take(t, s)
		if err != nil {
			t.Fatal(err)
		}
		order := ByServer
		if byClient {
			order = ByClient
		}
		for _, v := range []hello.Version{hello.SSL2, hello.SSL3, hello.TLS10, hello.TLS11} {
			if p := got.Protocol(v); p.Offered != No || len(p.Suites) != 0 {
				t.Errorf("%s = %+v, want no", v, p)
			}
		}
		for _, v := range []hello.Version{hello.TLS12, hello.TLS13} {
			p := got.Protocol(v)
			same(t, v.String()+" suites", s.suites[v], p.Suites, byClient)
			groups := slices.DeleteFunc(slices.Clone(s.groups), func(g hello.Group) bool { return !belongs(g, v) })
			same(t, v.String()+" groups", groups, p.Groups, true)
			schemes := s.schemes
			if v == hello.TLS13 {
				schemes = s.schemes[:3]
			}
			same(t, v.String()+" schemes", schemes, p.Schemes, true)
			if p.Prefers != order || p.Partial != "" || p.Offered != Yes {
				t.Errorf("%s: prefers %q, partial %q, offered %q", v, p.Prefers, p.Partial, p.Offered)
			}
		}
		want := Traits{SecureRenegotiation: Yes, Compression: No, Heartbeat: No, Tickets: No, ExtendedMaster: No, EncryptThenMAC: No, FallbackRefused: Yes, ALPN: []string{"h2", "http/1.1"}}
		if diff := cmp.Diff(want, got.Traits); diff != "" {
			t.Errorf("traits -want +got:\n%s", diff)
		}
		if s.asked != got.Hellos || s.asked > 45 {
			t.Errorf("%d hellos, %d counted; at most 45", s.asked, got.Hellos)
		}
		d := took(t, s)
		t.Logf("%d hellos, %v", got.Hellos, d)
		if d > time.Second {
			t.Errorf("it takes %v at round trips of %v; at most a second", d, roundTrip)
		}
		if diff := cmp.Diff([][][]byte{{{1}}}, got.Chains); diff != "" {
			t.Errorf("chains: %s", diff)
		}
	}
}

// same compares two lists, as sets if sorted.
func same[T ~uint16 | ~uint32](t *testing.T, what string, want, got []T, sorted bool) {
	t.Helper()
	if want, got = slices.Clone(want), slices.Clone(got); sorted {
		slices.Sort(want)
		slices.Sort(got)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s -want +got:\n%s", what, diff)
	}
}

// TestTroubles: whatever a server does instead of answering, the survey ends with
// the truth or with unclear.
func TestTroubles(t *testing.T) {
	hangUp := func(when func(hello.Client) bool) func(hello.Client) (hello.Server, error, bool) {
		return func(c hello.Client) (hello.Server, error, bool) { return hello.Server{}, ErrHungUp, when(c) }
	}
	known := func(c hello.Client) bool { return c.Version >= hello.TLS12 }
	for _, tt := range []struct {
		name string
		says func(hello.Client) (hello.Server, error, bool)
		old  Answer // TLS 1.0
	}{
		{"hangs up on what it does not know", hangUp(func(c hello.Client) bool { return !known(c) }), No},
		{"hangs up on long lists", hangUp(func(c hello.Client) bool { return len(c.Suites) > 128 }), No},
		{"hangs up on extras", hangUp(func(c hello.Client) bool { return c.Extras && known(c) }), No},
		{"says nothing to old versions", func(c hello.Client) (hello.Server, error, bool) {
			return hello.Server{}, ErrStalled, c.Version == hello.TLS10
		}, Unclear},
		{"answers old versions with an error", func(c hello.Client) (hello.Server, error, bool) {
			return alert(hello.DecodeError), nil, c.Version == hello.TLS10
		}, Unclear},
		{"has nothing to sign old versions with", func(c hello.Client) (hello.Server, error, bool) {
			return alert(hello.InternalError), nil, c.Version < hello.TLS12
		}, No},
		{"would rather speak another version", func(c hello.Client) (hello.Server, error, bool) {
			return hello.Server{Version: hello.SSL3, Suite: c.Suites[0]}, nil, c.Version == hello.TLS10
		}, No},
		{"picks what was not offered", func(c hello.Client) (hello.Server, error, bool) {
			return hello.Server{Version: c.Version, Suite: 0x9999}, nil, c.Version == hello.TLS10
		}, Unclear},
		{"insists on one protocol", func(c hello.Client) (hello.Server, error, bool) {
			return alert(hello.NoApplicationProtocol), nil, len(c.ALPN) == 1
		}, No},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := modern()
			s.says = tt.says
			got, err := take(t, s)
			if err != nil {
				t.Fatal(err)
			}
			if p := got.Protocol(hello.TLS10); p.Offered != tt.old || (p.Offered == Unclear) != (p.Why != "") {
				t.Errorf("TLS 1.0: %s, because %q; want %s", p.Offered, p.Why, tt.old)
			}
			for _, v := range []hello.Version{hello.TLS12, hello.TLS13} {
				same(t, v.String(), s.suites[v], got.Protocol(v).Suites, true)
			}
			if got.Hellos > 70 {
				t.Errorf("%d hellos", got.Hellos)
			}
		})
	}
}

// TestOnce: a hello that gets lost is put again.
func TestOnce(t *testing.T) {
	for _, lost := range []error{ErrHungUp, ErrStalled, ErrRefused, errors.New("garbage")} {
		s := modern()
		var mu sync.Mutex
		seen := make(map[hello.Version]bool)
		s.says = func(c hello.Client) (hello.Server, error, bool) {
			mu.Lock()
			defer mu.Unlock()
			first := !seen[c.Version] && c.Version >= hello.TLS12
			seen[c.Version] = true
			return hello.Server{}, lost, first
		}
		got, err := take(t, s)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range []hello.Version{hello.TLS12, hello.TLS13} {
			same(t, v.String(), s.suites[v], got.Protocol(v).Suites, true)
		}
	}
}

// TestNothing: a server that never answers is left alone soon, and nothing is
// said of it.
func TestNothing(t *testing.T) {
	for _, why := range []error{ErrStalled, ErrRefused, errors.New("this is SSH")} {
		s := &server{says: func(hello.Client) (hello.Server, error, bool) { return hello.Server{}, why, true }}
		got, err := take(t, s)
		if end, ok := errors.AsType[*EndError](err); !ok || !errors.Is(end, why) || got != nil {
			t.Errorf("Take = %v, %v; want an end because %v", got, err, why)
		}
		if s.asked > 10 {
			t.Errorf("%v: %d hellos", why, s.asked)
		}
	}
	s := &server{says: func(hello.Client) (hello.Server, error, bool) { return hello.Server{}, ErrHungUp, true }}
	got, err := take(t, s)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range got.Protocols {
		if p.Offered != Unclear {
			t.Errorf("%s: %s by a server that only hangs up", p.Version, p.Offered)
		}
	}
}

// TestCurveOfTheCertificate: a server that needs to see its certificate's curve
// shows its other groups all the same.
func TestCurveOfTheCertificate(t *testing.T) {
	s := &server{
		suites:  map[hello.Version][]hello.Suite{hello.TLS12: {0xc02b}},
		groups:  []hello.Group{23, 29, 24},
		schemes: []hello.Scheme{0x0403}, curve: 23, byClient: true,
	}
	got, err := take(t, s)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "groups", s.groups, got.Protocol(hello.TLS12).Groups, true)
}

func TestPrimes(t *testing.T) {
	for _, tt := range []struct {
		prime []byte
		want  Prime
	}{
		{nil, Prime{}},
		{[]byte{0x01, 0x01}, Prime{Bits: 9, Suite: 0x33}},
	} {
		if got := prime(hello.Server{Prime: tt.prime, Suite: 0x33}); got != tt.want {
			t.Errorf("prime(%x) = %+v, want %+v", tt.prime, got, tt.want)
		}
	}
}
