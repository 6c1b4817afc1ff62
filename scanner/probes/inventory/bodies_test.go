package inventory

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/pretend"
	"shopcheck/scanner/probes/shop"
)

// scripted is a shop with eight scripts on its home page and eight on its
// checkout, every second one of another company.
func scripted() *txtar.Archive {
	const head = "HTTP/1.1 200 OK\nContent-Type: text/html\nReferrer-Policy: no-referrer\n\n"
	files := []txtar.File{
		{Name: "dns", Data: []byte("cdn.other.test. A 192.0.2.30\n")},
		{Name: "GET https://cdn.other.test/*", Data: []byte("HTTP/1.1 200 OK\nContent-Type: text/javascript\n\n\"{{path}}\"\n")},
		{Name: "GET /own/*", Data: []byte("HTTP/1.1 200 OK\nContent-Type: text/javascript\n\n\"{{path}}\"\n")},
	}
	for path, role := range map[string]string{"/": "home", "/checkout": "pay"} {
		var body strings.Builder
		for i := range 4 {
			fmt.Fprintf(&body, `<script src="/own/%s%d.js"></script><script src="https://cdn.other.test/%s%d.js"></script>`, role, i, role, i)
		}
		files = append(files, txtar.File{Name: "GET " + path, Data: []byte(head + "<title>" + role + `</title><p><a href="/checkout">Checkout</a>` + body.String() + "\n")})
	}
	return &txtar.Archive{Comment: []byte("A shop with many scripts.\n"), Files: files}
}

