package survey

import (
	"slices"
	"testing"
	"testing/synctest"

	"shopcheck/scanner/observe/hello"
)

func TestCompare(t *testing.T) {
	known, err := take(t, modern())
	if err != nil {
		t.Fatal(err)
	}
	known.Peer = "192.0.2.1:443"
	for _, tt := range []struct {
		name   string
		change func(*server)
		like   string
		most   int
	}{
		{"alike", func(*server) {}, known.Peer, 10},
		{"an old version", func(s *server) { s.suites[hello.TLS10] = []hello.Suite{0x002f} }, "", 70},
		{"one more suite", func(s *server) { s.suites[hello.TLS12] = append(s.suites[hello.TLS12], 0x000a) }, "", 70},
		{"one less version", func(s *server) { delete(s.suites, hello.TLS13) }, "", 70},
		{"SSL 2", func(s *server) { s.suites[hello.SSL2] = []hello.Suite{0x010080} }, "", 70},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := modern()
			tt.change(s)
			var got *Survey
			synctest.Test(t, func(t *testing.T) {
				s.turns = make(chan struct{}, hellos)
				got, err = Compare(t.Context(), s.ask, "www.shop.test", at, known)
			})
			if err != nil {
				t.Fatal(err)
			}
			if got.Like != tt.like || got.Host != "www.shop.test" || got.Hellos != s.asked || s.asked > tt.most {
				t.Errorf("like %q, host %s, %d hellos, %d asked", got.Like, got.Host, got.Hellos, s.asked)
			}
			for v, suites := range s.suites {
				same(t, v.String(), suites, got.Protocol(v).Suites, true)
			}
		})
	}
}

// TestCompareFaults: a server that accepts the same suites and is worse in
// something else is not like the other.
func TestCompareFaults(t *testing.T) {
	hangsUp := func(_ hello.Client, a *hello.Server) bool { return a.Alert != nil }
	for _, tt := range []struct {
		name   string
		change func(c hello.Client, a *hello.Server) bool // and reports whether it hangs up instead
		like   bool
	}{
		{"alike", func(hello.Client, *hello.Server) bool { return false }, true},
		{"says no by hanging up", hangsUp, true},
		{"a short prime", func(_ hello.Client, a *hello.Server) bool {
			if a.Suite == 0x009e {
				a.Prime = []byte{0x80, 1}
			}
			return false
		}, false},
		{"compression", func(c hello.Client, a *hello.Server) bool {
			if c.Compression {
				a.Compression = 1
			}
			return false
		}, false},
		{"heartbeat", func(c hello.Client, a *hello.Server) bool {
			if c.Extras {
				a.Extensions = append(a.Extensions, hello.Heartbeat)
			}
			return false
		}, false},
		{"no secure renegotiation", func(_ hello.Client, a *hello.Server) bool {
			a.Extensions = nil
			return false
		}, false},
		{"an old group", func(_ hello.Client, a *hello.Server) bool {
			if a.Group == 29 {
				a.Group = 19
			}
			return false
		}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := modern()
			s.suites[hello.TLS12] = append(s.suites[hello.TLS12], 0x009e)
			with := func(change func(hello.Client, *hello.Server) bool) func(hello.Client) (hello.Server, error, bool) {
				return func(c hello.Client) (hello.Server, error, bool) {
					a := s.answer(c)
					if a.Suite == 0x009e {
						a.Prime = ffdhe2048()
					}
					if change(c, &a) {
						return hello.Server{}, ErrHungUp, true
					}
					return a, nil, true
				}
			}
			s.says = with(func(hello.Client, *hello.Server) bool { return false })
			first, err := take(t, s)
			if err != nil {
				t.Fatal(err)
			}
			first.Peer, s.says = "192.0.2.1:443", with(tt.change)
			var got *Survey
			synctest.Test(t, func(t *testing.T) {
				s.turns = make(chan struct{}, hellos)
				got, err = Compare(t.Context(), s.ask, "www.shop.test", at, first)
			})
			if err != nil {
				t.Fatal(err)
			}
			if got.Like != "" != tt.like {
				t.Errorf("like %q", got.Like)
			}
		})
	}
}

func TestConfirm(t *testing.T) {
	s := modern()
	s.suites[hello.SSL2] = []hello.Suite{0x010080}
	s.suites[hello.TLS10] = []hello.Suite{0x002f, 0x0005} // RC4 is not what it prefers
	first, err := take(t, s)
	if err != nil {
		t.Fatal(err)
	}
	confirm := func() *Survey {
		var got *Survey
		s.asked = 0
		synctest.Test(t, func(t *testing.T) {
			s.turns = make(chan struct{}, hellos)
			got, err = Confirm(t.Context(), s.ask, "shop.test", at, first)
		})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	got := confirm()
	if p := got.Protocol(hello.TLS10); p.Offered != Yes || !slices.Equal(p.Suites, []hello.Suite{0x0005}) || p.Partial == "" {
		t.Errorf("TLS 1.0: %+v, want RC4 again", p)
	}
	if p := got.Protocol(hello.SSL2); p.Offered != Yes || len(p.Suites) != 1 {
		t.Errorf("SSL 2: %+v", p)
	}
	if p := got.Protocol(hello.SSL3); p.Offered != "" {
		t.Errorf("SSL 3: %s, and nobody asked", p.Offered)
	}
	if s.asked > ConfirmMost {
		t.Errorf("%d hellos", s.asked)
	}
	delete(s.suites, hello.SSL2)
	s.suites[hello.TLS10] = s.suites[hello.TLS10][:1]
	got = confirm()
	if v2, v10 := got.Protocol(hello.SSL2), got.Protocol(hello.TLS10); v2.Offered != No || v10.Offered != No {
		t.Errorf("no longer accepted: SSL 2 %s, TLS 1.0 %s", v2.Offered, v10.Offered)
	}
}
