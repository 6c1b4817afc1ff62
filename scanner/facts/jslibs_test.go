package facts

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// versionsOf lists what was recognized: "jQuery 1.12.4".
func versionsOf(found []Sighting) []string {
	var all []string
	for _, s := range found {
		all = append(all, s.Library+" "+s.Version)
	}
	return all
}

// TestLibraryTexts holds every pattern to its texts: also alone, so that no other
// pattern of the library speaks for it.
func TestLibraryTexts(t *testing.T) {
	for _, l := range libraries().Libraries {
		for _, text := range l.Texts {
			for _, around := range []string{text.Yes, "var a=0;" + text.Yes + strings.Repeat(" ", 3000)} {
				i := strings.Index(around, text.Near)
				if i < 0 || len(text.Near) < 4 {
					t.Errorf("%s: %q does not hold %q, or that is too short", l.Name, text.Yes, text.Near)
					continue
				}
				s, ok := nearText{libraryText: &text, library: &l}.at(around, i)
				if !ok || s.Version != "1.2.3" && s.Version != "123" || !s.Exact {
					t.Errorf("%s: %q shows %q, %v", l.Name, text.Yes, s.Version, ok)
				}
			}
		}
		if len(l.Texts) > 0 && len(l.No) == 0 || len(l.Flaws) == 0 || len(l.Texts)+len(l.Files) == 0 {
			t.Errorf("%s: nothing it must not match, no flaws, or no way to recognize it", l.Name)
		}
		for _, no := range l.No {
			if found := versionsOf(LibrariesIn(no)); slices.ContainsFunc(found, func(s string) bool { return strings.HasPrefix(s, l.Name+" ") }) {
				t.Errorf("%s: %q shows %q", l.Name, no, found)
			}
		}
	}
}

func TestLibraryRows(t *testing.T) {
	if len(libraries().Source) < 10 {
		t.Error("no source")
	}
	severities, harms := []string{"critical", "high", "medium", "low"}, []Harm{"script", "code", "pollution", "other", Hang, EndOfLife}
	for _, l := range libraries().Libraries {
		for _, f := range l.Flaws {
			from, below := parseRelease(f.From), parseRelease(f.Below)
			if !slices.Contains(severities, f.Severity) || !slices.Contains(harms, f.Harm) || from.foreign || below.foreign || !from.less(below) {
				t.Errorf("%s: %+v", l.Name, f)
			}
		}
		for _, name := range slices.Concat(l.Files, l.Packages) {
			if name != strings.ToLower(name) || kindOf.MatchString(name) {
				t.Errorf("%s: no file or folder will be %q", l.Name, name)
			}
		}
	}
	for _, p := range libraries().Patched {
		fits(t, p.Library, p.Match.MatchString, p.Yes, p.No)
		if len(p.Source) < 10 || len(p.IDs) == 0 {
			t.Errorf("%s: no source, or nothing patched", p.Library)
		}
	}
}

// worstOf returns the worst severity of what speaks against a sighting.
func worstOf(s Sighting) string {
	order := []string{"critical", "high", "medium", "low"}
	best := len(order)
	for _, f := range s.Flaws() {
		best = min(best, slices.Index(order, f.Severity))
	}
	if best == len(order) {
		return ""
	}
	return order[best]
}

// TestLibrariesIn: own texts in the form of published files, in old and in
// mended versions.
func TestLibrariesIn(t *testing.T) {
	for _, tt := range []struct{ text, want, worst string }{
		{"/*! jQuery v1.12.4 | (c) jQuery Foundation | jquery.org/license */", "jQuery 1.12.4", "medium"},
		{"/*! jQuery v3.4.1 | (c) JS Foundation and other contributors */", "jQuery 3.4.1", "medium"},
		{"/*! jQuery v3.7.1 -ajax,-ajax/jsonp | (c) OpenJS */", "jQuery 3.7.1", ""},
		{"/*! jQuery v4.0.0+slim | (c) OpenJS */", "jQuery 4.0.0+slim", ""},
		{"/*! jQuery v1.12.4-aem | (c) jQuery Foundation */", "jQuery 1.12.4-aem", ""},
		{"/*! jQuery Migrate v3.4.1 | (c) OpenJS Foundation */", "jQuery Migrate 3.4.1", ""},
		{"/*\n AngularJS v1.8.3\n (c) 2010-2020 Google LLC.", "AngularJS 1.8.3", "high"},
		{"/**\n * Swiper 11.2.10\n * Most modern", "Swiper 11.2.10", "critical"},
		{"/**\n * Swiper 12.2.0\n * Most modern", "Swiper 12.2.0", ""},
		{`var X,nn="4.17.4",tn=200,rn="Unsupported core-js use.`, "lodash 4.17.4", "high"},
		{`var X,nn="4.18.1",tn=200,rn="Unsupported core-js use.`, "lodash 4.18.1", ""},
		{`{majorVersion:"4",minorVersion:"9.2",releaseDate:"x"`, "TinyMCE 4.9.2", "high"},
	} {
		found := LibrariesIn(tt.text)
		if len(found) != 1 || versionsOf(found)[0] != tt.want || worstOf(found[0]) != tt.worst {
			t.Errorf("%q: %v", tt.text, found)
		}
	}
}

