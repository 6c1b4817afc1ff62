package hello

import (
	"bytes"
	"slices"

	"golang.org/x/crypto/cryptobyte"
)

// retryRandom marks a ServerHello as a HelloRetryRequest: the SHA-256 of that
// word (RFC 8446, section 4.1.3).
var retryRandom = []byte{
	0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
	0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
}

// message reads one handshake message.
func (r *Reader) message(kind uint8, p cryptobyte.String) (done bool, err error) {
	s := &r.server
	switch {
	case kind == helloRequest: // to be ignored in a handshake (RFC 5246, section 7.4.1.1)
		return false, nil
	case !r.greeted && kind == serverHello:
		r.greeted = true
		err := s.readHello(p)
		return s.Version >= TLS13, err
	case !r.greeted:
		return false, malformed("a handshake that does not begin with a ServerHello")
	}
	switch kind {
	case certificate:
		return false, s.readChain(p)
	case certificateStatus:
		return false, s.readStaple(p)
	case serverKeyExchange:
		return false, s.readExchange(p)
	case certificateRequest, supplementalData:
		return false, nil
	case serverHelloDone:
		if !p.Empty() {
			return false, malformed("a ServerHelloDone")
		}
		return true, nil
	}
	return false, malformed("a handshake message that has no place here")
}

// readHello reads a ServerHello or a HelloRetryRequest.
func (s *Server) readHello(p cryptobyte.String) error {
	var version, suite uint16
	var random []byte
	var id, extensions cryptobyte.String
	if !p.ReadUint16(&version) || !p.ReadBytes(&random, 32) ||
		!p.ReadUint8LengthPrefixed(&id) || len(id) > 32 ||
		!p.ReadUint16(&suite) || !p.ReadUint8(&s.Compression) || version>>8 != 3 {
		return malformed("a ServerHello")
	}
	s.Version, s.Suite = Version(version), Suite(suite)
	s.Retry = bytes.Equal(random, retryRandom)
	if !p.Empty() && (!p.ReadUint16LengthPrefixed(&extensions) || !p.Empty()) {
		return malformed("a ServerHello")
	}
	if err := s.readExtensions(extensions); err != nil {
		return err
	}
	if s.Version < TLS13 { // later ones only repeat what the client sent
		s.SessionID = len(id) > 0
		s.Retry = false
	}
	return nil
}

func (s *Server) readExtensions(p cryptobyte.String) error {
	for !p.Empty() {
		var id uint16
		var body cryptobyte.String
		if !p.ReadUint16(&id) || !p.ReadUint16LengthPrefixed(&body) {
			return malformed("the extensions of a ServerHello")
		}
		e := Extension(id)
		if slices.Contains(s.Extensions, e) {
			return malformed("the extensions of a ServerHello, one of which comes twice")
		}
		if len(s.Extensions) == maxExtensions {
			return tooLarge("the extensions of a ServerHello")
		}
		s.Extensions = append(s.Extensions, e)
		if !s.readExtension(e, body) {
			return malformed("an extension of a ServerHello")
		}
	}
	return nil
}

// readExtension reads one extension; unknown ones may hold anything.
func (s *Server) readExtension(e Extension, p cryptobyte.String) bool {
	var list cryptobyte.String
	var b uint8
	switch e {
	case ServerName, StatusRequest, EncryptThenMAC, ExtendedMaster, SessionTicket:
	case Renegotiation, PointFormats:
		if !p.ReadUint8LengthPrefixed(&list) {
			return false
		}
	case Heartbeat:
		if !p.ReadUint8(&b) || b < 1 || b > 2 {
			return false
		}
	case ALPN:
		var name cryptobyte.String
		if !p.ReadUint16LengthPrefixed(&list) || !list.ReadUint8LengthPrefixed(&name) || !list.Empty() || name.Empty() {
			return false
		}
		s.ALPN = string(name)
	case SupportedVersions:
		if !p.ReadUint16((*uint16)(&s.Version)) || s.Version < TLS13 || s.Version>>8 != 3 {
			return false
		}
	case KeyShare:
		if !p.ReadUint16((*uint16)(&s.Group)) || !s.Retry && !p.ReadUint16LengthPrefixed(&list) {
			return false
		}
	default:
		return true
	}
	return p.Empty()
}

// readChain reads the certificates.
func (s *Server) readChain(p cryptobyte.String) error {
	var list cryptobyte.String
	if s.Chain != nil || !p.ReadUint24LengthPrefixed(&list) || !p.Empty() {
		return malformed("a chain of certificates")
	}
	s.Chain = [][]byte{}
	for !list.Empty() {
		var der cryptobyte.String
		if !list.ReadUint24LengthPrefixed(&der) || der.Empty() {
			return malformed("a chain of certificates")
		}
		if len(s.Chain) == maxCertificates {
			return tooLarge("a chain of certificates")
		}
		s.Chain = append(s.Chain, bytes.Clone(der))
	}
	return nil
}

// readStaple reads a CertificateStatus (RFC 6066, section 8).
func (s *Server) readStaple(p cryptobyte.String) error {
	var kind uint8
	var response cryptobyte.String
	if s.Staple != nil || !p.ReadUint8(&kind) || kind != 1 ||
		!p.ReadUint24LengthPrefixed(&response) || response.Empty() || !p.Empty() {
		return malformed("a stapled answer about a certificate")
	}
	s.Staple = bytes.Clone(response)
	return nil
}
