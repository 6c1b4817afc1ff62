package software

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

// seesIn makes what pages of that HTML show of extensions.
func seesIn(platform string, html ...string) *sight {
	var pages []shop.Page
	for i, text := range html {
		pages = append(pages, shop.Page{Role: shop.Home, Page: &observe.Page{
			Method: "GET", URL: fmt.Sprintf("https://www.shop.test/%d", i), Status: 200, Body: []byte("<!doctype html><title>Tea</title><p>Tea and more.</p>" + text), At: seenAt,
		}})
	}
	return sightOf(pages, shop.Platform{ID: platform}, ownsShop)
}

func ownsShop(host string) bool { return host == "shop.test" || strings.HasSuffix(host, ".shop.test") }

// names makes links to style sheets: below WordPress's plugins, or as they stand.
func names(addresses ...string) string {
	var b strings.Builder
	for _, a := range addresses {
		if !strings.HasPrefix(a, "/") && !strings.HasPrefix(a, "https:") {
			a = "/wp-content/plugins/" + a
		}
		fmt.Fprintf(&b, `<link rel="stylesheet" href="%s">`, a)
	}
	return b.String()
}

func TestVersions(t *testing.T) {
	const core = "/wp-includes/css/dist/block-library/style.min.css?ver="
	for _, tt := range []struct {
		name    string
		html    string
		folder  string // of the extension that is asked about
		version string
		certain bool
	}{
		{"a file that carries it", names("give/assets/dist/css/give.css?ver=3.14.1"), "give", "3.14.1", true},
		{"beside others that do not", names("give/assets/dist/css/give.css?ver=3.14.1", "give/a.css?ver=9.1", "give/b.css?ver=8.4.5"), "give", "3.14.1", true},
		{"two that carry it disagree", names("elementor-pro/assets/css/frontend.min.css?ver=3.11.6", "elementor-pro/assets/js/frontend.min.js?ver=3.25.2"), "elementor-pro", "", false},
		{"it says so", `<meta name="generator" content="Give v3.14.0">`, "give", "3.14.0", true},
		{"it says so, and a file agrees", `<meta name="generator" content="Give v3.14.0">` + names("give/assets/dist/css/give.css?ver=3.14.0"), "give", "3.14.0", true},
		{"it says so, and a file disagrees", `<meta name="generator" content="Give v3.14.0">` + names("give/assets/dist/css/give.css?ver=3.14.2"), "give", "", false},
		{"somebody says so in a text", `<p>Give v3.14.0</p><p>Page supported by LiteSpeed Cache 5.1 on 2026-01-01</p>` + names("give/x.css"), "give", "", false},
		{"a comment", "<!-- Page supported by LiteSpeed Cache 5.6 on 2026-11-23 08:00:00 -->", "litespeed-cache", "5.6", true},
		{"a comment and a file in two cases", "<!-- Social Warfare v3.5.2 https://warfareplugins.com -->" + names("Social-Warfare/assets/css/style.min.css?ver=3.5.2"), "social-warfare", "3.5.2", true},
		{"two agree", names("tea/front.css?ver=2.1", "tea/tea.js?ver=2.1"), "tea", "2.1", false},
		{"one alone", names("tea/front.css?ver=2.1"), "tea", "", false},
		{"a library's script and style", names("tea/slick.min.js?ver=1.8.1", "tea/slick.css?ver=1.8.1", "tea/slick-rtl.css?ver=1.8.1"), "tea", "", false},
		{"libraries", names("tea/vendor/a.css?ver=2.1", "tea/lib/b.css?ver=2.1"), "tea", "", false},
		{"libraries do not disagree", names("tea/vendor/a.css?ver=8.4.5", "tea/b.css?ver=2.1", "tea/c.css?ver=2.1"), "tea", "2.1", false},
		{"two disagree", names("tea/a.css?ver=2.1", "tea/b.css?ver=2.2"), "tea", "", false},
		{"never changed", names("tea/a.css?ver=1.0.0", "tea/b.css?ver=1.0.0"), "tea", "", false},
		{"never changed, in a file that carries it", names("give/assets/dist/css/give.css?ver=1.0"), "give", "", false},
		{"times", names("tea/a.css?ver=1704844350", "tea/b.css?ver=1704844350"), "tea", "", false},
		{"days", names("tea/a.css?ver=2024.10.4", "tea/b.css?ver=2024.10.4"), "tea", "", false},
		{"sums", names("tea/a.css?ver=9799136811508b406b2e", "tea/b.css?ver=9799136811508b406b2e"), "tea", "", false},
		{"too long", names("tea/a.css?ver=1.2.3.4.5.6", "tea/b.css?ver=1."+strings.Repeat("9", 400)), "tea", "", false},
		{"WordPress's own", names(core+"6.4.5", "tea/a.css?ver=6.4.5", "tea/b.css?ver=6.4.5"), "tea", "", false},
		{"WordPress's own, in a file that carries it", names(core+"3.14.1", "give/assets/dist/css/give.css?ver=3.14.1"), "give", "", false},
		{"of three extensions", names("give/assets/dist/css/give.css?ver=3.14.1", "tea/a.css?ver=3.14.1", "/wp-content/themes/leaf/style.css?ver=3.14.1"), "give", "", false},
		{"of two extensions", names("give/assets/dist/css/give.css?ver=3.14.1", "tea/a.css?ver=3.14.1"), "give", "3.14.1", true},
		{"packed by a cache", names("/wp-content/cache/min/1/wp-content/plugins/give/assets/dist/css/give.css?ver=1728035237"), "give", "", false},
		{"with a content network", names("https://shop-be87.kxcdn.com/wp-content/plugins/give/assets/dist/css/give.css?ver=3.14.1"), "give", "3.14.1", true},
		{"a copy by WordPress.com", names("https://i0.wp.com/www.shop.test/wp-content/plugins/give/assets/dist/css/give.css?ver=3.14.1"), "give", "3.14.1", true},
	} {
		s := seesIn("woocommerce", tt.html)
		i, seen := s.at[[2]string{"WordPress plugin", tt.folder}]
		if !seen {
			t.Errorf("%s: %s was not seen", tt.name, tt.folder)
			continue
		}
		if x := s.extensions[i]; x.version != tt.version || x.certain != tt.certain {
			t.Errorf("%s: version %q, certain %v; want %q, %v", tt.name, x.version, x.certain, tt.version, tt.certain)
		}
	}
}

