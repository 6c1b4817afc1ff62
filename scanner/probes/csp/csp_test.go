package csp

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner/observe"
)

// on returns a page with policies in its header and in a meta element.
func on(headers []string, metas ...string) *observe.Page {
	body := "<head>"
	for _, m := range metas {
		body += `<meta http-equiv="Content-Security-Policy" content="` + m + `">`
	}
	return &observe.Page{
		Method: "GET", URL: "https://shop.test/", Status: 200, At: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC),
		Header: http.Header{Enforced: headers}, Body: []byte(body),
	}
}

// written is a policy as the parser understood it.
func written(p Policy) string {
	var parts []string
	for _, d := range p.Directives {
		text := d.Name
		for _, s := range d.Sources {
			text += " " + s.Text
		}
		parts = append(parts, text)
	}
	for _, i := range p.Ignored {
		parts = append(parts, "("+string(i.Why)+" "+i.Text+")")
	}
	return strings.Join(parts, "; ")
}

func TestOf(t *testing.T) {
	for _, tt := range []struct {
		name          string
		headers, meta []string
		want          []string
	}{
		{"one", []string{"default-src 'self'; img-src *"}, nil, []string{"default-src 'self'; img-src *"}},
		{"names in any case", []string{"ScRiPt-sRc 'none'"}, nil, []string{"script-src 'none'"}},
		{"all ASCII whitespace", []string{" \tscript-src\t'self'\fa.test  b.test ;; ; "}, nil, []string{"script-src 'self' a.test b.test"}},
		{"other whitespace is a letter", []string{"script-src\v'self'"}, nil, []string{"script-src\v'self'"}},
		{"no sources", []string{"script-src;object-src"}, nil, []string{"script-src; object-src"}},
		{"the first of two alike", []string{"script-src 'self'; SCRIPT-SRC *"}, nil, []string{"script-src 'self'; (duplicate SCRIPT-SRC *)"}},
		{"a letter that is not ASCII", []string{"script-src ‘self’; img-src *"}, nil, []string{"img-src *; (not-ascii script-src ‘self’)"}},
		{"bytes that are no text", []string{"script-src \xff; img-src *"}, nil, []string{"img-src *; (not-ascii script-src \xff)"}},
		{"several headers", []string{"script-src a.test", "script-src b.test"}, nil, []string{"script-src a.test", "script-src b.test"}},
		{"one header with several", []string{"script-src a.test, script-src b.test; img-src *"}, nil, []string{"script-src a.test", "script-src b.test; img-src *"}},
		{"empty ones are none", []string{"", ";,; ;"}, []string{"", " ; "}, nil},
		{"only what is ignored is none", []string{"script-src é"}, []string{"sandbox"}, nil},
		{"in the page", nil, []string{"script-src 'self'"}, []string{"script-src 'self'"}},
		{"header before page", []string{"img-src *"}, []string{"script-src 'self'"}, []string{"img-src *", "script-src 'self'"}},
		{"a comma in the page means nothing", nil, []string{"default-src 'self', img-src *"}, []string{"default-src 'self', img-src *"}},
		{"not in the page", nil, []string{"frame-ancestors 'none'; report-uri /r; sandbox; img-src *"}, []string{
			"img-src *; (in-meta frame-ancestors 'none'); (in-meta report-uri /r); (in-meta sandbox)",
		}},
		{"no list of sources", []string{"sandbox allow-scripts; report-uri /csp"}, nil, []string{"sandbox; report-uri"}},
	} {
		var got []string
		for _, p := range Of(on(tt.headers, tt.meta...)) {
			got = append(got, written(p))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", tt.name, diff)
		}
	}
	page := on(nil)
	page.Header.Set(ReportOnly, "default-src 'none'")
	if len(Of(page)) != 0 || len(Reported(page)) != 1 {
		t.Error("what is only reported is enforced, or not found")
	}
	if got := Of(on([]string{"img-src *"}, "img-src *")).Sent(); len(got) != 1 || got[0].Meta {
		t.Errorf("sent in the header: %v", got)
	}
}

