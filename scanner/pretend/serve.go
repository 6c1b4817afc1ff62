package pretend

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"shopcheck/scanner/observe"
)

// Bounds on what clients can keep open.
const (
	maxConns = 256 // at once, on one port
	maxLife  = time.Minute
)

// closed is where nothing listens: port 1 needs privileges, and nobody has
// used it for decades.
var closed = netip.MustParseAddrPort("127.0.0.1:1")

// open opens the ports and leads every host of the zone to them.
func (s *Shop) open() error {
	if err := s.openResolvers(); err != nil {
		return err
	}
	if err := s.openNameServers(); err != nil {
		return err
	}
	web := sync.OnceValues(func() (netip.AddrPort, error) { return s.listen(s.plain) })
	secure := sync.OnceValues(func() (netip.AddrPort, error) { return s.listen(s.secure(s.front)) })
	for _, host := range s.hosts {
		secure := secure
		if host.front != nil {
			secure = func() (netip.AddrPort, error) { return s.listen(s.secure(host.front)) }
		}
		mail, ok := s.mail[host.name]
		if !ok {
			mail.Off = true
		}
		for _, p := range []struct {
			number uint16
			port   port
			open   func() (netip.AddrPort, error)
		}{
			{80, host.http, web},
			{443, host.tls.port, secure},
			{25, mail.port, func() (netip.AddrPort, error) { return s.listen(mail.serve) }},
		} {
			at, err := s.door(p.port, p.open)
			if err != nil {
				return err
			}
			s.routes = append(s.routes, observe.Reroute{Host: host.name, Port: p.number, Addr: at})
		}
	}
	for _, a := range s.addresses {
		at, err := s.door(a.tls.port, func() (netip.AddrPort, error) { return s.listen(s.secure(a.front)) })
		if err != nil {
			return err
		}
		s.routes = append(s.routes, observe.Reroute{Host: a.name, Port: 443, Addr: at})
	}
	for _, addr := range s.mailAt {
		at, err := s.door(s.mail[addr].port, func() (netip.AddrPort, error) { return s.listen(s.mail[addr].serve) })
		if err != nil {
			return err
		}
		s.routes = append(s.routes, observe.Reroute{Host: addr, Port: 25, Addr: at})
	}
	return nil
}

// door returns where connections to a port go: open opens one that serves.
func (s *Shop) door(p port, open func() (netip.AddrPort, error)) (netip.AddrPort, error) {
	switch {
	case p.Off:
		return closed, nil
	case p.Silent:
		return s.listen(listenOnly)
	case p.Filtered:
		return s.filtered()
	}
	return open()
}

// listen serves each connection to a new port, until the shop is closed.
func (s *Shop) listen(serve func(net.Conn)) (netip.AddrPort, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("opening a port: %w", err)
	}
	stop := context.AfterFunc(s.ctx, func() { _ = l.Close() })
	s.serving.Go(func() {
		defer stop()
		slots := make(chan struct{}, maxConns)
		for s.ctx.Err() == nil {
			slots <- struct{}{}
			conn, err := l.Accept()
			if err != nil { // closed, or too many open files, which passes
				<-slots
				sleep(s.ctx, 10*time.Millisecond)
				continue
			}
			s.serving.Go(func() {
				defer func() { <-slots }()
				s.attend(conn, serve)
			})
		}
	})
	return netip.MustParseAddrPort(l.Addr().String()), nil
}

// attend serves one connection, not for ever.
func (s *Shop) attend(conn net.Conn, serve func(net.Conn)) {
	defer func() { _ = conn.Close() }()
	stop := context.AfterFunc(s.ctx, func() { _ = conn.Close() })
	defer stop()
	s.mu.Lock()
	s.connections++
	s.mu.Unlock()
	_ = conn.SetDeadline(time.Now().Add(maxLife))
	if sleep(s.ctx, s.set.Delay) {
		serve(&slowConn{Conn: conn, ctx: s.ctx, delay: s.set.Delay})
	}
}

// listenOnly holds a connection and says nothing.
func listenOnly(conn net.Conn) {
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

// Read reads, and notes that something was heard.
func (c *slowConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.heard = c.heard || n > 0
	return n, err
}

// Write writes, a round trip later if something was heard since.
func (c *slowConn) Write(b []byte) (int, error) {
	if c.heard {
		c.heard = false
		if !sleep(c.ctx, c.delay) {
			return 0, net.ErrClosed
		}
	}
	return c.Conn.Write(b)
}
