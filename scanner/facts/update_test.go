package facts

import (
	"regexp"
	"slices"
	"testing"
)

// TestPublic holds what products say about their public tables to the tables here.
func TestPublic(t *testing.T) {
	form := regexp.MustCompile(`^[a-z0-9-]+$`)
	seen := make(map[string]string)
	for product, table := range cycleTables() {
		p := table.Public
		if p.Slug == "" {
			continue
		}
		if !form.MatchString(p.Slug) || seen[p.Slug] != "" {
			t.Errorf("%s: slug %q (of %s too)", product, p.Slug, seen[p.Slug])
		}
		seen[p.Slug] = product
		if !slices.Contains([]string{"", "extended", "months"}, p.Ends) || !slices.Contains([]string{"", "none"}, p.Latest) ||
			!slices.Contains([]Extension{NoExtension, Paid}, p.Extended) || !slices.Contains([]Extension{NoExtension, Courtesy}, p.After) {
			t.Errorf("%s: %+v", product, p)
		}
		for _, ours := range p.Lines {
			if !slices.ContainsFunc(Lines(product), func(c Cycle) bool { return c.Name == ours }) {
				t.Errorf("%s has no line %q", product, ours)
			}
		}
	}
	if len(seen) < 15 {
		t.Errorf("only %d products have a public table", len(seen))
	}
}
