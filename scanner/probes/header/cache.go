package header

import (
	"context"
	_ "embed"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/cookie"
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
			if session := sessionOf(p.Page); session.raw != "" || slices.Contains(personal, p.Role) {
				f := judgeCache(p.Page, session)
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

// A session is the cookie by which a page's visitor is recognised from then on; the
// zero value means that the page sets none.
type session struct {
	raw  string // as sent
	sure bool   // no guess
}

// sessionOf returns the surest cookie of that kind that a page sets and that
// caches may keep.
func sessionOf(page *observe.Page) (s session) {
	if readDirectives(page, cacheControl).guards("set-cookie") {
		return session{}
	}
	for _, c := range observe.Keep(page) {
		if is, sure := cookie.Recognises(c.Cookie); is && (s.raw == "" || sure && !s.sure) {
			s = session{raw: c.Raw, sure: sure}
		}
	}
	return s
}

// judgeCache calls it a failure where a cookie that recognises a customer may be
// handed to the next one. A page without one may be the same for everybody.
func judgeCache(page *observe.Page, own session) scanner.Finding {
	f := scanner.Finding{Outcome: scanner.Warn, Evidence: quoteCaching(page)}
	sets, kept := own.raw != "", cached(page) != ""
	if sets {
		f.Evidence = append(f.Evidence, page.Evidence("Set-Cookie: "+own.raw))
	}
	what := "a cookie that recognises a customer"
	if !own.sure {
		what = "a cookie that seems to recognise a customer"
	}
	switch may := sharing(page); {
	case sets && may == freely:
		f.Outcome, f.Message = scanner.Fail, "Caches between the shop and its customers may keep this page together with "+what+", and give both to others."
	case sets && kept && may == asYouLike:
		f.Outcome, f.Message = scanner.Fail, "This page came out of a cache together with "+what+", so others may get the same cookie."
	case sets && kept: // a cache may put a new cookie on every page that it gives out
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
	if f.Outcome == scanner.Fail && !own.sure {
		f.Outcome = scanner.Warn
	}
	return f
}
