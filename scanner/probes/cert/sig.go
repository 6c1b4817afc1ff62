package cert

import (
	"bytes"
	"crypto/x509"
	_ "embed"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed sig.md
var sigDoc string

// Sig asks whether the server's certificate and those between it and the root
// are signed with SHA-256 or better (CA/Browser Forum, Baseline Requirements,
// section 7.1.3.2). A root is trusted for itself: its signature proves nothing.
var Sig = scanner.Probe{
	ID:       "cert.sig",
	Severity: scanner.High,
	Twice:    true,
	Doc:      sigDoc,
	Run:      run(judgeSig),
}

// judgeSig says the worst of what it saw. A weak signature that no browser
// needs, because the chain leads to a root without it, is only a warning:
// verifying refuses MD5 and SHA-1.
func judgeSig(hs *observe.Handshake, leaf *x509.Certificate) scanner.Finding {
	f := scanner.Finding{Outcome: scanner.Pass}
	for i, cert := range path(hs, leaf) {
		m := signed(cert)
		f.Evidence = append(f.Evidence, hs.Evidence(m.name+" under the certificate of "+cert.Subject.String()))
		if m.outcome == scanner.Fail && i > 0 && hs.Trust.Verified {
			m.outcome = scanner.Warn
		}
		if rank(m.outcome) > rank(f.Outcome) {
			f.Outcome = m.outcome
		}
	}
	switch f.Outcome {
	case scanner.Fail:
		f.Message = "The certificate, or one above it, is signed in an outdated way that forgers can defeat."
	case scanner.Unknown:
		f.Cause, f.Message = observe.NotFound, "Could not be judged: a certificate is signed in a way that shopcheck does not know."
	case scanner.Warn:
		f.Message = "A certificate that the server sends is signed in an outdated way."
	default:
		f.Message = "The certificate and those above it are signed in a way that cannot be forged."
	}
	return f
}

// rank orders outcomes, worst last.
func rank(o scanner.Outcome) int {
	return slices.Index([]scanner.Outcome{scanner.Pass, scanner.Warn, scanner.Unknown, scanner.Fail}, o)
}

// path returns leaf and those certificates sent that vouch for it, directly or
// through others; no roots, and nothing that was sent without need.
func path(hs *observe.Handshake, leaf *x509.Certificate) []*x509.Certificate {
	var sent []*x509.Certificate
	for _, der := range hs.Chain[1:] {
		cert, err := x509.ParseCertificate(der)
		if err == nil && !bytes.Equal(cert.RawSubject, cert.RawIssuer) {
			sent = append(sent, cert)
		}
	}
	out := []*x509.Certificate{leaf}
	for i := 0; i < len(out); i++ {
		for _, cert := range sent {
			if bytes.Equal(cert.RawSubject, out[i].RawIssuer) && !slices.ContainsFunc(out, cert.Equal) {
				out = append(out, cert)
			}
		}
	}
	return out
}
