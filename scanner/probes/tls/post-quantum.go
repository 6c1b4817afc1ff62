package tls

import (
	"context"
	_ "embed"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed post-quantum.md
var postQuantumDoc string

// hybrids are the key exchanges that combine a classical group with ML-KEM, by
// their names in the IANA registry "TLS Supported Groups".
var hybrids = []string{"X25519MLKEM768", "SecP256r1MLKEM768", "SecP384r1MLKEM1024"}

// PostQuantum asks whether the server agrees to a key exchange that also resists
// a quantum computer. In 2026 its absence is a fact to know, not a fault.
var PostQuantum = scanner.Probe{
	ID:       "tls.post-quantum",
	Severity: scanner.Info,
	Doc:      postQuantumDoc,
	Run: run(func(ctx context.Context, site *observe.Site) (scanner.Finding, error) {
		return better(ctx, site, observe.PostQuantum, judgePostQuantum)
	}),
}

func judgePostQuantum(hs *observe.Handshake) scanner.Finding {
	f := scanner.Finding{Evidence: []observe.Evidence{said(hs)}}
	if hs.Agreed() && slices.Contains(hybrids, hs.Group) {
		f.Outcome, f.Message = scanner.Pass, "Connections to the shop also resist the computers expected in the next decades."
	} else {
		f.Outcome, f.Message = scanner.Warn, "Connections recorded today could be read once quantum computers are powerful enough."
	}
	return f
}
