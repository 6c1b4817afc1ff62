package software

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"regexp"

	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/path"
	"shopcheck/scanner/probes/shop"
)

// made is what a shop is made with, with the versions that it shows anywhere.
type made struct {
	home     *observe.Page
	platform shop.Platform
}

// versioned is recognized with the versions that the platform shows beside its
// pages, for which all probes ask once. What cannot be seen there is not shown.
func versioned(ctx context.Context, site *observe.Site) (*observe.Page, shop.Platform, error) {
	m, err := observe.Derived(ctx, site, "software versions", func(ctx context.Context) (*made, error) {
		home, p, err := recognized(ctx, site)
		if err != nil {
			return nil, err
		}
		for _, place := range p.Places() {
			if place.Path != "" && !unlinked(site, p) {
				continue
			}
			if v, ok := shownAt(ctx, site, home, place); ok {
				p = p.Learn(v)
			}
		}
		return &made{home, p}, ctx.Err()
	})
	if err != nil {
		return nil, shop.Platform{}, err
	}
	return m.home, m.platform, nil
}

// shownAt reads the version that a place shows; false if it shows none, or may not
// be asked.
func shownAt(ctx context.Context, site *observe.Site, home *observe.Page, place facts.Place) (shop.Version, bool) {
	look, address := site.PeekFor, path.At(home, place.Path)
	if place.Feed {
		look, address = site.Glean, feedOf(home)
	}
	if address == "" {
		return shop.Version{}, false
	}
	page, err := look(ctx, address, place.Match.Regexp)
	if err != nil || page.Status != http.StatusOK {
		return shop.Version{}, false
	}
	m := place.Match.FindSubmatchIndex(page.Body)
	if m == nil {
		return shop.Version{}, false
	}
	line := bytes.LastIndexByte(page.Body[:m[2]], '\n') + 1 // of what is kept, the line with the version
	return shop.Version{Product: place.Of, Version: string(page.Body[m[2]:m[3]]), Evidence: page.Evidence(string(bytes.TrimSpace(page.Body[line:m[1]])))}, true
}

// unlinked reports whether a path may be asked for that nobody links to: by whom
// the shop is scanned, and by what is left of such requests.
func unlinked(site *observe.Site, p shop.Platform) bool {
	known, _ := facts.PlatformOf(p.ID)
	second := site.Again() == site
	return site.MayPeek() && (!second || path.Version(known.WordPress()) > 1)
}

// feed finds the feed of news that a page links to (RSS Advisory Board, "RSS
// Autodiscovery").
var feed = regexp.MustCompile(`<link\s[^<>]{0,200}type=["']application/rss\+xml["'][^<>]{0,300}\shref=["']([^"'<>\s]{1,300})["']`)

// feedOf returns the address of the first feed that the home page links to, or "".
func feedOf(home *observe.Page) string {
	m := feed.FindSubmatch(home.Body)
	base, err := url.Parse(home.URL)
	if m == nil || err != nil {
		return ""
	}
	u, err := base.Parse(string(m[1]))
	if err != nil || u.Hostname() != base.Hostname() {
		return ""
	}
	return u.String()
}
