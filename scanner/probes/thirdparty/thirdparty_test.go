package thirdparty

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/inventory"
	"shopcheck/scanner/probes/shop"
)

func page(body string) shop.Page {
	return shop.Page{Role: shop.Home, Page: &observe.Page{
		Method: "GET", URL: "https://shop.test/", Status: 200, At: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC),
		Header: http.Header{"Content-Type": {"text/html"}}, Body: []byte("<!doctype html><title>Tea</title><p>Tea for all, by post, since 1987.</p>" + body),
	}}
}

func own(host string) bool { return host == "shop.test" }

// scripts are script elements for addresses.
func scripts(addresses ...string) string {
	var b strings.Builder
	for _, a := range addresses {
		fmt.Fprintf(&b, `<script src="https://%s"></script>`, a)
	}
	return b.String()
}

func TestJudgeScripts(t *testing.T) {
	before := &observe.Before{At: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC), Hosts: []string{"js.stripe.com", "w.unheard-of.example", "gone.example"}}
	for _, tt := range []struct {
		name   string
		from   []string
		states map[string]state
		told   observe.Told
		want   scanner.Outcome
		says   string
		first  string // line of evidence
	}{
		{"none", nil, nil, observe.Told{}, scanner.Pass, "run no scripts from outside the shop's own domain", "no script from"},
		{"known", []string{"js.stripe.com/v3/", "js.stripe.com/v2/"}, nil, observe.Told{}, scanner.Pass, "from 1 server outside its own domain, and nothing is known against them.", "script host js.stripe.com · Stripe, takes payments · 2 scripts on home"},
		{"strangers", []string{"js.stripe.com/", "w.unheard-of.example/a.js"}, nil, observe.Told{}, scanner.Pass, "; who is behind w.unheard-of.example is not known to us.", "script host w.unheard-of.example · owner not known"},
		{"known from memory", []string{"loox.io/a.js"}, nil, observe.Told{}, scanner.Pass, "nothing is known against them.", "script host loox.io · perhaps Loox, shows reviews"},
		{"as before", []string{"js.stripe.com/", "w.unheard-of.example/a.js"}, nil, observe.Told{Before: before}, scanner.Pass, "none is new since 20 November 2026", "script host w.unheard-of.example"},
		{"new", []string{"js.stripe.com/", "x.unheard-of.example/a.js"}, nil, observe.Told{Before: before}, scanner.Warn, "from x.unheard-of.example, which were not seen on 20 November 2026.", "script host x.unheard-of.example · owner not known · 1 script on home · new"},
		{"new, of a known company", []string{"js.mollie.com/"}, nil, observe.Told{Before: before}, scanner.Warn, "js.mollie.com, which were not seen", "script host js.mollie.com"},
		{"new, and on the list", []string{"js.mollie.com/a.js"}, nil, observe.Told{Before: before, Scripts: []observe.Vouched{{Script: "https://js.mollie.com/*"}}}, scanner.Pass, "none is new", "script host js.mollie.com"},
		{"new, and one of two on the list", []string{"js.mollie.com/a.js", "js.mollie.com/b.js"}, nil, observe.Told{Before: before, Scripts: []observe.Vouched{{Script: "https://js.mollie.com/a.js"}}}, scanner.Warn, "js.mollie.com", "script host js.mollie.com"},
		{"malicious", []string{"js.stripe.com/", "cdn.polyfill.io/v3/p.js"}, nil, observe.Told{}, scanner.Fail, "from cdn.polyfill.io: it was sold", "script host cdn.polyfill.io · owner not known · 1 script on home · not to be used: it was sold"},
		{"ended", []string{"cdn.rawgit.com/p.js"}, nil, observe.Told{}, scanner.Warn, "from cdn.rawgit.com: it was shut down", "script host cdn.rawgit.com"},
		{"free", []string{"gone.example/p.js"}, map[string]state{"gone.example": free}, observe.Told{}, scanner.Fail, "gone.example, whose domain does not exist", "script host gone.example · owner not known · 1 script on home · the name does not exist"},
		{"dead", []string{"gone.example/p.js"}, map[string]state{"gone.example": dead}, observe.Told{}, scanner.Warn, "a name that does not exist", "script host gone.example"},
		{"denied", []string{"gone.example/p.js"}, map[string]state{"gone.example": denied}, observe.Told{}, scanner.Warn, "as far as the name server says", "script host gone.example · owner not known · 1 script on home · one name server says"},
		{"no answer", []string{"gone.example/p.js"}, map[string]state{"gone.example": untold}, observe.Told{}, scanner.Pass, "; whether gone.example still exists could not be told.", "script host gone.example"},
		{"many", []string{"a.example/", "b.example/", "c.example/", "d.example/", "e.example/"}, nil, observe.Told{}, scanner.Pass, "a.example, b.example, c.example and 2 more", "script host a.example"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := page(scripts(tt.from...))
			hosts := hostsOf(inventory.Of([]shop.Page{p}, own), tt.told)
			for i := range hosts {
				hosts[i].state = exists
				if s, ok := tt.states[hosts[i].name]; ok {
					hosts[i].state = s
				}
			}
			f := judgeScripts("shop.test", p.Page, hosts, tt.told.Before)
			if f.Outcome != tt.want || !strings.Contains(f.Message, tt.says) || len(f.Evidence) == 0 || !strings.HasPrefix(f.Evidence[0].Quote, tt.first) {
				t.Errorf("judgeScripts = %+v, want %s: …%s… with %q", f, tt.want, tt.says, tt.first)
			}
		})
	}
}

