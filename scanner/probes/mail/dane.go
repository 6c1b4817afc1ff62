package mail

import (
	"context"
	_ "embed"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/dnssec"
)

//go:embed dane.md
var daneDoc string

// DANE asks whether the domain publishes, signed, which keys its mail servers have,
// and whether they show them.
var DANE = scanner.Probe{
	ID:       "mail.dane",
	Severity: scanner.Low,
	Twice:    true,
	Doc:      daneDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		u, err := lookUse(ctx, site)
		if err != nil {
			return []scanner.Finding{scanner.CouldNot(site.Apex(), err)}, nil
		}
		if len(u.hosts) == 0 {
			return []scanner.Finding{{Subject: u.domain, Outcome: scanner.NotApplicable, Evidence: u.seen, Message: u.serverless()}}, nil
		}
		if f := lookSigned(ctx, site, u); f != nil {
			return []scanner.Finding{*f}, nil
		}
		all, err := lookPins(ctx, site, u)
		if err != nil {
			return nil, err
		}
		var found []scanner.Finding
		some := slices.ContainsFunc(all, func(p pins) bool { return p.records != nil })
		for _, p := range all {
			found = append(found, judgePins(p, some))
		}
		return found, nil
	},
}

// lookSigned returns why the keys of the domain's mail servers cannot be vouched for
// at all, or nil: what names the servers has to be signed first (RFC 7672, section
// 2.2.1).
func lookSigned(ctx context.Context, site *observe.Site, u use) *scanner.Finding {
	f := scanner.Finding{
		Subject: u.domain, Outcome: scanner.NotApplicable,
		Message: "The domain " + u.domain + " is not signed, so what it publishes about keys of mail servers would count for nothing.",
	}
	ds, err := site.Records(ctx, "DS", u.domain)
	if err == nil && ds.State == observe.NoRecord {
		f.Evidence = []observe.Evidence{ds.Evidence()}
		return &f
	}
	chain, err := site.Chain(ctx, "MX", u.domain)
	switch {
	case err != nil:
		f = scanner.CouldNot(u.domain, err)
	case chain.State == dnssec.Secure:
		return nil
	case chain.State != dnssec.Insecure:
		f = unproven(u.domain, chain)
	default:
		f.Evidence = []observe.Evidence{chain.Evidence()}
	}
	return &f
}

// unproven is the finding where signatures do not tell whether an answer is to be
// believed; whether that is the domain's fault is for dns.dnssec-valid to say.
func unproven(subject string, c *observe.Chain) scanner.Finding {
	cause := observe.DNS
	if c.State == dnssec.Bogus {
		cause = observe.DNSBogus
	}
	f := scanner.CouldNot(subject, &observe.Failure{Cause: cause, Words: "the signatures of " + observe.Printable(c.Name) + " could not be followed: " + observe.Printable(c.Why)})
	f.Evidence = []observe.Evidence{c.Evidence()}
	return f
}
