package hello

import (
	"bytes"

	"golang.org/x/crypto/cryptobyte"
)

// readExchange reads a ServerKeyExchange. What it holds depends on the suite;
// that of suites nobody has for the web is skipped.
func (s *Server) readExchange(p cryptobyte.String) error {
	parts := s.Suite.Parts()
	signed := parts.Auth == "RSA" || parts.Auth == "DSS" || parts.Auth == "ECDSA"
	var ok bool
	switch parts.Exchange {
	case "ECDHE":
		ok = s.readCurve(&p)
	case "ECDH":
		ok = parts.Auth == "anon" && s.readCurve(&p)
	case "DHE":
		ok = s.readPrime(&p)
	case "DH":
		ok = parts.Auth == "anon" && s.readPrime(&p)
	case "RSA":
		ok = parts.Export && s.readModulus(&p)
	case "PSK", "RSA_PSK":
		ok, signed = skip16(&p), false
	case "DHE_PSK":
		ok, signed = skip16(&p) && s.readPrime(&p), false
	case "ECDHE_PSK":
		ok, signed = skip16(&p) && s.readCurve(&p), false
	default:
		return nil
	}
	if ok && signed {
		ok = s.readSignature(&p)
	}
	if !ok || !p.Empty() {
		return malformed("a ServerKeyExchange")
	}
	return nil
}

// readSignature reads the signature, of which only TLS 1.2 says the scheme.
func (s *Server) readSignature(p *cryptobyte.String) bool {
	if s.Version >= TLS12 && !p.ReadUint16((*uint16)(&s.Scheme)) {
		return false
	}
	return skip16(p)
}

// readPrime reads a prime, a generator and a public value.
func (s *Server) readPrime(p *cryptobyte.String) bool {
	var prime cryptobyte.String
	if !p.ReadUint16LengthPrefixed(&prime) || !skip16(p) || !skip16(p) {
		return false
	}
	s.Prime = number(prime)
	return s.Prime != nil
}

// readModulus reads a temporary RSA key.
func (s *Server) readModulus(p *cryptobyte.String) bool {
	var modulus cryptobyte.String
	if !p.ReadUint16LengthPrefixed(&modulus) || !skip16(p) {
		return false
	}
	s.Modulus = number(modulus)
	return s.Modulus != nil
}

// number is an unsigned number without leading zeros; nil if it is 0.
func number(p []byte) []byte {
	p = bytes.TrimLeft(p, "\x00")
	if len(p) == 0 {
		return nil
	}
	return bytes.Clone(p)
}

// readCurve reads a curve and a point on it (RFC 8422, section 5.4; the curves
// that are spelled out are in RFC 4492).
func (s *Server) readCurve(p *cryptobyte.String) bool {
	var kind uint8
	ok := p.ReadUint8(&kind)
	switch kind {
	case 1: // prime; a, b; base, order, cofactor
		s.Group = ExplicitPrimeCurve
		ok = ok && skip8(p, 6)
	case 2:
		s.Group = ExplicitBinaryCurve
		ok = ok && skipBinaryCurve(p)
	case 3:
		ok = ok && p.ReadUint16((*uint16)(&s.Group))
	default:
		return false
	}
	return ok && skip8(p, 1)
}

// skipBinaryCurve skips m; one exponent or three; a, b; base, order, cofactor.
func skipBinaryCurve(p *cryptobyte.String) bool {
	var m uint16
	var basis uint8
	if !p.ReadUint16(&m) || !p.ReadUint8(&basis) {
		return false
	}
	switch basis {
	case 1:
		return skip8(p, 1+5)
	case 2:
		return skip8(p, 3+5)
	}
	return false
}

// skip8 skips n fields with a length of one byte.
func skip8(p *cryptobyte.String, n int) bool {
	for range n {
		var field cryptobyte.String
		if !p.ReadUint8LengthPrefixed(&field) {
			return false
		}
	}
	return true
}

// skip16 skips a field with a length of two bytes.
func skip16(p *cryptobyte.String) bool {
	var field cryptobyte.String
	return p.ReadUint16LengthPrefixed(&field)
}
