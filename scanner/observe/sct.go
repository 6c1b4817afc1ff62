package observe

import (
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"time"

	"golang.org/x/crypto/cryptobyte"
)

// Where the promises of logs lie in a certificate and in the answer of its
// authority (RFC 6962, section 3.3).
var (
	sctInCertificate = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11129, 2, 4, 2}
	sctInAnswer      = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11129, 2, 4, 5}
)

// An SCT is a log's promise to list a certificate in public (RFC 6962, section
// 3.2). Its signature is not checked.
type SCT struct {
	Log string // the log's id in hex
	At  time.Time
}

// Logged are the promises of logs that came with a handshake.
type Logged struct {
	Embedded []SCT // in the certificate
	Sent     []SCT // in the TLS extension and in the stapled answer
	Unread   int   // those that break the form, or are of another version than 1
	Unkept   int   // in the TLS extension of a run that kept only their number
}

// Logged reads the promises of logs that came with this handshake.
func (h *Handshake) Logged() Logged {
	var l Logged
	leaf, err := h.Leaf()
	if err != nil {
		return l
	}
	for _, e := range leaf.Extensions {
		if e.Id.Equal(sctInCertificate) {
			l.read(&l.Embedded, octets(e.Value))
		}
	}
	for _, raw := range h.SCTList {
		l.one(&l.Sent, raw)
	}
	if len(h.SCTList) == 0 {
		l.Unkept = h.SCTs
	}
	if answer, err := readAnswer(h.Staple, leaf, h.Issuer()); err == nil {
		for _, e := range answer.Extensions {
			if e.Id.Equal(sctInAnswer) {
				l.read(&l.Sent, octets(e.Value))
			}
		}
	}
	return l
}

// octets unwraps an OCTET STRING; nil if value is none.
func octets(value []byte) []byte {
	var list []byte
	if rest, err := asn1.Unmarshal(value, &list); err != nil || len(rest) > 0 {
		return nil
	}
	return list
}

// read reads a SignedCertificateTimestampList.
func (l *Logged) read(into *[]SCT, list []byte) {
	in := cryptobyte.String(list)
	var items cryptobyte.String
	if !in.ReadUint16LengthPrefixed(&items) || !in.Empty() || items.Empty() {
		l.Unread++
		return
	}
	for !items.Empty() {
		var item cryptobyte.String
		if !items.ReadUint16LengthPrefixed(&item) {
			l.Unread++
			return
		}
		l.one(into, item)
	}
}

// one reads a SignedCertificateTimestamp of version 1, signed as logs may: with
// SHA-256, and RSA or ECDSA (RFC 6962, section 2.1.4).
func (l *Logged) one(into *[]SCT, raw []byte) {
	in := cryptobyte.String(raw)
	var version, hash, method uint8
	var log []byte
	var millis uint64
	var extensions, signature cryptobyte.String
	whole := in.ReadUint8(&version) && in.ReadBytes(&log, 32) && in.ReadUint64(&millis) &&
		in.ReadUint16LengthPrefixed(&extensions) && in.ReadUint8(&hash) && in.ReadUint8(&method) &&
		in.ReadUint16LengthPrefixed(&signature) && in.Empty()
	const sha256, byRSA, byECDSA = 4, 1, 3
	if !whole || version != 0 || hash != sha256 || method != byRSA && method != byECDSA || signature.Empty() || millis > 1<<43 {
		l.Unread++
		return
	}
	*into = append(*into, SCT{Log: hex.EncodeToString(log), At: time.UnixMilli(int64(millis)).UTC()})
}

// MustStaple reports whether a certificate asks browsers to accept it only with
// a fresh answer of its authority (RFC 7633: the TLS feature status_request).
func MustStaple(cert *x509.Certificate) bool {
	for _, e := range cert.Extensions {
		if !e.Id.Equal(tlsFeature) {
			continue
		}
		var features []int
		if _, err := asn1.Unmarshal(e.Value, &features); err != nil {
			return false
		}
		for _, f := range features {
			if f == statusRequest {
				return true
			}
		}
	}
	return false
}
