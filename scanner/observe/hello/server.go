package hello

import (
	"bytes"
	"fmt"
	"slices"

	"golang.org/x/crypto/cryptobyte"
)

// Bytes is everything that such a server sends in the clear, in its records: the
// Warnings and then the Alert alone, or else the ServerHello and, before TLS 1.3,
// the Chain, the Staple, a ServerKeyExchange if the suite has one and its Group,
// Prime or Modulus is set, and ServerHelloDone. Signatures and public values are
// not real: nobody can finish a handshake with it.
//
// Extensions are sent in their order with the usual contents; those that other
// fields ask for (ALPN, StatusRequest for a Staple, and in TLS 1.3
// SupportedVersions and KeyShare) are added where they are missing. A Retry is a
// HelloRetryRequest.
func (s Server) Bytes() ([]byte, error) {
	if s.Version == SSL2 {
		p, err := s.ssl2()
		if err != nil {
			return nil, fmt.Errorf("writing a SERVER-HELLO of SSL 2: %w", err)
		}
		return p, nil
	}
	v := max(min(s.Version, TLS12), SSL3)
	var out []byte
	for _, w := range s.Warnings {
		out = append(out, records(recordAlert, v, []byte{1, byte(w)})...)
	}
	if s.Alert != nil {
		level := byte(2)
		if *s.Alert == CloseNotify {
			level = 1
		}
		return append(out, records(recordAlert, v, []byte{level, byte(*s.Alert)})...), nil
	}
	for _, m := range s.flight() {
		var b cryptobyte.Builder
		b.AddUint8(m.kind)
		b.AddUint24LengthPrefixed(m.body)
		p, err := b.Bytes()
		if err != nil {
			return nil, fmt.Errorf("writing handshake message %d of a server: %w", m.kind, err)
		}
		out = append(out, records(recordHandshake, v, p)...)
	}
	return out, nil
}

// A piece is a handshake message to be written.
type piece struct {
	kind uint8
	body cryptobyte.BuilderContinuation
}

// flight is the handshake messages, in order.
func (s Server) flight() []piece {
	flight := []piece{{serverHello, s.hello}}
	if s.Version >= TLS13 {
		return flight
	}
	if s.Chain != nil {
		flight = append(flight, piece{certificate, s.chain})
	}
	if s.Staple != nil {
		flight = append(flight, piece{certificateStatus, func(b *cryptobyte.Builder) {
			b.AddUint8(1)
			b.AddUint24LengthPrefixed(bytesOf(s.Staple))
		}})
	}
	if exchange := s.exchange(); exchange != nil {
		flight = append(flight, piece{serverKeyExchange, exchange})
	}
	return append(flight, piece{serverHelloDone, nothing})
}

func (s Server) hello(b *cryptobyte.Builder) {
	if s.Suite > 0xffff {
		b.SetError(fmt.Errorf("%s belongs to SSL 2", s.Suite))
		return
	}
	b.AddUint16(uint16(min(s.Version, TLS12)))
	if s.Retry && s.Version >= TLS13 {
		b.AddBytes(retryRandom)
	} else {
		b.AddBytes(random(32))
	}
	b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) {
		if s.SessionID {
			b.AddBytes(random(32))
		}
	})
	b.AddUint16(uint16(s.Suite))
	b.AddUint8(s.Compression)
	extensions := s.extensions()
	if len(extensions) == 0 {
		return
	}
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
		for _, e := range extensions {
			extension(b, e, s.extension(e))
		}
	})
}

// extensions are those asked for, and those that other fields need.
func (s Server) extensions() []Extension {
	all := slices.Clone(s.Extensions)
	add := func(e Extension, needed bool) {
		if needed && !slices.Contains(all, e) {
			all = append(all, e)
		}
	}
	add(ALPN, s.ALPN != "")
	add(StatusRequest, s.Staple != nil && s.Version < TLS13)
	add(SupportedVersions, s.Version >= TLS13)
	add(KeyShare, s.Version >= TLS13 && s.Group != 0)
	return all
}

