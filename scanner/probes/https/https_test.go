package https

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

var at = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// page returns an answer; header lines are "Name: value".
func page(url string, status int, body string, header ...string) *observe.Page {
	p := &observe.Page{Method: http.MethodGet, URL: url, Status: status, Header: http.Header{}, Body: []byte(body), At: at}
	for _, line := range header {
		name, value, _ := strings.Cut(line, ": ")
		p.Header.Add(name, value)
	}
	return p
}

func own(host string) bool { return host == "shop.test" || strings.HasSuffix(host, ".shop.test") }

func failure(cause observe.Cause) error {
	return &observe.Failure{Cause: cause, Words: "no reply"}
}

func expect(t *testing.T, f scanner.Finding, want scanner.Outcome, cause observe.Cause) {
	t.Helper()
	if f.Outcome != want || f.Cause != cause {
		t.Errorf("got %s %q (%s), want %s %q", f.Outcome, f.Cause, f.Message, want, cause)
	}
	if (f.Outcome == scanner.Pass || f.Outcome == scanner.Fail) && len(f.Evidence) == 0 {
		t.Errorf("%s without evidence", f.Outcome)
	}
}

func TestJudgeServed(t *testing.T) {
	const address = "https://shop.test/"
	home := page("http://shop.test/", 200, "tea")
	for _, tt := range []struct {
		name  string
		f     scanner.Finding
		want  scanner.Outcome
		cause observe.Cause
	}{
		{"home over HTTPS", answers(address, page(address, 200, "tea")), scanner.Pass, ""},
		{"refused", judgeRefused(address, home, failure(observe.Refused)), scanner.Fail, ""},
		{"speaks no TLS", judgeRefused(address, home, failure(observe.TLS)), scanner.Fail, ""},
		{"silent", judgeRefused(address, home, failure(observe.Timeout)), scanner.Unknown, observe.Timeout},
		{"cut off", judgeRefused(address, home, failure(observe.Reset)), scanner.Unknown, observe.Reset},
		{"no way there", judgeRefused(address, home, failure(observe.Unreachable)), scanner.Unknown, observe.Unreachable},
		{"budget spent", judgeRefused(address, home, failure(observe.BudgetSpent)), scanner.Unknown, observe.BudgetSpent},
		{"alert", judgeDeclined(address, home, &observe.Handshake{Decline: "alert: unrecognized name", At: at}), scanner.Fail, ""},
		{"hangs up", judgeDeclined(address, home, &observe.Handshake{Decline: "closed the connection", At: at}), scanner.Unknown, observe.TLS},
		{"sends visitors back to HTTP", judgeElsewhere(address, home, page(address, 301, "", "Location: http://shop.test/")), scanner.Warn, ""},
		{"error page of the host", judgeElsewhere(address, home, page(address, 404, "")), scanner.Unknown, observe.ErrorPage},
		{"refusal", judgeElsewhere(address, home, page(address, 403, "")), scanner.Unknown, observe.Blocked},
	} {
		t.Run(tt.name, func(t *testing.T) {
			expect(t, tt.f, tt.want, tt.cause)
			if tt.f.Subject != address {
				t.Errorf("subject %q", tt.f.Subject)
			}
		})
	}
}

func TestJudgeHost(t *testing.T) {
	unread, _ := judgeHost(&observe.Handshake{Version: "TLS 1.3", At: at})
	for _, tt := range []struct {
		name string
		f    scanner.Finding
		want scanner.Outcome
	}{
		{"does not exist", judgeAbsent(&observe.Records{Type: "A", Name: "www.shop.test", State: observe.NoDomain, At: at}), scanner.Pass},
		{"alias to nowhere", judgeAbsent(&observe.Records{State: observe.NoDomain, Aliases: []string{"gone.example"}, At: at}), scanner.Warn},
		{"exists without address", judgeAbsent(&observe.Records{State: observe.NoRecord, At: at}), scanner.Warn},
		{"plain only", judgePlain(page("http://www.shop.test/", 200, "tea")), scanner.Fail},
		{"no certificate to read", unread, scanner.Unknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.f.Outcome != tt.want {
				t.Errorf("got %s (%s), want %s", tt.f.Outcome, tt.f.Message, tt.want)
			}
		})
	}
}

func TestIsAnswer(t *testing.T) {
	for _, tt := range []struct {
		url    string
		status int
		want   bool
	}{
		{"https://shop.test/", 404, true},
		{"https://shop.test/", 401, true},
		{"https://shop.test/", 503, false},
		{"https://shop.test/", 403, false},
		{"http://shop.test/", 404, false},
		{"https://shop.test/", 301, false},
	} {
		if got := isAnswer(page(tt.url, tt.status, "")); got != tt.want {
			t.Errorf("isAnswer(%s, %d) = %t, want %t", tt.url, tt.status, got, tt.want)
		}
	}
}
