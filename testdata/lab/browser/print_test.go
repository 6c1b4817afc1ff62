package browser

import (
	"bytes"
	"net"
	"strings"
	"testing"

	"shopcheck/scanner/observe/browser"
)

// TestPrint: a document is printed as it is written, the same each time: no script
// in it runs, it leads nowhere, and nobody hears of it.
func TestPrint(t *testing.T) {
	near, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer near.Close()
	heard := make(chan string, 10)
	go func() {
		for {
			c, err := near.Accept()
			if err != nil {
				close(heard)
				return
			}
			heard <- c.RemoteAddr().String()
			c.Close()
		}
	}()
	b, err := browser.Start(t.Context(), installed(t))
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	text := "<title>Report</title><h1>Report</h1><table><tr><th>a</th></tr><tr><td>b</td></tr></table><p>" + strings.Repeat("It is as it was. ", 2000) + "</p>"
	there := "http://" + near.Addr().String() + "/"
	print := func(more string) string {
		var pdf bytes.Buffer
		if err := b.Print(t.Context(), []byte("<!DOCTYPE html><html lang=en><meta charset=utf-8>"+text+more+"</html>"), &pdf); err != nil {
			t.Error(err)
		}
		return pdf.String()
	}
	plain := print("")
	if !strings.HasPrefix(plain, "%PDF-") || !strings.Contains(plain, "/Title (Report)") || strings.Contains(plain, "/CreationDate") || len(plain) < 5000 {
		t.Fatalf("%d bytes: %.200q", len(plain), plain)
	}
	for _, tt := range []struct{ name, more string }{
		{"again", ""},
		{"a script", `<script>document.title = "Safe"; document.body.textContent = "Safe"; fetch("` + there + `"); location = "` + there + `";</script>`},
		{"a handler", `<svg hidden onload="document.title = 'Safe'; document.body.textContent = 'Safe'"></svg>`},
		{"asks ahead", `<link rel="preload" as="image" href="` + there + `"><link rel="dns-prefetch" href="` + there + `"><link rel="stylesheet" href="` + there + `">`},
	} {
		if got := print(tt.more); got != plain {
			t.Errorf("%s: the PDF is another one, of %d bytes, not %d", tt.name, len(got), len(plain))
		}
	}
	print(`<img src="` + there + `"><iframe src="` + there + `"></iframe><style>body{background: url(` + there + `)}</style>`)
	if near.Close(); len(heard) > 0 {
		t.Errorf("it was asked for by %s", <-heard)
	}
}
