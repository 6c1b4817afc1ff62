package shop

import (
	"reflect"
	"strings"
	"testing"
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
		{"two kinds, one of them in the HTML", "", `<script src="/wp-content/a.js"></script><script>var wc_add_to_cart_params = {};</script>`, "woocommerce", ""},
		{"WordPress's version alone is no shop", "", `<script src="/wp-content/a.js"></script><link rel="stylesheet" href="/wp-includes/css/dist/block-library/style.min.css?ver=6.9.4"><a href="/wp-login.php">Log in</a>`, "wordpress", "wordpress 6.9.4"},
		{"a version in a script's settings", "", `<script src="/wp-content/a.js"></script><script>wcSettings = JSON.parse(decodeURIComponent('%22wcVersion%22%3A%2210.4.0%22%2C%22wpVersion%22%3A%226.9.4%22'));</script>`, "woocommerce", "woocommerce 10.4.0, wordpress 6.9.4"},
		{"a version in WordPress's own settings", "", `<meta name="generator" content="WooCommerce 10.4.0"><script>window._wpemojiSettings = {"source":{"concatemoji":"https:\/\/shop.test\/wp-includes\/js\/wp-emoji-release.min.js?ver=6.9.4"}};</script>`, "woocommerce", "woocommerce 10.4.0, wordpress 6.9.4"},
		{"a version that a plugin hides", "", `<meta name="generator" content="WooCommerce 10.4.0"><script>{"concatemoji":"/wp-emoji-release.min.js?ver=20261124"}</script>`, "woocommerce", "woocommerce 10.4.0"},
		{"a version behind many that are none", "", `<meta name="generator" content="WooCommerce 10.4.0">` + strings.Repeat("wp-emoji-release.min.js?ver=x", 5) + `wp-emoji-release.min.js?ver=6.9.4"`, "woocommerce", "woocommerce 10.4.0, wordpress 6.9.4"},
		{"WooCommerce's scripts", "", `<script src="/wp-content/plugins/woocommerce/assets/js/frontend/add-to-cart.min.js?ver=10.4.0"></script>`, "woocommerce", "woocommerce 10.4.0"},
		{"WooCommerce's copy of a library", "", `<script src="/wp-content/plugins/woocommerce/assets/js/js-cookie/js.cookie.min.js?ver=2.1.4-wc.10.4.0"></script>`, "woocommerce", "woocommerce 10.4.0"},
		{"what says more of the same version counts", "X-Generator: Drupal 10 (https://www.drupal.org)", `<script src="/core/misc/drupal.js?v=10.6.9"></script>`, "drupal", "drupal 10.6.9"},
		{"and not what says another", "X-Generator: Drupal 10 (https://www.drupal.org)", `<script src="/core/misc/drupal.js?v=1.6.9"></script>`, "drupal", "drupal 10"},
		{"a global of PrestaShop", "", `<script>var prestashop = {"cart":{"products":[]}};</script>`, "prestashop", ""},
		{"words about a global of PrestaShop", "", `<p>Write var prestashop = { and so on.</p>`, "", ""},
		{"a comment of nopCommerce", "", `<!--Powered by nopCommerce - https://www.nopCommerce.com-->`, "nopcommerce", ""},
		{"a section of Shopify", "", `<div id="shopify-section-header" class="shopify-section"></div>`, "shopify", ""},
		{"Shopware's cloud", "", `<link rel="stylesheet" href="https://cdn.shopware.store/a/B/c/dEfGh/theme/0123/css/all.css"><script src="/bundles/storefront/x.js"></script>`, "shopwarecloud", ""},
		{"a front of its own before Shopware's cloud", "", `<img src="https://cdn.shopware.store/a/B/c/dEfGh/media/26/tea.png"><script id="__NEXT_DATA__" type="application/json">{}</script>`, "nextjs", ""},
		{"WordPress by its login", "", `<a href="/wp-login.php?redirect_to=%2F">Log in</a>`, "wordpress", ""},
		{"the login of a blog elsewhere", "", `<a href="https://blog.other.test/wp-login.php">Log in</a>`, "", ""},
		{"the login of a blog beside the shop", "", `<a href="/blog/wp-login.php">Log in</a>`, "", ""},
		{"WordPress by what programs find", "", `<link rel="https://api.w.org/" href="https://shop.test/api/" />`, "wordpress", ""},
		{"one word in the HTML", "", `<p>How we use wc_add_to_cart_params and data-mage-init=</p>`, "", ""},
		{"far behind in a long page", "", strings.Repeat("<p>tea</p>", maxHTML/10) + `<!--Powered by nopCommerce-->`, "", ""},
		{"a general system by its header", "X-Flow-Powered: Flow/8.3 Neos/8.3", "", "neos", "neos 8.3"},
		{"a general system by its generator", "", `<meta name="generator" content="concrete5 - 8.5.2">`, "concrete", "concrete 8.5.2"},
		{"a general system that shows no version", "", `<meta name="generator" content="SilverStripe - http://silverstripe.org">`, "silverstripe", ""},
		{"Next.js under a hosted shop", "X-Powered-By: Next.js\nPowered-By: Shopify, Hydrogen", "", "shopify", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := page("https://shop.test/", tt.header, tt.body)
			got := Recognize(ours, p)
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
			if again := Recognize(ours, page("https://shop.test/", tt.header, tt.body)); !reflect.DeepEqual(again, got) {
				t.Error("a second time it says something else")
			}
		})
	}
}

