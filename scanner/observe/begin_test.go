package observe_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/pretend"
)

// TestBeginning: of a long file whose server does not know the Range header the
// beginning is seen, by one request.
func TestBeginning(t *testing.T) {
	ar := &txtar.Archive{Comment: []byte("A shop.\n"), Files: []txtar.File{
		{Name: "GET /dump.sql", Data: []byte("HTTP/1.1 200 OK\nContent-Type: application/sql\n\n-- MySQL dump 10.13\n" + strings.Repeat("INSERT INTO `a` VALUES (1);\n", 100_000))},
		{Name: "GET /info.php", Data: []byte("HTTP/1.1 200 OK\nContent-Type: text/html\n\n<title>phpinfo()</title>\n" + strings.Repeat("<p>one more line\n", 10_000))},
	}}
	shop, err := pretend.Start(ar, pretend.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	defer shop.Close()
	site := observe.Open(t.Context(), "shop.test", shop.Options())
	defer site.Close()
	for _, tt := range []struct {
		path, begins string
		most         int
		ask          func(string) (*observe.Page, error)
	}{
		{"/dump.sql", "-- MySQL dump 10.13\n", 512, func(at string) (*observe.Page, error) { return site.Peek(t.Context(), at) }},
		{"/info.php", "<title>phpinfo()</title>", 16 << 10, func(at string) (*observe.Page, error) { return site.PeekPage(t.Context(), at) }},
	} {
		p, err := tt.ask("https://shop.test" + tt.path)
		if err != nil {
			t.Fatal(err)
		}
		if p.Status != 200 || !p.Cut || !strings.HasPrefix(string(p.Body), tt.begins) || len(p.Body) > tt.most || p.Header.Get("Content-Type") == "" || p.Peer == "" {
			t.Errorf("%s: %d, cut %t, from %q, %d bytes: %.60s", tt.path, p.Status, p.Cut, p.Peer, len(p.Body), p.Body)
		}
	}
	if used := site.Usage().Used; used.Requests != 2 || used.Paths != 2 {
		t.Errorf("%d requests, %d of them for paths, for two beginnings", used.Requests, used.Paths)
	}
}

// A talker answers each request on a connection with the next of its replies, and
// hangs up when a connection has had so many.
type talker struct {
	site    *observe.Site
	taken   atomic.Int32 // connections
	heard   atomic.Int32 // requests
	hangsUp int          // after so many replies; zero: after the last
	late    string       // what it says before it hangs up, some time after its last reply
	said    chan struct{}
}

// talk starts a server on port 80 of a shop.
func talk(t *testing.T, hangsUp int, replies ...string) *talker {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	s := &talker{hangsUp: hangsUp}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			s.taken.Add(1)
			go s.serve(conn, replies)
		}
	}()
	s.site = observe.Open(t.Context(), "shop.test", observe.Options{Rate: 1e6, Parallel: 1, ConnectTo: []observe.Reroute{{Addr: netip.MustParseAddrPort(l.Addr().String())}}})
	t.Cleanup(s.site.Close)
	return s
}

func (s *talker) serve(conn net.Conn, replies []string) {
	defer func() { _ = conn.Close() }()
	r := bufio.NewReader(conn)
	for i := 0; s.hangsUp == 0 || i < s.hangsUp; i++ {
		if _, err := http.ReadRequest(r); err != nil {
			return
		}
		n := int(s.heard.Add(1)) - 1
		if n >= len(replies) {
			return
		}
		_, _ = io.WriteString(conn, replies[n])
	}
	if s.said != nil {
		time.Sleep(50 * time.Millisecond) // the reply has been read by then
		_, _ = io.WriteString(conn, s.late)
		_ = conn.Close()
		s.said <- struct{}{}
	}
}

