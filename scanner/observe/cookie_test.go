package observe

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestCookies(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	long := strings.Repeat("x", 1025)
	for raw, want := range map[string]*Cookie{
		"sid=x; Secure; HttpOnly; SameSite=Lax; Path=/": {Name: "sid", Length: 1, Secure: true, HTTPOnly: true, SameSite: "Lax", Path: "/"},
		"sid=x;secure;httponly;samesite=STRICT":         {Name: "sid", Length: 1, Secure: true, HTTPOnly: true, SameSite: "Strict"},
		"sid = x ; Domain=.Shop.Test":                   {Name: "sid", Length: 1, Domain: "shop.test"},
		"sid=[masked 32]; Secure":                       {Name: "sid", Length: 32, Secure: true},
		"sid=x; SameSite=Lax; SameSite=whatever":        {Name: "sid", Length: 1},
		"sid=a=b;c":                                     {Name: "sid", Length: 3},
		"sid=":                                          {Name: "sid"},
		"=x":                                            {Length: 1},
		"lonely":                                        {Length: 6},
		"sid=x; Secured; XHttpOnly":                     {Name: "sid", Length: 1},
		"sid=x; Secure=false":                           {Name: "sid", Length: 1, Secure: true}, // the value does not matter
		"sid=x; Secure; Partitioned; Priority=High":     {Name: "sid", Length: 1, Secure: true},
		"sid=x\ty; \tSecure\t":                          {Name: "sid", Length: 3, Secure: true},

		"sid=x; Domain=":                          {Name: "sid", Length: 1},
		"sid=x; Domain=shop.test; Domain=":        {Name: "sid", Length: 1},
		"sid=x; Domain=shop.test; Domain=" + long: {Name: "sid", Length: 1, Domain: "shop.test"},
		"sid=x; Domain=sh\u00f6p.test":            nil,
		"sid=x; Path=shop":                        {Name: "sid", Length: 1},
		"sid=x; Path=/a; Path=b":                  {Name: "sid", Length: 1},
		"sid=x; Path=/a; Path=/" + long:           {Name: "sid", Length: 1, Path: "/a"},
		"sid=x; Secure=" + long:                   {Name: "sid", Length: 1},

		"sid=x; Max-Age=0":                                         {Name: "sid", Length: 1, Deletes: true},
		"sid=x; Max-Age=000":                                       {Name: "sid", Length: 1, Deletes: true},
		"sid=x; Max-Age=-99999999999999999999":                     {Name: "sid", Length: 1, Deletes: true},
		"sid=x; Max-Age=99999999999999999999":                      {Name: "sid", Length: 1},
		"sid=x; Max-Age=0; Max-Age=60":                             {Name: "sid", Length: 1},
		"sid=x; Max-Age=60; Max-Age=+0":                            {Name: "sid", Length: 1}, // no number of browsers'
		"sid=x; Max-Age=-; Max-Age=; Max-Age=1.5":                  {Name: "sid", Length: 1},
		"sid=x; Max-Age=-1; Expires=Wed, 01 Jan 2070 00:00:00 GMT": {Name: "sid", Length: 1, Deletes: true},
		"sid=x; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT": {Name: "sid", Length: 1},
		"sid=x; Max-Age=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT":  {Name: "sid", Length: 1, Deletes: true},
		"sid=x; Expires=Thu, 01-Jan-1970 00:00:01 GMT":             {Name: "sid", Length: 1, Deletes: true},
		"sid=x; Expires=never":                                     {Name: "sid", Length: 1},
		"sid=x; Expires=1 Jan 1970 0:0:0; Expires=never":           {Name: "sid", Length: 1, Deletes: true},

		"":                                 nil,
		"=":                                nil,
		" = ; Secure":                      nil,
		"sid=x\x00; Secure":                nil,
		"sid=x; Path=/\x1f":                nil,
		"sid=" + strings.Repeat("x", 4093): {Name: "sid", Length: 4093},
		"sid=" + strings.Repeat("x", 4094): nil,
		"sid=[masked 4094]":                nil,

		"__Host-sid=x; Path=/":                                  nil,
		"__Secure-sid=x":                                        nil,
		"__SECURE-sid=x; Secure":                                {Name: "__SECURE-sid", Length: 1, Secure: true},
		"__host-sid=x; Secure; Path=/a":                         nil,
		"__Host-sid=x; Secure":                                  nil,
		"__Host-sid=x; Secure; Path=/; Domain=shop.test":        nil,
		"__Host-sid=x; Secure; Path=/":                          {Name: "__Host-sid", Length: 1, Secure: true, Path: "/"},
		"__Http-sid=x; Secure":                                  nil,
		"__http-sid=x; HttpOnly":                                nil,
		"__Http-sid=x; Secure; HttpOnly":                        {Name: "__Http-sid", Length: 1, Secure: true, HTTPOnly: true},
		"__Host-Http-sid=x; Secure; Path=/":                     nil,
		"__Host-Http-sid=x; Secure; HttpOnly; Path=/a":          nil,
		"__Host-Http-sid=x; Secure; HttpOnly; Path=/; Domain=a": nil,
		"__Host-Http-sid=x; Secure; HttpOnly; Path=/":           {Name: "__Host-Http-sid", Length: 1, Secure: true, HTTPOnly: true, Path: "/"},
	} {
		p := &Page{Header: http.Header{"Set-Cookie": {raw}}, At: now}
		got := p.Cookies()
		if want == nil {
			if len(got) > 0 {
				t.Errorf("%q: got %+v, browsers ignore it", raw, got)
			}
			continue
		}
		want.Raw = raw
		if diff := cmp.Diff([]Cookie{*want}, got); diff != "" {
			t.Errorf("%q: want -, got +:\n%s", raw, diff)
		}
	}
}

