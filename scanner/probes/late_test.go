package probes_test

import (
	"slices"
	"strings"
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/pretend"
	"shopcheck/scanner/probes"
)

// TestUnlinkedIsLate: what a firewall may ban a scan for is asked when everything
// that any visitor asks for has been asked, and so cannot spoil it.
func TestUnlinkedIsLate(t *testing.T) {
	shop, err := pretend.Start(pretend.Demo(), pretend.Settings{Now: present})
	if err != nil {
		t.Fatal(err)
	}
	defer shop.Close()
	s, err := scanner.New(probes.All(), shop.Options())
	if err != nil {
		t.Fatal(err)
	}
	scan := s.Scan(t.Context(), scanner.Request{Target: scanner.Target{Domain: shop.Domain()}, Authorized: true})
	visits := make(map[string]bool)
	for _, l := range scan.Looks {
		if at, ok := strings.CutPrefix(l.Question, "GET "); ok {
			visits["GET "+at] = true
		}
	}
	asked := shop.Requests()
	first := slices.IndexFunc(asked, func(r string) bool {
		return slices.ContainsFunc(facts.Exposures("woocommerce"), func(e facts.Exposure) bool { return r == "GET https://"+shop.Domain()+e.Path })
	})
	for _, r := range asked[max(first, 0):] {
		if visits[r] {
			t.Errorf("%s is asked after what nobody links to", r)
		}
	}
	if first < 10 || len(asked)-first < 35 {
		t.Errorf("of %d requests the %dth is the first for what nobody links to", len(asked), first+1)
	}
}
