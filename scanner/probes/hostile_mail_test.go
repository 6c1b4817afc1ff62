package probes_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/survey"
)

// TestMailSurveys: the shop's own mail servers are surveyed in the thorough
// profile, and nobody else's ever.
func TestMailSurveys(t *testing.T) {
	for _, tt := range []struct {
		file, profile string
		asked         []string
	}{
		{"mail-own", "thorough", []string{"SURVEY mx1.shop.test:25", "SURVEY mx2.shop.test:25"}},
		{"mail-own", "standard", nil},
		{"mail-elsewhere", "thorough", nil},
	} {
		ar, err := txtar.ParseFile(filepath.Join(shops, "tls.versions-listed", tt.file+".txtar"))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Replace(string(txtar.Format(ar)), "-- profile --\nthorough\n", "-- profile --\n"+tt.profile+"\n", 1)
		var asked []string
		for _, l := range scanOf(t, text, 0).Looks {
			if strings.HasPrefix(l.Question, "SURVEY ") && strings.HasSuffix(l.Question, ":25") && (l.Failure == nil || l.Failure.Cause == observe.TLS) {
				asked = append(asked, l.Question)
			}
		}
		if !slices.Equal(asked, tt.asked) {
			t.Errorf("%s, %s: %q were surveyed, want %q", tt.file, tt.profile, asked, tt.asked)
		}
	}
}

// TestRudeMailServers: a mail server that goes wrong before or after it has agreed
// to encrypt is soon left alone, and nothing is concluded from it.
func TestRudeMailServers(t *testing.T) {
	smtp := func(after func(conn net.Conn, in *bufio.Reader)) func(net.Conn) {
		return func(conn net.Conn) {
			in := bufio.NewReader(conn)
			for _, line := range []string{"220 mail.shop.test", "250 STARTTLS", "220 go on"} {
				_, _ = io.WriteString(conn, line+"\r\n")
				_, _ = in.ReadString('\n')
			}
			after(conn, in)
		}
	}
	say := func(words string) func(net.Conn, *bufio.Reader) {
		return func(conn net.Conn, _ *bufio.Reader) { _, _ = io.WriteString(conn, words) }
	}
	for _, tt := range []struct {
		name  string
		serve func(net.Conn)
		most  int64 // connections
		cause observe.Cause
	}{
		{"silence", func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }, 12, observe.Timeout},
		{"no SMTP", func(conn net.Conn) { say("SSH-2.0-x\r\n")(conn, nil) }, 8, observe.Malformed},
		{"too busy", func(conn net.Conn) { say("421 too many connections\r\n")(conn, nil) }, 8, observe.Blocked},
		{"no STARTTLS", func(conn net.Conn) {
			say("220 hi\r\n")(conn, nil)
			_, _ = bufio.NewReader(conn).ReadString('\n')
			say("250 SIZE 1\r\n")(conn, nil)
			_, _ = io.Copy(io.Discard, conn)
		}, 8, observe.TLS},
		{"stall", smtp(func(conn net.Conn, in *bufio.Reader) { _, _ = io.Copy(io.Discard, in) }), 12, observe.Timeout},
		{"words instead", smtp(say("454 not now\r\n")), 12, observe.TLS},
		{"echo", smtp(func(conn net.Conn, in *bufio.Reader) { _, _ = io.Copy(conn, in) }), 12, observe.TLS},
		{"alert storm", smtp(func(conn net.Conn, _ *bufio.Reader) {
			for {
				if _, err := conn.Write(bytes.Repeat([]byte{21, 3, 3, 0, 2, 1, 112}, 100)); err != nil {
					return
				}
			}
		}), 12, observe.TLS},
		{"reset", smtp(func(conn net.Conn, _ *bufio.Reader) { _ = conn.(*net.TCPConn).SetLinger(0) }), 40, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			at, connections := serving(t, tt.serve)
			site := observe.Open(t.Context(), "shop.test", observe.Options{
				Timeout: 200 * time.Millisecond, Whole: time.Minute, Fetch: true, Budget: scanner.Thorough.Budget(),
				ConnectTo: []observe.Reroute{{Host: "mail.shop.test", Port: 25, Addr: at}},
			})
			defer site.Close()
			got, err := site.Survey(t.Context(), observe.Endpoint{Host: "mail.shop.test", Port: 25})
			f, ok := errors.AsType[*observe.Failure](err)
			switch {
			case tt.cause == "" && err == nil:
				for _, p := range got.Protocols {
					if p.Offered != survey.Unclear {
						t.Errorf("%s: %s", p.Version, p.Offered)
					}
				}
			case !ok || f.Cause != tt.cause:
				t.Errorf("got %+v, %v, want a failure because of %q", got, err, tt.cause)
			}
			if n := connections.Load(); n > tt.most {
				t.Errorf("%d connections", n)
			}
		})
	}
}

// serving serves every connection in the same way until the test ends.
func serving(t *testing.T, serve func(net.Conn)) (netip.AddrPort, *atomic.Int64) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	connections := new(atomic.Int64)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			connections.Add(1)
			go func() {
				defer func() { _ = conn.Close() }()
				serve(conn)
			}()
		}
	}()
	return l.Addr().(*net.TCPAddr).AddrPort(), connections
}
