package observe

import (
	"crypto/x509"
	"fmt"
	"net/netip"
	"time"
)

// An Endpoint is where a handshake is tried.
type Endpoint struct {
	Host string     // also the name asked for (SNI)
	Port uint16     // zero means 443
	Addr netip.Addr // the one of the host's addresses that is meant; the zero Addr means any
}

// String writes an endpoint as looks name it: "shop.test:443 at 192.0.2.1".
func (e Endpoint) String() string {
	return place(hostPort(e.Host, e.Port), e.Addr)
}

// An Offer says what a handshake offers the server.
type Offer string

// The offers. Any offers every version and suite that this program knows, and
// the server picks; the others offer exactly one protocol version, only groups
// that resist a quantum computer, or only suites for one kind of key in the
// certificate, which is all that is looked at then.
const (
	Any         Offer = "any"
	TLS10       Offer = "TLS 1.0"
	TLS11       Offer = "TLS 1.1"
	TLS12       Offer = "TLS 1.2"
	TLS13       Offer = "TLS 1.3"
	PostQuantum Offer = "post-quantum"
	RSA         Offer = "RSA certificate"
	ECDSA       Offer = "ECDSA certificate"
)

// A Handshake is what a TLS connection agreed on, or how the server declined.
type Handshake struct {
	Host    string     `json:"host"`
	Addr    netip.Addr `json:"addr,omitzero"` // the one of the host's addresses that was meant; the zero Addr if any
	Peer    string     `json:"peer"`          // "192.0.2.1:443"
	Offer   Offer      `json:"offer"`
	Version string     `json:"version"` // "TLS 1.3"; empty when declined
	Suite   string     `json:"suite"`   // IANA name
	Group   string     `json:"group"`   // key exchange: "X25519MLKEM768"; empty for RSA key exchange
	ALPN    string     `json:"alpn"`
	Chain   [][]byte   `json:"chain"` // DER, as sent; the first is the server's own
	Staple  []byte     `json:"staple,omitempty"`
	SCTs    int        `json:"scts"`              // in the TLS extension
	SCTList [][]byte   `json:"sctList,omitempty"` // those, as sent; empty in runs that kept only their number
	Fetched [][]byte   `json:"fetched,omitempty"` // DER: what the server should have sent, where [Options].Fetch found it
	Trust   Trust      `json:"trust"`
	Broken  string     `json:"broken"`  // a version was agreed on, but the handshake failed later: why
	Decline string     `json:"decline"` // how the server said no: "alert protocol version", "closed"; empty when agreed
	At      time.Time  `json:"at"`

	Ticketing Ticketing `json:"ticketing,omitempty"` // whether Tickets are known
	Tickets   []Ticket  `json:"tickets,omitempty"`   // of TLS 1.3: the first that came
}

// Trust says whether the chain as sent leads to a root that browsers trust (the
// embedded Mozilla roots, or one the user named with --ca-file). Names and
// dates are judged apart: this is the chain alone.
type Trust struct {
	Verified   bool   `json:"verified"`
	Repaired   bool   `json:"repaired"`          // only after fetching a certificate that the server should have sent
	Missing    string `json:"missing,omitempty"` // whose certificate was not sent, but can be asked for: its organization; empty if the chain breaks off nowhere
	Named      bool   `json:"named,omitempty"`   // that is also the organization of a root of --ca-file
	Sought     bool   `json:"sought,omitempty"`  // that was asked for, and leads to no root; false also when nobody asked or answered
	SelfSigned bool   `json:"selfSigned"`        // the server's certificate vouches for itself
	PublicRoot bool   `json:"publicRoot"`        // false when only a root of --ca-file was found
	Reason     string `json:"reason"`            // why not verified, in words; empty when Verified
}

// Agreed reports whether the server agreed to a version that was offered.
func (h *Handshake) Agreed() bool { return h.Decline == "" }

// Leaf returns the server's own certificate, or an error if it is unreadable
// or none was sent.
func (h *Handshake) Leaf() (*x509.Certificate, error) {
	if len(h.Chain) == 0 {
		return nil, fmt.Errorf("the server sent no certificate")
	}
	cert, err := x509.ParseCertificate(h.Chain[0])
	if err != nil {
		return nil, fmt.Errorf("reading the certificate of %s: %w", h.Host, err)
	}
	return cert, nil
}

// Evidence quotes something seen in this handshake.
func (h *Handshake) Evidence(quote string) Evidence {
	return Evidence{Source: "TLS " + place(h.Host, h.Addr) + " (" + string(h.Offer) + ")", Quote: Printable(quote), Again: h.again(), At: h.At}
}

func (h *Handshake) again() string {
	flag := map[Offer]string{TLS10: " -tls1", TLS11: " -tls1_1", TLS12: " -tls1_2", TLS13: " -tls1_3", PostQuantum: " -groups X25519MLKEM768", RSA: " -tls1_2 -cipher aRSA", ECDSA: " -tls1_2 -cipher aECDSA"}[h.Offer]
	at := reach(h.Host, h.Addr, h.port())
	if h.port() == smtpPort {
		return "openssl s_client -starttls smtp -connect " + shellQuote(at) + flag + " </dev/null"
	}
	return "openssl s_client -servername " + shellQuote(h.Host) + " -connect " + shellQuote(at) + flag + " </dev/null"
}

// place names a host, and the one of its addresses that was meant if one was.
func place(host string, addr netip.Addr) string {
	if addr.IsValid() {
		return host + " at " + addr.String()
	}
	return host
}

// reach writes where to connect to see the same again.
func reach(host string, addr netip.Addr, port uint16) string {
	if addr.IsValid() {
		return netip.AddrPortFrom(addr, port).String()
	}
	return hostPort(host, port)
}

// port returns the port that was connected to, or 443.
func (h *Handshake) port() uint16 {
	if at, err := netip.ParseAddrPort(h.Peer); err == nil {
		return at.Port()
	}
	return 443
}
