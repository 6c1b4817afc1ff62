package shop

import (
	"cmp"
	"slices"
	"strings"

	"shopcheck/scanner/facts"
)

// Places returns where the platform may show what its pages do not. One of them at
// most is a path that nobody links to.
func (p Platform) Places() []facts.Place {
	known, _ := facts.PlatformOf(p.ID)
	var out []facts.Place
	for _, place := range known.Places {
		if place.Of = cmp.Or(place.Of, known.Product); p.lacks(place.Of, place.Within) {
			out = append(out, place)
		}
	}
	return out
}

// Unlinked reports whether one of the places is a path that nobody links to.
func (p Platform) Unlinked() bool {
	return slices.ContainsFunc(p.Places(), func(place facts.Place) bool { return place.Path != "" })
}

// lacks reports whether the pages show no version of a product, or only the
// beginning of one, which begins with within.
func (p Platform) lacks(product, within string) bool {
	v, shown := p.Version(product)
	if !shown {
		return true
	}
	lines := facts.Cycles(product, v.Version)
	whole := len(lines) == 1 && !facts.Vague(v.Version, lines[0].Latest)
	return !whole && strings.HasPrefix(v.Version, within)
}

// Learn returns the platform with a version that was found elsewhere than in its
// pages. A page's own stays, unless the new one says more of the same.
func (p Platform) Learn(v Version) Platform {
	p.Versions = slices.Clone(p.Versions)
	p.note(v.Product, v.Version, v.Evidence)
	return p
}
