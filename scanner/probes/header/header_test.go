package header

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

var at = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// page returns one with the headers, written "Name: value" a line, and a body.
func page(role shop.Role, headers, body string) shop.Page {
	p := &observe.Page{Method: "GET", URL: "https://shop.test/", Status: 200, Header: http.Header{}, Body: []byte(body), At: at}
	for line := range strings.Lines(headers) {
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		p.Header.Add(name, value)
	}
	return shop.Page{Role: role, Page: p}
}

func meta(attribute, name, content string) string {
	return `<head><meta ` + attribute + `="` + name + `" content="` + content + `"></head>`
}

// sound holds a finding against what a table wants.
func sound(t *testing.T, got scanner.Finding, want scanner.Outcome, quote string) {
	t.Helper()
	if got.Outcome != want || got.Message == "" || want != scanner.Unknown && (len(got.Evidence) == 0 || !strings.Contains(got.Evidence[0].Quote, quote)) {
		t.Errorf("got %s %q with %v, want %s quoting %q", got.Outcome, got.Message, got.Evidence, want, quote)
	}
}

func TestJudgeCSP(t *testing.T) {
	const csp = "Content-Security-Policy"
	for _, tt := range []struct {
		name, headers, body string
		want                scanner.Outcome
		quote               string
	}{
		{"enforced", "Content-Security-Policy: default-src 'self'", "", scanner.Pass, "default-src"},
		{"in other case", "content-security-policy: SCRIPT-SRC 'self'", "", scanner.Pass, "SCRIPT-SRC"},
		{"in the second of two headers", "Content-Security-Policy: frame-ancestors 'none'\nContent-Security-Policy: script-src 'self'", "", scanner.Pass, "script-src"},
		{"in the second of one header", "Content-Security-Policy: upgrade-insecure-requests, script-src 'self'", "", scanner.Pass, "script-src"},
		{"in a meta element", "", meta("http-equiv", csp, "default-src 'self'"), scanner.Pass, "<meta> content-security-policy: default-src"},
		{"frames in the header, scripts in a meta element", "Content-Security-Policy: frame-ancestors 'none'", meta("http-equiv", csp, "script-src 'self'"), scanner.Pass, "<meta>"},
		{"nothing on scripts", "Content-Security-Policy: block-all-mixed-content; frame-ancestors 'none'; upgrade-insecure-requests;", "", scanner.Warn, "block-all"},
		{"nothing on scripts in a meta element", "", meta("http-equiv", csp, "upgrade-insecure-requests"), scanner.Warn, "<meta>"},
		{"a meta element may not name frames", "", meta("http-equiv", csp, "frame-ancestors 'none'; report-uri /r; sandbox"), scanner.Fail, "no Content-Security-Policy header"},
		{"only reported", "Content-Security-Policy-Report-Only: default-src 'self'", "", scanner.Warn, "Report-Only: default-src"},
		{"reported, and nothing on scripts", "Content-Security-Policy-Report-Only: upgrade-insecure-requests; report-uri /r", "", scanner.Fail, "no Content-Security-Policy header"},
		{"in the body it does not count", "", "<p>" + meta("http-equiv", csp, "default-src 'self'"), scanner.Fail, "no Content"},
		{"letters that are not ASCII", "Content-Security-Policy: script-src ‘self’; img-src *", "", scanner.Warn, "‘self’"},
		{"from anywhere, but the text knows better", "Content-Security-Policy: script-src *", meta("http-equiv", csp, "script-src 'self'"), scanner.Pass, "<meta>"},
		{"reported and enforced", "Content-Security-Policy-Report-Only: script-src 'none'\nContent-Security-Policy: default-src 'self'", "", scanner.Pass, "default-src"},
		{"a meta element cannot ask for reports alone", "", meta("http-equiv", csp+"-Report-Only", "default-src 'self'"), scanner.Fail, "no Content"},
		{"absent", "", "<p>", scanner.Fail, "no Content-Security-Policy header"},
		{"empty", "Content-Security-Policy: ; ;", "", scanner.Fail, "Content-Security-Policy: ;"},
		{"the old name does not count", "X-Content-Security-Policy: default-src 'self'", "", scanner.Fail, "no Content"},
	} {
		t.Run(tt.name, func(t *testing.T) { sound(t, judgeCSP(page(shop.Home, tt.headers, tt.body)), tt.want, tt.quote) })
	}
}

