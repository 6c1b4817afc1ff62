package cert

import (
	"context"
	"crypto/x509"
	_ "embed"
	"net/http"
	"strconv"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed valid.md
var validDoc string

// Valid asks whether the certificate is valid today (RFC 5280, section 4.1.2.5).
var Valid = scanner.Probe{
	ID:       "cert.valid",
	Severity: scanner.Critical,
	Twice:    true,
	Doc:      validDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		page, err := site.Get(ctx, "https://"+site.Host(ctx)+"/")
		if err == nil && !clocksAgree(page) {
			return each(ctx, site, func(*observe.Handshake, *x509.Certificate) scanner.Finding { return wrongClock(page) }), nil
		}
		return each(ctx, site, judgeValid), nil
	},
}

// judgeValid takes both ends of the validity as part of it, as RFC 5280 does.
func judgeValid(hs *observe.Handshake, leaf *x509.Certificate) scanner.Finding {
	f := scanner.Finding{Evidence: []observe.Evidence{hs.Evidence("valid " + span(leaf))}}
	switch {
	case hs.At.Before(leaf.NotBefore):
		f.Outcome, f.Message = scanner.Fail, "The certificate is not valid before "+leaf.NotBefore.UTC().Format(time.DateOnly)+", so browsers show a warning instead of the shop."
	case hs.At.After(leaf.NotAfter):
		f.Outcome, f.Message = scanner.Fail, "The certificate ran out on "+leaf.NotAfter.UTC().Format(time.DateOnly)+", so browsers show a warning instead of the shop."
	default:
		f.Outcome, f.Message = scanner.Pass, "The certificate is valid today."
	}
	return f
}

// maxSkew is how far two clocks may differ before neither is believed.
const maxSkew = 5 * time.Minute

// clocksAgree reports whether the server's clock, where a page shows it, agrees
// with ours. A cache may send a page with the date it was made and its age since
// (RFC 9111, section 5.1), or with a date of its own: either may fit.
func clocksAgree(page *observe.Page) bool {
	date, err := http.ParseTime(page.Header.Get("Date"))
	if err != nil {
		return true
	}
	age, _ := strconv.ParseUint(page.Header.Get("Age"), 10, 31) // one out of range is the largest
	skew := page.At.Sub(date)
	return skew.Abs() <= maxSkew || (skew-time.Duration(age)*time.Second).Abs() <= maxSkew
}

func wrongClock(page *observe.Page) scanner.Finding {
	f := scanner.CouldNot("", &observe.Failure{
		Cause: observe.Inconsistent,
		Words: "the clock of this computer and the shop's differ by more than five minutes, so one of them is wrong",
	})
	f.Evidence = []observe.Evidence{page.Quote("Date"), page.Evidence("this computer's clock: " + page.At.UTC().Format(http.TimeFormat))}
	return f
}

// span writes out a certificate's validity.
func span(leaf *x509.Certificate) string {
	return "from " + leaf.NotBefore.UTC().Format(time.RFC3339) + " to " + leaf.NotAfter.UTC().Format(time.RFC3339)
}
