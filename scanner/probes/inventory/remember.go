package inventory

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

// maxRemembered bounds each list of what is remembered.
const maxRemembered = 1000

// security are the headers that decide what browsers let a page's scripts do.
var security = []string{
	"Content-Security-Policy", "Content-Security-Policy-Report-Only", "Cross-Origin-Embedder-Policy", "Cross-Origin-Opener-Policy",
	"Cross-Origin-Resource-Policy", "Permissions-Policy", "Referrer-Policy", "Strict-Transport-Security", "X-Content-Type-Options", "X-Frame-Options",
}

// Till returns the pages where customers pay. One that only asks them to log in is
// none.
func Till(found shop.Found) []shop.Page {
	return slices.DeleteFunc(found.Of(shop.Checkout), func(p shop.Page) bool { return shop.BehindLogin(p.Page) })
}

// partly reports whether a page has more than was read of it: what was not seen
// then would seem new at the next look.
func partly(p shop.Page) bool { return shop.Textless(p.Page) != nil || p.Document().Cut }

// Remember returns what this run saw, for a later one to compare with; nothing at
// no time if it saw no page. A replayed Site remembers what it saw when it was
// alive.
func Remember(ctx context.Context, site *observe.Site) observe.Before {
	found, err := shop.Find(ctx, site)
	if err != nil {
		return observe.Before{}
	}
	b := observe.Before{At: found.Home.At}
	if !found.Blind() {
		b.Hosts = append([]string{}, bounded(Hosts(Of(found.Pages, site.Own)))...)
	}
	if pages := Till(found); len(pages) > 0 && !slices.ContainsFunc(pages, partly) {
		b.Payment, b.Headers, b.Rendered = Names(Of(pages, site.Own)), Headers(pages), Rendered(pages)
	}
	return b
}

// Names returns the names of scripts, sorted, never nil.
func Names(scripts []Script) []string {
	names := []string{}
	for _, s := range scripts {
		names = append(names, s.Name)
	}
	slices.Sort(names)
	return bounded(names)
}

// Rendered reports whether one of the pages is as a browser shows it. Such a page
// has more scripts than its HTML names, so it is not compared with one that came
// without.
func Rendered(pages []shop.Page) bool {
	return slices.ContainsFunc(pages, func(p shop.Page) bool { return p.Rendered })
}

// Headers returns the security headers of pages, as "Name: value", sorted, each
// once, and the policies in their text likewise. What changes with every visit is
// left out of the values.
func Headers(pages []shop.Page) []string {
	lines := []string{}
	for _, p := range pages {
		for _, name := range security {
			for _, v := range p.Header.Values(name) {
				lines = append(lines, name+": "+steady(v))
			}
		}
		for _, m := range p.Document().Metas {
			if m.Name == "content-security-policy" {
				lines = append(lines, "<meta> Content-Security-Policy: "+steady(m.Content))
			}
		}
	}
	slices.Sort(lines)
	return bounded(slices.Compact(lines))
}

func bounded(list []string) []string { return list[:min(len(list), maxRemembered)] }

// fleeting are the parts of policies that change with every visit: nonces, hashes
// of texts with values in them, and what a report's address says of the visit.
var fleeting = regexp.MustCompile(`(?i)('(?:nonce|sha256|sha384|sha512)-)[^'\s]*(')|(\?)[^\s;,]*`)

// alike are hashes in a row: pages have a text more or less from visit to visit.
var alike = regexp.MustCompile(`(?i)('sha(?:256|384|512)-…')(?: 'sha(?:256|384|512)-…')+`)

// steady returns a header's value without what changes with every visit.
func steady(value string) string {
	return alike.ReplaceAllString(strings.Join(strings.Fields(fleeting.ReplaceAllString(value, "$1$3…$2")), " "), "$1")
}
