package payment

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/inventory"
	"shopcheck/scanner/probes/shop"
)

// A fingerprint of some file.
const sri = ` integrity="sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb"`

const gtm = `<script async src="https://www.googletagmanager.com/gtm.js?id=GTM-A"></script>`

// tillFor is a till with one page, whose policy may be empty.
func tillFor(policy, body string, list ...observe.Vouched) till {
	p := page("/checkout", "<h1>Your order</h1><p>Pay here, safely and at once, by card.</p>"+body)
	if policy != "" {
		p.Header.Set("Content-Security-Policy", policy)
	}
	pages := []shop.Page{{Role: shop.Checkout, Page: p}}
	return till{domain: "shop.test", pages: pages, scripts: inventory.Of(pages, own), list: inventory.ListOf(list)}
}

// TestLine: the lines of a payment page's inventory are regular.
func TestLine(t *testing.T) {
	long := strings.Repeat("a", 300)
	for _, tt := range []struct {
		name, tag string
		list      []observe.Vouched
		want      string
	}{
		{"no list", `<script src="https://js.stripe.com/v3/" async></script>`, nil, "script https://js.stripe.com/v3/ · Stripe, takes payments · no integrity · async · the shop has no list"},
		{"not on it", `<script src="https://js.stripe.com/v3/"></script>`, []observe.Vouched{{Script: "https://x.test/"}}, "script https://js.stripe.com/v3/ · Stripe, takes payments · no integrity · at once · not on the shop's list"},
		{"on it", `<script src="https://js.stripe.com/v3/?x=1" defer></script>`, []observe.Vouched{{Script: "https://js.stripe.com/*", Purpose: "card fields"}}, "script https://js.stripe.com/v3/ · Stripe, takes payments · no integrity · defer · on the shop's list: card fields"},
		{"without a purpose", `<script src="https://js.stripe.com/v3/"></script>`, []observe.Vouched{{Script: "https://js.stripe.com/*"}}, "script https://js.stripe.com/v3/ · Stripe, takes payments · no integrity · at once · on the shop's list"},
		{"the shop's own", `<script type="module" src="/app.js"></script>`, nil, "script https://shop.test/app.js · the shop · no integrity · defer · the shop has no list"},
		{"a text", `<script>f("a")</script>`, nil, "script " + inventory.Name(observe.Resource{Inline: `f("b")`}) + " · the shop · text in the page · at once · the shop has no list"},
		{"checked", `<script src="https://cdn.x.example/a.js"` + sri + ` crossorigin></script>`, nil, "script https://cdn.x.example/a.js · owner not known · integrity sha384 · at once · the shop has no list"},
		{"refused", `<script src="https://cdn.x.example/a.js"` + sri + `></script>`, nil, "script https://cdn.x.example/a.js · owner not known · integrity that browsers refuse · at once · the shop has no list"},
		{"ahead of time", `<link rel="preload" as="script" href="https://loox.io/a.js">`, nil, "script https://loox.io/a.js · perhaps Loox, shows reviews and ratings · no integrity · preload · the shop has no list"},
		{"long", gtm[:len(gtm)-11] + long + `"></script>`, []observe.Vouched{{Script: "https://www.googletagmanager.com/*", Purpose: strings.Repeat("é", 99)}}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			till := tillFor("", tt.tag, tt.list...)
			got := till.line(till.scripts[0])
			if tt.want != "" && got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if parts := strings.Split(got, " · "); len(parts) != 5 || observe.Printable(got) != got {
				t.Errorf("%d parts, %d bytes: %s", len(parts), len(got), got)
			}
		})
	}
}

// A verdict is what a judge should say.
type verdict struct {
	outcome scanner.Outcome
	says    string
	line    string // of evidence, the first
}

func (v verdict) check(t *testing.T, f scanner.Finding) {
	t.Helper()
	quote := ""
	if len(f.Evidence) > 0 {
		quote = f.Evidence[0].Quote
	}
	if f.Outcome != v.outcome || !strings.Contains(f.Message, v.says) || !strings.Contains(quote, v.line) || f.Subject != "shop.test" || (f.Outcome == scanner.Unknown) != (f.Cause != "") {
		t.Errorf("got %+v\nwant %s: …%s… with …%s…", f, v.outcome, v.says, v.line)
	}
}

