package auth

import (
	"net/http"
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

func reply(code int, body string, header ...string) *observe.Page {
	p := &observe.Page{Method: "GET", URL: "https://shop.test/?author=1", Status: code, Body: []byte(body), Header: http.Header{}}
	for i := 0; i+1 < len(header); i += 2 {
		p.Header.Set(header[i], header[i+1])
	}
	return p
}

func TestJudgeList(t *testing.T) {
	for _, tt := range []struct {
		name    string
		page    *observe.Page
		want    scanner.Outcome
		message string
	}{
		{"a login", reply(200, `[{"name":"[masked]","slug":"[masked]"}]`), scanner.Fail, "WordPress gives everybody a list of one person with the names that it makes from their login names."},
		{"a total", reply(200, `[{"slug":"[masked]"}]`, "X-WP-Total", "41"), scanner.Fail, "WordPress gives everybody a list of 41 people with the names that it makes from their login names."},
		{"a wrong total", reply(200, `[{"name":"[masked]"},{"name":"[masked]"}]`, "X-WP-Total", "-3"), scanner.Warn, "WordPress gives everybody a list of 2 people with the names that they show."},
		{"the same words", reply(200, `[{"name":"[masked]","slug":"`+observe.SameWords+`"}]`), scanner.Warn, "WordPress gives everybody a list of one person with the names that they show."},
		{"a refusal that looks like one", reply(404, `[{"slug":"[masked]"}]`), scanner.Pass, closed},
		{"nobody", reply(200, `[]`), scanner.Pass, closed},
		{"a page", reply(200, `<p>[masked]</p>`), scanner.Pass, closed},
	} {
		if got := judgeList(tt.page); got.Outcome != tt.want || got.Message != tt.message || len(got.Evidence) == 0 {
			t.Errorf("%s: %+v, want %s %s", tt.name, got, tt.want, tt.message)
		}
	}
}

func TestUsersAt(t *testing.T) {
	const usual = "https://shop.test/wp-json/wp/v2/users?_fields=name,slug"
	for link, want := range map[string]string{
		"": usual,
		`<https://shop.test/wp-json/>; rel="https://api.w.org/", <https://shop.test/>; rel=shortlink`: usual,
		`<https://shop.test/en/api/>; rel="https://api.w.org/"`:                                       "https://shop.test/en/api/wp/v2/users?_fields=name,slug",
		`<https://shop.test/index.php?rest_route=/>; rel="https://api.w.org/"`:                        "https://shop.test/index.php?_fields=name,slug&rest_route=/wp/v2/users",
		`<https://other.test/wp-json/>; rel="https://api.w.org/"`:                                     usual,
		`<https://shop.test/cart?empty=1>; rel="https://api.w.org/"`:                                  usual,
		`<https://shop.test/feed/>; rel="alternate"`:                                                  usual,
		`<:>; rel="https://api.w.org/"`:                                                               usual,
	} {
		home := &observe.Page{URL: "https://shop.test/", Header: http.Header{"Link": {link}}}
		if got := usersAt(home); got != want {
			t.Errorf("%s: %s, want %s", link, got, want)
		}
	}
}

func TestJudgeAuthor(t *testing.T) {
	own := func(host string) bool { return host == "shop.test" }
	for at, want := range map[string]scanner.Outcome{
		"https://shop.test/author/[masked]/":          scanner.Fail,
		"/blog/author/[masked]":                       scanner.Fail,
		"https://shop.test/author/[masked]-[masked]/": scanner.Warn,
		"https://shop.test/author/7/":                 scanner.Pass,
		"https://shop.test/":                          scanner.Pass,
		"https://other.test/author/[masked]/":         scanner.Pass,
		"":                                            scanner.Pass,
	} {
		if got := judgeAuthor(reply(301, "", "Location", at), own); got.Outcome != want || len(got.Evidence) == 0 {
			t.Errorf("%s: %+v, want %s", at, got, want)
		}
	}
}

func TestJudgeXMLRPC(t *testing.T) {
	for _, tt := range []struct {
		code int
		body string
		want scanner.Outcome
	}{
		{405, waits, scanner.Warn}, {405, "\n" + waits, scanner.Warn}, {405, "[masked]", scanner.Pass}, {200, waits, scanner.Pass}, {404, "", scanner.Pass},
	} {
		if got := judgeXMLRPC(reply(tt.code, tt.body)); got.Outcome != tt.want || len(got.Evidence) == 0 {
			t.Errorf("%d %q: %+v, want %s", tt.code, tt.body, got, tt.want)
		}
	}
}
