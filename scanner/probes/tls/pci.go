package tls

import (
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"
	"time"

	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

// cardLine says what the quarterly scan by a vendor that the card companies
// approved would object to in the encryption (PCI DSS 4.0.1, 11.3.2). Their scans
// fail a shop for faults with a CVSS base score of 4.0 or more, and for SSL and
// early TLS by name; they look at far more than encryption.
func cardLine(s *survey.Survey, hs *observe.Handshake) string {
	head := "PCI DSS 4.0.1, 11.3.2, as far as can be told from its encryption: "
	objections := slices.Concat(oldVersions(s), oldSuites(s), badTraits(s), badCertificate(s, hs))
	switch {
	case len(objections) > 0:
		return few(head+"a card company's scan is likely to object to ", objections)
	case partial(s, hello.Versions...) != nil || hs == nil || !hs.Agreed() || !hs.Trust.Verified:
		return head + "nothing seen that a card company's scan would object to, but not everything was seen"
	}
	return head + "nothing seen that a card company's scan would object to"
}

func oldVersions(s *survey.Survey) []string {
	var out []string
	for _, p := range s.Protocols {
		if p.Offered == survey.Yes && p.Version < hello.TLS12 {
			out = append(out, p.Version.String())
		}
	}
	return out
}

func oldSuites(s *survey.Survey) []string {
	var out []string
	for _, kind := range []struct {
		name string
		is   func(hello.Suite) bool
	}{
		{"suites that are broken", broken},
		{"suites with blocks of 64 bits", func(s hello.Suite) bool { return weak(s) && !broken(s) }},
	} {
		if slices.ContainsFunc(s.Protocols, func(p survey.Protocol) bool { return slices.ContainsFunc(p.Suites, kind.is) }) {
			out = append(out, kind.name)
		}
	}
	smallest := 0
	for _, p := range s.Protocols {
		for _, prime := range p.Primes {
			if smallest == 0 || prime.Bits < smallest {
				smallest = prime.Bits
			}
		}
	}
	if smallest > 0 && smallest < smallPrime {
		out = append(out, fmt.Sprintf("Diffie-Hellman with %d bits", smallest))
	}
	return out
}

func badTraits(s *survey.Survey) []string {
	var out []string
	if s.Traits.SecureRenegotiation == survey.No {
		out = append(out, "renegotiation that is not secured")
	}
	if s.Traits.Compression == survey.Yes {
		out = append(out, "TLS compression")
	}
	return out
}

// badCertificate names what is wrong with the certificates. Trust is known of
// the handshake's only.
func badCertificate(s *survey.Survey, hs *observe.Handshake) []string {
	var out []string
	if untrusted(hs) {
		out = append(out, "a certificate that cannot be verified")
	}
	certs, _ := leaves(s, hs)
	for _, cert := range certs {
		out = append(out, faults(cert, s.Host, s.At)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// untrusted reports whether the chain does not lead to a root as it was sent,
// which is not known of one that the embedded roots are too old for.
func untrusted(hs *observe.Handshake) bool {
	if hs == nil || !hs.Agreed() || len(hs.Chain) == 0 || hs.Trust.Verified {
		return false
	}
	_, err := hs.Untrusted(facts.PublicAuthority)
	return err == nil
}

func faults(cert *x509.Certificate, host string, at time.Time) []string {
	var out []string
	if at.After(cert.NotAfter) || at.Before(cert.NotBefore) {
		out = append(out, "a certificate that is not valid today")
	}
	if cert.VerifyHostname(host) != nil {
		out = append(out, "a certificate for another name")
	}
	if key, ok := cert.PublicKey.(*rsa.PublicKey); ok && key.N.BitLen() < 2048 {
		out = append(out, fmt.Sprintf("a certificate with an RSA key of %d bits", key.N.BitLen()))
	}
	if name := cert.SignatureAlgorithm.String(); strings.Contains(name, "SHA1") || strings.Contains(name, "MD5") {
		out = append(out, "a certificate signed with "+name)
	}
	return out
}
