package header

import (
	"maps"
	"strings"
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/probes/shop"
)

func TestReadDirectives(t *testing.T) {
	for _, tt := range []struct {
		headers string
		want    directives
	}{
		{"", directives{}},
		{"Cache-Control: , ,", directives{}},
		{"Cache-Control: No-Store, MAX-AGE=5", directives{"no-store": "", "max-age": "5"}},
		{"Cache-Control: private\nCache-Control: max-age=\"60\" , x", directives{"private": "", "max-age": "60", "x": ""}},
		{"Cache-Control: max-age=1, max-age=2", directives{"max-age": "1"}},
		{`Cache-Control: no-cache="set-cookie, x\", private", public`, directives{"no-cache": `set-cookie, x\", private`, "public": ""}},
		{`Cache-Control: x="no-store`, directives{"x": `"no-store`}},
		{"Cache-Control: public; max-age=5", directives{"public": ""}},
		{"Cache-Control: max-age = 5", directives{"max-age": ""}},
		{"Cache-Control: ;no-store, @private, a", directives{"a": ""}},
	} {
		if got := readDirectives(page(shop.Cart, tt.headers, "").Page, cacheControl); !maps.Equal(got, tt.want) {
			t.Errorf("%q: %q, want %q", tt.headers, got, tt.want)
		}
	}
}

func TestSharing(t *testing.T) {
	const date = "Date: Tue, 24 Nov 2026 10:00:00 GMT\n"
	for headers, want := range map[string]share{
		"":                                      asYouLike,
		"Cache-Control: must-revalidate":        asYouLike,
		"Pragma: no-cache":                      asYouLike,
		"Cache-Control: no-transform, private=": never,
		"Cache-Control: no-store":               never,
		"Cache-Control: public, max-age=600, NO-STORE":                                         never,
		"Cache-Control: private, max-age=600":                                                  never,
		"Cache-Control: must-understand, no-store, max-age=600":                                freely,
		"Cache-Control: max-age=600":                                                           freely,
		"Cache-Control: public":                                                                freely,
		"Cache-Control: public\nExpires: 0":                                                    afterAsking,
		"Cache-Control: public, max-age=0, must-revalidate":                                    afterAsking,
		"Cache-Control: no-cache":                                                              afterAsking,
		"Cache-Control: no-cache, max-age=600":                                                 afterAsking,
		"Cache-Control: max-age=0, s-maxage=000":                                               afterAsking,
		"Cache-Control: max-age=soon":                                                          afterAsking,
		"Cache-Control: max-age=-1":                                                            afterAsking,
		"Cache-Control: max-age=99999999999999999999999999":                                    freely,
		"Cache-Control: max-age=0, s-maxage=600":                                               freely,
		"Cache-Control: max-age=600, s-maxage=0":                                               afterAsking,
		"Cache-Control: max-age=0, stale-while-revalidate=60":                                  freely,
		`Cache-Control: private="set-cookie", max-age=600`:                                     freely,
		`Cache-Control: private="set-cookie"`:                                                  asYouLike,
		`Cache-Control: no-cache="set-cookie"`:                                                 asYouLike,
		"Cache-Control: public, max-age=600\nVary: *":                                          afterAsking,
		"Cache-Control: public, max-age=600\nVary: Cookie":                                     freely,
		"Expires: Thu, 19 Nov 1981 08:52:00 GMT":                                               afterAsking,
		"Expires: -1":                                                                          afterAsking,
		date + "Expires: Tue, 24 Nov 2026 10:00:01 GMT":                                        freely,
		date + "Expires: Tue, 24 Nov 2026 10:00:00 GMT":                                        afterAsking,
		"Expires: Tue, 24 Nov 2026 12:00:01 GMT":                                               freely,
		"Cache-Control: max-age=0\nExpires: Tue, 24 Nov 2036 12:00:01 GMT":                     afterAsking,
		"Cache-Control: no-store\nCDN-Cache-Control: max-age=60":                               freely,
		"Cache-Control: private\nSurrogate-Control: max-age=60+600":                            freely,
		"Cache-Control: private\nSurrogate-Control: content=\"ESI/1.0\"":                       never,
		"Cache-Control: private\nSurrogate-Control: x\nExpires: Tue, 24 Nov 2036 12:00:01 GMT": never,
		"Cache-Control: private\nCDN-Cache-Control: max-age=60\nVary: *":                       afterAsking,
		"Cache-Control: no-store\nVary: *":                                                     never,
		"Cache-Control: max-age=0, stale-while-revalidate=0":                                   afterAsking,
		"Cache-Control: private\nCDN-Cache-Control: no-store":                                  never,
		"Cache-Control: max-age=60\nCDN-Cache-Control: no-store":                               freely,
	} {
		if got := sharing(page(shop.Cart, headers, "").Page); got != want {
			t.Errorf("%q: sharing = %d, want %d", headers, got, want)
		}
	}
}

