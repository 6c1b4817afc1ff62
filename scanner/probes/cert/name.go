package cert

import (
	"crypto/x509"
	_ "embed"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed name.md
var nameDoc string

// Name asks whether the certificate is made out for the host that shows it
// (RFC 9525, section 6.3).
var Name = scanner.Probe{
	ID:       "cert.name",
	Severity: scanner.Critical,
	Twice:    true,
	Doc:      nameDoc,
	Run:      run(judgeName),
}

func judgeName(hs *observe.Handshake, leaf *x509.Certificate) scanner.Finding {
	quote := "made out for " + strings.Join(leaf.DNSNames, ", ")
	if len(leaf.DNSNames) == 0 {
		quote = "no names listed; subject " + leaf.Subject.String()
	}
	f := scanner.Finding{Evidence: []observe.Evidence{hs.Evidence(quote)}}
	switch {
	case observe.Covers(leaf, hs.Host):
		f.Outcome, f.Message = scanner.Pass, "The certificate is made out for this name."
	case len(leaf.DNSNames) == 0:
		f.Outcome, f.Message = scanner.Fail, "The certificate lists no names, so browsers show a warning instead of the shop."
	default:
		f.Outcome, f.Message = scanner.Fail, "The certificate is made out for other names, so browsers show a warning instead of the shop."
	}
	return f
}
