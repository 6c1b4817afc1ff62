package facts

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestBanners holds each row to its texts: the version is one of a line that the
// tables know, and no other program is taken for this one.
func TestBanners(t *testing.T) {
	if banners().Source == "" {
		t.Error("the banners have no source")
	}
	for _, row := range banners().Banners {
		text := slices.Contains(row.In, PageText) || slices.Contains(row.In, Script)
		if ProductName(row.Product) == "" || len(row.In) == 0 || len(row.Yes) == 0 || len(row.No) == 0 || text != (row.Near != "") {
			t.Errorf("%s %v: it has no lines, places or texts, or none to look for first", row.Product, row.In)
		}
		for _, in := range row.In {
			place := slices.Contains([]string{Greeting, PageText, Script}, in)
			if !place && http.CanonicalHeaderKey(in) != in {
				t.Errorf("%s: header %q is not in canonical form", row.Product, in)
			}
			for yes, version := range row.Yes {
				b, ok := read(row.Match, yes)
				if !ok || b.Version != version || !strings.Contains(yes, b.Says) || !strings.Contains(yes, row.Near) {
					t.Errorf("%s: %q shows %+v, want %q", row.Product, yes, b, version)
				}
				if len(Cycles(row.Product, version)) == 0 {
					t.Errorf("%s: %q is of no known line", row.Product, version)
				}
				if !slices.ContainsFunc(ReadBanner(in, yes), func(b Banner) bool { return b.Product == row.Product && b.Version == version }) {
					t.Errorf("ReadBanner(%s, %q) does not name %s %s", in, yes, row.Product, version)
				}
			}
			for _, no := range row.No {
				if b, ok := read(row.Match, no); ok && strings.Contains(no, row.Near) {
					t.Errorf("%s: %q shows %+v", row.Product, no, b)
				}
			}
		}
	}
}

func TestReadBanner(t *testing.T) {
	for _, tt := range []struct {
		where, text string
		want        []Banner
	}{
		{"Server", "", nil},
		{"Server", "cloudflare", nil},
		{"Date", "nginx/1.22.1", nil},
		{"Server", "Apache/2.4.6 (CentOS) OpenSSL/1.0.2k-fips PHP/7.4.33", []Banner{
			{"apache", "2.4.6", "Apache/2.4.6 (CentOS) OpenSSL/1.0.2k-fips PHP/7.4.33"},
			{"openssl", "1.0.2k", "Apache/2.4.6 (CentOS) OpenSSL/1.0.2k-fips PHP/7.4.33"},
			{"php", "7.4.33", "Apache/2.4.6 (CentOS) OpenSSL/1.0.2k-fips PHP/7.4.33"},
		}},
		{PageText, "<h1>404</h1><address>Apache/2.4.41 (Ubuntu) Server at shop.test Port 443</address>", []Banner{{"apache", "2.4.41", "Apache/2.4.41 (Ubuntu) Server at shop.test Port 443"}}},
		{PageText, "Laravel v8.83.27 (PHP v8.1.2-1ubuntu2.22)", []Banner{{"laravel", "8.83.27", "Laravel v8.83.27 (PHP v8.1.2-1ubuntu2.22)"}, {"php", "8.1.2", "Laravel v8.83.27 (PHP v8.1.2-1ubuntu2.22)"}}},
		{Greeting, "220 mail.shop.test ESMTP Postfix (Debian/GNU)", nil},
	} {
		if got := ReadBanner(tt.where, tt.text); !slices.Equal(got, tt.want) {
			t.Errorf("ReadBanner(%s, %q) = %+v, want %+v", tt.where, tt.text, got, tt.want)
		}
	}
}

func FuzzReadBanner(f *testing.F) {
	for _, row := range banners().Banners {
		for yes := range row.Yes {
			f.Add(row.In[0], yes)
		}
	}
	f.Fuzz(func(t *testing.T, where, text string) {
		for _, b := range ReadBanner(where, text) {
			if b.Version == "" || len(b.Version) > 20 || !strings.Contains(text, b.Says) {
				t.Errorf("ReadBanner(%q, %q) = %+v", where, text, b)
			}
		}
	})
}
