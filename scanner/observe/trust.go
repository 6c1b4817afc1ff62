package observe

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"time"

	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// How far a missing certificate is looked for.
const (
	maxIssuers  = 3
	issuerBytes = 64 << 10
	maxChain    = 12 // certificates read of what a server sends
)

// mozilla are the roots that Mozilla's browsers trust, as embedded.
var mozilla = sync.OnceValue(func() *x509.CertPool {
	pool := x509.NewCertPool()
	for root := range bundle.Roots() {
		cert, err := x509.ParseCertificate(root.Certificate)
		if err != nil {
			continue
		}
		if root.Constraint == nil {
			pool.AddCert(cert)
		} else {
			pool.AddCertWithConstraint(cert, root.Constraint)
		}
	}
	return pool
})

// judgeTrust fills in h.Trust from the chain as sent, and fetches what the
// server should have sent if that is all that is missing.
func (n *network) judgeTrust(ctx context.Context, h *Handshake) {
	var certs []*x509.Certificate
	for _, der := range h.Chain[:min(len(h.Chain), maxChain)] {
		if c, err := x509.ParseCertificate(der); err == nil {
			certs = append(certs, c)
		}
	}
	if len(certs) == 0 {
		h.Trust.Reason = "the server sent no certificate that can be read"
		return
	}
	leaf := certs[0]
	h.Trust.SelfSigned = bytes.Equal(leaf.RawIssuer, leaf.RawSubject)
	err := n.verify(h, certs)
	if _, unknown := errors.AsType[x509.UnknownAuthorityError](err); unknown && !h.Trust.SelfSigned {
		if more := n.issuers(ctx, certs); len(more) > len(certs) && n.verify(h, more) == nil {
			h.Trust = Trust{Repaired: true, PublicRoot: h.Trust.PublicRoot, Reason: "the server does not send a certificate that stands between its own and the root"}
			return
		}
	}
	if err != nil {
		h.Trust.Reason = distrust(err, h.Trust.SelfSigned)
	}
}

// verify looks for a way from the first certificate to a root, as of a moment
// when that certificate is valid: dates are judged apart.
func (n *network) verify(h *Handshake, certs []*x509.Certificate) error {
	opts := x509.VerifyOptions{Roots: mozilla(), Intermediates: x509.NewCertPool(), CurrentTime: within(h.At, certs[0])}
	for _, c := range certs[1:] {
		opts.Intermediates.AddCert(c)
	}
	_, err := certs[0].Verify(opts)
	h.Trust.Verified, h.Trust.PublicRoot = err == nil, err == nil
	if err == nil || len(n.opts.Roots) == 0 {
		return err
	}
	opts.Roots = x509.NewCertPool()
	for _, r := range n.opts.Roots {
		opts.Roots.AddCert(r)
	}
	_, err = certs[0].Verify(opts)
	h.Trust.Verified = err == nil
	return err
}

// within returns now, moved into the certificate's validity.
func within(now time.Time, c *x509.Certificate) time.Time {
	switch {
	case now.After(c.NotAfter):
		return c.NotAfter.Add(-time.Second)
	case now.Before(c.NotBefore):
		return c.NotBefore.Add(time.Second)
	}
	return now
}

// issuers appends the certificates that certs' last one says issued it, from
// where it says they are (RFC 5280, section 4.2.2.1): over plain HTTP, through
// the same guard as everything else.
func (n *network) issuers(ctx context.Context, certs []*x509.Certificate) []*x509.Certificate {
	w, err := n.web()
	if err != nil {
		return certs
	}
	for range maxIssuers {
		last := certs[len(certs)-1]
		if len(last.IssuingCertificateURL) == 0 {
			break
		}
		at, err := url.Parse(last.IssuingCertificateURL[0])
		if err != nil || at.Scheme != "http" || at.Port() != "" || at.User != nil {
			break
		}
		p, err := n.once(ctx, w, call{method: http.MethodGet, url: at.String(), most: issuerBytes})
		if err != nil || p.Status != http.StatusOK || p.Cut {
			break
		}
		body := p.Body
		if block, _ := pem.Decode(body); block != nil {
			body = block.Bytes
		}
		issuer, err := x509.ParseCertificate(body)
		if err != nil || last.CheckSignatureFrom(issuer) != nil {
			break
		}
		certs = append(certs, issuer)
	}
	return certs
}

// distrust says why a chain leads nowhere.
func distrust(err error, selfSigned bool) string {
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok {
		switch invalid.Reason {
		case x509.Expired:
			return "a certificate between the server's and the root is out of date"
		case x509.NotAuthorizedToSign:
			return "it was signed by a certificate that may not sign others"
		case x509.IncompatibleUsage:
			return "it is not meant for web servers"
		}
		return "its chain breaks a rule for certificates"
	}
	switch _, unknown := errors.AsType[x509.UnknownAuthorityError](err); {
	case selfSigned:
		return "it vouches only for itself"
	case unknown:
		return "nobody that browsers trust vouches for it"
	}
	return "it could not be checked against the roots that browsers trust"
}
