package facts

import (
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
		for _, path := range slices.Concat(p.Login, p.Register, p.Account, p.Cart, p.Checkout, p.Admin) {
			if !strings.HasPrefix(path, "/") || strings.Contains(path, "//") {
				t.Errorf("%s: address %q", p.ID, path)
			}
		}
		kinds := make(map[string]bool)
		strong := false
		for _, m := range p.Markers {
			kinds[checkMarker(t, p.ID, m)] = true
			strong = strong || m.Strong
		}
		if !strong && len(kinds) < 2 {
			t.Errorf("%s: its markers can never settle it", p.ID)
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
