package observe

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"time"

	"shopcheck/scanner/observe/hello"
)

// offered are the protocol versions of each Offer.
var offered = map[Offer][2]uint16{
	Any:         {tls.VersionTLS10, tls.VersionTLS13},
	TLS10:       {tls.VersionTLS10, tls.VersionTLS10},
	TLS11:       {tls.VersionTLS11, tls.VersionTLS11},
	TLS12:       {tls.VersionTLS12, tls.VersionTLS12},
	TLS13:       {tls.VersionTLS13, tls.VersionTLS13},
	PostQuantum: {tls.VersionTLS13, tls.VersionTLS13},
}

// Handshake tries one TLS handshake. A server that declines is a Handshake that
// was not Agreed; only a server that gives no sensible reply is a Failure.
func (s *Site) Handshake(ctx context.Context, at Endpoint, offer Offer) (*Handshake, error) {
	if at.Port == 0 {
		at.Port = 443
	}
	question := fmt.Sprintf("TLS %s %s", at, offer)
	return look(ctx, s, question, func(ctx context.Context) (*Handshake, error) {
		if !s.Own(at.Host) {
			return nil, &Failure{OtherCompany, Printable(at.Host) + " belongs to somebody else"}
		}
		return s.net.handshake(ctx, at, offer)
	})
}

func (n *network) handshake(ctx context.Context, at Endpoint, offer Offer) (*Handshake, error) {
	shake := n.shake
	if _, ok := kinds[offer]; ok {
		shake = n.show
	}
	h, err := shake(ctx, at, offer)
	if err != nil {
		return nil, err
	}
	n.judgeTrust(ctx, h) // after the turn is given back: it may fetch a certificate
	return h, nil
}

func (n *network) shake(ctx context.Context, at Endpoint, offer Offer) (*Handshake, error) {
	done, err := n.turn(ctx, at)
	if err != nil {
		return nil, err
	}
	defer done()
	if err := n.hello(at, 0); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, n.opts.Timeout)
	defer cancel()
	raw, err := n.dial(ctx, at)
	if err != nil {
		return nil, err
	}
	defer func() { _ = raw.Close() }()
	h := &Handshake{Host: at.Host, Addr: at.Addr, Peer: n.peerOf(at), Offer: offer, At: n.opts.now()}
	if offer != Any {
		_, err = n.negotiate(ctx, raw, h)
		return h, err
	}
	tapped := &tap{Conn: raw}
	conn, err := n.negotiate(ctx, tapped, h)
	tapped.listen(ctx, conn, h)
	return h, err
}

// negotiate does the handshake over an open connection, fills h, and returns
// the encrypted connection if there is one.
func (n *network) negotiate(ctx context.Context, raw net.Conn, h *Handshake) (*tls.Conn, error) {
	stop := context.AfterFunc(ctx, func() { _ = raw.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	settings := config(h)
	t, ok := raw.(*tap)
	if ok {
		settings.KeyLogWriter, settings.ClientSessionCache = &t.keys, forgetful{}
	} else {
		t = &tap{Conn: raw}
	}
	conn := tls.Client(t, settings)
	err := conn.HandshakeContext(ctx)
	state := conn.ConnectionState()
	switch {
	case err == nil:
		h.Version, h.Suite = tls.VersionName(state.Version), tls.CipherSuiteName(state.CipherSuite)
		h.ALPN, h.Staple = state.NegotiatedProtocol, state.OCSPResponse
		h.SCTs, h.SCTList = len(state.SignedCertificateTimestamps), state.SignedCertificateTimestamps
		if state.CurveID != 0 {
			h.Group = state.CurveID.String()
		}
		return conn, nil
	case isFailure(err): // our own limit, not the server's word
		return nil, err
	case ctx.Err() != nil:
		return nil, fmt.Errorf("agreeing on TLS with %s: %w", h.Host, context.Cause(ctx))
	case state.Version != 0:
		h.Version = tls.VersionName(state.Version)
		return nil, broken(h, err, picked(t.heard))
	}
	return nil, declined(h, err, picked(t.heard))
}

// picked returns what a server's first words pick, as far as they can be read.
func picked(heard []byte) hello.Server {
	r := hello.NewReader(hello.Client{Version: hello.TLS12})
	_, _ = r.Feed(heard)
	return r.Server()
}

// broken fills in how a handshake failed after the server had chosen a version:
// it speaks that, whatever failed later. One that was cut off before a certificate
// came, or goes on with a suite that was not offered, shows nothing of the kind.
func broken(h *Handshake, err error, server hello.Server) error {
	offered := append(tls.CipherSuites(), tls.InsecureCipherSuites()...)
	switch {
	case len(h.Chain) == 0 && wasReset(err):
		return &Failure{Reset, "the connection was cut off in the middle of the server's answer"}
	case !slices.ContainsFunc(offered, func(c *tls.CipherSuite) bool { return hello.Suite(c.ID) == server.Suite }):
		return &Failure{TLS, "the server picked an encryption that was not offered"}
	}
	h.Broken = Printable(err.Error())
	if server.Version == hello.TLS13 && server.Group != 0 {
		h.Group = tls.CurveID(server.Group).String()
	}
	return nil
}

// declined fills in how a server said no, or returns err if it said nothing.
func declined(h *Handshake, err error, server hello.Server) error {
	op, isOp := errors.AsType[*net.OpError](err)
	_, garbage := errors.AsType[tls.RecordHeaderError](err)
	switch {
	case isOp && op.Op == "remote error":
		h.Decline = "alert: " + strings.TrimPrefix(op.Err.Error(), "tls: ")
	case garbage:
		return &Failure{TLS, "what listens there does not speak TLS"}
	case wasReset(err), errors.Is(err, io.EOF):
		h.Decline = hungUp
	case timedOut(err):
		return fmt.Errorf("agreeing on TLS with %s: %w", h.Host, err)
	case !slices.Contains(hello.Versions, server.Version): // it picked nothing that there is
		return &Failure{TLS, "what listens there does not speak TLS"}
	default: // the library refused the server's choice: another version than the one offered
		h.Decline = Printable(strings.TrimPrefix(err.Error(), "tls: "))
	}
	return nil
}

// config offers what h.Offer says. Nothing is verified here: trust, name and
// dates are judged from the chain, each apart.
func config(h *Handshake) *tls.Config {
	span := offered[h.Offer]
	c := &tls.Config{
		ServerName: h.Host, MinVersion: span[0], MaxVersion: span[1],
		InsecureSkipVerify: true,
		VerifyPeerCertificate: func(chain [][]byte, _ [][]*x509.Certificate) error {
			h.Chain = chain
			return nil
		},
	}
	for _, suite := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		c.CipherSuites = append(c.CipherSuites, suite.ID)
	}
	if h.port() != smtpPort {
		c.NextProtos = []string{"h2", "http/1.1"}
	}
	if h.Offer == PostQuantum {
		c.CurvePreferences = []tls.CurveID{tls.X25519MLKEM768, tls.SecP256r1MLKEM768, tls.SecP384r1MLKEM1024}
	}
	return c
}