// TestLanes: what was read to its end leaves the connection for the next question;
// whatever was not, or says too much, does not; and one that the shop has closed
// meanwhile is no answer.
func TestLanes(t *testing.T) {
	const short, long = "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone", "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"
	for _, tt := range []struct {
		name        string
		hangsUp     int
		replies     []string
		statuses    string
		connections int32
	}{
		{"one after the other", 0, []string{short, short, short}, "404 404 404", 1},
		{"in pieces", 0, []string{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\n\r\n", short}, "200 404", 1},
		{"hints first", 0, []string{"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + short, short}, "404 404", 1},
		{"one that is not read to its end", 0, []string{long + strings.Repeat("a", 9999), short}, "200 404", 2},
		{"one that says to close", 0, []string{"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\nConnection: close\r\n\r\ngone", short}, "404 404", 2},
		{"one that says too much", 0, []string{short + "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad", short}, "404 404", 2},
		{"one that the shop closes", 1, []string{short, short, short}, "404 404 404", 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := talk(t, tt.hangsUp, tt.replies...)
			var statuses []string
			for i := range strings.Fields(tt.statuses) {
				p, err := s.site.Peek(t.Context(), fmt.Sprintf("http://shop.test/%d", i))
				if err != nil {
					t.Fatal(err)
				}
				statuses = append(statuses, strconv.Itoa(p.Status))
			}
			if got := strings.Join(statuses, " "); got != tt.statuses {
				t.Errorf("got %q, want %q", got, tt.statuses)
			}
			if got := s.taken.Load(); got != tt.connections {
				t.Errorf("%d connections, want %d", got, tt.connections)
			}
		})
	}
}

// TestNobodyAsked: what comes on a connection that waits is not the next answer, and
// one that the shop has closed costs no request.
func TestNobodyAsked(t *testing.T) {
	const short = "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone"
	for name, late := range map[string]string{"a time-out": "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n", "a second answer": "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad", "the end": ""} {
		t.Run(name, func(t *testing.T) {
			s := talk(t, 1, short, short)
			s.late, s.said = late, make(chan struct{}, 2)
			for i := range 2 {
				p, err := s.site.Peek(t.Context(), fmt.Sprintf("http://shop.test/%d", i))
				if err != nil || p.Status != 404 {
					t.Fatalf("%+v, %v", p, err)
				}
				<-s.said
			}
			if used := s.site.Usage().Used; used.Requests != 2 {
				t.Errorf("%d requests for two paths", used.Requests)
			}
		})
	}
}

// TestBrokenBeginnings: an answer whose body cannot be read, or does not come, is
// none; of one that breaks off, what came is a part.
func TestBrokenBeginnings(t *testing.T) {
	pack := func(text string) string {
		var out bytes.Buffer
		z := gzip.NewWriter(&out)
		_, _ = io.WriteString(z, text)
		_ = z.Close()
		return out.String()
	}
	const secret = "<title>phpinfo()</title>"
	for _, tt := range []struct {
		name, path, reply, begins string
		cut                       bool
		cause                     observe.Cause
	}{
		{"nothing of it comes", "/a", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", "", false, observe.Reset},
		{"nothing of it can be read", "/a", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + secret, "", false, observe.Malformed},
		{"it breaks off", "/a", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + secret, secret, true, ""},
		{"not there, and it breaks off", "/a", "HTTP/1.1 404 Not Found\r\nContent-Length: 99\r\n\r\n", "", true, ""},
		{"packed", "/a", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + pack(secret), secret, false, ""},
		{"said to be packed", "/a", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + secret, secret, false, ""},
		{"packed by itself", "/a.sql.gz", "HTTP/1.1 200 OK\r\nContent-Encoding: x-gzip\r\n\r\n" + pack(secret), "\x1f\x8b", false, ""},
		{"packed in a way nobody here unpacks", "/a", "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nxxxx", "", false, observe.Malformed},
		{"packed, and not there", "/a", "HTTP/1.1 404 Not Found\r\nContent-Encoding: br\r\n\r\nxxxx", "[masked]", false, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := talk(t, 1, tt.reply, tt.reply, tt.reply)
			ask := s.site.PeekPage
			if tt.path != "/a" {
				ask = s.site.Peek
			}
			p, err := ask(t.Context(), "http://shop.test"+tt.path)
			if cause, _ := observe.Explain(err); (err != nil) != (tt.cause != "") || err != nil && cause != tt.cause {
				t.Fatalf("%v, %s", err, cause)
			}
			if err == nil && (p.Cut != tt.cut || !strings.HasPrefix(string(p.Body), tt.begins) || tt.begins == "" && len(p.Body) > 0) {
				t.Errorf("cut %t, %q", p.Cut, p.Body)
			}
		})
	}
}

// TestSecondLooksAreNew: a second look does not take what a first one has left.
func TestSecondLooksAreNew(t *testing.T) {
	s := talk(t, 0, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
	for _, site := range []*observe.Site{s.site, s.site.Again()} {
		if _, err := site.Peek(t.Context(), "http://shop.test/.env"); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.taken.Load(); got != 2 {
		t.Errorf("%d connections", got)
	}
}

// TestLongHead: a head without end is no page, and is not read on.
func TestLongHead(t *testing.T) {
	s := talk(t, 0, "HTTP/1.1 200 OK\r\nX-Long: "+strings.Repeat("a", 1<<20), "HTTP/1.1 200 OK\r\nX-Long: "+strings.Repeat("a", 1<<20))
	_, err := s.site.Peek(t.Context(), "http://shop.test/.env")
	if cause, _ := observe.Explain(err); cause != observe.Malformed {
		t.Errorf("%v, %s", err, cause)
	}
}
