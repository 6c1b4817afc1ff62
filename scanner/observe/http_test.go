package observe

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A rawShop answers each request line with bytes, over plain HTTP.
type rawShop struct {
	addr   netip.AddrPort
	mu     sync.Mutex
	seen   []string // request lines and headers
	conns  atomic.Int32
	answer func(r *http.Request, w net.Conn)
}

func startRaw(t *testing.T, answer func(r *http.Request, w net.Conn)) *rawShop {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &rawShop{addr: l.Addr().(*net.TCPAddr).AddrPort(), answer: answer}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s.conns.Add(1)
			go s.serve(c)
		}
	}()
	return s
}

func (s *rawShop) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	r, err := http.ReadRequest(bufio.NewReader(c))
	if err != nil {
		return
	}
	s.mu.Lock()
	s.seen = append(s.seen, r.Method+" "+r.URL.String()+" "+r.Header.Get("User-Agent")+" "+r.Header.Get("Range"))
	s.mu.Unlock()
	s.answer(r, c)
}

// site returns a Site of shop.test whose port 80 is s.
func (s *rawShop) site(t *testing.T, opts Options) *Site {
	t.Helper()
	opts.ConnectTo = append(opts.ConnectTo, Reroute{"shop.test", 80, s.addr}, Reroute{"www.shop.test", 80, s.addr})
	if opts.Rate == 0 {
		opts.Rate = 1e6
	}
	if len(opts.Resolvers) == 0 {
		opts.Resolvers = []string{resolverFunc(t, reply(3, nil, nil))}
	}
	site := Open(t.Context(), "shop.test", opts)
	t.Cleanup(site.Close)
	return site
}

func sends(text string) func(*http.Request, net.Conn) {
	return func(_ *http.Request, w net.Conn) { _, _ = io.WriteString(w, strings.ReplaceAll(text, "\n", "\r\n")) }
}

func cause(err error) Cause {
	c, _ := Explain(err)
	return c
}

func TestGet(t *testing.T) {
	shop := startRaw(t, sends("HTTP/1.1 200 OK\nStrict-Transport-Security: max-age=1\nstrict-transport-security: max-age=2\nSet-Cookie: sid=secret123; Secure\n\n<h1>Tea</h1>"))
	site := shop.site(t, Options{})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			p, err := site.Get(t.Context(), "http://shop.test/")
			if err != nil {
				t.Error(err)
				return
			}
			if p.Status != 200 || string(p.Body) != "<h1>Tea</h1>" || p.Cut {
				t.Errorf("got %d %q, cut %t", p.Status, p.Body, p.Cut)
			}
			if got := p.Header.Values("Strict-Transport-Security"); !slices.Equal(got, []string{"max-age=1", "max-age=2"}) {
				t.Errorf("two headers arrive as %q", got)
			}
			if c := p.Header.Get("Set-Cookie"); strings.Contains(c, "secret123") || !strings.HasPrefix(c, "sid=") || !strings.HasSuffix(c, "; Secure") {
				t.Errorf("the cookie is kept as %q", c)
			}
		})
	}
	wg.Wait()
	if want := []string{"GET / " + DefaultUserAgent + " "}; !slices.Equal(shop.seen, want) {
		t.Errorf("the shop saw %q, want %q", shop.seen, want)
	}
	if used := site.Usage().Used; used.Requests != 1 || used.Bytes == 0 {
		t.Errorf("used %+v", used)
	}
	p, err := Replay("shop.test", site.Looks()).Get(t.Context(), "http://shop.test/")
	if err != nil || string(p.Body) != "<h1>Tea</h1>" || p.Header.Get("Strict-Transport-Security") != "max-age=1" {
		t.Errorf("replayed: %+v, %v", p, err)
	}
}

