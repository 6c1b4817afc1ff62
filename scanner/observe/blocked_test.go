package observe

import (
	"bufio"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// page reads a reply as it goes over the wire.
func page(t *testing.T, raw string) *Page {
	t.Helper()
	head, body, _ := strings.Cut(raw, "\n\n")
	raw = strings.ReplaceAll(head, "\n", "\r\n") + "\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n" + body
	resp, err := http.ReadResponse(bufio.NewReader(strings.NewReader(raw)), nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return &Page{Method: http.MethodGet, URL: "https://shop.test/", Status: resp.StatusCode, Header: resp.Header, Body: text}
}

const (
	ok        = "HTTP/1.1 200 OK\n"
	forbidden = "HTTP/1.1 403 Forbidden\n"
	tooMany   = "HTTP/1.1 429 Too Many Requests\n"
	busyNow   = "HTTP/1.1 503 Service Unavailable\n"
)

// shopPage is an ordinary page with something in it.
func shopPage(with string) string {
	return ok + "\n<!doctype html><title>Tea</title><nav><a href=/cart>Cart</a></nav><h1>Tea</h1><form action=/login><input type=password></form>" + with
}

// samples are replies that each row of walls fits, and replies much like them
// that it does not.
var samples = map[string]struct{ is, not []string }{
	"cloudflare-header": {
		[]string{forbidden + "cf-mitigated: challenge\n\n", ok + "CF-Mitigated: Challenge\nServer: cloudflare\n\nx"},
		[]string{forbidden + "cf-mitigated: block\nServer: cloudflare\n\n", ok + "Server: cloudflare\nCF-RAY: 9a1-AMS\nCf-Cache-Status: DYNAMIC\nSet-Cookie: __cf_bm=1\n\nx"},
	},
	"cloudflare-page": {
		[]string{
			forbidden + "Server: cloudflare\n\n<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><script>(function(){window._cf_chl_opt={cvId:'3'}}())</script>",
			busyNow + "\n<div class=\"cf-browser-verification cf-im-under-attack\">",
		},
		[]string{
			shopPage(`<script>window._cf_chl_opt</script>`), ok + "\n<title>Just a moment...</title>",
			forbidden + "Server: cloudflare\n\n<h1>No</h1><script src=/cdn-cgi/challenge-platform/scripts/jsd/main.js></script>",
			forbidden + "\n<form><div class=cf-turnstile></div><script src=https://challenges.cloudflare.com/turnstile/v0/api.js></script>",
		},
	},
	"aws-header": {
		[]string{"HTTP/1.1 202 Accepted\nx-amzn-waf-action: challenge\n\n", "HTTP/1.1 405 Not Allowed\nx-amzn-waf-action: captcha\n\n<title>Human Verification</title>"},
		[]string{ok + "Set-Cookie: aws-waf-token=1\n\nx", "HTTP/1.1 202 Accepted\n\n", "HTTP/1.1 405 Not Allowed\n\n"},
	},
	"vercel-header":     {[]string{tooMany + "x-vercel-mitigated: challenge\n\n<title>Vercel Security Checkpoint</title>"}, []string{ok + "x-vercel-id: fra1::1\nServer: Vercel\n\nx", tooMany + "Server: Vercel\n\n"}},
	"siteground-header": {[]string{"HTTP/1.1 202 Accepted\nSG-Captcha: challenge\n\n"}, []string{ok + "X-Proxy-Cache: MISS\n\nx"}},
	"siteground-page": {
		[]string{ok + "\n<html><head><link rel=\"icon\" href=\"data:;\"><meta http-equiv=\"refresh\" content=\"0;/.well-known/sgcaptcha/?r=%2F&y=ipr:192.0.2.1:1\"></meta></head></html>"},
		[]string{shopPage(`<meta http-equiv="refresh" content="0;/shop">`), shopPage(`<p>/.well-known/sgcaptcha/`)},
	},
	"datadome-page": {
		[]string{
			forbidden + "X-DataDome: protected\n\n<p id=\"cmsg\">Please enable JS and disable any ad blocker</p><script>var dd={'rt':'c','host':'geo.captcha-delivery.com'}</script><script src=\"https://ct.captcha-delivery.com/c.js\"></script>",
			forbidden + "Content-Type: application/json\n\n{\"url\":\"https://geo.captcha-delivery.com/captcha/?initialCid=A\"}",
		},
		[]string{shopPage(`<script src=https://js.datadome.co/tags.js></script>`), shopPage(`<meta http-equiv="content-security-policy" content="frame-src https://geo.captcha-delivery.com/">`)},
	},
	"datadome-success": {
		[]string{ok + "\n<html><head><title>shop.test</title></head><body><script data-cfasync=\"false\">var dd={'rt':'i','cid':'A','host':'geo.captcha-delivery.com'}</script>"},
		[]string{shopPage(`<script>window.ddjskey='A'</script>`), shopPage(`<script>var dd={'rt':'c'}</script>` + strings.Repeat("tea ", 8<<10))},
	},
	"datadome-header": {[]string{forbidden + "X-DataDome: protected\nX-DD-B: 1\n\n"}, []string{ok + "X-DataDome: protected\nX-DataDome-CID: A\nSet-Cookie: datadome=A\n\nx", forbidden + "X-DD-Bucket: 1\n\n"}},
	"imperva-frame": {
		[]string{ok + "X-Iinfo: 1-2\n\n<html style=\"height:100%\"><head><META NAME=\"ROBOTS\" CONTENT=\"NOINDEX, NOFOLLOW\"></head><body><iframe id=\"main-iframe\" src=\"/_Incapsula_Resource?SWUDNSAI=31&xinfo=1\" frameborder=0>Request unsuccessful. Incapsula incident ID: 1-2</iframe>"},
		[]string{
			shopPage(`<script type="text/javascript" src="/_Incapsula_Resource?SWJIYLWA=719d34d31c8e3a6e6fffd425f7e032f3"></script>`),
			ok + "X-CDN: Imperva\nX-Iinfo: 1-2\nSet-Cookie: visid_incap_1=A\nSet-Cookie: incap_ses_1=A\n\n<h1>Tea</h1>", shopPage(`<code>&lt;iframe src="/_Incapsula_Resource?</code>`),
		},
	},
	"imperva-script": {
		[]string{ok + "\n<html><head><META NAME=\"robots\" CONTENT=\"noindex,nofollow\"><script src=\"/_Incapsula_Resource?SWJIYLWA=5074a744e2e3d891814e9a2dace20bd4\"></script></head><body></body></html>"},
		[]string{shopPage(`<script src="/_Incapsula_Resource?SWJIYLWA=1"></script>`), ok + "\n<META NAME=\"robots\" CONTENT=\"noindex,nofollow\"><title>Checkout</title><script src=\"/_Incapsula_Resource?SWJIYLWA=1\"></script>", ok + "\n<head><title>Log in</title><meta name=\"robots\" content=\"noindex,nofollow\"><script src=\"/_Incapsula_Resource?SWJIYLWA=1\"></script></head><form><input type=password></form>"},
	},
	"imperva-pardon": {[]string{ok + "\n<title>Pardon Our Interruption</title>"}, []string{shopPage("<p>Pardon our interruption")}},
	"sucuri-script": {
		[]string{ok + "Server: Sucuri/Cloudproxy\n\n<html><title>You are being redirected...</title><noscript>Javascript is required.</noscript><script>var s={},u,c,U,r,i,l=0,a,e=eval,w=String.fromCharCode,sucuri_cloudproxy_js='',S='cz0n';</script></html>"},
		[]string{ok + "Server: Sucuri/Cloudproxy\nX-Sucuri-ID: 1\nX-Sucuri-Cache: HIT\n\n<h1>Tea</h1>", shopPage("<p>sucuri_cloudproxy_js=''")},
	},
	"human-page": {
		[]string{forbidden + "\n<title>Access to this page has been denied</title><div id=\"px-captcha\"></div>", ok + "\n<div class=box id='px-captcha' style=x></div>"},
		[]string{shopPage(`<script>window._pxAppId='PX1'</script>`), ok + "Set-Cookie: _pxhd=A\n\nx", shopPage(`<p>id="px-captcha"`)},
	},
	"kasada-page": {
		[]string{tooMany + "\n<!DOCTYPE html><html><head></head><body><script>window.KPSDK={};KPSDK.now=typeof performance!=='undefined'&&performance.now;</script><script src=\"/149e/2d20/ips.js?x-kpsdk-im=A\"></script>"},
		[]string{shopPage(`<script src="/149e/2d20/p.js"></script><script>KPSDK.configure([])</script>`)},
	},
	"kasada-header": {[]string{tooMany + "x-kpsdk-ct: A\nx-kpsdk-r: 1-A\n\n"}, []string{ok + "x-kpsdk-ct: A\n\nx", tooMany + "\n"}},
	"akamai-test": {
		[]string{
			ok + "\n<div id=\"sec-if-cpt-container\"></div><p>Powered and protected by</p>",
			ok + "\n<meta http-equiv=\"refresh\" content=\"5; URL='/?bm-verify=AAQA'\" /><title>&nbsp;</title><script>function triggerInterstitialChallenge(){xhr.open(\"POST\", \"/_sec/verify?provider=interstitial\", false)}</script>",
		},
		[]string{ok + "Set-Cookie: _abck=A\nSet-Cookie: bm_sz=A\nSet-Cookie: ak_bmsc=A\n\n<h1>Tea</h1><script src=/akam/13/1></script>", shopPage("<p>sec-if-cpt-container")},
	},
	"imunify-page": {
		[]string{ok + "Server: imunify360-webshield/1.21\n\n<title>One moment, please...</title>"},
		[]string{ok + "Server: imunify360-webshield/1.21\n\n<title>Tea</title>", ok + "Server: nginx\n\n<title>One moment, please...</title>"},
	},
	"anubis-page": {
		[]string{ok + "\n<title>Making sure you&#39;re not a bot!</title><script id=\"anubis_version\" type=\"application/json\">\"1\"</script><script id=\"anubis_challenge\" type=\"application/json\">{}</script>"},
		[]string{shopPage(`<p id="anubis">A statue of Anubis</p>`)},
	},
	"fastly-page":     {[]string{ok + "\n<html><head><title>Client Challenge</title>\n<link href=\"/_fs-ch-1T1wmsGaOgGaSxcX/assets/styles.css\" rel=\"stylesheet\" />"}, []string{ok + "\n<title>Client Challenge</title><h1>A game</h1>", shopPage(`<script src="/_fs-ch-1T/script.js"></script>`)}},
	"ddos-guard-page": {[]string{forbidden + "Server: ddos-guard\n\n<title>DDoS-Guard</title><script src=\"/.well-known/ddos-guard/js-challenge/index.js\"></script>"}, []string{ok + "Server: ddos-guard\n\n<h1>Tea</h1>", forbidden + "Server: ddos-guard\n\n<h1>No</h1>"}},
	"cloudflare-refusal": {
		[]string{
			forbidden + "Server: cloudflare\nCF-RAY: 9a1-AMS\n\n<title>Attention Required! | Cloudflare</title><h1>Sorry, you have been blocked</h1>",
			tooMany + "Server: cloudflare\n\n<title>Access denied | shop.test used Cloudflare to restrict access</title>", forbidden + "Server: cloudflare\n\nerror code: 1020",
		},
		[]string{forbidden + "Server: cloudflare\nCF-RAY: 9a1-AMS\n\n<h1>Forbidden</h1>", busyNow + "Server: cloudflare\n\n<div id=\"cf-error-details\">", forbidden + "Server: nginx\n\nerror code: 1020"},
	},
	"akamai-refusal": {[]string{forbidden + "Server: AkamaiGHost\n\n"}, []string{forbidden + "Server: nginx\nSet-Cookie: _abck=A\n\n", "HTTP/1.1 404 Not Found\nServer: AkamaiGHost\n\n"}},
	"akamai-page": {
		[]string{
			forbidden + "\n<HTML><HEAD>\n<TITLE>Access Denied</TITLE>\n</HEAD><BODY>\n<H1>Access Denied</H1>\n \nYou don't have permission to access \"http&#58;&#47;&#47;shop&#46;test&#47;\" on this server.<P>\nReference&#32;&#35;18&#46;a6b93554&#46;1651609703&#46;877e15\n</BODY>\n</HTML>",
			forbidden + "\n<TITLE>Access Denied</TITLE>Reference #18.2c643017.1456.e6",
		},
		[]string{forbidden + "\n<title>Access Denied</title>", shopPage("<TITLE>Access Denied</TITLE>Reference #18.2c643017.1456.e6"), forbidden + "\n<h1>Access Denied</h1>Reference #18"},
	},
	"datadome-refusal": {[]string{forbidden + "X-DataDome: protected\n\n"}, []string{ok + "X-DataDome: protected\n\nx", forbidden + "\n"}},
	"imperva-refusal": {
		[]string{forbidden + "\n<html><body><iframe id=\"main-iframe\" src=\"/_Incapsula_Resource?SWUDNSAI=31\">Request unsuccessful.</iframe>", ok + "\nRequest unsuccessful. Incapsula incident ID: 1-2"},
		[]string{shopPage("<p>Request unsuccessful. Incapsula incident ID: 1"), shopPage(`<script src="/_Incapsula_Resource?SWJIYLWA=1"></script>`)},
	},
	"sucuri-header":    {[]string{forbidden + "X-Sucuri-ID: 1\nX-Sucuri-Block: FBP007\n\n"}, []string{ok + "X-Sucuri-ID: 1\n\nx"}},
	"sucuri-page":      {[]string{forbidden + "\n<title>Sucuri WebSite Firewall - Access Denied</title><h2>Access Denied - Sucuri Website Firewall</h2>"}, []string{shopPage("<p>Access Denied - Sucuri Website Firewall")}},
	"wordfence-page":   {[]string{busyNow + "\n<h1>Your access to this site has been limited by the site owner</h1><em>Generated by Wordfence at Sat, 21 Nov 2026", forbidden + "\n<h2>403 Forbidden</h2><em>Generated by Wordfence at Sat"}, []string{shopPage("<p>Generated by Wordfence"), forbidden + "\n<h1>No</h1>"}},
	"vercel-refusal":   {[]string{forbidden + "x-vercel-mitigated: deny\n\n"}, []string{forbidden + "Server: Vercel\n\n"}},
	"azure-front-door": {[]string{forbidden + "X-Azure-Ref: 20261124T\n\n<h2>The request is blocked.</h2>"}, []string{ok + "X-Azure-Ref: 20261124T\n\nThe request is blocked.", forbidden + "X-Azure-Ref: 20261124T\n\n<h1>No</h1>"}},
	"azure-gateway":    {[]string{forbidden + "\n<center><h1>403 Forbidden</h1></center><hr><center>Microsoft-Azure-Application-Gateway/v2</center>"}, []string{"HTTP/1.1 502 Bad Gateway\n\n<center>Microsoft-Azure-Application-Gateway/v2</center>"}},
	"cloudfront-refusal": {
		[]string{forbidden + "Server: CloudFront\nX-Cache: Error from cloudfront\n\n<TITLE>ERROR: The request could not be satisfied</TITLE><H1>403 ERROR</H1>Request blocked."},
		[]string{forbidden + "Server: AmazonS3\nX-Cache: Error from cloudfront\n\n<Error><Code>AccessDenied</Code></Error>", "HTTP/1.1 502 Bad Gateway\nServer: CloudFront\n\n<TITLE>ERROR: The request could not be satisfied</TITLE>", ok + "X-Cache: Hit from cloudfront\nVia: 1.1 x.cloudfront.net (CloudFront)\n\nx"},
	},
	"f5-page":          {[]string{ok + "\n<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Please consult with your administrator.<br><br>Your support ID is: 1"}, []string{ok + "Set-Cookie: TS01a=1\nSet-Cookie: BIGipServerpool=1\n\nx", shopPage("<p>The requested URL was rejected. Please consult with your administrator.")}},
	"modsecurity-page": {[]string{"HTTP/1.1 406 Not Acceptable\n\n<h1>Not Acceptable!</h1><p>This error was generated by Mod_Security.</p>"}, []string{"HTTP/1.1 406 Not Acceptable\n\n<h1>Not Acceptable</h1>", shopPage("<p>This error was generated by Mod_Security.")}},
	"imunify-refusal":  {[]string{"HTTP/1.1 415 Unsupported Media Type\n\n{\"message\":\"Access denied by Imunify360 bot-protection. IPs used for automation should be whitelisted\"}", ok + "\nAccess denied by Imunify360 bot-protection."}, []string{shopPage("<p>Access denied by Imunify360 bot-protection")}},
}

func TestWalls(t *testing.T) {
	for _, w := range walls {
		s, known := samples[w.id]
		if !known || len(s.is) == 0 || len(s.not) == 0 {
			t.Errorf("%s: no samples of what it is and what it is not", w.id)
		}
		for _, raw := range s.is {
			p := page(t, raw)
			got := p.wall()
			if !w.stands(p, p.Body) || got == nil || got.name != w.name || got.tests != w.tests {
				t.Errorf("%s: is not seen in %q, but %+v", w.id, raw, got)
			}
			if cause(p.Unusable()) != Blocked || p.Challenge() != w.tests {
				t.Errorf("%s: %v, a challenge: %t", w.id, p.Unusable(), p.Challenge())
			}
		}
		for _, raw := range s.not {
			p := page(t, raw)
			if got := p.wall(); got != nil && got.id == w.id {
				t.Errorf("%s: is seen in %q", w.id, raw)
			}
			if p.Status == http.StatusOK && p.Unusable() != nil {
				t.Errorf("%s: a page of the shop is called %v: %q", w.id, p.Unusable(), raw)
			}
		}
	}
	if len(samples) != len(walls) {
		t.Errorf("%d samples for %d rows", len(samples), len(walls))
	}
}

// A shop that is guarded by all of them at once, and speaks of it, is no less
// a shop.
func TestGuardedShopsAreShops(t *testing.T) {
	guarded := strings.Replace(shopPage(`<div class="cf-turnstile"></div><div class="g-recaptcha"></div>
		<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script><script src="/_Incapsula_Resource?SWJIYLWA=1"></script>
		<script src="https://js.datadome.co/tags.js"></script><script>window._pxAppId="PX1"</script><script src="/akam/13/7"></script>
		<h2>Verify you are human to log in</h2><p>Protected by Wordfence and Sucuri.`), ok, ok+`Server: cloudflare
CF-RAY: 9a1-AMS
Set-Cookie: __cf_bm=1; Secure
Set-Cookie: _abck=1
Set-Cookie: ak_bmsc=1
Set-Cookie: incap_ses_1=1
Set-Cookie: datadome=1
Set-Cookie: _px3=1
Set-Cookie: aws-waf-token=1
X-DataDome: protected
X-Iinfo: 1
X-Sucuri-ID: 1
X-Azure-Ref: 1
X-Kpsdk-Ct: 1
Via: 1.1 x.cloudfront.net (CloudFront)
`, 1)
	for _, raw := range []string{guarded, strings.Replace(guarded, "200 OK", "404 Not Found", 1), strings.Replace(guarded, "200 OK", "500 Oops", 1)} {
		p := page(t, raw)
		if p.Challenge() || p.wall() != nil {
			t.Errorf("called a page of %s", p.wall().name)
		}
	}
}

func TestUnusable(t *testing.T) {
	const agent = `; the User-Agent "Own/1 \"x\"" and the address that this scan comes from have to be allowed there`
	for _, tt := range []struct {
		name, raw string
		want      Cause
		words     string
	}{
		{"a shop", ok + "\nTea", "", ""},
		{"not found", "HTTP/1.1 404 Not Found\n\n", ErrorPage, "the page https://shop.test/ answers with an error (status 404)"},
		{"a password", "HTTP/1.1 401 Unauthorized\n\n", NeedsLogin, "the page https://shop.test/ asks for a password"},
		{"a challenge", forbidden + "Cf-Mitigated: challenge\n\n", Blocked, "the shop's protection (Cloudflare) showed us a challenge, which only browsers pass, instead of the page" + agent},
		{"a refusal by name", forbidden + "X-Sucuri-Block: A\n\n", Blocked, "the shop's protection (Sucuri) refused us the page https://shop.test/ (status 403)" + agent},
		{"a refusal", forbidden + "\nNo", Blocked, "the shop refused us the page https://shop.test/ (status 403)" + agent},
		{"too often", tooMany + "\n", Blocked, "the shop refused us the page https://shop.test/ because of too many requests (status 429)" + agent},
		{"a server's 503", busyNow + "\n<h1>Service Unavailable</h1>\n<p>The server is temporarily unable to service your\nrequest due to maintenance downtime or capacity\nproblems. Please try again later.</p>", Blocked, "the shop did not serve us the page https://shop.test/ (status 503): it is too busy, closed for a while, or turns this scan away" + agent},
		{"nginx's 503", busyNow + "\n<center><h1>503 Service Temporarily Unavailable</h1></center><hr><center>nginx</center>", Blocked, "the shop did not serve us the page https://shop.test/ (status 503): it is too busy, closed for a while, or turns this scan away" + agent},
		{"WordPress", busyNow + "Retry-After: 600\n\n<title>Maintenance</title><p>Briefly unavailable for scheduled maintenance. Check back in a minute.", ErrorPage, "the shop says that it is closed for maintenance (status 503)"},
		{"Magento", busyNow + "\n<link rel=stylesheet href=/pub/errors/default/css/styles.css><h1>Service Temporarily Unavailable</h1><p>The server is temporarily unable to service your request due to maintenance downtime or capacity problems.", ErrorPage, "the shop says that it is closed for maintenance (status 503)"},
		{"in the shop's words", busyNow + "\n<h1>We'll be back soon</h1>", ErrorPage, "the shop says that it is closed for maintenance (status 503)"},
		{"in German", busyNow + "\n<h1>Wartungsarbeiten</h1>", ErrorPage, "the shop says that it is closed for maintenance (status 503)"},
		{"a protection that speaks of maintenance", busyNow + "\n<p>Maintenance</p>Generated by Wordfence at", Blocked, "the shop's protection (Wordfence) refused us the page https://shop.test/ (status 503)" + agent},
		{"maintenance on another page than a 503", ok + "\n<h1>Bicycle maintenance</h1>", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := page(t, tt.raw)
			p.Agent = `Own/1 "x"`
			got, words := Cause(""), ""
			if err := p.Unusable(); err != nil {
				got, words = Explain(err)
			}
			if got != tt.want || words != tt.words {
				t.Errorf("got %q %q\nwant %q %q", got, words, tt.want, tt.words)
			}
		})
	}
}

// The words quote the User-Agent that was sent, also in a scan that stopped and in
// one that is replayed.
func TestBlockedWords(t *testing.T) {
	for _, tt := range []struct {
		name, reply, first, second string
		want                       Cause
	}{
		{"a challenge", "HTTP/1.1 403 Forbidden\nCf-Mitigated: challenge\n\n", "(Cloudflare) showed us a challenge", "(Cloudflare) showed us a challenge", Blocked},
		{"come back later", "HTTP/1.1 429 Slow\nRetry-After: 3600\n\n", "too many requests (status 429)", "asked us to come back later (status 429)", Blocked},
		{"for repairs", "HTTP/1.1 503 Busy\nRetry-After: 600\n\n<h1>Maintenance</h1>", "closed for maintenance", "closed for maintenance", ErrorPage},
	} {
		t.Run(tt.name, func(t *testing.T) {
			shop := startRaw(t, sends(tt.reply))
			live := shop.site(t, Options{UserAgent: "Own/1"})
			for _, at := range []string{"http://shop.test/1", "http://shop.test/2"} {
				_, _ = live.Get(t.Context(), at)
			}
			if len(shop.seen) != 1 {
				t.Errorf("%d requests", len(shop.seen))
			}
			for _, site := range []*Site{live, Replay("shop.test", live.Looks())} {
				p, err := site.Get(t.Context(), "http://shop.test/1")
				if err != nil {
					t.Fatal(err)
				}
				_, second := site.Get(t.Context(), "http://shop.test/2")
				for _, said := range []struct {
					err  error
					want string
				}{{p.Unusable(), tt.first}, {second, tt.second}} {
					got, words := Explain(said.err)
					if got != tt.want || !strings.Contains(words, said.want) || tt.want == Blocked && !strings.Contains(words, `"Own/1" and the address that this scan comes from`) {
						t.Errorf("got %q %q, want %q %q", got, words, tt.want, said.want)
					}
				}
			}
		})
	}
}

func FuzzWall(f *testing.F) {
	for _, s := range samples {
		for _, raw := range s.is {
			_, body, _ := strings.Cut(raw, "\n\n")
			f.Add(403, body)
		}
	}
	f.Fuzz(func(t *testing.T, status int, body string) {
		p := &Page{URL: "https://shop.test/", Status: status, Body: []byte(body)}
		switch err := p.Unusable(); {
		case p.Challenge() && cause(err) != Blocked:
			t.Errorf("a challenge is called %v", err)
		case err != nil && Printable(err.Error()) != err.Error() && len(err.Error()) < MaxQuote:
			t.Errorf("words that cannot be printed: %q", err)
		}
		p.Shell()
	})
}
