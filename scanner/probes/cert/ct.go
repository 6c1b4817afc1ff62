package cert

import (
	"crypto/x509"
	_ "embed"
	"fmt"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed ct.md
var ctDoc string

// CT asks whether the certificate is listed in as many public logs as browsers
// demand (RFC 6962).
var CT = scanner.Probe{
	ID:       "cert.ct",
	Severity: scanner.Low,
	Doc:      ctDoc,
	Run:      runDated(judgeCT),
}

// How many logs browsers demand: of a certificate that lasts longer, one more,
// if the promises are in the certificate itself.
const (
	fewLogs   = 2
	moreLogs  = 3
	longLived = 180 * day
)

// firstLog is when the first log began: no promise is older.
var firstLog = time.Date(2013, time.January, 1, 0, 0, 0, 0, time.UTC)

// A tally counts the logs that promise to list a certificate.
type tally struct {
	embedded, sent int // in the certificate, and beside it
	all            int // different ones
	bad            int // promises that do not count
	future         int // of those, because of their time
}

func count(l observe.Logged, now time.Time) tally {
	t, all := tally{bad: l.Unread}, make(map[string]bool)
	logs := func(scts []observe.SCT) int {
		own := make(map[string]bool)
		for _, s := range scts {
			switch {
			case s.At.After(now.Add(observe.MaxSkew)):
				t.future++
				t.bad++
			case s.At.Before(firstLog):
				t.bad++
			default:
				own[s.Log], all[s.Log] = true, true
			}
		}
		return len(own)
	}
	t.embedded, t.sent = logs(l.Embedded), logs(l.Sent)+l.Unkept
	t.all = len(all) + l.Unkept
	return t
}

// judgeCT goes by the clock where a promise of the future is not counted.
func judgeCT(hs *observe.Handshake, leaf *x509.Certificate) (f scanner.Finding, byClock bool) {
	logs, needed := count(hs.Logged(), hs.At), fewLogs
	if leaf.NotAfter.Sub(leaf.NotBefore) > longLived {
		needed = moreLogs
	}
	quote := fmt.Sprintf("promises of %d logs in the certificate, of %d beside it", logs.embedded, logs.sent)
	if logs.bad > 0 {
		quote += fmt.Sprintf("; %d that do not count", logs.bad)
	}
	f.Evidence = []observe.Evidence{hs.Evidence(quote)}
	switch {
	case logs.embedded >= needed || logs.sent >= fewLogs:
		f.Outcome, f.Message = scanner.Pass, fmt.Sprintf("The certificate is listed in %d public logs, as many as browsers demand.", logs.all)
	case !hs.Trust.PublicRoot && (hs.Trust.Verified || hs.Trust.SelfSigned):
		f.Outcome, f.Message = scanner.NotApplicable, "The certificate is not from a public authority, and only theirs have to be in public logs."
	case !hs.Trust.PublicRoot:
		return scanner.CouldNot("", &observe.Failure{
			Cause: observe.NotFound,
			Words: "only certificates of public authorities have to be in public logs, and none was found behind this one",
		}), false
	case hs.Offer == observe.RSA || hs.Offer == observe.ECDSA:
		return scanner.CouldNot("", &observe.Failure{
			Cause: observe.NotFound,
			Words: "logs may promise beside a certificate, too, which is not read of a server's second one",
		}), false
	case logs.all+logs.bad == 0:
		f.Outcome, f.Message = scanner.Fail, "The certificate is in no public log, so browsers show a warning instead of the shop."
	default:
		f.Outcome, f.Message = scanner.Warn, "The certificate is in fewer public logs than browsers demand, so some may show a warning instead of the shop."
	}
	return f, logs.future > 0 && f.Outcome == scanner.Warn
}