func TestSources(t *testing.T) {
	for text, want := range map[string]Source{
		"*":                     {Kind: Host, Host: "*"},
		"'SELF'":                {Kind: Keyword, Value: "self"},
		"'none'":                {Kind: Keyword, Value: "none"},
		"'Unsafe-Inline'":       {Kind: Keyword, Value: "unsafe-inline"},
		"'unsafe'":              {Kind: Invalid},
		"'self":                 {Kind: Invalid},
		"self":                  {Kind: Host, Host: "self"},
		`"self"`:                {Kind: Invalid},
		"'nonce-aB+/_-1=='":     {Kind: Nonce, Value: "aB+/_-1=="},
		"'NONCE-aB'":            {Kind: Nonce, Value: "aB"},
		"'nonce-'":              {Kind: Invalid},
		"'nonce-{{n}}'":         {Kind: Invalid},
		"'nonce-a==='":          {Kind: Invalid},
		"'SHA256-aB='":          {Kind: Hash, Value: "sha256-aB="},
		"'sha1-aB='":            {Kind: Invalid},
		"'md5-aB='":             {Kind: Invalid},
		"HTTPS:":                {Kind: Scheme, Scheme: "https"},
		"data:":                 {Kind: Scheme, Scheme: "data"},
		"a.b+c-1:":              {Kind: Scheme, Scheme: "a.b+c-1"},
		"1a:":                   {Kind: Invalid},
		"Shop.Test":             {Kind: Host, Host: "shop.test"},
		"*.shop.test":           {Kind: Host, Host: "*.shop.test"},
		"https://*:*":           {Kind: Host, Scheme: "https", Host: "*", Port: "*"},
		"http://a.test:80/x/Y?": {Kind: Host, Scheme: "http", Host: "a.test", Port: "80", Path: "/x/Y"},
		"a.test/x#y":            {Kind: Host, Host: "a.test", Path: "/x"},
		"a.test?x":              {Kind: Host, Host: "a.test"},
		"localhost:8080":        {Kind: Host, Host: "localhost", Port: "8080"},
		"8.8.8.8":               {Kind: Host, Host: "8.8.8.8"},
		"*.*.test":              {Kind: Invalid},
		"a.*.test":              {Kind: Invalid},
		"*shop.test":            {Kind: Invalid},
		".shop.test":            {Kind: Invalid},
		"shop.test.":            {Kind: Invalid},
		"//shop.test":           {Kind: Invalid},
		"https://":              {Kind: Invalid},
		"https:shop.test":       {Kind: Invalid},
		"a.test:port":           {Kind: Invalid},
		"https://[::1]":         {Kind: Invalid},
		"a.test,":               {Kind: Invalid},
		"a.test/x,":             {Kind: Invalid},
	} {
		want.Text = text
		if diff := cmp.Diff(want, parseSource(text)); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", text, diff)
		}
	}
}

// TestMatches holds the comparison of sources and addresses to CSP, sections
// 6.7.2.7 to 6.7.2.11, with its own examples among others.
func TestMatches(t *testing.T) {
	for _, tt := range []struct {
		source, at string
		want       bool
	}{
		{"*", "https://anybody.test/", true},
		{"*", "http://anybody.test/", true},
		{"*", "data:text/javascript,1", false},
		{"*", "blob:https://shop.test/1", false},
		{"*", "wss://anybody.test/", false},
		{"https:", "https://anybody.test/", true},
		{"https:", "http://anybody.test/", false},
		{"http:", "https://anybody.test/", true},
		{"ws:", "wss://anybody.test/", true},
		{"ws:", "https://anybody.test/", false}, // as browsers have it
		{"wss:", "https://anybody.test/", false},
		{"wss:", "http://anybody.test/", false},
		{"data:", "data:text/javascript,1", true},
		{"'none'", "https://anybody.test/", false},
		{"'self'", "https://shop.test/x.js", true},
		{"'self'", "https://shop.test:443/x.js", true},
		{"'self'", "https://shop.test:8443/x.js", false},
		{"'self'", "http://shop.test/x.js", false},
		{"'self'", "wss://shop.test/", true},
		{"'self'", "https://www.shop.test/", false},
		{"www.example.com", "https://www.example.com/", true},
		{"*.example.com", "https://www.example.com/", true},
		{"*.example.com", "https://a.b.example.com/", true},
		{"*.example.com", "https://example.com/", false},
		{"www.example.com", "https://x.www.example.com/", false},
		{"*.example.com", "https://evilexample.com/", false},
		{"EXAMPLE.com", "https://example.COM/", true},
		{"example.com", "http://example.com/", false}, // the page is encrypted
		{"http://example.com", "https://example.com/", true},
		{"https://example.com", "http://example.com/", false},
		{"ftp://example.com", "https://example.com/", false},
		{"example.com:443", "https://example.com/", true},
		{"example.com:8443", "https://example.com/", false},
		{"example.com:8443", "https://example.com:8443/", true},
		{"example.com:*", "https://example.com:8443/", true},
		{"example.com", "https://example.com:8443/", false},
		{"http://example.com:80", "http://example.com/", true},
		{"example.com/", "https://example.com/any/thing.js", true},
		{"example.com/subdirectory/", "https://example.com/subdirectory/file", true},
		{"example.com/subdirectory/", "https://example.com/subdirectory", false},
		{"example.com/subdirectory", "https://example.com/subdirectory/file", false},
		{"example.com/path/to/file.js", "https://example.com/path/to/file.js?x", true},
		{"example.com/path/to/file.js", "https://example.com/path/to/FILE.js", false},
		{"example.com/a%62c", "https://example.com/abc", true},
		{"example.com/a%zz", "https://example.com/a%zz", false}, // an address that is none
		{"127.0.0.1", "https://127.0.0.1/", true},
		{"8.8.8.8", "https://8.8.8.8/", false},
		{"'nonce-abcdefgh'", "https://anybody.test/", false},
		{"'unsafe-inline'", "https://anybody.test/", false},
	} {
		if got := Of(on([]string{"script-src " + tt.source})).Allows("script-src-elem", tt.at); got != tt.want {
			t.Errorf("%s lets %s in: %t, want %t", tt.source, tt.at, got, tt.want)
		}
	}
}

