package observe

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// A network is a scan's one way out: it resolves, permits, limits, counts and
// dials. HTTP, TLS and mail all use its dial; DNS has exchange.
type network struct {
	ctx    context.Context // of the scan
	cancel context.CancelFunc
	opts   Options
	pace   *pace
	spent  *spent
	gate   func() (*gate, error)
	web    func() (*web, error)
	doh    func() *http.Client
	decoy  func() bool // see intercepted

	mu       sync.Mutex
	names    map[string]*resolved
	turns    map[netip.Addr]chan struct{} // as many tokens as looks may be connected at once
	peers    map[string]string            // "host:port" -> the address last connected to, where any would do
	open     map[netip.AddrPort]bool      // took a connection
	failures map[string]error             // "host:port" -> why the last dial through the gate failed
	lags     map[string]int               // resolver -> tries in a row that it let pass without a word
	port25   atomic.Value                 // string: see Vantage
}

// resolved is one host's addresses, looked up once.
type resolved struct {
	once    sync.Once
	addrs   []netip.Addr
	aliases []string // names that led there
	err     error
}

func newNetwork(ctx context.Context, cancel context.CancelFunc, opts Options) *network {
	n := &network{
		ctx: ctx, cancel: cancel, opts: opts,
		pace: newPace(opts.Rate), spent: newSpent(opts.Budget),
		names: make(map[string]*resolved), turns: make(map[netip.Addr]chan struct{}),
		peers: make(map[string]string), open: make(map[netip.AddrPort]bool), failures: make(map[string]error), lags: make(map[string]int),
	}
	n.gate = sync.OnceValues(func() (*gate, error) { return openGate(n) })
	n.web = sync.OnceValues(func() (*web, error) { return openWeb(n) })
	n.doh = sync.OnceValue(func() *http.Client { return dohClient(opts.Roots) })
	n.decoy = tryNobody(n)
	return n
}

func (n *network) close() {
	n.cancel()
	if w, err := n.web(); err == nil { // a closed network makes no new one: see openWeb
		w.close()
	}
	if g, err := n.gate(); err == nil {
		g.close()
	}
	n.doh().CloseIdleConnections()
}

// addresses returns host's addresses, IPv4 first, resolved once per scan.
func (n *network) addresses(host string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a}, nil
	}
	r := n.lookUp(host)
	return r.addrs, r.err
}

// lookUp resolves a name, once per scan.
func (n *network) lookUp(host string) *resolved {
	n.mu.Lock()
	r, ok := n.names[host]
	if !ok {
		r = &resolved{}
		n.names[host] = r
	}
	n.mu.Unlock()
	r.once.Do(func() { r.addrs, r.aliases, r.err = n.resolve(host) })
	return r
}

// maxAddresses bounds how many addresses of one name are tried.
const maxAddresses = 4

// destinations returns where a connection to an endpoint may go, however its
// name resolves and the options reroute, if the policy permits each: a name with
// one private address is not tried at its others.
func (n *network) destinations(at Endpoint) ([]netip.AddrPort, error) {
	if to, ok := n.opts.rerouteTo(at); ok {
		return []netip.AddrPort{to}, nil
	}
	addrs := []netip.Addr{at.Addr}
	if !at.Addr.IsValid() {
		var err error
		if addrs, err = n.addresses(at.Host); err != nil {
			return nil, err
		}
	}
	if len(addrs) == 0 {
		return nil, &Failure{NoName, "the name " + Printable(at.Host) + " has no address"}
	}
	var to []netip.AddrPort
	for _, a := range addrs {
		if err := n.opts.allowed(a, at.Port); err != nil {
			return nil, err
		}
		to = append(to, netip.AddrPortFrom(a, at.Port))
	}
	to = to[:min(len(to), maxAddresses)]
	last := n.peer(at.Host, at.Port) // whoever was reached is asked, and counted, again
	if i := slices.IndexFunc(to, func(a netip.AddrPort) bool { return a.String() == last }); i > 0 {
		to = slices.Concat(to[i:i+1], to[:i], to[i+1:])
	}
	return to, nil
}

// turn waits until one more look may connect to the address that an endpoint
// leads to, and returns what to call when that look is over. Looks take their
// turn before their own time limit starts, so that a queue is no time-out.
func (n *network) turn(ctx context.Context, at Endpoint) (func(), error) {
	to, err := n.destinations(at)
	if err != nil {
		return nil, err
	}
	n.mu.Lock()
	turns := n.turns[to[0].Addr()]
	if turns == nil {
		turns = make(chan struct{}, n.opts.Parallel)
		n.turns[to[0].Addr()] = turns
	}
	n.mu.Unlock()
	select {
	case turns <- struct{}{}:
		return func() { <-turns }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// dial connects to an endpoint. The connection counts what it receives.
func (n *network) dial(ctx context.Context, at Endpoint) (net.Conn, error) {
	to, err := n.destinations(at)
	if err != nil {
		return nil, err
	}
	var conn net.Conn
	for _, addr := range to {
		if conn, err = n.connect(ctx, at, addr); err == nil || ctx.Err() != nil {
			return conn, err
		}
	}
	return nil, err
}

// connect dials exactly one address.
func (n *network) connect(ctx context.Context, at Endpoint, to netip.AddrPort) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, n.opts.Timeout/2)
	defer cancel()
	var d net.Dialer
	raw, err := d.DialContext(ctx, "tcp", to.String())
	n.mu.Lock()
	defer n.mu.Unlock()
	switch {
	case errors.Is(err, syscall.ECONNREFUSED) && n.open[to]: // a port that closes before our eyes is closed to us
		return nil, fmt.Errorf("%w: %w", &Failure{Blocked, "the shop took connections before, and takes no more now"}, err)
	case err != nil:
		return nil, fmt.Errorf("connecting to %s: %w", to, err)
	}
	n.open[to] = true
	if !at.Addr.IsValid() {
		n.peers[hostPort(at.Host, at.Port)] = netip.AddrPortFrom(to.Addr(), at.Port).String()
	}
	c := &conn{Conn: raw, spent: n.spent}
	c.stop = context.AfterFunc(n.ctx, func() { _ = raw.SetDeadline(time.Unix(1, 0)) })
	return c, nil
}

// peer returns the address that host and port were last reached at, or "".
func (n *network) peer(host string, port uint16) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.peers[hostPort(host, port)]
}

// peerOf returns the address that an endpoint was last reached at, or "".
func (n *network) peerOf(at Endpoint) string {
	if at.Addr.IsValid() {
		return netip.AddrPortFrom(at.Addr, at.Port).String()
	}
	return n.peer(at.Host, at.Port)
}

// hello counts a handshake with the server that an endpoint leads to, if that
// leaves so many.
func (n *network) hello(at Endpoint, leave int) error {
	to, err := n.destinations(at)
	if err != nil {
		return err
	}
	return n.spent.hello(to[0], leave)
}

// A conn counts received bytes against the budget and ends with the scan.
type conn struct {
	net.Conn
	spent *spent
	stop  func() bool
}

func (c *conn) Read(p []byte) (int, error) {
	k, err := c.Conn.Read(p)
	if over := c.spent.bytes(k); over != nil {
		return k, over
	}
	return k, err
}

func (c *conn) Close() error {
	c.stop()
	return c.Conn.Close()
}

// CloseWrite ends our half of the connection.
func (c *conn) CloseWrite() error {
	if t, ok := c.Conn.(*net.TCPConn); ok {
		return t.CloseWrite()
	}
	return errors.ErrUnsupported
}
