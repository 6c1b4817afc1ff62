package software

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/inventory"
	"shopcheck/scanner/probes/shop"
)

var seenAt = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// loads makes what a home page of that HTML loads, with its files by address.
func loads(html string, files map[string]string) *loaded {
	page := &observe.Page{Method: "GET", URL: "https://shop.test/", Status: 200, Body: []byte("<!doctype html><title>Tea</title><p>Tea and more.</p>" + html), At: seenAt}
	l := &loaded{pages: []shop.Page{{Role: shop.Home, Page: page}}}
	l.scripts = inventory.Of(l.pages, func(host string) bool { return strings.HasSuffix(host, "shop.test") })
	for _, s := range l.scripts {
		if text, ok := files[s.URL]; ok {
			l.bodies = append(l.bodies, inventory.Body{Script: s, File: &observe.Page{Method: "GET", URL: s.URL, Status: 200, Body: []byte(text), At: seenAt}})
		}
	}
	return l
}

func inline(text string) *loaded { return loads("<script>"+text+"</script>", nil) }

const oldLodash = `var X,nn="4.17.4",tn=200,rn="Unsupported core-js use.";`

func TestJudgeLibraries(t *testing.T) {
	const file = "https://shop.test/a.js"
	cut := loads(`<script src="/a.js"></script>`, map[string]string{file: "x"})
	cut.bodies[0].File.Cut = true
	late := inline(oldLodash)
	late.late = stale(seenAt.Add(facts.Fresh + 30*24*time.Hour))
	lateAndNew := inline("/*! jQuery v3.7.1 | (c) */")
	lateAndNew.late = late.late
	var many strings.Builder
	for i := range 8 {
		fmt.Fprintf(&many, "/*! jQuery v1.%d.1 | (c) */", i)
	}
	for _, tt := range []struct {
		name string
		l    *loaded
		want scanner.Outcome
		says string
	}{
		{"grave", inline(oldLodash), scanner.Fail, "lodash 4.17.4 (high)"},
		{"grave, old tables", late, scanner.Warn, "lodash 4.17.4 (high)"},
		{"nothing bad, old tables", lateAndNew, scanner.Unknown, "too long ago"},
		{"medium", inline("/*! jQuery v3.4.1 | (c) */"), scanner.Warn, "jQuery 3.4.1 (medium)"},
		{"ended", inline("/*!\n * Bootstrap v3.9.9 (https://x)\n*/"), scanner.Warn, "Bootstrap 3.9.9 (no longer looked after)"},
		{"stands still", inline(`f.version="2.29.1",e=T,f.fn=p,f.min=function(){return R("isBefore"`), scanner.Warn, "Moment.js 2.29.1 (low)"},
		{"mostly servers'", inline("/*!\n\n handlebars v4.7.8\n\n*/"), scanner.Warn, "Handlebars 4.7.8 (critical, mostly on servers)"},
		{"new", inline("/*! jQuery v3.7.1 | (c) */"), scanner.Pass, "one JavaScript library"},
		{"newer than known", inline("/*! jQuery v9.0.0 | (c) */"), scanner.Pass, "one JavaScript library"},
		{"no scripts", loads("", nil), scanner.Pass, "run no scripts"},
		{"cut", cut, scanner.Unknown, "longer than is read"},
		{"not fetched", loads(`<script src="/a.js"></script>`, nil), scanner.Unknown, "limit of script files"},
		{"told by its address", loads(`<script src="/jquery-3.7.1.min.js"></script>`, nil), scanner.Pass, "one JavaScript library"},
		{"the file goes before its address", loads(`<script src="/lodash-4.17.4.js"></script>`, map[string]string{"https://shop.test/lodash-4.17.4.js": strings.Replace(oldLodash, "4.17.4", "4.18.1", 1)}), scanner.Pass, "one JavaScript library"},
		{"a certain look goes before an address", loads(`<script src="/lodash-4.17.4.js"></script><script>`+oldLodash+`</script>`, nil), scanner.Fail, "lodash 4.17.4 (high)."},
		{"a known company's", loads(`<script src="https://connect.facebook.net/x.js"></script>`, nil), scanner.Pass, "No JavaScript library"},
		{"many", inline(many.String()), scanner.Warn, " and 3 more"},
	} {
		f := tt.l.judge("shop.test")
		if f.Outcome != tt.want || !strings.Contains(f.Message, tt.says) || f.Outcome != scanner.Unknown && len(f.Evidence) == 0 || len(f.Evidence) > maxQuotes {
			t.Errorf("%s: %+v, want %s: %s", tt.name, f, tt.want, tt.says)
		}
	}
}

// TestConvictingFile: the second look is asked for by the file that is a fail.
func TestConvictingFile(t *testing.T) {
	l := loads(`<script src="/a.js"></script><script src="/b.js"></script>`, map[string]string{
		"https://shop.test/a.js": "/*! jQuery v3.4.1 | (c) */", "https://shop.test/b.js": oldLodash,
	})
	if l.convicts(l.bodies[0]) || !l.convicts(l.bodies[1]) {
		t.Error("not the file with lodash, or not it alone")
	}
}