// TestPatchedBuild: WordPress's jQuery has one flaw less than its number says.
func TestPatchedBuild(t *testing.T) {
	ids := func(text string) (all []string) {
		for _, f := range LibrariesIn(text)[0].Flaws() {
			all = append(all, f.IDs...)
		}
		return all
	}
	const banner = "/*! jQuery v1.12.4 | (c) jQuery Foundation | jquery.org/license"
	plain, patched := ids(banner+" */"), ids(banner+" | WordPress 2019-05-16 */")
	if !slices.Contains(plain, "CVE-2019-11358") || slices.Contains(patched, "CVE-2019-11358") || !slices.Contains(patched, "CVE-2020-11022") {
		t.Errorf("plain %q, patched %q", plain, patched)
	}
}

func TestLibrariesAt(t *testing.T) {
	for address, want := range map[string]string{
		"https://code.jquery.com/jquery-3.3.1.slim.min.js":                         "jQuery 3.3.1 exact",
		"https://code.jquery.com/ui/1.12.1/jquery-ui.min.js":                       "jQuery UI 1.12.1 exact, jQuery UI Dialog 1.12.1 exact, jQuery UI Tooltip 1.12.1 exact",
		"https://cdnjs.cloudflare.com/ajax/libs/lodash.js/4.17.4/lodash.min.js":    "lodash 4.17.4 exact",
		"https://cdn.jsdelivr.net/npm/vue@2.6.10":                                  "Vue 2.6.10 exact",
		"https://cdn.jsdelivr.net/npm/vue@2.6.10/dist/vue.min.js":                  "Vue 2.6.10 exact",
		"https://unpkg.com/swiper@8.4.7/swiper-bundle.min.js":                      "Swiper 8.4.7 exact",
		"https://maxcdn.bootstrapcdn.com/bootstrap/3.3.7/js/bootstrap.min.js":      "Bootstrap 3.3.7 exact",
		"https://ajax.googleapis.com/ajax/libs/angularjs/1.5.8/angular.min.js":     "AngularJS 1.5.8 exact",
		"https://cdn.jsdelivr.net/npm/@angular/core@12.0.0/bundles/core.umd.js":    "Angular 12.0.0 exact",
		"https://shop.test/js/jquery/jquery-1.11.0.min.js":                         "jQuery 1.11.0",
		"https://shop.test/wp-includes/js/jquery/jquery.min.js?ver=3.3.1":          "jQuery 3.3.1",
		"https://shop.test/wp-includes/js/jquery/jquery.js?ver=1.12.4-wp":          "jQuery 1.12.4-wp",
		"https://shop.test/wp-includes/js/jquery/ui/datepicker.min.js?ver=1.12.1":  "jQuery UI 1.12.1",
		"https://shop.test/assets/jquery/3.4.1/jquery.min.js":                      "jQuery 3.4.1",
		"https://cdn.jsdelivr.net/npm/swiper@11/swiper-bundle.min.js":              "",
		"https://cdn.jsdelivr.net/npm/swiper@11.2/swiper-bundle.min.js":            "",
		"https://ajax.googleapis.com/ajax/libs/jquery/1/jquery.min.js":             "",
		"https://cdnjs.cloudflare.com/ajax/libs/moment.js/2.29.1/locale/de.min.js": "",
		"https://cdn.jsdelivr.net/npm/vue@2.6.10/package.json":                     "",
		"https://shop.test/lib.js?v=1.2.3":                                         "",
		"https://shop.test/js/jquery.min.js?v=1.12.4":                              "",
		"https://shop.test/wp-content/plugins/x/swiper.min.js?ver=8.4.5":           "",
		"https://shop.test/wp-includes/js/wp-embed.min.js?ver=5.2.1":               "",
		"https://shop.test/themes/1.2.3/jquery.min.js":                             "",
		"https://shop.test/static/version1.2.3/frontend/jquery.js":                 "",
		"https://shop.test/js/jquery.fancybox-1.3.4.js":                            "",
		"https://shop.test/js/jquery-ui-timepicker-addon-1.2.3.js":                 "",
		"https://shop.test/":    "",
		"https://shop.test/%zz": "",
		"":                      "",
	} {
		var got []string
		for _, s := range LibrariesAt(address) {
			name := s.Library + " " + s.Version
			if s.Exact {
				name += " exact"
			}
			got = append(got, name)
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
}

func TestReleases(t *testing.T) {
	for _, order := range [][]string{
		{"", "0.9", "1.0RC2", "1.0", "1.0.1", "1.9.0b1", "1.9.0", "1.10.0", "3.0.0-alpha.1", "3.0.0-beta1", "3.0.0-rc.1", "3.0.0-rc.1.1", "3.0.0-rc.2", "3.0.0", "3.0.1"},
		{"1.0.0.beta.3", "1.0.0.rc.1", "1.0.0"},
	} {
		for i := range order {
			for j := range order {
				if got := parseRelease(order[i]).less(parseRelease(order[j])); got != (i < j) {
					t.Errorf("%q before %q: %v", order[i], order[j], got)
				}
			}
		}
	}
	if parseRelease("1.8").less(parseRelease("1.8.0")) || parseRelease("1.8.0").less(parseRelease("1.8")) {
		t.Error("1.8 is not 1.8.0")
	}
	for version, foreign := range map[string]bool{"1.12.4-wp": true, "1.8.4-nes.1": true, "2.9.1+dfsg-2": true, "4.0.0+slim": false, "1.0.0-rc.1": false, "x": true} {
		if parseRelease(version).foreign != foreign {
			t.Errorf("%q: foreign is not %v", version, foreign)
		}
	}
}

// FuzzLibrariesIn: no text makes it fail, and what it says is in the text.
func FuzzLibrariesIn(f *testing.F) {
	for _, l := range libraries().Libraries {
		for _, text := range l.Texts {
			f.Add(text.Yes)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, s := range LibrariesIn(text) {
			if s.Version == "" || s.Quote == "" || len(s.Quote) > maxSightLen+len("…") {
				t.Errorf("%q: %+v", text, s)
			}
			s.Flaws()
		}
	})
}

func FuzzLibrariesAt(f *testing.F) {
	f.Add("https://cdn.jsdelivr.net/npm/@a/vue@2.6.10/dist/vue.min.js?ver=1.2.3")
	f.Add("//@@/.js")
	f.Fuzz(func(t *testing.T, address string) {
		for _, s := range LibrariesAt(address) {
			s.Flaws()
		}
	})
}

// minified is text in the manner of files that were made small, with the beginnings
// that patterns look for as often as real files have them.
func minified(size int) string {
	const code = `function a(e,t){return e.version?t.fn.init(e):new n("x",{key:"VERSION",value:1.25,b:e&&t.prototype={jquery:e}})}var r="object"==typeof o;`
	var out strings.Builder
	for i := 0; out.Len() < size; i++ {
		fmt.Fprintf(&out, "%s/*! jQuery %d */", code, i)
	}
	return out.String()[:size]
}

func BenchmarkLibrariesIn(b *testing.B) {
	text := minified(5 << 20)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		LibrariesIn(text)
	}
}

// TestHostileLibraries: a text that is nothing but beginnings costs little more.
func TestHostileLibraries(t *testing.T) {
	for _, l := range libraries().Libraries {
		for _, text := range l.Texts {
			hostile := strings.Repeat(text.Near, (1<<20)/len(text.Near))
			if begin := time.Now(); len(LibrariesIn(hostile)) > maxSights || time.Since(begin) > 2*time.Second {
				t.Errorf("%s: %q repeated takes %v", l.Name, text.Near, time.Since(begin))
			}
		}
	}
}
