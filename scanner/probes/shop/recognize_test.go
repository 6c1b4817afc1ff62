package shop

import (
	"reflect"
	"strings"
	"testing"

	"shopcheck/scanner/observe"
)

func TestRecognize(t *testing.T) {
	for _, tt := range []struct {
		name, header, body, id, versions string
	}{
		{"nothing", "Server: nginx", "<p>Tea</p>", "", ""},
		{"a strong header", "X-Magento-Cache-Id: 1", "", "magento2", ""},
		{"a strong cookie", "Set-Cookie: OCSESSID=[masked]; path=/", "", "opencart", ""},
		{"one weak asset", "", `<script src="/static/version123/x.js"></script>`, "", ""},
		{"two weak assets are one kind", "", `<script src="/wp-content/a.js"></script><script src="/wp-includes/b.js"></script>`, "", ""},
		{"two weak kinds", "Set-Cookie: form_key=[masked]", `<script src="/static/version123/x.js"></script>`, "magento2", ""},
		{"WordPress and a shop on it", "", `<meta name="generator" content="WordPress 6.8.12"><meta name="generator" content="WooCommerce 11.2.2">`, "woocommerce", "woocommerce 11.2.2, wordpress 6.8.12"},
		{"an endless version", "", `<meta name="generator" content="WordPress 6.` + strings.Repeat("8", 1000) + `">`, "wordpress", ""},
		{"WordPress alone", "", `<meta name="generator" content="WordPress 6.8">`, "wordpress", "wordpress 6.8"},
		{"WordPress that nobody has set up", "", `<title>WordPress &rsaquo; Setup Configuration File</title><link rel="stylesheet" href="/wp-admin/css/install.min.css?ver=6.1.9">`, "wordpress", "wordpress 6.1.9"},
		{"a version in an asset", "", `<link rel="stylesheet" href="/wp-content/plugins/woocommerce/assets/css/woocommerce.css?ver=9.8.1"><script src="/wp-includes/js/wp-embed.min.js?ver=6.7.2"></script>`, "woocommerce", "woocommerce 9.8.1, wordpress 6.7.2"},
		{"a library's version is not WordPress's", "", `<meta name="generator" content="WooCommerce 9.8.1"><script src="/wp-includes/js/jquery/jquery.min.js?ver=3.7.1"></script>`, "woocommerce", "woocommerce 9.8.1"},
		{"Drupal shows its major", "X-Generator: Drupal 9 (https://www.drupal.org)", "", "drupal", "drupal 9"},
		{"Shopify", "Powered-By: Shopify", "", "shopify", ""},
		{"a button of Shopify's on WordPress", "", `<script src="https://cdn.shopify.com/s/files/1/buy.js"></script><meta name="generator" content="WordPress 6.8">`, "wordpress", "wordpress 6.8"},
		{"PrestaShop without version", "", `<meta name="generator" content="PrestaShop">`, "prestashop", ""},
		{"a theme's boast is no platform", "", `<meta name="generator" content="PrestaShop theme by Tea"><p>WordPress 6.8</p>`, "", ""},
		{"Next.js under a hosted shop", "X-Powered-By: Next.js\nPowered-By: Shopify, Hydrogen", "", "shopify", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := page("https://shop.test/", tt.header, tt.body)
			got := Recognize(p)
			versions := ""
			for _, v := range got.Versions {
				if versions != "" {
					versions += ", "
				}
				versions += v.Product + " " + v.Version
				if v.Evidence.Quote == "" {
					t.Errorf("version %s has no evidence", v.Version)
				}
			}
			if got.ID != tt.id || versions != tt.versions {
				t.Errorf("got %q with %q, want %q with %q", got.ID, versions, tt.id, tt.versions)
			}
			if (got.ID != "") != (len(got.Evidence) > 0) {
				t.Errorf("%q with evidence %v", got.ID, got.Evidence)
			}
			if again := Recognize(page("https://shop.test/", tt.header, tt.body)); !reflect.DeepEqual(again, got) {
				t.Error("a second time it says something else")
			}
		})
	}
}

func TestRecognizeSeveralPages(t *testing.T) {
	home := page("https://shop.test/", "", `<script src="/static/version123/x.js"></script>`)
	cart := page("https://shop.test/checkout/cart", "Set-Cookie: form_key=[masked]", "")
	if got := Recognize(home, cart); got.ID != "magento2" || len(got.Evidence) != 2 {
		t.Errorf("got %q with %d quotes", got.ID, len(got.Evidence))
	}
	if got := Recognize([]*observe.Page{}...); got.ID != "" {
		t.Errorf("no page is made with %q", got.ID)
	}
}
