package facts

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestShapes holds each shape to its addresses, on the platforms that it counts on.
func TestShapes(t *testing.T) {
	for _, s := range extensions().Shapes {
		platforms := s.On
		if platforms == nil {
			platforms = []string{""}
		}
		for _, p := range platforms {
			if _, known := PlatformOf(p); p != "" && !known {
				t.Errorf("%s: there is no platform %q", s.Kind, p)
			}
			if len(s.Yes) == 0 || len(s.No) == 0 {
				t.Errorf("%s: a shape needs addresses that it must match, and must not", s.Kind)
			}
			for address, want := range s.Yes {
				if f, ok := ExtensionAt(address, p); !ok || f.Kind != s.Kind || f.Folder != want || f.File == "" {
					t.Errorf("%s: %s shows %+v (%v), want %s", s.Kind, address, f, ok, want)
				}
			}
			for _, address := range s.No {
				if f, ok := ExtensionAt(address, p); ok && f.Folder != "" {
					t.Errorf("%s: %s shows %+v", s.Kind, address, f)
				}
			}
		}
		if len(s.On) > 0 {
			for address := range s.Yes {
				if f, ok := ExtensionAt(address, "wordpress"); ok {
					t.Errorf("%s: %s shows %+v on another platform", s.Kind, address, f)
				}
			}
		}
	}
}

func TestExtensionAt(t *testing.T) {
	for address, want := range map[string]ExtensionFile{
		"https://shop.test/wp-content/plugins/give/assets/dist/css/give.css?ver=3.14.0":           {"WordPress plugin", "give", "assets/dist/css/give.css", "3.14.0"},
		"https://shop.test/wp-content/plugins/Give/x.svg":                                         {"WordPress plugin", "give", "x.svg", ""},
		"https://shop.test/wp-includes/css/dist/block-library/style.min.css?ver=6.8.12":           {"WordPress plugin", "", "", "6.8.12"},
		"https://shop.test/core/misc/drupal.js?v=11.2.3":                                          {"Drupal module", "", "", "11.2.3"},
		"https://shop.test/wp-content/plugins/%67ive/x.css?ver=%33.14.0":                          {"WordPress plugin", "give", "x.css", "3.14.0"},
		"https://shop.test/wp-content/plugins/a/b.js?" + strings.Repeat("x", maxExtensionAddress): {},
		"https://shop.test/wp-content/plugins/" + strings.Repeat("a", 61) + "/b.js":               {},
		"https://shop.test/wp-content/plugins/\u202e\u202eevil/b.js":                              {},
		"https://shop.test/modules/smartblog/a.css":                                               {}, // not on a PrestaShop
		"https://shop.test/wp-content/plugins/a/wp-includes/b.js?ver=2.1":                         {"WordPress plugin", "a", "wp-includes/b.js", "2.1"},
		"https://shop.test/wp-includes/js/a.js?v=6.8.12":                                          {},
		"://":                               {},
		"https://shop.test/assets/theme.js": {},
	} {
		got, ok := ExtensionAt(address, "")
		if !ok {
			got = ExtensionFile{}
		}
		if got != want {
			t.Errorf("%.120s: %+v, want %+v", address, got, want)
		}
	}
}

// TestExtensions holds each row to its versions and texts, and to saying where it
// comes from.
func TestExtensions(t *testing.T) {
	form := regexp.MustCompile(`^CVE-\d{4}-\d{4,}$`)
	sourced := func(key string) bool { return len(extensions().Sources[key]) > 20 }
	seen := make(map[string]bool)
	for _, e := range extensions().Extensions {
		if e.Name == "" || len(e.Folders) == 0 || len(e.Holes) == 0 || seen[e.Name] {
			t.Errorf("%s: a row lacks something, or is there twice", e.Name)
		}
		seen[e.Name] = true
		if !slices.ContainsFunc(extensions().Shapes, func(s shape) bool {
			return s.Kind == e.Kind && !slices.ContainsFunc(e.Folders, s.owns)
		}) {
			t.Errorf("%s: no shape shows a %s, or it is the platform's own", e.Name, e.Kind)
		}
		for _, f := range e.Folders {
			if found, ok := ExtensionOf(e.Kind, f); !ok || found.Name != e.Name || f != strings.ToLower(f) {
				t.Errorf("%s: its folder %s leads to %s", e.Name, f, found.Name)
			}
		}
		if e.Generator.Regexp != nil || e.Comment.Regexp != nil {
			says := func(text string) bool {
				return slices.ContainsFunc(ExtensionsSaid([]string{text}, text), func(s SaidExtension) bool { return s.Name == e.Name && s.Version != "" })
			}
			fits(t, e.Name, says, e.Yes, e.No)
		}
		for _, h := range e.Holes {
			checkHole(t, e, h, form.MatchString(h.CVE) && !slices.ContainsFunc(h.By, func(key string) bool { return !sourced(key) }) && (h.Used == "" || sourced(h.Used)))
		}
	}
}

func checkHole(t *testing.T, e ShopExtension, h ExtensionHole, sound bool) {
	t.Helper()
	if !sound || h.Published.IsZero() || Age(h.Published.Time) > 0 || len(h.By) == 0 || len(h.Yes) == 0 || len(h.No) == 0 || !slices.Contains([]string{"critical", "high", "medium"}, h.Severity) {
		t.Errorf("%s of %s: a row lacks something, or is of the future", h.CVE, e.Name)
	}
	for _, r := range h.Ranges {
		if !before(r.From, r.Before) {
			t.Errorf("%s: from %s before %s", h.CVE, r.From, r.Before)
		}
	}
	is := func(hole ExtensionHole) bool { return hole.CVE == h.CVE }
	for _, v := range h.Yes {
		if !slices.ContainsFunc(e.HolesIn(v)[Inside], is) {
			t.Errorf("%s %s is not inside %s", e.Name, v, h.CVE)
		}
	}
	for _, v := range h.No {
		if found := e.HolesIn(v); slices.ContainsFunc(found[Inside], is) || slices.ContainsFunc(found[Maybe], is) {
			t.Errorf("%s %s is not outside %s", e.Name, v, h.CVE)
		}
	}
}

// TestCoreComesLast: a folder named as the platform's own within an extension is
// the extension's.
func TestCoreComesLast(t *testing.T) {
	f, ok := ExtensionAt("https://shop.test/bundles/swagpaypal/core/a.js?v=1.2.3", "shopware6")
	if want := (ExtensionFile{"Shopware plugin", "swagpaypal", "core/a.js", ""}); !ok || f != want {
		t.Errorf("%+v (%v), want %+v", f, ok, want)
	}
}

// FuzzExtensionAt: an address says what a folder of ordinary letters is, or nothing.
func FuzzExtensionAt(f *testing.F) {
	for _, s := range extensions().Shapes {
		for address := range s.Yes {
			f.Add(address, "prestashop")
		}
	}
	form := regexp.MustCompile(`^[a-z0-9_.-]{0,61}$`)
	f.Fuzz(func(t *testing.T, address, platform string) {
		if file, ok := ExtensionAt(address, platform); ok && (!form.MatchString(file.Folder) || file.Kind == "") {
			t.Errorf("%q: %+v", address, file)
		}
	})
}
