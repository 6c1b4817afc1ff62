package observe

import (
	"crypto/x509"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// RootsAsOf is the date of the embedded roots: that of the version of
// golang.org/x/crypto/x509roots/fallback in go.mod.
var RootsAsOf = time.Date(2026, time.October, 30, 0, 0, 0, 0, time.UTC)

// RootsFresh is how long the embedded roots are good enough to call an authority
// unknown.
const RootsFresh = 180 * 24 * time.Hour

// roots are the certificates that Mozilla's browsers trust, as embedded, and the
// companies that own them.
type roots struct {
	pool      *x509.CertPool
	companies map[string]bool // in lower case
}

var mozilla = sync.OnceValue(func() roots {
	r := roots{pool: x509.NewCertPool(), companies: make(map[string]bool)}
	for root := range bundle.Roots() {
		cert, err := x509.ParseCertificate(root.Certificate)
		if err != nil {
			continue
		}
		if root.Constraint == nil {
			r.pool.AddCert(cert)
		} else {
			r.pool.AddCertWithConstraint(cert, root.Constraint)
		}
		r.companies[strings.ToLower(company(cert.Subject))] = true
	}
	return r
})

// Untrusted reports whether browsers would turn this chain away, and an error
// if that cannot be said because the embedded roots were too old at the time.
// Known says which companies are public authorities, beside those that own a
// root. A chain that only lacks a certificate is not untrusted if it can be
// fetched, or if nobody tried and a public authority is said to have issued what
// was sent: see [Handshake.Incomplete].
func (h *Handshake) Untrusted(known func(company string) bool) (bool, error) {
	switch {
	case h.Trust.Verified, h.Incomplete(known) && !h.Trust.Sought:
		return false, nil
	case !h.Trust.SelfSigned && h.At.Sub(RootsAsOf) > RootsFresh:
		return false, &Failure{Internal, "this copy of shopcheck knows the trusted authorities only as of " +
			RootsAsOf.Format(time.DateOnly) + ", too long ago to call one unknown"}
	}
	return true, nil
}

// Incomplete reports whether the server leaves out the certificate of an issuer
// that browsers trust, or the user of --ca-file does, as far as its name tells.
// Known is as for Untrusted.
func (h *Handshake) Incomplete(known func(company string) bool) bool {
	t := h.Trust
	return t.Repaired || !t.Verified && t.Missing != "" && (t.Named || known(t.Missing) || mozilla().companies[strings.ToLower(t.Missing)])
}
