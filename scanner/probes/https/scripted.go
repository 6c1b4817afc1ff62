package https

import (
	"net/url"
	"regexp"
	"strings"

	"shopcheck/scanner/observe"
)

// moves finds a script that sends the browser to an encrypted address: an
// assignment to location, its href or its protocol, or a call of its replace or
// assign. Comparisons, which many scripts make, are none. The group is what
// follows "https://" up to the end of the string: nothing, or a host and path.
var moves = regexp.MustCompile(`(?i)\blocation(?:\.href|\.protocol)?\s*(?:=[^=;\n][^;\n]{0,200}?|\.(?:replace|assign)\s*\([^;\n]{0,200}?)https:(?://)?([^'"` + "`" + `$\s]*)[^;\n]{0,100}`)

// scripted reports whether a page asks the browser, by a meta element or a
// script, to move to the shop's encrypted address.
func scripted(page *observe.Page, own func(host string) bool) bool {
	doc := page.Document()
	for _, m := range doc.Metas {
		if m.Name == "refresh" && ownHTTPS(refresh(m.Content), own) {
			return true
		}
	}
	for _, r := range doc.Resources {
		for _, m := range moves.FindAllStringSubmatch(r.Inline, -1) {
			if r.Kind == "script" && ownMove(strings.ToLower(m[0]), strings.ToLower(m[1]), own) {
				return true
			}
		}
	}
	return false
}

// ownMove reports whether a statement that moves the browser leads to this page's
// own encrypted twin: the same address with another scheme, or the home page. A
// deeper link is a button's, not a redirect.
func ownMove(statement, rest string, own func(host string) bool) bool {
	host, path, _ := strings.Cut(rest, "/")
	if host == "" {
		return strings.Count(statement, "location") > 1 || strings.HasPrefix(statement, "location.protocol")
	}
	return path == "" && own(host)
}

// refresh returns the address in the content of a meta refresh, or "" (HTML
// standard, section 4.2.5.3): "0; url=https://shop.test/".
func refresh(content string) string {
	_, rest, _ := strings.Cut(strings.ReplaceAll(content, ",", ";"), ";")
	name, value, ok := strings.Cut(rest, "=")
	if !ok || !strings.EqualFold(strings.TrimSpace(name), "url") {
		return ""
	}
	return strings.Trim(strings.TrimSpace(value), `"'`)
}

func ownHTTPS(address string, own func(host string) bool) bool {
	u, err := url.Parse(address)
	return err == nil && strings.EqualFold(u.Scheme, "https") && own(strings.ToLower(u.Hostname()))
}