func TestWhoseAddress(t *testing.T) {
	shop := startRaw(t, sends("HTTP/1.1 200 OK\n\n"))
	site := shop.site(t, Options{})
	for url, want := range map[string]Cause{
		"http://other.test/":      OtherCompany,
		"ftp://shop.test/":        NotPermitted,
		"http:///":                Malformed,
		"javascript:alert(1)":     Malformed,
		"http://shop.test.evil/":  OtherCompany,
		"http://evil-shop.test/":  OtherCompany,
		"http://127.0.0.1/":       OtherCompany,
		"http://shop.test:22/":    NotPermitted,
		"http://shop.test:25/":    NotPermitted,
		"http://a:b@shop.test/":   NotPermitted,
		"http://mail.shop.test/x": NoName,
	} {
		if _, err := site.Get(t.Context(), url); cause(err) != want {
			t.Errorf("Get(%q): %v, want cause %q", url, err, want)
		}
	}
	if shop.conns.Load() != 0 {
		t.Errorf("%d connections were made", shop.conns.Load())
	}
}

// TestPrivateAddress: a public name that leads to a private address is refused
// at the dial, also after a redirect, and also through an alias.
func TestPrivateAddress(t *testing.T) {
	shop := startRaw(t, sends("HTTP/1.1 302 Found\nLocation: http://inside.shop.test/\n\n"))
	for _, addr := range []string{"127.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1"} {
		typ := "A"
		if strings.Contains(addr, ":") {
			typ = "AAAA"
		}
		at := resolverFunc(t, reply(0, rrs(t, "inside.shop.test. 60 IN "+typ+" "+addr), nil))
		site := shop.site(t, Options{Resolvers: []string{at}})
		v, err := site.Visit(t.Context(), "http://shop.test/")
		if cause(err) != Private || len(v.Hops) != 1 {
			t.Errorf("%s: %v after %d hops, want cause %q after 1", addr, err, len(v.Hops), Private)
		}
		if _, err := site.Handshake(t.Context(), Endpoint{Host: "inside.shop.test"}, Any); cause(err) != Private {
			t.Errorf("%s: a handshake: %v, want cause %q", addr, err, Private)
		}
		if _, err := site.Mail(t.Context(), "inside.shop.test"); cause(err) != Private {
			t.Errorf("%s: mail: %v, want cause %q", addr, err, Private)
		}
	}
}

func TestVisit(t *testing.T) {
	shop := startRaw(t, func(r *http.Request, w net.Conn) {
		to := map[string]string{"/": "/a", "/a": "//www.shop.test/b#x", "/off": "https://other.test/", "/bad": "javascript:x"}[r.URL.Path]
		if strings.HasPrefix(r.URL.Path, "/loop") {
			to = r.URL.Path + "x"
		}
		if to == "" {
			sends("HTTP/1.1 200 OK\n\nend")(r, w)
			return
		}
		sends("HTTP/1.1 301 Moved\nLocation: "+to+"\n\n")(r, w)
	})
	site := shop.site(t, Options{})
	for _, tt := range []struct {
		from, end, next string
		hops            int
	}{
		{"http://shop.test/", "http://www.shop.test/b", "", 3},
		{"http://shop.test/off", "http://shop.test/off", "https://other.test/", 1},
		{"http://shop.test/bad", "http://shop.test/bad", "javascript:x", 1},
		{"http://shop.test/loop", "http://shop.test/loopxxxxx", "http://shop.test/loopxxxxxx", 6},
	} {
		v, err := site.Visit(t.Context(), tt.from)
		if err != nil {
			t.Fatal(err)
		}
		if v.End().URL != tt.end || v.Next != tt.next || len(v.Hops) != tt.hops {
			t.Errorf("Visit(%s) ends at %s after %d hops, next %q; want %s, %d, %q", tt.from, v.End().URL, len(v.Hops), v.Next, tt.end, tt.hops, tt.next)
		}
	}
}

