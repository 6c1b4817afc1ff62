package mail

import (
	"crypto/x509"
	"slices"
	"strings"

	"shopcheck/scanner/observe"
)

// What a server shows that does not fit what is published for it.
const (
	otherKey  = "another key than the one that is published for it"
	otherHand = "no certificate of the authority that is published for it"
	otherName = "a certificate for another name, which does not fit what is published for it"
	outOfTime = "a certificate that is out of date, which does not fit what is published for it"
	noPaper   = "no certificate that can be read, although its key is published"
)

// fits compares what a mail server shows with what is published, and returns what does
// not fit, or nothing. A record for the server's own key
// (usage 3) asks for nothing else; of one for whoever vouches (2) names and dates
// have to be right as well (RFC 7672, sections 3.1.1, 3.1.2 and 3.2.2).
func fits(h *observe.Handshake, published []tlsa, names ...string) string {
	chain := certificates(h)
	if len(chain) == 0 {
		return noPaper
	}
	why := otherHand
	if slices.ContainsFunc(published, func(t tlsa) bool { return t.usage == usageEE }) {
		why = otherKey
	}
	for _, t := range published {
		if t.usage == usageEE {
			if t.of(chain[0]) {
				return ""
			}
			continue
		}
		switch anchor := t.anchor(chain); {
		case anchor == nil || !leadsTo(chain, anchor):
		case !slices.ContainsFunc(names, func(name string) bool { return madeOutFor(chain[0], name) }):
			why = otherName
		case outOfDate(h):
			why = outOfTime
		default:
			return ""
		}
	}
	return why
}

// maxShown bounds the certificates read of what a mail server sends.
const maxShown = 12

func certificates(h *observe.Handshake) []*x509.Certificate {
	var out []*x509.Certificate
	for i, der := range h.Chain[:min(len(h.Chain), maxShown)] {
		cert, err := x509.ParseCertificate(der)
		switch {
		case err != nil && i == 0:
			return nil
		case err == nil:
			out = append(out, cert)
		}
	}
	return out
}

// anchor returns the certificate that a record vouches for: one that issues others of
// those that were sent, or the one that the record holds itself. Of an issuer whose
// bare key it holds (RFC 7671, section 5.2) no more is known than what that signed.
func (t tlsa) anchor(chain []*x509.Certificate) *x509.Certificate {
	for _, cert := range chain[1:] {
		if t.of(cert) {
			return cert
		}
	}
	switch {
	case t.matching != matchFull:
		return nil
	case t.selector == selectCert:
		cert, _ := x509.ParseCertificate(t.data) // usable saw to it
		return cert
	}
	key, _ := x509.ParsePKIXPublicKey(t.data) // likewise
	for _, cert := range chain {
		if bare := (&x509.Certificate{RawSubject: cert.RawIssuer, PublicKey: key}); observe.Issued(bare, cert) {
			return bare
		}
	}
	return nil
}

// leadsTo reports whether anchor issued the server's own certificate, or one of those
// that did. Dates are judged apart.
func leadsTo(chain []*x509.Certificate, anchor *x509.Certificate) bool {
	at, rest := chain[0], chain[1:]
	for range maxShown {
		if observe.Issued(anchor, at) {
			return true
		}
		i := slices.IndexFunc(rest, func(c *x509.Certificate) bool { return observe.Issued(c, at) })
		if i < 0 {
			return false
		}
		at = rest[i]
	}
	return false
}

// madeOutFor reports whether a certificate is made out for a host. Mail services also take
// the name of its subject where it lists none (RFC 7672, section 3.2.3).
func madeOutFor(cert *x509.Certificate, host string) bool {
	if len(cert.DNSNames) == 0 && len(cert.IPAddresses) == 0 {
		return strings.EqualFold(cert.Subject.CommonName, host)
	}
	return observe.Covers(cert, host)
}
