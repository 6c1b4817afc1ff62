package header

import (
	"context"
	_ "embed"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

//go:embed cache.md
var cacheDoc string

// Cache asks whether pages that are a customer's own, and pages that hand out
// what recognises one, are kept from caches that many customers share: proxies,
// content networks and the shop's own (RFC 9111).
var Cache = scanner.Probe{
	ID: "header.cache", Severity: scanner.Medium, Doc: cacheDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		pages, err := shop.Find(ctx, site)
		if err != nil {
			return nil, err
		}
		var found []scanner.Finding
		for _, p := range pages.Pages {
			if handed := handout(p.Page); handed.raw != "" || slices.Contains(personal, p.Role) {
				f := judgeCache(p, handed)
				f.Subject = subject(p)
				found = append(found, f)
			}
		}
		if len(found) == 0 {
			return nil, pages.Missing(personal...)
		}
		return found, nil
	},
}

// personal are the roles of pages that show customers what is theirs.
var personal = []shop.Role{shop.Login, shop.Register, shop.Account, shop.Cart, shop.Checkout}

// A handed is the cookie by which a page's visitor is recognised from then on; the
// zero value means that it sets none.
type handed struct {
	raw  string
	sure bool // its name is known, and no guess
}

// handout returns the surest cookie of that kind that a page sets and that caches
// may keep.
func handout(page *observe.Page) (h handed) {
	if readDirectives(page, cacheControl).guards("set-cookie") {
		return handed{}
	}
	for _, c := range observe.Keep(page) {
		if is, sure := facts.SessionCookie(c.Name); is && (h.raw == "" || sure && !h.sure) {
			h = handed{raw: c.Raw, sure: sure}
		}
	}
	return h
}

// judgeCache calls it a failure where a cookie that recognises a customer may be
// handed to the next one. A page without one may be the same for everybody.
func judgeCache(page shop.Page, cookie handed) scanner.Finding {
	f := scanner.Finding{Outcome: scanner.Warn, Evidence: quoteCaching(page.Page)}
	if cookie.raw != "" {
		f.Evidence = append(f.Evidence, page.Evidence("Set-Cookie: "+cookie.raw))
	}
	what := "a cookie that recognises a customer"
	if !cookie.sure {
		what = "a cookie that seems to recognise a customer"
	}
	kept := cached(page.Page) != ""
	switch may := sharing(page.Page); {
	case cookie.raw != "" && may == freely:
		f.Outcome, f.Message = scanner.Fail, "Caches between the shop and its customers may keep this page together with "+what+", and give both to others."
	case cookie.raw != "" && kept && may == asYouLike:
		f.Outcome, f.Message = scanner.Fail, "This page came out of a cache together with "+what+", so others may get the same cookie."
	case cookie.raw != "" && kept: // a cache may put a new cookie on every page that it gives out
		f.Message = "This page came out of a cache together with " + what + ", although the shop says that it is not to be shared."
	case may == freely:
		f.Message = "Caches between the shop and its customers may keep this page and show it to others; nothing of a customer's own was seen in it."
	case may == asYouLike:
		f.Message = "The shop does not say whether caches on the way may keep this page for others, so they decide that themselves."
	case may == afterAsking:
		f.Outcome, f.Message = scanner.Pass, "Caches between the shop and its customers have to ask the shop each time before they show this page again."
	default:
		f.Outcome, f.Message = scanner.Pass, "Caches between the shop and its customers may not keep this page for others."
	}
	if f.Outcome == scanner.Fail && !cookie.sure {
		f.Outcome = scanner.Warn
	}
	return f
}
