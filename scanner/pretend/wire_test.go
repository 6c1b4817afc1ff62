package pretend_test

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/smtp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner/pretend"
)

// raw sends a request to the shop's plain HTTP port and returns every byte that
// comes back, up to a limit, and how the connection ended.
func raw(t *testing.T, s *pretend.Shop, request string, most int64) (string, error) {
	t.Helper()
	c, err := net.Dial("tcp", at(t, s, "shop.test", 80))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(500 * time.Millisecond))
	if _, err := io.WriteString(c, strings.ReplaceAll(request, "\n", "\r\n")); err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(io.LimitReader(c, most))
	return string(b), err
}

func TestResponsesArriveAsWritten(t *testing.T) {
	s := start(t, `A shop with an odd server.
-- GET http://shop.test/odd --
HTTP/1.1 299 Odd
X-Twice: a
x-twice:b
Spaced : out
No colon here
Date: never

line
`+"with CR\r\n"+`-- GET http://shop.test/bytes --
HTTP/1.1 200 OK
Accept-Ranges: bytes

{{hex 1f8b00ff}}{{unknown}}
-- GET http://shop.test/echo --
HTTP/1.1 200 OK
Access-Control-Allow-Origin: {{request Origin}}
Link: <{{path}}>

{{date -1d}} at {{domain}}
-- GET http://shop.test/echo?q=1 --
HTTP/1.1 204 No Content
-- HEAD http://shop.test/head --
HTTP/1.1 400 No Heads
-- GET http://shop.test/blog/* --
HTTP/1.1 200 OK

a post
-- TRACE http://shop.test/* --
HTTP/1.1 200 OK

traced
-- GET http://shop.test/* --
HTTP/1.1 200 OK

all the rest
`)
	const end = "Date: Tue, 24 Nov 2026 12:00:00 GMT\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
	for _, tt := range []struct{ request, want string }{
		{"GET /odd HTTP/1.1\nHost: shop.test\n\n", "HTTP/1.1 299 Odd\r\nX-Twice: a\r\nx-twice:b\r\nSpaced : out\r\nNo colon here\r\nDate: never\r\nContent-Length: 14\r\nConnection: close\r\n\r\nline\nwith CR\r\n"},
		{"GET /bytes HTTP/1.1\nHost: shop.test\n\n", "HTTP/1.1 200 OK\r\nAccept-Ranges: bytes\r\n" + fmt.Sprintf(end, 16) + "\x1f\x8b\x00\xff{{unknown}}\n"},
		{"GET /bytes HTTP/1.1\nHost: shop.test\nRange: bytes=2-4\n\n", "HTTP/1.1 206 Partial Content\r\nAccept-Ranges: bytes\r\nContent-Range: bytes 2-4/16\r\n" + fmt.Sprintf(end, 3) + "\x00\xff{"},
		{"HEAD /bytes HTTP/1.1\nHost: shop.test\n\n", "HTTP/1.1 200 OK\r\nAccept-Ranges: bytes\r\n" + fmt.Sprintf(end, 16)},
		{"GET /echo?x=2 HTTP/1.1\nHost: SHOP.test:80\nOrigin: https://evil.example\nRange: bytes=0-1\n\n", "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: https://evil.example\r\nLink: </echo?x=2>\r\n" + fmt.Sprintf(end, 34) + "2026-11-23T12:00:00Z at shop.test\n"},
		{"GET /echo?q=1 HTTP/1.1\nHost: shop.test\n\n", "HTTP/1.1 204 No Content\r\nDate: Tue, 24 Nov 2026 12:00:00 GMT\r\nConnection: close\r\n\r\n"},
		{"HEAD /head HTTP/1.1\nHost: shop.test\n\n", "HTTP/1.1 400 No Heads\r\n" + fmt.Sprintf(end, 0)},
		{"GET /blog/1 HTTP/1.1\nHost: shop.test\n\n", "HTTP/1.1 200 OK\r\n" + fmt.Sprintf(end, 7) + "a post\n"},
		{"GET /blog HTTP/1.1\nHost: shop.test\n\n", "HTTP/1.1 200 OK\r\n" + fmt.Sprintf(end, 13) + "all the rest\n"},
		{"TRACE / HTTP/1.1\nHost: shop.test\n\n", "HTTP/1.1 200 OK\r\n" + fmt.Sprintf(end, 7) + "traced\n"},
		{"PUT / HTTP/1.1\nHost: shop.test\n\n", "HTTP/1.1 405 Method Not Allowed\r\nAllow: GET, HEAD, OPTIONS\r\n" + fmt.Sprintf(end, 0)},
	} {
		if got, err := raw(t, s, tt.request, 1<<20); err != nil || got != tt.want {
			t.Errorf("%q:\n got %q, %v\nwant %q", tt.request, got, err, tt.want)
		}
	}
}

// TestRestIsNotThePages: a catch-all answers what neither the file nor the right
// shop has, but all of a host that only redirects.
func TestRestIsNotThePages(t *testing.T) {
	s := start(t, "A shop that finds everything.\n-- GET * --\nHTTP/1.1 200 OK\n\nfound\n-- GET https://www.shop.test/* --\nHTTP/1.1 200 OK\n\nhere too\n")
	for url, want := range map[string]string{"https://shop.test/x/y": "found\n", "https://www.shop.test/": "here too\n"} {
		if _, body := ask(t, s, "GET", url); body != want {
			t.Errorf("%s has %q, want %q", url, body, want)
		}
	}
	if _, body := ask(t, s, "GET", "https://shop.test/login"); !strings.Contains(body, "password") {
		t.Errorf("the login page is gone: %q", body)
	}
}

