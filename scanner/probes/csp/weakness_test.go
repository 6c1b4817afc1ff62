package csp

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/publicsuffix"
)

// numbered returns a list of n hosts.
func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "h%d.cdn.test ", i)
	}
	return b.String()
}

// shut closes what the tables below do not ask about.
const shut = "; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// TestWeaknesses asks for the kinds and grades of weaknesses, those that are only
// noted too.
func TestWeaknesses(t *testing.T) {
	for _, tt := range []struct {
		name   string
		header []string
		want   []string
	}{
		{"no policy", nil, nil},
		{"strict", []string{"script-src 'nonce-DhcnhD3khTMePgXwdayK9Q' 'strict-dynamic' https: 'unsafe-inline'" + shut}, nil},
		{"hashes", []string{"script-src 'sha256-jzgBGA4UWFFmpOBq0JpdsySukE1FrEN5bUpoK8Z29fY='" + shut}, nil},
		{"a list of hosts", []string{"script-src 'self' https://js.stripe.com" + shut}, nil},
		{"nothing", []string{"default-src 'none'" + shut}, nil},
		{"by default-src", []string{"default-src 'self'"}, []string{"note form-action", "note frame-ancestors"}},

		{"text runs", []string{"script-src 'self' 'unsafe-inline'" + shut}, []string{"open inline-scripts"}},
		{"text runs by default-src", []string{"default-src 'self' 'unsafe-inline'" + shut}, []string{"open inline-scripts"}},
		{"text runs in elements alone", []string{"script-src 'self'; script-src-elem 'self' 'unsafe-inline'" + shut}, []string{"open inline-scripts"}},
		{"text runs in handlers alone", []string{"script-src 'self' 'unsafe-inline'; script-src-elem 'self'" + shut}, []string{"open inline-handlers"}},
		{"handlers are forgotten", []string{"script-src-elem 'self'" + shut}, []string{"open inline-handlers", "weak eval"}},
		{"handlers forbidden, elements marked", []string{"script-src 'nonce-DhcnhD3khTMePgXwdayK9Q' 'unsafe-inline'; script-src-attr 'none'" + shut}, nil},
		{"text that another policy keeps out", []string{"script-src 'self' 'unsafe-inline'" + shut, "script-src 'self'"}, []string{"weak inline-held"}},
		{"text that another policy marks", []string{"script-src 'self' 'unsafe-inline'" + shut, "script-src 'nonce-DhcnhD3khTMePgXwdayK9Q'"}, nil},
		{"text in all policies", []string{"script-src a.test 'unsafe-inline'" + shut, "script-src b.test 'unsafe-inline'"}, []string{"open inline-scripts"}},
		{"everywhere", []string{"script-src *" + shut}, []string{"open any-host"}},
		{"everywhere beside a nonce", []string{"script-src https: 'nonce-DhcnhD3khTMePgXwdayK9Q'" + shut}, []string{"open any-host"}},
		{"everywhere but for another policy", []string{"script-src *" + shut, "script-src 'self'"}, nil},
		{"plain and encrypted", []string{"script-src http: https:" + shut}, []string{"open any-host", "note plain-http"}},
		{"data", []string{"script-src 'self' data:" + shut}, []string{"open data-scripts"}},
		{"sockets", []string{"default-src 'self' wss: wss://*.cloudfront.net" + shut}, nil},
		{"data beside strict-dynamic", []string{"script-src 'strict-dynamic' 'nonce-DhcnhD3khTMePgXwdayK9Q' data:" + shut}, nil},
		{"all the classics", []string{"script-src 'unsafe-inline' 'unsafe-eval' 'self' data: https://www.google.com http://www.google-analytics.com/gtm/js https://*.gstatic.com/feedback/ https://ajax.googleapis.com"}, []string{
			"open inline-scripts", "open data-scripts", "weak bypass-host", "weak bypass-host", "weak bypass-host", "weak eval",
			"weak object-src", "note form-action", "note frame-ancestors", "note plain-http",
		}},

		{"no word on scripts", []string{"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"}, []string{"weak no-script-rules"}},
		{"a wildcard below a public suffix", []string{"script-src 'self' https://*.cloudfront.net" + shut}, []string{"weak broad-wildcard"}},
		{"a wildcard below a country's", []string{"script-src *.co.uk" + shut}, []string{"weak broad-wildcard"}},
		{"a wildcard below a company's own", []string{"script-src *.stripe.com" + shut}, nil},
		{"a host below a public suffix", []string{"script-src d111111abcdef8.cloudfront.net" + shut}, nil},
		{"a wildcard that another policy narrows", []string{"script-src *.cloudfront.net" + shut, "script-src d111.cloudfront.net"}, nil},
		{"a host with JSONP", []string{"script-src accounts.google.com" + shut}, []string{"weak bypass-host"}},
		{"a host with AngularJS", []string{"script-src ajax.googleapis.com" + shut}, []string{"weak bypass-host"}},
		{"a host for everybody", []string{"script-src https://cdn.jsdelivr.net/npm/" + shut}, []string{"weak bypass-host"}},
		{"a package of that host", []string{"script-src https://cdn.jsdelivr.net/npm/bootstrap@5.3.3/" + shut}, nil},
		{"a file of that host", []string{"script-src https://cdn.jsdelivr.net/npm/bootstrap@5.3.3/dist/js/bootstrap.min.js" + shut}, nil},
		{"a wildcard with such hosts", []string{"script-src *.google.com" + shut}, []string{"weak bypass-host"}},
		{"such a host, marked", []string{"script-src cdn.jsdelivr.net 'strict-dynamic' 'nonce-DhcnhD3khTMePgXwdayK9Q'" + shut}, nil},
		{"such a host, but not on this port", []string{"script-src cdn.jsdelivr.net:8443" + shut}, nil},
		{"such a host that another policy keeps out", []string{"script-src cdn.jsdelivr.net" + shut, "script-src 'self'"}, nil},
		{"a folder that once was one", []string{"script-src https://www.google.com/recaptcha/" + shut}, []string{"note bypass-host"}},
		{"tag manager", []string{"script-src www.googletagmanager.com" + shut}, nil},
		{"tag manager with eval", []string{"script-src www.googletagmanager.com 'unsafe-eval'" + shut}, []string{"weak bypass-host", "weak eval"}},
		{"eval", []string{"script-src 'self' 'unsafe-eval'" + shut}, []string{"weak eval"}},
		{"eval where it has no effect", []string{"script-src 'self'; script-src-elem 'self' 'unsafe-eval'" + shut}, nil},
		{"eval for WebAssembly alone", []string{"script-src 'self' 'wasm-unsafe-eval'" + shut}, nil},
		{"plug-ins", []string{"script-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"}, []string{"weak object-src"}},
		{"plug-ins from everywhere", []string{"default-src *; script-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"}, []string{"weak object-src"}},
		{"base with a nonce", []string{"script-src 'nonce-DhcnhD3khTMePgXwdayK9Q'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"}, []string{"weak base-uri"}},
		{"base with a hash and what it loads", []string{"script-src 'strict-dynamic' 'sha256-abc='; object-src 'none'; form-action 'self'; frame-ancestors 'none'"}, []string{"weak base-uri"}},
		{"base with a hash", []string{"script-src 'sha256-abc='; object-src 'none'; form-action 'self'; frame-ancestors 'none'"}, nil},
		{"base everywhere", []string{"script-src 'nonce-DhcnhD3khTMePgXwdayK9Q'; base-uri https:; object-src 'none'; form-action 'self'; frame-ancestors 'none'"}, []string{"weak base-uri"}},
		{"a short nonce", []string{"script-src 'nonce-abc123'" + shut}, []string{"weak short-nonce"}},
		{"a nonce of one letter", []string{"script-src 'nonce-aaaaaaaaaaaaaaaaaaaaaaaa'" + shut}, []string{"weak short-nonce"}},
		{"a nonce of 64 bits", []string{"script-src 'nonce-R28tR2ZhYWE='" + shut}, []string{"note short-nonce"}},
		{"a short nonce for styles", []string{"script-src 'self'; style-src 'nonce-abc'" + shut}, nil},

		{"forms to everywhere", []string{"script-src 'self'; object-src 'none'; form-action https:; frame-ancestors 'none'"}, []string{"note form-action"}},
		{"framed by all", []string{"script-src 'self'; object-src 'none'; form-action 'self'; frame-ancestors *"}, []string{"note frame-ancestors"}},
		{"made in the browser", []string{"script-src 'self' blob: filesystem:" + shut}, []string{"note local-scripts"}},
		{"unencrypted", []string{"script-src http://cdn.test; connect-src ws://cdn.test" + shut}, []string{"note plain-http", "note plain-http"}},
		{"digits", []string{"script-src 192.0.2.1" + shut}, []string{"note digits"}},
		{"hashes of handlers", []string{"script-src 'unsafe-hashes' 'sha256-abc='" + shut}, []string{"note ineffective"}},
		{"nothing to begin with", []string{"script-src 'strict-dynamic'" + shut}, []string{"note ineffective"}},
		{"dead", []string{"script-src 'self'; block-all-mixed-content; plugin-types x; referrer origin" + shut}, []string{"note dead-rule", "note dead-rule", "note dead-rule"}},
		{"alive", []string{"script-src 'self'; report-uri /r; report-to r; upgrade-insecure-requests; trusted-types x; require-trusted-types-for 'script'; sandbox allow-scripts; worker-src 'self'; manifest-src 'self'" + shut}, nil},
		{"twice", []string{"script-src 'self'; script-src *" + shut}, []string{"note syntax"}},
		{"no semicolon", []string{"default-src 'self' script-src 'self'" + shut}, []string{"note syntax"}},
		{"no quotes", []string{"script-src self unsafe-inline nonce-abc sha256-abc= none \"self\"" + shut}, []string{"note syntax"}},
		{"no colon", []string{"img-src data https; script-src 'self'" + shut}, []string{"note syntax"}},
		{"no such directive", []string{"script-scr *; script-src 'self'; img-src: *" + shut}, []string{"note syntax", "note syntax"}},
		{"no such source", []string{"script-src 'self' 'unsafe-inlined' %%" + shut}, []string{"note syntax"}},
		{"none beside others", []string{"script-src 'none' 'self'" + shut}, []string{"note syntax"}},
		{"curly quotes", []string{"script-src ‘self’" + shut}, []string{"weak no-script-rules", "note syntax"}},
	} {
		var got []string
		for _, w := range Of(on(tt.header)).Weaknesses() {
			got = append(got, string(w.Grade)+" "+string(w.ID))
			if w.Words == "" || strings.Contains(w.Words, "%") && !strings.Contains(w.Text, "%") {
				t.Errorf("%s: %+v", tt.name, w)
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", tt.name, diff)
		}
	}
}

func TestWeaknessSays(t *testing.T) {
	for policy, want := range map[string]string{
		"script-src https: http: 'self'" + shut:                      "https: http: lets scripts come from every server: script-src https: http: 'self'",
		"script-src 'self'; base-uri x":                              "neither object-src nor default-src: plug-ins may be loaded from anywhere",
		"script-src " + numbered(3) + "*.github.io" + shut:           "anybody can get a host that *.github.io stands for: script-src h0.cdn.test h1.cdn.test h2.cdn.test *.github.io",
		"script-src https://cdn.jsdelivr.net" + shut:                 "https://cdn.jsdelivr.net lets in cdn.jsdelivr.net, which serves scripts that anybody can publish: script-src https://cdn.jsdelivr.net",
		"script-src 'self'; img-src a, b: c: 1: 2: 3: 4: 5: 6: 7:":   "neither object-src nor default-src: plug-ins may be loaded from anywhere",
		"script-src 'self'; img-src 1: 2: 3: 4: 5: 6: 7:" + shut:     "browsers ignore 1: 2: 3: 4: 5: and more, which is no source: img-src 1: 2: 3: 4: 5: 6: 7:",
		"script-src 'self'; font-src 'self'; FONT-SRC *" + shut:      "browsers ignore this, because a directive of that name comes before it: FONT-SRC *",
		"script-src 'nonce-2726c7f2' 'strict-dynamic' https:" + shut: "a nonce of less than 128 bits: 'nonce-2726c7f2'",
	} {
		found := Of(on([]string{policy})).Weaknesses()
		if len(found) == 0 || found[0].String() != want {
			t.Errorf("%s: %v, want %q", policy, found, want)
		}
	}
	if Worst(nil) != Note || Worst(Parse("script-src *").Weaknesses()) != Open {
		t.Error("the worst of weaknesses is not their first")
	}
}

// FuzzPolicies: whatever a shop sends is read in time that grows with its length,
// and what is said of it is bounded and printable when quoted.
func FuzzPolicies(f *testing.F) {
	for _, s := range []string{
		"default-src 'self'; script-src 'nonce-abc' 'strict-dynamic' https:, img-src *",
		"script-src *:* http://*:80/x?y ‘self’; script-src; base-uri 'none' *", "script-src *.cloudfront.net cdn.jsdelivr.net data:",
		";;,,;", "sandbox; report-uri /x; \xff\xfe", "frame-src 'self' *.a.test:8443/%zz/ %%%",
	} {
		f.Add(s, "default-src 'self', img-src *")
	}
	f.Fuzz(func(t *testing.T, header, meta string) {
		ps := append(parseHeader([]string{header}, addressOf("https://shop.test/")), parse(meta, addressOf("https://shop.test/"), true))
		found := ps.Weaknesses()
		if len(found) > 60 {
			t.Errorf("%d weaknesses", len(found))
		}
		if ps.Scripts() == Named && Worst(found) == Open && found[0].ID == AnyHost {
			t.Error("scripts are named, and come from anywhere")
		}
		places, complete := ps.Reachable("frame-src")
		if complete && !ps.Governs("frame-src") || len(places) > maxNamed {
			t.Errorf("%d places, %t", len(places), complete)
		}
		for _, s := range places {
			if !s.place() || !ps.allows("frame-src", s.sample(addressOf("https://shop.test/"))) {
				t.Errorf("%q is reached, and is not let in", s.Text)
			}
		}
		for _, p := range ps {
			for _, d := range p.Directives {
				if again := parse(d.Text, p.self, p.Meta); len(again.Directives) != 1 || again.Directives[0].Name != d.Name {
					t.Errorf("%q is read as %+v", d.Text, again)
				}
			}
		}
	})
}

// spelled writes one source in many ways: it takes in all bypasses below its name.
func spelled(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "https://*.com:%0*d/ ", i+3, 443)
	}
	return b.String()
}

