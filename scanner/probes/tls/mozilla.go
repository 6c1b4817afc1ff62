package tls

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"slices"
	"time"

	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

// A fit is how a server compares with one level of a guideline.
type fit struct {
	differs []string // why it does not follow it
	advised []string // what the guideline advises besides, and is not so
	open    []string // what is not known
}

// guidelineLines compare a server with the guideline's levels, strictest first.
// The first that it follows is named, with what keeps it from the one before.
func guidelineLines(s *survey.Survey, hs *observe.Handshake) []string {
	title := facts.GuidelineTitle()
	certs, known := leaves(s, hs)
	var out []string
	for _, level := range facts.Guidelines() {
		f := compare(level, s, certs, known)
		switch {
		case len(f.differs) > 0:
			out = append(out, wrapped("not "+level.Name+", because", f.differs)...)
			continue
		case len(f.open) > 0:
			out = append(out, wrapped("perhaps "+level.Name+", but it is not known", f.open)...)
			return append([]string{title + ": cannot be told"}, out...)
		}
		if len(f.advised) > 0 {
			out = append(out, wrapped(level.Name+"; the guideline also advises", f.advised)...)
		}
		return append([]string{title + ": " + level.Name}, out...)
	}
	return append([]string{title + ": none of its levels"}, out...)
}

// compare holds a server to one level.
func compare(g facts.Guideline, s *survey.Survey, certs []*x509.Certificate, known bool) fit {
	var f fit
	hybrid := false
	for _, v := range hello.Versions {
		p := s.Protocol(v)
		hybrid = hybrid || slices.Contains(some(p.Groups, everything), g.Groups[0])
		listed := slices.Contains(g.Versions, v.String())
		switch {
		case p.Offered == survey.Yes && listed:
			f.protocol(g, p)
		case p.Offered == survey.Yes:
			f.differs = append(f.differs, v.String()+" is accepted")
		case p.Offered == survey.No && listed:
			f.differs = append(f.differs, v.String()+" is not accepted")
		case p.Offered != survey.No:
			f.open = append(f.open, "whether "+v.String()+" is accepted")
		}
	}
	if !hybrid {
		f.advised = append(f.advised, "the group "+g.Groups[0])
	}
	if !known {
		f.open = append(f.open, "which certificate it has")
	}
	for _, cert := range certs {
		f.certificate(g, cert)
	}
	return f
}

// protocol holds what is accepted in a version to a level.
func (f *fit) protocol(g facts.Guideline, p survey.Protocol) {
	v := p.Version.String()
	for _, name := range some(p.Suites, everything) {
		if !slices.Contains(g.Suites, name) {
			f.differs = append(f.differs, v+" accepts "+name)
		}
	}
	for _, group := range p.Groups {
		switch name := group.String(); {
		case slices.Contains(g.Groups, name):
		case retired(group):
			f.differs = append(f.differs, v+" accepts the group "+name)
		default: // as strong as those listed
			f.advised = append(f.advised, v+" without the group "+name)
		}
	}
	if p.Partial != "" || p.Unsure != "" {
		f.open = append(f.open, "what else "+v+" accepts")
	}
	if p.Prefers != "" && string(p.Prefers) != g.Order {
		f.advised = append(f.advised, v+" in the "+g.Order+"'s order")
	}
}

// certificate holds one of a server's own certificates to a level.
func (f *fit) certificate(g facts.Guideline, cert *x509.Certificate) {
	switch key := cert.PublicKey.(type) {
	case *rsa.PublicKey:
		if bits := key.N.BitLen(); g.RSABits == 0 || bits < g.RSABits {
			f.differs = append(f.differs, fmt.Sprintf("a certificate has an RSA key of %d bits", bits))
		}
	case *ecdsa.PublicKey:
		if curve := key.Curve.Params().Name; !slices.Contains(g.Curves, curve) {
			f.differs = append(f.differs, "a certificate has a key on the curve "+curve)
		}
	default:
		f.differs = append(f.differs, "a certificate has a key of another kind")
	}
	switch name := cert.SignatureAlgorithm.String(); {
	case slices.Contains(g.Signatures, name):
	case longerHash(cert.SignatureAlgorithm) && slices.Contains(g.Signatures, x509.SHA256WithRSA.String()):
		f.advised = append(f.advised, "a certificate not signed with "+name)
	default:
		f.differs = append(f.differs, "a certificate is signed with "+name)
	}
	switch days := lifetime(cert); {
	case days > g.MaxDays:
		f.differs = append(f.differs, fmt.Sprintf("a certificate lasts %d days", days))
	case days > g.AdvisedDays:
		f.advised = append(f.advised, fmt.Sprintf("a certificate of %d days, not %d", g.AdvisedDays, days))
	}
}

// longerHash reports whether a signature is like SHA-256 with RSA but for a longer
// hash, which some large authorities use.
func longerHash(a x509.SignatureAlgorithm) bool {
	return a == x509.SHA384WithRSA || a == x509.SHA512WithRSA
}

// lifetime is how long a certificate lasts in days; a part of a day is a day.
func lifetime(cert *x509.Certificate) int {
	const day = 24 * time.Hour
	return int((cert.NotAfter.Sub(cert.NotBefore) + day - 1) / day)
}

// leaves are the server's own certificates, each once: that of the handshake,
// and those that a survey saw with other suites. known is false if none, or one
// that cannot be read, was seen.
func leaves(s *survey.Survey, hs *observe.Handshake) (certs []*x509.Certificate, known bool) {
	chains := s.Chains
	if hs != nil && len(hs.Chain) > 0 {
		chains = append([][][]byte{hs.Chain}, chains...)
	}
	known = len(chains) > 0
	for _, chain := range chains {
		if len(chain) == 0 {
			continue
		}
		cert, err := x509.ParseCertificate(chain[0])
		switch {
		case err != nil:
			known = false
		case !slices.ContainsFunc(certs, cert.Equal):
			certs = append(certs, cert)
		}
	}
	return certs, known
}
