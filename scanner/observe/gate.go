package observe

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"sync"
	"time"
)

// A gate is a SOCKS5 proxy (RFC 1928, with the password of RFC 1929) on
// loopback that only this process can use. It exists to hand httpx, which takes
// no dialer, the network's own.
type gate struct {
	n        *network
	listener net.Listener
	password string
	serving  sync.WaitGroup
}

// The SOCKS5 words used.
const (
	socksVersion  = 5
	socksPassword = 2 // method
	socksConnect  = 1 // command
	socksIPv4     = 1
	socksName     = 3
	socksIPv6     = 4
	socksFailed   = 1 // reply
)

// maxPerConn bounds what one connection through the gate may receive: a body's
// limit holds for decompressed bytes, this one for everything.
const maxPerConn = 4 << 20

func openGate(n *network) (*gate, error) {
	if n.ctx.Err() != nil {
		return nil, context.Cause(n.ctx)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("opening the gate: %w", err)
	}
	g := &gate{n: n, listener: l, password: rand.Text()}
	g.serving.Go(g.serve)
	return g, nil
}

func (g *gate) url() string {
	u := url.URL{Scheme: "socks5", Host: g.listener.Addr().String(), User: url.UserPassword("gate", g.password)}
	return u.String()
}

func (g *gate) close() {
	_ = g.listener.Close()
	g.serving.Wait()
}

func (g *gate) serve() {
	for {
		c, err := g.listener.Accept()
		if err != nil {
			return
		}
		g.serving.Go(func() {
			defer func() { _ = c.Close() }()
			stop := context.AfterFunc(g.n.ctx, func() { _ = c.Close() })
			defer stop()
			g.handle(c)
		})
	}
}

// handle serves one connection: greeting, password, request, then bytes.
func (g *gate) handle(c net.Conn) {
	_ = c.SetDeadline(time.Now().Add(g.n.opts.Timeout))
	host, port, err := g.greet(c)
	if err != nil {
		return
	}
	target, err := g.n.dial(g.n.ctx, Endpoint{Host: host, Port: port})
	g.n.noteDial(host, port, err)
	reply := []byte{socksVersion, 0, 0, socksIPv4, 0, 0, 0, 0, 0, 0}
	if err != nil {
		reply[1] = socksFailed // the true reason is in failures: httpx would only show a number
		_, _ = c.Write(reply)
		return
	}
	defer func() { _ = target.Close() }()
	if _, err := c.Write(reply); err != nil {
		return
	}
	_ = c.SetDeadline(time.Time{})
	relay(c, target, func() { // httpx only sees a connection that ends
		g.n.noteDial(host, port, &Failure{Malformed, "the reply is longer than any page"})
	})
}

// relay copies both ways until the shop is done or httpx has closed. It calls
// tooLong before it cuts a shop that sends without end.
func relay(c, target net.Conn, tooLong func()) {
	var out sync.WaitGroup
	out.Go(func() {
		_, _ = io.Copy(target, c)
		if half, ok := target.(interface{ CloseWrite() error }); ok {
			_ = half.CloseWrite()
		}
		_ = target.SetReadDeadline(time.Unix(1, 0)) // httpx has closed: nobody reads the rest
	})
	if received, _ := io.CopyN(c, target, maxPerConn); received == maxPerConn {
		tooLong()
	}
	_ = c.Close()
	_ = target.Close()
	out.Wait()
}

// greet reads who wants to go where, and refuses strangers.
func (g *gate) greet(c net.Conn) (host string, port uint16, err error) {
	r := &reader{r: c}
	if r.byte() != socksVersion {
		return "", 0, fmt.Errorf("gate: not SOCKS5")
	}
	r.bytes(int(r.byte())) // the methods offered; there is only one
	_, _ = c.Write([]byte{socksVersion, socksPassword})
	r.byte()
	r.bytes(int(r.byte())) // the user's name
	password := r.bytes(int(r.byte()))
	if r.err != nil || subtle.ConstantTimeCompare(password, []byte(g.password)) != 1 {
		_, _ = c.Write([]byte{1, 1})
		return "", 0, fmt.Errorf("gate: wrong password")
	}
	_, _ = c.Write([]byte{1, 0})
	head := r.bytes(4)
	if r.err != nil || head[1] != socksConnect {
		return "", 0, fmt.Errorf("gate: not CONNECT")
	}
	switch head[3] {
	case socksIPv4, socksIPv6:
		size := map[byte]int{socksIPv4: 4, socksIPv6: 16}[head[3]]
		addr, _ := netip.AddrFromSlice(r.bytes(size))
		host = addr.Unmap().String()
	case socksName:
		host = string(r.bytes(int(r.byte())))
	}
	port = binary.BigEndian.Uint16(append(r.bytes(2), 0, 0))
	return host, port, r.err
}

// A reader reads fixed sizes and remembers the first error.
type reader struct {
	r   io.Reader
	err error
}

func (r *reader) bytes(n int) []byte {
	b := make([]byte, n)
	if r.err == nil {
		_, r.err = io.ReadFull(r.r, b)
	}
	return b
}

func (r *reader) byte() byte { return r.bytes(1)[0] }

// noteDial remembers why a dial through the gate failed, for web to report.
func (n *network) noteDial(host string, port uint16, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.failures[hostPort(host, port)] = err
}

// dialFailure returns why the last dial through the gate to host and port
// failed, or nil.
func (n *network) dialFailure(host string, port uint16) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.failures[hostPort(host, port)]
}

func hostPort(host string, port uint16) string {
	return net.JoinHostPort(host, strconv.Itoa(int(port)))
}