// TestNotTheirs: what another site loads from its own extensions is no extension
// of the shop.
func TestNotTheirs(t *testing.T) {
	s := seesIn("woocommerce", names("https://partner.example/wp-content/plugins/give/assets/dist/css/give.css?ver=3.14.1",
		"https://partner.example/www.shop.test/wp-content/plugins-of/give/x.css", "/wp-content/plugins/woocommerce/a.css", "/shop/modules/smartblog/a.css"))
	if len(s.extensions) != 0 || s.files != 4 {
		t.Errorf("%d files, extensions %+v", s.files, s.extensions)
	}
}

func TestJudgeExtensions(t *testing.T) {
	old := names("give/assets/dist/css/give.css?ver=3.14.1")
	fresh := names("give/assets/dist/css/give.css?ver=4.13.2")
	aged := func(s *sight) *sight {
		s.late = stale(seenAt.Add(facts.Fresh + 30*24*time.Hour))
		return s
	}
	cut := seesIn("", old)
	cut.pages[0].Cut = true
	cutClean := seesIn("", fresh)
	cutClean.pages[0].Document().Cut = true
	asked := &observe.Page{
		Method: "GET", URL: "https://shop.test/", Status: 200, Body: []byte("<p>Tea"), At: seenAt, Rendered: true,
		Requests: []observe.Request{{Type: "style", URL: "https://shop.test/wp-content/plugins/give/assets/dist/css/give.css?ver=3.14.1"}},
	}
	for _, tt := range []struct {
		name string
		s    *sight
		want scanner.Outcome
		says string
	}{
		{"nothing", seesIn("", ""), scanner.Pass, "No extension"},
		{"nothing, old tables", aged(seesIn("", "<p>Tea")), scanner.Pass, "No extension"},
		{"grave", seesIn("", old), scanner.Fail, "show extensions that have known holes: GiveWP 3.14.1 (critical, used by attackers)."},
		{"grave, old tables", aged(seesIn("", old)), scanner.Warn, "GiveWP 3.14.1 (critical, used by attackers)."},
		{"grave, in a page that was cut", cut, scanner.Fail, "GiveWP 3.14.1"},
		{"grave, as a browser asks for it", sightOf([]shop.Page{{Role: shop.Home, Page: asked}}, shop.Platform{}, ownsShop), scanner.Fail, "GiveWP 3.14.1"},
		{"grave, on the second page", seesIn("", "<p>Tea", old), scanner.Fail, "GiveWP 3.14.1"},
		{"mended", seesIn("", fresh), scanner.Pass, "The one extension that the shop's pages show has none"},
		{"mended, old tables", aged(seesIn("", fresh)), scanner.Unknown, "too long ago"},
		{"mended, in a page that was cut", cutClean, scanner.Unknown, "longer than is read"},
		{"only the beginning of a version", seesIn("", names("give/assets/dist/css/give.css?ver=3.14")), scanner.Warn, "GiveWP 3.14 (some versions: critical, used by attackers)."},
		{"grave, in some shops", seesIn("", names("contact-form-7/includes/css/styles.css?ver=5.3.1")), scanner.Warn, "(critical, in shops whose forms take files)."},
		{"grave in some shops, high in all", seesIn("", names("forminator/assets/forminator-ui/js/forminator-form.min.js?ver=1.28.0")), scanner.Fail, "Forminator 1.28.0 (high)."},
		{"a hole that counts before a graver one that may not", seesIn("", names("ti-woocommerce-wishlist/assets/css/public.min.css?ver=2.8.2")), scanner.Fail, "2.8.2 (critical, used by attackers)."},
		{
			"grave, beside one whose version does not show", seesIn("", old+names("dokan-pro/a.css?ver=4.1.2")), scanner.Fail,
			"that have known holes: GiveWP 3.14.1 (critical, used by attackers); and others that have, or may have, some: Dokan Pro (version not shown; some versions: critical).",
		},
		{"medium", seesIn("", names("popup-builder/public/css/theme.css?ver=4.2.2")), scanner.Warn, "(medium, used by attackers)."},
		{"likely", seesIn("", names("dokan-pro/a.css?ver=3.10.2", "dokan-pro/b.js?ver=3.10.2")), scanner.Warn, "Dokan Pro 3.10.2 (critical, if that is its version)."},
		{"likely, and mended", seesIn("", names("dokan-pro/a.css?ver=4.1.2", "dokan-pro/b.js?ver=4.1.2")), scanner.Pass, "The one extension"},
		{"by one address", seesIn("", names("dokan-pro/a.css?ver=4.1.2")), scanner.Warn, "Dokan Pro (version not shown; some versions: critical)."},
		{"one that is not known", seesIn("", names("tea/a.css")), scanner.Unknown, "show one extension, which shopcheck does not know: tea."},
		{"some that are not known", seesIn("", names("tea/a.css", "steep/a.css")), scanner.Unknown, "show 2 extensions, which shopcheck does not know: steep, tea."},
		{"one of two", seesIn("", names("tea/a.css")+fresh), scanner.Unknown, "show 2 extensions, one of which shopcheck does not know: tea."},
		{"two of three", seesIn("", names("tea/a.css", "steep/a.css")+fresh), scanner.Unknown, "show 3 extensions, 2 of which shopcheck does not know: steep, tea."},
		{"one that is not known does not hide a hole", seesIn("", names("a/a.css")+old), scanner.Fail, "GiveWP"},
	} {
		f := tt.s.judge("shop.test")
		if f.Outcome != tt.want || !strings.Contains(f.Message, tt.says) || len(f.Evidence) == 0 || (f.Cause == "") != (f.Outcome != scanner.Unknown) {
			t.Errorf("%s: %+v, want %s: %s", tt.name, f, tt.want, tt.says)
		}
	}
}

