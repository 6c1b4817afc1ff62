package tls

import (
	"testing"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

var at = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func agreed(offer observe.Offer, version, group string) *observe.Handshake {
	return &observe.Handshake{Host: "shop.test", Offer: offer, Version: version, Group: group, At: at}
}

func declined(offer observe.Offer, how string) *observe.Handshake {
	return &observe.Handshake{Host: "shop.test", Offer: offer, Decline: how, At: at}
}

const (
	alert  = "alert: protocol version not supported"
	hungUp = "closed the connection"
)

func TestJudgeLegacy(t *testing.T) {
	modern := agreed(observe.Any, "TLS 1.3", "X25519")
	lost := &observe.Failure{Cause: observe.Timeout, Words: "the shop did not answer in time"}
	for _, tt := range []struct {
		name   string
		seen   []*observe.Handshake
		failed error
		want   scanner.Outcome
		cause  observe.Cause
		quotes int
	}{
		{"both refused by alert", []*observe.Handshake{declined(observe.TLS10, alert), declined(observe.TLS11, alert), modern}, nil, scanner.Pass, "", 2},
		{"both refused by hanging up", []*observe.Handshake{declined(observe.TLS10, hungUp), declined(observe.TLS11, hungUp), modern}, nil, scanner.Pass, "", 2},
		{"1.0 accepted", []*observe.Handshake{agreed(observe.TLS10, "TLS 1.0", ""), declined(observe.TLS11, alert), modern}, nil, scanner.Fail, "", 1},
		{"both accepted", []*observe.Handshake{agreed(observe.TLS10, "TLS 1.0", ""), agreed(observe.TLS11, "TLS 1.1", ""), modern}, nil, scanner.Fail, "", 2},
		{"accepted, then broken", []*observe.Handshake{{Host: "shop.test", Offer: observe.TLS11, Version: "TLS 1.1", Broken: "EOF", At: at}}, nil, scanner.Fail, "", 1},
		{"one accepted, one lost", []*observe.Handshake{agreed(observe.TLS11, "TLS 1.1", "")}, lost, scanner.Fail, "", 1},
		{"one refused, one lost", []*observe.Handshake{declined(observe.TLS10, alert), modern}, lost, scanner.Unknown, observe.Timeout, 0},
		{"nothing agreed at all", []*observe.Handshake{declined(observe.TLS10, hungUp), declined(observe.TLS11, hungUp), declined(observe.Any, hungUp)}, nil, scanner.Unknown, observe.TLS, 0},
		{"only old versions, chosen freely", []*observe.Handshake{declined(observe.TLS10, alert), agreed(observe.Any, "TLS 1.1", "")}, lost, scanner.Fail, "", 1},
		{"no answer", nil, lost, scanner.Unknown, observe.Timeout, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := judgeLegacy(tt.seen, tt.failed)
			if err != nil {
				f = scanner.CouldNot("", err)
			}
			if f.Outcome != tt.want || f.Cause != tt.cause || len(f.Evidence) != tt.quotes {
				t.Errorf("judgeLegacy = %s %q with %d quotes, want %s %q with %d", f.Outcome, f.Cause, len(f.Evidence), tt.want, tt.cause, tt.quotes)
			}
		})
	}
}
