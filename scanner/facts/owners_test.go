package facts

import (
	"strings"
	"testing"
)

func TestOwnerOf(t *testing.T) {
	for host, want := range map[string]Owner{
		"www.googletagmanager.com":         {"Google Tag Manager", "tag-manager", false},
		"WWW.GoogleTagManager.com.":        {"Google Tag Manager", "tag-manager", false},
		"fonts.googleapis.com":             {"Google Fonts", "fonts", false}, // the longest counts
		"ajax.googleapis.com":              {"Google Hosted Libraries", "files", false},
		"storage.googleapis.com":           {"Google Cloud", "hosting", false},
		"other.googleapis.com":             {"Google", "services", false},
		"d32hwlnfiv2gyn.cloudfront.net":    {"Snowplow", "statistics", false},
		"d111111abcdef8.cloudfront.net":    {"Amazon CloudFront", "hosting", false},
		"js.stripe.com":                    {"Stripe", "payment", false}, // of the table of payment companies
		"www.stripe.com":                   {"Stripe", "payment", false},
		"api.sofort.com":                   {"Sofort (Klarna)", "payment", true},
		"cdn.judge.me":                     {"Judge.me", "reviews", false},
		"loox.io":                          {"Loox", "reviews", true},
		"notgoogletagmanager.com":          {},
		"www.googletagmanager.com.evil":    {},
		"googletagmanager.com.shop.test":   {},
		"com":                              {},
		"":                                 {},
		strings.Repeat("a.", 100) + "test": {},
	} {
		if got, ok := OwnerOf(host); got != want || ok != (want != Owner{}) {
			t.Errorf("OwnerOf(%q) = %+v, %v; want %+v", host, got, ok, want)
		}
	}
}

func TestOwnersTable(t *testing.T) {
	taken := make(map[string]string)
	for _, p := range Payments() {
		for _, h := range p.hosts() {
			taken[h] = p.Name
		}
	}
	rows := func(word string, companies map[string]string) {
		for name, hosts := range companies {
			if strings.TrimSpace(hosts) == "" {
				t.Errorf("%s, %s: no hosts", word, name)
			}
			for h := range strings.FieldsSeq(hosts) {
				if h != strings.ToLower(h) || strings.ContainsAny(h, "/*:,") || !strings.Contains(h, ".") {
					t.Errorf("%s: host %q", name, h)
				}
				if other := taken[h]; other != "" {
					t.Errorf("%s belongs to %s and %s", h, other, name)
				}
				taken[h] = name
			}
		}
	}
	for word, p := range owners().Purposes {
		if p.Does == "" || len(p.Owners)+len(p.Memory) == 0 {
			t.Errorf("%s: no words, or nobody", word)
		}
		rows(word, p.Owners)
		rows(word, p.Memory)
	}
	for _, word := range []string{Paying, TagManager, PublicFiles, Hosting} {
		if (Owner{Purpose: word}).Does() == "" {
			t.Errorf("no purpose %q", word)
		}
	}
}

func TestStatic(t *testing.T) {
	for host, want := range map[string]bool{
		"cdn.jsdelivr.net": true, "maxcdn.bootstrapcdn.com": true, "ajax.googleapis.com": true,
		"fonts.googleapis.com": false, "notunpkg.com": false, "js.stripe.com": false, "": false,
	} {
		if Static(host) != want {
			t.Errorf("Static(%q) = %v", host, !want)
		}
	}
	for _, h := range owners().Static {
		if o, ok := OwnerOf(h); !ok || o.Purpose != PublicFiles {
			t.Errorf("%s serves no files of many authors: %+v", h, o)
		}
	}
}

func TestRiskOf(t *testing.T) {
	for host, bad := range map[string]bool{"cdn.polyfill.io": true, "polyfill.io": true, "cdn.bootcss.com": true, "cdn.rawgit.com": false, "S7.AddThis.com": false} {
		if r, ok := RiskOf(host); !ok || r.Bad != bad {
			t.Errorf("RiskOf(%q) = %+v, %v", host, r, ok)
		}
	}
	for _, host := range []string{"polyfill-fastly.io", "notpolyfill.io", "polyfill.io.shop.test", "code.jquery.com", "shop.test", ""} {
		if r, ok := RiskOf(host); ok {
			t.Errorf("RiskOf(%q) = %+v", host, r)
		}
	}
	for host, r := range risks() {
		if r.Why == "" || len(r.Source) < 10 || r.Since.IsZero() || host != strings.ToLower(host) || !strings.Contains(host, ".") {
			t.Errorf("%s: %+v", host, r)
		}
	}
}

// BenchmarkOwners: the table is read once in a scan.
func BenchmarkOwners(b *testing.B) {
	for b.Loop() {
		load[ownerTable]("owners.yaml")
	}
}
