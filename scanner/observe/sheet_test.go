package observe

import (
	"slices"
	"testing"
)

func TestSheetParts(t *testing.T) {
	for _, tt := range []struct {
		name, css string
		inline    bool
		want      []string
	}{
		{"a picture", `p { color: red; background: URL(a.png) no-repeat, url( "b.png" ) }`, false, []string{"background a.png", "background b.png"}},
		{"a font", `@font-face { font-family: x; src: local("x"), url('x.woff2') format("woff2"); } p { list-style: url(a) }`, false, []string{"font x.woff2", "background a"}},
		{"in a medium", `@media print { p { background: url(a) } @font-face { src: url(f) } q { cursor: url(b), auto } }`, false, []string{"background a", "font f", "background b"}},
		{"nested", `p { background: url(a); q { background: url(b) } ; color: red }`, false, []string{"background a", "background b"}},
		{"not closed", `p { background: url(a`, false, []string{"background a"}},
		{"not ended", `p { background: url(a)`, false, []string{"background a"}},
		{"of an attribute", `color: red; background-image: url(a); mask: url(b)`, true, []string{"background a", "background b"}},
		{"a semicolon in an address", `p { background: url(data:image/svg+xml;utf8,<svg/>); color: red; cursor: url("a;b}") }`, false, []string{"background data:image/svg+xml;utf8,<svg/>", "background a;b}"}},
		{"a set", `p { background: image-set(url(a) 1x, url(b) 2x) }`, false, []string{"background a", "background b"}},
		{"names of languages", `@namespace svg url(http://www.w3.org/2000/svg); @namespace "http://x.test/"; p { color: red }`, false, nil},
		{"imported", `@import url(a.css); p { }`, false, nil},
		{"a selector", `a[href="url(http://x.test/)"], b:not(url(c)) { color: red }`, false, nil},
		{"a condition", `@supports (background: url(a)) { p { color: red } }`, false, nil},
		{"of its own kind", `:root { --logo: url(a); --x: { background: url(b) } }`, false, []string{"background b"}},
		{"a remark", `/* p { background: url(a) } */ p { /* */ --x: url(b); /* background: url(c); */ color: red }`, false, nil},
		{"a remark that never ends", `p { background: url(a); /* `, false, []string{"background a"}},
		{"text", `p::after { content: "url(a) \" url(b)"; quotes: 'url(c)' }`, false, nil},
		{"another name", `p { background: my-url(a) curl(b) }`, false, nil},
		{"no declaration", `url(a)`, false, nil},
		{"blocks closed too often", `} } p { background: url(a) } }`, false, []string{"background a"}},
		{"nothing", ``, false, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			sheetParts(tt.css, tt.inline, func(kind, address string) { got = append(got, kind+" "+address) })
			if !slices.Equal(got, tt.want) {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func FuzzSheetParts(f *testing.F) {
	f.Add(`@font-face{src:url("a")}p{background:url(b);--x:url(c)}/**/`, false)
	f.Add(`mask:url('\`, true)
	f.Fuzz(func(t *testing.T, css string, inline bool) {
		length := 0
		sheetParts(css, inline, func(kind, address string) {
			if length += len(address); kind != "background" && kind != "font" || length > len(css) {
				t.Fatalf("%s %q", kind, address)
			}
		})
	})
}
