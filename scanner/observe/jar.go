package observe

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// A Kept is a cookie that a browser has, and the page that set it.
type Kept struct {
	Cookie // its Path is never empty
	Page   *Page
	host   string // to whose pages it is sent: its Domain, or the page's own host
}

// Keep returns the cookies that a browser has which saw these pages in this
// order and none before: a redirect and where it led, for example. They come in
// the order in which they were last set (RFC 6265bis, section 5.7).
//
// Browsers differ on two kinds of cookies, which are kept here: SameSite=None
// without Secure, and Partitioned without Secure.
func Keep(pages ...*Page) []Kept {
	var jar []Kept
	for _, page := range pages {
		for _, c := range page.Cookies() {
			k, ok := receive(page, c)
			if !ok || shadowed(jar, k) {
				continue
			}
			jar = slices.DeleteFunc(jar, func(old Kept) bool {
				return old.Name == k.Name && old.host == k.host && (old.Domain == "") == (k.Domain == "") && old.Path == k.Path
			})
			if !k.Deletes {
				jar = append(jar, k)
			}
		}
	}
	return jar
}

// receive completes a cookie by the page that sets it. ok is false where browsers
// refuse it: it is for others' hosts, or Secure on a page that is not (steps 9,
// 10, 11 and 13).
func receive(page *Page, c Cookie) (k Kept, ok bool) {
	host := strings.ToLower(page.Host())
	if c.Domain != "" && publicSuffix(c.Domain) {
		if c.Domain != host {
			return k, false
		}
		c.Domain = ""
	}
	if c.Domain != "" && !domainMatches(host, c.Domain) || c.Secure && !page.Secure() {
		return k, false
	}
	if c.Path == "" {
		c.Path = directory(page)
	}
	k = Kept{Cookie: c, Page: page, host: host}
	if c.Domain != "" {
		k.host = c.Domain
	}
	return k, true
}

// shadowed reports whether a cookie from an unencrypted page would hide one that
// is Secure: browsers ignore it (step 16).
func shadowed(jar []Kept, k Kept) bool {
	return !k.Secure && !k.Page.Secure() && slices.ContainsFunc(jar, func(old Kept) bool {
		return old.Secure && old.Name == k.Name && pathMatches(k.Path, old.Path) &&
			(domainMatches(old.host, k.host) || domainMatches(k.host, old.host))
	})
}

// publicSuffix reports whether everybody can have names below a domain.
func publicSuffix(domain string) bool {
	suffix, _ := publicsuffix.PublicSuffix(domain)
	return suffix == domain
}

// domainMatches reports whether a host is a domain or belongs to it (section
// 5.1.3).
func domainMatches(host, domain string) bool {
	if host == domain {
		return true
	}
	_, err := netip.ParseAddr(host)
	return err != nil && strings.HasSuffix(host, "."+domain)
}

// pathMatches reports whether a path is a cookie's, or below it (section 5.1.4).
func pathMatches(path, cookie string) bool {
	rest, below := strings.CutPrefix(path, cookie)
	return below && (rest == "" || strings.HasSuffix(cookie, "/") || rest[0] == '/')
}

// directory is the path of a cookie that names none (section 5.1.4).
func directory(page *Page) string {
	u, err := url.Parse(page.URL)
	if err != nil {
		return "/"
	}
	path := u.EscapedPath()
	if last := strings.LastIndex(path, "/"); last > 0 {
		return path[:last]
	}
	return "/"
}
