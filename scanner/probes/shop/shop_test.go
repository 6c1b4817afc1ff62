package shop

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

// page makes a page from its address, its header lines and its body.
func page(url, header, body string) *observe.Page {
	h := http.Header{"Content-Type": {"text/html; charset=utf-8"}}
	for line := range strings.Lines(header) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		h.Add(name, value)
	}
	return &observe.Page{Method: "GET", URL: url, Status: 200, Header: h, Body: []byte(body)}
}

func own(host string) bool { return host == "shop.test" || strings.HasSuffix(host, ".shop.test") }

func TestLinks(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		want       map[Role]string
	}{
		{
			"addresses", `<a href="/login">Hi</a><a href="/cart">Bag</a><a href="/checkout/">Pay</a>`,
			map[Role]string{Login: "https://shop.test/login", Cart: "https://shop.test/cart", Checkout: "https://shop.test/checkout/"},
		},
		{
			"texts", `<a href="/x1">Anmelden</a><a href="/x2">Warenkorb (2)</a><a href="/x3">Zur Kasse</a><a href="/x4">Mein Konto</a>`,
			map[Role]string{Login: "https://shop.test/x1", Cart: "https://shop.test/x2", Checkout: "https://shop.test/x3", Account: "https://shop.test/x4"},
		},
		{
			"accents", `<a href="/x1">Přihlášení</a><a href="/x2">Košík</a><a href="/x3">Créer un compte</a><a href="/x4">Ödeme</a>`,
			map[Role]string{Login: "https://shop.test/x1", Cart: "https://shop.test/x2", Register: "https://shop.test/x3", Checkout: "https://shop.test/x4"},
		},
		{
			"letters of their own", `<a href="/x1">Корзина</a><a href="/x2">Καλάθι</a><a href="/x3">Войти</a>`,
			map[Role]string{Cart: "https://shop.test/x1", Login: "https://shop.test/x3"},
		},
		{
			"one link for two", `<a href="/x">Login / Register</a>`,
			map[Role]string{Login: "https://shop.test/x", Register: "https://shop.test/x"},
		},
		{
			"both beats one", `<a href="/a/login">x</a><a href="/b/login">Log in</a>`,
			map[Role]string{Login: "https://shop.test/b/login"},
		},
		{
			"the last word counts", `<a href="/customer/account/login/">x</a><a href="/customer/account/">x</a><a href="/checkout/cart/">x</a>`,
			map[Role]string{Login: "https://shop.test/customer/account/login/", Account: "https://shop.test/customer/account/", Cart: "https://shop.test/checkout/cart/"},
		},
		{
			"routes", `<a href="/index.php?route=account/login">x</a><a href="/index.php?route=checkout/cart">x</a><a href="/index.php?cl=basket&amp;lang=1">x</a>`,
			map[Role]string{Login: "https://shop.test/index.php?route=account/login", Cart: "https://shop.test/index.php?route=checkout/cart"},
		},
		{
			"endings", `<a href="/Mein_Konto.html">x</a><a href="/login.php">x</a>`,
			map[Role]string{Account: "https://shop.test/Mein_Konto.html", Login: "https://shop.test/login.php"},
		},
		{
			"parts of words", `<a href="/discount">Discount</a><a href="/accounting">Accounting</a><a href="/cartoons">Cartoons</a><a href="/checkouts-and-tips">x</a>`,
			map[Role]string{},
		},
		{
			"goods", `<a href="/collections/bag">Bag</a><a href="/blog/login">Login</a><a href="/products/cart">Cart</a>`,
			map[Role]string{},
		},
		{
			"goods named as carts are", `<a href="/women/bag">Bag</a><a href="/reise/trolley">Trolley</a><a href="/de-de/cart"><i></i></a>`,
			map[Role]string{Cart: "https://shop.test/de-de/cart"},
		},
		{
			"articles", `<a href="/x1">Checkout: how it got faster</a><a href="/2024/05/checkout">x</a><a href="/ratgeber/kasse">x</a><a href="/x2">Cart: 2 items</a>`,
			map[Role]string{Cart: "https://shop.test/x2"},
		},
		{
			"acting", `<a href="/logout">Account</a><a href="/cart/add?id=7">Cart</a><a href="/cart?remove=1">Cart</a><a href="/cart?add-to-cart=9">Cart</a><a href="/account/delete">Account</a><a href="/cart/empty">Cart</a><a href="/login?action=logout">Log in</a>`,
			map[Role]string{},
		},
		{"fragments", `<a href="#login">Login</a><a href="/#cart">Cart</a>`, map[Role]string{}},
		{"elsewhere", `<a href="https://other.test/login">Login</a><a href="mailto:a@shop.test">Login</a>`, map[Role]string{}},
		{"own subdomain", `<a href="https://secure.shop.test/checkout">x</a>`, map[Role]string{Checkout: "https://secure.shop.test/checkout"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := links(page("https://shop.test/", "", tt.body), own)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
}

func TestActs(t *testing.T) {
	for raw, want := range map[string]bool{
		"https://shop.test/login":                        false,
		"https://shop.test/address":                      false,
		"https://shop.test/account/addresses":            false,
		"https://shop.test/cart?action=show":             false,
		"https://shop.test/login?back=my-account":        false,
		"https://shop.test/signout.php":                  true,
		"https://shop.test/cart;clear":                   true,
		"https://shop.test/index.php?route=cart/remove":  true,
		"https://shop.test/?add_to_cart=1":               true,
		"https://shop.test/odhl%C3%A1sit":                true,
		"https://shop.test/unsubscribe?u=1":              true,
		"https://shop.test/my-account/customer-logout/":  true,
		"https://shop.test/wishlist/add-item/x":          true,
		"https://shop.test/account/login?return=/logout": true,
	} {
		u, err := url.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		if got := acts(u); got != want {
			t.Errorf("acts(%s) = %v", raw, got)
		}
	}
}

// TestWordsAreFolded: a word with an accent would never be found.
func TestWordsAreFolded(t *testing.T) {
	for _, role := range roles {
		for _, w := range facts.LinkWords(string(role)) {
			if fold(w) != w {
				t.Errorf("%s: %q folds to %q", role, w, fold(w))
			}
			for _, other := range roles {
				if other != role && slices.Contains(facts.LinkWords(string(other)), w) {
					t.Errorf("%q is %s and %s", w, role, other)
				}
			}
		}
	}
}

func TestIsHome(t *testing.T) {
	home := page("https://shop.test/", "", "<title>Tea</title><p>Tea for all</p><i data-t=1></i>")
	for _, tt := range []struct {
		name string
		page *observe.Page
		want bool
	}{
		{"itself", page("https://shop.test/", "", "x"), true},
		{"its content", page("https://shop.test/login", "", string(home.Body)), true},
		{"its content with another token", page("https://shop.test/login", "", "<title>Tea</title><p>Tea for all</p><i data-t=2></i>"), true},
		{"another page", page("https://shop.test/login", "", "<title>Tea</title><p>Log in</p>"), false},
		{"a form more", page("https://shop.test/login", "", "<title>Tea</title><p>Tea for all</p><form><input type=password></form>"), false},
		{"two empty pages", page("https://shop.test/app", "", "<script src=app.js></script>"), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := isHome(tt.page, home); got != tt.want {
				t.Errorf("isHome = %v", got)
			}
		})
	}
}

func TestIsPage(t *testing.T) {
	plain := page("https://shop.test/", "", "<p>")
	plain.Header.Set("Content-Type", "text/plain")
	bare := page("https://shop.test/", "", " <p>")
	bare.Header.Del("Content-Type")
	gone := page("https://shop.test/", "", "<p>")
	gone.Status = 404
	titled := func(title string) *observe.Page { return page("https://shop.test/", "", "<title>"+title+"</title>") }
	for p, want := range map[*observe.Page]bool{
		page("https://shop.test/", "", "x"): true, plain: false, bare: true, gone: false,
		titled("Log in - Lost &amp; Found"): true, titled("Parts for the Peugeot 404"): true, titled("404er Tee | Shop"): true,
		titled("404"): false, titled("404 Not Found"): false, titled("Page not found - Shop"): false, titled("This page can’t be found"): false,
		titled("404 – Shop"): false, titled("Shop | Fehler 404"): false, titled("Seite nicht gefunden | Shop"): false, titled("Página no encontrada"): false,
	} {
		if got := isPage(p); got != want {
			t.Errorf("%v, status %d, %q: isPage = %v", p.Header, p.Status, p.Document().Title, got)
		}
	}
}

func TestRoleOf(t *testing.T) {
	magento, _ := facts.PlatformOf("magento2")
	for raw, want := range map[string]Role{
		"https://shop.test/checkout/cart/":                         Cart,
		"https://shop.test/customer/account/login/referer/aHR0cA/": "",
		"https://shop.test/login?return=/checkout":                 Login,
		"https://shop.test/login?target=/account/orders":           Login,
		"https://shop.test/cart?view=list":                         Cart,
		"https://shop.test/?target=checkout":                       Checkout,
		"https://shop.test/de/warenkorb":                           Cart,
		"https://shop.test/customer/account/create/":               Register,
		"https://shop.test/tea":                                    "",
	} {
		if got := roleOf(raw, magento); got != want {
			t.Errorf("roleOf(%s) = %q, want %q", raw, got, want)
		}
	}
}

func TestMissing(t *testing.T) {
	blocked := &observe.Failure{Cause: observe.Blocked, Words: "refused"}
	shell := []byte(`<div id="app"></div><script src="/app.js"></script>`)
	for _, tt := range []struct {
		name  string
		home  *observe.Page
		roles []Role
		want  observe.Cause
	}{
		{"seen", &observe.Page{}, []Role{Cart, Login}, ""},
		{"one of the looks failed", &observe.Page{}, []Role{Login, Checkout}, observe.Blocked},
		{"not found", &observe.Page{Body: []byte("<h1>Tea</h1>")}, []Role{Login}, observe.NotFound},
		{"nothing leads there", &observe.Page{}, []Role{Register}, observe.NotFound},
		{"home is built in the browser", &observe.Page{URL: "https://shop.test/", Body: shell}, []Role{Login}, observe.NeedsBrowser},
		{"home is, and the look failed", &observe.Page{URL: "https://shop.test/", Body: shell}, []Role{Checkout}, observe.Blocked},
		{"home is, and all the same one was seen", &observe.Page{URL: "https://shop.test/", Body: shell}, []Role{Cart}, ""},
		{"of home only the header came", &observe.Page{Cut: true}, []Role{Login}, observe.Malformed},
	} {
		f := Found{Home: tt.home, Pages: []Page{{Role: Cart}}, missed: map[Role]*observe.Failure{Checkout: blocked, Login: {Cause: observe.NotFound}}}
		var got observe.Cause
		if err := f.Missing(tt.roles...); err != nil {
			got, _ = observe.Explain(err)
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestBlind: a page that is not there, or that says no, is no page missed; silence is.
func TestBlind(t *testing.T) {
	for cause, want := range map[observe.Cause]bool{
		observe.Timeout: true, observe.Blocked: true, observe.BudgetSpent: true,
		observe.NotFound: false, observe.ErrorPage: false, observe.NeedsLogin: false, observe.OtherCompany: false,
	} {
		f := Found{missed: map[Role]*observe.Failure{Login: {Cause: observe.NotFound}, Checkout: {Cause: cause}}}
		if got := f.Blind(); got != want {
			t.Errorf("%s: %t, want %t", cause, got, want)
		}
	}
	if (Found{}).Blind() {
		t.Error("who missed nothing is blind")
	}
}
