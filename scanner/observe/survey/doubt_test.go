package survey

import (
	"math/big"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner/observe/hello"
)

// old is modern, and speaks TLS 1.0 with a broken suite besides.
func old() *server {
	s := modern()
	s.suites[hello.TLS10] = []hello.Suite{0x002f, 0x0005}
	return s
}

// TestLimits: a server that hangs up because it has too much to do, or hangs up or
// stumbles because it had enough of us, has not said no.
func TestLimits(t *testing.T) {
	known := func(t *testing.T, s *server, got *Survey) {
		t.Helper()
		for v, suites := range s.suites {
			if p := got.Protocol(v); p.Offered == No || p.Offered == Yes && p.Partial == "" && len(p.Suites) != len(suites) {
				t.Errorf("%s: %s, %d suites of %d, partial %q", v, p.Offered, len(p.Suites), len(suites), p.Partial)
			}
		}
	}
	for most := range hellos {
		s := old()
		s.busy = 1 + most
		got, err := take(t, s)
		if err != nil {
			t.Fatal(err)
		}
		known(t, s, got)
		if got.Protocol(hello.TLS10).Offered != Yes || len(got.Protocol(hello.TLS12).Suites) != 3 {
			t.Errorf("%d at once: what it accepts when it has time was not found", s.busy)
		}
	}
	for enough := 1; enough < 120; enough++ {
		s, tired, why := old(), hello.Server{}, ErrHungUp
		if enough >= 60 {
			tired, why = alert(hello.InternalError), nil
		}
		s.says = func(hello.Client) (hello.Server, error, bool) {
			s.mu.Lock()
			defer s.mu.Unlock()
			return tired, why, s.asked > 1+enough%60
		}
		got, err := take(t, s)
		if err != nil {
			t.Fatal(err)
		}
		known(t, s, got)
	}
}

// TestChaCha: a server that heeds which of the good suites is fast for the client
// has its own order all the same.
func TestChaCha(t *testing.T) {
	s := modern()
	s.says = func(c hello.Client) (hello.Server, error, bool) {
		if c.Version >= hello.TLS12 && len(c.Suites) > 0 && (c.Suites[0] == 0xcca8 || c.Suites[0] == 0x1303) {
			c.Suites = c.Suites[:1]
			return s.answer(c), nil, true
		}
		return hello.Server{}, nil, false
	}
	got, err := take(t, s)
	if err != nil {
		t.Fatal(err)
	}
	if p := got.Protocol(hello.TLS12); p.Prefers != ByServer {
		t.Errorf("prefers %q", p.Prefers)
	}
}

// TestNamedPrimes: a server that uses a published group where the client names
// some (RFC 7919) shows the prime that it uses for all others.
func TestNamedPrimes(t *testing.T) {
	s := modern()
	s.suites[hello.TLS12] = append(s.suites[hello.TLS12], 0x009e)
	s.says = func(c hello.Client) (hello.Server, error, bool) {
		out := s.answer(c)
		if out.Suite == 0x009e {
			out.Prime = []byte{0x80, 1}
			if slices.Contains(c.Groups, 256) {
				out.Prime = ffdhe2048()
			}
		}
		return out, nil, true
	}
	got, err := take(t, s)
	if err != nil {
		t.Fatal(err)
	}
	want := []Prime{{Bits: 2048, Known: "RFC 7919 ffdhe2048", Suite: 0x009e}, {Bits: 16, Suite: 0x009e}}
	if diff := cmp.Diff(want, got.Protocol(hello.TLS12).Primes); diff != "" {
		t.Errorf("primes -want +got:\n%s", diff)
	}
}

// ffdhe2048 is 2^2048 - 2^1984 + ([2^1918 e] + 560316) 2^64 - 1 (RFC 7919,
// appendix A.1).
func ffdhe2048() []byte {
	power := func(n uint) *big.Int { return new(big.Int).Lsh(big.NewInt(1), n) }
	e := new(big.Int)
	for n, term := int64(1), power(1918+64); term.Sign() > 0; n++ {
		e.Add(e, term)
		term.Div(term, big.NewInt(n))
	}
	e.Rsh(e, 64).Add(e, big.NewInt(560316)).Lsh(e, 64)
	p := power(2048)
	return p.Sub(p, power(1984)).Add(p, e).Sub(p, big.NewInt(1)).Bytes()
}

// TestStrangeKinds: of what a server of SSL 2 lists, only what there is counts.
func TestStrangeKinds(t *testing.T) {
	s := modern()
	s.suites[hello.SSL2] = []hello.Suite{0xabcdef, 0x010080, 0x010080, 0xabcdee}
	got, err := take(t, s)
	if err != nil {
		t.Fatal(err)
	}
	if p := got.Protocol(hello.SSL2); p.Offered != Yes || !slices.Equal(p.Suites, []hello.Suite{0x010080}) {
		t.Errorf("%+v", p)
	}
	s.suites[hello.SSL2] = []hello.Suite{0xabcdef}
	got, err = take(t, s)
	if err != nil {
		t.Fatal(err)
	}
	if p := got.Protocol(hello.SSL2); p.Offered == Yes {
		t.Errorf("%+v", p)
	}
}

// TestKindsInTheClear: a server that answers SSL 2 as a stray request does not
// speak it, and one that answers everything so is not known to speak anything.
func TestKindsInTheClear(t *testing.T) {
	s := modern()
	s.says = func(c hello.Client) (hello.Server, error, bool) {
		return hello.Server{}, &hello.NotTLSError{Speaks: "HTTP"}, c.Version == hello.SSL2
	}
	got, err := take(t, s)
	if err != nil || got.Protocol(hello.SSL2).Offered != No {
		t.Errorf("%+v, %v", got.Protocol(hello.SSL2), err)
	}
	s.says = func(hello.Client) (hello.Server, error, bool) {
		return hello.Server{}, &hello.NotTLSError{Speaks: "HTTP"}, true
	}
	if got, err := take(t, s); err == nil {
		t.Errorf("%+v", got)
	}
}

// TestFickle: a server that picks at random does not confuse a survey.
func TestFickle(t *testing.T) {
	for range 20 {
		s := everything()
		var mu sync.Mutex
		n := 0
		s.says = func(c hello.Client) (hello.Server, error, bool) {
			if c.Version < hello.TLS12 {
				return hello.Server{}, nil, false
			}
			mu.Lock()
			n++
			at := n % len(c.Suites)
			mu.Unlock()
			c.Suites = c.Suites[at : at+1]
			return s.answer(c), nil, true
		}
		if _, err := take(t, s); err != nil {
			t.Fatal(err)
		}
	}
}