func TestHome(t *testing.T) {
	closed := Options{ConnectTo: []Reroute{{"shop.test", 443, closedPort(t)}, {"www.shop.test", 443, closedPort(t)}}}
	for _, tt := range []struct {
		name, reply string
		want        Cause
	}{
		{"a shop", "HTTP/1.1 200 OK\n\nTea", ""},
		{"refused", "HTTP/1.1 403 Forbidden\n\n", Blocked},
		{"a challenge", "HTTP/1.1 403 Forbidden\nCf-Mitigated: challenge\n\n", Blocked},
		{"a challenge with status 200", "HTTP/1.1 200 OK\ncf-mitigated: challenge\n\n", Blocked},
		{"an error", "HTTP/1.1 500 Oops\n\n", ErrorPage},
		{"a password", "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Basic\n\n", NeedsLogin},
		{"another company", "HTTP/1.1 302 Found\nLocation: https://other.test/\n\n", OtherCompany},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := startRaw(t, sends(tt.reply)).site(t, closed).Home(t.Context())
			if tt.want == "" && err != nil || tt.want != "" && cause(err) != tt.want {
				t.Errorf("got %v, want cause %q", err, tt.want)
			}
		})
	}
}

// closedPort returns an address on loopback where nobody listens.
func closedPort(t *testing.T) netip.AddrPort {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).AddrPort()
}

// TestHostileBodies: what a shop sends is bounded after decompression, in time,
// and as a whole, and a body cut by a limit is never taken for a whole one.
func TestHostileBodies(t *testing.T) {
	bomb := func(_ *http.Request, w net.Conn) {
		_, _ = io.WriteString(w, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
		z := gzip.NewWriter(w)
		zeros := make([]byte, 1<<20)
		for range 200 {
			if _, err := z.Write(zeros); err != nil {
				return
			}
		}
	}
	t.Run("a bomb is cut", func(t *testing.T) {
		p, err := startRaw(t, bomb).site(t, Options{MaxBody: 64 << 10}).Get(t.Context(), "http://shop.test/")
		if err != nil || len(p.Body) != 64<<10 || !p.Cut {
			t.Errorf("got %v bytes, cut %v, %v", len(p.Body), p.Cut, err)
		}
	})
	t.Run("a stall is a time-out", func(t *testing.T) {
		stall := func(_ *http.Request, w net.Conn) {
			_, _ = io.WriteString(w, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
			_, _ = io.Copy(io.Discard, w)
		}
		_, err := startRaw(t, stall).site(t, Options{Timeout: 300 * time.Millisecond}).Get(t.Context(), "http://shop.test/")
		if cause(err) != Timeout {
			t.Errorf("got %v, want cause %q", err, Timeout)
		}
	})
	t.Run("dripping does not outlast the limit", func(t *testing.T) {
		drip := func(_ *http.Request, w net.Conn) {
			_, _ = io.WriteString(w, "HTTP/1.1 200 OK\r\n\r\n")
			for {
				if _, err := io.WriteString(w, "x"); err != nil {
					return
				}
				time.Sleep(10 * time.Millisecond)
			}
		}
		_, err := startRaw(t, drip).site(t, Options{Timeout: 300 * time.Millisecond}).Get(t.Context(), "http://shop.test/")
		if cause(err) != Timeout {
			t.Errorf("got %v, want cause %q", err, Timeout)
		}
	})
	t.Run("the scan's bytes are bounded", func(t *testing.T) {
		big := func(_ *http.Request, w net.Conn) {
			_, _ = io.WriteString(w, "HTTP/1.1 200 OK\r\n\r\n"+strings.Repeat("x", 1<<20))
		}
		site := startRaw(t, big).site(t, Options{Budget: Budget{Bytes: 100 << 10}})
		_, _ = site.Get(t.Context(), "http://shop.test/1")
		_, err := site.Get(t.Context(), "http://shop.test/2")
		if cause(err) != BudgetSpent {
			t.Errorf("got %v, want cause %q", err, BudgetSpent)
		}
	})
	t.Run("endless headers", func(t *testing.T) {
		endless := func(_ *http.Request, w net.Conn) {
			_, _ = io.WriteString(w, "HTTP/1.1 200 OK\r\n")
			for {
				if _, err := io.WriteString(w, "X-A: "+strings.Repeat("a", 1000)+"\r\n"); err != nil {
					return
				}
			}
		}
		if p, err := startRaw(t, endless).site(t, Options{Timeout: 5 * time.Second}).Get(t.Context(), "http://shop.test/"); err == nil {
			t.Errorf("got a page with %d headers", len(p.Header))
		}
	})
}

// TestUnreadableReplies: a reply that httpx cannot read is asked for by HEAD.
func TestUnreadableReplies(t *testing.T) {
	shop := startRaw(t, func(r *http.Request, w net.Conn) {
		if r.Method == http.MethodHead {
			sends("HTTP/1.1 200 OK\nX-Frame-Options: DENY\n\n")(r, w)
			return
		}
		sends("HTTP/1.1 200 OK\nX-Frame-Options: DENY\nTransfer-Encoding: chunked\n\nZZZ\n")(r, w)
	})
	p, err := shop.site(t, Options{}).Get(t.Context(), "http://shop.test/")
	if err != nil || p.Header.Get("X-Frame-Options") != "DENY" || !p.Cut || p.Method != http.MethodHead {
		t.Errorf("got %+v, %v", p, err)
	}
}

// TestClaimsHTTP2: an HTTP/1 answer that says HTTP/2 makes httpx repeat the
// request by another client, which would dial the name itself. Here the name is
// this machine's, a server listens at the very port, and nobody may reach it.
func TestClaimsHTTP2(t *testing.T) {
	var inside atomic.Int32
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := l.Addr().(*net.TCPAddr).AddrPort()
	defer func() { _ = l.Close() }()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			inside.Add(1)
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nsecret")
			_ = c.Close()
		}
	}()
	shop := startRaw(t, sends("HTTP/2 200 OK\n\n"))
	site := Open(t.Context(), "localhost", Options{Rate: 1e6, ConnectTo: []Reroute{{"localhost", at.Port(), shop.addr}}})
	defer site.Close()
	p, err := site.net.fetch(t.Context(), call{method: http.MethodGet, url: fmt.Sprintf("http://localhost:%d/", at.Port()), most: 1000})
	if err == nil || inside.Load() != 0 || shop.conns.Load() == 0 {
		t.Errorf("got %+v, %v; %d connections past the gate", p, err, inside.Load())
	}
}