func TestCSPSaysWhatIsTrue(t *testing.T) {
	const says, anyplace, text = "tells browsers", "from anywhere", "written into the page"
	for headers, want := range map[string]string{
		"Content-Security-Policy: script-src 'self'":                 says,
		"Content-Security-Policy: default-src https:":                anyplace,
		"Content-Security-Policy: script-src 'self' 'unsafe-inline'": text,
	} {
		if got := judgeCSP(page(shop.Home, headers, "")); got.Outcome != scanner.Pass || !strings.Contains(got.Message, want) {
			t.Errorf("%s: %s %q, want a pass that says %q", headers, got.Outcome, got.Message, want)
		}
	}
}

func TestDirects(t *testing.T) {
	const upgrade = "upgrade-insecure-requests"
	for _, tt := range []struct {
		headers, body string
		want          bool
	}{
		{"Content-Security-Policy: Upgrade-Insecure-Requests", "", true},
		{"Content-Security-Policy: img-src *, upgrade-insecure-requests", "", true},
		{"", meta("http-equiv", "Content-Security-Policy", upgrade), true},
		{"Content-Security-Policy: img-src upgrade-insecure-requests", "", false},
		{"Content-Security-Policy-Report-Only: upgrade-insecure-requests", "", false},
	} {
		if got := Directs(page(shop.Home, tt.headers, tt.body).Page, upgrade); got != tt.want {
			t.Errorf("%q %q: Directs = %t, want %t", tt.headers, tt.body, got, tt.want)
		}
	}
}

func TestUnreadText(t *testing.T) {
	cut := func(headers string) shop.Page {
		p := page(shop.Home, headers, "")
		p.Cut = true
		return p
	}
	sound(t, judgeCSP(cut("")), scanner.Unknown, "")
	sound(t, judgeCSP(cut("Content-Security-Policy: script-src 'self'")), scanner.Pass, "script-src")
	sound(t, judgeReferrer(cut("Referrer-Policy: unsafe-url")), scanner.Unknown, "")
}

func TestJudgeFrame(t *testing.T) {
	for _, tt := range []struct {
		name, headers string
		want          scanner.Outcome
		quote         string
	}{
		{"nobody", "Content-Security-Policy: frame-ancestors 'none'", scanner.Pass, "'none'"},
		{"itself and a partner", "Content-Security-Policy: frame-ancestors 'self' https://partner.test", scanner.Pass, "partner"},
		{"no source means nobody", "Content-Security-Policy: frame-ancestors", scanner.Pass, "frame-ancestors"},
		{"everybody", "Content-Security-Policy: frame-ancestors *", scanner.Fail, "*"},
		{"everybody encrypted", "Content-Security-Policy: frame-ancestors 'self' https:", scanner.Fail, "https:"},
		{"everybody, and the older header does not count", "Content-Security-Policy: frame-ancestors *\nX-Frame-Options: DENY", scanner.Fail, "*"},
		{"the stricter of two policies", "Content-Security-Policy: frame-ancestors *\nContent-Security-Policy: frame-ancestors 'self'", scanner.Pass, "'self'"},
		{"everybody by any port", "Content-Security-Policy: frame-ancestors https://*:*", scanner.Fail, "*"},
		{"everybody, by fallback from nothing", "Content-Security-Policy: default-src 'none'; frame-src 'none'", scanner.Fail, "no X-Frame-Options header"},
		{"where anybody can have a website", "Content-Security-Policy: frame-ancestors 'self' https://*.github.io", scanner.Warn, "github.io"},
		{"a company's own websites", "Content-Security-Policy: frame-ancestors 'self' https://*.partner.example", scanner.Pass, "partner"},
		{"none beside others does not count", "Content-Security-Policy: frame-ancestors 'none' https:", scanner.Fail, "https:"},
		{"two that agree on nobody", "Content-Security-Policy: frame-ancestors a.example\nContent-Security-Policy: frame-ancestors b.example", scanner.Pass, "a.example"},
		{"the first of two alike", "Content-Security-Policy: frame-ancestors 'self'; frame-ancestors *", scanner.Pass, "'self'"},
		{"other directives do not matter", "Content-Security-Policy: default-src 'none'", scanner.Fail, "no X-Frame-Options header"},
		{"only reported", "Content-Security-Policy-Report-Only: frame-ancestors 'none'", scanner.Fail, "no X-Frame-Options header"},
		{"only reported, with the older header", "Content-Security-Policy-Report-Only: frame-ancestors 'none'\nX-Frame-Options: SAMEORIGIN", scanner.Pass, "SAMEORIGIN"},
		{"deny", "X-Frame-Options: deny", scanner.Pass, "deny"},
		{"same origin in any case", "X-Frame-Options:  SameOrigin ", scanner.Pass, "SameOrigin"},
		{"twice the same", "X-Frame-Options: SAMEORIGIN\nX-Frame-Options: sameorigin", scanner.Pass, "SAMEORIGIN"},
		{"contradicting", "X-Frame-Options: DENY, SAMEORIGIN", scanner.Pass, "DENY"},
		{"contradicting with an old word", "X-Frame-Options: SAMEORIGIN, ALLOW-FROM https://partner.test", scanner.Pass, "SAMEORIGIN"},
		{"contradicting with nothing", "X-Frame-Options: ALLOWALL,", scanner.Pass, "ALLOWALL"},
		{"unknown words that contradict", "X-Frame-Options: SAME-ORIGIN, NONE", scanner.Fail, "NONE"},
		{"old word alone", "X-Frame-Options: ALLOW-FROM https://partner.test/", scanner.Warn, "ALLOW-FROM"},
		{"everybody by name", "X-Frame-Options: ALLOWALL", scanner.Fail, "ALLOWALL"},
		{"misspelt", "X-Frame-Options: SAME-ORIGIN", scanner.Fail, "SAME-ORIGIN"},
		{"semicolon after it", "X-Frame-Options: SAMEORIGIN;", scanner.Fail, "SAMEORIGIN;"},
		{"empty", "X-Frame-Options: ", scanner.Fail, "X-Frame-Options"},
		{"absent", "", scanner.Fail, "no X-Frame-Options header"},
	} {
		t.Run(tt.name, func(t *testing.T) { sound(t, judgeFrame(page(shop.Login, tt.headers, "")), tt.want, tt.quote) })
	}
	inText := meta("http-equiv", "X-Frame-Options", "DENY") + meta("http-equiv", "Content-Security-Policy", "frame-ancestors 'none'")
	sound(t, judgeFrame(page(shop.Login, "", inText)), scanner.Fail, "no X-Frame-Options header")
}

