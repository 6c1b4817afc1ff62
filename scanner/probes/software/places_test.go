package software

import "testing"

func TestFeedOf(t *testing.T) {
	for body, want := range map[string]string{
		`<link rel="alternate" type="application/rss+xml" title="Shop &raquo; Feed" href="https://shop.test/feed/" />`:            "https://shop.test/feed/",
		`<link rel='alternate' type='application/rss+xml' title='Shop' href='/?feed=rss2'>`:                                       "https://shop.test/?feed=rss2",
		"<link\nrel=\"alternate\"\ntype=\"application/rss+xml\"\nhref=\"/index.php/feed/\">":                                      "https://shop.test/index.php/feed/",
		`<link rel="alternate" type="application/rss+xml" href="/feed/"><link type="application/rss+xml" href="/comments/feed/">`: "https://shop.test/feed/",
		`<link rel="alternate" type="application/rss+xml" href="https://feeds.other.test/shop">`:                                  "",
		`<link rel="alternate" type="application/json" href="/wp-json/">`:                                                         "",
		`<link type="application/rss+xml"><a href="/feed/">`:                                                                      "",
		`<link type="application/rss+xml" href="::">`:                                                                             "",
		``: "",
	} {
		if got := feedOf(home("", body)); got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}

func TestFronted(t *testing.T) {
	for header, want := range map[string]string{
		"Cf-Ray: 9a1-FRA": "Cloudflare", "Server: cloudflare": "Cloudflare", "X-Served-By: cache-fra-1\nVia: 1.1 varnish": "Fastly",
		"Via: 1.1 varnish": "a cache", "X-Cache: HIT": "a cache", "Server: nginx": "", "": "",
	} {
		if got := fronted(home(header, "")); got != want {
			t.Errorf("%q: %q, want %q", header, got, want)
		}
	}
	page := home("Server: nginx", "")
	page.Peer = "104.16.132.229:443"
	if got := fronted(page); got != "Cloudflare" {
		t.Errorf("by its address: %q", got)
	}
	if got := serverUsed(page); len(got) != 0 {
		t.Errorf("a server without a number: %v", got)
	}
	page.Header.Set("Server", "nginx/1.27.5")
	if got := serverUsed(page); len(got) != 1 || !got[0].patched {
		t.Errorf("behind a network: %+v", got)
	}
}

// TestErrorPages reads versions in the words by which servers sign their own pages
// of errors, and on no other page.
func TestErrorPages(t *testing.T) {
	for _, tt := range []struct{ body, server, php string }{
		{"<center>nginx/1.18.0 (Ubuntu)</center>", "nginx 1.18.0", ""},
		{"<address>Apache/2.4.41 (Ubuntu)[masked]</address>", "Apache 2.4.41", ""},
		{"<address>Apache/2.4.58 (Win64) OpenSSL/3.1.3 PHP/8.2.12[masked]</address>", "Apache 2.4.58", "PHP 8.2.12"},
		{"<h3>Apache Tomcat/9.0.31</h3>", "Tomcat 9.0.31", ""},
		{"<a>Powered by Jetty:// 9.4.43.v20210629</a>", "Jetty 9.4.43", ""},
		{"<center>nginx</center>", "", ""},
		{"<p>We had nginx/1.18.0 and Apache/2.4.41 once.</p>", "", ""},
	} {
		page := home("", tt.body)
		if shown := append(serverUsed(page), phpUsed(page)...); len(shown) != 0 {
			t.Errorf("%s on a page of the shop: %v", tt.body, shown)
		}
		page.Status = 404
		for _, side := range []struct {
			want  string
			shown []used
		}{{tt.server, serverUsed(page)}, {tt.php, phpUsed(page)}} {
			got := ""
			if len(side.shown) > 0 {
				got = side.shown[0].String()
			}
			if got != side.want {
				t.Errorf("%s: %q, want %q", tt.body, got, side.want)
			}
		}
	}
}

// TestErrorPageOnWindows: a network in front names itself in the header, but what
// stands in the page is the shop's own server, for which nobody packages PHP.
func TestErrorPageOnWindows(t *testing.T) {
	page := home("Server: cloudflare", "<address>Apache/2.4.58 (Win64) OpenSSL/3.1.3 PHP/7.4.33[masked]</address>")
	page.Status = 404
	if got := phpUsed(page); len(got) != 1 || got[0].patched {
		t.Errorf("%+v", got)
	}
}
