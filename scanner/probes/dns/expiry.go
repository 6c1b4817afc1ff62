package dns

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

//go:embed expiry.md
var expiryDoc string

// Expiry asks the registry whether the domain is about to lapse, or can be moved away
// without its owner.
var Expiry = scanner.Probe{
	ID:       "dns.expiry",
	Severity: scanner.Medium,
	Class:    scanner.Standard, // somebody else is asked, whom visitors do not ask
	Doc:      expiryDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		subject := "registration of " + site.Apex()
		domain, suffix := observe.Registered(site.Apex())
		if why := unregistrable(site.Apex(), domain, suffix); why != "" {
			return []scanner.Finding{{Subject: subject, Outcome: scanner.NotApplicable, Message: why}}, nil
		}
		registry, known := facts.RegistryOf(suffix)
		switch {
		case !known:
			return []scanner.Finding{scanner.CouldNot(subject, untold("it is not known here which registry could tell when a registration under ."+suffix+" ends"))}, nil
		case registry.Base == "":
			return []scanner.Finding{scanner.CouldNot(subject, untold("the registry of ."+suffix+" tells nobody when a registration ends"))}, nil
		}
		r, err := site.Registration(ctx, registry.Base, domain)
		if err != nil {
			return []scanner.Finding{scanner.CouldNot(subject, err)}, nil
		}
		return []scanner.Finding{judgeExpiry(subject, suffix, r)}, nil
	},
}

func untold(words string) error {
	return &observe.Failure{Cause: observe.NotFound, Words: words}
}

// unregistrable says why nobody registered a name with a registry, or nothing.
func unregistrable(apex, domain, suffix string) string {
	switch {
	case facts.Reserved(suffix):
		return "The name " + apex + " is one for tests and private networks, which nobody registers."
	case domain == "":
		return "The name " + apex + " is not one that anybody registers."
	case domain != apex:
		return "The name " + apex + " is given out by whoever has " + domain + ", and only they can tell until when."
	}
	return ""
}

// The days before the end at which it is late, and too late for comfort.
const (
	lateDays = 45
	lastDays = 15
)

// lost are statuses of a domain whose registration is over already (RFC 8056, RFC
// 3915): it can be had back for a while, if at all.
var lost = []string{"redemption period", "pending delete"}

// locked reports whether nobody can move a domain to another company unless its
// owner unlocks it. Such locks are only usual where ICANN's contracts hold: below
// endings of countries, moves are guarded in other ways.
func locked(suffix string, r *observe.Registration) bool {
	return len(suffix[strings.LastIndex(suffix, ".")+1:]) == 2 || slices.ContainsFunc(r.Statuses, func(s string) bool {
		return s == "client transfer prohibited" || s == "server transfer prohibited" || s == "transfer prohibited" || s == "locked"
	})
}

func judgeExpiry(subject, suffix string, r *observe.Registration) scanner.Finding {
	f := scanner.Finding{Subject: subject, Outcome: scanner.Warn, Evidence: []observe.Evidence{r.Evidence()}}
	days := int(r.Expires.Sub(r.At) / (24 * time.Hour))
	end := r.Expires.Format("2 January 2006")
	switch {
	case slices.ContainsFunc(r.Statuses, func(s string) bool { return slices.Contains(lost, s) }):
		f.Outcome, f.Message = scanner.Fail, "The registration of "+r.Domain+" is over, and the registry is about to delete it."
	case r.Expires.IsZero():
		return scanner.CouldNot(subject, untold("the registry of ."+suffix+" does not say when this registration ends"))
	case r.Expires.Before(r.At):
		f.Outcome, f.Message = scanner.Fail, "The registration of "+r.Domain+" ran out on "+end+"."
	case days < lastDays:
		f.Outcome, f.Message = scanner.Fail, fmt.Sprintf("The registration of %s ends on %s, in %s.", r.Domain, end, count(days, "day", "days"))
	case days <= lateDays:
		f.Message = fmt.Sprintf("The registration of %s ends on %s, in %d days.", r.Domain, end, days)
	case !locked(suffix, r):
		f.Message = "The domain " + r.Domain + " is not locked, so whoever tricks the company that keeps it can move it away."
	default:
		f.Outcome, f.Message = scanner.Pass, "The registration of "+r.Domain+" holds until "+end+", and it cannot be moved away without being unlocked."
		if len(suffix[strings.LastIndex(suffix, ".")+1:]) == 2 {
			f.Message = "The registration of " + r.Domain + " holds until " + end + "."
		}
	}
	return f
}
