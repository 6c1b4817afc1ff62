package software

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

var present = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// home makes a home page from header lines and a body.
func home(header, body string) *observe.Page {
	h := http.Header{}
	for line := range strings.Lines(header) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		h.Add(name, value)
	}
	return &observe.Page{Method: "GET", URL: "https://shop.test/", Status: 200, Header: h, Body: []byte(body), At: present}
}

func TestJudgeLine(t *testing.T) {
	for _, tt := range []struct {
		product, version string
		patched          bool
		at               string // empty: the present
		want             scanner.Outcome
		words            string
	}{
		{"php", "8.3.33", false, "", scanner.Pass, "PHP 8.3.33, and PHP 8.3 gets security fixes until 31 December 2027."},
		{"php", "8.2.36", false, "", scanner.Warn, "gets security fixes only until 31 December 2026."},
		{"php", "8.2.36", true, "", scanner.Warn, "from its makers only until 31 December 2026, though whoever packaged it may go on."},
		{"php", "8.2.36", false, "2026-09-01", scanner.Pass, ""},
		{"php", "8.2.36", false, "2027-01-01", scanner.Fail, "since 31 December 2026"},
		{"php", "8.1.34", false, "", scanner.Fail, "since 31 December 2025"},
		{"php", "8.1.2", true, "", scanner.Warn, "whoever packaged it may"},
		{"php", "8.6.0", false, "", scanner.Pass, "newer than any"},
		{"php", "4.4.9", false, "", scanner.Unknown, "does not know"},
		{"php", "99.1", false, "", scanner.Unknown, "does not know"},
		{"nginx", "1.30.6", false, "", scanner.Pass, "and nginx 1.30 still gets security fixes."},
		{"nginx", "1.27.5", false, "", scanner.Fail, "24 June 2025"},
		{"apache", "2.4.68", false, "", scanner.Pass, "Apache 2.4.68"},
		{"wordpress", "7.1.4", false, "", scanner.Pass, ""},
		{"wordpress", "6.8.12", false, "", scanner.Warn, "nobody promises"},
		{"wordpress", "4.6", false, "", scanner.Fail, "WordPress 4.6, which has had no security fixes since 15 July 2025"},
		{"wordpress", "6", false, "", scanner.Warn, "nobody promises"},
		{"wordpress", "7", false, "", scanner.Unknown, "does not say enough"},
		{"magento", "2.4.9", false, "", scanner.Pass, ""},
		{"magento", "2.4.6-p15", false, "", scanner.Warn, "for paying customers only"},
		{"magento", "2.4", false, "", scanner.Unknown, "does not say enough"},
		{"magento", "1", false, "", scanner.Warn, "no release line"},
		{"shopware", "5", false, "", scanner.Fail, "5 June 2025"},
		{"shopware", "6.3", false, "", scanner.Fail, "19 April 2021"},
		{"drupal", "9", false, "", scanner.Fail, "Drupal 9, which has had no security fixes since 1 November 2023"},
		{"drupal", "10", false, "", scanner.Unknown, ""},
		{"drupal", "7", false, "", scanner.Warn, "for paying customers only"},
		{"prestashop", "8.1.7", false, "", scanner.Fail, "no longer gets security fixes"},
		{"nopcommerce", "4.80.9", false, "", scanner.Unknown, "does not know for sure"},
		{"prestashop", "8.2.7", false, "", scanner.Pass, ""},
		{"woocommerce", "11.2.2", false, "", scanner.Pass, "is the newest"},
		{"woocommerce", "9.1.0", false, "", scanner.Unknown, ""},
		{"opencart", "4.0.2.3", false, "", scanner.Warn, "makers work on now"},
		{"nobody's", "1.0", false, "", scanner.Unknown, ""},
	} {
		t.Run(tt.product+" "+tt.version, func(t *testing.T) {
			at := present
			if tt.at != "" {
				at, _ = time.Parse(time.DateOnly, tt.at)
			}
			got := judgeLine(used{product: tt.product, version: tt.version, patched: tt.patched}, at)
			if got.outcome != tt.want || !strings.Contains(got.message, tt.words) {
				t.Errorf("%s: %s; want %s with %q", got.outcome, got.message, tt.want, tt.words)
			}
		})
	}
}

func TestBanners(t *testing.T) {
	for _, tt := range []struct {
		header  string
		php     string
		server  string
		patched bool
	}{
		{"X-Powered-By: PHP/8.1.34", "PHP 8.1.34", "", false},
		{"X-Powered-By: PHP/8.1.2-1ubuntu2.22", "PHP 8.1.2", "", true},
		{"X-Powered-By: PHP/7.4.33", "PHP 7.4.33", "", true},
		{"X-Powered-By: ASP.NET\nX-Powered-By: PHP/8.3.1", "PHP 8.3.1", "", false},
		{"X-Powered-By: PHP", "", "", false},
		{"X-Powered-By: PHP/8.1" + strings.Repeat("1", 1000), "", "", false},
		{"X-Powered-By: XPHP/8.1.1", "", "", false},
		{"Server: Apache/2.2.34 (Unix) PHP/5.6.40", "PHP 5.6.40", "Apache 2.2.34", false},
		{"Server: Apache/2.4.62 (Debian)", "", "Apache 2.4.62", true},
		{"Server: nginx/1.27.5", "", "nginx 1.27.5", false},
		{"Server: nginx/1.18.0", "", "nginx 1.18.0", true},
		{"Server: nginx/1.27.5\nVia: 1.1 varnish", "", "nginx 1.27.5", true},
		{"Server: nginx", "", "", false},
		{"Server: cloudflare", "", "", false},
		{"Server: openresty/1.27.1.1", "", "", false},
		{"Server: mynginx/1.0", "", "", false},
	} {
		t.Run(tt.header, func(t *testing.T) {
			page := home(tt.header, "")
			for _, side := range []struct {
				name, want string
				got        []used
			}{{"php", tt.php, phpUsed(page)}, {"server", tt.server, serverUsed(page)}} {
				if side.want == "" {
					if len(side.got) != 0 {
						t.Errorf("%s: got %v, want none", side.name, side.got)
					}
					continue
				}
				if len(side.got) != 1 || side.got[0].String() != side.want || side.got[0].patched != tt.patched {
					t.Errorf("%s: got %+v, want %s, patched %v", side.name, side.got, side.want, tt.patched)
				}
			}
		})
	}
}

