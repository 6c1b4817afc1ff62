package software

import (
	"context"
	_ "embed"
	"regexp"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
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
		home, p, err := recognized(ctx, site)
		if err != nil {
			return nil, err
		}
		shown := phpUsed(home)
		if len(shown) == 0 && p.Hosted {
			return []scanner.Finding{notOurs(site.Domain(), p)}, nil
		}
		f, err := judgeUsed(site.Domain(), shown, home.At, "the shop does not show which version of PHP it runs, if any")
		if err != nil {
			return nil, err
		}
		return []scanner.Finding{f}, nil
	},
}

var phpBanner = regexp.MustCompile(`\bPHP/(\d{1,3}\.\d{1,3}(?:\.\d{1,4})?)(?:[^.\d]|$)`)

// phpUsed reads the version that a page's headers give away: X-Powered-By, or
// Server, where Apache lists its modules.
func phpUsed(page *observe.Page) []used {
	for _, name := range []string{"X-Powered-By", "Server"} {
		for _, banner := range page.Header.Values(name) {
			if m := phpBanner.FindStringSubmatch(banner); m != nil {
				patched := facts.DistroMarker(banner) || facts.DistroPackage("php", m[1])
				return []used{{"php", m[1], patched, page.Quote(name)}}
			}
		}
	}
	return nil
}
