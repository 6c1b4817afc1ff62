package hsts

import (
	"context"
	_ "embed"
	"net/url"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed preload.md
var preloadDoc string

// Preload asks whether a shop that wants to be built into browsers as encrypted
// only also meets their conditions. It recommends to nobody to want that, and
// it does not know who is built in.
var Preload = scanner.Probe{
	ID:       "hsts.preload",
	Severity: scanner.Info,
	Doc:      preloadDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		page, err := site.Home(ctx)
		if err != nil {
			return nil, err
		}
		if o, ok := given(page); !ok || !o.preload {
			return []scanner.Finding{judgePreload(page, page, nil)}, nil
		}
		apex := page
		if page.Host() != site.Apex() { // whole domains are built in, never a name below
			if apex, err = answer(ctx, site, "https://"+site.Apex()+"/"); err != nil {
				return nil, err
			}
		}
		plain, err := answer(ctx, site, "http://"+site.Apex()+"/")
		if cause, _ := observe.Explain(err); err != nil && cause != observe.Refused {
			return nil, err
		}
		return []scanner.Finding{judgePreload(page, apex, plain)}, nil
	},
}

// answer fetches a page or its redirect, but nothing that refuses us.
func answer(ctx context.Context, site *observe.Site, address string) (*observe.Page, error) {
	p, err := site.Get(ctx, address)
	if err != nil {
		return nil, err
	}
	return p, p.Unusable()
}

// judgePreload judges what the home page wants by what the domain itself says
// over HTTPS (apex) and without (plain, nil if nobody answers there).
func judgePreload(page, apex, plain *observe.Page) scanner.Finding {
	o, ok := given(page)
	switch {
	case !page.Secure():
		return unencrypted(page)
	case !ok:
		return without(page)
	case !o.preload:
		return finding(page, scanner.Pass, "The shop does not ask to be built into browsers as encrypted only, and does not need to.")
	}
	f := finding(page, scanner.Warn, "")
	if apex != page {
		f.Evidence = append(f.Evidence, apex.Quote(header))
	}
	o, ok = given(apex)
	switch {
	case !ok || !o.preload:
		f.Message = "The shop asks to be built into browsers as encrypted only, but its domain itself does not, and that is what counts."
	case o.maxAge < year:
		f.Message = "The shop asks to be built into browsers as encrypted only, but for less than the year that they want."
	case !o.subdomains:
		f.Message = "The shop asks to be built into browsers as encrypted only, but not for all names below it, as they want."
	case plain != nil && !turns(plain):
		f.Message = "The shop asks to be built into browsers as encrypted only, but its plain address does not lead to the encrypted one of the same name first, as they want."
		f.Evidence = append(f.Evidence, plain.Quote("Location"))
	default:
		f.Outcome, f.Message = scanner.Pass, "The shop asks to be built into browsers as encrypted only, and what it sends meets their conditions."
	}
	return f
}

// turns reports whether a plain page redirects to HTTPS on its own host.
func turns(plain *observe.Page) bool {
	to, err := url.Parse(plain.Header.Get("Location"))
	return err == nil && plain.Status >= 300 && plain.Status < 400 &&
		strings.EqualFold(to.Scheme, "https") && strings.EqualFold(to.Hostname(), plain.Host())
}
