package facts

import (
	"slices"
	"strings"
	"testing"
)

func TestGuidelines(t *testing.T) {
	if !strings.Contains(GuidelineTitle(), "6.0") || !strings.Contains(guidelines().Source, "6.0") {
		t.Errorf("%q comes from %q", GuidelineTitle(), guidelines().Source)
	}
	var names []string
	for i, g := range Guidelines() {
		names = append(names, g.Name)
		if len(g.Versions) == 0 || len(g.Groups) == 0 || len(g.Curves) == 0 || len(g.Signatures) == 0 {
			t.Errorf("%s is not complete: %+v", g.Name, g)
		}
		if g.AdvisedDays <= 0 || g.MaxDays < g.AdvisedDays {
			t.Errorf("%s: %d days advised, %d at most", g.Name, g.AdvisedDays, g.MaxDays)
		}
		if g.Order != "client" && g.Order != "server" {
			t.Errorf("%s: the order of %q", g.Name, g.Order)
		}
		for _, s := range g.Suites {
			if !strings.HasPrefix(s, "TLS_") {
				t.Errorf("%s: suite %q is no IANA name", g.Name, s)
			}
		}
		if i == 0 {
			continue
		}
		stricter := Guidelines()[i-1]
		for _, s := range stricter.Suites {
			if !slices.Contains(g.Suites, s) {
				t.Errorf("%s allows %s, and %s does not", stricter.Name, s, g.Name)
			}
		}
	}
	if want := []string{"modern", "intermediate"}; !slices.Equal(names, want) {
		t.Errorf("levels %q, want %q, the strictest first", names, want)
	}
}
