package shop

import (
	"bytes"
	"cmp"
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
// first, which is a shop's before a general one. What stands with others, on hosts
// that are not the shop's own, says less.
func Recognize(own func(host string) bool, pages ...*observe.Page) Platform {
	var fallback Platform
	seen := sight{own, traits(pages)}
	for _, known := range facts.Platforms() {
		p, strong, kinds := seen.match(known)
		switch {
		case strong:
			return p
		case kinds >= 2 && fallback.ID == "":
			fallback = p
		}
	}
	return fallback
}

// A sight is what the pages of a shop show.
type sight struct {
	own    func(host string) bool // whether a host is the shop's
	traits []trait
}

// A trait is something of a page that may be a marker: a header, a cookie, a
// generator, an asset, a link, or some of its HTML, where value is empty until a
// marker is found in it.
type trait struct {
	kind, name, value string // of an asset, name is what kind of resource it is
	page              *observe.Page
	quote             string
}

func (t trait) evidence() observe.Evidence { return t.page.Evidence(t.quote) }

// traits collects what the pages show, in order.
func traits(pages []*observe.Page) []trait {
	var all []trait
	for _, page := range pages {
		add := func(kind, name, value, quote string) {
			all = append(all, trait{kind, name, value, page, quote})
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
				add("asset", r.Kind, r.URL, r.Kind+" "+r.URL)
			}
		}
		for _, l := range doc.Links {
			add("link", "", l.URL, "link to "+l.URL)
		}
		for _, f := range doc.Forms {
			add("link", "", f.Action, "form to "+f.Action)
		}
		add("html", "", "", "")
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
// different kinds of markers that fit. One that only shows another product's
// version settles nothing.
func (s sight) match(known facts.Platform) (p Platform, strong bool, kinds int) {
	p = Platform{ID: known.ID, Name: known.Name, Hosted: known.Hosted}
	counted := make(map[string]bool)
	for _, m := range known.Markers {
		t, ok := s.first(m)
		if !ok {
			continue
		}
		if m.Of == "" {
			strong = strong || m.Strong
			if !counted[t.kind] || m.Strong {
				p.Evidence = append(p.Evidence, t.evidence())
			}
			counted[t.kind] = true
		}
		if version := group(m, t); version != "" && s.serves(t) {
			p.note(cmp.Or(m.Of, known.Product), version, t.evidence())
		}
	}
	if len(p.Evidence) > maxEvidence {
		p.Evidence = p.Evidence[:maxEvidence]
	}
	return p, strong, len(counted)
}

// serves reports whether a trait may show the shop's own version: an asset of
// another host may come from another's shop, unless that is rented space.
func (s sight) serves(t trait) bool {
	if t.kind != "asset" || s.own(Host(t.value)) {
		return true
	}
	owner, _ := facts.OwnerOf(Host(t.value))
	return owner.Purpose == facts.Hosting
}

// first returns the first trait that is a marker.
func (s sight) first(m facts.Marker) (trait, bool) {
	for _, t := range s.traits {
		if t.kind == "html" && m.HTML != "" {
			if found, ok := t.within(m); ok {
				return found, true
			}
		} else if s.fits(m, t) {
			return t, true
		}
	}
	return trait{}, false
}

// Bounds on the search in a page's HTML: how much of it is searched, how often a
// marker may stand there in vain, and how much behind its beginning belongs to it.
const (
	maxHTML = 1 << 20
	maxVain = 16
	maxTail = 200
)

// within looks for a marker in a page's HTML. In the words that visitors read a
// strong one is about code, and is none.
func (t trait) within(m facts.Marker) (trait, bool) {
	if m.Strong && strings.Contains(t.page.Document().Text, m.HTML) {
		return trait{}, false
	}
	rest := t.page.Body[:min(len(t.page.Body), maxHTML)]
	for range maxVain {
		i := bytes.Index(rest, []byte(m.HTML))
		if i < 0 {
			break
		}
		rest = rest[i:]
		t.value, t.quote = string(rest[:min(len(rest), len(m.HTML)+maxTail)]), m.HTML
		if m.Match.Regexp == nil {
			return t, true
		}
		if t.quote = m.Match.FindString(t.value); t.quote != "" {
			return t, true
		}
		rest = rest[len(m.HTML):]
	}
	return trait{}, false
}

// maxEvidence bounds the markers quoted, maxVersion the bytes of a version: a
// longer one is a joke on whoever prints it.
const (
	maxEvidence = 3
	maxVersion  = 16
)

// note keeps a version, the first of each product, or one that says more of the
// same.
func (p *Platform) note(product, version string, evidence observe.Evidence) {
	if product == "" || version == "" || len(version) > maxVersion {
		return
	}
	i := slices.IndexFunc(p.Versions, func(v Version) bool { return v.Product == product })
	switch {
	case i < 0:
		p.Versions = append(p.Versions, Version{product, version, evidence})
	case strings.HasPrefix(version, p.Versions[i].Version+"."):
		p.Versions[i] = Version{product, version, evidence}
	}
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

// fits reports whether a trait is a marker. Links count on the shop's own hosts, or
// where the marker names the host. What a page shows from other hosts, such as a
// picture or a frame, settles nothing: only what it runs and is styled by does.
func (s sight) fits(m facts.Marker, t trait) bool {
	switch t.kind {
	case "header":
		return m.Header != "" && m.Header == t.name && (m.Match.Regexp == nil || m.Match.MatchString(t.value))
	case "cookie":
		return m.Cookie.Regexp != nil && m.Cookie.MatchString(t.name)
	case "generator":
		return m.Generator.Regexp != nil && m.Generator.MatchString(t.value)
	case "asset":
		runs := t.name == "script" || t.name == "style"
		return m.Asset != "" && strings.Contains(t.value, m.Asset) && (m.Match.Regexp == nil || m.Match.MatchString(t.value)) && (!m.Strong || runs || s.own(Host(t.value)))
	case "link":
		if m.Link == "" || !strings.Contains(t.value, m.Link) || m.Match.Regexp != nil && !m.Match.MatchString(t.value) {
			return false
		}
		at := Host(t.value)
		return at == t.page.Host() || !m.Own && (s.own(at) || strings.HasPrefix(m.Link, "."))
	}
	return false
}