// shell is a page that a script builds in the browser.
func shell() till {
	pages := []shop.Page{{Role: shop.Checkout, Page: page("/checkout", `<div id="root"></div><script src="/app.js"></script>`)}}
	return till{domain: "shop.test", pages: pages, scripts: inventory.Of(pages, own), list: inventory.ListOf([]observe.Vouched{{Script: "https://shop.test/*"}})}
}

func TestJudgeScripts(t *testing.T) {
	mine := []observe.Vouched{{Script: "https://js.stripe.com/*"}, {Script: "https://shop.test/*"}}
	cut := tillFor("", stripe, mine...)
	cut.pages[0].Cut = true
	cut.pages[0].Page = &observe.Page{URL: cut.pages[0].URL, Header: cut.pages[0].Header, Body: cut.pages[0].Body, Cut: true}
	for name, tt := range map[string]struct {
		till till
		want verdict
	}{
		"none":              {tillFor("", ""), verdict{scanner.Pass, "runs no scripts", "no script in the page"}},
		"no list":           {tillFor("", stripe+gtm), verdict{scanner.Warn, "runs 2 scripts, and the shop has no list yet", "js.stripe.com"}},
		"all on it":         {tillFor("", stripe+`<script src="/a.js"></script>`, mine...), verdict{scanner.Pass, "runs 2 scripts, and the shop's list has them all", "on the shop's list"}},
		"one not on it":     {tillFor("", stripe+gtm, mine...), verdict{scanner.Fail, "The shop's list lacks 1 of 2 scripts on the payment page: https://www.googletagmanager.com/gtm.js?id=GTM-A.", "js.stripe.com"}},
		"a text not on it":  {tillFor("", stripe+"<script>f()</script>", mine...), verdict{scanner.Fail, "one written into the page (sha256-", ""}},
		"only fetched":      {tillFor("", stripe+`<link rel="preload" as="script" href="https://x.example/a.js">`, mine...), verdict{scanner.Pass, "has them all", ""}},
		"built by a script": {shell(), verdict{scanner.Unknown, "in the visitor's browser", "app.js"}},
		"cut":               {cut, verdict{scanner.Unknown, "longer than is read", "js.stripe.com"}},
	} {
		t.Run(name, func(t *testing.T) { tt.want.check(t, judgeScripts(tt.till)) })
	}
}

func TestJudgeIntegrity(t *testing.T) {
	const file = `<script src="https://cdn.x.example/a.js"`
	const nonces = "script-src 'nonce-abc123' 'strict-dynamic'; object-src 'none'; base-uri 'none'"
	doubtful := tillFor(nonces, file+` nonce=""></script>`)
	doubtful.pages[0].Rendered = true
	asked := tillFor("", stripe)
	asked.pages[0].Rendered = true
	asked.pages[0].Requests = []observe.Request{{Method: "GET", URL: "https://cdn.x.example/b.js", Type: "script", Sent: true}}
	asked.scripts = inventory.Of(asked.pages, own)
	for name, tt := range map[string]struct {
		till till
		want verdict
	}{
		"own only":                  {tillFor("", `<script src="/a.js"></script><script>f()</script>`), verdict{scanner.Pass, "no scripts from outside the shop's own domain", "no script from"}},
		"the payment company alone": {tillFor("", stripe), verdict{scanner.Pass, "only those that take the payments", "the payment company's own"}},
		"checked":                   {tillFor("", stripe+file+sri+` crossorigin></script>`), verdict{scanner.Pass, "make sure of all", "js.stripe.com"}},
		"refused":                   {tillFor("", file+sri+`></script>`), verdict{scanner.Pass, "make sure of all", "browsers check the file"}},
		"marked":                    {tillFor(nonces, file+` nonce="abc123"></script>`), verdict{scanner.Pass, "make sure of all", "one-time mark"}},
		"another mark":              {tillFor(nonces, file+` nonce="zzz"></script>`), verdict{scanner.Fail, "", "anything may come"}},
		"marks that bind nobody":    {tillFor("default-src 'self'", file+` nonce="abc123"></script>`), verdict{scanner.Fail, "", "anything may come"}},
		"a list of places":          {tillFor("script-src https://cdn.x.example", file+`></script>`), verdict{scanner.Fail, "", "anything may come"}},
		"loose":                     {tillFor("", stripe+gtm+file+`></script>`), verdict{scanner.Fail, "Nothing makes sure of 2 scripts", "js.stripe.com"}},
		"some":                      {tillFor("", gtm+file+sri+` crossorigin></script>`), verdict{scanner.Warn, "Nothing makes sure of 1 of 2 scripts", "Google Tag Manager"}},
		"a company from memory":     {tillFor("", `<script src="https://media.paycomet-x.example/a.js"></script><script src="https://api.paycomet.com/a.js"></script>`), verdict{scanner.Warn, "1 of 2 scripts", ""}},
		"only one from memory":      {tillFor("", `<script src="https://api.paycomet.com/a.js"></script>`), verdict{scanner.Warn, "could not be told for certain", "perhaps PAYCOMET"}},
		"a mark that is hidden":     {doubtful, verdict{scanner.Warn, "could not be told for certain", "could not be told"}},
		"asked for by a script":     {asked, verdict{scanner.Warn, "of 1 script that the payment page runs from outside the shop's own domain could not be told", "js.stripe.com"}},
		"only fetched":              {tillFor("", `<link rel="preload" as="script" href="https://x.example/a.js">`), verdict{scanner.Pass, "no scripts from outside the shop's own domain", ""}},
		"built by a script":         {shell(), verdict{scanner.Unknown, "in the visitor's browser", ""}},
	} {
		t.Run(name, func(t *testing.T) { tt.want.check(t, judgeIntegrity(tt.till)) })
	}
}

