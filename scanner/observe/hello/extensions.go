package hello

import (
	"net/netip"
	"strings"

	"golang.org/x/crypto/cryptobyte"
)

// extensions writes those of a ClientHello. The last one is never empty, which
// some servers cannot bear.
func (c Client) extensions(b *cryptobyte.Builder) {
	if name := c.serverName(); name != "" {
		extension(b, ServerName, func(b *cryptobyte.Builder) {
			b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
				b.AddUint8(0)
				b.AddUint16LengthPrefixed(bytesOf([]byte(name)))
			})
		})
	}
	if c.Version < TLS13 {
		extension(b, Renegotiation, bytesOf([]byte{0}))
	}
	if c.Extras {
		extension(b, ExtendedMaster, nothing)
		extension(b, SessionTicket, nothing)
		extension(b, EncryptThenMAC, nothing)
		extension(b, SCT, nothing)
		extension(b, StatusRequest, bytesOf([]byte{1, 0, 0, 0, 0})) // OCSP, any responder
		extension(b, Heartbeat, bytesOf([]byte{1}))                 // peer_allowed_to_send; none is ever sent
	}
	c.algorithms(b)
	if c.Version == TLS13 {
		c.modern(b)
	}
}

// algorithms writes the extensions that offer protocols, groups and schemes.
func (c Client) algorithms(b *cryptobyte.Builder) {
	if len(c.ALPN) > 0 {
		extension(b, ALPN, func(b *cryptobyte.Builder) { addProtocols(b, c.ALPN) })
	}
	if len(c.Groups) > 0 {
		extension(b, SupportedGroups, func(b *cryptobyte.Builder) {
			b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
				for _, g := range c.Groups {
					b.AddUint16(uint16(g))
				}
			})
		})
		extension(b, PointFormats, bytesOf([]byte{1, 0})) // uncompressed
	}
	if len(c.Schemes) > 0 && c.Version >= TLS12 {
		extension(b, Schemes, func(b *cryptobyte.Builder) {
			b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
				for _, s := range c.Schemes {
					b.AddUint16(uint16(s))
				}
			})
		})
	}
}

// modern writes what only TLS 1.3 has.
func (c Client) modern(b *cryptobyte.Builder) {
	extension(b, SupportedVersions, func(b *cryptobyte.Builder) {
		b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) { b.AddUint16(uint16(TLS13)) })
	})
	extension(b, KeyShare, func(b *cryptobyte.Builder) {
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
			for _, g := range c.Shares {
				if share := clientShare(g); share != nil {
					b.AddUint16(uint16(g))
					b.AddUint16LengthPrefixed(bytesOf(share))
				}
			}
		})
	})
	extension(b, PSKModes, bytesOf([]byte{1, 1})) // psk_dhe_ke
}

func addProtocols(b *cryptobyte.Builder, names []string) {
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
		for _, name := range names {
			b.AddUint8LengthPrefixed(bytesOf([]byte(name)))
		}
	})
}

// serverName is the name as RFC 6066, section 3, wants it, or empty if it is not
// one of DNS: addresses are not sent.
func (c Client) serverName() string {
	name := strings.TrimSuffix(c.Name, ".")
	if _, err := netip.ParseAddr(strings.Trim(name, "[]")); err == nil || len(name) > 253 {
		return ""
	}
	for _, r := range name {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && !(r >= '0' && r <= '9') && r != '-' && r != '.' && r != '_' {
			return ""
		}
	}
	return name
}

// extension writes one extension.
func extension(b *cryptobyte.Builder, e Extension, body cryptobyte.BuilderContinuation) {
	b.AddUint16(uint16(e))
	b.AddUint16LengthPrefixed(body)
}

// nothing writes an empty body.
func nothing(*cryptobyte.Builder) {}

// bytesOf writes p.
func bytesOf(p []byte) cryptobyte.BuilderContinuation {
	return func(b *cryptobyte.Builder) { b.AddBytes(p) }
}