// TestEvidenceIsBounded: a page with very many hosts fills no report.
func TestEvidenceIsBounded(t *testing.T) {
	var many []string
	for i := range 500 {
		many = append(many, fmt.Sprintf("h%03d.example/", i))
	}
	p := page(scripts(slices.Concat(many, []string{"cdn.polyfill.io/"})...))
	f := judgeScripts("shop.test", p.Page, hostsOf(inventory.Of([]shop.Page{p}, own), observe.Told{}), nil)
	if n := len(f.Evidence); n != maxLines+1 || !strings.Contains(f.Evidence[0].Quote, "polyfill.io") || f.Evidence[maxLines].Quote != "and 461 servers more" {
		t.Errorf("%d lines, from %q to %q", n, f.Evidence[0].Quote, f.Evidence[n-1].Quote)
	}
}

func TestAbove(t *testing.T) {
	for zone, want := range map[string]bool{".": true, "com": true, "statistics.com": true, "a.statistics.com": false, "tics.com": false, "rpz.local": false, "": false} {
		if got := above(zone, "a.statistics.com"); got != want {
			t.Errorf("above(%q) = %v", zone, got)
		}
	}
}

func TestRegistrable(t *testing.T) {
	for name, want := range map[string]string{
		"a.b.tea-statistics.com": "tea-statistics.com", "tea.co.uk": "tea.co.uk", "x.github.io": "x.github.io",
		"cdn.internal": "", "localhost": "", "shop.test": "", "com": "",
	} {
		if got, ok := registrable(name); got != want || ok != (want != "") {
			t.Errorf("registrable(%q) = %q, %v", name, got, ok)
		}
	}
}

