package software

import (
	"context"
	_ "embed"
	"regexp"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
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
		f, err := judgeUsed(site.Domain(), shown, home.At, "the shop does not show which version its web server is")
		if err != nil {
			return nil, err
		}
		return []scanner.Finding{f}, nil
	},
}

var serverBanner = regexp.MustCompile(`(?i)^(nginx|apache)/(\d{1,3}\.\d{1,3}(?:\.\d{1,4})?)(?:[^.\d]|$)`)

// between are headers of content networks: what stands before the shop's own
// server may have put its own name there, and patches its own builds.
var between = []string{"Cf-Ray", "X-Amz-Cf-Id", "X-Served-By", "Via", "X-Cache", "X-Sucuri-Id", "X-Iinfo", "X-Azure-Ref", "X-Cdn", "X-Akamai-Transformed", "X-Varnish"}

// serverUsed reads the version that a page's Server header gives away.
func serverUsed(page *observe.Page) []used {
	banner := page.Header.Get("Server")
	m := serverBanner.FindStringSubmatch(banner)
	if m == nil {
		return nil
	}
	product := strings.ToLower(m[1])
	behind := slices.ContainsFunc(between, func(name string) bool { return page.Header.Get(name) != "" })
	patched := behind || facts.DistroMarker(banner) || facts.DistroPackage(product, m[2])
	return []used{{product, m[2], patched, page.Quote("Server")}}
}
