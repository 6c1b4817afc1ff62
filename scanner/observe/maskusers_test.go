package observe

import (
	"net/http"
	"testing"
)

func TestMaskUsers(t *testing.T) {
	for s, want := range map[string]string{
		`[{"id":1,"name":"Anna","slug":"anna","link":"https://shop.test/author/anna/"},{"name":"Bo Li","slug":"bo-li"}]`: `[{"name":"[masked]","slug":"[masked]"},{"name":"[masked]","slug":"[masked, the same words]"}]`,
		`[{"name":"Anna"}]`:                       `[{"name":"[masked]"}]`,
		`[{"name":"Bo Li","slug":"shop-admin"},{`: `[{"name":"[masked]","slug":"[masked]"}]`,
		`[]`:                                `[masked]`,
		`{"code":"rest_user_cannot_view"}`:  `[masked]`,
		`<title>a</title><p>anna@shop.test`: `<title>a</title><p>[masked]`,
		`[{"name":{"slug":"anna"}}]`:        `[masked]`,
		`[{"name":"[masked]","slug":"[masked, the same words]"}]`: `[{"name":"[masked]","slug":"[masked, the same words]"}]`,
	} {
		if got := MaskUsers(s); got != want {
			t.Errorf("MaskUsers(%s) = %s, want %s", s, got, want)
		}
	}
}

func TestListsUsers(t *testing.T) {
	for address, want := range map[string]bool{
		"https://shop.test/wp-json/wp/v2/users?_fields=name": true, "https://shop.test/index.php?a=b&rest_route=/wp/v2/users": true,
		"https://shop.test/wp-json/wp/v2/users/1": false, "https://shop.test/?rest_route=/wp/v2/posts": false, "https://shop.test/?p=/wp/v2/users": false,
	} {
		if got := listsUsers(address); got != want {
			t.Errorf("listsUsers(%s) = %t", address, got)
		}
	}
}

func TestMaskAuthor(t *testing.T) {
	for at, want := range map[string]string{
		"https://shop.test/author/anna/":              "https://shop.test/author/[masked]/",
		"/blog/author/bo-li-x?a=b":                    "/blog/author/[masked]-[masked]?a=b",
		"https://shop.test/author/1/":                 "https://shop.test/author/1/",
		"https://shop.test/author/anna7":              "https://shop.test/author/[masked]",
		"https://shop.test/author/[masked]-[masked]/": "https://shop.test/author/[masked]-[masked]/",
		"https://shop.test/?author=1":                 "https://shop.test/?author=1",
	} {
		h := http.Header{"Location": {at}}
		if maskAuthor(h); h.Get("Location") != want {
			t.Errorf("%s is masked as %s, want %s", at, h.Get("Location"), want)
		}
	}
}

func TestMaskPageKeepsTests(t *testing.T) {
	for s, want := range map[string]string{
		`<script src="https://www.google.com/recaptcha/api.js?render=KEY"></script>`:    `<script src="https://www.google.com/recaptcha/"></script>`,
		`<script src="https://challenges.cloudflare.com/turnstile/v0/api.js"></script>`: `<script src="https://challenges.cloudflare.com/turnstile/"></script>`,
		`<div class="cf-turnstile wide" data-sitekey="KEY">`:                            `<div class="cf-turnstile ">`,
		`<div class="my-g-recaptcha">`:                                                  `<div>`,
		`<script src="https://shop.test/recaptcha/anna.js"></script>`:                   `<script></script>`,
		"XML-RPC server accepts POST requests only.":                                    "XML-RPC server accepts POST requests only.",
	} {
		if got := MaskPage(s); got != want || MaskPage(got) != want {
			t.Errorf("MaskPage(%s) = %s, want %s", s, got, want)
		}
	}
}

// FuzzMaskUsers holds the mask of lists to hiding everything at the first go.
func FuzzMaskUsers(f *testing.F) {
	for _, s := range []string{`[{"name":"Bo Li","slug":"bo-li"}]`, `[{"slug":"a"},{`, `[1,{"name":"` + "\xff" + `"}]`, `<p>a`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := MaskUsers(s)
		if twice := MaskUsers(once); twice != once {
			t.Errorf("MaskUsers(%q) = %q, and again: %q", s, once, twice)
		}
	})
}
