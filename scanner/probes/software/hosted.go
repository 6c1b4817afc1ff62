package software

import (
	"context"
	_ "embed"
	"fmt"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

//go:embed hosted.md
var hostedDoc string

// Hosted asks whether the shop's platform is run and patched by its maker.
var Hosted = scanner.Probe{
	ID:       "software.hosted",
	Severity: scanner.Info,
	Doc:      hostedDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		_, p, err := recognized(ctx, site)
		if err != nil {
			return nil, err
		}
		return []scanner.Finding{judgeHosted(site.Domain(), p)}, nil
	},
}

func judgeHosted(domain string, p shop.Platform) scanner.Finding {
	f := scanner.Finding{Subject: domain, Outcome: scanner.NotApplicable, Evidence: p.Evidence}
	switch {
	case p.ID == "":
		f.Outcome, f.Cause = scanner.Unknown, observe.NotFound
		f.Message = "What the shop is made with could not be told, so neither could who keeps it up to date."
	case p.Hosted:
		f.Outcome = scanner.Pass
		f.Message = fmt.Sprintf("The shop runs on %s, which keeps its software up to date for every shop.", p.Name)
	default:
		f.Message = fmt.Sprintf("The shop is made with %s, which its owner or host has to keep up to date.", p.Name)
	}
	return f
}
