package tls

import (
	"context"
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed legacy.md
var legacyDoc string

// Legacy asks whether TLS 1.0 and TLS 1.1 are refused (RFC 8996). It sends what
// no current browser sends, so it needs permission.
var Legacy = scanner.Probe{
	ID:       "tls.legacy",
	Severity: scanner.High,
	Class:    scanner.Standard,
	Doc:      legacyDoc,
	Run: run(func(ctx context.Context, site *observe.Site) (scanner.Finding, error) {
		var seen []*observe.Handshake
		var failed error
		for _, offer := range []observe.Offer{observe.TLS10, observe.TLS11, observe.Any} {
			hs, err := look(ctx, site, offer)
			if err != nil {
				failed = err
				continue
			}
			seen = append(seen, hs)
		}
		return judgeLegacy(seen, failed)
	}),
}

// judgeLegacy judges the handshakes that were answered; failed is why another
// was not. One that agreed decides, whatever happened to the rest. A refusal
// counts only from a server that does agree to something.
func judgeLegacy(seen []*observe.Handshake, failed error) (scanner.Finding, error) {
	var accepted, refused []observe.Evidence
	speaks := false
	for _, hs := range seen {
		switch {
		case old(hs):
			accepted = append(accepted, said(hs))
		case hs.Offer == observe.Any:
			speaks = hs.Agreed()
		default:
			refused = append(refused, said(hs))
		}
	}
	switch {
	case len(accepted) > 0:
		return scanner.Finding{
			Outcome: scanner.Fail, Evidence: accepted,
			Message: "The server still accepts outdated encryption that browsers gave up in 2020.",
		}, nil
	case failed != nil:
		return scanner.Finding{}, failed
	case !speaks:
		return scanner.Finding{}, nothing()
	}
	return scanner.Finding{
		Outcome: scanner.Pass, Evidence: refused,
		Message: "The server refuses the outdated encryption that browsers gave up in 2020.",
	}, nil
}
