package observe

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
)

// A quiet conn reads from data and swallows what is written.
type quietConn struct {
	net.Conn
	in io.Reader
}

func (c quietConn) Read(p []byte) (int, error)  { return c.in.Read(p) }
func (c quietConn) Write(p []byte) (int, error) { return len(p), nil }

func FuzzGateGreet(f *testing.F) {
	f.Add([]byte("\x05\x01\x02\x01\x04gate\x02pw\x05\x01\x00\x03\x09shop.test\x00\x50"))
	f.Fuzz(func(t *testing.T, data []byte) {
		g := &gate{password: "pw"}
		host, _, err := g.greet(quietConn{in: bytes.NewReader(data)})
		if err == nil && !bytes.Contains(data, []byte("pw")) {
			t.Fatalf("let in to %q without the password", host)
		}
	})
}

// TestLooksAreBounded: a small file cannot fill memory, and what is kept of a
// scan can always be read back.
func TestLooksAreBounded(t *testing.T) {
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	for range (maxLooks >> 20) + 1 {
		_, _ = z.Write(make([]byte, 1<<20))
	}
	_ = z.Close()
	var l Looks
	if err := l.UnmarshalJSON([]byte(`"` + base64.StdEncoding.EncodeToString(buf.Bytes()) + `"`)); err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("a bomb is read: %v", err)
	}
	kept := newLooks()
	for i := range 40 {
		done := make(chan struct{})
		close(done)
		kept.asked[fmt.Sprintf("GET %02d", i)] = &asked{done: done, reply: &Page{Body: bytes.Repeat([]byte("x"), 1<<20)}}
	}
	packed, err := json.Marshal(kept.all())
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(packed, &l); err != nil || len(l) != 40 || l[39].Failure == nil || l[0].Failure != nil {
		t.Errorf("%d looks come back, %v", len(l), err)
	}
	if _, err := Replay("shop.test", Looks{{Question: "GET http://shop.test/"}}).Get(t.Context(), "http://shop.test/"); cause(err) != Internal {
		t.Errorf("a damaged look: %v", err)
	}
}

// TestSpentBytesAreNoDecline: a server cut short by our own limit declined
// nothing.
func TestSpentBytesAreNoDecline(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = c.Write(bytes.Repeat([]byte{22}, 1000))
			_ = c.Close()
		}
	}()
	site := Open(t.Context(), "shop.test", Options{
		Budget:    Budget{Bytes: 3},
		ConnectTo: []Reroute{{"shop.test", 443, l.Addr().(*net.TCPAddr).AddrPort()}},
	})
	defer site.Close()
	if h, err := site.Handshake(t.Context(), Endpoint{Host: "shop.test"}, TLS13); cause(err) != BudgetSpent {
		t.Errorf("got %+v, %v", h, err)
	}
}

// TestHeaderIsBounded keeps little of a header that says much.
func TestHeaderIsBounded(t *testing.T) {
	h := make(map[string][]string)
	for i := range 1000 {
		h[fmt.Sprintf("X-%d", i)] = []string{strings.Repeat("x", 1000)}
	}
	size := 0
	for name, values := range masked(h) {
		size += len(name) + len(strings.Join(values, ""))
	}
	if size > maxHeader || size < maxHeader/2 {
		t.Errorf("%d bytes are kept", size)
	}
}

// TestEndlessReplyIsMalformed: what the gate cuts is not taken for a reset and
// asked for again.
func TestEndlessReplyIsMalformed(t *testing.T) {
	shop := startRaw(t, func(_ *http.Request, w net.Conn) {
		_, _ = io.WriteString(w, "HTTP/1.1 200 OK\r\n")
		for {
			if _, err := io.WriteString(w, "X-A: "+strings.Repeat("a", 1000)+"\r\n"); err != nil {
				return
			}
		}
	})
	site := shop.site(t, Options{})
	_, err := site.Get(t.Context(), "http://shop.test/")
	if cause(err) != Malformed || shop.conns.Load() > 2 { // the second is the look by HEAD
		t.Errorf("got %v after %d connections", err, shop.conns.Load())
	}
}

// TestMissingCertificateIsNotFetchedInside: where a certificate says its issuer
// is may not be a private address.
func TestMissingCertificateIsNotFetchedInside(t *testing.T) {
	at := resolverFunc(t, reply(0, rrs(t, "aia.shop.test. 60 IN A 127.0.0.1"), nil))
	site := Open(t.Context(), "shop.test", Options{Resolvers: []string{at}, Rate: 1e6})
	defer site.Close()
	w, err := site.net.web()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := site.net.once(context.Background(), w, call{method: http.MethodGet, url: "http://aia.shop.test/x.der", most: 10}); cause(err) != Private {
		t.Errorf("got %v, want cause %q", err, Private)
	}
	if err := site.opts.allowed(netip.MustParseAddr("127.0.0.1"), 80); cause(err) != Private {
		t.Errorf("got %v", err)
	}
}

// TestUsageAsJSON: other programs read this form.
func TestUsageAsJSON(t *testing.T) {
	u := Usage{Allowed: Budget{1, 2, 3, 4, 5, 6, 7}, Used: Budget{7, 6, 5, 4, 3, 2, 1}}
	data, err := json.Marshal(u)
	if err != nil || !strings.HasPrefix(string(data), `{"requests":{"allowed":1,"used":7},`) {
		t.Fatalf("%s, %v", data, err)
	}
	var back Usage
	if err := json.Unmarshal(data, &back); err != nil || back != u {
		t.Errorf("%+v comes back as %+v, %v", u, back, err)
	}
}