// open starts a shop and opens a Site on it.
func open(t *testing.T) (*observe.Site, context.Context) {
	t.Helper()
	s, err := pretend.Start(scripted(), pretend.Settings{Now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	site := observe.Open(t.Context(), s.Domain(), s.Options())
	t.Cleanup(site.Close)
	return site, t.Context()
}

// TestBodies: the scripts of the payment page come first, of these other
// companies', and no more than the scan may fetch; a replayed scan gets the same.
func TestBodies(t *testing.T) {
	site, ctx := open(t)
	read := func(site *observe.Site) (got []string) {
		found, err := shop.Find(ctx, site)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range Bodies(ctx, site, Of(found.Pages, site.Own)) {
			if b.Err != nil {
				t.Errorf("%s: %v", b.URL, b.Err)
				continue
			}
			got = append(got, strings.Trim(string(b.File.Body), "\"\n"))
		}
		return got
	}
	want := []string{
		"/pay0.js", "/pay1.js", "/pay2.js", "/pay3.js", "/own/pay0.js", "/own/pay1.js", "/own/pay2.js", "/own/pay3.js",
		"/home0.js", "/home1.js",
	}
	if diff := cmp.Diff(want, read(site)); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if diff := cmp.Diff(want, read(site)); diff != "" {
		t.Errorf("asked again: want -, got +:\n%s", diff)
	}
	if diff := cmp.Diff(want, read(observe.Replay(site.Domain(), site.Looks()))); diff != "" {
		t.Errorf("replayed: want -, got +:\n%s", diff)
	}
	if used := site.Usage().Used.Scripts; used != len(want) {
		t.Errorf("%d files were fetched", used)
	}
}

// TestRememberNoTill: of a checkout that only asks customers to log in, or of which
// only a part was read, nothing is remembered: all else would seem new later.
func TestRememberNoTill(t *testing.T) {
	const head = "HTTP/1.1 200 OK\nContent-Type: text/html\n\n<title>Checkout</title>" + `<p>Log in to order tea.<script src="/a.js"></script>`
	for name, body := range map[string]string{
		"behind a login": `<form method=post action="/login"><input type=password name=p></form>`,
		"too much":       strings.Repeat("<i></i>", 30_000),
	} {
		t.Run(name, func(t *testing.T) {
			s, err := pretend.Start(&txtar.Archive{Files: []txtar.File{{Name: "GET /checkout", Data: []byte(head + body + "\n")}}}, pretend.Settings{Now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(s.Close)
			site := observe.Open(t.Context(), s.Domain(), s.Options())
			t.Cleanup(site.Close)
			if got := Remember(t.Context(), site); got.At.IsZero() || got.Payment != nil || got.Headers != nil {
				t.Errorf("remembered: %+v", got)
			}
		})
	}
}

// TestRememberBlind: where a page did not come, hosts that only it names would seem new
// later; a shop without any has none, and that is remembered.
func TestRememberBlind(t *testing.T) {
	now := pretend.Settings{Now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)}
	const home = "HTTP/1.1 200 OK\nContent-Type: text/html\n\n<title>Tea</title><p>Tea.<a href=\"/checkout\">Checkout</a>"
	for name, tt := range map[string]struct {
		checkout string
		want     []string
	}{
		"no such page": {"HTTP/1.1 404 Not Found\nContent-Type: text/html\n\nNo.\n", []string{}},
		"turned away":  {"HTTP/1.1 403 Forbidden\nContent-Type: text/html\n\nNo.\n", nil},
	} {
		s, err := pretend.Start(&txtar.Archive{Files: []txtar.File{{Name: "GET /", Data: []byte(home)}, {Name: "GET /checkout", Data: []byte(tt.checkout)}}}, now)
		if err != nil {
			t.Fatal(err)
		}
		site := observe.Open(t.Context(), s.Domain(), s.Options())
		if got := Remember(t.Context(), site); got.At.IsZero() || !cmp.Equal(got.Hosts, tt.want) {
			t.Errorf("%s: remembered hosts %#v, want %#v", name, got.Hosts, tt.want)
		}
		site.Close()
		s.Close()
	}
}

// TestRemember: what a run's looks say is what the run saw.
func TestRemember(t *testing.T) {
	site, ctx := open(t)
	got := Remember(ctx, site)
	if len(got.Payment) != 8 || !slices.Contains(got.Payment, "https://cdn.other.test/pay0.js") || got.At.IsZero() {
		t.Errorf("payment: %q at %v", got.Payment, got.At)
	}
	if diff := cmp.Diff([]string{"cdn.other.test"}, got.Hosts); diff != "" {
		t.Errorf("hosts: want -, got +:\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Referrer-Policy: no-referrer"}, got.Headers); diff != "" {
		t.Errorf("headers: want -, got +:\n%s", diff)
	}
	if diff := cmp.Diff(got, Remember(ctx, observe.Replay(site.Domain(), site.Looks()))); diff != "" {
		t.Errorf("alive -, replayed +:\n%s", diff)
	}
	if diff := cmp.Diff(observe.Before{}, Remember(ctx, observe.Replay("nothing.test", nil))); diff != "" {
		t.Errorf("of nothing: want -, got +:\n%s", diff)
	}
}

// TestBodiesTwice: a second look asks for one file, the first that convicts, and
// says of the others only what the first look said.
func TestBodiesTwice(t *testing.T) {
	site, ctx := open(t)
	found, err := shop.Find(ctx, site)
	if err != nil {
		t.Fatal(err)
	}
	scripts := Of(found.Pages, site.Own)
	own := func(b Body) bool { return b.Own }
	read := len(BodiesTwice(ctx, site, scripts, own))
	used := site.Usage().Used.Scripts
	again := BodiesTwice(ctx, site.Again(), scripts, own)
	if spent := site.Usage().Used.Scripts - used; spent != 1 {
		t.Errorf("the second look fetched %d files, want 1", spent)
	}
	if bad := slices.DeleteFunc(slices.Clone(again), func(b Body) bool { return !b.Own }); len(bad) != 1 || bad[0].File == nil || len(again) == read {
		t.Errorf("of %d files the second look has %d, of which %d convict", read, len(again), len(bad))
	}
	gone := BodiesTwice(ctx, site.Again(), nil, own)
	if len(gone) != 0 {
		t.Errorf("%d files that no page names any more", len(gone))
	}
}
