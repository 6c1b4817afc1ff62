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
		{"openssl", "1.1.1k", true},
		{"openssl", "1.1.1d", false},
		{"openssl", "3.1.3", false},
		{"wordpress", "6.1.9", true},
		{"wordpress", "6.1.8", false},
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

func TestDistroReleases(t *testing.T) {
	for _, r := range distros().Releases {
		fits(t, "release "+r.Name, r.Match.MatchString, []string{r.Yes}, []string{r.No})
		if r.Ends.IsZero() || r.Name == "" {
			t.Errorf("release %q ends %v", r.Name, r.Ends)
		}
		about := r.For
		if about == nil {
			about = []string{"php"}
		}
		for _, product := range about {
			if ProductName(product) == "" {
				t.Errorf("%s is said of %q, which has no lines", r.Name, product)
			}
			if got, ok := DistroRelease(product, r.Yes); !ok || got.Name != r.Name || !DistroMarker(r.Yes) {
				t.Errorf("DistroRelease(%s, %q) = %v, %v, marked %v", product, r.Yes, got, ok, DistroMarker(r.Yes))
			}
		}
	}
	for _, tt := range []struct{ product, banner string }{
		{"php", "Apache/2.4.62 (Debian)"},
		{"apache", "Apache/2.4.62 (Debian)"},
		{"nginx", "nginx/1.22.1"},
		{"nginx", "nginx/1.18.0 (Ubuntu)"},
		{"php", ""},
		{"php", "PHP/8.1.34-1+ubuntu22.04.1+deb.sury.org+1"},
		{"php", "Apache/2.4.6 (CentOS) OpenSSL/1.0.2k-fips PHP/7.4.33"},
		{"php", "Apache/2.4.29 (Ubuntu) PHP/7.4.33"},
		{"apache", "Apache/2.4.51 (FreeBSD) OpenSSL/1.1.1k-freebsd"},
	} {
		if got, ok := DistroRelease(tt.product, tt.banner); ok {
			t.Errorf("DistroRelease(%s, %q) = %v", tt.product, tt.banner, got)
		}
	}
	w := distros().Windows
	fits(t, "Windows", OnWindows, []string{w.Yes}, []string{w.No, "Microsoft-IIS/10.0", ""})
}
