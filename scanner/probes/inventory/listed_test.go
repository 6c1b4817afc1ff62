package inventory

import (
	"testing"

	"shopcheck/scanner/observe"
)

func TestList(t *testing.T) {
	text := observe.Resource{Inline: `f("a")`, Hash: "sha256-abc="}
	file := func(address string) observe.Resource { return observe.Resource{URL: address} }
	for _, tt := range []struct {
		name, line string
		script     observe.Resource
		want       bool
	}{
		{"an address", "https://js.stripe.com/v3/", file("https://js.stripe.com/v3/"), true},
		{"an address in capitals", "HTTPS://JS.Stripe.com/v3/", file("https://js.stripe.com/v3/"), true},
		{"another address", "https://js.stripe.com/v3/", file("https://js.stripe.com/v3/x.js"), false},
		{"an address without its query", "https://shop.test/a.js", file("https://shop.test/a.js?v=17"), true},
		{"an address with another query", "https://shop.test/a.js?v=1", file("https://shop.test/a.js?v=17"), false},
		{"another container of a tag manager", "https://www.googletagmanager.com/gtm.js?id=GTM-A", file("https://www.googletagmanager.com/gtm.js?id=GTM-B"), false},
		{"a tag manager without its container", "https://www.googletagmanager.com/gtm.js", file("https://www.googletagmanager.com/gtm.js?id=GTM-B"), false},
		{"a container of a tag manager", "https://www.googletagmanager.com/gtm.js?id=GTM-A", file("https://www.googletagmanager.com/gtm.js?id=GTM-A&t=1"), true},
		{"a beginning", "https://js.stripe.com/*", file("https://js.stripe.com/v3/x.js"), true},
		{"a beginning in the middle", "https://shop.test/static/app-*", file("https://shop.test/static/app-1f.js"), true},
		{"a host and a star", "https://js.stripe.com*", file("https://js.stripe.com/v3/"), true},
		{"a longer host", "https://js.stripe.com*", file("https://js.stripe.com.evil.test/v3/"), false},
		{"plain HTTP", "https://js.stripe.com/*", file("http://js.stripe.com/v3/"), false},
		{"a dot in disguise", "https://cdn.test/ours/*", file("https://cdn.test/ours/%2E%2e/theirs.js"), false},
		{"a star alone", "*", file("https://cdn.test/a.js"), false},
		{"a scheme alone", "https://*", file("https://cdn.test/a.js"), false},
		{"nothing", "", file("https://cdn.test/a.js"), false},
		{"a text's hash", "sha256-abc=", text, true},
		{"a text's name", Name(text), text, true},
		{"a text's name as a hash", Name(text)[len("inline "):], text, true},
		{"a text's name, with other values", Name(observe.Resource{Inline: `f("b")`}), text, true},
		{"another text", "sha256-abd=", text, false},
		{"nothing for a text", "", observe.Resource{Inline: "x"}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := Script{Name: Name(tt.script), Resource: tt.script}
			v, ok := ListOf([]observe.Vouched{{Script: "https://elsewhere.test/"}, {Script: tt.line, Owner: "it"}}).Find(s)
			if ok != tt.want || ok && v.Owner != "it" {
				t.Errorf("Find = %+v, %v", v, ok)
			}
		})
	}
}