// TestDeadPort: a port that only cuts connections is no reason to leave the
// shop's other port alone.
func TestDeadPort(t *testing.T) {
	cut := startRaw(t, func(*http.Request, net.Conn) {})
	shop := startRaw(t, sends("HTTP/1.1 200 OK\n\nTea"))
	site := shop.site(t, Options{ConnectTo: []Reroute{{"shop.test", 443, cut.addr}, {"www.shop.test", 443, cut.addr}}})
	p, err := site.Home(t.Context())
	if err != nil || p.URL != "http://shop.test/" {
		t.Errorf("got %+v, %v", p, err)
	}
}

// TestPacing: a shop that asks for time gets it, also when it asks for absurdly
// much, and is never asked faster than before.
func TestPacing(t *testing.T) {
	p := newPace(0.1)
	p.slower(0, nil)
	if got := p.limiter.Limit(); got > 0.1 {
		t.Errorf("the rate rose to %v", got)
	}
	if got := retryAfter(&Page{Header: http.Header{"Retry-After": {"9300000000"}}}); got != time.Hour {
		t.Errorf("an absurd Retry-After is read as %v", got)
	}
	p = newPace(1000)
	p.slower(9*time.Second, nil)
	later := p.until
	if p.slower(time.Second, nil); !p.until.Equal(later) {
		t.Error("a shorter pause cut a longer one short")
	}
}

func TestResetIsTriedAgain(t *testing.T) {
	var tries atomic.Int32
	shop := startRaw(t, func(r *http.Request, w net.Conn) {
		if tries.Add(1) == 1 {
			return // closes without a word
		}
		sends("HTTP/1.1 200 OK\n\nTea")(r, w)
	})
	p, err := shop.site(t, Options{}).Get(t.Context(), "http://shop.test/")
	if err != nil || string(p.Body) != "Tea" || tries.Load() != 2 {
		t.Errorf("got %v, %v after %d tries", p, err, tries.Load())
	}
}

