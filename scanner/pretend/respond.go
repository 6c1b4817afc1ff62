package pretend

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"

	"shopcheck/scanner/observe/hello"
)

// A front is a TLS server: Go's own, unless it has rules or misbehaves.
type front struct {
	config *tls.Config
	rules  *rules // nil: Go's decides
	rude   rudeness
}

// errAnswered says that a client was answered without a handshake.
var errAnswered = errors.New("answered without a handshake")

// handshake is one with Go's server, so that pages can be served, wherever the
// client is able to. All others are answered as far as the first flight goes.
func (f *front) handshake(conn net.Conn) (*tls.Conn, error) {
	if f.rude.instead != nil {
		f.rude.instead(f, conn)
		return nil, errAnswered
	}
	if f.rude.manner != nil {
		conn = f.rude.manner(conn)
	}
	if f.rules == nil {
		return shake(conn, f.config)
	}
	o, raw, err := hear(conn)
	if err != nil { // Go's server knows what to say
		return shake(replay(conn, raw), f.config)
	}
	if !o.surveys() {
		if s := f.rules.answer(o, able); s.Alert == nil {
			return shake(replay(conn, raw), f.rules.narrow(f.config, s))
		}
	}
	return nil, f.rules.say(conn, o)
}

func shake(conn net.Conn, config *tls.Config) (*tls.Conn, error) {
	t := tls.Server(conn, config)
	return t, t.Handshake()
}

// say answers in our own words, and ends when the client takes the next step.
func (r *rules) say(conn net.Conn, o offer) error {
	s := r.dress(r.answer(o, func(hello.Server) bool { return true }), o)
	if s.Alert != nil && r.hangsUp {
		return errAnswered
	}
	b, err := s.Bytes()
	if err != nil {
		return fmt.Errorf("answering %s with %s: %w", o.Version, s.Suite, err)
	}
	if _, err := conn.Write(b); err != nil {
		return fmt.Errorf("answering: %w", err)
	}
	if s.Alert == nil {
		_, _ = conn.Read(make([]byte, 1))
	}
	return errAnswered
}

// What Go's server is able to go on with: its groups (the first four in every
// version) and the schemes that it signs with in TLS 1.2.
var (
	ableGroups  = []hello.Group{23, 24, 25, 29, 0x11eb, 0x11ec, 0x11ed}
	ableSchemes = []hello.Scheme{0x0401, 0x0501, 0x0601, 0x0804, 0x0805, 0x0806, 0x0403, 0x0503, 0x0603}
)

// able reports whether Go's server can go on with an answer.
func able(s hello.Server) bool {
	suite := slices.ContainsFunc(append(tls.CipherSuites(), tls.InsecureCipherSuites()...), func(c *tls.CipherSuite) bool {
		return hello.Suite(c.ID) == s.Suite && slices.Contains(c.SupportedVersions, uint16(s.Version))
	})
	group := s.Group == 0 || slices.Contains(ableGroups, s.Group)
	scheme := s.Scheme == 0 || slices.Contains(ableSchemes, s.Scheme)
	return suite && group && scheme
}

// narrow leaves Go's server nothing else to pick than what is in s. Only the
// suites of TLS 1.3 are always its own choice.
func (r *rules) narrow(config *tls.Config, s hello.Server) *tls.Config {
	c := config.Clone()
	c.GetConfigForClient = nil
	c.MinVersion, c.MaxVersion = uint16(s.Version), uint16(s.Version)
	c.CipherSuites, c.CurvePreferences = []uint16{uint16(s.Suite)}, nil
	if s.Group != 0 {
		c.CurvePreferences = []tls.CurveID{tls.CurveID(s.Group)}
	}
	c.Certificates = slices.Clone(r.certs)
	if at := r.cert(s.Suite.Parts().Auth); at >= 0 {
		c.Certificates = []tls.Certificate{r.certs[at]}
	}
	schemes := r.schemes
	if s.Scheme != 0 {
		schemes = []hello.Scheme{s.Scheme}
	}
	for i := range c.Certificates {
		c.Certificates[i].SupportedSignatureAlgorithms = nil
		for _, x := range schemes {
			c.Certificates[i].SupportedSignatureAlgorithms = append(c.Certificates[i].SupportedSignatureAlgorithms, tls.SignatureScheme(x))
		}
	}
	c.NextProtos = common(r.alpn, []string{"h2", "http/1.1"}, false) // those of browsers
	c.SessionTicketsDisabled = !r.extended[hello.SessionTicket]
	c.SetSessionTicketKeys([][32]byte{r.tickets})
	return c
}

// cert returns which certificate is good for a kind of authentication, or -1.
func (r *rules) cert(auth string) int {
	return slices.IndexFunc(r.certs, func(c tls.Certificate) bool { return signed(c) == auth })
}

// makeFront makes the TLS server that settings describe.
func (s *Shop) makeFront(set tlsSettings, alpn ...string) (*front, error) {
	var err error
	f := &front{}
	if f.rude, err = rudenessOf(set.Misbehave); err != nil {
		return nil, err
	}
	if f.config, err = s.certified(set, set.Cert, alpn...); err != nil {
		return nil, err
	}
	if f.rude.spoil != nil {
		if err := f.rude.spoil(s, set.Cert, &f.config.Certificates[0]); err != nil {
			return nil, fmt.Errorf("spoiling a certificate: %w", err)
		}
	}
	if set.Answers == nil {
		return f, nil
	}
	if f.rules, err = set.Answers.rules(f.config); err != nil {
		return nil, err
	}
	for _, key := range f.rules.missing() {
		set.Cert.Key = key
		c, err := s.ca.issue(set.Cert, s.names())
		if err != nil {
			return nil, err
		}
		f.rules.certs = append(f.rules.certs, c)
	}
	return f, nil
}
