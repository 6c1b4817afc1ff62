package observe

import (
	"context"
	"errors"
	"io"
	"slices"

	"shopcheck/scanner/observe/hello"
)

// kinds are the offers that ask for the certificate of one kind of key: a server
// may have one for each, and shows browsers only the one that both know best.
var kinds = map[Offer]kind{
	RSA:   {"RSA", []hello.Scheme{0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0201}},
	ECDSA: {"ECDSA", []hello.Scheme{0x0403, 0x0503, 0x0603, 0x0203}},
}

// A kind is how suites name a kind of key, and the signatures that such keys make.
type kind struct {
	auth    string
	schemes []hello.Scheme
}

// suites returns those that need a certificate of this kind, the best first.
func (k kind) suites() []hello.Suite {
	likely, _ := hello.Suites(hello.TLS12)
	likely = slices.DeleteFunc(likely, func(s hello.Suite) bool { return s.Parts().Auth != k.auth || s.Poor() })
	slices.Reverse(likely)
	return likely
}

// show asks for the certificate of one kind. The handshake ends when it was shown,
// so a suite need not be one that this program could use. In TLS 1.3 certificates
// are encrypted: a server that speaks nothing older declines.
func (n *network) show(ctx context.Context, at Endpoint, offer Offer) (*Handshake, error) {
	k := kinds[offer]
	h := &Handshake{Host: at.Host, Addr: at.Addr, Offer: offer, At: n.opts.now()}
	server, err := n.greet(ctx, at, hello.Client{
		Version: hello.TLS12, Name: at.Host, Suites: k.suites(), Groups: hello.Groups, Schemes: k.schemes, Extras: true,
	}, 0)
	h.Peer = n.peerOf(at)
	switch {
	case errors.Is(err, io.EOF), wasReset(err):
		h.Decline = hungUp
	case err != nil:
		return nil, err
	case server.Alert != nil:
		h.Decline = "alert: " + server.Alert.String()
	default:
		h.Version, h.Suite, h.Chain, h.Staple = server.Version.String(), server.Suite.String(), server.Chain, server.Staple
	}
	return h, nil
}