func TestJudgeChange(t *testing.T) {
	const policy = "script-src 'self' https://js.stripe.com"
	now := tillFor(policy, stripe+`<script src="/a.js"></script><script>f("1")</script>`)
	before := func(days int, change func(*observe.Before)) *observe.Before {
		b := &observe.Before{At: now.pages[0].At.AddDate(0, 0, -days), Payment: inventory.Names(now.scripts), Headers: inventory.Headers(now.pages)}
		change(b)
		return b
	}
	same := func(*observe.Before) {}
	without := func(part string) func(*observe.Before) {
		return func(b *observe.Before) {
			b.Payment = slices.DeleteFunc(b.Payment, func(s string) bool { return strings.Contains(s, part) })
		}
	}
	for name, tt := range map[string]struct {
		before *observe.Before
		list   []observe.Vouched
		want   verdict
	}{
		"first look":                  {nil, nil, verdict{scanner.Unknown, "no earlier look", ""}},
		"no such page before":         {before(1, func(b *observe.Before) { b.Payment = nil }), nil, verdict{scanner.Unknown, "no earlier look", ""}},
		"unchanged":                   {before(4, same), nil, verdict{scanner.Pass, "Nothing has changed on the payment page since 18 November 2026", "3 scripts and 1 security header as on"}},
		"unchanged, a week ago":       {before(7, same), nil, verdict{scanner.Pass, "Nothing has changed", ""}},
		"unchanged, longer ago":       {before(8, same), nil, verdict{scanner.Warn, "that was on 14 November 2026, more than seven days ago", ""}},
		"changed, longer ago":         {before(40, without("stripe")), nil, verdict{scanner.Warn, "last looked at on 13 October 2026, more than seven days ago, and has changed since: 1 script new.", "new: script https://js.stripe.com"}},
		"a new host":                  {before(4, without("stripe")), nil, verdict{scanner.Fail, "runs scripts from js.stripe.com, of which none was seen there on 18 November 2026.", "new: script https://js.stripe.com/v3/"}},
		"a new host, on the list":     {before(4, without("stripe")), []observe.Vouched{{Script: "https://js.stripe.com/v3/"}}, verdict{scanner.Pass, "that the shop's own list does not explain", "new: script https://js.stripe.com"}},
		"a new file of an old host":   {before(4, func(b *observe.Before) { without("v3")(b); b.Payment = append(b.Payment, "https://js.stripe.com/v2/") }), nil, verdict{scanner.Warn, "1 script new, 1 script gone.", "new: script https://js.stripe.com/v3/"}},
		"an own file new":             {before(4, without("a.js")), nil, verdict{scanner.Warn, "1 script new.", "new: script https://shop.test/a.js"}},
		"a text new":                  {before(4, without("inline")), nil, verdict{scanner.Warn, "1 script new.", "new: script inline sha256-"}},
		"a file gone":                 {before(4, func(b *observe.Before) { b.Payment = append(b.Payment, "https://x.example/z.js") }), nil, verdict{scanner.Warn, "1 script gone.", "gone: script https://x.example/z.js"}},
		"a header changed":            {before(4, func(b *observe.Before) { b.Headers = []string{"Content-Security-Policy: script-src 'self'"} }), nil, verdict{scanner.Warn, "1 security header changed.", "header new: Content-Security-Policy"}},
		"a header gone":               {before(4, func(b *observe.Before) { b.Headers = append(b.Headers, "X-Frame-Options: DENY") }), nil, verdict{scanner.Warn, "1 security header changed.", "header gone: X-Frame-Options: DENY"}},
		"seen in a browser then only": {before(4, func(b *observe.Before) { b.Rendered = true }), nil, verdict{scanner.Unknown, "cannot be compared", ""}},
		"later than now":              {before(-1, same), nil, verdict{scanner.Pass, "Nothing has changed", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			till := now
			till.before, till.list = tt.before, inventory.ListOf(tt.list)
			tt.want.check(t, judgeChange(till))
		})
	}
	t.Run("a new file of an old host with letters of its own", func(t *testing.T) {
		b := tillFor("", `<script src="https://bücher.example/a.js"></script><script src="https://bücher.example/b.js"></script>`)
		b.before = &observe.Before{At: b.pages[0].At, Payment: inventory.Names(b.scripts)[:1]}
		verdict{scanner.Warn, "1 script new.", ""}.check(t, judgeChange(b))
	})
	t.Run("read in part", func(t *testing.T) {
		cut := tillFor("", stripe)
		cut.pages[0].Document().Cut = true
		verdict{scanner.Unknown, "longer than is read", ""}.check(t, judgeChange(cut))
		cut.before = &observe.Before{At: cut.pages[0].At, Payment: append(inventory.Names(cut.scripts), "https://x.example/z.js")}
		verdict{scanner.Unknown, "longer than is read", ""}.check(t, judgeChange(cut))
		cut.before.Payment = cut.before.Payment[1:]
		verdict{scanner.Fail, "js.stripe.com", ""}.check(t, judgeChange(cut))
	})
	t.Run("built by a script", func(t *testing.T) {
		s := shell()
		s.before = &observe.Before{At: s.pages[0].At, Payment: inventory.Names(s.scripts)}
		verdict{scanner.Unknown, "in the visitor's browser", ""}.check(t, judgeChange(s))
	})
}

