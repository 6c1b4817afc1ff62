package probes_test

import (
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/pretend"
	"shopcheck/scanner/probes"
)

// headers are what a protection may send along, right and wrong ones: nothing of
// it is the shop's.
const headers = `Content-Type: text/html; charset=utf-8
Strict-Transport-Security: max-age=31536000; includeSubDomains; preload
X-Content-Type-Options: nosniff
Content-Security-Policy: default-src 'none'
Referrer-Policy: unsafe-url
Server: Apache/2.2.3
X-Powered-By: PHP/5.2.0
Set-Cookie: PHPSESSID=0123456789abcdef0123456789abcdef; Path=/
Cache-Control: public, s-maxage=600
Access-Control-Allow-Origin: *
Retry-After: 0

<link rel="stylesheet" href="http://shop.test/wp-content/themes/tea/style.css">
<form method="post" action="http://shop.test/login"><input type="password" name="password" maxlength="4"><input name="cardnumber" autocomplete="cc-number"></form>
`

// TestBlocksAreNotTheShop: whatever a protection or a closed shop answers instead
// of the pages, no probe says that anything in it is right or wrong, and those that
// look at pages say why they cannot tell.
func TestBlocksAreNotTheShop(t *testing.T) {
	for name, tt := range map[string]struct {
		reply string
		want  observe.Cause
		says  string
	}{
		"a test for browsers":           {"HTTP/1.1 403 Forbidden\nCf-Mitigated: challenge\n" + headers, observe.Blocked, "(Cloudflare) showed us a challenge"},
		"one that looks like a success": {"HTTP/1.1 200 OK\n" + headers + `<iframe id="main-iframe" src="/_Incapsula_Resource?SWUDNSAI=31"></iframe>`, observe.Blocked, "(Imperva) showed us a challenge"},
		"one with a status of its own":  {"HTTP/1.1 202 Accepted\nX-Amzn-Waf-Action: challenge\n" + headers, observe.Blocked, "(AWS WAF) showed us a challenge"},
		"a refusal by name":             {"HTTP/1.1 403 Forbidden\nX-Sucuri-Block: A\n" + headers, observe.Blocked, "(Sucuri) refused us"},
		"a refusal that looks like one": {"HTTP/1.1 200 OK\n" + headers + "<title>Request Rejected</title>The requested URL was rejected. Please consult with your administrator.", observe.Blocked, "(F5) refused us"},
		"a refusal":                     {"HTTP/1.1 403 Forbidden\n" + headers, observe.Blocked, "(status 403)"},
		"too many requests":             {"HTTP/1.1 429 Too Many Requests\n" + headers, observe.Blocked, "(status 429)"},
		"an overload":                   {"HTTP/1.1 503 Service Unavailable\n" + headers, observe.Blocked, "(status 503)"},
		"repairs":                       {"HTTP/1.1 503 Service Unavailable\n" + headers + "<h1>We'll be back soon</h1>", observe.ErrorPage, "closed for maintenance"},
	} {
		t.Run(name, func(t *testing.T) {
			found := scanBlocked(t, tt.reply+"\n")
			seen := 0
			for _, f := range found {
				if f.Cause == tt.want && strings.Contains(f.Message, tt.says) {
					seen++
				}
				if f.Cause == observe.Blocked && !strings.Contains(f.Message, `"Mine/1 (me)" and the address that this scan comes from`) {
					t.Errorf("%s does not say whom to let through: %s", f.Probe, f.Message)
				}
				said := f.Outcome == scanner.Pass || f.Outcome == scanner.Warn || f.Outcome == scanner.Fail
				if said && len(f.Evidence) > 0 && ofPage(f.Evidence[0]) {
					t.Errorf("%s says %s of it: %s %+v", f.Probe, f.Outcome, f.Message, f.Evidence)
				}
			}
			if seen < 15 {
				t.Errorf("only %d findings say why", seen)
			}
		})
	}
}

// ofPage reports whether evidence quotes an encrypted page: all of those are the
// block. That the plain address leads there is not, though both are quoted.
func ofPage(e observe.Evidence) bool {
	_, at, _ := strings.Cut(e.Source, " ")
	return strings.HasPrefix(at, "https://shop.test/")
}

// scanBlocked runs all probes against a shop that answers every request with one
// reply.
func scanBlocked(t *testing.T, reply string) []scanner.Finding {
	t.Helper()
	ar := &txtar.Archive{Comment: []byte("A shop that turns this scan away.\n")}
	for _, request := range []string{"GET /", "GET /login", "GET /cart", "GET /checkout", "GET /.well-known/security.txt", "GET *", "OPTIONS *", "TRACE *"} {
		ar.Files = append(ar.Files, txtar.File{Name: request, Data: []byte(reply)})
	}
	shop, err := pretend.Start(ar, pretend.Settings{Now: present})
	if err != nil {
		t.Fatal(err)
	}
	defer shop.Close()
	opts := shop.Options()
	opts.UserAgent = "Mine/1 (me)"
	s, err := scanner.New(probes.All(), opts)
	if err != nil {
		t.Fatal(err)
	}
	return s.Scan(t.Context(), scanner.Request{Target: scanner.Target{Domain: shop.Domain()}, Authorized: true}).Findings
}
