package software

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/path"
	"shopcheck/scanner/probes/shop"
)

// between are headers of content networks and caches: what stands before the shop's
// own server may have put its own name there, and patches its own builds.
var between = []string{"Cf-Ray", "X-Amz-Cf-Id", "X-Served-By", "Via", "X-Cache", "X-Sucuri-Id", "X-Iinfo", "X-Azure-Ref", "X-Cdn", "X-Akamai-Transformed", "X-Varnish"}

// serverHeaders are those in which servers, and what stands before them, say what they
// are. Of what is said of PHP twice, the last counts: it may name the package.
var serverHeaders = []string{"Server", "X-Powered-By", "Via", "X-Jenkins", "X-Owa-Version"}

// A sign is what the first page says that shows versions of what is wanted. The zero
// page means that none does.
type sign struct {
	found shop.Found
	page  *observe.Page
	shown []used
}

// readSign looks on the pages that were found, and then on what the shop says of a
// page that cannot exist. What a platform rents out is for its maker to keep up,
// whatever it shows, and is not read.
func readSign(ctx context.Context, site *observe.Site, read func(*observe.Page) []used) (sign, error) {
	found, err := shop.Find(ctx, site)
	if err != nil || found.Platform().Hosted {
		return sign{found: found}, err
	}
	for _, page := range append(pagesOf(found), errorPage(ctx, site, found.Home)...) {
		if shown := read(page); len(shown) > 0 {
			return sign{found, page, shown}, nil
		}
	}
	return sign{found: found}, nil
}

func pagesOf(found shop.Found) []*observe.Page {
	var pages []*observe.Page
	for _, p := range found.Pages {
		pages = append(pages, p.Page)
	}
	return pages
}

// errorPage returns what the shop says of a page that cannot exist, which other
// probes ask for too, or nothing. It is not asked for again: that is in nobody's
// share.
func errorPage(ctx context.Context, site *observe.Site, home *observe.Page) []*observe.Page {
	if site.Again() == site || !site.MayPeek() {
		return nil
	}
	page, err := path.Ask(ctx, site.PeekPage, path.At(home, path.Nonsense(site.Domain(), "/page")))
	if err != nil {
		return nil
	}
	return []*observe.Page{page}
}

// judge answers a question about the versions that a sign shows.
func (s sign) judge(q question) (scanner.Finding, error) {
	if p := s.found.Platform(); p.Hosted {
		return notOurs(q.subject, p), nil
	}
	return q.answer(s.shown, s.found.Home.At)
}

// phpUsed reads the version of PHP that a page gives away.
func phpUsed(page *observe.Page) []used {
	shown := bannersUsed(page, func(product string) bool { return product == "php" })
	return shown[max(len(shown)-1, 0):]
}

// serverUsed reads the versions that a page gives away of all else: of its server,
// of what that is built on, and of what stands before it.
func serverUsed(page *observe.Page) []used {
	shown := bannersUsed(page, func(product string) bool { return product != "php" })
	front := fronted(page)
	for i := range shown {
		shown[i].patched = shown[i].patched || front != ""
	}
	return shown
}

// fronted says what answers before the shop's own server, as far as a page shows: a
// content network's name, or "a cache"; "" for nothing.
func fronted(page *observe.Page) string {
	for _, f := range facts.Fronts() {
		if facts.FrontOf(f.Header, page.Header.Get(f.Header)) == f.Network {
			return f.Network
		}
	}
	if owner := facts.RangeOwner(page.Range()); owner != "" {
		return owner
	}
	if slices.ContainsFunc(between, func(name string) bool { return page.Header.Get(name) != "" }) {
		return "a cache"
	}
	return ""
}

// bannersUsed reads what a page says of the products that are wanted: in its headers,
// and if it is one of errors, and these show none, in the words by which programs
// sign such.
func bannersUsed(page *observe.Page, wanted func(product string) bool) []used {
	var shown []used
	for _, name := range serverHeaders {
		for _, text := range page.Header.Values(name) {
			for _, b := range facts.ReadBanner(name, text) {
				if wanted(b.Product) {
					shown = append(shown, usedOf(page, b.Product, b.Version, text, page.Quote(name)))
				}
			}
		}
	}
	if len(shown) > 0 || page.Status < http.StatusBadRequest {
		return shown
	}
	for _, b := range facts.ReadBanner(facts.PageText, string(page.Body)) {
		if says, _, _ := strings.Cut(b.Says, "[masked]"); wanted(b.Product) {
			shown = append(shown, usedOf(page, b.Product, b.Version, says, page.Evidence(says)))
		}
	}
	return shown
}

// usedOf is a version that a text gives away, and whether a distribution may have
// put fixes into it. A number that distributions ship says nothing on Windows.
func usedOf(page *observe.Page, product, version, text string, evidence observe.Evidence) used {
	u := used{product: product, version: version, evidence: evidence}
	u.release, _ = facts.DistroRelease(product, text)
	number := facts.DistroPackage(product, version) && !facts.OnWindows(page.Header.Get("Server")) && !facts.OnWindows(text)
	u.patched = number || facts.DistroMarker(text)
	return u
}
