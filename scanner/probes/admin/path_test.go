package admin

import (
	"net/http"
	"strings"
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

func page(status int, body string) *observe.Page {
	return &observe.Page{Method: "GET", URL: "https://shop.test/admin", Status: status, Body: []byte(body)}
}

const login = `<title>Admin</title><form method="post"><input name="user"><input type="password" name="p"></form>`

func own(host string) bool { return host == "shop.test" }

func TestKindOf(t *testing.T) {
	for _, tt := range []struct {
		name   string
		status int
		body   string
		want   kind
	}{
		{"a login", 200, login, open},
		{"a second password", 401, "", locked},
		{"refused", 403, login, nothing},
		{"absent", 404, login, nothing},
		{"a page without a password", 200, "<form><input name=q></form>", nothing},
		{"a login that a script draws", 200, `<title>Shop | Administration</title><div id="app"></div>`, open},
		{"a page about something else", 200, `<title>Administrative fees</title>`, nothing},
		{"a field that a script sends", 200, `<input type="PASSWORD">`, open},
	} {
		if got := kindOf(page(tt.status, tt.body), own); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestKindOfRedirects(t *testing.T) {
	for location, want := range map[string]kind{
		"https://login.other.test/?response_type=code":                         away,
		"https://shop.test/oauth2/start?rd=%2Fadmin":                           gated,
		"https://shop.test/oauth2/sign_in?rd=/admin":                           gated,
		"https://auth.shop.test/outpost.goauthentik.io/start?rd=https://shop/": gated,
		"https://shop.test/.pomerium/sign_in?x":                                gated,
		"https://shop.test/cdn-cgi/access/login/shop.test?kid=1":               gated,
		"https://shop.test/oauth2/starting":                                    nothing,
		"https://shop.test/login?to=/oauth2/start":                             nothing,
		"https://login.shop.test/?response_type=code":                          nothing, // perhaps the customers' own
		"https://shop.test/":                                                   nothing,
	} {
		p := page(302, "")
		p.Header = http.Header{"Location": {location}}
		if got := kindOf(p, func(host string) bool { return strings.HasSuffix(host, "shop.test") }); got != want {
			t.Errorf("%s: %d, want %d", location, got, want)
		}
	}
}

func TestJudgePath(t *testing.T) {
	for _, tt := range []struct {
		name     string
		door     door
		platform facts.Platform
		want     scanner.Outcome
	}{
		{"open where it should be renamed", door{Page: page(200, login), kind: open}, facts.Platform{Name: "Magento", Renamed: true}, scanner.Fail},
		{"open where it cannot be", door{Page: page(200, login), kind: open}, facts.Platform{Name: "WooCommerce"}, scanner.Warn},
		{"open, platform unknown", door{Page: page(200, login), kind: open}, facts.Platform{}, scanner.Warn},
		{"open, by a link", door{Page: page(200, login), kind: open, linked: true}, facts.Platform{Renamed: true}, scanner.Warn},
		{"a single sign-on", door{Page: page(302, ""), kind: away}, facts.Platform{Renamed: true}, scanner.Warn},
		{"a single sign-on of its own", door{Page: page(302, ""), kind: gated}, facts.Platform{Renamed: true}, scanner.Warn},
		{"a second password", door{Page: page(401, ""), kind: locked}, facts.Platform{Renamed: true}, scanner.Warn},
	} {
		if got := judge(&tt.door, tt.platform); got.Outcome != tt.want || len(got.Evidence) == 0 {
			t.Errorf("%s: %+v, want %s", tt.name, got, tt.want)
		}
	}
}

func TestInside(t *testing.T) {
	for next, want := range map[string]bool{
		"https://shop.test/admin/":       true,
		"https://shop.test/admin/login":  true,
		"https://shop.test/administrate": false,
		"https://shop.test/login":        false,
		"https://shop.test/":             false,
		"https://sso.other.test/admin":   false,
	} {
		if got := inside("https://shop.test/admin", next); got != want {
			t.Errorf("inside(%s) = %t", next, got)
		}
	}
	if !inside("https://shop.test/wp-admin/", "https://shop.test/wp-login.php?x") {
		t.Error("WordPress's login is its administration's")
	}
}
