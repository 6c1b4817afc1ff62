package defence

import (
	"net/http"
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

func TestJudgeWAF(t *testing.T) {
	for _, tt := range []struct {
		name, header, value, alias string
		want                       string // the beginning of the message; empty: nothing shows
	}{
		{"a header", "Cf-Ray", "9a1-FRA", "", "Cloudflare answers in front of the shop and can filter what reaches it."},
		{"a header that only names a cache", "Via", "1.1 varnish", "", ""},
		{"a cookie", "Set-Cookie", "visid_incap_1=a", "", "Imperva answers in front of the shop and can filter what reaches it."},
		{"a balancer's cookie", "Set-Cookie", "AWSALB=a", "", ""},
		{"an alias", "Server", "nginx", "d1.cloudfront.net", "Amazon CloudFront answers in front of the shop and can filter what reaches it."},
		{"another alias", "Server", "nginx", "shops.platform.test", ""},
		{"a test for browsers", "X-Vercel-Mitigated", "challenge", "", "Something in front of the shop tests whether visitors are browsers."},
		{"nothing", "Server", "nginx", "", ""},
	} {
		page := &observe.Page{Method: "GET", URL: "https://shop.test/", Status: 200, Header: http.Header{tt.header: {tt.value}}}
		var records *observe.Records
		if tt.alias != "" {
			records = &observe.Records{Type: "A", Name: "shop.test", Aliases: []string{tt.alias}}
		}
		f, ok := judgeWAF(page, records)
		if ok != (tt.want != "") || f.Message != tt.want || ok && (f.Outcome != scanner.Pass || len(f.Evidence) == 0) {
			t.Errorf("%s: %+v, %t, want %q", tt.name, f, ok, tt.want)
		}
	}
}

func TestJudgeAddress(t *testing.T) {
	for peer, want := range map[string]string{
		"104.16.132.229:443": "Cloudflare answers in front of the shop and can filter what reaches it.",
		"34.120.1.1:443":     "", // anybody's in a cloud
		"192.0.2.10:443":     "",
	} {
		if f, ok := judgeWAF(&observe.Page{URL: "https://shop.test/", Status: 200, Peer: peer}, nil); ok != (want != "") || f.Message != want {
			t.Errorf("%s: %+v, want %q", peer, f, want)
		}
	}
}