func TestJudgePlatforms(t *testing.T) {
	for _, tt := range []struct {
		name, header, body    string
		platform, hosted, eol scanner.Outcome // eol "" means that its error is returned
		words                 string          // of eol
	}{
		{"unknown", "", "<p>Tea", scanner.Unknown, scanner.Unknown, "", "could not be told"},
		{"hosted", "Powered-By: Shopify", "", scanner.Pass, scanner.Pass, scanner.NotApplicable, "Shopify"},
		{"no version", "Set-Cookie: OCSESSID=[masked]", "", scanner.Warn, scanner.NotApplicable, "", "which version of OpenCart"},
		{
			"new", "", `<meta name="generator" content="WordPress 7.1.4"><meta name="generator" content="WooCommerce 11.2.2">`,
			scanner.Pass, scanner.NotApplicable, scanner.Pass, "",
		},
		{
			"the worse decides", "", `<meta name="generator" content="WordPress 4.6"><meta name="generator" content="WooCommerce 11.2.2">`,
			scanner.Pass, scanner.NotApplicable, scanner.Fail, "WordPress 4.6",
		},
		{"old by itself", "", `<script src="/engine/Shopware/x.js"></script>`, scanner.Warn, scanner.NotApplicable, scanner.Fail, "Shopware 5"},
		{
			"a cart inside a site", "", `<meta name="generator" content="WordPress 4.6"><script src="https://app.ecwid.com/script.js?1"></script>`,
			scanner.Pass, scanner.NotApplicable, scanner.Fail, "WordPress 4.6",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := shop.Recognize(ownsShop, home(tt.header, tt.body))
			for _, f := range []struct {
				got  scanner.Finding
				want scanner.Outcome
			}{{judgePlatform("shop.test", p), tt.platform}, {judgeHosted("shop.test", p), tt.hosted}} {
				if f.got.Outcome != f.want || f.got.Outcome == scanner.Pass && len(f.got.Evidence) == 0 {
					t.Errorf("got %+v, want %s", f.got, f.want)
				}
			}
			f, err := judgePlatformBy(question{judge: judgeLine}, "shop.test", p, present)
			words := f.Message
			if err != nil {
				_, words = observe.Explain(err)
			}
			if f.Outcome != tt.eol || !strings.Contains(words, tt.words) || err == nil && len(f.Evidence) == 0 {
				t.Errorf("eol: %+v, %v; want %q with %q", f, err, tt.eol, tt.words)
			}
		})
	}
}

// TestOldFacts: what was right three months ago accuses nobody today.
func TestOldFacts(t *testing.T) {
	shown := []used{{product: "php", version: "8.1.34"}}
	q := question{subject: "shop.test", judge: judgeLine}
	if f, err := q.answer(shown, time.Date(2027, 2, 20, 0, 0, 0, 0, time.UTC)); err != nil || f.Outcome != scanner.Fail {
		t.Errorf("after 90 days: %+v, %v", f, err)
	}
	if f, err := q.answer(shown, time.Date(2027, 2, 21, 0, 0, 0, 0, time.UTC)); err == nil {
		t.Errorf("after 91 days: %+v, want an error", f)
	}
}

// TestSomeFactsAreOld: of what a shop shows, some may be judged and some not.
func TestSomeFactsAreOld(t *testing.T) {
	at := time.Date(2027, 4, 1, 0, 0, 0, 0, time.UTC)
	q := question{subject: "shop.test", judge: judgeLine, asOf: func(u used) time.Time {
		if u.product == "woocommerce" {
			return facts.Day()
		}
		return at
	}}
	woo := used{product: "woocommerce", version: "11.2.2"}
	for version, want := range map[string]scanner.Outcome{"8.4.1": scanner.Unknown, "8.1.34": scanner.Fail} {
		f, err := q.answer([]used{{product: "php", version: version}, woo}, at)
		if err != nil || f.Outcome != want || want == scanner.Unknown && (f.Cause != observe.NotFound || !strings.Contains(f.Message, "The shop runs WooCommerce 11.2.2, and what shopcheck knows about versions is of ")) {
			t.Errorf("PHP %s: %+v, %v; want %s", version, f, err, want)
		}
	}
	if f, err := q.answer([]used{woo}, at); err == nil {
		t.Errorf("%+v, want an error", f)
	}
}
