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

func judgeCT(hs *observe.Handshake, leaf *x509.Certificate) (f scanner.Finding, byClock bool) {
	l := hs.Logged()
	embedded, sent, all, future := make(map[string]bool), make(map[string]bool), make(map[string]bool), 0
	for _, from := range []struct {
		scts []observe.SCT
		logs map[string]bool
	}{{l.Embedded, embedded}, {l.Sent, sent}} {
		for _, s := range from.scts {
			switch {
			case s.At.After(hs.At.Add(maxSkew)):
				future++
			case s.At.Before(firstLog):
				l.Unread++
			default:
				from.logs[s.Log], all[s.Log] = true, true
			}
		}
	}
	needed, found := fewLogs, len(all)+l.Unkept
	if leaf.NotAfter.Sub(leaf.NotBefore) > longLived {
		needed = moreLogs
	}
	quote := fmt.Sprintf("promises of %d logs in the certificate, of %d beside it", len(embedded), len(sent)+l.Unkept)
	if bad := l.Unread + future; bad > 0 {
		quote += fmt.Sprintf("; %d that do not count", bad)
	}
	f.Evidence = []observe.Evidence{hs.Evidence(quote)}
	switch {
	case len(embedded) >= needed || len(sent)+l.Unkept >= fewLogs:
		f.Outcome, f.Message = scanner.Pass, fmt.Sprintf("The certificate is listed in %d public logs, as many as browsers demand.", found)
	case !hs.Trust.PublicRoot && (hs.Trust.Verified || hs.Trust.SelfSigned):
		f.Outcome, f.Message = scanner.NotApplicable, "The certificate is not from a public authority, and only theirs have to be in public logs."
	case !hs.Trust.PublicRoot:
		return scanner.CouldNot("", &observe.Failure{
			Cause: observe.NotFound,
			Words: "only certificates of public authorities have to be in public logs, and none was found behind this one",
		}), false
	case found+l.Unread+future == 0:
		f.Outcome, f.Message = scanner.Fail, "The certificate is in no public log, so browsers show a warning instead of the shop."
	default:
		f.Outcome, f.Message = scanner.Warn, "The certificate is in fewer public logs than browsers demand, so some may show a warning instead of the shop."
	}
	return f, future > 0 && f.Outcome == scanner.Warn
}