// TestElsewhere: what stands with others says nothing of what the shop's own pages
// are made with, and nothing of its versions. Shops show pictures from suppliers'
// shops and from the platform that they have left, link to other shops, and explain
// code in words.
func TestElsewhere(t *testing.T) {
	const wordpress = `<meta name="generator" content="WordPress 7.1.4">`
	for _, tt := range []struct {
		name, body, id, versions string
	}{
		{"a picture from a supplier's Magento 1", `<img src="https://supplier.example/skin/frontend/tea/default/images/logo.gif">`, "", ""},
		{"the shop's own Magento 1", `<img src="https://www.shop.test/skin/frontend/tea/default/images/logo.gif">`, "magento1", ""},
		{"a Magento 1 whose files another host serves", `<script src="https://d111.cloudfront.net/js/varien/form.js"></script>`, "magento1", ""},
		{"pictures left with Squarespace", wordpress + `<img src="https://static1.squarespace.com/static/5f/t/tea.jpg">`, "wordpress", "7.1.4"},
		{"goods of BigCommerce in a WordPress", wordpress + `<img srcset="https://cdn11.bigcommerce.com/s-abc/images/tea.jpg 2x">`, "wordpress", "7.1.4"},
		{"a picture of a shop at Shopify", `<img src="https://tea.example/cdn/shop/files/tea.jpg">`, "", ""},
		{"a shop at Shopify shown in a frame", `<iframe src="https://tea.example/cdn/shop/t/1/x.html"></iframe>`, "", ""},
		{"Shopify's own", `<link rel="stylesheet" href="/cdn/shop/t/1/assets/base.css">`, "shopify", ""},
		{"a link to a brand's shop", `<a href="https://www.brand.example/on/demandware.store/Sites-Tea-Site/default/Home-Show">Brand</a>`, "", ""},
		{"a link of its own", `<a href="/on/demandware.store/Sites-Tea-Site/default/Home-Show">Home</a>`, "salesforce", ""},
		{"a link to its other host", `<a href="https://pay.shop.test/on/demandware.store/Sites-Tea-Site/default/Home-Show">Home</a>`, "salesforce", ""},
		{"a link that names another shop", `<a href="https://search.example/?q=https://shop.test/on/demandware.store/">Look</a>`, "", ""},
		{"a form to another's VirtueMart", `<form action="https://other.example/index.php?option=com_virtuemart"></form>`, "", ""},
		{"a cart at Foxy", `<a href="https://tea.foxycart.com/cart?name=tea">Buy</a>`, "foxy", ""},
		{"two weak traits of which one is another's", `<script src="/static/version123/x.js"></script><a href="https://other.example/customer/account/login/">Wholesale</a>`, "", ""},
		{"a script from another WordPress", `<meta name="generator" content="WordPress"><link rel="https://api.w.org/" href="/wp-json/"><script src="https://other.example/wp-includes/js/wp-embed.min.js?ver=5.2.1"></script>`, "wordpress", ""},
		{"a script from rented space", `<link rel="https://api.w.org/" href="/wp-json/"><script src="https://tea.b-cdn.net/a.js"></script><script src="https://tea-1.kxcdn.com/wp-includes/js/wp-embed.min.js?ver=7.1.4"></script>`, "wordpress", "7.1.4"},
		{"words about JTL", `<p>Add <code>&lt;input type="hidden" name="jtl_token"&gt;</code> to the form.</p>`, "", ""},
		{"words about Shopify", `<pre>var Shopify = Shopify || {}; Shopify.shop = "tea.myshopify.example";</pre>`, "", ""},
		{"words about PrestaShop", `<pre>var prestashop = {"cart":{}};</pre>`, "", ""},
		{"Shopify's script", `<script>var Shopify = Shopify || {}; Shopify.shop = "tea.myshopify.example";</script>`, "shopify", ""},
		{"a field of JTL", `<form><input type="hidden" name="jtl_token" value="0f0f"></form>`, "jtl", ""},
	} {
		got := Recognize(ours, page("https://www.shop.test/", "", tt.body))
		version := ""
		for _, v := range got.Versions {
			version += v.Version
		}
		if got.ID != tt.id || version != tt.versions {
			t.Errorf("%s: %q %q, want %q %q", tt.name, got.ID, version, tt.id, tt.versions)
		}
	}
}

