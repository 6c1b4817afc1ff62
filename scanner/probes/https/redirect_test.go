package https

import (
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

func TestJudgeRedirect(t *testing.T) {
	const plain, tea = "http://shop.test/", "<h1>Tea</h1><p>Green and black</p>"
	hop := func(url, to string) *observe.Page { return page(url, 301, "", "Location: "+to) }
	end := page("https://shop.test/", 200, tea)
	www := page("https://www.shop.test/", 200, tea)
	for _, tt := range []struct {
		name  string
		hops  []*observe.Page
		next  string
		err   error
		want  scanner.Outcome
		cause observe.Cause
	}{
		{"same name at once", []*observe.Page{hop(plain, "https://shop.test/"), end}, "", nil, scanner.Pass, ""},
		{"temporary redirect", []*observe.Page{page(plain, 307, "", "Location: https://shop.test/"), end}, "", nil, scanner.Pass, ""},
		{"same name, then www", []*observe.Page{hop(plain, "https://shop.test/"), hop("https://shop.test/", "https://www.shop.test/"), www}, "", nil, scanner.Pass, ""},
		{"scheme and name in capitals", []*observe.Page{hop(plain, "HTTPS://SHOP.test/"), end}, "", nil, scanner.Pass, ""},
		{"scheme-relative stays plain", []*observe.Page{hop(plain, "//www.shop.test/"), page("http://www.shop.test/", 200, tea)}, "", nil, scanner.Fail, ""},
		{"another name first", []*observe.Page{hop(plain, "https://www.shop.test/"), www}, "", nil, scanner.Warn, ""},
		{"plain www first", []*observe.Page{hop(plain, "http://www.shop.test/"), hop("http://www.shop.test/", "https://www.shop.test/"), www}, "", nil, scanner.Warn, ""},
		{"plain path first", []*observe.Page{hop(plain, "/en/"), hop("http://shop.test/en/", "https://shop.test/en/"), page("https://shop.test/en/", 200, tea)}, "", nil, scanner.Warn, ""},
		{"encrypted, plain, encrypted", []*observe.Page{hop(plain, "https://shop.test/"), hop("https://shop.test/", "http://shop.test/b"), hop("http://shop.test/b", "https://shop.test/b"), page("https://shop.test/b", 200, tea)}, "", nil, scanner.Warn, ""},
		{"ends plain", []*observe.Page{hop(plain, "https://shop.test/"), hop("https://shop.test/", "http://shop.test/home"), page("http://shop.test/home", 200, tea)}, "", nil, scanner.Fail, ""},
		{"shop without encryption", []*observe.Page{page(plain, 200, tea)}, "", nil, scanner.Fail, ""},
		{"meta refresh", []*observe.Page{page(plain, 200, `<meta http-equiv="refresh" content="0; url=https://shop.test/">`)}, "", nil, scanner.Warn, ""},
		{"meta refresh to plain", []*observe.Page{page(plain, 200, `<meta http-equiv="refresh" content="0; url=http://shop.test/en">x`)}, "", nil, scanner.Fail, ""},
		{"meta refresh to somebody else", []*observe.Page{page(plain, 200, `<meta http-equiv=refresh content="0;URL='https://other.example/'">x`)}, "", nil, scanner.Warn, ""},
		{"refused page", []*observe.Page{page(plain, 403, "no")}, "", nil, scanner.Unknown, observe.Blocked},
		{"too many requests", []*observe.Page{page(plain, 429, "no")}, "", nil, scanner.Unknown, observe.Blocked},
		{"no such page", []*observe.Page{page(plain, 404, "no")}, "", nil, scanner.Unknown, observe.ErrorPage},
		{"empty page", []*observe.Page{page(plain, 200, "\n")}, "", nil, scanner.Unknown, observe.ErrorPage},
		{"plain, then an error page", []*observe.Page{hop(plain, "http://shop.test/x"), page("http://shop.test/x", 500, "no")}, "", nil, scanner.Unknown, observe.ErrorPage},
		{"another company", []*observe.Page{hop(plain, "https://other.example/")}, "https://other.example/", nil, scanner.Unknown, observe.OtherCompany},
		{"encrypted first, then another company", []*observe.Page{hop(plain, "https://shop.test/"), hop("https://shop.test/", "https://other.example/")}, "https://other.example/", nil, scanner.Pass, ""},
		{"plain loop", []*observe.Page{hop(plain, "/a"), hop("http://shop.test/a", "/")}, "http://shop.test/", nil, scanner.Unknown, observe.ErrorPage},
		{"encrypted address does not answer", []*observe.Page{hop(plain, "https://shop.test/")}, "", failure(observe.Timeout), scanner.Pass, ""},
		{"another name's encrypted address does not answer", []*observe.Page{hop(plain, "https://www.shop.test/")}, "", failure(observe.Refused), scanner.Warn, ""},
		{"second plain address does not answer", []*observe.Page{hop(plain, "http://www.shop.test/")}, "", failure(observe.Timeout), scanner.Unknown, observe.Timeout},
		{"redirect without an address", []*observe.Page{page(plain, 302, tea)}, "", nil, scanner.Fail, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			expect(t, ruler{own, end, nil}.judgeRedirect(&observe.Visit{Hops: tt.hops, Next: tt.next}, tt.err), tt.want, tt.cause)
		})
	}
}

