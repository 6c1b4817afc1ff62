package software

import (
	"regexp"
	"slices"
	"strings"

	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

// A banner is what one program says of itself in a header.
type banner struct {
	product string
	form    *regexp.Regexp // group 1 is the version
}

// servers are the web servers whose numbers are their makers': OpenResty, Tengine
// and IBM's count on their own, and are not read. OpenSSL is a library that Apache
// names beside itself.
var servers = []banner{
	{"nginx", regexp.MustCompile(`(?i)^nginx/(\d{1,3}\.\d{1,3}(?:\.\d{1,4})?)(?:[^.\w]|$)`)},
	{"apache", regexp.MustCompile(`(?i)^apache/(\d{1,3}\.\d{1,3}(?:\.\d{1,4})?)(?:[^.\w]|$)`)},
	{"iis", regexp.MustCompile(`(?i)^microsoft-iis/(\d{1,2}\.\d)(?:[^.\w]|$)`)},
	{"jetty", regexp.MustCompile(`(?i)^jetty\((\d{1,2}\.\d{1,2}\.\d{1,3})(?:\.v\d{8})?\)`)},
	{"tomcat", regexp.MustCompile(`(?i)^apache[ -]tomcat/(\d{1,2}\.\d{1,2}\.\d{1,3})(?:[^.\w]|$)`)},
	{"lighttpd", regexp.MustCompile(`(?i)^lighttpd/(\d\.\d{1,2}\.\d{1,3})(?:[^.\w]|$)`)},
	{"openlitespeed", regexp.MustCompile(`(?i)^openlitespeed/(\d\.\d{1,2}\.\d{1,3})(?:[^.\w]|$)`)},
	{"caddy", regexp.MustCompile(`(?i)^caddy/v?(\d\.\d{1,3}\.\d{1,3})(?:[^.\w]|$)`)},
	{"nodejs", regexp.MustCompile(`(?i)^node(?:\.?js)?/v?(\d{1,2}\.\d{1,3}\.\d{1,3})(?:[^.\w]|$)`)},
	{"openssl", regexp.MustCompile(`\sOpenSSL/(\d\.\d{1,2}\.\d{1,3}[a-z]{0,2})(?:[^.\w]|$)`)},
}

var phpBanner = regexp.MustCompile(`\bPHP/(\d{1,3}\.\d{1,3}(?:\.\d{1,4})?)(?:[^.\d]|$)`)

// between are headers of content networks: what stands before the shop's own
// server may have put its own name there, and patches its own builds.
var between = []string{"Cf-Ray", "X-Amz-Cf-Id", "X-Served-By", "Via", "X-Cache", "X-Sucuri-Id", "X-Iinfo", "X-Azure-Ref", "X-Cdn", "X-Akamai-Transformed", "X-Varnish"}

// phpUsed reads the version that a page's headers give away: X-Powered-By, or
// Server, where Apache lists its modules.
func phpUsed(page *observe.Page) []used {
	for _, name := range []string{"X-Powered-By", "Server"} {
		for _, text := range page.Header.Values(name) {
			if m := phpBanner.FindStringSubmatch(text); m != nil {
				return []used{usedOf(page, "php", m[1], name, text)}
			}
		}
	}
	return nil
}

// serverUsed reads the versions that a page's Server header gives away.
func serverUsed(page *observe.Page) []used {
	text := page.Header.Get("Server")
	behind := slices.ContainsFunc(between, func(name string) bool { return page.Header.Get(name) != "" })
	var shown []used
	for _, b := range servers {
		if m := b.form.FindStringSubmatch(text); m != nil {
			u := usedOf(page, b.product, strings.ToLower(m[1]), "Server", text)
			u.patched = u.patched || behind
			shown = append(shown, u)
		}
	}
	return shown
}

// usedOf is a version that a header gives away, and whether a distribution may
// have put fixes into it. A number that distributions ship says nothing on Windows.
func usedOf(page *observe.Page, product, version, header, text string) used {
	u := used{product: product, version: version, evidence: page.Quote(header)}
	u.release, _ = facts.DistroRelease(text)
	number := facts.DistroPackage(product, version) && !facts.OnWindows(page.Header.Get("Server"))
	u.patched = number || facts.DistroMarker(text)
	return u
}
