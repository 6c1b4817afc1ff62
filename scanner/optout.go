package scanner

import (
	"bufio"
	"bytes"
	"context"
	"net/http"
	"slices"
	"strings"

	"shopcheck/scanner/observe"
)

// optedOut returns a Failure if the shop asks shopcheck to stay away, in either
// of two ways that anybody who runs a shop can use:
//
//   - a TXT record _shopcheck.<domain> with the value "deny"
//   - a robots.txt group "User-agent: shopcheck" with "Disallow: /" (RFC 9309)
//
// Groups for other robots do not bind: they are about crawling, and the owner's
// permission is asked for everything that a visitor would not do. A robots.txt
// that cannot be read opts nobody out.
func optedOut(ctx context.Context, site *observe.Site) error {
	txt, err := site.Records(ctx, "TXT", "_shopcheck."+site.Apex())
	if err == nil && slices.ContainsFunc(txt.Values(), func(v string) bool { return strings.EqualFold(strings.TrimSpace(v), "deny") }) {
		return &observe.Failure{Cause: observe.OptedOut, Words: "the shop asks shopcheck to stay away (TXT record _shopcheck." + site.Apex() + ")"}
	}
	visit, err := site.Visit(ctx, "https://"+site.Domain()+"/robots.txt")
	if err == nil && visit.End().Status == http.StatusOK && disallows(visit.End().Body) {
		return &observe.Failure{Cause: observe.OptedOut, Words: "the shop asks shopcheck to stay away (robots.txt)"}
	}
	return nil
}

// disallows reports whether a robots.txt has a group for shopcheck that closes
// the whole site (RFC 9309, section 2.2).
func disallows(robots []byte) bool {
	ours, inRules := false, false
	lines := bufio.NewScanner(bytes.NewReader(robots))
	for lines.Scan() {
		line, _, _ := strings.Cut(lines.Text(), "#")
		key, value, _ := strings.Cut(line, ":")
		key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
		switch key {
		case "user-agent":
			if inRules {
				ours, inRules = false, false
			}
			ours = ours || strings.EqualFold(value, "shopcheck")
		case "allow", "disallow":
			inRules = true
			if ours && key == "disallow" && value == "/" {
				return true
			}
		}
	}
	return false
}
