package software

import (
	"context"
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed php.md
var phpDoc string

// PHP asks whether the makers of PHP, in which most shop software is written,
// still publish security fixes for the server's version of it.
var PHP = scanner.Probe{
	ID:       "software.php",
	Severity: scanner.Medium,
	Twice:    true,
	Doc:      phpDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		sign, err := readSign(ctx, site, phpUsed)
		if err != nil {
			return nil, err
		}
		f, err := sign.judge(question{site.Domain(), "the shop does not show which version of PHP it runs, if any", judgeLine, linesAsOf})
		if err != nil {
			return nil, err
		}
		return []scanner.Finding{f}, nil
	},
}
