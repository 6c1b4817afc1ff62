package software

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

//go:embed platform.md
var platformDoc string

// Platform asks what the shop is made with.
var Platform = scanner.Probe{
	ID:       "software.platform",
	Severity: scanner.Info,
	Doc:      platformDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		_, p, err := versioned(ctx, site)
		if err != nil {
			return nil, err
		}
		return []scanner.Finding{judgePlatform(site.Domain(), p)}, nil
	},
}

func judgePlatform(domain string, p shop.Platform) scanner.Finding {
	f := scanner.Finding{Subject: domain, Outcome: scanner.Warn, Evidence: p.Evidence}
	switch {
	case p.ID == "":
		f.Outcome, f.Cause = scanner.Unknown, observe.NotFound
		f.Message = "What the shop is made with could not be told from its pages."
	case p.Hosted:
		f.Outcome, f.Message = scanner.Pass, fmt.Sprintf("The shop runs on %s.", p.Name)
	case len(p.Versions) == 0:
		f.Message = fmt.Sprintf("The shop is made with %s, in a version that its pages do not show.", p.Name)
	default:
		f.Outcome = scanner.Pass
		f.Message = fmt.Sprintf("The shop is made with %s, and its pages show the version: %s.", p.Name, list(p.Versions))
		for _, v := range p.Versions {
			if !slices.Contains(f.Evidence, v.Evidence) {
				f.Evidence = append(f.Evidence, v.Evidence)
			}
		}
	}
	return f
}

// list names versions: "WooCommerce 11.2.2, WordPress 7.1".
func list(versions []shop.Version) string {
	words := ""
	for _, v := range versions {
		if words != "" {
			words += ", "
		}
		words += facts.ProductName(v.Product) + " " + v.Version
	}
	return words
}
