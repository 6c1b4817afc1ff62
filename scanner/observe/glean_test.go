package observe

import (
	"regexp"
	"strings"
	"testing"
)

// TestGleanKeepsOneFact: of a page that is asked for one fact nothing else is kept,
// and only paths that nobody links to are counted as such.
func TestGleanKeepsOneFact(t *testing.T) {
	shop := startRaw(t, sends("HTTP/1.1 200 OK\nSet-Cookie: sid=hunter2\n\npassword: hunter2\nStable: 1.2.3\nhunter2"+strings.Repeat("x", 100<<10)+"\nStable: 9.9.9\n"))
	site := shop.site(t, Options{})
	form := regexp.MustCompile(`(?m)^Stable: (\d+\.\d+\.\d+)\b`)
	for i, ask := range []func() (*Page, error){
		func() (*Page, error) { return site.Glean(t.Context(), "http://shop.test/feed/", form) },
		func() (*Page, error) { return site.PeekFor(t.Context(), "http://shop.test/readme.txt", form) },
	} {
		p, err := ask()
		if err != nil || string(p.Body) != "Stable: 1.2.3" || strings.Contains(p.Header.Get("Set-Cookie"), "hunter2") {
			t.Errorf("got %q, %v, %v", p.Body, p.Header, err)
		}
		if got := site.Usage().Used.Paths; got != i {
			t.Errorf("%d requests were counted as for unlinked paths, want %d", got, i)
		}
	}
	for _, look := range site.Looks() {
		if strings.Contains(string(look.Reply), "hunter2") {
			t.Errorf("%s keeps more: %s", look.Question, look.Reply)
		}
	}
	p, err := Replay("shop.test", site.Looks()).Glean(t.Context(), "http://shop.test/feed/", form)
	if err != nil || string(p.Body) != "Stable: 1.2.3" {
		t.Errorf("replayed: %v, %v", p, err)
	}
}

// TestGleanFindsNothing: a page without the fact, or that comes from a shop's
// protection, gives none.
func TestGleanFindsNothing(t *testing.T) {
	form := regexp.MustCompile(`Stable: \d`)
	p, err := startRaw(t, sends("HTTP/1.1 200 OK\n\nhunter2")).site(t, Options{}).Glean(t.Context(), "http://shop.test/feed/", form)
	if err != nil || len(p.Body) != 0 {
		t.Errorf("got %v, %v", p, err)
	}
	p, err = startRaw(t, sends("HTTP/1.1 403 Forbidden\nCf-Mitigated: challenge\n\nStable: 1")).site(t, Options{}).Glean(t.Context(), "http://shop.test/feed/", form)
	if cause(err) != Blocked {
		t.Errorf("a challenge: %v, %v", p, err)
	}
}

// TestMayPeek: only whoever may scan a shop may ask for what it does not link to,
// and a replay asks nothing.
func TestMayPeek(t *testing.T) {
	for _, may := range []bool{true, false} {
		site := Open(t.Context(), "shop.test", Options{Unlinked: may})
		defer site.Close()
		if got := site.MayPeek(); got != may {
			t.Errorf("MayPeek = %t, want %t", got, may)
		}
	}
	if !Replay("shop.test", nil).MayPeek() {
		t.Error("a replay may not tell what was seen")
	}
}
