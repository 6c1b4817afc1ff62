package shop

import (
	"strings"
	"testing"

	"shopcheck/scanner/facts"
)

func TestPlaces(t *testing.T) {
	version := func(product, version string) []Version { return []Version{{Product: product, Version: version}} }
	for _, tt := range []struct {
		name     string
		platform Platform
		want     string
		unlinked bool
	}{
		{"nothing shown", Platform{ID: "woocommerce"}, "feed wordpress, /wp-content/plugins/woocommerce/readme.txt woocommerce", true},
		{"WordPress shown", Platform{ID: "woocommerce", Versions: version("wordpress", "7.1.4")}, "/wp-content/plugins/woocommerce/readme.txt woocommerce", true},
		{"WooCommerce shown", Platform{ID: "woocommerce", Versions: version("woocommerce", "11.2.2")}, "feed wordpress", false},
		{"only the beginning", Platform{ID: "woocommerce", Versions: version("wordpress", "7")}, "feed wordpress, /wp-content/plugins/woocommerce/readme.txt woocommerce", true},
		{"WordPress alone", Platform{ID: "wordpress"}, "feed wordpress", false},
		{"Drupal hidden", Platform{ID: "drupal"}, "/CHANGELOG.txt drupal", true},
		{"Drupal 7", Platform{ID: "drupal", Versions: version("drupal", "7")}, "/CHANGELOG.txt drupal", true},
		{"Drupal 10", Platform{ID: "drupal", Versions: version("drupal", "10")}, "", false},
		{"a platform that shows none anywhere", Platform{ID: "prestashop"}, "", false},
		{"no platform", Platform{}, "", false},
	} {
		var got []string
		for _, place := range tt.platform.Places() {
			where := place.Path
			if place.Feed {
				where = "feed"
			}
			got = append(got, where+" "+place.Of)
		}
		if all := strings.Join(got, ", "); all != tt.want || tt.platform.Unlinked() != tt.unlinked {
			t.Errorf("%s: %q, unlinked %t; want %q, %t", tt.name, all, tt.platform.Unlinked(), tt.want, tt.unlinked)
		}
	}
}

// TestOnePath: whatever a platform hides, it is asked at one path that nobody links
// to.
func TestOnePath(t *testing.T) {
	for _, p := range facts.Platforms() {
		paths := 0
		for _, place := range (Platform{ID: p.ID}).Places() {
			if place.Path != "" {
				paths++
			}
		}
		if paths > 1 || p.Hosted && len(p.Places) > 0 {
			t.Errorf("%s is asked at %d paths, hosted %t", p.ID, paths, p.Hosted)
		}
	}
}

func TestLearn(t *testing.T) {
	p := Platform{Versions: []Version{{Product: "drupal", Version: "7"}}}
	for _, tt := range []struct{ product, version, want string }{
		{"drupal", "7.103", "7.103"}, {"drupal", "10.1", "7"}, {"drupal", "", "7"}, {"joomla", "5.4.1", "7"}, {"drupal", "7.1.1.1.1.1.1.1.1", "7"},
	} {
		got, _ := p.Learn(Version{Product: tt.product, Version: tt.version}).Version("drupal")
		if got.Version != tt.want {
			t.Errorf("%s %s: Drupal %s, want %s", tt.product, tt.version, got.Version, tt.want)
		}
	}
	if p.Versions[0].Version != "7" {
		t.Error("learning changes what others have")
	}
}
