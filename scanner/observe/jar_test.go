package observe

import (
	"net/http"
	"slices"
	"testing"
	"time"
)

func TestKeep(t *testing.T) {
	set := func(url string, cookies ...string) *Page {
		return &Page{URL: url, Header: http.Header{"Set-Cookie": cookies}, At: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)}
	}
	const home, www, plain = "https://shop.test/", "https://www.shop.test/a/b?c=/d/", "http://shop.test/"
	for _, tt := range []struct {
		name  string
		pages []*Page
		want  []string // as sent
	}{
		{"none", nil, nil},
		{"several of one page", []*Page{set(home, "a=1", "b=2")}, []string{"a=1", "b=2"}},
		{"the last of several alike", []*Page{set(home, "a=1", "b=2", "a=3")}, []string{"b=2", "a=3"}},
		{"the same, the path written out", []*Page{set(home, "a=1", "a=2; Path=/")}, []string{"a=2; Path=/"}},
		{"other paths", []*Page{set(www, "a=1", "a=2; Path=/", "a=3; Path=/a")}, []string{"a=2; Path=/", "a=3; Path=/a"}},
		{"names differ by case", []*Page{set(home, "a=1", "A=2")}, []string{"a=1", "A=2"}},
		{"this host's, and the domain's", []*Page{set(home, "a=1", "a=2; Domain=shop.test")}, []string{"a=1", "a=2; Domain=shop.test"}},
		{"other hosts'", []*Page{set(home, "a=1; Path=/"), set(www, "a=2; Path=/")}, []string{"a=1; Path=/", "a=2; Path=/"}},
		{"the domain's, by two hosts", []*Page{set(home, "a=1; Path=/; Domain=shop.test"), set(www, "a=2; Path=/; Domain=.SHOP.test")}, []string{"a=2; Path=/; Domain=.SHOP.test"}},
		{"removed", []*Page{set(home, "a=1"), set(home, "a=; Max-Age=0")}, nil},
		{"removed elsewhere", []*Page{set(home, "a=1"), set(www, "a=; Max-Age=0")}, []string{"a=1"}},
		{"removed and set again", []*Page{set(home, "a=; Max-Age=0", "a=1")}, []string{"a=1"}},

		{"another company's", []*Page{set(home, "a=1; Domain=cdn.test")}, nil},
		{"a part of the host's name", []*Page{set(home, "a=1; Domain=op.test")}, nil},
		{"a host below", []*Page{set(home, "a=1; Domain=www.shop.test")}, nil},
		{"everybody's", []*Page{set(home, "a=1; Domain=test"), set("https://tea.co.uk/", "a=1; Domain=co.uk"), set("https://tea.myshopify.com/", "a=1; Domain=myshopify.com")}, nil},
		{"a suffix's own page", []*Page{set("https://github.io/", "a=1; Domain=github.io", "a=2")}, []string{"a=2"}},
		{"by number", []*Page{set("https://192.0.2.7/", "a=1; Domain=192.0.2.7", "b=1; Domain=2.7")}, []string{"a=1; Domain=192.0.2.7"}},
		{"a final dot", []*Page{set(home, "a=1; Domain=shop.test.")}, nil},

		{"Secure, not encrypted", []*Page{set(plain, "a=1; Secure", "b=1")}, []string{"b=1"}},
		{"hides a Secure one", []*Page{set(home, "a=1; Secure"), set(plain, "a=2")}, []string{"a=1; Secure"}},
		{"hides a Secure one of the domain", []*Page{set(www, "a=1; Secure; Path=/; Domain=shop.test"), set(plain, "a=2; Path=/x")}, []string{"a=1; Secure; Path=/; Domain=shop.test"}},
		{"beside a Secure one, for another path", []*Page{set(home, "a=1; Secure; Path=/login"), set(plain, "a=2; Path=/logins", "a=3; Path=/")}, []string{"a=1; Secure; Path=/login", "a=2; Path=/logins", "a=3; Path=/"}},
		{"removes a Secure one", []*Page{set(home, "a=1; Secure"), set(plain, "a=; Max-Age=0")}, []string{"a=1; Secure"}},
		{"replaces a Secure one, encrypted", []*Page{set(home, "a=1; Secure", "a=2")}, []string{"a=2"}},
		{"browsers differ", []*Page{set(home, "a=1; SameSite=None", "b=1; Partitioned")}, []string{"a=1; SameSite=None", "b=1; Partitioned"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, k := range Keep(tt.pages...) {
				got = append(got, k.Raw)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("kept %q, want %q", got, tt.want)
			}
		})
	}
}

func TestDirectory(t *testing.T) {
	for url, want := range map[string]string{
		"https://shop.test":         "/",
		"https://shop.test/":        "/",
		"https://shop.test/a":       "/",
		"https://shop.test/a/":      "/a",
		"https://shop.test/a/b/c?/": "/a/b",
		"https://shop.test/a%2Fb/c": "/a%2Fb",
		"https://shop.test/%":       "/",
	} {
		if got := directory(&Page{URL: url}); got != want {
			t.Errorf("directory(%s) = %s, want %s", url, got, want)
		}
	}
}