// TestSelfOfPlainPages: a page without encryption lets its encrypted twin in.
func TestSelfOfPlainPages(t *testing.T) {
	page := on([]string{"script-src 'self' cdn.test"})
	page.URL = "http://shop.test/"
	for at, want := range map[string]bool{
		"http://shop.test/x": true, "https://shop.test/x": true, "ws://shop.test/": true, "https://shop.test:8443/": false,
		"http://cdn.test/x": true, "https://cdn.test/x": true,
	} {
		if got := Of(page).Allows("script-src", at); got != want {
			t.Errorf("%s: %t, want %t", at, got, want)
		}
	}
	if Parse("script-src 'self'").Allows("script-src", "https://shop.test/") {
		t.Error("'self' of an unknown page stands for something")
	}
	page.URL = "://"
	if Of(page).Allows("script-src", "https://shop.test/") || Of(page).Allows("script-src", "://") {
		t.Error("addresses that are none are let in")
	}
}

func TestFallbacks(t *testing.T) {
	const all = "script-src-elem a; script-src-attr b; script-src c; style-src-elem d; style-src e; worker-src f; child-src g; frame-src h; default-src z"
	for _, tt := range []struct{ policy, name, want string }{
		{all, "script-src-elem", "script-src-elem"},
		{all, "script-src-attr", "script-src-attr"},
		{all, "style-src-attr", "style-src"},
		{all, "worker-src", "worker-src"},
		{all, "frame-src", "frame-src"},
		{all, "fenced-frame-src", "frame-src"},
		{all, "object-src", "default-src"},
		{all, "base-uri", ""},
		{all, "form-action", ""},
		{all, "frame-ancestors", ""},
		{"script-src c; default-src z", "script-src-elem", "script-src"},
		{"script-src c; default-src z", "worker-src", "script-src"},
		{"child-src g; script-src c; default-src z", "worker-src", "child-src"},
		{"child-src g; default-src z", "frame-src", "child-src"},
		{"script-src-elem a; default-src z", "script-src", "default-src"},
		{"default-src z", "worker-src", "default-src"},
		{"base-uri x", "base-uri", "base-uri"},
		{"img-src x", "script-src-elem", ""},
	} {
		d, ok := Parse(tt.policy)[0].Governing(tt.name)
		if d.Name != tt.want || ok != (tt.want != "") {
			t.Errorf("%s of %q: %q, want %q", tt.name, tt.policy, d.Name, tt.want)
		}
	}
}

