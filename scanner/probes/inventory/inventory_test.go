package inventory

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

// page makes a page of a role from its path and its body.
func page(role shop.Role, path, body string) shop.Page {
	return shop.Page{Role: role, Page: &observe.Page{
		Method: "GET", URL: "https://shop.test" + path, Status: 200, Header: http.Header{"Content-Type": {"text/html"}}, Body: []byte("<!doctype html>" + body),
	}}
}

func own(host string) bool { return host == "shop.test" || strings.HasSuffix(host, ".shop.test") }

func TestOf(t *testing.T) {
	const tag = `<script async src="https://www.googletagmanager.com/gtm.js?id=GTM-A&t=`
	pages := []shop.Page{
		page(shop.Home, "/", tag+`1"></script><script src="/app.js?v=1"></script><script> </script><script type="application/json">{"a":1}</script>`),
		page(shop.Checkout, "/pay", `<script>f("a1")</script>`+tag+`2"></script><script src="//js.stripe.com/v3/"></script><script>f("b2")</script><script src="https://x.unheard-of.test/a.js" defer></script>`),
	}
	got := Of(pages, own)
	var lines []string
	for _, s := range got {
		lines = append(lines, fmt.Sprintf("%s own=%v %q %v %q %s", strings.TrimPrefix(s.Name, "inline sha256-"), s.Own, s.Owner.Name, s.Roles, s.Loading(), s.Page.URL))
	}
	want := []string{
		`https://www.googletagmanager.com/gtm.js?id=GTM-A own=false "Google Tag Manager" [home checkout] "async" https://shop.test/`,
		`https://shop.test/app.js own=true "" [home] "" https://shop.test/`,
		strings.TrimPrefix(Name(observe.Resource{Inline: `f("")`}), "inline sha256-") + ` own=true "" [checkout] "" https://shop.test/pay`,
		`https://js.stripe.com/v3/ own=false "Stripe" [checkout] "" https://shop.test/pay`,
		`https://x.unheard-of.test/a.js own=false "" [checkout] "defer" https://shop.test/pay`,
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if diff := cmp.Diff([]string{"js.stripe.com", "www.googletagmanager.com", "x.unheard-of.test"}, Hosts(got)); diff != "" {
		t.Errorf("hosts: want -, got +:\n%s", diff)
	}
	if got[4].Known() != "x.unheard-of.test" || got[3].Known() != "Stripe" {
		t.Errorf("known as %q and %q", got[4].Known(), got[3].Known())
	}
}

// TestOfAsked: what a page asked for is listed too, and what no element names is
// known to be so.
func TestOfAsked(t *testing.T) {
	built := page(shop.Checkout, "/pay", `<link rel="preload" as="script" href="/b.js"><script src="/a.js" async></script>`)
	built.Rendered = true
	for _, path := range []string{"/a.js", "/b.js", "/c.js", "/late.js"} {
		built.Requests = append(built.Requests, observe.Request{Method: "GET", URL: "https://shop.test" + path, Type: "script", Sent: true})
	}
	built.Requests = append(built.Requests, observe.Request{Method: "GET", URL: "https://shop.test/d.js", Type: "fetch", Sent: true})
	var lines []string
	for _, s := range Of([]shop.Page{built, page(shop.Login, "/login", `<script src="/late.js"></script>`)}, own) {
		lines = append(lines, fmt.Sprintf("%s %v %q %v %s", s.URL, s.Roles, s.Loading(), s.Asked, s.Page.URL))
	}
	want := []string{
		`https://shop.test/b.js [checkout] "preload" false https://shop.test/pay`,
		`https://shop.test/a.js [checkout] "async" false https://shop.test/pay`,
		`https://shop.test/c.js [checkout] "by a script" true https://shop.test/pay`,
		`https://shop.test/late.js [checkout login] "" false https://shop.test/login`,
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

// TestOfProtection: a script is as well protected as where it is protected least.
func TestOfProtection(t *testing.T) {
	const src, sri = `<script src="https://cdn.test/a.js"`, ` integrity="sha384-x" crossorigin nonce="n"`
	for _, tt := range []struct {
		name, one, two string
		integrity      string
		cross          bool
		page, loading  string
	}{
		{"in both", src + sri + `></script>`, src + sri + `></script>`, "sha384-x", true, "/", ""},
		{"in the first alone", src + sri + `></script>`, src + `></script>`, "", false, "/pay", ""},
		{"in the second alone", src + `></script>`, src + sri + `></script>`, "", false, "/", ""},
		{"a hint does not count", `<link rel="modulepreload" href="https://cdn.test/a.js">`, src + sri + `></script>`, "sha384-x", true, "/pay", ""},
		{"a hint after", src + sri + `></script>`, `<link rel="modulepreload" href="https://cdn.test/a.js">`, "sha384-x", true, "/", ""},
		{"a hint alone", `<link rel="modulepreload" href="https://cdn.test/a.js">`, ``, "", false, "/", "preload"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			all := Of([]shop.Page{page(shop.Home, "/", tt.one), page(shop.Checkout, "/pay", tt.two)}, own)
			if len(all) != 1 {
				t.Fatalf("%d scripts", len(all))
			}
			s := all[0]
			if s.Integrity != tt.integrity || s.CrossOrigin != tt.cross || s.Page.URL != "https://shop.test"+tt.page || s.Loading() != tt.loading || (s.Nonce == "") != (tt.integrity == "") {
				t.Errorf("%+v", s)
			}
		})
	}
}

func TestName(t *testing.T) {
	long := "https://cdn.test/" + strings.Repeat("é", maxName)
	for address, want := range map[string]string{
		"https://cdn.test/a.js?v=17#x":                            "https://cdn.test/a.js#x",
		"https://www.googletagmanager.com/gtag/js?id=G-1&l=x&t=9": "https://www.googletagmanager.com/gtag/js?id=G-1",
		"https://cdn.test/a.js?id=17":                             "https://cdn.test/a.js",
		"https://cdn.test/%zz":                                    "https://cdn.test/%zz",
		"https://shop.test/a%2Fb.js;jsessionid=1F.n1?v=2":         "https://shop.test/a/b.js",
	} {
		if got := Name(observe.Resource{URL: address}); got != want {
			t.Errorf("Name(%s) = %s", address, got)
		}
	}
	one, two := Name(observe.Resource{URL: long}), Name(observe.Resource{URL: long + "x"})
	if len(one) > maxName || one == two || one != strings.ToValidUTF8(one, "") {
		t.Errorf("a long name: %d bytes, %q", len(one), one)
	}
}

// visit is a checkout page as one visit gets it: with that visit's tokens, times
// and cart.
func visit(nonce, state string, n int) shop.Page {
	p := page(shop.Checkout, "/pay", fmt.Sprintf(`<script nonce="%[1]s">window.state={"csrf":"%[1]s","at":%[3]d,"cart":%[2]s};</script>
<script nonce="%[1]s">/* %[3]d */ form_%[3]d.init('%[1]s', new Date(%[3]d))</script>
<script src="/app.js?v=%[3]d"></script><script async src="https://js.stripe.com/v3/?t=%[3]d"></script>`, nonce, state, n))
	p.Header.Set("Content-Security-Policy", "script-src 'nonce-"+nonce+"'  'sha256-"+nonce+"=' https://js.stripe.com; report-uri /csp?id="+nonce)
	p.Header.Set("Referrer-Policy", "no-referrer")
	p.Header.Set("Date", nonce)
	return p
}

// TestTwoVisits: a second visit to a page that did not change looks the same.
func TestTwoVisits(t *testing.T) {
	one := []shop.Page{visit("d41d8cd98f", `[]`, 1732456789)}
	two := []shop.Page{visit("98f00b204e", `[{"id":7,"price":{"eur":3.5}}]`, 1732999999)}
	two[0].Header.Set("Content-Security-Policy", strings.Replace(two[0].Header.Get("Content-Security-Policy"), " https:", " 'sha256-bW9yZQ==' https:", 1))
	if diff := cmp.Diff(Names(Of(one, own)), Names(Of(two, own))); diff != "" {
		t.Errorf("scripts: first -, second +:\n%s", diff)
	}
	headers := Headers(two)
	if diff := cmp.Diff(Headers(one), headers); diff != "" {
		t.Errorf("headers: first -, second +:\n%s", diff)
	}
	want := []string{
		"Content-Security-Policy: script-src 'nonce-…' 'sha256-…' https://js.stripe.com; report-uri /csp?…",
		"Referrer-Policy: no-referrer",
	}
	if diff := cmp.Diff(want, headers); diff != "" {
		t.Errorf("headers: want -, got +:\n%s", diff)
	}
	two[0].Header.Del("Content-Security-Policy")
	if slices.Equal(Headers(two), headers) {
		t.Error("a policy that is gone is not seen")
	}
}

// BenchmarkPage reads a page of 2 MB with 300 scripts, lists them and looks their
// owners up: what every scan does, and each of several probes the listing alone.
func BenchmarkPage(b *testing.B) {
	facts.OwnerOf("") // read once in a scan
	body := bigPage()
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		p := page(shop.Checkout, "/pay", body)
		if n := len(Of([]shop.Page{p}, own)); n != 300 {
			b.Fatalf("%d scripts", n)
		}
	}
}

// BenchmarkList is the listing alone.
func BenchmarkList(b *testing.B) {
	p := page(shop.Checkout, "/pay", bigPage())
	p.Document()
	for b.Loop() {
		Of([]shop.Page{p}, own)
	}
}

// bigPage has 200 files and 100 texts, one of which is a state of 200 KB, and
// ordinary HTML.
func bigPage() string {
	var b strings.Builder
	hosts := []string{"www.googletagmanager.com", "js.stripe.com", "cdn.jsdelivr.net", "shop.test", "static.klaviyo.com", "d32hwlnfiv2gyn.cloudfront.net", "x.unheard-of.test"}
	for i := range 200 {
		fmt.Fprintf(&b, `<script async src="https://%s/a/%d.js?v=%d"></script>`, hosts[i%len(hosts)], i, i)
	}
	snippet := strings.Repeat(`(function(w,d,s,l,i){w[l]=w[l]||[];w[l].push({'gtm.start':new Date().getTime(),event:'gtm.js'});var f=d.getElementsByTagName(s)[0];})(window,document,"script");`, 60)
	for i := range 99 {
		fmt.Fprintf(&b, "<script>function f%c%c(){%s}</script>", 'a'+i%26, 'a'+i/26, snippet)
	}
	b.WriteString("<script>window.state={items:[" + strings.Repeat(`{"id":"gid://shop/1","price":{"amount":12.5},"title":"Tea"},`, 3400) + "]}</script>")
	for i := 0; b.Len() < 2<<20-100; i++ {
		fmt.Fprintf(&b, `<div class="product card-%d"><a href="/p/%d">Tea number %d</a></div>`, i, i, i)
	}
	return b.String()
}