func TestManners(t *testing.T) {
	t.Run("a challenge stops the requests", func(t *testing.T) {
		shop := startRaw(t, sends("HTTP/1.1 403 Forbidden\nCf-Mitigated: challenge\n\n"))
		site := shop.site(t, Options{})
		_, _ = site.Get(t.Context(), "http://shop.test/1")
		_, err := site.Get(t.Context(), "http://shop.test/2")
		if cause(err) != Blocked || len(shop.seen) != 1 {
			t.Errorf("got %v after %d requests", err, len(shop.seen))
		}
	})
	t.Run("come back much later", func(t *testing.T) {
		shop := startRaw(t, sends("HTTP/1.1 429 Slow\nRetry-After: 3600\n\n"))
		site := shop.site(t, Options{})
		_, _ = site.Get(t.Context(), "http://shop.test/1")
		_, err := site.Get(t.Context(), "http://shop.test/2")
		if cause(err) != Blocked || len(shop.seen) != 1 {
			t.Errorf("got %v after %d requests", err, len(shop.seen))
		}
	})
	t.Run("the rate is halved", func(t *testing.T) {
		site := startRaw(t, sends("HTTP/1.1 503 Busy\nRetry-After: 0\n\n")).site(t, Options{Rate: 1000})
		_, _ = site.Get(t.Context(), "http://shop.test/1")
		if got := site.net.pace.limiter.Limit(); got != 500 {
			t.Errorf("the rate is %v, want 500", got)
		}
	})
	t.Run("three cut connections stop the requests", func(t *testing.T) {
		shop := startRaw(t, func(r *http.Request, w net.Conn) {
			if r.URL.Path == "/" {
				sends("HTTP/1.1 200 OK\n\n")(r, w)
			}
		})
		site := shop.site(t, Options{})
		if _, err := site.Get(t.Context(), "http://shop.test/"); err != nil {
			t.Fatal(err)
		}
		for i := range 3 {
			_, _ = site.Get(t.Context(), fmt.Sprintf("http://shop.test/%d", i))
		}
		before := shop.conns.Load()
		_, err := site.Get(t.Context(), "http://shop.test/4")
		if cause(err) != Blocked || shop.conns.Load() != before {
			t.Errorf("got %v, %d more connections", err, shop.conns.Load()-before)
		}
	})
	t.Run("requests and paths are counted", func(t *testing.T) {
		shop := startRaw(t, sends("HTTP/1.1 404 No\n\n"))
		site := shop.site(t, Options{Budget: Budget{Requests: 4, Paths: 2}})
		var last [3]error
		for i := range 3 {
			_, last[i] = site.Peek(t.Context(), fmt.Sprintf("http://shop.test/p%d", i))
		}
		if last[1] != nil || cause(last[2]) != BudgetSpent {
			t.Errorf("paths: %v", last)
		}
		_, _ = site.Get(t.Context(), "http://shop.test/a")
		_, _ = site.Get(t.Context(), "http://shop.test/b")
		if _, err := site.Get(t.Context(), "http://shop.test/c"); cause(err) != BudgetSpent || len(shop.seen) != 4 {
			t.Errorf("got %v after %d requests, want the budget of 4 spent", err, len(shop.seen))
		}
	})
	t.Run("no more than four at once", func(t *testing.T) {
		var now, most atomic.Int32
		shop := startRaw(t, func(r *http.Request, w net.Conn) {
			if n := now.Add(1); n > most.Load() {
				most.Store(n)
			}
			time.Sleep(20 * time.Millisecond)
			now.Add(-1)
			sends("HTTP/1.1 200 OK\n\n")(r, w)
		})
		site := shop.site(t, Options{})
		var wg sync.WaitGroup
		for i := range 16 {
			wg.Go(func() { _, _ = site.Get(t.Context(), fmt.Sprintf("http://shop.test/%d", i)) })
		}
		wg.Wait()
		if m := most.Load(); m > 4 || len(shop.seen) != 16 {
			t.Errorf("%d at once, %d requests", m, len(shop.seen))
		}
	})
}

func TestPeekKeepsLittle(t *testing.T) {
	shop := startRaw(t, sends("HTTP/1.1 200 OK\n\nDB_PASSWORD=hunter2hunter2\n"+strings.Repeat("x", 4000)))
	p, err := shop.site(t, Options{}).Peek(t.Context(), "http://shop.test/.env")
	if err != nil || !p.Cut || len(p.Body) > 600 || strings.Contains(string(p.Body), "hunter2") || !strings.HasPrefix(string(p.Body), "DB_PASSWORD=") {
		t.Errorf("got %v, %v", p, err)
	}
	if !strings.HasSuffix(shop.seen[0], "bytes=0-511") {
		t.Errorf("the shop saw %q", shop.seen[0])
	}
}

