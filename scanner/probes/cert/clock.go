package cert

import (
	"context"
	"crypto/x509"
	"net/http"

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
		if page, err := site.Clock(ctx); err != nil {
			return wrongClock(page, err)
		}
		return f
	}
}

func wrongClock(page *observe.Page, err error) scanner.Finding {
	f := scanner.CouldNot("", err)
	f.Evidence = []observe.Evidence{page.Quote("Date"), page.Evidence("this computer's clock: " + page.At.UTC().Format(http.TimeFormat))}
	return f
}