// TestLongPolicies: 64 KB, which is what is kept of a header, are judged at once.
func TestLongPolicies(t *testing.T) {
	for name, text := range map[string]string{
		"hosts":      "script-src " + numbered(4500),
		"letters":    "script-src " + strings.Repeat("a ", 32<<10),
		"policies":   strings.Repeat("script-src *,", 5000),
		"directives": strings.Repeat("x;", 32<<10),
		"wildcards":  "script-src " + strings.Repeat("*.github.io ", 5000),
		"duplicates": strings.Repeat("script-src *;", 5000),
		"bypasses":   "script-src " + spelled(200) + ", script-src " + strings.Repeat("a ", 20<<10),
	} {
		start := time.Now()
		ps := Of(on([]string{text}))
		ps.Weaknesses()
		ps.Reachable("frame-src")
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%s: %v", name, took)
		}
	}
}

func BenchmarkLongPolicy(b *testing.B) {
	page := on([]string{"default-src 'self'; script-src 'self' " + numbered(4500)})
	b.SetBytes(int64(len(page.Header.Get(Enforced))))
	for b.Loop() {
		Of(page).Weaknesses()
	}
}

func TestRepeated(t *testing.T) {
	const one, other = "script-src 'nonce-DhcnhD3khTMePgXwdayK9Q'", "script-src 'nonce-ERNYBbWFHVBMJXmxBcIvDA'"
	for _, tt := range []struct {
		name, first, again string
		cached             bool
		want               string
	}{
		{"new", one, other, false, ""},
		{"new, from a cache", one, other, true, ""},
		{"none", "script-src 'self'", "script-src 'self'", false, ""},
		{"gone", one, "", false, ""},
		{"the same", one, one, false, "whoever has seen the page"},
		{"from a cache", one, one, true, "from a cache"},
	} {
		found := Repeated(on([]string{tt.first}), on([]string{tt.again}), tt.cached)
		if len(found) > 1 || len(found) == 1 != (tt.want != "") || len(found) == 1 && !strings.Contains(found[0].String(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, found, tt.want)
		}
	}
}

func TestUnbounded(t *testing.T) {
	for policy, want := range map[string]bool{
		"frame-src *": true, "default-src https:": true, "img-src 'none'": true, "child-src 'self'": false,
		"frame-src *, frame-src 'self'": false, "frame-src https:, default-src http://*": true,
	} {
		if got := Parse(policy).Unbounded("frame-src"); got != want {
			t.Errorf("%s: %t, want %t", policy, got, want)
		}
	}
}

func TestShared(t *testing.T) {
	for text, want := range map[string]bool{
		"*.cloudfront.net": true, "https://*.github.io:*": true, "*.co.uk": true, "*.com": true, "*.amazonaws.com": true, "*.core.windows.net": true,
		"*.stripe.com": false, "*.googleapis.com": false, "d1.cloudfront.net": false, "*": false, "https:": false, "*.d1.cloudfront.net": false,
	} {
		if got := parseSource(text).Shared(); got != want {
			t.Errorf("%s: %t, want %t", text, got, want)
		}
	}
	for _, name := range slices.Concat(inside, closed) {
		if suffix, icann := publicsuffix.PublicSuffix(name); suffix != name || icann {
			t.Errorf("%s is no longer on the public suffix list", name)
		}
	}
}
