package observe

import (
	"io"
	"net"
	"testing"
)

// TestClosedToUs: a port that took a connection and then refuses the next is not
// one where nothing listens.
func TestClosedToUs(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		if c, err := l.Accept(); err == nil {
			_ = l.Close()
			_, _ = io.WriteString(c, "SSH-2.0-x\r\n")
			_ = c.Close()
		}
	}()
	to := []Reroute{{"", 443, l.Addr().(*net.TCPAddr).AddrPort()}}
	site := Open(t.Context(), "shop.test", Options{ConnectTo: to})
	defer site.Close()
	for _, tt := range []struct {
		host string
		want Cause
	}{{"shop.test", TLS}, {"www.shop.test", Blocked}} {
		if h, err := site.Handshake(t.Context(), Endpoint{Host: tt.host}, Any); cause(err) != tt.want {
			t.Errorf("%s: got %+v, %v, want cause %q", tt.host, h, err, tt.want)
		}
	}
	other := Open(t.Context(), "shop.test", Options{ConnectTo: to})
	defer other.Close()
	if h, err := other.Handshake(t.Context(), Endpoint{Host: "shop.test"}, Any); cause(err) != Refused {
		t.Errorf("got %+v, %v, want cause %q", h, err, Refused)
	}
}
