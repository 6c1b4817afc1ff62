package tls

import (
	"strings"
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

func TestJudgeEarlyData(t *testing.T) {
	ticketing := func(state observe.Ticketing, early ...uint32) *observe.Handshake {
		hs := agreed(observe.Any, "TLS 1.3", "X25519")
		hs.Ticketing = state
		for _, e := range early {
			hs.Tickets = append(hs.Tickets, observe.Ticket{Lifetime: 7200, EarlyData: e})
		}
		return hs
	}
	broken := agreed(observe.Any, "TLS 1.3", "X25519")
	broken.Broken = "remote error: tls: certificate required"
	for _, tt := range []struct {
		name  string
		hs    *observe.Handshake
		want  scanner.Outcome
		cause observe.Cause
	}{
		{"offered", ticketing(observe.TicketsSent, 16384), scanner.Warn, ""},
		{"offered without a limit", ticketing(observe.TicketsSent, 0xffffffff), scanner.Warn, ""},
		{"not offered", ticketing(observe.TicketsSent, 0), scanner.Pass, ""},
		{"offered in one of two", ticketing(observe.TicketsSent, 0, 1024), scanner.Warn, ""},
		{"no tickets", ticketing(observe.TicketsNone), scanner.Pass, ""},
		{"nothing came", ticketing(observe.TicketsUnclear), scanner.Unknown, observe.Timeout},
		{"an older run", ticketing(""), scanner.Unknown, observe.NotRecorded},
		{"broken after the version was agreed", broken, scanner.Unknown, observe.TLS},
		{"TLS 1.2", agreed(observe.Any, "TLS 1.2", "X25519"), scanner.NotApplicable, ""},
		{"declined", declined(observe.Any, alert), scanner.Unknown, observe.TLS},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := judgeEarlyData(tt.hs)
			if err != nil {
				f = scanner.CouldNot("", err)
			}
			if f.Outcome != tt.want || f.Cause != tt.cause {
				t.Errorf("judgeEarlyData = %s %q, want %s %q", f.Outcome, f.Cause, tt.want, tt.cause)
			}
			if f.Outcome == scanner.Warn && !strings.HasPrefix(f.Evidence[0].Again, "sleep 2 | openssl s_client ") {
				t.Errorf("it is seen again with %q", f.Evidence[0].Again)
			}
		})
	}
}
