package cert

import (
	"crypto/x509"
	_ "embed"
	"fmt"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed expiry.md
var expiryDoc string

// Expiry asks whether enough of the certificate's time is left to renew it in
// peace.
var Expiry = scanner.Probe{
	ID:       "cert.expiry",
	Severity: scanner.High,
	Doc:      expiryDoc,
	Run:      runDated(always(judgeExpiry)),
}

const day = 24 * time.Hour

// judgeExpiry measures what is left against the certificate's own lifetime, so
// that one made for six days is not always late.
func judgeExpiry(hs *observe.Handshake, leaf *x509.Certificate) scanner.Finding {
	lifetime, left := leaf.NotAfter.Sub(leaf.NotBefore), leaf.NotAfter.Sub(hs.At)
	late, soon := min(7*day, lifetime*15/100), min(30*day, lifetime/3)
	f := scanner.Finding{
		Message:  "The certificate runs out in " + amount(left) + ".",
		Evidence: []observe.Evidence{hs.Evidence("valid " + span(leaf))},
	}
	switch {
	case left < 0:
		f.Outcome, f.Message = scanner.Fail, "The certificate ran out "+amount(-left)+" ago."
	case left <= late:
		f.Outcome = scanner.Fail
	case left <= soon:
		f.Outcome = scanner.Warn
	default:
		f.Outcome, f.Message = scanner.Pass, "The certificate is good for another "+amount(left)+"."
	}
	return f
}

// amount says a length of time in whole hours or, from two days on, whole days.
func amount(d time.Duration) string {
	n, unit := int(d/day), "days"
	if n < 2 {
		n, unit = int(d/time.Hour), "hours"
	}
	switch n {
	case 1:
		return "1 hour"
	case 0:
		return "less than an hour"
	}
	return fmt.Sprintf("%d %s", n, unit)
}
