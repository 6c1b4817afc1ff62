package header

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"shopcheck/scanner/observe"
)

const cacheControl = "Cache-Control"

// targeted are headers that tell caches of one kind what holds for them in place
// of Cache-Control (RFC 9213; networks' own documentation).
var targeted = []string{"CDN-Cache-Control", "Cloudflare-CDN-Cache-Control", "Netlify-CDN-Cache-Control", "Vercel-CDN-Cache-Control", "Surrogate-Control"}

// directives are those of one header, by their names in lower case.
type directives map[string]string

// cacheDirective is the first of a list (RFC 9111, section 5.2), with all that
// belongs to it. Caches are lenient, and so is this.
var cacheDirective = regexp.MustCompile("^[ \t,]*([!#$%&'*+.^_`|~0-9A-Za-z-]*)(?:=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^,;]*)))?[^,]*")

// readDirectives reads all headers of a name as one list. Of two directives alike
// the first counts (RFC 9111, section 4.2.1).
func readDirectives(page *observe.Page, name string) directives {
	d := make(directives)
	for rest := joined(page, name); strings.Trim(rest, " \t,") != ""; {
		m := cacheDirective.FindStringSubmatch(rest)
		rest = rest[len(m[0]):]
		key := strings.ToLower(m[1])
		if _, again := d[key]; !again && key != "" {
			d[key] = strings.TrimSpace(m[2] + m[3])
		}
	}
	return d
}

// has reports whether there is a directive, for the whole response: with a value
// no-cache and private hold for the headers named there alone.
func (d directives) has(name string) bool {
	value, ok := d[name]
	return ok && (value == "" || name != "no-cache" && name != "private")
}

// guards reports whether caches have to leave a header out.
func (d directives) guards(header string) bool {
	names := strings.FieldsFunc(strings.ToLower(d["private"]+","+d["no-cache"]), func(r rune) bool { return r == ',' || r == ' ' })
	return slices.Contains(names, header)
}

// A share is what caches that many customers use may do with a page.
type share int

const (
	never       share = iota // keep it for nobody else
	afterAsking              // show it again when the shop says so each time
	asYouLike                // what they think best
	freely                   // show it to others
)

// sharing says what they may do: of all headers, what the most generous says.
func sharing(page *observe.Page) share {
	may := readDirectives(page, cacheControl).share(page)
	for _, name := range targeted {
		if readDirectives(page, name).share(&observe.Page{}) == freely { // Expires counts only beside Cache-Control
			may = freely
		}
	}
	if page.Header.Get("Vary") == "*" { // fits no later request (RFC 9111, section 4.1)
		return min(may, afterAsking)
	}
	return may
}

// share says what one header lets caches do.
func (d directives) share(page *observe.Page) share {
	fresh, said := d.fresh(page)
	switch {
	case d.has("no-store") && !d.has("must-understand"), d.has("private"): // RFC 9111, sections 5.2.2.3 and 3
		return never
	case d.has("no-cache"):
		return afterAsking
	case fresh, positive(d["stale-while-revalidate"]): // RFC 5861, section 3
		return freely
	case said:
		return afterAsking
	case d.has("public"):
		return freely
	}
	return asYouLike
}

// seconds is the beginning of a time; "600+60" is one of Surrogate-Control's.
var seconds = regexp.MustCompile(`^[0-9]+`)

// positive reports whether a time is more than none.
func positive(value string) bool { return strings.Trim(seconds.FindString(value), "0") != "" }

// fresh reports whether a shared cache may take a page for up to date for some
// time, and whether the page says anything about that (RFC 9111, section 4.2.1).
// What cannot be read counts as over.
func (d directives) fresh(page *observe.Page) (fresh, said bool) {
	for _, name := range []string{"s-maxage", "max-age"} {
		if value, ok := d[name]; ok {
			return positive(value), true
		}
	}
	expires := page.Header.Values("Expires")
	if len(expires) == 0 {
		return false, false
	}
	until, err := http.ParseTime(expires[0])
	return err == nil && until.After(sent(page)), true
}

// sent returns when a page was made, by its own clock if it has one.
func sent(page *observe.Page) time.Time {
	if at, err := http.ParseTime(page.Header.Get("Date")); err == nil {
		return at
	}
	return page.At
}

// cacheWords are headers in which caches say that they gave a page out, beside
// Age and Cache-Status.
var cacheWords = []string{
	"CF-Cache-Status", "X-Cache", "X-Cache-Status", "X-Drupal-Cache", "X-FastCGI-Cache", "X-Kinsta-Cache", "X-LiteSpeed-Cache",
	"X-Nginx-Cache", "X-Proxy-Cache", "X-Varnish-Cache", "X-Vercel-Cache",
}

var (
	statusHit = regexp.MustCompile(`;\s*hit\s*(?:=\s*\?1\s*)?(?:[;,]|$)`) // RFC 9211, section 2.1
	wordHit   = regexp.MustCompile(`(?i)(?:^|[^a-z])hit(?:$|[^a-z-])`)
)

// cached returns the name of the header that shows that a page came out of a
// cache; "" if none does.
func cached(page *observe.Page) string {
	if positive(page.Header.Get("Age")) { // RFC 9111, section 5.1
		return "Age"
	}
	if statusHit.MatchString(joined(page, "Cache-Status")) {
		return "Cache-Status"
	}
	if i := slices.IndexFunc(cacheWords, func(name string) bool { return wordHit.MatchString(joined(page, name)) }); i >= 0 {
		return cacheWords[i]
	}
	return ""
}

// quoteCaching quotes Cache-Control, present or not, and what else was heeded. Go
// reads "Pragma: no-cache" as if the same stood in Cache-Control: it is quoted where
// that may be all that was sent.
func quoteCaching(page *observe.Page) []observe.Evidence {
	names := append([]string{cacheControl, "Expires", cached(page)}, targeted...)
	if page.Header.Get("Pragma") == "no-cache" && joined(page, cacheControl) == "no-cache" {
		names[0] = "Pragma"
	}
	if page.Header.Get("Vary") == "*" {
		names = append(names, "Vary")
	}
	quotes := []observe.Evidence{page.Quote(names[0])}
	for _, name := range names[1:] {
		if page.Header.Get(name) != "" {
			quotes = append(quotes, page.Quote(name))
		}
	}
	return quotes
}
