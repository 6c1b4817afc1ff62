package header

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestDictionary(t *testing.T) {
	for _, tt := range []struct {
		name, field string
		want        map[string]string
	}{
		{"empty", "", map[string]string{}},
		{"spaces", "   ", map[string]string{}},
		{"lists", `camera=(), geolocation=(self "https://maps.test")`, map[string]string{"camera": "()", "geolocation": `(self "https://maps.test")`}},
		{"spaces inside and between", "camera=(  self  )\t , \tusb=*", map[string]string{"camera": "(  self  )", "usb": "*"}},
		{"no spaces", "camera=(),usb=self", map[string]string{"camera": "()", "usb": "self"}},
		{"keys alone", "camera, usb;a=1", map[string]string{"camera": "", "usb": ""}},
		{"parameters", `camera=(self;x "a";y=?0);report-to=main;z, usb=*; a=1`, map[string]string{"camera": `(self;x "a";y=?0)`, "usb": "*"}},
		{"the last of two alike", "usb=(), usb=*", map[string]string{"usb": "*"}},
		{"every type", `a=1, b=-1.25, c="s\"\\", d=to/k:en, e=:aGk=:, f=?1, g=@1659578233, h=%"f%c3%bc"`, map[string]string{"a": "1", "b": "-1.25", "c": `"s\"\\"`, "d": "to/k:en", "e": ":aGk=:", "f": "?1", "g": "@1659578233", "h": `%"f%c3%bc"`}},
		{"an address without quotes is a token", "usb=(https://a.test)", map[string]string{"usb": "(https://a.test)"}},
		{"a comma at the end", "usb=(),", nil},
		{"two commas", "usb=(),, camera=()", nil},
		{"a semicolon at the end", "usb=();", nil},
		{"semicolons for commas", "usb=(); camera=()", nil},
		{"the older header's way", "usb 'none'; camera 'self'", nil},
		{"single quotes", "usb='self'", nil},
		{"capitals in a key", "Camera=()", nil},
		{"spaces around the sign", "usb = ()", nil},
		{"an open list", "usb=(self", nil},
		{"a list that nobody opened", "usb=self)", nil},
		{"commas in a list", "usb=(self, *)", nil},
		{"values side by side", `usb=("a""b")`, nil},
		{"an open string", `usb="a`, nil},
		{"a wrong escape", `usb="\a"`, nil},
		{"letters of other alphabets", `usb="é"`, nil},
		{"too many digits", "a=1234567890123456", nil},
		{"too many places", "a=1.2345", nil},
		{"a point at the end", "a=1.", nil},
		{"no value", "usb=", nil},
		{"a line break", "usb=()\n", nil},
		{"no key", "=()", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, ok := dictionary(tt.field); ok != (tt.want != nil) || ok && !maps.Equal(got, tt.want) {
				t.Errorf("dictionary(%q) = %q, %t, want %q", tt.field, got, ok, tt.want)
			}
		})
	}
}

func TestStructuredWord(t *testing.T) {
	for field, want := range map[string]string{
		"same-origin":                          "same-origin",
		" same-origin ":                        "same-origin",
		`same-origin; report-to="coop"`:        "same-origin",
		"unsafe-none;a;b=?1":                   "unsafe-none",
		"Same-Origin":                          "Same-Origin",
		`"same-origin"`:                        "",
		"'same-origin'":                        "",
		"same-origin, same-origin":             "",
		"same-origin;":                         "",
		"same-origin; report-to='coop'":        "",
		"same-origin unsafe-none":              "",
		"?1":                                   "",
		"":                                     "",
		`same-origin ; report-to="coop"`:       "",
		`same-origin; Report-To="coop"`:        "",
		"same-origin-allow-popups;report-to=x": "same-origin-allow-popups",
	} {
		if got := structuredWord(field); got != want {
			t.Errorf("structuredWord(%q) = %q, want %q", field, got, want)
		}
	}
}

// FuzzDictionary: what is read and written again is read as the same, and keys
// are such as the standard knows.
func FuzzDictionary(f *testing.F) {
	for _, seed := range []string{`camera=(), geolocation=(self "https://maps.test");r=a`, "usb=*, usb", `a=%"f%c3", b=:aa=:;c=?1`, "usb 'none'; camera", `a="\\"`} {
		f.Add(seed)
	}
	key := regexp.MustCompile(`^[a-z*][a-z0-9_.*-]*$`)
	f.Fuzz(func(t *testing.T, field string) {
		members, ok := dictionary(field)
		if !ok {
			return
		}
		var again []string
		for _, name := range slices.Sorted(maps.Keys(members)) {
			if !key.MatchString(name) {
				t.Errorf("%q has the key %q", field, name)
			}
			if value := members[name]; value != "" {
				name += "=" + value
			}
			again = append(again, name)
		}
		if got, ok := dictionary(strings.Join(again, ",")); !ok || !maps.Equal(got, members) {
			t.Errorf("%q is %q, which written again is %q, %t", field, members, got, ok)
		}
	})
}
