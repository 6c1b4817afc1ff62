package https

import (
	"strings"
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

const (
	sts = "Strict-Transport-Security: max-age=31536000"
	csp = "Content-Security-Policy: default-src 'self'; Upgrade-Insecure-Requests"
)

func TestJudgeForms(t *testing.T) {
	const secure, plain = "https://shop.test/login", "http://shop.test/login"
	login := func(action string) string {
		return `<a href="/">x</a><form method=post action="` + action + `"><input type=email name=mail><input type=password name=pw></form>`
	}
	card := func(field string) string {
		return `<form method=post action="http://shop.test/pay"><input ` + field + `></form>`
	}
	for _, tt := range []struct {
		name, url, body string
		header          []string
		want            scanner.Outcome
		cause           observe.Cause
	}{
		{"relative, with HSTS", secure, login("/in"), []string{sts}, scanner.Pass, ""},
		{"no action, with HSTS", secure, `<form method=post><input type=password></form>`, []string{sts}, scanner.Pass, ""},
		{"relative, no HSTS", secure, login("/in"), nil, scanner.Warn, ""},
		{"relative, HSTS switched off", secure, login("/in"), []string{"Strict-Transport-Security: max-age=0"}, scanner.Warn, ""},
		{"written out, no HSTS", secure, login("https://shop.test/in"), nil, scanner.Pass, ""},
		{"written out with a query, no HSTS", secure, login("https://shop.test/in?a=1&amp;b=2"), nil, scanner.Pass, ""},
		{"search form, no HSTS", secure, `<form action="/search"><input name=q></form>`, nil, scanner.Pass, ""},
		{"protocol-relative", secure, login("//shop.test/in"), []string{sts}, scanner.Pass, ""},
		{"password to http", secure, login("http://shop.test/in"), []string{sts}, scanner.Fail, ""},
		{"password to http, upgraded", secure, login("http://shop.test/in"), []string{csp}, scanner.Warn, ""},
		{"password to http, only reported", secure, login("http://shop.test/in"), []string{"Content-Security-Policy-Report-Only: upgrade-insecure-requests"}, scanner.Fail, ""},
		{"password on http", plain, login("https://shop.test/in"), nil, scanner.Fail, ""},
		{"password on http, upgraded", plain, login("/in"), []string{csp}, scanner.Fail, ""},
		{"http page without secrets", plain, `<a href="/">x</a><form action="https://shop.test/s"><input name=q></form>`, nil, scanner.Warn, ""},
		{"http page without forms", plain, `<a href="/">Your cart is empty</a>`, nil, scanner.Warn, ""},
		{"newsletter to http", secure, `<form method=post action="http://shop.test/news"><input type=email name=mail></form>`, []string{sts}, scanner.Warn, ""},
		{"card number and code", secure, card(`name=card_number><input name=cvc`), []string{sts}, scanner.Fail, ""},
		{"card number by token", secure, card(`name=f1 autocomplete="section-a cc-number"`), []string{sts}, scanner.Fail, ""},
		{"a platform's names", secure, card(`name="payment[cc_number]"><input name="payment[cc_cid]"`), []string{sts}, scanner.Fail, ""},
		{"gift card", secure, card(`name=gift_card_number><input name=gift_card_code`), []string{sts}, scanner.Warn, ""},
		{"one number may be any card's", secure, card(`name=card_number`), []string{sts}, scanner.Warn, ""},
		{"order in words that browsers ignore", secure, login("/in"), []string{"Strict-Transport-Security: max-age=31536000, includeSubDomains"}, scanner.Warn, ""},
		{"order inside another word", secure, login("/in"), []string{"Strict-Transport-Security: x-max-age=31536000"}, scanner.Warn, ""},
		{"written out by the base element", secure, `<base href="https://shop.test/">` + login("in"), nil, scanner.Pass, ""},
		{"password field named into a form", secure, `<form id=f method=post action="http://shop.test/in"></form><input type=password form=f>`, []string{sts}, scanner.Fail, ""},
		{"button to http", secure, `<form method=post action="/in"><input type=password><button formaction="http://shop.test/in">Log in</button></form>`, []string{sts}, scanner.Fail, ""},
		{"button to http, no secrets", secure, `<form action="/s"><input name=q><input type=submit formaction="http://shop.test/s"></form>`, []string{sts}, scanner.Warn, ""},
		{"in a template", secure, `<a href="/">x</a><template>` + login("http://shop.test/in") + `</template>`, []string{sts}, scanner.Pass, ""},
		{"account number is no card", secure, card(`name=acc_no`), []string{sts}, scanner.Warn, ""},
		{"picture puzzle is no card", secure, card(`name=security_code`), []string{sts}, scanner.Warn, ""},
		{"hidden field", secure, card(`type=hidden name=card_code value=x`), []string{sts}, scanner.Warn, ""},
		{"this computer", secure, login("http://127.0.0.1/in"), []string{sts}, scanner.Pass, ""},
		{"no forms", secure, `<a href="/">Your cart is empty</a>`, nil, scanner.Pass, ""},
		{"made by scripts", secure, `<div id=app></div><script src="/app.js"></script>`, nil, scanner.Unknown, observe.NeedsBrowser},
	} {
		t.Run(tt.name, func(t *testing.T) {
			expect(t, judgeForms(page(tt.url, 200, tt.body, tt.header...)), tt.want, tt.cause)
		})
	}
	for action, want := range map[string]scanner.Outcome{"/in": scanner.Unknown, "http://shop.test/in": scanner.Fail} {
		cut := page(secure, 200, login(action), sts)
		cut.Cut = true
		if got := judgeForms(cut).Outcome; got != want {
			t.Errorf("cut short, posting to %s: %s, want %s", action, got, want)
		}
	}
}

// TestJudged: what a page is for, or what it asks, decides whether its forms are
// judged.
func TestJudged(t *testing.T) {
	const search, login, letter = `<form action="/s"><input name=q></form>`, `<form><input type=password></form>`, `<form method=post action="/send"><textarea name=m></textarea></form>`
	for _, tt := range []struct {
		role shop.Role
		body string
		want bool
	}{
		{shop.Login, "", true},
		{shop.Cart, search, true},
		{shop.Home, search + letter, false},
		{shop.Home, search + login, true},
		{shop.Product, login, true},
		{shop.Contact, search, false},
		{shop.Contact, search + letter, true},
		{shop.Privacy, letter, false},
	} {
		found := shop.Found{Pages: []shop.Page{{Role: tt.role, Page: page("https://shop.test/x", 200, tt.body)}}}
		if got := len(judged(found)) == 1; got != tt.want {
			t.Errorf("%s with %s: judged is %t, want %t", tt.role, tt.body, got, tt.want)
		}
	}
}

func TestJudgeMixed(t *testing.T) {
	const secure = "https://shop.test/"
	for _, tt := range []struct {
		name, url, body string
		header          []string
		active, passive scanner.Outcome
	}{
		{"clean", secure, `<a href="http://shop.test/a">x</a><script src="/a.js"></script><img src="//cdn.test/a.png">`, nil, scanner.Pass, scanner.Pass},
		{"script", secure, `<script src="http://cdn.test/a.js"></script>`, nil, scanner.Fail, scanner.Unknown},
		{"script by a broken address", secure, "<a href=/>x</a><script src=\"ht\ttp://cdn.test\n/a.js\"></script>", nil, scanner.Fail, scanner.Pass},
		{"frame", secure, `<a href=/>x</a><iframe src="http://cdn.test/"></iframe>`, nil, scanner.Fail, scanner.Pass},
		{"style", secure, `<a href=/>x</a><link rel=stylesheet href="http://cdn.test/a.css">`, nil, scanner.Fail, scanner.Pass},
		{"object", secure, `<a href=/>x</a><object data="http://cdn.test/a.swf"></object>`, nil, scanner.Fail, scanner.Pass},
		{"form", secure, `<a href=/>x</a><form action="http://shop.test/s"><input name=q></form>`, nil, scanner.Fail, scanner.Pass},
		{"button", secure, `<a href=/>x</a><form><button formaction="http://shop.test/s">go</button></form>`, nil, scanner.Fail, scanner.Pass},
		{"preloaded module", secure, `<a href=/>x</a><link rel=modulepreload href="http://cdn.test/m.js">`, nil, scanner.Fail, scanner.Pass},
		{"preloaded script", secure, `<a href=/>x</a><link rel=preload as=script href="http://cdn.test/a.js">`, nil, scanner.Fail, scanner.Pass},
		{"imported sheet", secure, `<a href=/>x</a><style>@import "http://cdn.test/a.css";</style>`, nil, scanner.Fail, scanner.Pass},
		{"imported module", secure, `<a href=/>x</a><script type=module>import "http://cdn.test/a.js";</script>`, nil, scanner.Fail, scanner.Pass},
		{"script in a template", secure, `<a href=/>x</a><template><script src="http://cdn.test/a.js"></script></template>`, nil, scanner.Pass, scanner.Pass},
		{"script that waits for consent", secure, `<a href=/>x</a><script type="text/plain" src="http://cdn.test/a.js"></script>`, nil, scanner.Pass, scanner.Pass},
		{"picture", secure, `<a href=/>x</a><img src="http://cdn.test/a.png">`, nil, scanner.Pass, scanner.Warn},
		{"film", secure, `<a href=/>x</a><video src="http://cdn.test/a.mp4"></video>`, nil, scanner.Pass, scanner.Warn},
		{"font", secure, `<a href=/>x</a><style>@font-face{font-family:x;src:url(http://cdn.test/x.woff2)}</style>`, nil, scanner.Pass, scanner.Warn},
		{"picture of a style", secure, `<a href=/>x</a><p style="background:url(http://cdn.test/a.png)">`, nil, scanner.Pass, scanner.Warn},
		{"name of a language", secure, `<a href=/>x</a><style>@namespace svg url(http://www.w3.org/2000/svg);</style>`, nil, scanner.Pass, scanner.Pass},
		{"picture of a set", secure, `<a href=/>x</a><img src=/a.png srcset="/a.png 1x, http://cdn.test/b.png 2x">`, nil, scanner.Pass, scanner.Warn},
		{"picture by number", secure, `<a href=/>x</a><img src="http://192.0.2.7/a.png">`, nil, scanner.Pass, scanner.Warn},
		{"poster", secure, `<a href=/>x</a><video src=/a.mp4 poster="http://cdn.test/a.png"></video>`, nil, scanner.Pass, scanner.Warn},
		{"icon", secure, `<a href=/>x</a><link rel=icon href="http://cdn.test/i.png">`, nil, scanner.Pass, scanner.Warn},
		{"for those without scripts", secure, `<a href=/>x</a><noscript><iframe src="http://cdn.test/"></iframe><img src="http://cdn.test/a.png"></noscript>`, nil, scanner.Pass, scanner.Pass},
		{"upgraded by header", secure, `<script src="http://cdn.test/a.js"></script><img src="http://cdn.test/a.png">`, []string{csp}, scanner.Pass, scanner.Pass},
		{"upgraded by the second policy", secure, `<script src="http://cdn.test/a.js"></script><img src="http://cdn.test/a.png">`, []string{"Content-Security-Policy: img-src *, upgrade-insecure-requests"}, scanner.Pass, scanner.Pass},
		{"upgraded by meta", secure, `<meta http-equiv="Content-Security-Policy" content="upgrade-insecure-requests"><script src="http://cdn.test/a.js"></script><img src="http://cdn.test/a.png">`, nil, scanner.Pass, scanner.Pass},
		{"only reported", secure, `<script src="http://cdn.test/a.js"></script><img src="http://cdn.test/a.png">`, []string{"Content-Security-Policy-Report-Only: upgrade-insecure-requests"}, scanner.Fail, scanner.Warn},
		{"HSTS does not help", secure, `<a href=/>x</a><script src="http://shop.test/a.js"></script>`, []string{sts}, scanner.Fail, scanner.Pass},
		{"this computer", secure, `<a href=/>x</a><script src="http://localhost:8080/a.js"></script><img src="http://[::1]/a.png">`, nil, scanner.Pass, scanner.Pass},
		{"base address", secure, `<base href="http://cdn.test/"><script src="a.js"></script><img src="a.png">`, nil, scanner.Fail, scanner.Warn},
		{"unencrypted page", "http://shop.test/", `<script src="http://cdn.test/a.js"></script>`, nil, scanner.NotApplicable, scanner.NotApplicable},
		{"made by scripts", secure, `<div id=app></div><script src="/app.js"></script>`, nil, scanner.Unknown, scanner.Unknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := page(tt.url, 200, tt.body, tt.header...)
			if f := judgeMixedActive(p); f.Outcome != tt.active {
				t.Errorf("mixed-active = %s (%s), want %s", f.Outcome, f.Message, tt.active)
			}
			if f := judgeMixedPassive(p); f.Outcome != tt.passive {
				t.Errorf("mixed-passive = %s (%s), want %s", f.Outcome, f.Message, tt.passive)
			}
		})
	}
	long := page(secure, 200, "<a href=/>x</a>"+strings.Repeat(`<img src=/a.png>`, 2000)+`<script src="http://cdn.test/a.js"></script>`)
	if f := judgeMixedActive(long); f.Outcome != scanner.Unknown {
		t.Errorf("a script behind more than is kept: %s", f.Outcome)
	}
	many := judgeMixedActive(page(secure, 200, strings.Repeat(`<script src="http://cdn.test/a.js"></script>`, 9)))
	if len(many.Evidence) != 1 {
		t.Errorf("the same script is quoted %d times", len(many.Evidence))
	}
}
