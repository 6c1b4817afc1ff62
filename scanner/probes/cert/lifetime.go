package cert

import (
	"crypto/x509"
	_ "embed"
	"fmt"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed lifetime.md
var lifetimeDoc string

// Lifetime asks whether the certificate was made for no longer than the rules
// for public authorities allow (CA/Browser Forum, Baseline Requirements, section
// 6.3.2, as set by ballot SC-081v3).
var Lifetime = scanner.Probe{
	ID:       "cert.lifetime",
	Severity: scanner.Medium,
	Doc:      lifetimeDoc,
	Run:      run(judgeLifetime),
}

// A limit is how long a certificate may last that is issued from a day on.
type limit struct {
	from time.Time
	most time.Duration
}

// limits are those known as of November 2026, oldest first.
var limits = []limit{
	{time.Time{}, 398 * day},
	{time.Date(2026, time.March, 15, 0, 0, 0, 0, time.UTC), 200 * day},
	{time.Date(2027, time.March, 15, 0, 0, 0, 0, time.UTC), 100 * day},
	{time.Date(2029, time.March, 15, 0, 0, 0, 0, time.UTC), 47 * day},
}

// ahead is how long before the next limit a longer certificate is worth a word.
const ahead = 120 * day

// limitAt returns the limit in force at t and the one after it; the last has
// none after it, which is the zero limit.
func limitAt(t time.Time) (now, next limit) {
	for i, l := range limits {
		if t.Before(l.from) {
			return now, limits[i]
		}
		now = l
	}
	return now, limit{}
}

func judgeLifetime(hs *observe.Handshake, leaf *x509.Certificate) scanner.Finding {
	lasts := leaf.NotAfter.Sub(leaf.NotBefore)
	issued, _ := limitAt(leaf.NotBefore)
	_, next := limitAt(hs.At)
	f := scanner.Finding{Evidence: []observe.Evidence{hs.Evidence("valid " + span(leaf))}}
	switch {
	case lasts > issued.most && !hs.Trust.PublicRoot:
		return scanner.CouldNot("", &observe.Failure{
			Cause: observe.NotFound,
			Words: "the limits bind public authorities, and none was found behind this certificate",
		})
	case lasts > issued.most:
		f.Outcome, f.Message = scanner.Fail, fmt.Sprintf("The certificate was made for %d days, more than the %d that were allowed when it was issued.", days(lasts), days(issued.most))
	case !next.from.IsZero() && lasts > next.most && next.from.Sub(hs.At) < ahead:
		f.Outcome, f.Message = scanner.Warn, fmt.Sprintf("The certificate lasts %d days, but from %s on new ones may last only %d.", days(lasts), next.from.Format(time.DateOnly), days(next.most))
	default:
		f.Outcome, f.Message = scanner.Pass, fmt.Sprintf("The certificate was made for %d days, which is within the limit.", days(lasts))
	}
	return f
}

// days counts as the Baseline Requirements do: a part of a day is a day.
func days(d time.Duration) int { return int((d + day - 1) / day) }
