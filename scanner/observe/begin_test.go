package observe_test

import (
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/pretend"
)

// TestBeginning: of a long file whose server does not know the Range header the
// beginning is seen, and the rest is not fetched.
func TestBeginning(t *testing.T) {
	ar := &txtar.Archive{Comment: []byte("A shop.\n"), Files: []txtar.File{
		{Name: "GET /dump.sql", Data: []byte("HTTP/1.1 200 OK\nContent-Type: application/sql\n\n-- MySQL dump 10.13\n" + strings.Repeat("INSERT INTO `a` VALUES (1);\n", 100_000))},
		{Name: "GET /info.php", Data: []byte("HTTP/1.1 200 OK\nContent-Type: text/html\n\n<title>phpinfo()</title>\n" + strings.Repeat("<p>one more line\n", 10_000))},
	}}
	shop, err := pretend.Start(ar, pretend.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	defer shop.Close()
	site := observe.Open(t.Context(), "shop.test", shop.Options())
	defer site.Close()
	for _, tt := range []struct {
		path, begins string
		most         int
		ask          func(string) (*observe.Page, error)
	}{
		{"/dump.sql", "-- MySQL dump 10.13\n", 512, func(at string) (*observe.Page, error) { return site.Peek(t.Context(), at) }},
		{"/info.php", "<title>phpinfo()</title>", 16 << 10, func(at string) (*observe.Page, error) { return site.PeekPage(t.Context(), at) }},
	} {
		p, err := tt.ask("https://shop.test" + tt.path)
		if err != nil {
			t.Fatal(err)
		}
		if p.Status != 200 || !p.Cut || !strings.HasPrefix(string(p.Body), tt.begins) || len(p.Body) > tt.most || p.Header.Get("Content-Type") == "" || p.Peer == "" {
			t.Errorf("%s: %d, cut %t, from %q, %d bytes: %.60s", tt.path, p.Status, p.Cut, p.Peer, len(p.Body), p.Body)
		}
	}
	if used := site.Usage().Used; used.Requests != 4 {
		t.Errorf("%d requests for two beginnings", used.Requests)
	}
}
