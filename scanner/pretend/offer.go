package pretend

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"time"

	"shopcheck/scanner/observe/hello"
)

// An offer is what a ClientHello offers.
type offer struct {
	hello.Client
	versions []hello.Version // all of them, newest first
	sent     []hello.Extension
}

// hear reads a ClientHello. raw is what came, whether or not it is one.
func hear(conn net.Conn) (o offer, raw []byte, err error) {
	buf := make([]byte, 4<<10)
	for len(raw) < maxRequest {
		n, err := conn.Read(buf)
		raw = append(raw, buf[:n]...)
		c, whole, bad := hello.ReadClient(raw)
		switch {
		case bad != nil:
			return offer{}, raw, fmt.Errorf("reading a ClientHello: %w", bad)
		case whole > 0:
			return understand(c, raw), raw, nil
		case err != nil:
			return offer{}, raw, fmt.Errorf("waiting for a ClientHello: %w", err)
		}
	}
	return offer{}, raw, errors.New("reading a ClientHello: it has no end")
}

// understand adds what a [hello.Client] does not say: browsers offer more than
// one version, and choose their extensions one by one.
func understand(c hello.Client, raw []byte) offer {
	o := offer{Client: c, versions: []hello.Version{c.Version}}
	info := parse(raw)
	if info == nil {
		return o
	}
	for _, e := range info.Extensions {
		o.sent = append(o.sent, hello.Extension(e))
	}
	o.versions = nil
	exact := slices.Contains(o.sent, hello.SupportedVersions)
	for _, v := range slices.Backward(hello.Versions) {
		if exact && slices.Contains(info.SupportedVersions, uint16(v)) || !exact && v <= min(c.Version, hello.TLS12) && v > hello.SSL2 {
			o.versions = append(o.versions, v)
		}
	}
	return o
}

// parse lets Go's own server read a ClientHello; nil if it cannot, as with SSL 2.
func parse(raw []byte) (info *tls.ClientHelloInfo) {
	enough := errors.New("enough")
	_ = tls.Server(deaf{bytes.NewReader(raw)}, &tls.Config{GetConfigForClient: func(i *tls.ClientHelloInfo) (*tls.Config, error) {
		info = i
		return nil, enough
	}}).Handshake()
	return info
}

// offers reports whether the client sent an extension.
func (o offer) offers(e hello.Extension) bool {
	if e == hello.Renegotiation && o.Version <= hello.SSL3 {
		return true // there it is a number among the suites
	}
	return slices.Contains(o.sent, e)
}

// surveys reports whether no browser makes this offer, so that nobody needs the
// handshake to go on.
func (o offer) surveys() bool {
	return len(o.versions) == 0 || o.versions[0] <= hello.SSL3 || o.Compression || o.offers(hello.Heartbeat) ||
		o.versions[0] == hello.TLS13 && len(o.Shares) == 0
}

// A replayed connection begins with what was read from it before.
type replayed struct {
	net.Conn
	from io.Reader
}

func replay(conn net.Conn, raw []byte) net.Conn {
	return replayed{conn, io.MultiReader(bytes.NewReader(raw), conn)}
}

// Read reads.
func (r replayed) Read(b []byte) (int, error) { return r.from.Read(b) }

// A deaf connection can only be read from.
type deaf struct{ io.Reader }

// What a connection must have, and a deaf one does not need.
func (deaf) Write(b []byte) (int, error)      { return len(b), nil }
func (deaf) Close() error                     { return nil }
func (deaf) LocalAddr() net.Addr              { return nil }
func (deaf) RemoteAddr() net.Addr             { return nil }
func (deaf) SetDeadline(time.Time) error      { return nil }
func (deaf) SetReadDeadline(time.Time) error  { return nil }
func (deaf) SetWriteDeadline(time.Time) error { return nil }
