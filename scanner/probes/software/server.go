package software

import (
	"context"
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed server.md
var serverDoc string

// Server asks whether the makers of the shop's web server still publish
// security fixes for its version.
var Server = scanner.Probe{
	ID:       "software.server",
	Severity: scanner.Medium,
	Doc:      serverDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		home, p, err := recognized(ctx, site)
		if err != nil {
			return nil, err
		}
		shown := serverUsed(home)
		if len(shown) == 0 && p.Hosted {
			return []scanner.Finding{notOurs(site.Domain(), p)}, nil
		}
		q := question{site.Domain(), "the shop does not show which version its web server is", judgeLine, linesAsOf}
		f, err := q.answer(shown, home.At)
		if err != nil {
			return nil, err
		}
		return []scanner.Finding{f}, nil
	},
}
