package cert

import (
	"crypto/x509"
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

//go:embed trust.md
var trustDoc string

// Trust asks whether the certificates that the server sends lead to a root that
// browsers trust (RFC 5280, section 6).
var Trust = scanner.Probe{
	ID:       "cert.trust",
	Severity: scanner.Critical,
	Twice:    true,
	Doc:      trustDoc,
	Run:      runDated(judgeTrust),
}

// judgeTrust goes by the clock where a certificate above the server's is out of
// date.
func judgeTrust(hs *observe.Handshake, leaf *x509.Certificate) (f scanner.Finding, byClock bool) {
	f.Evidence = []observe.Evidence{hs.Evidence("issued by " + leaf.Issuer.String())}
	if hs.Trust.Reason != "" {
		f.Evidence = append(f.Evidence, hs.Evidence(hs.Trust.Reason))
	}
	untrusted, err := hs.Untrusted(facts.PublicAuthority)
	switch {
	case err != nil:
		return scanner.CouldNot("", err), false
	case untrusted && hs.Trust.SelfSigned:
		f.Outcome, f.Message = scanner.Fail, "The certificate vouches only for itself, so browsers show a warning instead of the shop."
	case untrusted && hs.Incomplete(facts.PublicAuthority):
		f.Outcome, f.Message = scanner.Fail, "The server leaves out a certificate that proves the shop's own, and it cannot be fetched either, so browsers show a warning instead of the shop."
	case untrusted:
		f.Outcome, f.Message = scanner.Fail, "No authority that browsers trust vouches for the certificate, so they show a warning instead of the shop."
	case hs.Trust.Repaired:
		f.Outcome, f.Message = scanner.Warn, "The server leaves out a certificate that proves the shop's own, and some visitors' devices cannot fetch it."
	case !hs.Trust.Verified:
		f.Outcome, f.Message = scanner.Warn, "The server leaves out a certificate that proves the shop's own; some visitors' devices cannot fetch it, and whether the others can is not known."
	case !hs.Trust.PublicRoot:
		f.Outcome, f.Message = scanner.Pass, "Browsers that know the authority you named with --ca-file trust the certificate; others do not."
	default:
		f.Outcome, f.Message = scanner.Pass, "An authority that browsers trust vouches for the shop's certificate."
	}
	sent, err := sort(hs, leaf)
	return f, f.Outcome == scanner.Fail && err == nil && sent.outdated(hs.At)
}
