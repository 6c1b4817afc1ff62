package cert

import (
	"bytes"
	"crypto/x509"
	_ "embed"
	"fmt"
	"slices"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

//go:embed chain.md
var chainDoc string

// Chain asks whether the server sends the certificates above its own, all of
// them, in order, and no others (RFC 8446, section 4.4.2).
var Chain = scanner.Probe{
	ID:       "cert.chain",
	Severity: scanner.Low,
	Doc:      chainDoc,
	Run:      runDated(judgeChain),
}

// maxSent is how many certificates are looked at.
const maxSent = 12

// judgeChain goes by the clock only to call a certificate out of date.
func judgeChain(hs *observe.Handshake, leaf *x509.Certificate) (f scanner.Finding, byClock bool) {
	s, err := sort(hs, leaf)
	if err != nil {
		return scanner.CouldNot("", err), false
	}
	for i, c := range s.all {
		f.Evidence = append(f.Evidence, hs.Evidence(fmt.Sprintf("%d. %s, issued by %s, valid until %s", i+1, c.Subject, c.Issuer, c.NotAfter.UTC().Format(time.DateOnly))))
	}
	f.Outcome = scanner.Fail
	switch missing := hs.Incomplete(facts.PublicAuthority); {
	case missing && hs.Trust.Repaired:
		f.Message = "The server leaves out a certificate that proves the shop's own; some browsers fetch it themselves, and the others cannot verify the shop's."
	case missing && hs.Trust.Sought:
		f.Message = "The server leaves out a certificate that proves the shop's own, and it cannot be fetched either."
	case missing:
		f.Message = "The server leaves out a certificate that proves the shop's own; whether browsers can fetch it themselves was not looked up."
	case s.outdated(hs.At):
		f.Message = "The server sends a certificate along with the shop's own that is not valid today."
		return f, true
	case s.warning() != "":
		f.Outcome, f.Message = scanner.Warn, s.warning()
	case hs.Trust.SelfSigned:
		f.Outcome, f.Message = scanner.NotApplicable, "The certificate vouches only for itself, so there is nothing to send along with it."
	case !hs.Trust.Verified && !s.rooted():
		return scanner.CouldNot("", &observe.Failure{
			Cause: observe.NotFound,
			Words: "nobody knows what is above the certificates that the server sends, so nobody can tell whether one is missing",
		}), false
	default:
		f.Outcome, f.Message = scanner.Pass, "The server sends every certificate that proves the shop's own, in order."
	}
	return f, false
}

// A sorted is what a server sends, taken apart.
type sorted struct {
	all        []*x509.Certificate // as sent, the server's own first
	above      []*x509.Certificate // those that vouch for it, directly or through others
	disordered bool                // one of above does not certify the one before it
	extra      bool                // one is not among above
	twice      bool                // one is sent again
}

// sort takes apart what the server sent.
func sort(hs *observe.Handshake, leaf *x509.Certificate) (sorted, error) {
	s := sorted{all: []*x509.Certificate{leaf}}
	if len(hs.Chain) > maxSent {
		return s, &observe.Failure{Cause: observe.Malformed, Words: fmt.Sprintf("the server sends %d certificates, more than shopcheck looks at", len(hs.Chain))}
	}
	for _, der := range hs.Chain[1:] {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return s, &observe.Failure{Cause: observe.Malformed, Words: "shopcheck cannot read one of the certificates that the server sends"}
		}
		if slices.ContainsFunc(s.all, c.Equal) {
			s.twice = true
			continue
		}
		s.all = append(s.all, c)
	}
	reached := []*x509.Certificate{leaf}
	for i := 0; i < len(reached); i++ {
		for _, c := range s.all {
			if !slices.ContainsFunc(reached, c.Equal) && observe.Issued(c, reached[i]) {
				reached = append(reached, c)
			}
		}
	}
	s.extra = len(reached) < len(s.all)
	s.above = reached[1:]
	s.disordered = !ordered(slices.DeleteFunc(slices.Clone(s.all), func(c *x509.Certificate) bool { return !slices.ContainsFunc(reached, c.Equal) }))
	return s, nil
}

// ordered reports whether each certificate certifies the one before it, or is
// another one for the same key as that, which is how a second way to an older
// root is sent.
func ordered(certs []*x509.Certificate) bool {
	for i := 1; i < len(certs); i++ {
		again := bytes.Equal(certs[i].RawSubject, certs[i-1].RawSubject) && bytes.Equal(certs[i].RawSubjectPublicKeyInfo, certs[i-1].RawSubjectPublicKeyInfo)
		if !again && !observe.Issued(certs[i], certs[i-1]) {
			return false
		}
	}
	return true
}

// outdated reports whether one of those between the server's and the root is
// not valid at t.
func (s sorted) outdated(t time.Time) bool {
	return slices.ContainsFunc(s.above, func(c *x509.Certificate) bool {
		return !root(c) && (t.After(c.NotAfter) || t.Before(c.NotBefore))
	})
}

// rooted reports whether a root is sent too. Nobody needs it, and it harms
// nobody.
func (s sorted) rooted() bool { return slices.ContainsFunc(s.above, root) }

func root(c *x509.Certificate) bool { return bytes.Equal(c.RawSubject, c.RawIssuer) }

// warning says what is untidy; empty if nothing is.
func (s sorted) warning() string {
	switch {
	case s.disordered:
		return "The server sends its certificates in the wrong order, which not every device puts right."
	case s.extra:
		return "The server sends a certificate that has nothing to do with the shop's own."
	case s.twice:
		return "The server sends one of its certificates twice."
	}
	return ""
}
