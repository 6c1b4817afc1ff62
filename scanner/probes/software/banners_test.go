package software

import (
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/probes/shop"
)

// TestRealBanners holds the probes to headers and generators as servers send them.
// The first figure is false alarms: what a distribution or a content network may
// have mended never fails.
func TestRealBanners(t *testing.T) {
	const (
		pass, warn, fail, unknown = scanner.Pass, scanner.Warn, scanner.Fail, scanner.Unknown
		none                      = scanner.Outcome("") // nothing shown, so unknown
	)
	for _, tt := range []struct {
		header      string
		server, php scanner.Outcome
	}{
		// A distribution's packages.
		{"Server: Apache/2.4.62 (Debian)", pass, none},
		{"Server: Apache/2.4.52 (Ubuntu)", pass, none},
		{"Server: Apache/2.4.6 (CentOS) OpenSSL/1.0.2k-fips PHP/7.4.33", warn, warn},
		{"Server: Apache/2.4.6 (CentOS) OpenSSL/1.0.2k-fips PHP/5.4.16", warn, warn},
		{"Server: Apache/2.4.37 (Red Hat Enterprise Linux) OpenSSL/1.1.1k", pass, none},
		{"Server: Apache/2.4.57 (AlmaLinux) OpenSSL/3.2.2", pass, none},
		{"Server: Apache/2.4.62 (Rocky Linux) OpenSSL/3.5.1", pass, none},
		{"Server: Apache/2.4.58 () OpenSSL/1.0.2k-fips", warn, none},
		{"Server: Apache/2.4.66 (Amazon Linux) OpenSSL/3.0.8", pass, none},
		{"Server: Apache/2.4.51 (FreeBSD) OpenSSL/1.1.1k-freebsd", warn, none},
		{"Server: Apache/2.4.63 (cPanel) OpenSSL/1.1.1w mod_bwlimited/1.4", warn, none},
		{"Server: Apache/2.2.15 (CentOS)", warn, none},
		{"Server: Apache/2.4.25 (Debian)", warn, none},
		{"Server: Apache/2.4.29 (Ubuntu)", warn, none},
		{"Server: Apache/2.4.6 (Red Hat Enterprise Linux)", warn, none},
		{"Server: Apache/2.4.37 (Rocky Linux) OpenSSL/1.1.1k PHP/7.2.24", pass, warn},
		{"Server: Apache/2.4.41 (Ubuntu)\nX-Powered-By: PHP/7.4.3-4ubuntu2.24", warn, warn},
		{"Server: nginx/1.18.0 (Ubuntu)\nX-Powered-By: PHP/8.1.2-1ubuntu2.22", warn, pass},
		{"Server: nginx/1.24.0 (Ubuntu)\nX-Powered-By: PHP/8.3.6", pass, pass},
		{"Server: nginx/1.22.1\nX-Powered-By: PHP/8.2.36", warn, warn},
		{"Server: nginx/1.26.3\nX-Powered-By: PHP/8.4.28", warn, pass},
		{"Server: nginx/1.20.1\nX-Powered-By: PHP/8.0.30", warn, warn},
		{"X-Powered-By: PHP/7.4.33-1+deb11u12", none, warn},
		{"X-Powered-By: PHP/8.2.36-1~deb12u1", none, pass},
		{"X-Powered-By: PHP/7.4.33-1+0~20221108.73+debian11~1.gbp60314e", none, warn},
		{"X-Powered-By: PHP/8.1.34-1+ubuntu22.04.1+deb.sury.org+1", none, warn},
		{"X-Powered-By: PHP/5.6.40-0+deb8u12", none, warn},
		{"Server: lighttpd/1.4.69", pass, none},
		{"Server: Jetty(9.4.57.v20241219)", warn, none},
		{"Server: WSGIServer/0.2 CPython/3.9.2", warn, none},
		{"Server: squid/5.7", warn, none},
		// Through a content network.
		{"Server: nginx/1.27.5\nVia: 1.1 varnish", warn, none},
		{"Server: nginx\nVia: 1.1 varnish (Varnish/6.0)", pass, none},
		{"Server: nginx\nVia: 1.1 varnish (Varnish/7.4)", warn, none},
		{"Server: nginx\nVia: kong/2.8.1.4-enterprise-edition", none, none},
		{"Server: Apache/2.2.34 (Unix)\nCf-Ray: 8a1-FRA", warn, none},
		{"Server: cloudflare\nX-Powered-By: PHP/8.1.34", none, fail},
		// What says nothing, or counts on its own.
		{"Server: nginx", none, none},
		{"Server: Apache", none, none},
		{"Server: Apache/2", none, none},
		{"Server: LiteSpeed", none, none},
		{"Server: Caddy", none, none},
		{"Server: Kestrel\nX-Powered-By: ASP.NET", none, none},
		{"Server: openresty/1.15.8.3", none, none},
		{"Server: Tengine/2.3.2", none, none},
		{"Server: Apache-Coyote/1.1", none, none},
		{"Server: IBM_HTTP_Server/8.5.5.9", none, none},
		{"Server: Apache-AdvancedExtranetServer/1.3.27", none, none},
		{"Server: nginx/1.3x", none, none},
		{"X-Powered-By: Express", none, none},
		{"X-Powered-By: PHP/8", none, none},
		{"X-Powered-By: W3 Total Cache/0.9.4", none, none},
		{"X-Powered-By: PleskLin\nX-Powered-By: PHP/8.3.33", none, pass},
		// What nobody else mends.
		{"Server: nginx/1.31.4", pass, none},
		{"Server: nginx/1.30.6", pass, none},
		{"Server: nginx/1.19.10", fail, none},
		{"Server: nginx/1.13.12", unknown, none}, // a line that the tables skip
		{"Server: Apache/2.4.68 (Unix) OpenSSL/3.5.7", pass, none},
		{"Server: Apache/2.4.62 (Unix) OpenSSL/3.0.16", warn, none},
		{"Server: Apache/2.2.34 (Unix) mod_ssl/2.2.34 OpenSSL/1.0.1e PHP/5.6.40", fail, fail},
		{"Server: Apache/2.4.58 (Win64) OpenSSL/3.1.3 PHP/8.2.12", fail, warn},
		{"Server: Apache/2.4.54 (Win64) OpenSSL/1.1.1p PHP/7.4.33", warn, fail},
		{"Server: Microsoft-IIS/10.0\nX-Powered-By: ASP.NET", pass, none},
		{"Server: Microsoft-IIS/8.5\nX-Powered-By: ASP.NET", fail, none},
		{"Server: Microsoft-IIS/7.5\nX-Powered-By: PHP/5.3.29", fail, fail},
		{"Server: Microsoft-IIS/6.0", fail, none},
		{"Server: Jetty(9.3.7.v20160115)", fail, none},
		{"Server: Jetty(12.0.38)", pass, none},
		{"Server: Node.js/18.20.8", warn, none},
		{"Server: Caddy/1.0.5", fail, none},
		{"Server: Werkzeug/2.0.3 Python/3.6.15", fail, none},
		{"Server: gunicorn/20.0.4", none, none},
		{"Server: WEBrick/1.4.2 (Ruby/2.6.3/2019-04-16)", fail, none},
		{"X-Powered-By: Servlet/4.0 JSP/2.3 (Apache Tomcat/8.5.5 Java/Oracle Corporation/1.8.0_101-b13)", fail, none},
		{"X-Jenkins: 2.426.3", fail, none},
		{"Server: Apache/2.4.62 (Debian) PHP/7.4.33\nX-Powered-By: PHP/8.4.28-1~deb13u1", pass, pass},
		{"X-Powered-By: PHP/7.4.30", none, fail},
		{"X-Powered-By: PHP/8.5.9", none, pass},
		{"X-Powered-By: PHP/8.6.0", none, pass},
		{"X-Powered-By: PHP/9.9.9.9", none, none},
	} {
		t.Run(tt.header, func(t *testing.T) {
			page := home(tt.header, "")
			q := question{subject: "shop.test", judge: judgeLine}
			for name, side := range map[string]struct {
				shown []used
				want  scanner.Outcome
			}{"server": {serverUsed(page), tt.server}, "php": {phpUsed(page), tt.php}} {
				f, err := q.answer(side.shown, present)
				if f.Outcome != side.want || (err != nil) != (side.want == none) || side.want != none && len(f.Evidence) != 1 {
					t.Errorf("%s: got %q, %v: %s; want %q", name, f.Outcome, err, f.Message, side.want)
				}
			}
		})
	}
}

