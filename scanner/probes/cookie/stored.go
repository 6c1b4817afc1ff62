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
			all = append(all, setting{page, c})
		}
	}
	return all
}

// refused reports whether browsers refuse a cookie: it is for another host, it
// is Secure on a page that is not, or it breaks what its name promises (RFC
// 6265bis, sections 4.1.3 and 5.7).
func refused(page *observe.Page, c observe.Cookie) bool {
	name, host := strings.ToLower(c.Name), page.Host()
	switch {
	case c.Domain != "" && host != c.Domain && !strings.HasSuffix(host, "."+c.Domain), c.Secure && !page.Secure():
		return true
	case strings.HasPrefix(name, "__secure-"):
		return !c.Secure
	case strings.HasPrefix(name, "__host-"):
		return !c.Secure || c.Domain != "" || c.Path != "/"
	}
	return false
}
