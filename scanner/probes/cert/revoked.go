package cert

import (
	"context"
	"crypto/x509"
	_ "embed"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed revoked.md
var revokedDoc string

// Revocation asks whether the authority has revoked the certificate. The word
// that the server staples is taken where it is good; only the thorough profile
// asks the authority itself (see [observe.Options].Fetch).
var Revocation = scanner.Probe{
	ID:       "cert.revoked",
	Severity: scanner.Critical,
	Twice:    true,
	Doc:      revokedDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		return each(ctx, site, clocked(ctx, site, func(hs *observe.Handshake, leaf *x509.Certificate) (scanner.Finding, bool) {
			if f, done := unrevoked(hs, leaf); done {
				return f, false
			}
			word, err := hs.Stapled()
			if err != nil || word == nil || word.Standing == observe.NotSaid || word.Usable() != nil {
				word, err = site.Revocation(ctx, hs)
			}
			if err != nil {
				return scanner.CouldNot("", err), false
			}
			return judgeRevoked(word)
		})), nil
	},
}

// unrevoked judges certificates that no authority's word is about.
func unrevoked(hs *observe.Handshake, leaf *x509.Certificate) (f scanner.Finding, done bool) {
	trusted := hs.Trust.Verified || hs.Trust.Repaired || hs.Trust.Missing != "" && !hs.Trust.Sought
	switch {
	case hs.Trust.SelfSigned:
		return scanner.Finding{Outcome: scanner.NotApplicable, Message: "The certificate vouches only for itself, so there is nobody who could revoke it."}, true
	case observe.NeverRevoked(leaf):
		return scanner.Finding{Outcome: scanner.NotApplicable, Message: "The certificate lives so short that authorities do not revoke it."}, true
	case !trusted:
		return scanner.CouldNot("", &observe.Failure{
			Cause: observe.NotFound,
			Words: "nobody that browsers trust vouches for the certificate, so nobody's word on it counts",
		}), true
	case hs.At.After(leaf.NotAfter):
		return scanner.CouldNot("", &observe.Failure{
			Cause: observe.NotFound,
			Words: "the certificate has run out, and authorities strike those off their lists",
		}), true
	}
	return scanner.Finding{}, false
}

// judgeRevoked goes by the clock where it takes a word for fresh.
func judgeRevoked(word *observe.Revocation) (f scanner.Finding, byClock bool) {
	f.Evidence = []observe.Evidence{word.Evidence()}
	switch word.Standing {
	case observe.Revoked:
		f.Outcome, f.Message = scanner.Fail, "The authority revoked the certificate on "+word.Since.UTC().Format(time.DateOnly)+", so browsers may show a warning instead of the shop."
	case observe.InForce:
		f.Outcome, f.Message, byClock = scanner.Pass, "The authority has not revoked the certificate.", true
	default:
		return scanner.CouldNot("", &observe.Failure{Cause: observe.NotFound, Words: "the authority itself does not say whether it has revoked the certificate"}), false
	}
	return f, byClock
}