func TestMaskCookie(t *testing.T) {
	for raw, want := range map[string]string{
		"sid=secret; Path=/a; Expires=Thu, 01 Jan 1970 00:00:00 GMT": "sid=[masked 6]; Path=/a; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
		"sid=;Secure":                          "sid=;Secure",
		"secret":                               "[masked 6]",
		"cart=a;token=secret; HttpOnly":        "cart=[masked 1];token=[masked 6]; HttpOnly",
		"cart=a;0secret9;XHttpOnly; Same-Site": "cart=[masked 1];[masked 8];XHttpOnly; Same-Site",
		"sid=a; SAMESITE = Lax ;":              "sid=[masked 1]; SAMESITE = Lax ;",
	} {
		if got := maskCookie(raw); got != want {
			t.Errorf("maskCookie(%q) = %q, want %q", raw, got, want)
		}
	}
}

func FuzzCookies(f *testing.F) {
	f.Add("sid=x; Secure; Max-Age=1")
	f.Add("__Host-sid=; Path=/; secure; domain=.; a=b;c d")
	f.Fuzz(func(t *testing.T, raw string) {
		if strings.Contains(raw, "[masked ") || strings.ContainsFunc(raw, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			return // masked already, or no header at all
		}
		a, okA := readCookie(raw, time.Unix(0, 0))
		b, okB := readCookie(maskCookie(raw), time.Unix(0, 0))
		a.Raw, b.Raw = "", ""
		if okA != okB || okA && a != b {
			t.Fatalf("masking changes %q: %t %+v, %t %+v", raw, okA, a, okB, b)
		}
	})
}

func TestCookieDate(t *testing.T) {
	for s, want := range map[string]string{ // RFC 3339, or "" for no date
		"Sun, 06 Nov 1994 08:49:37 GMT":              "1994-11-06T08:49:37Z",
		"Sunday, 06-Nov-94 08:49:37 GMT":             "1994-11-06T08:49:37Z",
		"Sun Nov  6 08:49:37 1994":                   "1994-11-06T08:49:37Z",
		"Thu, 01-Jan-1970 00:00:01 GMT":              "1970-01-01T00:00:01Z",
		"Wed, 1 Dec 2027 7:05:09 +0200":              "2027-12-01T07:05:09Z", // zones do not count
		"8:49:37 november 6th 69":                    "2069-11-06T08:49:37Z",
		"06 Nov 70 08:49:37":                         "1970-11-06T08:49:37Z",
		"06 Nov 99x 08:49:37.123":                    "1999-11-06T08:49:37Z",
		"2026 Nov 06 08:49:37":                       "2026-11-06T08:49:37Z", // no day has four digits
		"20 Nov 06 08:49:37":                         "2006-11-20T08:49:37Z", // the first number is the day
		"06/Nov/1994;08:49:37":                       "1994-11-06T08:49:37Z",
		"Mon, 29 Feb 2028 00:00:00 GMT":              "2028-02-29T00:00:00Z",
		"\u00b5Nov 06 Nov 1994 08:49:37":             "1994-11-06T08:49:37Z",
		"Mon, 29 Feb 2027 00:00:00 GMT":              "",
		"06 Nov 1600 08:49:37":                       "",
		"06 Nov 1601 08:49:37":                       "1601-11-06T08:49:37Z",
		"06 Nov 101 08:49:37":                        "",
		"00 Nov 1994 08:49:37":                       "",
		"32 Nov 1994 08:49:37":                       "",
		"06 Nov 1994 24:00:00":                       "",
		"06 Nov 1994 23:60:00":                       "",
		"06 Nov 1994 23:59:60":                       "",
		"06 Nov 1994 008:49:37":                      "",
		"06 Nov 1994 08:49":                          "",
		"06 No 1994 08:49:37":                        "",
		"1994-11-06T08:49:37Z":                       "",
		"06 Nov 19940 08:49:37":                      "",
		"0":                                          "",
		"":                                           "",
		"Session":                                    "",
		"Fri, 31 Dec 9999 23:59:59 GMT":              "9999-12-31T23:59:59Z",
		"Fri,31Dec2027 23:59:59":                     "", // one token cannot be two
		"Tue Sep 01 2026 14:00:00 GMT+0200 (Sommer)": "2026-09-01T14:00:00Z",
	} {
		got := ""
		if at, ok := cookieDate(s); ok {
			got = at.Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("cookieDate(%q) = %q, want %q", s, got, want)
		}
	}
}

func FuzzCookieDate(f *testing.F) {
	f.Add("Sun, 06 Nov 1994 08:49:37 GMT")
	f.Add("8:49:37 november 6th 69")
	f.Fuzz(func(t *testing.T, s string) {
		at, ok := cookieDate(s)
		if !ok {
			return
		}
		for _, layout := range []string{http.TimeFormat, time.RFC850, time.ANSIC, "02-Jan-2006 15:04:05"} {
			if at.Year() < 1970 && layout == time.RFC850 || at.Year() > 2068 && layout == time.RFC850 || at.Year() > 9999 {
				continue // years of two digits
			}
			if again, ok := cookieDate(at.Format(layout)); !ok || !again.Equal(at) {
				t.Fatalf("%q is %v, and written as %q it is %v", s, at, at.Format(layout), again)
			}
		}
	})
}
