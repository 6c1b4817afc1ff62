package cert

import (
	"context"
	"crypto/x509"
	"net/http"
	"strconv"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// A datedJudge is a judge that may go by the time of the handshake, and says
// whether it did. Its conclusion is worth nothing if this computer's clock is
// wrong.
type datedJudge func(hs *observe.Handshake, leaf *x509.Certificate) (f scanner.Finding, byClock bool)

// always makes a datedJudge of a judge that goes by the clock whatever it sees.
func always(j judge) datedJudge {
	return func(hs *observe.Handshake, leaf *x509.Certificate) (scanner.Finding, bool) { return j(hs, leaf), true }
}

// runDated returns a probe's Run that puts judge to each host.
func runDated(judge datedJudge) func(context.Context, *observe.Site) ([]scanner.Finding, error) {
	return func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		return each(ctx, site, clocked(ctx, site, judge)), nil
	}
}

// clocked returns a judge that concludes nothing by the clock if the shop's
// differs.
func clocked(ctx context.Context, site *observe.Site, judge datedJudge) judge {
	return func(hs *observe.Handshake, leaf *x509.Certificate) scanner.Finding {
		f, byClock := judge(hs, leaf)
		if !byClock {
			return f
		}
		page, err := site.Get(ctx, "https://"+site.Host(ctx)+"/")
		if err == nil && !clocksAgree(page) {
			return wrongClock(page)
		}
		return f
	}
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
