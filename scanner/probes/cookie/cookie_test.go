package cookie

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

var at = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func page(path string, cookies ...string) shop.Page {
	return shop.Page{Page: &observe.Page{Method: "GET", URL: "https://shop.test" + path, Status: 200, Header: http.Header{"Set-Cookie": cookies}, At: at}}
}

// said writes findings in short.
func said(found []scanner.Finding, err error) []string {
	if err != nil {
		cause, _ := observe.Explain(err)
		return []string{string(cause)}
	}
	var out []string
	for _, f := range found {
		out = append(out, string(f.Outcome)+" "+f.Subject+" < "+f.Evidence[0].Source)
	}
	return out
}

func TestJudgeSecure(t *testing.T) {
	const good, bad = "PHPSESSID=[masked 8]; Path=/; Secure; HttpOnly", "PHPSESSID=[masked 8]; Path=/"
	for _, tt := range []struct {
		name  string
		pages []shop.Page
		want  []string
	}{
		{"no cookies", []shop.Page{page("/")}, []string{"not-found"}},
		{"secure", []shop.Page{page("/", good)}, []string{"pass https://shop.test/ cookie PHPSESSID < GET https://shop.test/"}},
		{"not secure", []shop.Page{page("/", bad)}, []string{"fail https://shop.test/ cookie PHPSESSID < GET https://shop.test/"}},
		{"the worst of two pages, named for the first", []shop.Page{page("/", good), page("/login", bad)}, []string{"fail https://shop.test/ cookie PHPSESSID < GET https://shop.test/login"}},
		{"the worst of one page", []shop.Page{page("/", good, bad)}, []string{"fail https://shop.test/ cookie PHPSESSID < GET https://shop.test/"}},
		{"two cookies", []shop.Page{page("/", good), page("/login", "token=[masked 11]")}, []string{
			"pass https://shop.test/ cookie PHPSESSID < GET https://shop.test/", "warn https://shop.test/login cookie token < GET https://shop.test/login",
		}},
		{"a guess with a value too short to recognise anybody", []shop.Page{page("/", "token=[masked 10]")}, []string{"warn https://shop.test/ other cookies < GET https://shop.test/"}},
		{"names differ by case", []shop.Page{page("/", good, "phpsessid=x")}, []string{
			"pass https://shop.test/ cookie PHPSESSID < GET https://shop.test/", "fail https://shop.test/ cookie phpsessid < GET https://shop.test/",
		}},
		{"the last of one page counts", []shop.Page{page("/", bad, good)}, []string{"pass https://shop.test/ cookie PHPSESSID < GET https://shop.test/"}},
		{"set, then removed", []shop.Page{page("/", bad, "PHPSESSID=; Path=/; Max-Age=0")}, []string{"not-found"}},
		{"for another host", []shop.Page{page("/", bad+"; Domain=cdn.test")}, []string{"not-found"}},
		{"for the domain", []shop.Page{page("/", bad+"; Domain=.shop.test")}, []string{"fail https://shop.test/ cookie PHPSESSID < GET https://shop.test/"}},
		{"removed on a page", []shop.Page{page("/", "PHPSESSID=deleted; Max-Age=0")}, []string{"not-found"}},
		{"removed by date, set elsewhere", []shop.Page{page("/", "PHPSESSID=; expires=Thu, 01-Jan-1970 00:00:01 GMT"), page("/cart", good)}, []string{"pass https://shop.test/cart cookie PHPSESSID < GET https://shop.test/cart"}},
		{"others without", []shop.Page{page("/", "lang=de; Secure"), page("/cart", "_ga=1")}, []string{"warn https://shop.test/ other cookies < GET https://shop.test/cart"}},
		{"others with", []shop.Page{page("/", "lang=de; Secure")}, []string{"pass https://shop.test/ other cookies < GET https://shop.test/"}},
		{"others do not hide sessions", []shop.Page{page("/", "lang=de", bad)}, []string{
			"fail https://shop.test/ cookie PHPSESSID < GET https://shop.test/", "warn https://shop.test/ other cookies < GET https://shop.test/",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := said(judgeSecure(tt.pages[0].Page, collect(tt.pages)))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
}

// TestRedirects: what redirects set counts, unless what they lead to takes it back,
// and pages name the cookie that they set themselves.
func TestRedirects(t *testing.T) {
	const good, bad = "PHPSESSID=[masked 8]; Path=/; Secure", "PHPSESSID=[masked 8]; Path=/"
	led := func(p shop.Page, hops ...shop.Page) shop.Page {
		for _, h := range hops {
			p.Hops = append(p.Hops, h.Page)
		}
		return p
	}
	for _, tt := range []struct {
		name  string
		pages []shop.Page
		want  []string
	}{
		{"set by the redirect alone", []shop.Page{led(page("/de/"), page("/", bad))}, []string{"fail https://shop.test/de/ cookie PHPSESSID < GET https://shop.test/"}},
		{"set again", []shop.Page{led(page("/de/", good), page("/", bad))}, []string{"pass https://shop.test/de/ cookie PHPSESSID < GET https://shop.test/de/"}},
		{"removed", []shop.Page{led(page("/de/", bad+"; Max-Age=0"), page("/", bad))}, []string{"not-found"}},
		{"named by the page", []shop.Page{led(page("/de/"), page("/", good)), page("/login", bad)}, []string{"fail https://shop.test/login cookie PHPSESSID < GET https://shop.test/login"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := said(judgeSecure(tt.pages[0].Page, collect(tt.pages)))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
}

func TestJudgeSession(t *testing.T) {
	for _, tt := range []struct {
		attributes         string
		httpOnly, sameSite scanner.Outcome
	}{
		{"Secure; HttpOnly; SameSite=Lax", scanner.Pass, scanner.Pass},
		{"secure; httponly; samesite=STRICT", scanner.Pass, scanner.Pass},
		{"Secure; SameSite=None", scanner.Fail, scanner.Pass},
		{"SameSite=None", scanner.Fail, scanner.Fail},
		{"HttpOnly", scanner.Pass, scanner.Warn},
		{"HttpOnly; SameSite=Sometimes", scanner.Pass, scanner.Warn},
		{"HttpOnly; SameSite", scanner.Pass, scanner.Warn},
	} {
		t.Run(tt.attributes, func(t *testing.T) {
			j := collect([]shop.Page{page("/", "sid=[masked 9]; "+tt.attributes)})
			if got := judgeEach(j, []verdict{readable, hidden}, httpOnly)[0].Outcome; got != tt.httpOnly {
				t.Errorf("httpOnly: %s, want %s", got, tt.httpOnly)
			}
			if got := judgeEach(j, []verdict{contradictory, unsaid, everywhere, kept}, sameSite)[0].Outcome; got != tt.sameSite {
				t.Errorf("sameSite: %s, want %s", got, tt.sameSite)
			}
		})
	}
}

func TestGuessedNames(t *testing.T) {
	for name, want := range map[string][2]string{
		"PHPSESSID":      {"fail fail", known},
		"SSESSabc":       {"fail fail", known},
		"chat_token_1":   {"warn warn", guessed},
		"my_session":     {"warn warn", guessed},
		"consent_token":  {"", ""},
		"ab.storage.sid": {"", ""},
	} {
		j := collect([]shop.Page{page("/", name+"=[masked 32]; SameSite=None")})
		var got [2]string
		for i, f := range append(judgeEach(j, []verdict{readable, hidden}, httpOnly), judgeEach(j, []verdict{contradictory, unsaid, everywhere, kept}, sameSite)...) {
			got[0] += []string{"", " "}[i] + string(f.Outcome)
			if i == 0 {
				got[1], _, _ = strings.Cut(f.Message, "can be read")
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestCollectBounds(t *testing.T) {
	var many []string
	for i := range 100 {
		many = append(many, strings.Repeat("x", i)+"_session=[masked 32]")
	}
	if j := collect([]shop.Page{page("/", many...)}); len(j.sessions) != maxSessions {
		t.Errorf("%d session cookies kept, want %d", len(j.sessions), maxSessions)
	}
}
