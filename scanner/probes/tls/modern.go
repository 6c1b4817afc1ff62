package tls

import (
	"context"
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed modern.md
var modernDoc string

// Modern asks whether the server agrees to TLS 1.2 or TLS 1.3, the versions that
// today's browsers speak (RFC 9325, section 3.1.1).
var Modern = scanner.Probe{
	ID:       "tls.modern",
	Severity: scanner.Critical,
	Twice:    true,
	Doc:      modernDoc,
	Run: run(func(ctx context.Context, site *observe.Site) (scanner.Finding, error) {
		hs, err := look(ctx, site, observe.Any)
		if err != nil {
			return scanner.Finding{}, err
		}
		return judgeModern(hs)
	}),
}

// judgeModern judges a handshake that offered everything. A server that chose a
// version speaks it, even if the connection failed later.
func judgeModern(hs *observe.Handshake) (scanner.Finding, error) {
	f := scanner.Finding{Evidence: []observe.Evidence{said(hs)}}
	switch {
	case hs.HungUp():
		return f, mute()
	case !hs.Agreed():
		f.Outcome, f.Message = scanner.Fail, "The server turns down every kind of encryption that today's browsers offer."
	case old(hs):
		f.Outcome, f.Message = scanner.Fail, "The server knows only outdated encryption, which today's browsers refuse."
	default:
		f.Outcome, f.Message = scanner.Pass, "The server offers encryption that today's browsers accept."
	}
	return f, nil
}
