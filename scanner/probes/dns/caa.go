package dns

import (
	"context"
	"crypto/x509"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

//go:embed caa.md
var caaDoc string

// CAA asks whether the domain says which companies may issue its certificates,
// and whether the one in use is among them.
var CAA = scanner.Probe{
	ID:       "dns.caa",
	Severity: scanner.Low,
	Doc:      caaDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		c := caa{subject: "CAA " + site.Apex(), host: site.Host(ctx)}
		c.leaf, c.handshake, c.noLeaf = leaf(ctx, site, c.host)
		for _, name := range climb(c.base()) {
			r, err := site.Records(ctx, "CAA", name)
			if err != nil {
				return []scanner.Finding{scanner.CouldNot(c.subject, err)}, nil
			}
			c.answers = append(c.answers, r)
			if r.State == observe.Found {
				break
			}
		}
		return []scanner.Finding{judgeCAA(c, facts.CAAIssuers())}, nil
	},
}

// A caa is what was seen of a host's CAA records and certificate.
type caa struct {
	subject   string
	host      string
	leaf      *x509.Certificate // nil if it could not be had
	handshake *observe.Handshake
	noLeaf    error              // why leaf is nil
	answers   []*observe.Records // from the host upwards; the last may hold the records
}

// leaf returns the certificate that host serves.
func leaf(ctx context.Context, site *observe.Site, host string) (*x509.Certificate, *observe.Handshake, error) {
	h, err := site.Handshake(ctx, observe.Endpoint{Host: host}, observe.Any)
	if err != nil {
		return nil, nil, err
	}
	cert, err := h.Leaf()
	if err != nil {
		return nil, h, &observe.Failure{Cause: observe.TLS, Words: "the shop shows no certificate to compare with"}
	}
	return cert, h, nil
}

// wildcard reports whether the certificate covers the host by a wildcard alone.
func (c caa) wildcard() bool {
	return c.leaf != nil && observe.Covers(c.leaf, c.host) &&
		!slices.ContainsFunc(c.leaf.DNSNames, func(name string) bool { return strings.EqualFold(name, c.host) })
}

// base is the name that the certificate was issued for, less "*.".
func (c caa) base() string {
	if c.wildcard() {
		_, parent, _ := strings.Cut(c.host, ".")
		return parent
	}
	return c.host
}

// climb returns the names at which a host's CAA records may lie: its own, then
// each with a label less, down to one label (RFC 8659, section 3). CNAMEs are
// followed at each of them, and not climbed from.
func climb(host string) []string {
	var names []string
	for name, more := host, true; more && name != ""; _, name, more = strings.Cut(name, ".") {
		names = append(names, name)
	}
	return names
}

func judgeCAA(c caa, known []facts.CAAIssuer) scanner.Finding {
	f := scanner.Finding{Subject: c.subject}
	for _, r := range c.answers {
		f.Evidence = append(f.Evidence, r.Evidence())
	}
	last := c.answers[len(c.answers)-1]
	set := readCAA(last)
	allowed, barred, restricted := set.companies(c.wildcard())
	switch {
	case c.leaf == nil && c.answers[0].State == observe.NoDomain:
		return scanner.CouldNot(c.subject, noName(c.answers[0]))
	case last.State != observe.Found:
		f.Outcome, f.Message = scanner.Warn, "The domain does not say who may issue certificates for "+c.host+", so every certificate company may."
	case set.problem != "":
		f.Outcome, f.Message = scanner.Fail, "The rules on who may issue certificates for "+c.host+" forbid everybody: "+set.problem+"."
	case !restricted:
		f.Outcome, f.Message = scanner.Warn, "The rules on certificates for "+c.host+" name no company, so every one may issue them."
	case c.leaf == nil:
		return scanner.CouldNot(c.subject, c.noLeaf)
	default:
		issuer := issuerName(c.leaf)
		f.Evidence = append(f.Evidence, c.handshake.Evidence("issuer: "+issuer))
		f.Outcome, f.Cause, f.Message = mayRenew(c.host, issuer, slices.Concat(allowed, barred), known)
		named := func(name string) bool { return compare(name, issuer, known) == same }
		if slices.ContainsFunc(barred, named) && !slices.ContainsFunc(allowed, named) {
			f.Outcome, f.Cause = scanner.Warn, "" // not every company heeds conditions
			f.Message = fmt.Sprintf("The rules on certificates for %s name %s, which issued the one in use, under conditions that cannot be fulfilled.", c.host, observe.Printable(issuer))
		}
	}
	return f
}

// issuerName is how a certificate names the company that issued it.
func issuerName(cert *x509.Certificate) string {
	if len(cert.Issuer.Organization) > 0 {
		return cert.Issuer.Organization[0]
	}
	return cert.Issuer.CommonName
}

// mayRenew says whether the company that issued the certificate may issue the
// next one. Only rules that allow nobody are certain to forbid it: which names a
// company accepts is known from memory.
func mayRenew(host, issuer string, allowed []string, known []facts.CAAIssuer) (scanner.Outcome, observe.Cause, string) {
	if len(allowed) == 0 {
		return scanner.Fail, "", fmt.Sprintf("The rules on certificates for %s allow nobody to issue them, so %s, which issued the one in use, may not renew it.", host, observe.Printable(issuer))
	}
	open := false
	for _, name := range allowed {
		switch compare(name, issuer, known) {
		case same:
			return scanner.Pass, "", fmt.Sprintf("Only chosen companies may issue certificates for %s, and %s, which issued the one in use, is among them.", host, observe.Printable(issuer))
		case unclear:
			open = true
		}
	}
	if open {
		return scanner.Unknown, observe.NotFound, fmt.Sprintf("Only chosen companies may issue certificates for %s; whether %s, which issued the one in use, is among them could not be told.", host, observe.Printable(issuer))
	}
	return scanner.Warn, "", fmt.Sprintf("The rules on certificates for %s seem to leave out %s, which issued the one in use and then may not renew it.", host, observe.Printable(issuer))
}
