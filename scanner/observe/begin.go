package observe

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

// begin makes a call without httpx. It is for paths that nobody links to, of which
// there are many and of which only the beginning is wanted: httpx makes a new
// connection for each, and calls a long file whose server does not know the Range
// header an error, of which it keeps nothing. Here connections are used again, and
// no more is read than is kept. It dials as everything else does.
func (w *web) begin(ctx context.Context, c call) (*Page, error) {
	req, err := http.NewRequestWithContext(ctx, c.method, c.url, nil)
	if err != nil {
		return nil, fmt.Errorf("asking for %s: %w", c.url, err)
	}
	for name, values := range c.header {
		req.Header[name] = values
	}
	req.Header.Set("Accept", accepted)
	req.Header.Set("Accept-Encoding", "identity")
	req.Header.Set("User-Agent", w.n.opts.UserAgent)
	for {
		l, err := w.lane(ctx, c, req.URL.Scheme == "https")
		if err != nil {
			return nil, err
		}
		again := l.used
		got, err := w.ask(ctx, l, req, c.most)
		switch {
		case ctx.Err() != nil:
			return nil, fmt.Errorf("reading %s: %w", c.url, context.Cause(ctx))
		case err == nil:
			p := w.page(c, got.status, got.header, got.body)
			p.Cut = p.Cut || got.early
			return p, nil
		case !again || l.heard():
			return nil, fmt.Errorf("asking for %s: %w", c.url, err)
		}
		// the shop had closed the connection meanwhile, which is no answer
		if err := w.n.spent.request(); err != nil {
			return nil, err
		}
	}
}

// A lane is a connection that may be asked more than once.
type lane struct {
	net.Conn
	where string
	in    io.LimitedReader
	r     *bufio.Reader
	most  int64 // what the reader was given for the last reply
	used  bool  // it has had a reply
}

// heard reports whether anything came for the last question.
func (l *lane) heard() bool { return l.in.N < l.most }

// quiet reports whether a lane that waits is open and nothing has come that nobody
// asked for, which would be taken for the next answer: servers say 408 before they
// hang up, and what follows a reply that says too much may come late.
func (l *lane) quiet() bool {
	l.in.N = 1
	if err := l.SetReadDeadline(time.Now().Add(5 * time.Millisecond)); err != nil { // one that has passed would read nothing
		return false
	}
	_, err := l.r.Peek(1)
	return errors.Is(err, os.ErrDeadlineExceeded) && l.SetReadDeadline(time.Time{}) == nil
}

// lanes are those that wait for the next question.
type lanes struct {
	mu   sync.Mutex
	idle map[string][]*lane // by address
}

// lane returns a connection for a call: one that is there already, unless it must
// be new.
func (w *web) lane(ctx context.Context, c call, secure bool) (*lane, error) {
	host, port := endpoint(c.url)
	where := hostPort(host, port)
	for !c.fresh {
		l := w.lanes.take(where)
		if l == nil {
			break
		}
		if l.quiet() {
			return l, nil
		}
		_ = l.Close()
	}
	conn, err := w.n.dial(ctx, Endpoint{Host: host, Port: port})
	if err != nil {
		return nil, err
	}
	if secure {
		over := tls.Client(conn, &tls.Config{ServerName: host, InsecureSkipVerify: true, MinVersion: tls.VersionTLS10}) // certificates are judged elsewhere
		if err := over.HandshakeContext(ctx); err != nil {
			_ = conn.Close()
			return nil, fmt.Errorf("asking for %s: %w", c.url, err)
		}
		conn = over
	}
	l := &lane{Conn: conn, where: where, in: io.LimitedReader{R: conn}}
	l.r = bufio.NewReader(&l.in)
	return l, nil
}

// Spoken is what a lane said.
type spoken struct {
	status int
	header http.Header
	body   []byte
	ends   bool // that was all, and the next question may follow
	early  bool // it broke off within the beginning
}

// ask puts one question to a lane. A lane whose reply was read to its end waits for
// the next question, any other is closed.
func (w *web) ask(ctx context.Context, l *lane, req *http.Request, most int64) (got spoken, err error) {
	stop := context.AfterFunc(ctx, func() { _ = l.SetDeadline(time.Unix(1, 0)) })
	defer func() {
		if stop() && got.ends && l.r.Buffered() == 0 {
			w.lanes.put(l)
			return
		}
		_ = l.Close()
	}()
	l.most = maxHeader + most + int64(l.r.Size())
	l.in.N = l.most
	if err := req.Write(l); err != nil {
		return got, err
	}
	for got.status < 200 && got.status != http.StatusSwitchingProtocols { // RFC 9110, section 15.2
		if got, err = l.read(req, most); err != nil {
			return got, err
		}
	}
	l.used = true
	return got, w.n.spent.bytes(0)
}

// read reads one reply: its head, and at most one byte more than so many of its body.
func (l *lane) read(req *http.Request, most int64) (spoken, error) {
	resp, err := http.ReadResponse(l.r, req) //nolint:bodyclose // closing it would read all the rest
	switch {
	case err != nil && l.in.N <= 0:
		return spoken{}, &Failure{Malformed, "the reply's head is longer than any page's"}
	case err != nil:
		return spoken{}, err
	}
	packed := resp.Header.Get("Content-Encoding") != ""
	body, cut := beginning(resp, most) // one that ends early has a beginning, too
	if cut != nil && len(body) == 0 && resp.StatusCode < 300 {
		return spoken{}, cut // this is no empty file
	}
	ends := cut == nil && !packed && int64(len(body)) <= most && !resp.Close && resp.StatusCode != http.StatusSwitchingProtocols
	return spoken{status: resp.StatusCode, header: resp.Header, body: body, ends: ends, early: cut != nil}, nil
}

// beginning reads at most one byte more than so many of a body. Some servers pack
// whatever they are asked for; of files that are packed themselves, others say the
// same without having packed them (Apache's AddEncoding).
func beginning(resp *http.Response, most int64) ([]byte, error) {
	in := bufio.NewReader(resp.Body)
	var body io.Reader = in
	switch how := strings.ToLower(resp.Header.Get("Content-Encoding")); {
	case how == "gzip" || how == "x-gzip":
		if head, _ := in.Peek(2); string(head) != "\x1f\x8b" || strings.HasSuffix(resp.Request.URL.Path, "gz") {
			break
		}
		unpacked, err := gzip.NewReader(in)
		if err != nil {
			return nil, err
		}
		body = unpacked
	case how != "" && how != "identity" && resp.StatusCode < 300: // else the status says it
		return nil, &Failure{Malformed, "the shop sends its answers packed (" + Printable(how) + "), and was asked for them as they are"}
	}
	return io.ReadAll(io.LimitReader(body, most+1))
}

func (s *lanes) take(where string) *lane {
	s.mu.Lock()
	defer s.mu.Unlock()
	idle := s.idle[where]
	if len(idle) == 0 {
		return nil
	}
	l := idle[len(idle)-1]
	s.idle[where] = idle[:len(idle)-1]
	return l
}

func (s *lanes) put(l *lane) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.idle == nil {
		s.idle = make(map[string][]*lane)
	}
	s.idle[l.where] = append(s.idle[l.where], l)
}

// close ends the connections that wait.
func (s *lanes) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, idle := range s.idle {
		for _, l := range idle {
			_ = l.Close()
		}
	}
	s.idle = nil
}
