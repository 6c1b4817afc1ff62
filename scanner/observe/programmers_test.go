package observe_test

import (
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/pretend"
)

// TestProgrammersPages: of a page by which a program explains its mistakes nothing
// is kept that it says of the shop, though any visitor gets it; of other pages that
// come with an error everything is.
func TestProgrammersPages(t *testing.T) {
	page := func(status, body string) []byte {
		return []byte("HTTP/1.1 " + status + "\nContent-Type: text/html\n\n" + body + "\n")
	}
	const said = `<script src="/app.js"></script><p>hush</p>`
	shop, err := pretend.Start(&txtar.Archive{Comment: []byte("A shop.\n"), Files: []txtar.File{
		{Name: "GET /symfony", Data: page("404 Not Found", "<h1>Symfony Exception</h1>"+said)},
		{Name: "GET /django", Data: page("500 Internal Server Error", "<code>DEBUG = True</code>"+said)},
		{Name: "GET /app", Data: page("404 Not Found", "<title>Tea</title>"+said)},
		{Name: "GET /article", Data: page("200 OK", "<h1>Symfony Exception</h1>"+said)},
	}}, pretend.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	defer shop.Close()
	site := observe.Open(t.Context(), "shop.test", shop.Options())
	defer site.Close()
	for path, kept := range map[string]bool{"/symfony": false, "/django": false, "/app": true, "/article": true} {
		p, err := site.Get(t.Context(), "https://shop.test"+path)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(string(p.Body), "hush"); got != kept || kept != strings.Contains(string(p.Body), "/app.js") || len(p.Body) == 0 {
			t.Errorf("%s: kept %q", path, p.Body)
		}
	}
}