func TestScripts(t *testing.T) {
	for _, tt := range []struct {
		policies []string
		want     Reach
	}{
		{nil, Unsaid},
		{[]string{"frame-ancestors 'none'"}, Unsaid},
		{[]string{"script-src-attr 'none'"}, Unsaid},
		{[]string{"default-src 'self'"}, Named},
		{[]string{"script-src"}, Named}, // no source at all means none
		{[]string{"script-src 'none'"}, Named},
		{[]string{"script-src 'self' https://*.cdn.test"}, Named},
		{[]string{"default-src 'none'; script-src *"}, Anywhere},
		{[]string{"default-src *; script-src 'self'"}, Named},
		{[]string{"script-src 'self'; script-src-elem HTTPS:"}, Anywhere},
		{[]string{"script-src 'self'; script-src *"}, Named}, // the first of two alike
		{[]string{"script-src 'none' *"}, Anywhere},          // 'none' does not count beside others
		{[]string{"default-src * 'unsafe-inline' 'unsafe-eval'"}, Anywhere},
		{[]string{"script-src https://*:*"}, Anywhere},
		{[]string{"script-src *:8443"}, Anywhere},
		{[]string{"default-src 'self' data: wss:"}, Named}, // sockets
		{[]string{"script-src ftp://*"}, Named},
		{[]string{"script-src 'self' 'Unsafe-Inline'"}, InText},
		{[]string{"script-src 'self' 'unsafe-inline' 'nonce-abc'"}, Named},
		{[]string{"script-src 'self' 'unsafe-inline' 'nonce-'"}, InText}, // an empty nonce is none
		{[]string{"script-src 'self' 'unsafe-inline' 'sha256-abc='"}, Named},
		{[]string{"script-src 'self' unsafe-inline"}, Named},
		{[]string{"script-src https: 'unsafe-inline' 'strict-dynamic' 'nonce-abc'"}, Named},
		{[]string{"script-src https: 'nonce-abc'"}, Anywhere},
		{[]string{"script-src *", "script-src 'self' 'unsafe-inline'"}, Named}, // each keeps out what the other lets in
		{[]string{"script-src *", "script-src https:"}, Anywhere},
		{[]string{"script-src *, script-src 'self'"}, Named},
	} {
		if got := Parse(tt.policies...).Scripts(); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.policies, got, tt.want)
		}
	}
}

func TestReachable(t *testing.T) {
	for _, tt := range []struct {
		name     string
		policies []string
		want     []string
		complete bool
	}{
		{"nothing decides", []string{"img-src *"}, nil, false},
		{"nobody", []string{"frame-src 'none'"}, nil, true},
		{"by fallback", []string{"child-src 'self' pay.test"}, []string{"'self'", "pay.test"}, true},
		{"each must agree", []string{"frame-src 'self' a.test b.test", "frame-src b.test 'self' c.test"}, []string{"'self'", "b.test"}, true},
		{"the narrower of two", []string{"frame-src *.pay.test", "frame-src js.pay.test *.other.test"}, []string{"js.pay.test"}, true},
		{"everywhere and a list", []string{"default-src *", "frame-src js.pay.test"}, []string{"js.pay.test"}, true},
		{"everywhere twice", []string{"frame-src https:", "frame-src *"}, []string{"https:", "*"}, true},
		{"paths and ports", []string{"frame-src pay.test:8443/x/", "frame-src https://pay.test:*"}, []string{"pay.test:8443/x/"}, true},
		{"sockets lead to no page", []string{"default-src 'self' wss: ws://chat.test wss://*.chat.test"}, []string{"'self'"}, true},
		{"data", []string{"frame-src data: 'self'"}, []string{"data:", "'self'"}, true},
		{"silent ones do not matter", []string{"frame-src pay.test", "img-src 'none'"}, []string{"pay.test"}, true},
		{"keywords and nonsense are no places", []string{"frame-src 'unsafe-inline' 'nonce-abc' %%% pay.test"}, []string{"pay.test"}, true},
	} {
		places, complete := Of(on(tt.policies)).Reachable("frame-src")
		var got []string
		for _, s := range places {
			got = append(got, s.Text)
		}
		if !slices.Equal(got, tt.want) || complete != tt.complete {
			t.Errorf("%s: %q, %t; want %q, %t", tt.name, got, complete, tt.want, tt.complete)
		}
	}
	many := Parse("frame-src " + strings.Repeat("a.test/x ", 3) + numbered(300))
	if places, complete := many.Reachable("frame-src"); complete || len(places) != maxNamed {
		t.Errorf("of a long list: %d, %t", len(places), complete)
	}
}