func TestCached(t *testing.T) {
	for headers, want := range map[string]string{
		"": "", "Age: 0": "", "Age: 12": "Age", "Age: x": "",
		"Cache-Status: edge; hit":                         "Cache-Status",
		"Cache-Status: origin; fwd=miss, edge;hit; ttl=3": "Cache-Status",
		"Cache-Status: edge; fwd=uri-miss; hit=?0":        "",
		"Cache-Status: hit":                               "",
		"CF-Cache-Status: HIT":                            "CF-Cache-Status",
		"CF-Cache-Status: DYNAMIC":                        "",
		"X-Cache: Hit from cloudfront":                    "X-Cache",
		"X-Cache: Miss from cloudfront":                   "",
		"X-Cache: MISS, HIT":                              "X-Cache",
		"X-Cache: TCP_HIT":                                "X-Cache",
		"X-Cache: hit-for-pass":                           "",
		"X-Cache: white":                                  "",
		"X-Cache-Hits: 3":                                 "",
	} {
		if got := cached(page(shop.Cart, headers, "").Page); got != want {
			t.Errorf("%q: cached = %q, want %q", headers, got, want)
		}
	}
}

func TestJudgeCache(t *testing.T) {
	const session, guess = "\nSet-Cookie: PHPSESSID=[masked 26]; path=/", "\nSet-Cookie: shop_token=[masked 26]; path=/"
	for _, tt := range []struct {
		name, headers string
		want          scanner.Outcome
		says          string
	}{
		{"for nobody else", "Cache-Control: no-store" + session, scanner.Pass, "may not keep"},
		{"after asking", "Cache-Control: no-cache" + session, scanner.Pass, "ask the shop"},
		{"not said", "X: y" + session, scanner.Warn, "does not say"},
		{"not said, without a cookie", "", scanner.Warn, "does not say"},
		{"for others, without a cookie", "Cache-Control: public, max-age=60", scanner.Warn, "nothing of a customer's own"},
		{"for others, with another cookie", "Cache-Control: public, max-age=60\nSet-Cookie: _ga=1", scanner.Warn, "nothing of a customer's own"},
		{"for others, with a cookie that is removed", "Cache-Control: public, max-age=60" + session + "; max-age=0", scanner.Warn, "nothing of a customer's own"},
		{"for others, with a cookie that browsers refuse", "Cache-Control: public, max-age=60" + session + "; domain=partner.test", scanner.Warn, "nothing of a customer's own"},
		{"for others", "Cache-Control: public, max-age=60" + session, scanner.Fail, "give both to others"},
		{"for others, the surest cookie counts", "Cache-Control: s-maxage=60" + guess + session, scanner.Fail, "that recognises"},
		{"for others, with a guess too short to recognise anybody", "Cache-Control: max-age=60\nSet-Cookie: shop_token=[masked 6]", scanner.Warn, "nothing of a customer's own"},
		{"for others, perhaps", "Cache-Control: public, max-age=60" + guess, scanner.Warn, "seems to recognise"},
		{"for others, but the cookie for nobody", `Cache-Control: public, max-age=60, no-cache="Set-Cookie, Set-Cookie2"` + session, scanner.Warn, "nothing of a customer's own"},
		{"out of a cache", "Age: 30" + session, scanner.Fail, "came out of a cache"},
		{"out of a cache that was told not to", "Cache-Control: private\nX-Cache: HIT" + session, scanner.Warn, "although"},
		{"out of a cache, perhaps", "Age: 30" + guess, scanner.Warn, "seems to recognise"},
		{"out of a cache, without a cookie", "Cache-Control: private\nX-Cache: HIT", scanner.Pass, "may not keep"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := page(shop.Cart, tt.headers, "")
			got := judgeCache(p.Page, sessionOf(p.Page))
			sound(t, got, tt.want, cacheControl)
			if !strings.Contains(got.Message, tt.says) {
				t.Errorf("it says %q, want %q", got.Message, tt.says)
			}
		})
	}
}

// TestQuoteCaching: what Go makes of an older header is not quoted as the shop's.
func TestQuoteCaching(t *testing.T) {
	for headers, want := range map[string]string{
		"Cache-Control: no-cache\nPragma: no-cache":                       "Pragma: no-cache",
		"Cache-Control: no-cache":                                         "Cache-Control: no-cache",
		"Cache-Control: no-cache, no-store\nPragma: no-cache\nExpires: 0": "Cache-Control: no-cache, no-store; Expires: 0",
		"Vary: *\nCDN-Cache-Control: max-age=1\nAge: 5":                   "no Cache-Control header; Age: 5; CDN-Cache-Control: max-age=1; Vary: *",
	} {
		var got []string
		for _, e := range quoteCaching(page(shop.Cart, headers, "").Page) {
			got = append(got, e.Quote)
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("of %q it quotes %q, want %q", headers, got, want)
		}
	}
}

// FuzzDirectives: whatever a header says, no name is made up, and reading ends.
func FuzzDirectives(f *testing.F) {
	for _, seed := range []string{`private="a, b", max-age=60`, `a="\`, ",;=,", "no-store no-cache"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		p := page(shop.Cart, "", "")
		p.Header[cacheControl] = []string{value}
		for name, arg := range readDirectives(p.Page, cacheControl) {
			if !strings.Contains(strings.ToLower(value), name) || !strings.Contains(value, arg) {
				t.Errorf("%q has no %s=%s", value, name, arg)
			}
		}
	})
}