// TestRealGenerators does the same for what shop software says of itself.
func TestRealGenerators(t *testing.T) {
	for _, tt := range []struct {
		body       string
		eol, patch scanner.Outcome // "": nothing shown, so unknown
	}{
		{`<meta name="generator" content="WordPress 7.1.4">`, scanner.Pass, scanner.Pass},
		{`<meta name="generator" content="WordPress 7.1.2">`, scanner.Pass, scanner.Pass},
		{`<meta name="generator" content="WordPress 7.1">`, scanner.Pass, scanner.Unknown},
		{`<meta name="generator" content="WordPress 6.8.12">`, scanner.Warn, scanner.Warn},
		{`<meta name="generator" content="WordPress 6.8.10">`, scanner.Warn, scanner.Pass},
		{`<meta name="generator" content="WordPress 6.8.3">`, scanner.Warn, scanner.Fail},
		{`<meta name="generator" content="WordPress 6.1.9">`, scanner.Warn, scanner.Warn}, // Debian 12's
		{`<meta name="generator" content="WordPress 6.1.7">`, scanner.Warn, scanner.Fail},
		{`<meta name="generator" content="WordPress 4.6.30">`, scanner.Fail, scanner.Warn},
		{`<meta name="generator" content="WordPress 7.2-beta1">`, scanner.Pass, scanner.Pass}, // read as 7.2, which no table knows yet
		{`<meta name="generator" content="WordPress 6.8.12"><meta name="generator" content="WooCommerce 11.2.2">`, scanner.Warn, scanner.Warn},
		{`<meta name="generator" content="WordPress 7.1.4"><meta name="generator" content="WooCommerce 11.1.0">`, scanner.Pass, scanner.Pass},
		{`<meta name="generator" content="WordPress 7.1.4"><meta name="generator" content="WooCommerce 9.1.2">`, scanner.Unknown, scanner.Unknown},
		{`<meta name="generator" content="WordPress"><meta name="generator" content="WooCommerce">`, "", ""},
		{`<meta name="generator" content="Drupal 10 (https://www.drupal.org)">`, scanner.Unknown, scanner.Unknown},
		{`<meta name="generator" content="Drupal 7 (https://www.drupal.org)">`, scanner.Warn, scanner.Unknown},
		{`<meta name="generator" content="Joomla! - Open Source Content Management">`, "", ""},
		{`<meta name="generator" content="PrestaShop">`, "", ""},
		{`<meta name="generator" content="TYPO3 CMS">`, "", ""},
		{`<meta name="generator" content="TYPO3 4.5 CMS">`, scanner.Unknown, scanner.Unknown},
		{`<script src="/static/version1700000000/frontend/a/b/en_US/_requirejs/x.js"></script><script src="/static/_requirejs/y.js"></script>`, "", ""},
		{`<script src="/js/varien/form.js"></script>`, scanner.Warn, scanner.Unknown},
		{`<script src="/engine/Shopware/x.js"></script>`, scanner.Fail, scanner.Unknown},
		{`<meta name="generator" content="concrete5 - 8.5.21">`, scanner.Fail, scanner.Warn},
		{`<meta name="generator" content="Silverstripe CMS 6.2">`, scanner.Pass, scanner.Unknown},
		{`<meta name="generator" content="Silverstripe CMS">`, "", ""},
	} {
		t.Run(tt.body, func(t *testing.T) {
			p := shop.Recognize(ownsShop, home("", tt.body))
			eol, _ := judgePlatformBy(question{judge: judgeLine}, "shop.test", p, present)
			patch, _ := judgePlatformBy(question{judge: judgePatch, asOf: patchesAsOf}, "shop.test", p, present)
			if eol.Outcome != tt.eol || patch.Outcome != tt.patch {
				t.Errorf("eol %q: %s, patch %q: %s; want %q, %q", eol.Outcome, eol.Message, patch.Outcome, patch.Message, tt.eol, tt.patch)
			}
		})
	}
}

func FuzzBanners(f *testing.F) {
	f.Add("Apache/2.4.58 (Win64) OpenSSL/3.1.3 PHP/8.2.12")
	f.Add("Jetty(9.4.57.v20241219)")
	f.Add("nginx/99999.1")
	f.Fuzz(func(t *testing.T, text string) {
		page := home("", "")
		page.Header.Set("Server", text)
		for _, u := range append(serverUsed(page), phpUsed(page)...) {
			if u.version == "" || len(u.version) > maxShown {
				t.Errorf("%q: version %q", text, u.version)
			}
			judgeLine(u, present)
			judgePatch(u, present)
		}
	})
}

// maxShown is more than any version's form allows.
const maxShown = 16
