package facts

import (
	"slices"
	"strings"
	"testing"
)

func TestClaimable(t *testing.T) {
	table := claimable()
	if !strings.Contains(table.Source, "2026") {
		t.Errorf("source %q has no date", table.Source)
	}
	for _, c := range table.Services {
		if c.Name == "" || len(c.Hosts) == 0 || len(c.Others) == 0 || c.Gone == (c.Page.Regexp != nil) || (c.Page.Regexp == nil) != (len(c.Yes)+len(c.No) == 0) ||
			c.From != "" && !strings.Contains(c.From, "2026") {
			t.Errorf("%s is not complete", c.Name)
		}
		for _, host := range c.Hosts {
			if got, _ := ClaimableOf(host); got.Name != c.Name {
				t.Errorf("%s is %q, not %s's", host, got.Name, c.Name)
			}
		}
		for _, host := range c.Others {
			if got, ok := ClaimableOf(host); ok {
				t.Errorf("%s is %s's", host, got.Name)
			}
		}
		for _, page := range c.Yes {
			if !c.Free(page) {
				t.Errorf("%s: not free: %s", c.Name, page)
			}
		}
		others := slices.Clone(c.No)
		for _, other := range table.Services {
			if other.Name != c.Name {
				others = append(others, other.Yes...)
			}
		}
		for _, page := range others {
			if c.Free(page) {
				t.Errorf("%s: free: %s", c.Name, page)
			}
		}
	}
}
