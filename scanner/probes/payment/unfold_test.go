package payment

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/inventory"
	"shopcheck/scanner/probes/shop"
)

func TestUnfold(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{`a = "\x68\x74\x74\x70"`, `a = "http"`},
		{`a = "\x22\x5c\x0a"`, `a = "\x22\x5c\x0a"`},
		{`"https:\/\/a.example"`, `"https://a.example"`},
		{`f("%68%74%74%70") + 5%6`, `f("http") + 5%6`},
		{`"ab" + 'cd'+"ef"`, `"abcdef"`},
		{`a+"b"+c`, `a+"b"+c`},
		{`x=["a","b"].join("")`, `x=["ab"`},
		{`x=["a","b"].join(",")`, `x=["a","b"].join(",")`},
		{`atob("aHR0cHM6Ly9hLmV4YW1wbGUvYg==")`, `atob("https://a.example/b")`},
		{`atob("YS1iLnRvcC94")`, `atob("//a-b.top/x")`},
		{`b("YS1iLnRvcC94")`, `b("YS1iLnRvcC94")`},
		{`"elpmaxe.a//:sptth"`, `"https://a.example"`},
		{`fromCharCode(104,116,116,112,58,47,47)`, `fromCharCode("http://")`},
		{`fromCharCode(1,2,3,4,5,6,7)`, `fromCharCode(1,2,3,4,5,6,7)`},
		{`it's "fine", isn't it`, `it's "fine", isn't it`},
		{`"`, `"`},
		{`\`, `\`},
		{`\x`, `\x`},
		{`%`, `%`},
		{`+`, `+`},
		{``, ``},
	} {
		if got := unfold(tt.in); got != tt.want {
			t.Errorf("unfold(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestAddresses(t *testing.T) {
	for in, want := range map[string]string{
		`fetch("https://A.Example/x")`:                  "a.example",
		`"//b.example/x" '//c.example'`:                 "b.example c.example",
		`// a comment about d.example`:                  "",
		`"https:////e.example"`:                         "e.example",
		`wss://f.example:8080 http://user@g.example`:    "f.example",
		`"https://localhost/" "https://10.0.0.1/" "//"`: "",
		`"https://xn--80ak6aa92e.xn--p1ai/x"`:           "xn--80ak6aa92e.xn--p1ai",
	} {
		var hosts []string
		for _, a := range addresses(in) {
			hosts = append(hosts, a.host)
		}
		if got := strings.Join(hosts, " "); got != want {
			t.Errorf("addresses(%q) = %q, want %q", in, got, want)
		}
	}
}

// FuzzScript holds that no script makes the search fail, and that what it quotes
// is fit to print.
func FuzzScript(f *testing.F) {
	for _, group := range []map[string]string{thieves, uncertain, honest} {
		for _, script := range group {
			f.Add(script)
		}
	}
	f.Fuzz(func(t *testing.T, script string) {
		for _, e := range searched(script).Evidence {
			if observe.Printable(e.Quote) != e.Quote {
				t.Errorf("the quote %q is not printable", e.Quote)
			}
		}
	})
}

// searched judges a script file of the shop's that its checkout loads.
func searched(body string) scanner.Finding {
	p := shop.Page{Role: shop.Checkout, Page: &observe.Page{Method: "GET", URL: "https://shop.test/checkout", Status: 200, Body: []byte("<h1>Pay</h1>"), At: time.Unix(0, 0)}}
	file := &observe.Page{Method: "GET", URL: "https://shop.test/a.js", Status: 200, Body: []byte(body), At: p.At}
	script := inventory.Script{Resource: observe.Resource{Kind: "script", URL: file.URL}, Host: "shop.test", Own: true, Roles: []shop.Role{shop.Checkout}, Page: p.Page}
	s := &search{own: own, pages: []shop.Page{p}, scripts: []inventory.Script{script}, bodies: []inventory.Body{{Script: script, File: file}}}
	return s.judge("shop.test")
}

// BenchmarkSearch looks into 5 MB of script files, which is more than a scan reads.
func BenchmarkSearch(b *testing.B) {
	var all strings.Builder
	for all.Len() < 1<<20 {
		for _, group := range []map[string]string{honest, uncertain} {
			for _, name := range slices.Sorted(maps.Keys(group)) {
				all.WriteString(strings.Repeat("function f(a,b){var c=a+\"/\"+b;return c.replace(/[\"']/g,'\\x20')}", 20) + group[name] + "\n")
			}
		}
	}
	text := all.String()[:1<<20]
	b.SetBytes(5 << 20)
	for b.Loop() {
		for range 5 {
			searched(text)
		}
	}
}
