package survey

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"

	"shopcheck/scanner/observe/hello"
)

// aged is a server that accepts old versions, too.
func aged() *server {
	s := modern()
	s.suites[hello.SSL3] = []hello.Suite{0x000a, 0x0005}
	s.suites[hello.TLS10] = []hello.Suite{0x002f, 0x0035, 0x000a, 0x0005}
	s.suites[hello.TLS11] = []hello.Suite{0x002f, 0x0035, 0x000a}
	return s
}

// TestFlakyServers: a server that breaks off now and then, or from some hello on,
// is never said to turn down what it accepts.
func TestFlakyServers(t *testing.T) {
	quiet, err := take(t, aged())
	if err != nil {
		t.Fatal(err)
	}
	for _, instead := range []error{ErrHungUp, ErrStalled, ErrRefused} {
		for n := range 60 {
			every := 2 + n%9
			for name, breaks := range map[string]func(asked int) bool{
				fmt.Sprintf("%d of %d: %v", n/9, every, instead): func(asked int) bool { return (asked+n/9)%every == 0 },
				fmt.Sprintf("after %d: %v", n, instead):          func(asked int) bool { return asked > n },
			} {
				t.Run(name, func(t *testing.T) {
					s := aged()
					asked := 0
					s.says = func(hello.Client) (hello.Server, error, bool) {
						s.mu.Lock()
						defer s.mu.Unlock()
						asked++
						return hello.Server{}, instead, breaks(asked)
					}
					got, err := take(t, s)
					if err == nil {
						within(t, quiet, got)
					}
				})
			}
		}
	}
}

// within tells that a survey says nothing that another does not say, and leaves
// nothing out without saying so.
func within(t *testing.T, whole, got *Survey) {
	t.Helper()
	for i, p := range got.Protocols {
		want := whole.Protocols[i]
		switch {
		case p.Offered == Unclear && p.Why != "":
		case p.Offered != want.Offered:
			t.Errorf("%s: offered: %s, and to the patient: %s", p.Version, p.Offered, want.Offered)
		case len(without(p.Suites, want.Suites)) > 0 || len(without(p.Groups, want.Groups)) > 0 || len(without(p.Schemes, want.Schemes)) > 0:
			t.Errorf("%s: accepts %v %v %v, more than %v %v %v", p.Version, p.Suites, p.Groups, p.Schemes, want.Suites, want.Groups, want.Schemes)
		case p.Partial == "" && len(p.Suites) < len(want.Suites):
			t.Errorf("%s: accepts %v and nothing else, and to the patient %v", p.Version, p.Suites, want.Suites)
		case p.Partial == "" && p.Unsure == "" && (len(p.Groups) < len(want.Groups) || len(p.Schemes) < len(want.Schemes)):
			t.Errorf("%s: accepts %v %v and nothing else, and to the patient %v %v", p.Version, p.Groups, p.Schemes, want.Groups, want.Schemes)
		case p.Prefers != "" && p.Prefers != want.Prefers:
			t.Errorf("%s: prefers: %s, and to the patient: %s", p.Version, p.Prefers, want.Prefers)
		}
	}
	if f := got.Traits.FallbackRefused; f != "" && f != Unclear && f != whole.Traits.FallbackRefused {
		t.Errorf("fallback refused: %s", f)
	}
}

// TestUnknownVersion: who picks a version that does not exist turns nothing down.
func TestUnknownVersion(t *testing.T) {
	s := modern()
	s.says = func(c hello.Client) (hello.Server, error, bool) {
		return hello.Server{Version: 0x0399, Suite: c.Suites[0], Chain: [][]byte{{1}}}, nil, true
	}
	got, err := take(t, s)
	if err != nil {
		t.Fatal(err)
	}
	if i := slices.IndexFunc(got.Protocols, func(p Protocol) bool { return p.Offered != Unclear }); i >= 0 {
		t.Errorf("%s: offered: %s", got.Protocols[i].Version, got.Protocols[i].Offered)
	}
}

// TestFlakyIsNotAlike: a server that accepts more than the one it is compared with
// is not called like it because it breaks off.
func TestFlakyIsNotAlike(t *testing.T) {
	known, err := take(t, modern())
	if err != nil {
		t.Fatal(err)
	}
	quiet, err := take(t, aged())
	if err != nil {
		t.Fatal(err)
	}
	known.Peer = "192.0.2.1:443"
	for n := range 120 {
		every := 2 + n%9
		for name, breaks := range map[string]func(asked int) bool{
			fmt.Sprintf("%d of %d", n/9, every): func(asked int) bool { return (asked+n/9)%every == 0 },
			fmt.Sprintf("after %d", n):          func(asked int) bool { return asked > n },
		} {
			s := aged()
			asked := 0
			s.says = func(hello.Client) (hello.Server, error, bool) {
				s.mu.Lock()
				defer s.mu.Unlock()
				asked++
				return hello.Server{}, ErrHungUp, breaks(asked)
			}
			var got *Survey
			synctest.Test(t, func(t *testing.T) {
				s.turns = make(chan struct{}, hellos)
				got, err = Compare(t.Context(), s.ask, "www.shop.test", at, known)
			})
			switch {
			case err != nil:
			case got.Like != "":
				t.Errorf("%s: like one that accepts less", name)
			default:
				within(t, quiet, got)
			}
		}
	}
}
