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

func TestJudges(t *testing.T) {
	broken := &observe.Handshake{Host: "shop.test", Offer: observe.Any, Version: "TLS 1.2", Broken: "a certificate is asked for", At: at}
	for _, tt := range []struct {
		name                   string
		hs                     *observe.Handshake
		modern, tls13, quantum scanner.Outcome
	}{
		{"TLS 1.3, hybrid", agreed(observe.Any, "TLS 1.3", "X25519MLKEM768"), scanner.Pass, scanner.Pass, scanner.Pass},
		{"TLS 1.3, other hybrid", agreed(observe.PostQuantum, "TLS 1.3", "SecP384r1MLKEM1024"), scanner.Pass, scanner.Pass, scanner.Pass},
		{"TLS 1.3, classical", agreed(observe.Any, "TLS 1.3", "X25519"), scanner.Pass, scanner.Pass, scanner.Warn},
		{"TLS 1.2", agreed(observe.Any, "TLS 1.2", "CurveP256"), scanner.Pass, scanner.Warn, scanner.Warn},
		{"TLS 1.2, broken later", broken, scanner.Pass, scanner.Warn, scanner.Warn},
		{"TLS 1.1 at best", agreed(observe.Any, "TLS 1.1", ""), scanner.Fail, scanner.Warn, scanner.Warn},
		{"TLS 1.0 at best", agreed(observe.Any, "TLS 1.0", ""), scanner.Fail, scanner.Warn, scanner.Warn},
		{"alert", declined(observe.Any, alert), scanner.Fail, scanner.Warn, scanner.Warn},
		{"a filter hangs up", declined(observe.Any, hungUp), scanner.Unknown, scanner.Warn, scanner.Warn},
	} {
		t.Run(tt.name, func(t *testing.T) {
			modern, err := judgeModern(tt.hs)
			if err != nil {
				modern = scanner.CouldNot("", err)
			}
			for _, j := range []struct {
				id   scanner.ProbeID
				f    scanner.Finding
				want scanner.Outcome
			}{
				{Modern.ID, modern, tt.modern},
				{TLS13.ID, judgeTLS13(tt.hs), tt.tls13},
				{PostQuantum.ID, judgePostQuantum(tt.hs), tt.quantum},
			} {
				if j.f.Outcome != j.want {
					t.Errorf("%s = %s, want %s", j.id, j.f.Outcome, j.want)
				}
			}
		})
	}
}
