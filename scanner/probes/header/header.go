// Package header asks whether a shop's pages tell browsers what to guard
// against: foreign scripts, foreign frames, guessed types, leaked addresses,
// strangers who read along and caches that keep what is a customer's own; and
// whether they tell strangers more than they need to know.
package header

import (
	"context"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

// All are the probes of this family.
var All = []scanner.Probe{CSP, CSPQuality, Frame, Nosniff, Referrer, CORS, Cache, Permissions, Isolation, Disclosure}

// each returns the Run of a probe that judges every page with one of the roles
// that was found, none meaning all pages.
func each(judge func(shop.Page) scanner.Finding, roles ...shop.Role) func(context.Context, *observe.Site) ([]scanner.Finding, error) {
	return eachAsking(func(_ context.Context, _ *observe.Site, p shop.Page) scanner.Finding { return judge(p) }, roles...)
}

// eachAsking is each for judges that ask the site more than the page.
func eachAsking(judge func(context.Context, *observe.Site, shop.Page) scanner.Finding, roles ...shop.Role) func(context.Context, *observe.Site) ([]scanner.Finding, error) {
	return func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		pages, err := shop.Find(ctx, site)
		if err != nil {
			return nil, err
		}
		var found []scanner.Finding
		for _, p := range pages.Of(roles...) {
			f := judge(ctx, site, p)
			f.Subject = subject(p)
			found = append(found, f)
		}
		if len(found) == 0 {
			return nil, pages.Missing(roles...)
		}
		return found, nil
	}
}

// subject names a page in findings.
func subject(p shop.Page) string { return p.URL + " (" + string(p.Role) + ")" }

// home returns the Run of a probe that judges the home page alone: for what a
// server says on all pages alike.
func home(judge func(*observe.Page) scanner.Finding) func(context.Context, *observe.Site) ([]scanner.Finding, error) {
	return func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		page, err := site.Home(ctx)
		if err != nil {
			return nil, err
		}
		f := judge(page)
		f.Subject = page.URL
		return []scanner.Finding{f}, nil
	}
}

// unread returns why nothing is known of what a page's text says. A page that
// scripts build in the browser is read here: what they may add takes nothing back
// that its header and its HTML say.
func unread(page *observe.Page) error { return shop.Textless(page) }