// TestTillIsBounded: a page with very many scripts fills no report.
func TestTillIsBounded(t *testing.T) {
	var b strings.Builder
	for i := range 1500 {
		fmt.Fprintf(&b, `<script src="https://h%d.example/a.js"></script>`, i)
	}
	many := tillFor("", b.String())
	many.before = &observe.Before{At: many.pages[0].At.Add(-time.Hour), Payment: []string{}}
	for _, f := range []scanner.Finding{judgeScripts(many), judgeIntegrity(many), judgeChange(many)} {
		if len(f.Evidence) > maxLines+1 || len(f.Message) > 500 {
			t.Errorf("%d lines, a message of %d bytes", len(f.Evidence), len(f.Message))
		}
	}
}

// BenchmarkTill judges a page of 2 MB with 300 scripts, 200 of them of other
// companies, against a list of 500 lines: the page is read, listed and judged three
// times over.
func BenchmarkTill(b *testing.B) {
	var body strings.Builder
	for i := range 200 {
		fmt.Fprintf(&body, `<script async nonce="abc123" src="https://h%d.example/a/%d.js?v=%d"></script>`, i%50, i, i)
	}
	for i := range 100 {
		fmt.Fprintf(&body, "<script>f%d(%s)</script>", i, strings.Repeat(`{"a": "b", c: [1, 2]},`, 500))
	}
	for i := 0; body.Len() < 2<<20-100; i++ {
		fmt.Fprintf(&body, `<div class="card"><a href="/p/%d">Tea number %d</a></div>`, i, i)
	}
	var vouched []observe.Vouched
	for i := range 500 {
		vouched = append(vouched, observe.Vouched{Script: fmt.Sprintf("https://h%d.example/*", i)})
	}
	html := body.String()
	for b.Loop() {
		t := tillFor("script-src 'nonce-abc123' 'strict-dynamic'; object-src 'none'", html, vouched...)
		t.before = &observe.Before{At: t.pages[0].At, Payment: inventory.Names(t.scripts)}
		judgeScripts(t)
		judgeIntegrity(t)
		judgeChange(t)
	}
}
