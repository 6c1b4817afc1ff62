package facts

import (
	"strings"
	"sync"
)

// Places where a program says what it is, besides response headers, which go by
// their names.
const (
	Greeting = "greeting" // the first lines of a mail server
	PageText = "page"     // the text of a page
	Script   = "script"   // the text of a script
)

// A Banner is what one program says of itself.
type Banner struct {
	Product string // of CycleOf: "nginx"
	Version string // "1.22.1"; may be only a beginning: "10.0"
	Says    string // the words that say it: "nginx/1.22.1 (Ubuntu)"; of a header, all that it says
}

type bannerTable struct {
	Source  string
	Banners []struct {
		Product string
		In      []string
		Near    string
		Match   Pattern
		Yes     map[string]string
		No      []string
	}
}

var banners = sync.OnceValue(func() bannerTable { return load[bannerTable]("banners.yaml") })

// ReadBanner returns what programs say of themselves in a text: the value of the
// response header, in canonical form, that where names, or what stands in one of
// the other places.
func ReadBanner(where, text string) []Banner {
	var found []Banner
	for _, row := range banners().Banners {
		for _, in := range row.In {
			if in != where || !strings.Contains(text, row.Near) {
				continue
			}
			if b, ok := read(row.Match, text); ok {
				b.Product = row.Product
				found = append(found, b)
			}
		}
	}
	return found
}

// read returns the version that a pattern's groups hold, and the words around it.
func read(form Pattern, text string) (Banner, bool) {
	m := form.FindStringSubmatch(text)
	if m == nil {
		return Banner{}, false
	}
	b := Banner{Says: text}
	var parts []string
	for i, name := range form.SubexpNames() {
		switch {
		case name == "says":
			b.Says = m[i]
		case i > 0 && m[i] != "":
			parts = append(parts, strings.ToLower(m[i]))
		}
	}
	b.Version = strings.Join(parts, ".")
	return b, true
}