func TestMisbehaviour(t *testing.T) {
	s := start(t, `A hostile shop.
-- GET http://shop.test/reset --
HTTP/1.1 200 OK
X-Pretend: reset
-- GET http://shop.test/stall --
HTTP/1.1 200 OK
X-Pretend: stall
-- GET http://shop.test/drip --
HTTP/1.1 200 OK
X-Pretend: drip
-- GET http://shop.test/huge --
HTTP/1.1 200 OK
X-Pretend: huge

more
`)
	if got, err := raw(t, s, "GET /reset HTTP/1.1\nHost: shop.test\n\n", 100); got != "" || !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("reset: %q, %v", got, err)
	}
	if got, err := raw(t, s, "GET /stall HTTP/1.1\nHost: shop.test\n\n", 100); got != "" || !late(err) {
		t.Errorf("stall: %q, %v", got, err)
	}
	if got, err := raw(t, s, "GET /drip HTTP/1.1\nHost: shop.test\n\n", 100); len(got) == 0 || len(got) > 10 || !strings.HasPrefix("HTTP/1.1 200", got) || !late(err) {
		t.Errorf("drip: %q, %v", got, err)
	}
	got, err := raw(t, s, "GET /huge HTTP/1.1\nHost: shop.test\n\n", 1<<20)
	if err != nil || len(got) != 1<<20 || strings.Contains(got, "Content-Length") || strings.Contains(got, "X-Pretend") {
		t.Errorf("huge: %d bytes, %v, beginning %.100q", len(got), err, got)
	}
}

func late(err error) bool {
	netErr, ok := errors.AsType[net.Error](err)
	return ok && netErr.Timeout()
}

func TestMail(t *testing.T) {
	s := start(t, "A shop with two mail servers.\n-- shop.yaml --\nsmtp: {hosts: {mx2.shop.test: {starttls: false, banner: old.example ready}}}\n-- dns --\n@ MX 10 mail\n@ MX 20 mx2\nmx2 A 192.0.2.26\n")
	for host, want := range map[string]struct {
		banner   string
		starttls bool
	}{"mail.shop.test": {"220 mail.shop.test ESMTP\r\n", true}, "mx2.shop.test": {"220 old.example ready\r\n", false}} {
		conn, err := net.Dial("tcp", at(t, s, host, 25))
		if err != nil {
			t.Fatal(err)
		}
		var heard bytes.Buffer
		c, err := smtp.NewClient(tap{conn, &heard}, host)
		if err != nil {
			t.Fatal(err)
		}
		if offers, _ := c.Extension("STARTTLS"); heard.String()[:len(want.banner)] != want.banner || offers != want.starttls {
			t.Errorf("%s: heard %q, STARTTLS %t", host, heard.String(), offers)
		}
		if want.starttls {
			if err := c.StartTLS(trusting(s, host)); err != nil {
				t.Errorf("%s: %v", host, err)
			}
			if again, _ := c.Extension("STARTTLS"); again {
				t.Errorf("%s offers STARTTLS under TLS", host)
			}
		}
		if err := c.Mail("a@shop.test"); err == nil || !strings.Contains(err.Error(), "502") {
			t.Errorf("%s takes mail: %v", host, err)
		}
		if err := c.Quit(); err != nil {
			t.Errorf("%s: QUIT: %v", host, err)
		}
	}
}

// A tap is a connection that somebody listens in on.
type tap struct {
	net.Conn
	heard io.Writer
}

func (c tap) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	_, _ = c.heard.Write(b[:n])
	return n, err
}

// TestDelay: a round trip for the connection, one for each flight of TLS 1.3,
// and one for the response.
func TestDelay(t *testing.T) {
	const trip = 20 * time.Millisecond
	s, err := pretend.Start(txtar.Parse([]byte("A shop far away.")), pretend.Settings{Now: present, Delay: trip})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	begun := time.Now()
	ask(t, s, "GET", "https://shop.test/")
	if took := time.Since(begun); took < 3*trip {
		t.Errorf("a page came after %v", took)
	}
	begun = time.Now()
	if _, err := query(t, s, "udp", "shop.test", "A"); err != nil || time.Since(begun) < trip {
		t.Errorf("an answer came after %v, %v", time.Since(begun), err)
	}
}

// TestClose: nothing of a shop is left, whatever it was busy with.
func TestClose(t *testing.T) {
	before := runtime.NumGoroutine()
	s, err := pretend.Start(txtar.Parse([]byte("A shop.\n-- shop.yaml --\nhttp: {hosts: {www.shop.test: {silent: true}, ns1.shop.test: {filtered: true}}}\n-- GET http://shop.test/ --\nHTTP/1.1 200 OK\nX-Pretend: stall\n-- GET http://shop.test/drip --\nHTTP/1.1 200 OK\nX-Pretend: drip\n")), pretend.Settings{Now: present})
	if err != nil {
		t.Fatal(err)
	}
	for host, port := range map[string]uint16{"shop.test": 80, "www.shop.test": 80, "aia.shop.test": 443, "mail.shop.test": 25} {
		c, err := net.Dial("tcp", at(t, s, host, port))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		if port == 80 {
			_, _ = io.WriteString(c, "GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n")
		}
	}
	if _, err := tls.Dial("tcp", at(t, s, "shop.test", 443), trusting(s, "shop.test")); err != nil {
		t.Fatal(err)
	}
	if _, err := query(t, s, "udp", "shop.test", "A"); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { s.Close(); s.Close(); close(done) }()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("Close hangs")
	}
	for range 200 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	stacks := make([]byte, 64<<10)
	t.Errorf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
}
