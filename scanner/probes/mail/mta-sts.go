package mail

import (
	"context"
	_ "embed"
	"net/http"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

//go:embed mta-sts.md
var mtaSTSDoc string

// MTASTS asks whether the domain promises senders an encrypted way to its mail
// servers, and keeps the promise.
var MTASTS = scanner.Probe{
	ID:       "mail.mta-sts",
	Severity: scanner.Low,
	Twice:    true,
	Doc:      mtaSTSDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		s, err := lookSTS(ctx, site)
		if err != nil {
			return []scanner.Finding{scanner.CouldNot("TXT _mta-sts."+site.Apex(), err)}, nil
		}
		return []scanner.Finding{judgeSTS(s)}, nil
	},
}

// An sts is what was seen of a domain's promise. A nil field was not looked at
// because one before it settled the matter.
type sts struct {
	use       use
	records   *observe.Records   // at _mta-sts
	noHost    *observe.Records   // the policy's host, if it has no address
	handshake *observe.Handshake // with the policy's host
	page      *observe.Page      // the policy
	servers   []server           // that it is about
	clock     error              // why dates in their certificates cannot be judged; nil if they can
}

// lookSTS asks for the record, and if it is usable for the policy and the mail
// servers as a sending mail service would.
func lookSTS(ctx context.Context, site *observe.Site) (s sts, err error) {
	if s.use, err = lookUse(ctx, site); err != nil || len(s.use.hosts) == 0 {
		return s, err
	}
	if s.records, err = site.Records(ctx, "TXT", "_mta-sts."+site.Apex()); err != nil {
		return s, err
	}
	if record, flaw := stsRecord(s.records.Values()); record == "" || flaw != "" {
		return s, nil
	}
	host := "mta-sts." + site.Apex()
	s.handshake, err = site.Handshake(ctx, observe.Endpoint{Host: host}, observe.Any)
	if cause, _ := observe.Explain(err); err != nil && cause == observe.NoName {
		s.noHost, err = site.Records(ctx, "A", host)
		return s, err
	}
	if err != nil {
		return s, err
	}
	if bad, err := badCertificate(s.handshake); bad != "" || err != nil {
		if bad == late(s.handshake) {
			_, err = site.Clock(ctx) // which of the two is wrong nobody knows
		}
		return s, err
	}
	if s.page, err = site.Get(ctx, "https://"+host+"/.well-known/mta-sts.txt"); err != nil {
		return s, err
	}
	return s, s.lookServers(ctx, site)
}

// lookServers looks at the mail servers that a policy binds senders to.
func (s *sts) lookServers(ctx context.Context, site *observe.Site) (err error) {
	if s.page.Status != http.StatusOK {
		return nil
	}
	if p, wrong := parsePolicy(string(s.page.Body)); wrong == nil && p.mode != "none" {
		s.servers, err = lookServers(ctx, site, s.use.hosts)
	}
	for _, server := range s.servers {
		if slices.ContainsFunc(server.said, (*reply).outdated) {
			_, s.clock = site.Clock(ctx)
		}
	}
	return err
}

// badCertificate says why a sender would not trust the policy's host, or
// nothing (RFC 8461, section 3.3). The error says why that cannot be told: a
// host that hangs up may do so to us alone.
func badCertificate(h *observe.Handshake) (string, error) {
	if h.HungUp() {
		return "", &observe.Failure{Cause: observe.TLS, Words: h.Host + " hangs up without a word"}
	}
	if bad := unusable(h); bad != "" {
		return bad, nil
	}
	untrusted, err := h.Untrusted(facts.PublicAuthority)
	if untrusted {
		return "the certificate of " + h.Host + " is not trusted", nil
	}
	return "", err
}

// unusable says what is wrong with a certificate, whoever vouches for it.
func unusable(h *observe.Handshake) string {
	if !h.Agreed() || h.Broken != "" {
		return "no encrypted connection to " + h.Host + " came about"
	}
	leaf, err := h.Leaf()
	switch {
	case err != nil:
		return "the certificate of " + h.Host + " cannot be read"
	case !observe.Covers(leaf, h.Host):
		return "the certificate of " + h.Host + " is for another name"
	case outOfDate(h):
		return late(h)
	}
	return ""
}

// late is said of a certificate that has run out, or is not valid yet.
func late(h *observe.Handshake) string { return "the certificate of " + h.Host + " is out of date" }
