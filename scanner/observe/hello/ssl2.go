package hello

import (
	"bytes"
	"errors"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
)

// The types of SSL 2 messages. The protocol was never an RFC; its CLIENT-HELLO
// is in RFC 5246, appendix E.2, the rest in Netscape's "The SSL Protocol" of
// 1995, which RFC 6101 cites.
const (
	errorSSL2       = 0
	clientHelloSSL2 = 1
	serverHelloSSL2 = 4
)

// ssl2Bytes writes a CLIENT-HELLO that offers SSL 2 alone.
func (c Client) ssl2Bytes() ([]byte, error) {
	p, err := recordSSL2(clientHelloSSL2, func(b *cryptobyte.Builder) {
		b.AddUint16(uint16(SSL2))
		b.AddUint16(uint16(3 * len(c.Suites)))
		b.AddUint16(0) // no session
		b.AddUint16(16)
		addKinds(b, c.Suites)
		b.AddBytes(random(16))
	})
	if err != nil {
		return nil, fmt.Errorf("writing a CLIENT-HELLO of SSL 2: %w", err)
	}
	return p, nil
}

func addKinds(b *cryptobyte.Builder, kinds []Suite) {
	for _, k := range kinds {
		if k > 0xffffff {
			b.SetError(fmt.Errorf("%s has more than three bytes", k))
			return
		}
		b.AddUint24(uint32(k))
	}
}

// recordSSL2 writes a message in a record of its own, without padding.
func recordSSL2(kind uint8, body cryptobyte.BuilderContinuation) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddUint8(kind)
	body(&b)
	p, err := b.Bytes()
	if err != nil {
		return nil, err
	}
	if len(p) > 0x7fff {
		return nil, errors.New("it does not fit into one record")
	}
	return append([]byte{0x80 | byte(len(p)>>8), byte(len(p))}, p...), nil
}

// ssl2 writes a SERVER-HELLO, or an ERROR.
func (s Server) ssl2() ([]byte, error) {
	if s.Alert != nil {
		return recordSSL2(errorSSL2, func(b *cryptobyte.Builder) { b.AddUint16(uint16(*s.Alert)) })
	}
	var cert []byte
	if len(s.Chain) > 0 {
		cert = s.Chain[0]
	}
	return recordSSL2(serverHelloSSL2, func(b *cryptobyte.Builder) {
		b.AddUint8(flag(s.SessionID))
		b.AddUint8(flag(cert != nil)) // 1: X.509
		b.AddUint16(uint16(SSL2))
		b.AddUint16(uint16(len(cert)))
		b.AddUint16(uint16(3 * len(s.Kinds)))
		b.AddUint16(16)
		b.AddBytes(cert)
		addKinds(b, s.Kinds)
		b.AddBytes(random(16))
	})
}

func flag(b bool) uint8 {
	if b {
		return 1
	}
	return 0
}

// readSSL2 reads the one message that a server of SSL 2 sends in the clear. An
// ERROR is no sign that the server speaks SSL 2: Java's answers so when it knows
// only the form of its hello, in which clients of old offered newer versions.
func (s *Server) readSSL2(p cryptobyte.String) error {
	var kind uint8
	switch {
	case !p.ReadUint8(&kind):
	case kind == errorSSL2:
		var code uint16
		if p.ReadUint16(&code) && p.Empty() && code <= 0xff {
			s.Alert = new(Alert(code))
			return nil
		}
	case kind == serverHelloSSL2:
		return s.readHelloSSL2(p)
	}
	return malformed("a message of SSL 2")
}

func (s *Server) readHelloSSL2(p cryptobyte.String) error {
	var hit, certType uint8
	var version, certLen, kindsLen, idLen uint16
	var cert, kinds, id []byte
	if !p.ReadUint8(&hit) || !p.ReadUint8(&certType) || !p.ReadUint16(&version) ||
		!p.ReadUint16(&certLen) || !p.ReadUint16(&kindsLen) || !p.ReadUint16(&idLen) ||
		!p.ReadBytes(&cert, int(certLen)) || !p.ReadBytes(&kinds, int(kindsLen)) ||
		!p.ReadBytes(&id, int(idLen)) || !p.Empty() || kindsLen%3 != 0 || version == 0 {
		return malformed("a SERVER-HELLO of SSL 2")
	}
	s.Version, s.SessionID = Version(version), hit != 0
	if certLen > 0 {
		s.Chain = [][]byte{bytes.Clone(cert)}
	}
	s.Kinds = readKinds(kinds)
	return nil
}

// readKinds reads suites of three bytes; what is left over is ignored.
func readKinds(p cryptobyte.String) []Suite {
	var kinds []Suite
	for {
		var k uint32
		if !p.ReadUint24(&k) {
			return kinds
		}
		kinds = append(kinds, Suite(k))
	}
}
