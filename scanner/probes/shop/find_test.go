package shop_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/pretend"
	"shopcheck/scanner/probes/shop"
)

const html = "HTTP/1.1 200 OK\nContent-Type: text/html\n\n"

// find looks for the pages of a pretend shop and returns them with its requests
// but those for the home page.
func find(t *testing.T, file string) (shop.Found, []string) {
	t.Helper()
	pretended, err := pretend.Start(txtar.Parse([]byte(file)), pretend.Settings{Now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	defer pretended.Close()
	site := observe.Open(t.Context(), pretended.Domain(), pretended.Options())
	defer site.Close()
	found, err := shop.Find(t.Context(), site)
	if err != nil {
		t.Fatal(err)
	}
	again, err := shop.Find(t.Context(), site)
	if err != nil || len(again.Pages) != len(found.Pages) {
		t.Errorf("a second time: %d pages, %v; want %d", len(again.Pages), err, len(found.Pages))
	}
	return found, slices.DeleteFunc(pretended.Requests(), func(r string) bool { return strings.HasSuffix(r, "https://shop.test/") })
}

func TestFind(t *testing.T) {
	home := func(links string) string { return "A shop.\n-- GET / --\n" + html + links + "\n<h1>A shop</h1>\n" }
	none := "-- GET /login --\nHTTP/1.1 404 Not Found\n\n-- GET /cart --\nHTTP/1.1 404 Not Found\n\n-- GET /checkout --\nHTTP/1.1 404 Not Found\n\n"
	for _, tt := range []struct {
		name, file string
		want       []string // roles and paths
		most       int      // requests besides home
	}{
		{"as linked", "A shop.\n", []string{"login /login", "cart /cart", "checkout /checkout"}, 3},
		{"nothing linked, platform unknown", home(""), nil, 0},
		{
			"nothing linked, platform known", home(`<script src="/js/varien/form.js"></script>`) +
				"-- GET /customer/account/login/ --\n" + html + "<form><input type=password></form>\n-- GET /checkout/cart/ --\n" + html + "<h1>Cart</h1>\n",
			[]string{"login /customer/account/login/", "cart /checkout/cart/"},
			5,
		},
		{"the checkout leads to the cart", home(`<a href="/checkout">Checkout</a>`) + none[:strings.Index(none, "-- GET /cart")] +
			"-- GET /checkout --\nHTTP/1.1 302 Found\nLocation: /cart\n\n", []string{"cart /cart"}, 2},
		{"the checkout leads home", home(`<a href="/checkout">Checkout</a>`) + "-- GET /checkout --\nHTTP/1.1 302 Found\nLocation: /\n\n", nil, 1},
		{"the checkout leads to goods", home(`<a href="/checkout">Checkout</a>`) + "-- GET /checkout --\nHTTP/1.1 302 Found\nLocation: /collections/all\n\n-- GET /collections/all --\n" + html + "<h1>All teas</h1>\n", nil, 2},
		{"the contact page leads to help", home(`<a href="/contact">Contact</a>`) + "-- GET /contact --\nHTTP/1.1 302 Found\nLocation: /help\n\n-- GET /help --\n" + html + "<h1>Help</h1>\n", []string{"contact /help"}, 2},
		{"every page is the home page", home(`<a href="/login">Log in</a><a href="/cart">Cart</a>`) +
			"-- GET /login --\n" + html + "<a href=\"/login\">Log in</a><a href=\"/cart\">Cart</a>\n<h1>A shop</h1>\n-- GET /cart --\nHTTP/1.1 404 Not Found\n\n", nil, 2},
		{"acting links", home(`<a href="/logout">Log in</a><a href="/cart/add/7">Cart</a>`) + none, nil, 0},
		{"one page for two", home(`<a href="/my-account">Log in</a><a href="/my-account">My account</a>`) +
			"-- GET /my-account --\n" + html + "<form><input type=password></form>\n", []string{"login /my-account"}, 1},
		{"a file is no page", home(`<a href="/checkout">Checkout</a>`) + "-- GET /checkout --\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{}\n", nil, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			found, requests := find(t, tt.file)
			var got []string
			for _, p := range found.Pages[1:] {
				got = append(got, string(p.Role)+" "+strings.TrimPrefix(p.URL, "https://shop.test"))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
			if len(requests) > tt.most {
				t.Errorf("%d requests, at most %d: %v", len(requests), tt.most, requests)
			}
			if found.Pages[0].Role != shop.Home || found.Pages[0].Page != found.Home {
				t.Error("the home page does not come first")
			}
		})
	}
}

// TestFindRefused: a page that was refused is not a page that is missing.
func TestFindRefused(t *testing.T) {
	for reply, want := range map[string]observe.Cause{
		"HTTP/1.1 403 Forbidden\n\n":                                 observe.Blocked,
		"HTTP/1.1 404 Not Found\n\n":                                 observe.NotFound,
		"HTTP/1.1 302 Found\nLocation: https://pay.example.net/\n\n": observe.OtherCompany,
	} {
		found, _ := find(t, "A shop.\n-- GET /checkout --\n"+reply)
		if cause, words := observe.Explain(found.Missing(shop.Checkout)); cause != want || words == "" {
			t.Errorf("%q: no checkout because of %q (%s), want %q", reply, cause, words, want)
		}
	}
}