// TestManyExtensions: a shop that names 10,000 extensions, in odd letters and at
// length, is looked through once, and its finding stays short and printable. Its
// one hole is found all the same.
func TestManyExtensions(t *testing.T) {
	var pages []string
	for p := range 6 {
		var all []string
		for i := range 1700 {
			switch n := p*1700 + i; i % 5 {
			case 0:
				all = append(all, fmt.Sprintf("tea-%d/%s.css?ver=%d.%d.1", n, strings.Repeat("long", 200), n%9, n))
			case 1:
				all = append(all, fmt.Sprintf("tea%d\u202e%s/a.css?ver=\u202e1.2", n, strings.Repeat("x", 5000)))
			case 2:
				all = append(all, fmt.Sprintf("%s%d/a.css?ver=%s", strings.Repeat("y", 54), n, strings.Repeat("9.", 300)))
			default:
				all = append(all, fmt.Sprintf("one/%d.css?ver=%d.%d", n, i%7, n))
			}
		}
		pages = append(pages, names(all...)+strings.Repeat("<!-- Page supported by LiteSpeed Cache ", 1000)+"-->")
	}
	pages[5] += names("give/assets/dist/css/give.css?ver=3.14.1")
	s := seesIn("woocommerce", pages...)
	f := s.judge("shop.test")
	if s.files < 10000 || len(s.extensions) < 4000 {
		t.Errorf("only %d files and %d extensions were seen", s.files, len(s.extensions))
	}
	if f.Outcome != scanner.Fail || !strings.Contains(f.Message, "GiveWP 3.14.1") {
		t.Errorf("%s: %.300s", f.Outcome, f.Message)
	}
	if len(f.Message) > 1000 || len(f.Evidence) > maxListed {
		t.Errorf("a message of %d bytes, %d quotes", len(f.Message), len(f.Evidence))
	}
	for _, e := range f.Evidence {
		if observe.Printable(e.Quote) != e.Quote {
			t.Errorf("not printable: %q", e.Quote)
		}
	}
	again := seesIn("woocommerce", pages...).judge("shop.test")
	if again.Message != f.Message || fmt.Sprint(again.Evidence) != fmt.Sprint(f.Evidence) {
		t.Error("the same pages, another finding")
	}
	if unknown := seesIn("woocommerce", pages[:5]...).judge("shop.test"); len(unknown.Message) > 1000 {
		t.Errorf("a message of %d bytes", len(unknown.Message))
	}
}

// BenchmarkExtensions looks through a page that names 1,000 files, of which half are
// of extensions, when its HTML has been read.
func BenchmarkExtensions(b *testing.B) {
	var all []string
	for i := range 1000 {
		if i%2 == 0 {
			all = append(all, fmt.Sprintf("tea-%d/assets/css/front-%d.min.css?ver=2.%d.1", i/20, i, i/20))
		} else {
			all = append(all, fmt.Sprintf("/media/catalog/product/t/e/tea-%d.jpg?width=%d", i, i))
		}
	}
	page := &observe.Page{Method: "GET", URL: "https://shop.test/", Status: 200, Body: []byte(names(all...)), At: seenAt}
	pages := []shop.Page{{Role: shop.Home, Page: page}}
	page.Document()
	b.ReportAllocs()
	for b.Loop() {
		if s := sightOf(pages, shop.Platform{ID: "woocommerce"}, ownsShop); len(s.extensions) != 50 {
			b.Fatalf("%d extensions", len(s.extensions))
		}
	}
}