func TestJudgeNosniff(t *testing.T) {
	for _, tt := range []struct {
		name, headers string
		want          scanner.Outcome
	}{
		{"plain", "X-Content-Type-Options: nosniff", scanner.Pass},
		{"other case", "X-Content-Type-Options: NoSniff", scanner.Pass},
		{"twice", "X-Content-Type-Options: nosniff\nX-Content-Type-Options: nosniff", scanner.Pass},
		{"first of a list", "X-Content-Type-Options: nosniff, foo", scanner.Pass},
		{"second of a list", "X-Content-Type-Options: foo, nosniff", scanner.Fail},
		{"second of two", "X-Content-Type-Options: foo\nX-Content-Type-Options: nosniff", scanner.Fail},
		{"with a semicolon", "X-Content-Type-Options: nosniff;", scanner.Fail},
		{"misspelt", "X-Content-Type-Options: no-sniff", scanner.Fail},
		{"absent", "", scanner.Fail},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sound(t, judgeNosniff(page(shop.Home, tt.headers, "").Page), tt.want, "X-Content-Type-Options")
		})
	}
}

func TestJudgeReferrer(t *testing.T) {
	for _, tt := range []struct {
		name, headers, body string
		home, checkout      scanner.Outcome
	}{
		{"absent", "", "", scanner.Pass, scanner.Pass},
		{"strict", "Referrer-Policy: strict-origin-when-cross-origin", "", scanner.Pass, scanner.Pass},
		{"none", "Referrer-Policy: No-Referrer", "", scanner.Pass, scanner.Pass},
		{"name over open lines", "Referrer-Policy: origin-when-cross-origin", "", scanner.Warn, scanner.Warn},
		{"origin", "Referrer-Policy: origin", "", scanner.Warn, scanner.Warn},
		{"unsafe", "Referrer-Policy: unsafe-url", "", scanner.Warn, scanner.Fail},
		{"the old default", "Referrer-Policy: no-referrer-when-downgrade", "", scanner.Warn, scanner.Fail},
		{"the last counts", "Referrer-Policy: unsafe-url, strict-origin", "", scanner.Pass, scanner.Pass},
		{"the last known word counts", "Referrer-Policy: unsafe-url, some-new-word", "", scanner.Warn, scanner.Fail},
		{"the last header counts", "Referrer-Policy: no-referrer\nReferrer-Policy: unsafe-url", "", scanner.Warn, scanner.Fail},
		{"misspelt means the browser's own", "Referrer-Policy: unsafe_url", "", scanner.Pass, scanner.Pass},
		{"a meta element comes after the header", "Referrer-Policy: no-referrer", meta("name", "referrer", "unsafe-url"), scanner.Warn, scanner.Fail},
		{"a stricter meta element", "Referrer-Policy: unsafe-url", meta("name", "Referrer", "same-origin"), scanner.Pass, scanner.Pass},
		{"an old name in a meta element", "", meta("name", "referrer", "always"), scanner.Warn, scanner.Fail},
		{"an old name in the header is none", "Referrer-Policy: always", "", scanner.Pass, scanner.Pass},
		{"a meta element that browsers ignore", "Referrer-Policy: unsafe-url", meta("name", "referrer", "whatever"), scanner.Warn, scanner.Fail},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sound(t, judgeReferrer(page(shop.Home, tt.headers, tt.body)), tt.home, "")
			sound(t, judgeReferrer(page(shop.Checkout, tt.headers, tt.body)), tt.checkout, "")
		})
	}
}

