package observe_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"shopcheck/scanner/observe"
)

// TestRenderWithoutABrowser: a scan that has none leaves rendering out, and is as if
// nobody had asked for it.
func TestRenderWithoutABrowser(t *testing.T) {
	site := open(t, "A shop.\n")
	_, err := site.Render(t.Context(), "https://shop.test/login")
	if cause, words := observe.Explain(err); cause != observe.LeftOut {
		t.Errorf("%q (%s)", cause, words)
	}
	if looks := site.Looks(); len(looks) > 0 {
		t.Errorf("there are looks: %v", looks)
	}
	_, err = observe.Replay("shop.test", nil).Render(t.Context(), "https://shop.test/login")
	if cause, words := observe.Explain(err); cause != observe.LeftOut {
		t.Errorf("replayed: %q (%s)", cause, words)
	}
}

// kept makes a look from its question and its page.
func kept(t *testing.T, question string, p *observe.Page) observe.Look {
	t.Helper()
	reply, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return observe.Look{Question: question, Reply: reply}
}

func TestRenderedLooks(t *testing.T) {
	page := &observe.Page{Method: "GET", URL: "https://shop.test/pay", Status: 200, Header: http.Header{"Content-Type": {"text/html"}}, Body: []byte("<p>Pay")}
	shown := &observe.Page{
		Method: "GET", URL: page.URL, Status: 200, Header: page.Header, Body: []byte("<form>"), Rendered: true,
		Requests: []observe.Request{{Method: "GET", URL: "https://cdn.test/a.js", Type: "script", Sent: true}},
	}
	looks := observe.Looks{
		kept(t, "GET https://shop.test/pay", page), kept(t, "RENDER https://shop.test/pay", shown), kept(t, "again RENDER https://shop.test/pay", shown),
		{Question: "RENDER https://shop.test/cart", Failure: &observe.Failure{Cause: observe.Timeout, Words: "too late"}},
	}
	if why := looks.Unrendered(); len(why) != 1 || why[0].Words != "too late" || !looks.Rendered() {
		t.Errorf("unrendered: %v, rendered %v", why, looks.Rendered())
	}
	plain := looks.Plain()
	if len(plain) != 1 || plain[0].Question != "GET https://shop.test/pay" || plain.Rendered() || len(looks) != 4 {
		t.Errorf("plain: %v", plain)
	}
	site := observe.Replay("shop.test", looks)
	got, err := site.Render(t.Context(), "https://shop.test/pay#card")
	if err != nil || !got.Rendered || !slices.Equal(got.Requests, shown.Requests) {
		t.Fatalf("%+v, %v", got, err)
	}
	if _, err := site.Again().Render(t.Context(), "https://shop.test/pay"); err != nil {
		t.Error(err)
	}
	if _, err := site.Render(t.Context(), "https://shop.test/cart"); err == nil || err.Error() != "too late" {
		t.Errorf("the cart: %v", err)
	}
	for _, tt := range []struct {
		e      observe.Evidence
		source string
		again  string
	}{
		{got.Evidence("<form>"), "GET https://shop.test/pay, as a browser builds it", "chromium --headless "},
		{got.Evidence("form: POST to https://shop.test/buy"), "GET https://shop.test/pay, as a browser builds it", "chromium --headless "},
		{got.Evidence("Content-Type: text/html"), "GET https://shop.test/pay", "curl -si "},
		{got.Quote("Content-Type"), "GET https://shop.test/pay", "curl -si "},
		{got.Quote("Referrer-Policy"), "GET https://shop.test/pay", "curl -si "},
		{page.Evidence("<p>Pay"), "GET https://shop.test/pay", "curl -si "},
	} {
		if tt.e.Source != tt.source || !strings.HasPrefix(tt.e.Again, tt.again) || !strings.HasSuffix(tt.e.Again, " https://shop.test/pay") {
			t.Errorf("%q: from %q, again %q", tt.e.Quote, tt.e.Source, tt.e.Again)
		}
	}
}
