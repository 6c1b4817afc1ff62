package hsts

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"shopcheck/scanner/observe"
)

// An order is what a Strict-Transport-Security header says.
type order struct {
	maxAge     time.Duration // zero: browsers are to forget the shop
	subdomains bool
	preload    bool // not in the RFC; see https://hstspreload.org
}

// longest is the most that max-age counts for: ten years, so that no number of
// digits overflows.
const longest = 10 * 365 * 24 * time.Hour

// directive matches one directive with the semicolon before the next, as RFC
// 6797, section 6.1 and the grammar of RFC 2616, section 2.2 have it.
var directive = regexp.MustCompile("^[ \t]*(?:([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*(?:=[ \t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+|\"(?:[^\"\\\\\x00-\x08\x0a-\x1f\x7f]|\\\\[\\x00-\\x7f])*\")[ \t]*)?)?(?:;|$)")

// digits matches the value of max-age.
var digits = regexp.MustCompile(`^[0-9]+$`)

// given reads a page's order. Of several headers browsers heed the first alone
// (RFC 6797, section 8.1). ok is false if there is none or it is not valid.
func given(page *observe.Page) (o order, ok bool) {
	values := page.Header.Values(header)
	if !page.Secure() || len(values) == 0 {
		return order{}, false
	}
	return parse(values[0])
}

// InForce reports whether a page orders browsers, in words that they heed, to use
// nothing but encryption from then on (RFC 6797, section 6.1.1).
func InForce(page *observe.Page) bool {
	o, ok := given(page)
	return ok && o.maxAge > 0
}

// parse reads a header's value (RFC 6797, section 6.1). One that breaks the
// grammar, has a directive twice or lacks max-age is ignored as a whole.
func parse(value string) (o order, ok bool) {
	seen := make(map[string]bool)
	for rest := value; rest != ""; {
		m := directive.FindStringSubmatch(rest)
		if m == nil {
			return order{}, false
		}
		rest = rest[len(m[0]):]
		name := strings.ToLower(m[1])
		if name == "" {
			continue
		}
		if seen[name] || !o.take(name, m[2]) {
			return order{}, false
		}
		seen[name] = true
	}
	return o, seen["max-age"]
}

// take notes a directive; unknown ones are ignored. It is false where the value
// is not what the directive wants.
func (o *order) take(name, value string) bool {
	switch name {
	case "max-age":
		value = strings.Trim(value, `"`)
		if !digits.MatchString(value) {
			return false
		}
		o.maxAge = longest
		if n, err := strconv.ParseInt(value, 10, 64); err == nil && n < int64(longest/time.Second) {
			o.maxAge = time.Duration(n) * time.Second
		}
	case "includesubdomains":
		o.subdomains = true
		return value == ""
	case "preload":
		o.preload = true
	}
	return true
}