func TestJudgeDisclosure(t *testing.T) {
	for _, tt := range []struct {
		name, headers string
		want          scanner.Outcome
	}{
		{"nginx", "Server: nginx/1.24.0", scanner.Warn},
		{"Apache with its system", "Server: Apache/2.4.57 (Debian)", scanner.Warn},
		{"system's version does not count", "Server: Apache (Ubuntu 22.04)", scanner.Pass},
		{"parts", "Server: Apache OpenSSL/1.1.1k", scanner.Warn},
		{"half a version", "Server: Apache/2", scanner.Warn},
		{"IIS", "Server: Microsoft-IIS/10.0", scanner.Warn},
		{"in brackets without a space", "Server: Jetty(9.4.12.v20180830)", scanner.Warn},
		{"PHP", "X-Powered-By: PHP/8.2.1-1+ubuntu22.04", scanner.Warn},
		{"ASP.NET's own header", "Server: cloudflare\nX-AspNet-Version: 4.0.30319", scanner.Warn},
		{"generator", "X-Generator: Drupal 10 (https://www.drupal.org)", scanner.Warn},
		{"second of two", "X-Powered-By: ASP.NET\nX-Powered-By: Passenger(R) 6.0.17", scanner.Warn},
		{"name alone", "Server: nginx", scanner.Pass},
		{"two names", "Server: cloudflare\nX-Powered-By: ASP.NET", scanner.Pass},
		{"a machine's number", "Server: ECS (dcb/7F83)", scanner.Pass},
		{"another machine's number", "Server: frontend 12", scanner.Pass},
		{"a number that never changes", "Server: Apache-Coyote/1.1", scanner.Pass},
		{"a number that is part of a product's name", "Server: Microsoft-Azure-Application-Gateway/v2", scanner.Pass},
		{"HTTP's own number", "Via: 1.1 varnish", scanner.Pass},
		{"PHP in a header of its own", "X-Php-Version: 8.2.1", scanner.Warn},
		{"a portal", "Liferay-Portal: Liferay Community Edition Portal 7.4.3", scanner.Warn},
		{"a framework without a version", "X-Framework: Lumen", scanner.Pass},
		{"nothing", "", scanner.Pass},
	} {
		t.Run(tt.name, func(t *testing.T) { sound(t, judgeDisclosure(page(shop.Home, tt.headers, "").Page), tt.want, "") })
	}
}

// TestDisclosureNames: reports choose fixes by the server and the network in
// front of it, so both are quoted whether a version is shown or not.
func TestDisclosureNames(t *testing.T) {
	for headers, want := range map[string][]string{
		"Server: nginx":                                               {"Server: nginx"},
		"Server: nginx\nX-Powered-By: PHP/8.1.2":                      {"X-Powered-By: PHP/8.1.2", "Server: nginx"},
		"Server: nginx/1.24.0\nX-Served-By: cache-fra-1":              {"Server: nginx/1.24.0", "X-Served-By: cache-fra-1"},
		"Server: cloudflare\nCf-Ray: 9a1-FRA":                         {"Server: cloudflare", "Cf-Ray: 9a1-FRA"},
		"X-Amz-Cf-Id: abc":                                            {"X-Amz-Cf-Id: abc", "no Server header"},
		"Server: nginx\nX-Served-By: web-3\nX-Cache: HIT\nVia: 1.1 v": {"Server: nginx"},
		"": {"no Server header"},
	} {
		var got []string
		for _, e := range judgeDisclosure(page(shop.Home, headers, "").Page).Evidence {
			got = append(got, e.Quote)
		}
		if !slices.Equal(got, want) {
			t.Errorf("of %q it quotes %q, want %q", headers, got, want)
		}
	}
}
