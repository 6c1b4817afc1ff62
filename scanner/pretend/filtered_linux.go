package pretend

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"syscall"
)

// filtered opens a port that answers nothing, as behind a firewall that throws
// packets away: its queue of connections has one place, which is taken, and
// nobody accepts. The kernel then ignores whoever knocks.
func (s *Shop) filtered() (netip.AddrPort, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("opening a filtered port: %w", err)
	}
	s.until(l)
	raw, err := l.(*net.TCPListener).SyscallConn()
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("filtering a port: %w", err)
	}
	var shrunk error
	err = raw.Control(func(fd uintptr) { shrunk = syscall.Listen(int(fd), 0) })
	if err = errors.Join(err, shrunk); err != nil {
		return netip.AddrPort{}, fmt.Errorf("filtering a port: %w", err)
	}
	taker, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("filling a filtered port: %w", err)
	}
	s.until(taker)
	return netip.MustParseAddrPort(l.Addr().String()), nil
}

// until closes c with the shop.
func (s *Shop) until(c io.Closer) {
	s.serving.Go(func() {
		<-s.ctx.Done()
		_ = c.Close()
	})
}
