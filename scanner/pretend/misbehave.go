package pretend

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"slices"

	"shopcheck/scanner/observe/hello"
)

// A rudeness is a way to misbehave on a TLS port; the zero value is none.
type rudeness struct {
	instead func(f *front, conn net.Conn)                               // of a handshake
	manner  func(conn net.Conn) net.Conn                                // in which a handshake is sent
	spoil   func(s *Shop, set certSettings, own *tls.Certificate) error // what is sent as certificates
}

// rudenessOf looks up a word of shop.yaml; an empty one is no rudeness.
func rudenessOf(word string) (rudeness, error) {
	switch word {
	case "":
		return rudeness{}, nil
	case "http":
		return rudeness{instead: says("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nThis port speaks plain HTTP.\n")}, nil
	case "ssh":
		return rudeness{instead: greets("SSH-2.0-OpenSSH_9.9\r\n")}, nil
	case "stall":
		return rudeness{instead: func(_ *front, conn net.Conn) { listenOnly(conn) }}, nil
	case "garbage":
		return rudeness{instead: says(string(noise(4 << 10)))}, nil
	case "echo":
		return rudeness{instead: func(_ *front, conn net.Conn) { _, _ = io.Copy(conn, conn) }}, nil
	case "alert-storm":
		return rudeness{instead: storm}, nil
	case "unknown-version":
		return rudeness{instead: unknownVersion}, nil
	case "other-suite":
		return rudeness{instead: otherSuite}, nil
	case "reset-connect":
		return rudeness{instead: func(_ *front, conn net.Conn) { reset(conn) }}, nil
	case "reset-hello":
		return rudeness{instead: func(_ *front, conn net.Conn) { _, _, _ = hear(conn); reset(conn) }}, nil
	case "reset-flight":
		return rudeness{manner: func(conn net.Conn) net.Conn { return torn{conn} }}, nil
	case "drip":
		return rudeness{manner: func(conn net.Conn) net.Conn { return &crumbled{Conn: conn} }}, nil
	case "bytes":
		return rudeness{manner: func(conn net.Conn) net.Conn { return trickled{conn} }}, nil
	case "many-certs":
		return rudeness{spoil: manyCerts}, nil
	case "many-names":
		return rudeness{spoil: manyNames}, nil
	case "big-key":
		return rudeness{spoil: bigKey}, nil
	case "bad-der":
		return rudeness{spoil: badDER}, nil
	}
	return rudeness{}, fmt.Errorf("tls: misbehave: no way is called %q", word)
}

// says returns a server that hears the client out and says text, whatever it
// was.
func says(text string) func(*front, net.Conn) {
	return func(_ *front, conn net.Conn) {
		_, _, _ = hear(conn)
		_, _ = io.WriteString(conn, text)
	}
}

// greets returns a server that speaks first, and leaves when it has an answer.
func greets(text string) func(*front, net.Conn) {
	return func(_ *front, conn net.Conn) {
		_, _ = io.WriteString(conn, text)
		_, _, _ = hear(conn)
	}
}

// storm sends warnings for as long as anybody listens.
func storm(_ *front, conn net.Conn) {
	_, _, _ = hear(conn)
	warnings := bytes.Repeat([]byte{21, 3, 3, 0, 2, 1, 112}, 1<<10) // unrecognized_name (RFC 6066, section 3)
	for {
		if _, err := conn.Write(warnings); err != nil {
			return
		}
	}
}

// forged is the flight of a server that picks what it likes.
func forged(f *front, o offer, suite hello.Suite) []byte {
	s := hello.Server{Version: min(o.Version, hello.TLS12), Suite: suite, Chain: f.config.Certificates[0].Certificate}
	if o.Version == hello.TLS13 {
		s = hello.Server{Version: o.Version, Suite: suite, Group: 29, Retry: len(o.Shares) == 0}
	}
	b, err := s.Bytes()
	if err != nil { // a ServerHello of TLS 1.2 can always be written
		b, _ = hello.Server{Version: hello.TLS12, Suite: suite, Chain: s.Chain}.Bytes()
	}
	return b
}

// plainRSA is a suite whose flight needs nothing but a certificate.
const plainRSA = hello.Suite(tls.TLS_RSA_WITH_AES_128_CBC_SHA)

// unknownVersion answers in a version that does not exist.
func unknownVersion(f *front, conn net.Conn) {
	o, _, err := hear(conn)
	if err != nil {
		return
	}
	o.Version = hello.TLS12
	b := forged(f, o, plainRSA)
	copy(b[9:], []byte{0x03, 0x99}) // after the heads of the record and of the message
	_, _ = conn.Write(b)
	listenOnly(conn)
}

// otherSuite picks a suite that was not offered.
func otherSuite(f *front, conn net.Conn) {
	o, _, err := hear(conn)
	if err != nil {
		return
	}
	others := []hello.Suite{plainRSA, 0x000a, 0x0035, 0x003c, 0x009c, 0x0a0a}
	if o.Version == hello.TLS13 {
		others = []hello.Suite{0x1301, 0x1302, 0x1303, 0x1304, 0x0a0a}
	}
	others = slices.DeleteFunc(others, func(s hello.Suite) bool { return slices.Contains(o.Suites, s) })
	_, _ = conn.Write(forged(f, o, others[0]))
	listenOnly(conn)
}

// A torn connection breaks in the middle of the first thing that is said.
type torn struct{ net.Conn }

// Write writes half.
func (t torn) Write(b []byte) (int, error) {
	_, _ = t.Conn.Write(b[:len(b)/2])
	reset(t.Conn)
	return 0, net.ErrClosed
}

// A trickled connection sends each byte by itself.
type trickled struct{ net.Conn }

// Write writes.
func (t trickled) Write(b []byte) (int, error) {
	for i := range b {
		if _, err := t.Conn.Write(b[i : i+1]); err != nil {
			return i, err
		}
	}
	return len(b), nil
}

// A crumbled connection has one byte in each record of a handshake, until it is
// encrypted. Who signs a handshake signs its messages, not the records.
type crumbled struct {
	net.Conn
	whole bool // from now on
}

// handshakeRecord is the type of a record (RFC 8446, section 5.1).
const handshakeRecord = 22

// Write writes b, which has whole records.
func (c *crumbled) Write(b []byte) (int, error) {
	var out []byte
	for rest := b; len(rest) > 0; {
		n := 5
		if len(rest) >= n {
			n = min(len(rest), n+int(rest[3])<<8+int(rest[4]))
		}
		if c.whole = c.whole || rest[0] != handshakeRecord || n <= 5; c.whole {
			out = append(out, rest...)
			break
		}
		for _, x := range rest[5:n] {
			out = append(out, handshakeRecord, rest[1], rest[2], 0, 1, x)
		}
		rest = rest[n:]
	}
	if _, err := c.Conn.Write(out); err != nil {
		return 0, err
	}
	return len(b), nil
}