func ours(host string) bool { return host == "shop.test" || strings.HasSuffix(host, ".shop.test") }

func TestRecognizeSeveralPages(t *testing.T) {
	home := page("https://shop.test/", "", `<script src="/static/version123/x.js"></script>`)
	cart := page("https://shop.test/checkout/cart", "Set-Cookie: form_key=[masked]", "")
	if got := Recognize(ours, home, cart); got.ID != "magento2" || len(got.Evidence) != 2 {
		t.Errorf("got %q with %d quotes", got.ID, len(got.Evidence))
	}
	if got := Recognize(ours); got.ID != "" {
		t.Errorf("no page is made with %q", got.ID)
	}
}

// TestBesideTheShop: a rented cart at another of the shop's hosts does not look
// after the site that stands before it.
func TestBesideTheShop(t *testing.T) {
	const wordpress, shopify, bare = `<meta name="generator" content="WordPress 7.1.4">`, `<link rel="stylesheet" href="/cdn/shop/t/1/base.css">`, `<h1>Tea</h1>`
	for _, tt := range []struct{ name, home, cartAt, cart, id string }{
		{"one host", wordpress, "https://www.shop.test/cart", shopify, "shopify"},
		{"with and without www", wordpress, "https://shop.test/cart", shopify, "shopify"},
		{"another host", wordpress, "https://store.shop.test/cart", shopify, "wordpress"},
		{"another host, and nothing known of the first", bare, "https://store.shop.test/cart", shopify, "shopify"},
		{"a rented shop whose help is elsewhere", shopify, "https://help.shop.test/contact", wordpress, "shopify"},
		{"nothing known", bare, "https://www.shop.test/cart", bare, ""},
	} {
		home, cart := page("https://www.shop.test/", "", tt.home), page(tt.cartAt, "", tt.cart)
		f := Found{Home: home, Pages: []Page{{Role: Home, Page: home}, {Role: Cart, Page: cart}}}
		if got := f.recognize(ours).ID; got != tt.id {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.id)
		}
	}
}

// BenchmarkRecognize looks at a page of 1 MB that nothing is known of, so that all
// is looked for in vain.
func BenchmarkRecognize(b *testing.B) {
	body := strings.Repeat(`<p class="wp wc prestashop">Shop data-m var p <a href="/tea/7">Tea</a></p>`+"\n", maxHTML/75)
	p := page("https://shop.test/", "Server: nginx", body)
	p.Document() // read once for all probes
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		Recognize(ours, p)
	}
}
