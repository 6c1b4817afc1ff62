package observe

import (
	"errors"
	"net"
	"net/netip"
	"slices"
	"testing"

	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

// TestTheServerReachedIsAskedAgain: where a name's first address does not answer,
// looks go to the one that does, and count for it.
func TestTheServerReachedIsAskedAgain(t *testing.T) {
	second := hangUp(t, "127.0.0.3:0")
	names := resolverFunc(t, reply(0, rrs(t, "shop.test. 60 IN A 127.0.0.2", "shop.test. 60 IN A 127.0.0.3", "shop.test. 60 IN A 127.0.0.4"), nil))
	site := Open(t.Context(), "shop.test", Options{Resolvers: []string{names}, Private: true})
	defer site.Close()
	at := Endpoint{Host: "shop.test", Port: httpsPort}
	for _, reached := range []Endpoint{at, {Host: "shop.test", Port: httpsPort, Addr: netip.MustParseAddr("127.0.0.4")}} {
		conn, err := site.net.connect(t.Context(), reached, second)
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.Close()
		second = hangUp(t, "127.0.0.4:0") // what is asked for by its address is no reason to forget
	}
	got, err := site.net.destinations(at)
	want := []netip.AddrPort{netip.MustParseAddrPort("127.0.0.3:443"), netip.MustParseAddrPort("127.0.0.2:443"), netip.MustParseAddrPort("127.0.0.4:443")}
	if err != nil || !slices.Equal(got, want) || site.net.peerOf(at) != want[0].String() {
		t.Errorf("destinations %v, %v; peer %s; want %v", got, err, site.net.peerOf(at), want)
	}
}

// TestMailThatHangsUp: a mail server that hangs up before it would have taken a
// hello has turned down none.
func TestMailThatHangsUp(t *testing.T) {
	site := Open(t.Context(), "shop.test", Options{ConnectTo: []Reroute{{"mx.shop.test", smtpPort, hangUp(t, "127.0.0.1:0")}}})
	defer site.Close()
	ask := site.net.asker(Endpoint{Host: "mx.shop.test", Port: smtpPort}, 0)
	likely, _ := hello.Suites(hello.TLS10)
	if _, err := ask(t.Context(), hello.Client{Version: hello.TLS10, Suites: likely}); !errors.Is(err, survey.ErrRefused) {
		t.Errorf("got %v, want %v", err, survey.ErrRefused)
	}
}

// hangUp listens, and hangs up on everybody.
func hangUp(t *testing.T, at string) netip.AddrPort {
	t.Helper()
	l, err := net.Listen("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_ = c.Close()
		}
	}()
	return l.Addr().(*net.TCPAddr).AddrPort()
}
