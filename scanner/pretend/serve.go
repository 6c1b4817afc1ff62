package pretend

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"time"

	"golang.org/x/net/netutil"
)

// Bounds on what clients can keep open.
const (
	maxConns = 256
	maxLife  = time.Minute
)

// closed is where nothing listens: port 1 needs privileges, and nobody has
// used it for decades.
var closed = netip.MustParseAddrPort("127.0.0.1:1")

// listen serves each connection to a new port with handle, until Close.
func (s *Shop) listen(handle func(net.Conn)) (netip.AddrPort, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("opening a port: %w", err)
	}
	at := l.Addr().(*net.TCPAddr).AddrPort()
	l = netutil.LimitListener(l, maxConns)
	context.AfterFunc(s.ctx, func() { _ = l.Close() })
	s.serving.Go(func() {
		for {
			conn, err := l.Accept()
			if s.ctx.Err() != nil {
				if err == nil {
					_ = conn.Close()
				}
				return
			}
			if err != nil { // too many open files, most likely: it passes
				s.log.Warn("accepting a connection", "err", err)
				sleep(s.ctx, 10*time.Millisecond)
				continue
			}
			s.serving.Go(func() { s.attend(conn, handle) })
		}
	})
	return at, nil
}

// attend serves one connection, not for ever.
func (s *Shop) attend(conn net.Conn, handle func(net.Conn)) {
	defer func() { _ = conn.Close() }()
	stop := context.AfterFunc(s.ctx, func() { _ = conn.Close() })
	defer stop()
	s.mu.Lock()
	s.connections++
	s.mu.Unlock()
	_ = conn.SetDeadline(time.Now().Add(maxLife))
	if sleep(s.ctx, s.delay) {
		handle(&slowConn{Conn: conn, ctx: s.ctx, delay: s.delay})
	}
}

// silent holds a connection and says nothing.
func (s *Shop) silent(conn net.Conn) {
	buf := make([]byte, 1<<10)
	for {
		if _, err := conn.Read(buf); err != nil {
			return
		}
	}
}

// A slowConn waits once whenever its side begins to speak after listening: one
// round trip for each flight of TLS, each response and each line of mail.
type slowConn struct {
	net.Conn
	ctx   context.Context
	delay time.Duration
	heard bool
}

func (c *slowConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.heard = c.heard || n > 0
	return n, err
}

func (c *slowConn) Write(b []byte) (int, error) {
	if c.heard {
		c.heard = false
		if !sleep(c.ctx, c.delay) {
			return 0, net.ErrClosed
		}
	}
	return c.Conn.Write(b)
}
