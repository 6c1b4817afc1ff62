package software

import (
	"context"
	_ "embed"
	"slices"
	"strings"

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
		sign, err := readSign(ctx, site, serverUsed)
		if err != nil {
			return nil, err
		}
		f, err := sign.judgeServer(site.Domain())
		if err != nil {
			return nil, err
		}
		return []scanner.Finding{f}, nil
	},
}

// inFront are products that stand before others.
var inFront = []string{"varnish", "squid", "kong", "haproxy"}

// judgeServer judges the versions of a web server and what belongs to it, and says
// if something answers in front of it.
func (s sign) judgeServer(domain string) (scanner.Finding, error) {
	page, hidden := s.page, "the shop does not show which version its web server is"
	if page == nil {
		page = s.found.Home
	}
	front := fronted(page)
	if front != "" {
		hidden += ", and " + front + " answers in front of it"
	}
	f, err := s.judge(question{domain, hidden, judgeLine, linesAsOf})
	own := slices.ContainsFunc(s.shown, func(u used) bool { return !slices.Contains(inFront, u.product) })
	if err == nil && front != "" && own {
		f.Message = strings.TrimSuffix(f.Message, ".") + "; " + front + " answers in front of it, so that the number may be of that."
	}
	return f, err
}
