package software

import (
	"context"
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/inventory"
	"shopcheck/scanner/probes/shop"
)

//go:embed js-libraries.md
var jsLibrariesDoc string

// JSLibraries asks whether the shop's pages run JavaScript libraries in versions
// with known flaws.
var JSLibraries = scanner.Probe{
	ID:       "software.js-libraries",
	Severity: scanner.Medium,
	Twice:    true,
	Doc:      jsLibrariesDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		found, err := shop.Find(ctx, site)
		if err != nil {
			return nil, err
		}
		l := &loaded{pages: found.Pages, scripts: inventory.Of(found.Pages, site.Own), late: stale(found.Home.At)}
		l.bodies = inventory.BodiesTwice(ctx, site, l.scripts, l.convicts)
		return []scanner.Finding{l.judge(site.Domain())}, nil
	},
}

// loaded is what a shop's pages load.
type loaded struct {
	pages   []shop.Page
	scripts []inventory.Script
	bodies  []inventory.Body
	late    error // why what we know of versions is too old to convict; nil: it is not
}

// convicts tells whether a script's file alone makes the finding a fail.
func (l *loaded) convicts(b inventory.Body) bool {
	for _, u := range inFile(b) {
		if l.outcome(u) == scanner.Fail {
			return true
		}
	}
	return false
}
