package tls

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed early-data.md
var earlyDataDoc string

// EarlyData asks whether the server takes requests before the handshake is over
// (0-RTT): whoever records one can send it again (RFC 8446, section 8).
var EarlyData = scanner.Probe{
	ID:       "tls.early-data",
	Severity: scanner.Low,
	Doc:      earlyDataDoc,
	Run: run(func(ctx context.Context, site *observe.Site) (scanner.Finding, error) {
		hs, err := look(ctx, site, observe.Any)
		if err != nil {
			return scanner.Finding{}, err
		}
		return judgeEarlyData(hs)
	}),
}

// judgeEarlyData judges by the session tickets that followed the handshake: they
// alone offer early data, so a server that sends none takes none.
func judgeEarlyData(hs *observe.Handshake) (scanner.Finding, error) {
	f := scanner.Finding{Outcome: scanner.Pass, Message: "The server waits until a connection is safe before it takes a customer's request."}
	switch {
	case !hs.Agreed():
		return f, nothing()
	case hs.Version != string(observe.TLS13):
		return scanner.Finding{
			Outcome: scanner.NotApplicable, Evidence: []observe.Evidence{said(hs)},
			Message: "The server does not speak the newest kind of encryption, and only there is this shortcut.",
		}, nil
	case hs.Broken != "":
		return f, &observe.Failure{Cause: observe.TLS, Words: "the connection broke off before the server says whether it takes requests early"}
	case hs.Ticketing == observe.TicketsNone:
		f.Evidence = []observe.Evidence{ticketed(hs, "no session tickets, and so no early data")}
	case hs.Ticketing == observe.TicketsSent:
		early, quote := earlyData(hs)
		f.Evidence = []observe.Evidence{ticketed(hs, quote)}
		if early > 0 {
			f.Outcome, f.Message = scanner.Warn, "The server takes a returning customer's first request so early that somebody who recorded it can send it again."
		}
	case hs.Ticketing == observe.TicketsUnclear:
		return f, &observe.Failure{Cause: observe.Timeout, Words: "after the connection was set up, the server did not say whether it takes requests early"}
	default:
		return f, &observe.Failure{Cause: observe.NotRecorded, Words: "nobody listened for this when the connection was made"}
	}
	return f, nil
}

// earlyData returns how many bytes of early data the tickets offer at most, and
// what they say of it.
func earlyData(hs *observe.Handshake) (most uint32, quote string) {
	for _, t := range hs.Tickets {
		most = max(most, t.EarlyData)
	}
	if most == 0 {
		return 0, "a session ticket without early data"
	}
	return most, fmt.Sprintf("a session ticket that offers %d bytes of early data", most)
}

// ticketed quotes what came after a handshake. The command waits for it.
func ticketed(hs *observe.Handshake, quote string) observe.Evidence {
	e := hs.Evidence(quote)
	if ask, ok := strings.CutSuffix(e.Again, " </dev/null"); ok {
		e.Again = "sleep 2 | " + ask + " | grep 'Max Early Data'"
	}
	return e
}
