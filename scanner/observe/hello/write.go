package hello

import (
	"crypto/rand"
	"errors"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
)

// The types of records and of handshake messages (RFC 8446, appendix B).
const (
	recordChangeCipherSpec = 20
	recordAlert            = 21
	recordHandshake        = 22
	recordData             = 23
	recordHeartbeat        = 24

	helloRequest       = 0
	clientHello        = 1
	serverHello        = 2
	certificate        = 11
	serverKeyExchange  = 12
	certificateRequest = 13
	serverHelloDone    = 14
	certificateStatus  = 22
	supplementalData   = 23
)

// maxPlaintext is how much a record holds (RFC 8446, section 5.1).
const maxPlaintext = 1 << 14

// Bytes is what to send, record layer included. No two are the same: the random
// parts are random. It is an error if there are no suites, if one of them has no
// place in the version's list, or if something is too long for its field.
func (c Client) Bytes() ([]byte, error) {
	switch {
	case len(c.Suites) == 0:
		return nil, errors.New("writing a ClientHello: it offers no suites")
	case c.Version == SSL2:
		return c.ssl2Bytes()
	case c.Version < SSL3 || c.Version > TLS13:
		return nil, fmt.Errorf("writing a ClientHello: there is no %s", c.Version)
	}
	p, err := c.message(0)
	if err == nil && c.Version > SSL3 && len(p) > 0xff && len(p) < 0x200 {
		// Some load balancers take 256 to 511 bytes for SSL 2 (RFC 7685). An
		// empty extension at the end would upset other servers.
		p, err = c.message(max(0x200-len(p), 5))
	}
	if err != nil {
		return nil, fmt.Errorf("writing a ClientHello: %w", err)
	}
	return records(recordHandshake, min(c.Version, TLS10), p), nil
}

// message is the handshake message, with an extension that takes so many bytes
// for padding.
func (c Client) message(padding int) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddUint8(clientHello)
	b.AddUint24LengthPrefixed(func(b *cryptobyte.Builder) {
		c.head(b)
		if c.Version == SSL3 {
			return
		}
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
			c.extensions(b)
			if padding > 0 {
				extension(b, Padding, bytesOf(make([]byte, padding-4)))
			}
		})
	})
	return b.Bytes()
}

// head writes what comes before the extensions.
func (c Client) head(b *cryptobyte.Builder) {
	b.AddUint16(uint16(min(c.Version, TLS12)))
	b.AddBytes(random(32))
	b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) {
		if c.Version == TLS13 { // RFC 8446, appendix D.4
			b.AddBytes(random(32))
		}
	})
	b.AddUint16LengthPrefixed(c.suites)
	b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) {
		if c.Compression && c.Version < TLS13 {
			b.AddUint8(1)
		}
		b.AddUint8(0)
	})
}

func (c Client) suites(b *cryptobyte.Builder) {
	for _, s := range c.Suites {
		if s > 0xffff {
			b.SetError(fmt.Errorf("%s belongs to SSL 2", s))
			return
		}
		b.AddUint16(uint16(s))
	}
	if c.Version == SSL3 { // it has no extensions to say so in
		b.AddUint16(uint16(renegotiationSCSV))
	}
	if c.Fallback {
		b.AddUint16(uint16(fallbackSCSV))
	}
}

// records wraps p in as many records as it takes.
func records(kind uint8, v Version, p []byte) []byte {
	var out []byte
	for {
		n := min(len(p), maxPlaintext)
		out = append(out, kind, byte(v>>8), byte(v), byte(n>>8), byte(n))
		out = append(out, p[:n]...)
		if p = p[n:]; len(p) == 0 {
			return out
		}
	}
}

// random returns n random bytes. No secret depends on them.
func random(n int) []byte {
	p := make([]byte, n)
	rand.Read(p) // never fails
	return p
}
