package http

import (
	nethttp "net/http"
	"strings"
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

func TestJudgeMethods(t *testing.T) {
	got := func(method string, status int, header, value, body string) answer {
		return answered(&observe.Page{
			Method: method, URL: "https://shop.test/", Status: status, Header: nethttp.Header{header: {value}}, Body: []byte(body), At: at,
		}, nil)
	}
	options := func(list string) answer { return got("OPTIONS", 200, "Allow", list, "") }
	const echo = "TRACE / HTTP/1.1\r\nUser-Agent: shopcheck\r\nX-Forwarded-For: 10.0.0.7\r\n"
	trace := func(status int, kind, body string) answer { return got("TRACE", status, "Content-Type", kind, body) }
	plain, refused := options("GET, HEAD, POST"), trace(405, "text/html", "")
	mute := answer{nil, &observe.Failure{Cause: observe.Timeout, Words: "the shop did not answer in time"}}
	for _, tt := range []struct {
		name           string
		options, trace answer
		want           scanner.Outcome
		says           string
	}{
		{"neither", plain, refused, scanner.Pass, "sends no requests back"},
		{"nothing listed", got("OPTIONS", 204, "Date", "", ""), refused, scanner.Pass, "sends no requests back"},
		{"sent back", plain, trace(200, "message/http", echo), scanner.Fail, "as it got them"},
		{"sent back, in other letters", plain, trace(200, "Message/HTTP; charset=utf-8", echo), scanner.Fail, "as it got them"},
		{"sent back, and the other not answered", mute, trace(200, "message/http", echo), scanner.Fail, "as it got them"},
		{"sent back as a page", plain, trace(200, "text/html", echo), scanner.Pass, "sends no requests back"},
		{"sent back with an error", plain, trace(405, "message/http", echo), scanner.Pass, "sends no requests back"},
		{"a type without the request", plain, trace(200, "message/http", "<h1>A shop</h1>"), scanner.Pass, "sends no requests back"},
		{"no type", plain, trace(200, "", echo), scanner.Pass, "sends no requests back"},
		{"files may be put there", options("GET,PUT"), refused, scanner.Warn, "(PUT)."},
		{"all that is odd", options("CONNECT, DELETE, GET, PUT, TRACE, TRACK"), refused, scanner.Warn, "(CONNECT, DELETE, PUT, TRACK)."},
		{"in a header of old", got("OPTIONS", 200, "Public", "GET, DELETE", ""), refused, scanner.Warn, "(DELETE)."},
		{"in a refusal", plain, got("TRACE", 405, "Allow", "GET, PUT", ""), scanner.Warn, "(PUT)."},
		{"other letters are another method", options("put, Delete"), refused, scanner.Pass, "sends no requests back"},
		{"part of a name", options("PUTATIVE, INPUT"), refused, scanner.Pass, "sends no requests back"},
		{"for scripts of other websites", got("OPTIONS", 204, "Access-Control-Allow-Methods", "GET, PUT", ""), refused, scanner.Pass, "sends no requests back"},
		{"listed and refused", options("GET, TRACE"), refused, scanner.Pass, "sends no requests back"},
		{"listed and not answered", options("GET, TRACE"), mute, scanner.Warn, "(TRACE)."},
		{"one not answered", plain, mute, scanner.Unknown, "in time"},
		{"the other not answered", mute, refused, scanner.Unknown, "in time"},
		{"refused to everybody", got("OPTIONS", 403, "Server", "cloudflare", ""), trace(403, "text/html", ""), scanner.Pass, "sends no requests back"},
		{"a challenge", plain, got("TRACE", 403, "Cf-Mitigated", "challenge", ""), scanner.Unknown, "challenge"},
		{"too many", got("OPTIONS", 429, "Allow", "PUT", ""), refused, scanner.Unknown, "429"},
		{"too busy", plain, trace(503, "text/html", ""), scanner.Unknown, "503"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := judgeMethods(tt.options, tt.trace)
			if err != nil {
				f = scanner.CouldNot("", err)
			}
			if f.Outcome != tt.want || !strings.Contains(f.Message, tt.says) || f.Outcome != scanner.Unknown && len(f.Evidence) == 0 {
				t.Errorf("%s: %q with %v, want %s saying %q", f.Outcome, f.Message, f.Evidence, tt.want, tt.says)
			}
			for _, e := range f.Evidence {
				if strings.Contains(e.Quote, "10.0.0.7") {
					t.Errorf("more is quoted than our own request's first line: %q", e.Quote)
				}
			}
		})
	}
}
