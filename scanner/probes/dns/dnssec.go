package dns

import (
	"context"
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed dnssec.md
var dnssecDoc string

// DNSSEC asks whether the domain's records are signed.
var DNSSEC = scanner.Probe{
	ID:       "dns.dnssec",
	Severity: scanner.Low,
	Doc:      dnssecDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		ds, err := site.Records(ctx, "DS", site.Apex())
		if err != nil {
			return []scanner.Finding{scanner.CouldNot("DS "+site.Apex(), err)}, nil
		}
		var soa, keys *observe.Records
		if ds.State == observe.NoRecord {
			if soa, err = site.Records(ctx, "SOA", site.Apex()); err != nil {
				return []scanner.Finding{scanner.CouldNot("DS "+site.Apex(), err)}, nil
			}
			keys, _ = site.Records(ctx, "DNSKEY", site.Apex()) // whether there are any or not, nobody vouches for them
		}
		return []scanner.Finding{judgeDNSSEC(ds, soa, keys)}, nil
	},
}

// judgeDNSSEC looks for the record by which the zone above vouches for this
// zone's keys (RFC 4034, section 5). A name that begins no zone of its own, such
// as a shop under its platform's domain, cannot have one.
func judgeDNSSEC(ds, soa, keys *observe.Records) scanner.Finding {
	f := scanner.Finding{Subject: ds.Source(), Evidence: []observe.Evidence{ds.Evidence()}}
	switch {
	case ds.State == observe.Found:
		f.Outcome, f.Message = scanner.Pass, "The records of "+ds.Name+" are signed, so a forged answer can be told from a real one."
	case ds.State == observe.NoDomain:
		return scanner.CouldNot(f.Subject, noName(ds))
	case soa.State != observe.Found:
		f.Outcome, f.Message = scanner.NotApplicable, "The name "+ds.Name+" lies in somebody else's zone, who decides about signing it."
		f.Evidence = append(f.Evidence, soa.Evidence())
	case keys != nil && keys.State == observe.Found:
		f.Outcome, f.Message = scanner.Warn, "The records of "+ds.Name+" are signed, but the registry does not vouch for the signatures, so nobody heeds them."
		f.Evidence = append(f.Evidence, keys.Evidence())
	default:
		f.Outcome, f.Message = scanner.Warn, "The records of "+ds.Name+" are not signed, so a forged answer cannot be told from a real one."
	}
	return f
}