func TestSettledFile(t *testing.T) {
	for address, want := range map[string]bool{
		"https://cdn.jsdelivr.net/npm/jquery@3.7.1/dist/jquery.min.js":            true,
		"https://cdn.jsdelivr.net/npm/@scope/a@1.2.3-beta.1/a.js":                 true,
		"https://cdn.jsdelivr.net/gh/user/repo@v1.2.3/a.js":                       true,
		"https://cdn.jsdelivr.net/npm/jquery@3/dist/jquery.min.js":                false,
		"https://cdn.jsdelivr.net/npm/jquery@latest/dist/jquery.min.js":           false,
		"https://cdn.jsdelivr.net/npm/jquery@3.7.1":                               false,
		"https://cdn.jsdelivr.net/npm/lit@3.1.0/+esm":                             false,
		"https://cdn.jsdelivr.net/combine/npm/jquery@3.7.1,npm/bootstrap@5.3.0/x": false,
		"https://cdnjs.cloudflare.com/ajax/libs/lodash.js/4.17.21/lodash.min.js":  true,
		"https://code.jquery.com/jquery-3.7.1.min.js":                             true,
		"https://code.jquery.com/jquery-latest.min.js":                            false,
		"https://ajax.googleapis.com/ajax/libs/jquery/3.6.0/jquery.min.js":        true,
		"https://ajax.googleapis.com/ajax/libs/jquery/3/jquery.min.js":            false,
		"https://unpkg.com/react@18.2.0/umd/react.production.min.js":              true,
		"https://unpkg.com/react@18/umd/react.production.min.js":                  false,
		"https://maxcdn.bootstrapcdn.com/bootstrap/3.3.7/js/bootstrap.min.js":     true,
		"https://js.stripe.com/v3.0.0/":                                           false,
		"https://www.googletagmanager.com/gtm.js?id=1.2.3":                        false,
	} {
		all := inventory.Of([]shop.Page{page(scripts(strings.TrimPrefix(address, "https://")))}, own)
		if got := settledFile(all[0]); got != want {
			t.Errorf("settledFile(%s) = %v", address, got)
		}
	}
}

func TestJudgeSRI(t *testing.T) {
	const file = `<script src="https://code.jquery.com/jquery-3.7.1.min.js"`
	const sri = ` integrity="sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb"`
	for _, tt := range []struct {
		name, tag string
		differs   bool
		want      scanner.Outcome
		says      string
		evidence  string
	}{
		{"checked", file + sri + ` crossorigin></script>`, false, scanner.Pass, "Browsers check the 1 script file", "· integrity sha384"},
		{"bare", file + `></script>`, false, scanner.Warn, "1 may be changed", "· no integrity"},
		{"unknown algorithm", file + ` integrity="md5-x" crossorigin></script>`, false, scanner.Warn, "1 may be changed", "· no integrity"},
		{"without crossorigin", file + sri + `></script>`, false, scanner.Warn, "browsers refuse 1", "no crossorigin"},
		{"no hash", file + ` integrity="sha384-x" crossorigin></script>`, false, scanner.Warn, "browsers refuse 1", "is no hash"},
		{"another file", file + sri + ` crossorigin></script>`, true, scanner.Warn, "browsers refuse 1", "of another file"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := inventory.Of([]shop.Page{page(tt.tag)}, own)
			f := judgeSRI("shop.test", files, map[string]bool{files[0].Name: tt.differs})
			if f.Outcome != tt.want || !strings.Contains(f.Message, tt.says) || len(f.Evidence) != 1 || !strings.Contains(f.Evidence[0].Quote, tt.evidence) {
				t.Errorf("judgeSRI = %+v, want %s: …%s… with %q", f, tt.want, tt.says, tt.evidence)
			}
		})
	}
}

// TestWhose: the words of a line of evidence for each kind of owner.
func TestWhose(t *testing.T) {
	for want, host := range map[string]string{"Stripe, takes payments": "js.stripe.com", "perhaps Loox, shows reviews and ratings": "loox.io", "owner not known": "x.example"} {
		o, _ := facts.OwnerOf(host)
		if got := inventory.Whose(o); got != want {
			t.Errorf("Whose(%s) = %q", host, got)
		}
	}
}

func TestSawLess(t *testing.T) {
	plain, rendered := []shop.Page{{Page: &observe.Page{}}}, []shop.Page{{Page: &observe.Page{}}, {Page: &observe.Page{Rendered: true}}}
	for _, tt := range []struct {
		name  string
		b     observe.Before
		pages []shop.Page
		want  bool
	}{
		{"all of them", observe.Before{Hosts: []string{}}, plain, false},
		{"not all of them", observe.Before{}, plain, true},
		{"without a browser", observe.Before{Hosts: []string{"a.test"}}, rendered, true},
		{"with a browser", observe.Before{Hosts: []string{"a.test"}, Rendered: true}, rendered, false},
	} {
		if got := sawLess(tt.b, tt.pages); got != tt.want {
			t.Errorf("%s: %t, want %t", tt.name, got, tt.want)
		}
	}
}
