package observe

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A Cookie is one Set-Cookie header as browsers read it (RFC 6265bis, section
// 5.6). Its value is masked in the page it came from and not kept here.
type Cookie struct {
	Name     string
	Secure   bool
	HTTPOnly bool
	SameSite string // "Lax", "Strict", "None"; empty if absent or unknown
	Domain   string // empty: host only
	Path     string
	Deletes  bool   // an expiry in the past: the shop removes the cookie
	Raw      string // as sent, value masked
}

// Cookies returns the cookies that the page sets, in order; those that browsers
// ignore are left out.
func (p *Page) Cookies() []Cookie {
	var out []Cookie
	for _, raw := range p.Header.Values("Set-Cookie") {
		if c, ok := readCookie(raw, p.At); ok {
			out = append(out, c)
		}
	}
	return out
}

// readCookie reads one header. ok is false where browsers ignore it.
func readCookie(raw string, now time.Time) (c Cookie, ok bool) {
	if strings.ContainsFunc(raw, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
		return c, false
	}
	pair, attributes, _ := strings.Cut(raw, ";")
	name, value, named := strings.Cut(pair, "=")
	if !named {
		name, value = "", pair
	}
	name, value = strings.Trim(name, " \t"), strings.Trim(value, " \t")
	if name == "" && value == "" || len(name)+valueLength(value) > 4096 {
		return c, false
	}
	c = Cookie{Name: name, Raw: raw}
	expires, maxAge := false, false
	for attribute := range strings.SplitSeq(attributes, ";") {
		key, value, _ := strings.Cut(attribute, "=")
		key, value = strings.ToLower(strings.Trim(key, " \t")), strings.Trim(value, " \t")
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
			c.Path = value
		case "expires":
			if at, ok := cookieDate(value); ok {
				expires = at.Before(now)
			}
		case "max-age":
			if n, err := strconv.ParseInt(value, 10, 64); err == nil {
				maxAge, c.Deletes = true, n <= 0
			}
		}
	}
	if !maxAge { // Max-Age has precedence
		c.Deletes = expires
	}
	return c, c.keepsPromise()
}

// valueLength returns a value's length, also if it was masked.
func valueLength(value string) int {
	n := len(value)
	if _, err := fmt.Sscanf(value, "[masked %d]", &n); err != nil {
		return len(value)
	}
	return n
}

// keepsPromise reports whether a cookie is what the prefix of its name promises;
// browsers ignore those that are not (RFC 6265bis, section 5.6, steps 20 and 21).
func (c Cookie) keepsPromise() bool {
	switch name := strings.ToLower(c.Name); {
	case strings.HasPrefix(name, "__secure-"):
		return c.Secure
	case strings.HasPrefix(name, "__host-"):
		return c.Secure && c.Domain == "" && c.Path == "/"
	}
	return true
}

// cookieDate reads a date as leniently as shops write it (RFC 6265bis, section
// 5.1.1, for the forms that servers really send).
func cookieDate(s string) (time.Time, bool) {
	if at, err := http.ParseTime(s); err == nil {
		return at, true
	}
	for _, layout := range []string{"Mon, 02-Jan-2006 15:04:05 MST", "Mon, 2 Jan 2006 15:04:05 MST", "Monday, 02-Jan-2006 15:04:05 MST", "Mon, 02 Jan 06 15:04:05 MST"} {
		if at, err := time.Parse(layout, s); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

// maskCookie hides the value in a Set-Cookie header and keeps the rest as sent.
func maskCookie(raw string) string {
	pair, rest, more := strings.Cut(raw, ";")
	name, value, named := strings.Cut(pair, "=")
	if !named {
		name, value = "", pair
	} else {
		name += "="
	}
	if value = strings.TrimSpace(value); value != "" {
		value = "[masked " + strconv.Itoa(len(value)) + "]"
	}
	if more {
		value += ";"
	}
	return name + value + rest
}