// extension is what an extension holds.
func (s Server) extension(e Extension) cryptobyte.BuilderContinuation {
	switch e {
	case Renegotiation:
		return bytesOf([]byte{0})
	case PointFormats:
		return bytesOf([]byte{1, 0})
	case Heartbeat:
		return bytesOf([]byte{1})
	case SCT:
		return bytesOf([]byte{0, 6, 0, 4, 's', 'c', 't', '.'})
	case Cookie:
		return bytesOf([]byte{0, 1, 'c'})
	case ALPN:
		return func(b *cryptobyte.Builder) { addProtocols(b, []string{s.ALPN}) }
	case SupportedVersions:
		return func(b *cryptobyte.Builder) { b.AddUint16(uint16(s.Version)) }
	case KeyShare:
		return func(b *cryptobyte.Builder) {
			b.AddUint16(uint16(s.Group))
			if !s.Retry {
				b.AddUint16LengthPrefixed(bytesOf(serverShare(s.Group)))
			}
		}
	}
	return nothing
}

func (s Server) chain(b *cryptobyte.Builder) {
	b.AddUint24LengthPrefixed(func(b *cryptobyte.Builder) {
		for _, der := range s.Chain {
			b.AddUint24LengthPrefixed(bytesOf(der))
		}
	})
}

// exchange is what the ServerKeyExchange holds, or nil if none is to be sent.
func (s Server) exchange() cryptobyte.BuilderContinuation {
	parts := s.Suite.Parts()
	var params cryptobyte.BuilderContinuation
	switch {
	case s.Group != 0 && (parts.Exchange == "ECDHE" || parts.Exchange == "ECDHE_PSK" || parts.Exchange == "ECDH" && parts.Auth == "anon"):
		params = s.curve
	case s.Prime != nil && (parts.Exchange == "DHE" || parts.Exchange == "DHE_PSK" || parts.Exchange == "DH" && parts.Auth == "anon"):
		params = fields16(s.Prime, []byte{2}, s.Prime[:max(len(s.Prime)-1, 0)])
	case s.Modulus != nil && parts.Exchange == "RSA" && parts.Export:
		params = fields16(s.Modulus, []byte{1, 0, 1})
	default:
		return nil
	}
	return func(b *cryptobyte.Builder) {
		if parts.Auth == "PSK" {
			b.AddUint16(0) // no hint
		}
		params(b)
		if parts.Auth == "anon" || parts.Auth == "PSK" {
			return
		}
		if s.Version >= TLS12 {
			b.AddUint16(uint16(s.Scheme))
		}
		b.AddUint16LengthPrefixed(bytesOf(bytes.Repeat([]byte{0x5a}, 256)))
	}
}

// curve names the curve, or spells out a made-up one.
func (s Server) curve(b *cryptobyte.Builder) {
	field := bytesOf([]byte{4, 1, 1})
	switch s.Group {
	case ExplicitPrimeCurve:
		b.AddUint8(1)
		for range 6 {
			b.AddUint8LengthPrefixed(field)
		}
	case ExplicitBinaryCurve:
		b.AddUint8(2)
		b.AddUint16(163)
		b.AddUint8(1)
		for range 6 {
			b.AddUint8LengthPrefixed(field)
		}
	default:
		b.AddUint8(3)
		b.AddUint16(uint16(s.Group))
	}
	b.AddUint8LengthPrefixed(bytesOf(serverPoint(s.Group)))
}

// fields16 writes fields that have a length of two bytes.
func fields16(fields ...[]byte) cryptobyte.BuilderContinuation {
	return func(b *cryptobyte.Builder) {
		for _, f := range fields {
			b.AddUint16LengthPrefixed(bytesOf(f))
		}
	}
}

// serverPoint is a public value for a curve; of those that we have none of, it is
// only as good as any.
func serverPoint(g Group) []byte {
	if p := clientShare(g); p != nil && len(p) < 256 {
		return p
	}
	return random(65)
}

// serverShare is a server's key share. With ML-KEM it is a ciphertext, which is
// shorter than the client's key by 96 bytes or, in the largest set, as long.
func serverShare(g Group) []byte {
	p := clientShare(g)
	switch g {
	case mlkem512:
		return random(768)
	case mlkem768, x25519MLKEM768, secP256r1MLKEM768, x25519Kyber768Draft:
		return random(len(p) - 96)
	case mlkem1024, secP384r1MLKEM1024:
		return random(len(p))
	}
	if p == nil {
		return random(65)
	}
	return p
}
