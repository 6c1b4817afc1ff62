package observe

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// How far a missing certificate is looked for, and what is read of a chain. A
// longer RSA key than the TLS library takes is not computed with: a stranger
// could keep this program busy for minutes.
const (
	maxIssuers  = 3
	issuerBytes = 64 << 10
	maxChain    = 12 // certificates read of what a server sends
	maxRSA      = 8192
)

// Words for a chain that breaks off.
const (
	notSent      = "the server does not send a certificate that stands between its own and the root"
	notLookedFor = "the certificate of an issuer is not sent, and it was not looked up whether it can be fetched"
	notReached   = "the certificate of an issuer is not sent, and could not be fetched from here"
	notThere     = "the certificate of an issuer is not sent, and what can be fetched leads to no root"
)

// judgeTrust fills in h.Trust from the chain as sent, and, where [Options].Fetch
// allows it, fetches what the server should have sent if that is all that is
// missing.
func (n *network) judgeTrust(ctx context.Context, h *Handshake) {
	certs := readable(h.Chain)
	if len(certs) == 0 {
		h.Trust.Reason = "the server sent no certificate that can be read"
		return
	}
	h.Trust.SelfSigned = selfIssued(certs[0])
	err := n.verify(h, certs)
	if err == nil {
		return
	}
	h.Trust.Reason = distrust(err, h.Trust.SelfSigned)
	if _, unknown := errors.AsType[x509.UnknownAuthorityError](err); unknown && !h.Trust.SelfSigned {
		n.repair(ctx, h, certs)
	}
}

// readable parses a chain: nothing if its first certificate cannot be read, and
// none above it whose key is too long to compute with.
func readable(chain [][]byte) []*x509.Certificate {
	var certs []*x509.Certificate
	for i, der := range chain[:min(len(chain), maxChain)] {
		c, err := x509.ParseCertificate(der)
		switch {
		case err != nil && i == 0:
			return nil
		case err == nil && (i == 0 || bearable(c)):
			certs = append(certs, c)
		}
	}
	return certs
}

// bearable reports whether signatures by c's key can be checked in no time.
func bearable(c *x509.Certificate) bool {
	key, isRSA := c.PublicKey.(*rsa.PublicKey)
	return !isRSA || key.N.BitLen() <= maxRSA
}

func selfIssued(c *x509.Certificate) bool { return bytes.Equal(c.RawIssuer, c.RawSubject) }

// Issued reports whether parent's key signed child, whatever else parent may do.
// A signature that the library does not verify, because it is outdated or new,
// counts by the names.
func Issued(parent, child *x509.Certificate) bool {
	if !bytes.Equal(parent.RawSubject, child.RawIssuer) || !bearable(parent) {
		return false
	}
	err := parent.CheckSignature(child.SignatureAlgorithm, child.RawTBSCertificate, child.Signature)
	_, outdated := errors.AsType[x509.InsecureAlgorithmError](err)
	return err == nil || outdated || errors.Is(err, x509.ErrUnsupportedAlgorithm)
}

// Issuer returns the certificate that issued the server's own, if it was sent
// or fetched; otherwise nil.
func (h *Handshake) Issuer() *x509.Certificate {
	certs := readable(append(h.Chain[:len(h.Chain):len(h.Chain)], h.Fetched...))
	for i, c := range certs {
		if i > 0 && Issued(c, certs[0]) {
			return c
		}
	}
	return nil
}

// summit returns the certificate that certs lead to, from issuer to issuer,
// beginning with the first.
func summit(certs []*x509.Certificate) *x509.Certificate {
	top, rest := certs[0], certs[1:]
	for range rest {
		for _, c := range rest {
			if !selfIssued(top) && Issued(c, top) {
				top = c
				break
			}
		}
	}
	return top
}

// verify looks for a way from the first certificate to a root, as of a moment
// when that certificate is valid: dates are judged apart.
func (n *network) verify(h *Handshake, certs []*x509.Certificate) error {
	opts := x509.VerifyOptions{Roots: mozilla().pool, Intermediates: x509.NewCertPool(), CurrentTime: within(h.At, certs[0])}
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

// repair notes that the chain breaks off below a certificate that can be asked
// for, and asks for it if it may.
func (n *network) repair(ctx context.Context, h *Handshake, certs []*x509.Certificate) {
	top := summit(certs)
	if selfIssued(top) || httpOnly(top.IssuingCertificateURL) == "" {
		return
	}
	h.Trust.Missing, h.Trust.Reason = company(top.Issuer), notLookedFor
	h.Trust.Named = slices.ContainsFunc(n.opts.Roots, func(r *x509.Certificate) bool { return company(r.Subject) == h.Trust.Missing })
	if !n.opts.Fetch {
		return
	}
	more, settled := n.issuers(ctx, top)
	if len(more) > 0 && n.verify(h, append(certs, more...)) == nil {
		h.Trust.Verified, h.Trust.Repaired, h.Trust.Reason = false, true, notSent
		for _, c := range more {
			h.Fetched = append(h.Fetched, c.Raw)
		}
		return
	}
	h.Trust.Sought, h.Trust.Reason = settled, notReached
	if settled {
		h.Trust.Reason = notThere
	}
}

// company is how a certificate names who owns it.
func company(name pkix.Name) string {
	return cmp.Or(strings.Join(name.Organization, ", "), name.CommonName, "nobody")
}

// httpOnly returns the first of some addresses in a certificate that a scan may
// ask: plain HTTP, since what lies there is signed, on its own port.
func httpOnly(addresses []string) string {
	for _, raw := range addresses {
		if at, err := url.Parse(raw); err == nil && at.Scheme == "http" && at.Host != "" && at.Port() == "" && at.User == nil {
			return at.String()
		}
	}
	return ""
}

// issuers fetches the certificates above last, from where each says that its
// issuer's is (RFC 5280, section 4.2.2.1), through the same guard as everything
// else. Settled means that what is there was read to the end; if not, the
// network or the format got in the way.
func (n *network) issuers(ctx context.Context, last *x509.Certificate) (found []*x509.Certificate, settled bool) {
	for range maxIssuers {
		at := httpOnly(last.IssuingCertificateURL)
		if at == "" || selfIssued(last) {
			return found, true
		}
		p, err := n.download(ctx, at, issuerBytes)
		if err != nil {
			return found, p != nil && (p.Status == http.StatusNotFound || p.Status == http.StatusGone)
		}
		body := p.Body
		if block, _ := pem.Decode(body); block != nil {
			body = block.Bytes
		}
		issuer, err := x509.ParseCertificate(body)
		if err != nil || !bearable(issuer) {
			return found, false
		}
		if !Issued(issuer, last) {
			return found, true
		}
		found, last = append(found, issuer), issuer
	}
	return found, true
}

// download asks a server that a certificate names for a small file, once. With
// an error it still returns the answer, if there was one.
func (n *network) download(ctx context.Context, at string, most int64) (*Page, error) {
	w, err := n.web()
	if err != nil {
		return nil, err
	}
	p, err := n.once(ctx, w, call{method: http.MethodGet, url: at, most: most})
	switch {
	case err != nil:
		return nil, err
	case p.Status != http.StatusOK:
		return p, &Failure{ErrorPage, "the certificate's authority answers with an error"}
	case p.Cut:
		return p, &Failure{BudgetSpent, "the authority's answer is longer than shopcheck reads"}
	}
	return p, nil
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
