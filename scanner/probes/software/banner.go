package software

import (
	"slices"

	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

// between are headers of content networks: what stands before the shop's own
// server may have put its own name there, and patches its own builds.
var between = []string{"Cf-Ray", "X-Amz-Cf-Id", "X-Served-By", "Via", "X-Cache", "X-Sucuri-Id", "X-Iinfo", "X-Azure-Ref", "X-Cdn", "X-Akamai-Transformed", "X-Varnish"}

// serverHeaders are those in which servers, and what stands before them, say what they
// are. Of what is said of PHP twice, the last counts: it may name the package.
var serverHeaders = []string{"Server", "X-Powered-By", "Via", "X-Jenkins", "X-Owa-Version"}

// phpUsed reads the version of PHP that a page's headers give away.
func phpUsed(page *observe.Page) []used {
	shown := bannersUsed(page, func(product string) bool { return product == "php" })
	return shown[max(len(shown)-1, 0):]
}

// serverUsed reads the versions that a page's headers give away of all else: of its
// server, of what that is built on, and of what stands before it.
func serverUsed(page *observe.Page) []used {
	shown := bannersUsed(page, func(product string) bool { return product != "php" })
	behind := slices.ContainsFunc(between, func(name string) bool { return page.Header.Get(name) != "" })
	for i := range shown {
		shown[i].patched = shown[i].patched || behind
	}
	return shown
}

// bannersUsed reads what a page's headers say of the products that are wanted.
func bannersUsed(page *observe.Page, wanted func(product string) bool) []used {
	var shown []used
	for _, name := range serverHeaders {
		for _, text := range page.Header.Values(name) {
			for _, b := range facts.ReadBanner(name, text) {
				if wanted(b.Product) {
					shown = append(shown, usedOf(page, b.Product, b.Version, name, text))
				}
			}
		}
	}
	return shown
}

// madeWith reads what a page says of the software that makes it, beyond what marks
// the platforms of shops.
func madeWith(page *observe.Page) []shop.Version {
	var shown []shop.Version
	for _, b := range facts.ReadBanner("X-Flow-Powered", page.Header.Get("X-Flow-Powered")) {
		shown = append(shown, shop.Version{Product: b.Product, Version: b.Version, Evidence: page.Quote("X-Flow-Powered")})
	}
	for _, m := range page.Document().Metas {
		if m.Name != "generator" {
			continue
		}
		for _, b := range facts.ReadBanner(facts.Generator, m.Content) {
			e := page.Evidence(`<meta name="generator" content="` + m.Content + `">`)
			shown = append(shown, shop.Version{Product: b.Product, Version: b.Version, Evidence: e})
		}
	}
	return shown
}

// usedOf is a version that a header gives away, and whether a distribution may
// have put fixes into it. A number that distributions ship says nothing on Windows.
func usedOf(page *observe.Page, product, version, header, text string) used {
	u := used{product: product, version: version, evidence: page.Quote(header)}
	u.release, _ = facts.DistroRelease(product, text)
	number := facts.DistroPackage(product, version) && !facts.OnWindows(page.Header.Get("Server"))
	u.patched = number || facts.DistroMarker(text)
	return u
}
