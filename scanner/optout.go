package scanner

import (
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
	for _, scheme := range []string{"https", "http"} {
		for _, host := range site.Hosts() {
			visit, err := site.Visit(ctx, scheme+"://"+host+"/robots.txt")
			switch {
			case err != nil: // nobody there: another of the shop's names may answer
			case visit.End().Status == http.StatusOK && disallows(visit.End().Body):
				return &observe.Failure{Cause: observe.OptedOut, Words: "the shop asks shopcheck to stay away (robots.txt)"}
			default:
				return nil
			}
		}
	}
	return nil
}

// disallows reports whether a robots.txt has a group for shopcheck that closes
// the whole site (RFC 9309, section 2.2).
func disallows(robots []byte) bool {
	ours, inRules := false, false
	for line := range strings.Lines(strings.TrimPrefix(string(robots), "\ufeff")) {
		line, _, _ = strings.Cut(line, "#")
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
