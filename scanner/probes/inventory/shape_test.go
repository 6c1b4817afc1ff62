package inventory

import (
	"strings"
	"testing"
	"time"
)

// gtm is the text that shops put into their pages for Google Tag Manager, up to
// the shop's own mark.
const gtm = `(function(w,d,s,l,i){w[l]=w[l]||[];w[l].push({'gtm.start':
new Date().getTime(),event:'gtm.js'});var f=d.getElementsByTagName(s)[0],
j=d.createElement(s),dl=l!='dataLayer'?'&l='+l:'';j.async=true;j.src=
'https://www.googletagmanager.com/gtm.js?id='+i+dl;f.parentNode.insertBefore(j,f);
})(window,document,'script','dataLayer',`

// TestShape: what changes from visit to visit does not count, and what a script
// does counts.
func TestShape(t *testing.T) {
	for _, tt := range []struct {
		name, one, two string
		same           bool
	}{
		{"itself", `f(1)`, `f(1)`, true},
		{"a token", `var t = "a1b2";`, `var t = "zz9";`, true},
		{"a token in single quotes", `var t = 'a"b';`, `var t = '';`, true},
		{"an escaped quote", `f("a\"b", x)`, `f("c", x)`, true},
		{"a date", `start(1732456789.5, 0x1f)`, `start(17, 2e9)`, true},
		{"a remark", "/* made 2026-11-24 */ f() // don't", "f()", true},
		{"an old page's remark", "<!-- 12:01\nf()\n//-->", "<!-- 12:02\nf()\n//-->", true},
		{"spaces", "f ( x ) ;\n\n", "f(x);", true},
		{"a template", "f(`visit ${n} of ${m.k}`)", "f(`${n}, ${m.k} times`)", true},
		{"a template in a template", "f(`a ${g(`b`)} c`)", "f(`x ${g(`yy`)}`)", true},
		{"code in a template", "f(`a ${n}`)", "f(`a ${evil(n)}`)", false},
		{"data", `window.state = {"user":null,"items":[],"at":1}`, `window.state={"items":[{"id":7,"tags":["a"]}],"user":{"name":"x"},"on":true}`, true},
		{"data with names", `push({event: "view", items: []})`, `push({event: "view", items: [{id: -1}], currency: "EUR"})`, true},
		{"code in data", `push({event: "view"})`, `push({event: evil()})`, false},
		{"a name in data", `push({event: "view"})`, `push({event: evil})`, false},
		{"a short name in data", `push({event: 1})`, `push({evil})`, false},
		{"a number's sign", `var zone = -60; f(-1, 1e-7)`, `var zone = 120; f(2, 0.5)`, true},
		{"a difference", `f(a - 1)`, `f(a, 1)`, false},
		{"hexadecimal", `f(0x1e-1)`, `f(0x1e)`, true},
		{"a piece of Next.js", `self.__next_f.push([1,"a:{\"src\":\"https://cdn.sanity.test/x.jpg\"}\n"])`, `self.__next_f.push([1,"b:[\"https://img.test/x\",\"https://cdn.san"])`, true},
		{"more than a piece of Next.js", `self.__next_f.push([1,"a"]);load("//a.test/")`, `self.__next_f.push([1,"a"]);load("//b.test/")`, false},
		{"what WooCommerce writes", "/* <![CDATA[ */\nvar wc_cart_params = {\"ajax_url\":\"\\/wp-admin\\/admin-ajax.php\",\"nonce\":\"a1\"};\n/* ]]> */", "/* <![CDATA[ */\nvar wc_cart_params = {\"ajax_url\":\"\\/wp-admin\\/admin-ajax.php\",\"nonce\":\"b22222\",\"debug\":\"\"};\n/* ]]> */", true},
		{"what Shopify writes", `var __st={"a":1,"offset":3600,"reqid":"a-1732456789","u":"ab"};`, `var __st={"a":1,"offset":-7200,"reqid":"b-173245","u":"cd","rtyp":"product"};`, true},
		{"Google Tag Manager", gtm + `'GTM-A');`, gtm + `'GTM-B');`, true},
		{"Google Tag Manager from elsewhere", gtm + `'GTM-A');`, strings.Replace(gtm, "googletagmanager.com", "googletagmanager.test", 1) + `'GTM-A');`, false},
		{"Cloudflare's check", `window.__CF$cv$params={r:'8e7',t:'MTcz'};var a=document.createElement('script');a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js';`, `window.__CF$cv$params={r:'9f0',t:'MTcy'};var a=document.createElement('script');a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js';`, true},
		{"a made-up name", `var form_17325a = 1`, `var form_99313b = 1`, true},
		{"a call more", `f(1)`, `f(1);g(2)`, false},
		{"another host", `load("https://a.test/x.js?v=1")`, `load("https://b.test/x.js?v=1")`, false},
		{"another host, as JSON writes it", `load("https:\/\/a.test\/x")`, `load("https:\/\/b.test\/x")`, false},
		{"another host, escaped", `load("https:\u002F\u002fa.test")`, `load("https:\u002F\u002fb.test")`, false},
		{"another page of a host", `load("https://a.test/x.js?v=1")`, `load("https://a.test/y.js?v=2")`, true},
		{"the same host, capital", `load("//A.test/")`, `load("//a.test/x")`, true},
		{"a regular expression", `f(x.match(/"/), "a")`, `f(x.match(/"/), "b")`, true},
		{"another regular expression", `f(/[/"]a/g)`, `f(/[/"]b/g)`, false},
		{"a division", `f(a / b, "x", c / d)`, `f(a / b, "y", c / d)`, true},
		{"a string left open", "f('a\n);g(\"b\")", "f('cc\n);g(\"d\")", true},
		{"nothing", "", " \n", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := shape(tt.one) == shape(tt.two); got != tt.same {
				t.Errorf("the same: %v, want %v", got, tt.same)
			}
		})
	}
}

// FuzzShape: no text makes it fail, and spaces at its end do not count.
func FuzzShape(f *testing.F) {
	for _, s := range []string{"f(`${`${x}`}`)", `{"a":[1,{}]}`, "/[/]/", `"\`, "`\\", "/\\", "<!--", "}}}", "//a.b/", strings.Repeat("[", 50), "`${"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := shape(s); !strings.HasPrefix(got, "sha256-") || got != shape(s+"\n") {
			t.Errorf("%q: %s and %s", s, got, shape(s+"\n"))
		}
	})
}

// hostile are texts that readers of nested text take long for.
var hostile = map[string]string{
	"brackets":  strings.Repeat("[", 1<<18),
	"pairs":     strings.Repeat("{}", 1<<17),
	"nested":    strings.Repeat("{a:[", 1<<16) + strings.Repeat("]}", 1<<16),
	"templates": strings.Repeat("`${", 1<<16),
	"remarks":   strings.Repeat("/*", 1<<17),
	"quotes":    strings.Repeat(`"\`, 1<<17),
	"slashes":   strings.Repeat("//a.", 1<<16),
	"patterns":  strings.Repeat("(/[", 1<<16),
	"names":     strings.Repeat("a1", 1<<17),
}

// TestHostileShape: none of them takes longer than its length explains. What grows
// faster would take minutes.
func TestHostileShape(t *testing.T) {
	for name, text := range hostile {
		begin := time.Now()
		if shape(text); time.Since(begin) > 5*time.Second {
			t.Errorf("%s: %v for %d bytes", name, time.Since(begin), len(text))
		}
	}
}

func BenchmarkHostileShape(b *testing.B) {
	for name, text := range hostile {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				shape(text)
			}
		})
	}
}
