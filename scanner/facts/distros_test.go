package facts

import "testing"

func TestDistroMarkers(t *testing.T) {
	for _, m := range distros().Markers {
		fits(t, "marker "+m.Match.String(), m.Match.MatchString, []string{m.Yes}, []string{m.No})
		if !DistroMarker(m.Yes) {
			t.Errorf("DistroMarker(%q) is false", m.Yes)
		}
	}
	for _, banner := range []string{"nginx/1.18.0", "Apache/2.4.68 (Unix) OpenSSL/3.5.1", "PHP/8.1.34", "", "cloudflare"} {
		if DistroMarker(banner) {
			t.Errorf("DistroMarker(%q) is true", banner)
		}
	}
}

func TestDistroPackage(t *testing.T) {
	for _, tt := range []struct {
		product, version string
		want             bool
	}{
		{"nginx", "1.18.0", true},
		{"nginx", "1.18.1", false},
		{"nginx", "1.26.3", true},
		{"nginx", "1.2.6", false},
		{"nginx", "1.27.5", false},
		{"php", "7.4.33", true},
		{"php", "7.4.30", false},
		{"php", "8.1.34", false},
		{"ghost", "1.0", false},
	} {
		if got := DistroPackage(tt.product, tt.version); got != tt.want {
			t.Errorf("DistroPackage(%s, %s) = %v", tt.product, tt.version, got)
		}
	}
}

// TestPackagesHaveCycles: a package of a product that has no table is a typo.
func TestPackagesHaveCycles(t *testing.T) {
	for product, packages := range distros().Packages {
		for _, p := range packages {
			version := p.Version
			if version[len(version)-1] == '.' {
				version = version[:len(version)-1]
			}
			if len(Cycles(product, version)) == 0 {
				t.Errorf("%s %s is of no known line", product, p.Version)
			}
		}
	}
}
