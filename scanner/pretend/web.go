package pretend

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// Bounds on a conversation, and the pace of a dripping one.
const (
	maxRequest = 64 << 10
	dripEvery  = 50 * time.Millisecond
)

// plain serves one HTTP connection.
func (s *Shop) plain(conn net.Conn) { s.exchange(conn, conn, "http") }

// secure returns what serves one HTTPS connection.
func (s *Shop) secure(f *front) func(net.Conn) {
	return func(conn net.Conn) {
		t, err := f.handshake(conn)
		if err != nil {
			s.set.Log.Debug("no handshake", "err", err)
			return
		}
		if t.ConnectionState().NegotiatedProtocol == "h2" {
			listenOnly(t) // pages are served in HTTP/1.1
		} else {
			s.exchange(t, conn, "https")
		}
		_ = t.Close()
	}
}

// exchange reads one request and answers it; below is the connection without
// encryption.
func (s *Shop) exchange(conn, below net.Conn, scheme string) {
	r, err := http.ReadRequest(bufio.NewReader(io.LimitReader(conn, maxRequest)))
	if err != nil {
		s.set.Log.Debug("no request", "err", err)
		return
	}
	host, _, _ := strings.Cut(strings.ToLower(r.Host), ":")
	origin := scheme + "://" + host
	s.note(r.Method + " " + origin + r.RequestURI)
	found := s.site.find(r.Method, origin, r.RequestURI)
	if found == nil {
		found = notFound(r.Method)
	}
	p := found.reply(s.now(), r)
	p.partial(r)
	p.complete(s.now())
	if r.Method == http.MethodHead {
		p.body = nil
	}
	s.send(conn, below, p)
}

// notFound answers what no file answers.
func notFound(method string) *response {
	if method == http.MethodGet || method == http.MethodHead {
		return &response{head: []byte("HTTP/1.1 404 Not Found\nContent-Type: text/plain"), body: []byte("There is nothing here.\n")}
	}
	return &response{head: []byte("HTTP/1.1 405 Method Not Allowed\nAllow: GET, HEAD, OPTIONS")}
}

// send writes a reply, or misbehaves as it says.
func (s *Shop) send(conn, below net.Conn, p reply) {
	switch p.behave {
	case "":
		_, _ = conn.Write(p.bytes())
	case "reset":
		reset(below)
	case "stall":
		_, _ = io.Copy(io.Discard, conn)
	case "drip":
		s.drip(conn, p.bytes())
	case "huge":
		_, err := conn.Write(p.bytes())
		more := bytes.Repeat(append(p.body, '\n'), 1+(32<<10)/(len(p.body)+1))
		for err == nil && s.ctx.Err() == nil {
			_, err = conn.Write(more)
		}
	}
}

// drip writes a byte at a time, and then goes on for ever.
func (s *Shop) drip(conn net.Conn, b []byte) {
	for i := 0; sleep(s.ctx, dripEvery); i++ {
		next := []byte("\n")
		if i < len(b) {
			next = b[i : i+1]
		}
		if _, err := conn.Write(next); err != nil {
			return
		}
	}
}

// reset ends a connection without a word: the client sees it torn off.
func reset(conn net.Conn) {
	if slow, ok := conn.(*slowConn); ok {
		conn = slow.Conn
	}
	if l, ok := conn.(interface{ SetLinger(int) error }); ok {
		_ = l.SetLinger(0)
	}
	_ = conn.Close()
}
