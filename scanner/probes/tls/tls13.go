package tls

import (
	"context"
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed tls13.md
var tls13Doc string

// TLS13 asks whether the server agrees to TLS 1.3 (RFC 8446).
var TLS13 = scanner.Probe{
	ID:       "tls.tls13",
	Severity: scanner.Low,
	Doc:      tls13Doc,
	Run: run(func(ctx context.Context, site *observe.Site) (scanner.Finding, error) {
		return better(ctx, site, observe.TLS13, judgeTLS13)
	}),
}

// better judges what the server picks from everything, and if that does not
// pass, what it says when only offer is left to it: one hello is often enough.
func better(ctx context.Context, site *observe.Site, offer observe.Offer, judge func(*observe.Handshake) scanner.Finding) (scanner.Finding, error) {
	free, err := look(ctx, site, observe.Any)
	if err != nil {
		return scanner.Finding{}, err
	}
	if !free.Agreed() {
		return scanner.Finding{}, nothing()
	}
	if f := judge(free); f.Outcome == scanner.Pass {
		return f, nil
	}
	only, err := look(ctx, site, offer)
	switch {
	case err != nil:
		return scanner.Finding{}, err
	case only.HungUp() && free.Version == string(observe.TLS13): // it speaks that, and answered before
		return scanner.Finding{}, mute()
	}
	return judge(only), nil
}

func judgeTLS13(hs *observe.Handshake) scanner.Finding {
	f := scanner.Finding{Evidence: []observe.Evidence{said(hs)}}
	if hs.Agreed() && hs.Version == string(observe.TLS13) {
		f.Outcome, f.Message = scanner.Pass, "The server offers the newest kind of encryption."
	} else {
		f.Outcome, f.Message = scanner.Warn, "The server does not offer the newest kind of encryption yet."
	}
	return f
}