// TestTraceKeepsOneLine: what the shop's own machines add to a request may be
// secret, so of one that is sent back nothing is kept but how it began.
func TestTraceKeepsOneLine(t *testing.T) {
	shop := startRaw(t, sends("HTTP/1.1 200 OK\nContent-Type: message/http\n\nTRACE / HTTP/1.1\nX-Origin-Key: swordfish\n"))
	p, err := shop.site(t, Options{}).Trace(t.Context(), "http://shop.test/")
	if err != nil || strings.TrimSpace(string(p.Body)) != "TRACE / HTTP/1.1" {
		t.Errorf("got %v, %v", p, err)
	}
}

// TestTheGateIsOurs: nobody else on this machine gets out through it.
func TestTheGateIsOurs(t *testing.T) {
	site := startRaw(t, sends("HTTP/1.1 200 OK\n\n")).site(t, Options{})
	g, err := site.net.gate()
	if err != nil {
		t.Fatal(err)
	}
	c, err := net.Dial("tcp", g.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_, _ = c.Write([]byte("\x05\x01\x02" + "\x01\x04gate\x05wrong" + "\x05\x01\x00\x03\x09shop.test\x00\x50"))
	reply, _ := io.ReadAll(c)
	if string(reply) != "\x05\x02\x01\x01" {
		t.Errorf("a stranger got %q", reply)
	}
}

// TestHttpxIsFenced: making a client deletes nobody's folders and leaves the
// process's environment as it was.
func TestHttpxIsFenced(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	t.Setenv("GODEBUG", "netdns=go")
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	precious := filepath.Join(tmp, "my-"+strings.TrimSuffix(filepath.Base(exe), ".test")+"-notes", "thesis")
	if err := os.MkdirAll(precious, 0o700); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-100 * time.Hour)
	if err := errors.Join(os.Chtimes(precious, old, old), os.Chtimes(filepath.Dir(precious), old, old)); err != nil {
		t.Fatal(err)
	}
	shop := startRaw(t, sends("HTTP/1.1 200 OK\n\n"))
	site := shop.site(t, Options{})
	if _, err := site.Get(t.Context(), "http://shop.test/"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(precious); err != nil {
		t.Errorf("an old folder is gone: %v", err)
	}
	if os.Getenv("TMPDIR") != tmp || os.Getenv("GODEBUG") != "netdns=go" {
		t.Errorf("TMPDIR=%s GODEBUG=%s", os.Getenv("TMPDIR"), os.Getenv("GODEBUG"))
	}
	site.Close()
	left, err := filepath.Glob(filepath.Join(tmp, "shopcheck-look-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestAWaiterDoesNotEndALook(t *testing.T) {
	release := make(chan struct{})
	shop := startRaw(t, func(r *http.Request, w net.Conn) {
		<-release
		sends("HTTP/1.1 200 OK\n\nTea")(r, w)
	})
	site := shop.site(t, Options{})
	impatient, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := site.Get(impatient, "http://shop.test/"); cause(err) != Cancelled {
		t.Errorf("got %v, want cause %q", err, Cancelled)
	}
	close(release)
	p, err := site.Get(t.Context(), "http://shop.test/")
	if err != nil || string(p.Body) != "Tea" {
		t.Errorf("the look ended with its first waiter: %v, %v", p, err)
	}
}

func TestWatchersAreToldInPlainWords(t *testing.T) {
	var seen []string
	site := startRaw(t, sends("HTTP/1.1 404 No\n\n")).site(t, Options{Watch: func(s Step) { seen = append(seen, s.Question) }})
	_, _ = site.Again().Peek(t.Context(), "http://shop.test/.env")
	if want := []string{"GET http://shop.test/.env"}; !slices.Equal(seen, want) {
		t.Errorf("told %q, want %q", seen, want)
	}
}
