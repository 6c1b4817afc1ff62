package page

import (
	"mime"
	"net/url"
	"slices"
	"strings"
	"time"

	"shopcheck/scanner/observe"
)

// fields are what a security.txt says: values by the field's lower-case name.
type fields map[string][]string

// parse reads the fields of a file (RFC 9116, section 4). Comments, signatures
// and lines that are no fields are passed over, as the RFC asks for.
func parse(body string) fields {
	said := make(fields)
	for line := range strings.Lines(strings.TrimPrefix(body, "\ufeff")) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), ":")
		if name = strings.ToLower(name); ok && !strings.ContainsAny(name, "# \t") {
			said[name] = append(said[name], strings.TrimSpace(value))
		}
	}
	return said
}

// known are the fields of RFC 9116, section 2.5, and CSAF, as registered.
var known = []string{"acknowledgments", "canonical", "contact", "csaf", "encryption", "expires", "hiring", "policy", "preferred-languages"}

// any reports whether a field is there that a security.txt can have. Shops
// answer addresses that they do not know with all kinds of text.
func (said fields) any() bool {
	return slices.ContainsFunc(known, func(name string) bool { return len(said[name]) > 0 })
}

// flaw says the first thing that keeps the file from being valid, or "".
func flaw(visit *observe.Visit, said fields) string {
	p := visit.End()
	kind, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type"))
	switch expires, readable := said.expires(); {
	case !p.Secure():
		return "The file that tells finders of security holes whom to write to is not sent encrypted, so it may be anybody's."
	case !slices.ContainsFunc(said["contact"], reaches):
		return "The file for finders of security holes names no address in the form that is agreed for it."
	case len(said["expires"]) == 0:
		return "The file that tells finders of security holes whom to write to does not say until when it is good."
	case len(said["expires"]) > 1:
		return "The file that tells finders of security holes whom to write to has more than one date until which it is good."
	case !readable:
		return "The file that tells finders of security holes whom to write to has a date until which it is good that cannot be read."
	case !expires.After(p.At):
		return "The file that tells finders of security holes whom to write to was good until " + expires.UTC().Format("2 January 2006") + " only."
	case kind != "text/plain":
		return "The file that tells finders of security holes whom to write to is not marked as plain text, so programs may pass over it."
	case said.elsewhere(visit):
		return "The file that tells finders of security holes whom to write to says that it belongs to another address."
	}
	return ""
}

// expires reads the first Expires field (RFC 9116, section 2.5.5).
func (said fields) expires() (at time.Time, ok bool) {
	for _, value := range said["expires"] {
		at, err := time.Parse(time.RFC3339, strings.ToUpper(value))
		return at, err == nil
	}
	return time.Time{}, false
}

// reaches reports whether a Contact leads to somebody: a URI, and on the web an
// encrypted one (RFC 9116, section 2.5.3).
func reaches(contact string) bool {
	u, err := url.Parse(contact)
	return err == nil && u.Scheme != "" && u.Scheme != "http" && u.Opaque+u.Host != ""
}

// elsewhere reports whether the file names where it belongs, and that is none
// of the addresses that led here (RFC 9116, section 2.5.2).
func (said fields) elsewhere(visit *observe.Visit) bool {
	home := func(canonical string) bool {
		return slices.ContainsFunc(visit.Hops, func(p *observe.Page) bool { return strings.EqualFold(p.URL, canonical) })
	}
	return len(said["canonical"]) > 0 && !slices.ContainsFunc(said["canonical"], home)
}

// quotes quotes the fields that decide, as far as they are there.
func (said fields) quotes(p *observe.Page) []observe.Evidence {
	var out []observe.Evidence
	for _, name := range []string{"Contact", "Expires", "Canonical"} {
		if values := said[strings.ToLower(name)]; len(values) > 0 {
			out = append(out, p.Evidence(name+": "+strings.Join(values, "; "+name+": ")))
		}
	}
	return append(out, p.Quote("Content-Type"))
}
