package hsts

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

var at = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func page(url string, orders ...string) *observe.Page {
	p := &observe.Page{Method: "GET", URL: url, Status: 200, Header: http.Header{}, At: at}
	for _, o := range orders {
		p.Header.Add(header, o)
	}
	return p
}

func TestParse(t *testing.T) {
	const s = time.Second
	for _, tt := range []struct {
		name, value string
		want        order
		ok          bool
	}{
		{"plain", "max-age=31536000", order{maxAge: year}, true},
		{"everything", "max-age=31536000; includeSubDomains; preload", order{year, true, true}, true},
		{"other case", "MAX-AGE=5;INCLUDESUBDOMAINS", order{maxAge: 5 * s, subdomains: true}, true},
		{"quoted", `max-age="300"`, order{maxAge: 300 * s}, true},
		{"spaces and empty directives", " ; max-age = 300 ;; ", order{maxAge: 300 * s}, true},
		{"unknown directives", `max-age=300; report-uri="https://r.test/;a=\"b\""; foo; bar=baz`, order{maxAge: 300 * s}, true},
		{"zero", "max-age=0", order{}, true},
		{"more than any number holds", "max-age=99999999999999999999999", order{maxAge: longest}, true},
		{"preload with a value is unknown to the RFC", "max-age=300; preload=yes", order{maxAge: 300 * s, preload: true}, true},
		{"empty", "", order{}, false},
		{"no max-age", "includeSubDomains", order{}, false},
		{"max-age without value", "max-age", order{}, false},
		{"max-age is no number", "max-age=1y", order{}, false},
		{"negative", "max-age=-1", order{}, false},
		{"with a sign", "max-age=+1", order{}, false},
		{"empty quotes", `max-age=""`, order{}, false},
		{"open quotes", `max-age="300`, order{}, false},
		{"twice", "max-age=300; max-age=300", order{}, false},
		{"unknown twice", "max-age=300; foo; FOO", order{}, false},
		{"subdomains twice", "max-age=300; includeSubDomains; includesubdomains", order{}, false},
		{"subdomains with a value", "max-age=300; includeSubDomains=true", order{}, false},
		{"commas instead of semicolons", "max-age=300, includeSubDomains", order{}, false},
		{"two joined by a proxy", "max-age=300, max-age=300", order{}, false},
		{"spaces instead of semicolons", "max-age=300 includeSubDomains", order{}, false},
		{"colon instead of equals", "max-age:300", order{}, false},
		{"value quoted as a whole", `"max-age=300"`, order{}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, ok := parse(tt.value); ok != tt.ok || ok && got != tt.want {
				t.Errorf("parse(%q) = %+v, %t, want %+v, %t", tt.value, got, ok, tt.want, tt.ok)
			}
		})
	}
}

func TestJudge(t *testing.T) {
	const home = "https://shop.test/"
	const na = scanner.NotApplicable
	for _, tt := range []struct {
		name         string
		page         *observe.Page
		present, age scanner.Outcome
	}{
		{"a year", page(home, "max-age=31536000"), scanner.Pass, scanner.Pass},
		{"a second less", page(home, "max-age=31535999"), scanner.Pass, scanner.Warn},
		{"half a year", page(home, "max-age=15552000"), scanner.Pass, scanner.Warn},
		{"a second less than half", page(home, "max-age=15551999"), scanner.Pass, scanner.Fail},
		{"switched off", page(home, "max-age=0"), scanner.Fail, scanner.Fail},
		{"absent", page(home), scanner.Fail, na},
		{"invalid", page(home, "max-age=31536000, includeSubDomains"), scanner.Fail, na},
		{"two alike", page(home, "max-age=31536000", "max-age=31536000"), scanner.Warn, scanner.Pass},
		{"the first counts: short", page(home, "max-age=300", "max-age=31536000"), scanner.Warn, scanner.Fail},
		{"the first counts: invalid", page(home, "max-age", "max-age=31536000"), scanner.Fail, na},
		{"the first counts: off", page(home, "max-age=0", "max-age=31536000"), scanner.Fail, scanner.Fail},
		{"not over HTTPS", page("http://shop.test/", "max-age=31536000"), na, na},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := judgePresent(tt.page); got.Outcome != tt.present || len(got.Evidence) != 1 {
				t.Errorf("judgePresent = %+v, want %s with one quote", got, tt.present)
			}
			if got := judgeAge(tt.page); got.Outcome != tt.age || len(got.Evidence) != 1 {
				t.Errorf("judgeAge = %+v, want %s with one quote", got, tt.age)
			}
			if got, want := InForce(tt.page), tt.present == scanner.Pass || tt.present == scanner.Warn; got != want {
				t.Errorf("InForce = %t, want %t", got, want)
			}
		})
	}
}

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{
		year: "365 days", 36 * time.Hour: "1 day", 2 * time.Hour: "2 hours", 90 * time.Second: "1 minute", 59 * time.Second: "59 seconds", longest: "ten years or more",
	} {
		if got := span(d); got != want {
			t.Errorf("span(%s) = %q, want %q", d, got, want)
		}
	}
}

func TestJudgePreload(t *testing.T) {
	const good = "max-age=31536000; includeSubDomains; preload"
	moved := func(to string) *observe.Page {
		p := page("http://shop.test/")
		p.Status = 301
		p.Header.Set("Location", to)
		return p
	}
	right := moved("https://shop.test/")
	apex, www := page("https://shop.test/", good), page("https://www.shop.test/", good)
	for _, tt := range []struct {
		name              string
		page, apex, plain *observe.Page
		want              scanner.Outcome
		says              string
	}{
		{"not wanted", page("https://shop.test/", "max-age=300"), nil, nil, scanner.Pass, "does not ask"},
		{"no order", page("https://shop.test/"), nil, nil, scanner.NotApplicable, "no order"},
		{"not encrypted", page("http://shop.test/", good), nil, nil, scanner.NotApplicable, "not encrypted"},
		{"conditions met", apex, apex, right, scanner.Pass, "meets their conditions"},
		{"nobody at the plain address", apex, apex, nil, scanner.Pass, "meets their conditions"},
		{"too short", page("https://shop.test/", "max-age=31535999; includeSubDomains; preload"), nil, right, scanner.Warn, "less than the year"},
		{"no names below", page("https://shop.test/", "max-age=31536000; preload"), nil, right, scanner.Warn, "not for all names"},
		{"www first", apex, apex, moved("https://www.shop.test/"), scanner.Warn, "plain address"},
		{"plain content", apex, apex, page("http://shop.test/"), scanner.Warn, "plain address"},
		{"relative redirect", apex, apex, moved("/shop"), scanner.Warn, "plain address"},
		{"www with its domain", www, apex, right, scanner.Pass, "meets their conditions"},
		{"www alone", www, page("https://shop.test/"), right, scanner.Warn, "its domain itself"},
		{"www alone asks", www, page("https://shop.test/", "max-age=31536000; includeSubDomains"), right, scanner.Warn, "its domain itself"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.apex == nil {
				tt.apex = tt.page
			}
			got := judgePreload(tt.page, tt.apex, tt.plain)
			if got.Outcome != tt.want || !strings.Contains(got.Message, tt.says) {
				t.Errorf("judgePreload = %s %q, want %s saying %q", got.Outcome, got.Message, tt.want, tt.says)
			}
		})
	}
}
