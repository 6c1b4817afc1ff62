package cookie

import (
	"slices"
	"strings"

	"shopcheck/scanner/observe"
)

// stored returns the cookies that a browser has after a page: of several alike the
// last, and none that is removed again or refused.
func stored(page *observe.Page) []setting {
	var all []setting
	for _, c := range page.Cookies() {
		if refused(page, c) {
			continue
		}
		all = slices.DeleteFunc(all, func(s setting) bool { return s.Name == c.Name && s.Domain == c.Domain && s.Path == c.Path })
		if !c.Deletes {
			all = append(all, setting{page: page, Cookie: c})
		}
	}
	return all
}

// refused reports whether browsers refuse a cookie for the page that sets it: it
// is for another host, or Secure on a page that is not (RFC 6265bis, section 5.7).
func refused(page *observe.Page, c observe.Cookie) bool {
	host := page.Host()
	return c.Domain != "" && host != c.Domain && !strings.HasSuffix(host, "."+c.Domain) || c.Secure && !page.Secure()
}
