package admin

import (
	"net/http"
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

func TestJudgeUnencrypted(t *testing.T) {
	form, drawn := door{Page: page(200, login), kind: open}, door{Page: page(200, `<title>Administration</title>`), kind: open}
	guarded := door{Page: page(401, ""), kind: locked}
	with := func(status int, name, value string) *observe.Page {
		p := page(status, "")
		p.Header = http.Header{name: {value}}
		return p
	}
	for _, tt := range []struct {
		name string
		door door
		page *observe.Page
		err  error
		want scanner.Outcome // empty: an error
	}{
		{"a redirect", form, with(301, "Location", "https://shop.test/admin"), nil, scanner.Pass},
		{"a redirect without encryption", form, with(301, "Location", "http://shop.test/x"), nil, ""},
		{"the form", form, page(200, login), nil, scanner.Fail},
		{"another page", form, page(200, `<meta http-equiv="refresh" content="0">`), nil, scanner.Pass},
		{"absent", form, page(404, ""), nil, scanner.Pass},
		{"an error", form, page(502, ""), nil, ""},
		{"a page that a script draws", drawn, page(200, `<title>Administration</title>`), nil, ""},
		{"a password of another kind of door", form, with(401, "Www-Authenticate", "Basic"), nil, ""},
		{"a password", guarded, with(401, "Www-Authenticate", `BASIC realm="a"`), nil, scanner.Fail},
		{"a password that is not sent as it is", guarded, with(401, "Www-Authenticate", "Digest"), nil, ""},
		{"nobody listens", form, nil, &observe.Failure{Cause: observe.Refused}, scanner.Pass},
		{"no answer", form, nil, &observe.Failure{Cause: observe.Timeout}, ""},
	} {
		f, err := judgeUnencrypted(&tt.door, tt.page, "http://shop.test/admin", tt.err)
		if f.Outcome != tt.want || (err == nil) == (tt.want == "") || tt.want != "" && len(f.Evidence) == 0 {
			t.Errorf("%s: %+v, %v, want %q", tt.name, f, err, tt.want)
		}
	}
}

func TestJudgeRestricted(t *testing.T) {
	cut := page(200, login)
	cut.Cut = true
	for _, tt := range []struct {
		name string
		door door
		want scanner.Outcome
	}{
		{"plain", door{Page: page(200, login), kind: open}, scanner.Fail},
		{"read in part", door{Page: cut, kind: open}, scanner.Warn},
		{"drawn", door{Page: page(200, "<title>Admin</title>"), kind: open}, scanner.Warn},
		{"a test", door{Page: page(200, login+`<div class="g-recaptcha"></div>`), kind: open}, scanner.Warn},
		{"a second password", door{Page: page(401, ""), kind: locked}, scanner.Pass},
		{"a single sign-on", door{Page: page(302, ""), kind: away}, scanner.Pass},
	} {
		if got := judgeRestricted(&tt.door); got.Outcome != tt.want || len(got.Evidence) == 0 {
			t.Errorf("%s: %+v, want %s", tt.name, got, tt.want)
		}
	}
}

func TestLeads(t *testing.T) {
	for _, tt := range []struct {
		path, text string
		want       bool
	}{
		{"/wp-login.php", "Log in", true},
		{"/blog/wp-admin/", "", true},
		{"/x7", "Admin login", true},
		{"/x7", "Shop admin", true},
		{"/backend", "Staff", true},
		{"/", "Admin", false},
		{"/administration-fees", "Fees", false},
		{"/admin/logout", "Admin", false},
		{"/blog/admin-tips", "Ten tips for admins", false},
		{"/login", "Log in", false},
	} {
		if got := leads(tt.path, tt.text); got != tt.want {
			t.Errorf("leads(%q, %q) = %t", tt.path, tt.text, got)
		}
	}
}

func TestSignOn(t *testing.T) {
	for address, want := range map[string]bool{
		"https://team.cloudflareaccess.com/cdn-cgi/access/login/shop.test":      true,
		"https://login.microsoftonline.com/1/oauth2/v2.0/authorize?client_id=1": true,
		"https://id.example.org/realms/a/protocol/openid-connect/auth":          true,
		"https://team.example.org/app/sso?SAMLRequest=x":                        true,
		"https://www.example.org/":                                              false,
		"https://www.example.org/login-help?from=oauth":                         false,
		"http://login.example.org/":                                             false,
	} {
		if got := signOn.MatchString(address); got != want {
			t.Errorf("%s: %t", address, got)
		}
	}
}
