package shop

import (
	"regexp"
	"slices"
	"strings"

	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

// A Platform is what a shop is made with, as far as its pages show. The zero
// Platform was not recognised.
type Platform struct {
	ID       string // of facts.PlatformOf; empty: not recognised
	Name     string // "WooCommerce"
	Hosted   bool   // its maker runs and patches it
	Evidence []observe.Evidence
	Versions []Version // what the pages give away, by product
}

// A Version is the version of a product that a page shows.
type Version struct {
	Product  string // of facts.CycleOf: "wordpress"
	Version  string // "6.8.12"; may be only a beginning: "6"
	Evidence observe.Evidence
}

// Version returns the version shown of a product.
func (p Platform) Version(product string) (Version, bool) {
	i := slices.IndexFunc(p.Versions, func(v Version) bool { return v.Product == product })
	if i < 0 {
		return Version{}, false
	}
	return p.Versions[i], true
}

// Recognize says what the pages' shop is made with: one strong marker settles
// it, or two weak ones of different kinds. If several platforms fit, one with a
// strong marker counts before one without, and then the one that facts lists
// first, which is a shop's before a general one.
func Recognize(pages ...*observe.Page) Platform {
	var fallback Platform
	seen := traits(pages)
	for _, known := range facts.Platforms() {
		p, strong, kinds := match(known, seen)
		switch {
		case strong:
			return p
		case kinds >= 2 && fallback.ID == "":
			fallback = p
		}
	}
	return fallback
}

// A trait is something of a page that may be a marker: a header, a cookie, a
// generator, an asset or a link.
type trait struct {
	kind, name, value string
	evidence          func() observe.Evidence
}

// traits collects what the pages show, in order.
func traits(pages []*observe.Page) []trait {
	var all []trait
	for _, page := range pages {
		add := func(kind, name, value, quote string) {
			all = append(all, trait{kind, name, value, func() observe.Evidence { return page.Evidence(quote) }})
		}
		for _, name := range sortedNames(page) {
			add("header", name, page.Header.Get(name), name+": "+page.Header.Get(name))
		}
		for _, c := range page.Cookies() {
			add("cookie", strings.ToLower(c.Name), "", "cookie "+c.Name)
		}
		doc := page.Document()
		for _, m := range doc.Metas {
			if m.Name == "generator" || m.Name == "web_author" || m.Name == "author" {
				add("generator", "", m.Content, `<meta name="`+m.Name+`" content="`+m.Content+`">`)
			}
		}
		for _, r := range doc.Resources {
			if r.URL != "" {
				add("asset", "", r.URL, r.Kind+" "+r.URL)
			}
		}
		for _, l := range doc.Links {
			add("link", "", l.URL, "link to "+l.URL)
		}
		for _, f := range doc.Forms {
			add("link", "", f.Action, "form to "+f.Action)
		}
	}
	return all
}

func sortedNames(page *observe.Page) []string {
	var names []string
	for name := range page.Header {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// match holds a platform's markers against what was seen. kinds counts the
// different kinds of markers that fit.
func match(known facts.Platform, seen []trait) (p Platform, strong bool, kinds int) {
	p = Platform{ID: known.ID, Name: known.Name, Hosted: known.Hosted}
	counted := make(map[string]bool)
	for _, m := range known.Markers {
		i := slices.IndexFunc(seen, func(t trait) bool { return fits(m, t) })
		if i < 0 {
			continue
		}
		strong = strong || m.Strong
		if !counted[seen[i].kind] || m.Strong {
			p.Evidence = append(p.Evidence, seen[i].evidence())
		}
		counted[seen[i].kind] = true
		p.note(known, m, seen[i])
	}
	if len(p.Evidence) > maxEvidence {
		p.Evidence = p.Evidence[:maxEvidence]
	}
	return p, strong, len(counted)
}

// maxEvidence bounds the markers quoted, maxVersion the bytes of a version: a
// longer one is a joke on whoever prints it.
const (
	maxEvidence = 3
	maxVersion  = 16
)

// note keeps the version that a marker gives away, the first of each product.
func (p *Platform) note(known facts.Platform, m facts.Marker, t trait) {
	product := m.Of
	if product == "" {
		product = known.Product
	}
	version := group(m, t)
	if _, have := p.Version(product); have || product == "" || version == "" || len(version) > maxVersion {
		return
	}
	p.Versions = append(p.Versions, Version{product, version, t.evidence()})
}

// group returns what group 1 of a marker's pattern holds.
func group(m facts.Marker, t trait) string {
	for _, re := range []*regexp.Regexp{m.Generator.Regexp, m.Match.Regexp} {
		if re == nil {
			continue
		}
		if found := re.FindStringSubmatch(t.value); len(found) > 1 {
			return found[1]
		}
	}
	return ""
}

// fits reports whether a trait is a marker.
func fits(m facts.Marker, t trait) bool {
	switch t.kind {
	case "header":
		return m.Header != "" && m.Header == t.name && (m.Match.Regexp == nil || m.Match.MatchString(t.value))
	case "cookie":
		return m.Cookie.Regexp != nil && m.Cookie.MatchString(t.name)
	case "generator":
		return m.Generator.Regexp != nil && m.Generator.MatchString(t.value)
	case "asset":
		return m.Asset != "" && strings.Contains(t.value, m.Asset) && (m.Match.Regexp == nil || m.Match.MatchString(t.value))
	case "link":
		return m.Link != "" && strings.Contains(t.value, m.Link)
	}
	return false
}
