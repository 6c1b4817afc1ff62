package observe

import (
	"context"
	"crypto/x509"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// Host returns the shop's canonical host: the one of [Site.Home]'s page. Where
// no page can be judged (a challenge, an error page, no web server at all) it is
// the last host of the shop that a browser gets to, and else the domain itself:
// a server's encryption can be looked at without its pages.
func (s *Site) Host(ctx context.Context) string {
	if home, err := s.Home(ctx); err == nil {
		return home.Host()
	}
	if v, _ := s.Visit(ctx, "https://"+s.domain+"/"); len(v.Hops) > 0 {
		return v.End().Host()
	}
	return s.domain
}

// hungUp is the Decline of a server that closes the connection without a word.
const hungUp = "closed the connection"

// HungUp reports whether the server declined by closing the connection without
// a word. That is a refusal of an old version, but no proof of anything where
// a modern one was offered: a filter on the way does the same.
func (h *Handshake) HungUp() bool { return h.Decline == hungUp }

// Covers reports whether a certificate is made out for host, as browsers match
// names (RFC 9525, section 6.3): only its list of names counts, not its subject,
// and a wildcard stands for exactly one whole label, the first. Unlike
// [x509.Certificate.VerifyHostname] it accepts no wildcard right below a public
// suffix ("*.com", "*.co.uk"), nor below a top-level domain that does not exist.
func Covers(cert *x509.Certificate, host string) bool {
	named := &x509.Certificate{IPAddresses: cert.IPAddresses}
	for _, name := range cert.DNSNames {
		if !tooWide(name) {
			named.DNSNames = append(named.DNSNames, name)
		}
	}
	return named.VerifyHostname(host) == nil
}

func tooWide(name string) bool {
	rest, wild := strings.CutPrefix(strings.ToLower(name), "*.")
	if !wild {
		return false
	}
	suffix, icann := publicsuffix.PublicSuffix(rest)
	return rest == suffix && (icann || !strings.Contains(suffix, "."))
}
