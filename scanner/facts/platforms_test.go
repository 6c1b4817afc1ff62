package facts

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestPlatforms(t *testing.T) {
	seen := make(map[string]bool)
	for _, p := range Platforms() {
		if seen[p.ID] || p.Name == "" || len(p.Markers) == 0 {
			t.Errorf("%s: listed twice, or nameless, or without markers", p.ID)
		}
		seen[p.ID] = true
		if p.Product != "" && !slices.Contains(Products(), p.Product) {
			t.Errorf("%s: product %q has no release lines", p.ID, p.Product)
		}
		if p.Line != "" && len(Cycles(p.Product, p.Line)) == 0 {
			t.Errorf("%s: no release line begins with %q", p.ID, p.Line)
		}
		for _, place := range p.Places {
			checkPlace(t, p, place)
		}
		for _, path := range slices.Concat(p.Login, p.Register, p.Account, p.Cart, p.Checkout, p.Admin) {
			if !strings.HasPrefix(path, "/") || strings.Contains(path, "//") {
				t.Errorf("%s: address %q", p.ID, path)
			}
		}
		kinds := make(map[string]bool)
		strong := false
		for _, m := range p.Markers {
			if kind := checkMarker(t, p.ID, m); m.Of == "" {
				kinds[kind] = true
			}
			strong = strong || m.Strong
		}
		if !strong && len(kinds) < 2 {
			t.Errorf("%s: its markers can never settle it", p.ID)
		}
	}
}

// checkPlace holds a place to its form.
func checkPlace(t *testing.T, p Platform, place Place) {
	if (place.Path != "") == place.Feed || place.Feed == strings.HasPrefix(place.Path, "/") {
		t.Errorf("%s: a place is a path or a feed: %q", p.ID, place.Path)
	}
	if place.Match.Regexp == nil || place.Match.NumSubexp() != 1 {
		t.Errorf("%s: %s has no version in group 1", p.ID, place.Path)
		return
	}
	if product := cmp.Or(place.Of, p.Product); !slices.Contains(Products(), product) {
		t.Errorf("%s: product %q has no release lines", p.ID, product)
	}
	fits(t, p.ID+" "+place.Path, place.Match.MatchString, place.Yes, place.No)
	for _, text := range place.Yes { // of which nothing else is kept
		if kept := place.Match.FindString(text); place.Match.FindString(kept) != kept {
			t.Errorf("%s: what is kept of %q is not what it was", p.ID, text)
		}
	}
}

// checkMarker holds a marker to its form and returns its kind.
func checkMarker(t *testing.T, id string, m Marker) string {
	var kinds []string
	if m.Header != "" {
		kinds = append(kinds, "header")
		if http.CanonicalHeaderKey(m.Header) != m.Header {
			t.Errorf("%s: header %q is not in canonical form", id, m.Header)
		}
		if m.Match.Regexp != nil {
			fits(t, id+" "+m.Header, m.Match.MatchString, m.Yes, m.No)
		}
	}
	if m.Cookie.Regexp != nil {
		kinds = append(kinds, "cookie")
		fits(t, id+" cookie", m.Cookie.MatchString, m.Yes, m.No)
		for _, y := range m.Yes {
			if strings.ToLower(y) != y {
				t.Errorf("%s: cookie names are compared in lower case: %q", id, y)
			}
		}
	}
	if m.Generator.Regexp != nil {
		kinds = append(kinds, "generator")
		fits(t, id+" generator", m.Generator.MatchString, m.Yes, m.No)
	}
	if m.Asset != "" {
		kinds = append(kinds, "asset")
		if m.Match.Regexp != nil {
			fits(t, id+" "+m.Asset, m.Match.MatchString, m.Yes, m.No)
		}
	}
	if m.Link != "" {
		kinds = append(kinds, "link")
		if m.Match.Regexp != nil {
			fits(t, id+" "+m.Link, m.Match.MatchString, m.Yes, m.No)
		}
	}
	if m.Own && m.Link == "" {
		t.Errorf("%s: only a link has a host of its own", id)
	}
	if m.HTML != "" {
		kinds = append(kinds, "html")
		if len(m.HTML) < 6 {
			t.Errorf("%s: %q may be in any page", id, m.HTML)
		}
		if m.Match.Regexp != nil {
			fits(t, id+" "+m.HTML, m.Match.MatchString, m.Yes, m.No)
		}
	}
	if len(kinds) != 1 {
		t.Errorf("%s: a marker has the traits %v, want one", id, kinds)
		return ""
	}
	return kinds[0]
}

func TestPlatformOf(t *testing.T) {
	if p, ok := PlatformOf("shopify"); !ok || !p.Hosted {
		t.Errorf("PlatformOf(shopify) = %+v, %v", p, ok)
	}
	if _, ok := PlatformOf(""); ok {
		t.Error("there is no platform without a name")
	}
}
