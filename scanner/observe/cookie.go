package observe

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Cookie is one Set-Cookie header as browsers read it (RFC 6265bis, section
// 5.6). Its value is masked in the page it came from and not kept here.
type Cookie struct {
	Name     string
	Length   int // of its value
	Secure   bool
	HTTPOnly bool
	SameSite string // "Lax", "Strict", "None"; empty if absent or unknown
	Domain   string // empty: host only
	Path     string // empty: the directory of the page's address
	Deletes  bool   // an expiry in the past: the shop removes the cookie
	Raw      string // as sent, value masked
}

// Bounds on cookies that browsers agree on (RFC 6265bis, section 5.6).
const (
	maxPair      = 4096 // name and value together; larger ones are ignored
	maxAttribute = 1024 // one attribute's value; longer ones are ignored
)

// Cookies returns the cookies that the page sets, in order; those that browsers
// ignore whatever page sets them are left out.
func (p *Page) Cookies() []Cookie {
	var out []Cookie
	for _, raw := range p.Header.Values("Set-Cookie") {
		if c, ok := readCookie(raw, p.At); ok {
			out = append(out, c)
		}
	}
	return out
}

// blank is the white space of cookies.
const blank = " \t"

// readCookie reads one header. ok is false where browsers ignore it.
func readCookie(raw string, now time.Time) (c Cookie, ok bool) {
	if strings.ContainsFunc(raw, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
		return c, false
	}
	pair, attributes, _ := strings.Cut(raw, ";")
	name, value := namedValue(pair)
	c = Cookie{Name: name, Length: valueLength(value), Raw: raw}
	if n := len(c.Name) + c.Length; n == 0 || n > maxPair {
		return c, false
	}
	var life lifetime
	for attribute := range strings.SplitSeq(attributes, ";") {
		key, value, _ := strings.Cut(attribute, "=")
		key, value = strings.ToLower(strings.Trim(key, blank)), strings.Trim(value, blank)
		if len(value) <= maxAttribute {
			c.attribute(key, value)
			life.attribute(key, value, now)
		}
	}
	c.Deletes = life.over()
	return c, isASCII(c.Domain) && c.keepsPromise()
}

// namedValue splits a pair. One without "=" is a value that has no name.
func namedValue(pair string) (name, value string) {
	name, value, named := strings.Cut(pair, "=")
	if !named {
		name, value = "", pair
	}
	return strings.Trim(name, blank), strings.Trim(value, blank)
}

// attribute obeys one attribute; of several alike the last counts. Partitioned,
// like all that is not named here, changes nothing for a shop's own pages.
func (c *Cookie) attribute(key, value string) {
	switch key {
	case "secure":
		c.Secure = true
	case "httponly":
		c.HTTPOnly = true
	case "samesite":
		c.SameSite = map[string]string{"lax": "Lax", "strict": "Strict", "none": "None"}[strings.ToLower(value)]
	case "domain":
		c.Domain = strings.ToLower(strings.TrimPrefix(value, "."))
	case "path":
		if c.Path = value; !strings.HasPrefix(value, "/") {
			c.Path = ""
		}
	}
}

// A lifetime is what a cookie says of its end. Max-Age has precedence.
type lifetime struct {
	aged, ageOver bool // Max-Age, and that it is none
	expired       bool
}

func (l *lifetime) attribute(key, value string, now time.Time) {
	switch key {
	case "max-age": // digits, however many, perhaps after a minus sign
		digits := strings.TrimPrefix(value, "-")
		if digits != "" && strings.Trim(digits, "0123456789") == "" {
			l.aged, l.ageOver = true, digits != value || strings.Trim(digits, "0") == ""
		}
	case "expires":
		if at, ok := cookieDate(value); ok {
			l.expired = at.Before(now)
		}
	}
}

func (l *lifetime) over() bool { return l.aged && l.ageOver || !l.aged && l.expired }

func isASCII(s string) bool { return !strings.ContainsFunc(s, func(r rune) bool { return r > '~' }) }

// keepsPromise reports whether a cookie is what the prefix of its name promises;
// browsers ignore those that are not (RFC 6265bis, section 5.7, steps 20 and 21;
// draft-ietf-httpbis-layered-cookies, "Store a Cookie"). What a value without a
// name promises is masked.
func (c Cookie) keepsPromise() bool {
	name := strings.ToLower(c.Name)
	promises := func(prefixes ...string) bool {
		return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(name, p) })
	}
	switch {
	case promises("__secure-", "__host-", "__http-") && !c.Secure:
		return false
	case promises("__http-", "__host-http-") && !c.HTTPOnly:
		return false
	}
	return !promises("__host-") || c.Domain == "" && c.Path == "/"
}

// valueLength returns a value's length, also if it was masked.
func valueLength(value string) int {
	if digits, ok := strings.CutPrefix(value, "[masked "); ok {
		if n, err := strconv.ParseUint(strings.TrimSuffix(digits, "]"), 10, 31); err == nil {
			return int(n)
		}
	}
	return len(value)
}

// attributes are those that are shown as sent; another may be the rest of a value
// that has a semicolon in it.
var attributes = []string{"domain", "expires", "httponly", "max-age", "partitioned", "path", "priority", "samesite", "secure"}

// word is an attribute without a value that may be shown: a mistyped one, perhaps.
var word = regexp.MustCompile(`^[ \t]*[A-Za-z-]{0,20}[ \t]*$`)

// maskCookie hides the value in a Set-Cookie header and keeps the rest as sent.
func maskCookie(raw string) string {
	pair, rest, more := strings.Cut(raw, ";")
	name, value, named := strings.Cut(pair, "=")
	if !named {
		name, value = "", pair
	} else {
		name += "="
	}
	out := name + maskValue(value)
	if !more {
		return out
	}
	for attribute := range strings.SplitSeq(rest, ";") {
		key, value, valued := strings.Cut(attribute, "=")
		switch {
		case slices.Contains(attributes, strings.ToLower(strings.Trim(key, blank))):
		case valued:
			attribute = key + "=" + maskValue(value)
		case !word.MatchString(attribute):
			attribute = maskValue(attribute)
		}
		out += ";" + attribute
	}
	return out
}

func maskValue(value string) string {
	if value = strings.Trim(value, blank); value == "" {
		return ""
	}
	return "[masked " + strconv.Itoa(len(value)) + "]"
}
