// Package hello writes ClientHellos and reads what servers answer to them, from
// SSL 2 to TLS 1.3. It does no cryptography and no I/O: the caller owns the
// connection, hands over the bytes that arrived, and hangs up when a [Reader]
// has heard enough, which is before anything would have to be computed.
//
// It is our own because a library that completes handshakes can only offer what
// it is able to compute: crypto/tls knows neither SSL nor RC4 with 40 bits, nor
// Diffie-Hellman over finite fields, and so cannot tell that a shop accepts them.
//
// The other side is here too, [ReadClient] and [Server.Bytes], as far as pretend
// shops need it to answer what Go's own server cannot.
//
// names.go is longer than our other files because it is one table, the registry's
// list of suites: cut in two it would only be harder to hold against the registry.
package hello

import "fmt"

// A Version is a protocol version as it goes over the wire.
type Version uint16

// The versions: SSL 2 (RFC 6176 has its numbers), SSL 3 (RFC 6101), TLS 1.0
// (RFC 2246), 1.1 (RFC 4346), 1.2 (RFC 5246) and 1.3 (RFC 8446).
const (
	SSL2  Version = 0x0002
	SSL3  Version = 0x0300
	TLS10 Version = 0x0301
	TLS11 Version = 0x0302
	TLS12 Version = 0x0303
	TLS13 Version = 0x0304
)

// Versions are all of them, oldest first.
var Versions = []Version{SSL2, SSL3, TLS10, TLS11, TLS12, TLS13}

// String names a version as people write it: "SSL 3", "TLS 1.2".
func (v Version) String() string {
	switch v {
	case SSL2:
		return "SSL 2"
	case SSL3:
		return "SSL 3"
	case TLS10, TLS11, TLS12, TLS13:
		return fmt.Sprintf("TLS 1.%d", v-TLS10)
	}
	return fmt.Sprintf("version 0x%04x", uint16(v))
}

// A Suite is a cipher suite by its number in the IANA registry "TLS Cipher
// Suites". Those of SSL 2 have three bytes and lie above the others.
type Suite uint32

// A Group is a key-exchange group by its number in the IANA registry "TLS
// Supported Groups".
type Group uint16

// A Scheme is a signature scheme by its number in the IANA registry "TLS
// SignatureScheme"; for TLS 1.2 that is the pair of hash and signature.
type Scheme uint16

// An Extension is a TLS extension by its IANA number.
type Extension uint16

// The extensions that are offered or read.
const (
	ServerName        Extension = 0
	StatusRequest     Extension = 5
	SupportedGroups   Extension = 10
	PointFormats      Extension = 11
	Schemes           Extension = 13
	Heartbeat         Extension = 15
	ALPN              Extension = 16
	SCT               Extension = 18
	Padding           Extension = 21
	EncryptThenMAC    Extension = 22
	ExtendedMaster    Extension = 23
	SessionTicket     Extension = 35
	EarlyData         Extension = 42
	SupportedVersions Extension = 43
	Cookie            Extension = 44
	PSKModes          Extension = 45
	KeyShare          Extension = 51
	Renegotiation     Extension = 0xff01
)

// A Client is one ClientHello. The zero value of a field offers nothing of its
// kind.
type Client struct {
	Version     Version  // the only one offered
	Name        string   // for SNI; empty or an address means none is sent
	Suites      []Suite  // in the order offered
	Groups      []Group  // supported_groups
	Schemes     []Scheme // signature_algorithms; sent in TLS 1.2 and 1.3
	ALPN        []string
	Shares      []Group // TLS 1.3: groups to send a key share for, of those whose shares need no arithmetic; none asks for a HelloRetryRequest
	Fallback    bool    // TLS_FALLBACK_SCSV (RFC 7507)
	Compression bool    // offer DEFLATE besides none (TLS 1.2 and older)
	Extras      bool    // offer heartbeat, encrypt_then_mac, extended_master_secret, session_ticket, status_request, SCT
}

// A Server is what a server answered: the ServerHello (or HelloRetryRequest, or
// SERVER-HELLO of SSL 2) and, in TLS 1.2 and older, what it sent after it in the
// clear. The zero value of a field means that nothing was said of it.
type Server struct {
	Version     Version // 0 if all that came was an Alert, also one of SSL 2
	Suite       Suite
	Kinds       []Suite // SSL 2: all that both sides know
	Group       Group   // of the ServerKeyExchange, the key share or the HelloRetryRequest
	Scheme      Scheme  // of the ServerKeyExchange; TLS 1.2 only
	Retry       bool    // it was a HelloRetryRequest
	Prime       []byte  // of a finite-field ServerKeyExchange, without leading zeros
	Modulus     []byte  // of a temporary RSA key (EXPORT), without leading zeros
	ALPN        string
	Compression uint8 // 0 none, 1 DEFLATE
	SessionID   bool  // the server named a session to resume
	Extensions  []Extension
	Chain       [][]byte // DER, as sent
	Staple      []byte   // OCSP response
	Warnings    []Alert  // alerts of level warning that came before
	Alert       *Alert   // the fatal one that ended it; nil if none
}
