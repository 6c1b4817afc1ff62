package shop

import (
	"strings"
	"testing"

	"shopcheck/scanner/observe"
)

func TestUnread(t *testing.T) {
	const at, shell = "https://shop.test/", `<div id="app"></div><script src="/app.js"></script>`
	for _, tt := range []struct {
		name string
		page *observe.Page
		want observe.Cause
		says string
	}{
		{"a page", &observe.Page{URL: at, Body: []byte("<h1>Tea</h1>")}, "", ""},
		{"the beginning of a page", &observe.Page{URL: at, Body: []byte("<h1>Tea</h1>"), Cut: true}, "", ""},
		{"a header alone", &observe.Page{URL: at, Cut: true}, observe.Malformed, "but not its text"},
		{"a shell", &observe.Page{URL: at, Body: []byte(shell)}, observe.NeedsBrowser, "--browser"},
		{"what a browser built", &observe.Page{URL: at, Body: []byte(`<div id="app"><h1>Tea</h1></div><script src="/app.js"></script>`), Rendered: true}, "", ""},
		{"a shell that stays one", &observe.Page{URL: at, Body: []byte(shell), Rendered: true}, observe.NeedsBrowser, "nothing came of it"},
	} {
		var cause observe.Cause
		var words string
		if err := Unread(tt.page); err != nil {
			cause, words = observe.Explain(err)
		}
		if cause != tt.want || !strings.Contains(words, tt.says) {
			t.Errorf("%s: %q %q, want %q %q", tt.name, cause, words, tt.want, tt.says)
		}
	}
}
