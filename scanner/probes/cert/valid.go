package cert

import (
	"crypto/x509"
	_ "embed"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed valid.md
var validDoc string

// Valid asks whether the certificate is valid today (RFC 5280, section 4.1.2.5).
var Valid = scanner.Probe{
	ID:       "cert.valid",
	Severity: scanner.Critical,
	Twice:    true,
	Doc:      validDoc,
	Run:      runDated(always(judgeValid)),
}

// judgeValid takes both ends of the validity as part of it, as RFC 5280 does.
func judgeValid(hs *observe.Handshake, leaf *x509.Certificate) scanner.Finding {
	f := scanner.Finding{Evidence: []observe.Evidence{hs.Evidence("valid " + span(leaf))}}
	switch {
	case hs.At.Before(leaf.NotBefore):
		f.Outcome, f.Message = scanner.Fail, "The certificate is not valid before "+leaf.NotBefore.UTC().Format(time.DateOnly)+", so browsers show a warning instead of the shop."
	case hs.At.After(leaf.NotAfter):
		f.Outcome, f.Message = scanner.Fail, "The certificate ran out on "+leaf.NotAfter.UTC().Format(time.DateOnly)+", so browsers show a warning instead of the shop."
	default:
		f.Outcome, f.Message = scanner.Pass, "The certificate is valid today."
	}
	return f
}

// span writes out a certificate's validity.
func span(leaf *x509.Certificate) string {
	return "from " + leaf.NotBefore.UTC().Format(time.RFC3339) + " to " + leaf.NotAfter.UTC().Format(time.RFC3339)
}
