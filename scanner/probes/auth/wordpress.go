package auth

import (
	"context"
	"fmt"
	"net/http"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/path"
	"shopcheck/scanner/probes/shop"
)

// wordpress runs a probe of WordPress, and of nothing else.
func wordpress(run func(ctx context.Context, site *observe.Site, home *observe.Page) (scanner.Finding, error)) func(context.Context, *observe.Site) ([]scanner.Finding, error) {
	return func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		found, err := shop.Find(ctx, site)
		if err != nil {
			return nil, err
		}
		made := found.Platform()
		platform, known := facts.PlatformOf(made.ID)
		switch {
		case !known:
			return nil, &observe.Failure{Cause: observe.NotFound, Words: "the shop does not show whether it is made with WordPress"}
		case made.Hosted || !platform.WordPress():
			return []scanner.Finding{{
				Subject: site.Domain(), Outcome: scanner.NotApplicable, Evidence: made.Evidence,
				Message: fmt.Sprintf("The shop runs on %s, and this is about WordPress.", made.Name),
			}}, nil
		}
		f, err := run(ctx, site, found.Home)
		if err != nil {
			return nil, err
		}
		f.Subject = site.Domain()
		return []scanner.Finding{f}, nil
	}
}

// heard returns why refusals among the pages say nothing, or nil.
func heard(ctx context.Context, site *observe.Site, home *observe.Page, pages ...*observe.Page) error {
	for _, p := range pages {
		if p.Status == http.StatusForbidden {
			return path.Refuses(ctx, site, home)
		}
	}
	return nil
}

// status quotes what an address answered.
func status(p *observe.Page, words string) observe.Evidence {
	return p.Evidence(fmt.Sprintf("status %d%s", p.Status, words))
}