func TestJudgeClosed(t *testing.T) {
	const address = "http://www.shop.test/"
	home, plain := page("https://shop.test/", 200, "tea"), page("http://shop.test/", 200, "tea")
	for _, tt := range []struct {
		name    string
		err     error
		home    *observe.Page
		homeErr error
		spare   bool
		want    scanner.Outcome
		cause   observe.Cause
	}{
		{"port closed", failure(observe.Refused), home, nil, false, scanner.Pass, ""},
		{"port closed, shop unencrypted elsewhere", failure(observe.Refused), plain, nil, true, scanner.Unknown, observe.Refused},
		{"port closed, shop gone", failure(observe.Refused), nil, failure(observe.Refused), false, scanner.Unknown, observe.Refused},
		{"connection cut off", failure(observe.Reset), home, nil, false, scanner.Unknown, observe.Reset},
		{"silent", failure(observe.Timeout), home, nil, false, scanner.Unknown, observe.Timeout},
		{"spare name without address", failure(observe.NoName), home, nil, true, scanner.NotApplicable, ""},
		{"name servers fail", failure(observe.DNS), home, nil, true, scanner.Unknown, observe.DNS},
		{"the shop's own name without address", failure(observe.NoName), nil, failure(observe.NoName), false, scanner.Unknown, observe.NoName},
	} {
		t.Run(tt.name, func(t *testing.T) {
			expect(t, ruler{own, tt.home, tt.homeErr}.judgeClosed(address, tt.err, tt.spare), tt.want, tt.cause)
		})
	}
}

func TestJudgePlainPage(t *testing.T) {
	const plain = "http://shop.test/"
	shown := page("https://shop.test/", 200, `<title>Tea</title><a href="/green">Green tea</a><a href="/">Home</a><a href="https://other.example/help">Help</a>`)
	bare := page("http://shop.test/", 200, "tea")
	for _, tt := range []struct {
		name, body string
		home       *observe.Page
		homeErr    error
		want       scanner.Outcome
		cause      observe.Cause
	}{
		{"the same page", string(shown.Body), shown, nil, scanner.Fail, ""},
		{"the same title", `<title> tea </title>Welcome`, shown, nil, scanner.Fail, ""},
		{"the same goods", `<title>Home</title><a href="http://www.shop.test/green">x</a>`, shown, nil, scanner.Fail, ""},
		{"a cart", `<a href="/cart">Cart</a>`, shown, nil, scanner.Fail, ""},
		{"a login", `<form method=post action="/in"><input type=password></form>`, shown, nil, scanner.Fail, ""},
		{"a web server's greeting", `<title>Welcome to nginx!</title><a href="http://nginx.org/">nginx.org</a>`, shown, nil, scanner.Warn, ""},
		{"links to the home page and to a stranger alone", `<title>Soon</title><a href="/">Home</a><a href="https://other.example/help">Help</a>`, shown, nil, scanner.Warn, ""},
		{"a search at a stranger's", `<form method=post action="https://other.example/"><input name=q></form>`, shown, nil, scanner.Warn, ""},
		{"nothing is encrypted", `<title>Welcome to nginx!</title>`, bare, nil, scanner.Fail, ""},
		{"the encrypted shop refuses us", `<title>Welcome to nginx!</title>`, nil, failure(observe.Blocked), scanner.Unknown, observe.Blocked},
		{"the encrypted shop refuses us, and this is one", `<a href="/cart">Cart</a>`, nil, failure(observe.Blocked), scanner.Fail, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			visit := &observe.Visit{Hops: []*observe.Page{page(plain, 200, tt.body)}}
			expect(t, ruler{own, tt.home, tt.homeErr}.judgeRedirect(visit, nil), tt.want, tt.cause)
		})
	}
}

func TestScripted(t *testing.T) {
	for _, tt := range []struct {
		name, script string
		want         bool
	}{
		{"protocol set", `if (location.protocol !== 'https:') { location.protocol = 'https:'; }`, true},
		{"replace with a template", "if (location.protocol != 'https:') location.replace(`https:${location.href.substring(5)}`)", true},
		{"href joined", `window.location.href = "https://" + window.location.host + window.location.pathname;`, true},
		{"href replaced", `location.href = location.href.replace('http:', 'https:');`, true},
		{"home page written out", `window.location="https://www.shop.test/";`, true},
		{"assign", `document.location.assign('https://shop.test')`, true},
		{"comparison", `var s = location.protocol == 'https:' ? 'https://ssl' : 'http://www';`, false},
		{"comparison the other way", `("https:" == document.location.protocol ? "https://ssl" : "http://www")`, false},
		{"strict comparison", `if (location.protocol === "https:") { start(); }`, false},
		{"a button's deep link", `b.onclick = function () { location.href = 'https://shop.test/checkout'; }`, false},
		{"somebody else's page", `location.href = 'https://pay.example/';`, false},
		{"an address from data", `location.href = 'https://' + data.next`, false},
		{"none", `console.log("hello")`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := page("http://shop.test/", 200, "<script>"+tt.script+"</script>")
			if got := scripted(p, own); got != tt.want {
				t.Errorf("scripted = %t, want %t", got, tt.want)
			}
		})
	}
}
