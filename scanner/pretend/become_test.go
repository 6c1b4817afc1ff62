package pretend_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/pretend"
)

// TestBecomes: a shop that becomes another one is asked for at the same resolver,
// and shows the same certificate, unless it is said to have another.
func TestBecomes(t *testing.T) {
	var before *pretend.Shop
	var resolvers []string
	var chain [][]byte
	for _, tt := range []struct {
		file, spf string
		another   bool // certificate
	}{
		{"A shop.\n", "v=spf1 mx -all", true},
		{"A shop.\n-- dns --\n@ TXT \"v=spf1 +all\"\n", "v=spf1 +all", false},
		{"A shop.\n-- shop.yaml --\ntls: {cert: {days-left: 7}}\n", "v=spf1 mx -all", true},
	} {
		shop, err := pretend.Start(txtar.Parse([]byte(tt.file)), pretend.Settings{Now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC), Before: before})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(shop.Close)
		if before != nil {
			before.Close()
		}
		opts := shop.Options()
		if before != nil && !slices.Equal(opts.Resolvers, resolvers) {
			t.Errorf("it is asked for at %q, and was at %q", opts.Resolvers, resolvers)
		}
		site := observe.Open(t.Context(), shop.Domain(), opts)
		txt, err := site.Records(t.Context(), "TXT", shop.Domain())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{tt.spf}, txt.Values()); diff != "" {
			t.Errorf("%s(-want +got):\n%s", tt.file, diff)
		}
		hs, err := site.Handshake(t.Context(), observe.Endpoint{Host: shop.Domain()}, observe.Any)
		if err != nil {
			t.Fatal(err)
		}
		if same := cmp.Equal(chain, hs.Chain); same == tt.another {
			t.Errorf("%sthe same certificate: %t", tt.file, same)
		}
		site.Close()
		before, resolvers, chain = shop, opts.Resolvers, hs.Chain
	}
}
