package mail

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// shake is a handshake at noon with host whose certificate is for name.
func shake(t *testing.T, host, name string) *observe.Handshake {
	t.Helper()
	return shakeAt(t, host, name, noon)
}

// shakeAt is a handshake with host whose certificate is for name and valid for a
// day around that time.
func shakeAt(t *testing.T, host, name string, at time.Time) *observe.Handshake {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{name},
		NotBefore: at.Add(-12 * time.Hour), NotAfter: at.Add(12 * time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return &observe.Handshake{Host: host, Version: "TLS 1.3", Chain: [][]byte{der}, Trust: observe.Trust{Verified: true}, At: at}
}

const goodPolicy = "version: STSv1\r\nmode: enforce\r\nmx: mail.shop.test\r\nmx: *.backup.test\r\nmax_age: 604800\r\n"

func TestJudgeSTS(t *testing.T) {
	const host = "mta-sts.shop.test"
	good, mail := shake(t, host, host), shake(t, "mail.shop.test", "mail.shop.test")
	mailWith := func(change func(*observe.Handshake)) *observe.Handshake {
		h := *mail
		change(&h)
		return &h
	}
	altered := func(change func(*observe.Handshake)) *observe.Handshake {
		h := *good
		change(&h)
		return &h
	}
	later := func(trusted bool) *observe.Handshake {
		h := *shakeAt(t, host, host, observe.RootsAsOf.Add(observe.RootsFresh+time.Hour))
		h.Trust.Verified = trusted
		return &h
	}
	page := func(status int, body string) *observe.Page {
		return &observe.Page{Method: "GET", URL: "https://" + host + "/.well-known/mta-sts.txt", Status: status, Header: http.Header{"Content-Type": {"text/plain; charset=utf-8"}}, Body: []byte(body), At: noon}
	}
	ok := page(200, goodPolicy)
	record := []string{"v=STSv1; id=20261122"}
	for _, tt := range []struct {
		name    string
		mx      []string
		record  []string
		noHost  bool
		shake   *observe.Handshake
		page    *observe.Page
		servers []server
		clock   error
		want    scanner.Outcome
		note    string
	}{
		{name: "in force", record: record, shake: good, page: ok, want: scanner.Pass},
		{name: "wildcard", mx: []string{"10 mx1.backup.test"}, record: record, shake: good, page: ok, want: scanner.Pass},
		{name: "wildcard stands for one label", mx: []string{"10 a.mx1.backup.test"}, record: record, shake: good, page: ok, want: scanner.Fail},
		{name: "wildcard stands for no less", mx: []string{"10 backup.test"}, record: record, shake: good, page: ok, want: scanner.Fail},
		{name: "many left out", mx: []string{"10 a.test", "10 b.test", "10 c.test", "10 d.test", "10 e.test"}, record: record, shake: good, page: ok, want: scanner.Fail, note: "a.test, b.test, c.test and 2 more."},
		{name: "one left out of what is tested", mx: []string{"10 mail.shop.test", "20 old.shop.test"}, record: record, shake: good, page: page(200, strings.Replace(goodPolicy, "enforce", "testing", 1)), want: scanner.Warn, note: "leaves out the mail server old.shop.test"},
		{name: "one server left out", mx: []string{"10 mail.shop.test", "20 old.shop.test"}, record: record, shake: good, page: ok, want: scanner.Fail},
		{name: "no mail server", mx: []string{"0 ."}, want: scanner.NotApplicable},
		{name: "absent", record: []string{"something else"}, want: scanner.Warn},
		{name: "other version", record: []string{"v=STSv10; id=1"}, want: scanner.Warn},
		{name: "two records", record: []string{"v=STSv1; id=1", "v=STSv1; id=2"}, want: scanner.Fail},
		{name: "no id", record: []string{"v=STSv1;"}, want: scanner.Fail},
		{name: "odd id", record: []string{"v=STSv1; id=2026-11-22"}, want: scanner.Fail},
		{name: "no host", record: record, noHost: true, want: scanner.Fail},
		{name: "declined", record: record, shake: altered(func(h *observe.Handshake) { h.Decline = "closed" }), want: scanner.Fail},
		{name: "other name", record: record, shake: shake(t, host, "shop.test"), want: scanner.Fail},
		{name: "not trusted", record: record, shake: altered(func(h *observe.Handshake) { h.Trust.Verified = false }), want: scanner.Fail},
		{name: "hung up", record: record, shake: altered(func(h *observe.Handshake) {
			*h = observe.Handshake{Host: host, Decline: "closed the connection", At: noon}
		}), want: scanner.Unknown},
		{name: "not trusted by roots that are too old", record: record, shake: later(false), want: scanner.Unknown},
		{name: "trusted by roots that are too old", record: record, shake: later(true), page: ok, want: scanner.Pass},
		{name: "a certificate left out", record: record, shake: altered(func(h *observe.Handshake) { h.Trust = observe.Trust{Repaired: true} }), page: ok, want: scanner.Warn},
		{name: "expired", record: record, shake: altered(func(h *observe.Handshake) { h.At = noon.Add(24 * time.Hour) }), want: scanner.Fail},
		{name: "gone", record: record, shake: good, page: page(404, "no"), want: scanner.Fail},
		{name: "redirect", record: record, shake: good, page: page(301, ""), want: scanner.Fail},
		{name: "refused to us", record: record, shake: good, page: page(403, ""), want: scanner.Unknown},
		{name: "server error", record: record, shake: good, page: page(500, ""), want: scanner.Unknown},
		{name: "a page instead", record: record, shake: good, page: page(200, "<!doctype html>\n<p>hello"), want: scanner.Fail},
		{name: "testing", record: record, shake: good, page: page(200, strings.Replace(goodPolicy, "enforce", "testing", 1)), want: scanner.Warn},
		{name: "taken back", record: record, shake: good, page: page(200, "version: STSv1\nmode: none\nmax_age: 86400\n"), want: scanner.Warn},
		{name: "short-lived", record: record, shake: good, page: page(200, strings.Replace(goodPolicy, "604800", "604799", 1)), want: scanner.Warn},
		{name: "no age", record: record, shake: good, page: page(200, strings.Replace(goodPolicy, "max_age", "age", 1)), want: scanner.Fail},
		{name: "too old an age", record: record, shake: good, page: page(200, strings.Replace(goodPolicy, "604800", "31557601", 1)), want: scanner.Fail},
		{name: "no servers", record: record, shake: good, page: page(200, "version: STSv1\nmode: enforce\nmax_age: 604800\n"), want: scanner.Fail},
		{name: "the first of a key counts", record: record, shake: good, page: page(200, goodPolicy+"mode: none\nmax_age: 1\n"), want: scanner.Pass},
		{name: "capitals, plain newlines", record: record, shake: good, page: page(200, "mx:MAIL.Shop.Test\nversion:STSv1\nmode:enforce\nnew: x\nmax_age:604800"), want: scanner.Pass},
		{name: "a name with a dot at its end", record: record, shake: good, page: page(200, "version: STSv1\nmode: enforce\nmax_age: 604800\nmx: mail.shop.test.\n"), want: scanner.Warn, note: "the dot at the end"},
		{name: "an empty line", record: record, shake: good, page: page(200, strings.Replace(goodPolicy, "\r\n", "\r\n\r\n", 1)), want: scanner.Warn, note: "an empty line"},
		{name: "indented", record: record, shake: good, page: page(200, " "+goodPolicy), want: scanner.Warn, note: `a space before "version"`},
		{name: "two names in one line", record: record, shake: good, page: page(200, strings.Replace(goodPolicy, "mail.shop.test", "mail.shop.test, b.test", 1)), want: scanner.Fail},
		{name: "marked as Unicode", record: record, shake: good, page: page(200, "\ufeff"+goodPolicy), want: scanner.Fail},
		{name: "too long", record: record, shake: good, page: page(200, goodPolicy+"more: "+strings.Repeat("x", 64<<10)), want: scanner.Warn, note: "longer"},
		{name: "of another kind", record: record, shake: good, page: &observe.Page{Method: "GET", URL: ok.URL, Status: 200, Header: http.Header{"Content-Type": {"text/html"}}, Body: ok.Body, At: noon}, want: scanner.Warn, note: "plain text"},
		{name: "bent record", record: []string{"v=STSv1 ; id=1"}, shake: good, page: ok, want: scanner.Warn, note: "a space before or after it"},
		{name: "misspelt record", record: []string{"v=stsv1; id=1"}, want: scanner.Fail, note: "take for none"},

		{name: "kept", record: record, shake: good, page: ok, servers: []server{spoke(&observe.Session{StartTLS: true, TLS: mail})}, want: scanner.Pass, note: "and they keep it."},
		{name: "not seen", record: record, shake: good, page: ok, servers: []server{spoke(nil)}, want: scanner.Pass, note: "not all of whose certificates"},
		{name: "no address", record: record, shake: good, page: ok, servers: []server{{host: "mail.shop.test", err: &observe.Failure{Cause: observe.NoName}}}, want: scanner.Pass, note: "not all of whose certificates"},
		{name: "nothing came about", record: record, shake: good, page: ok, servers: []server{spoke(&observe.Session{StartTLS: true, Problem: "x"})}, want: scanner.Pass, note: "not all of whose certificates"},
		{name: "behind a firewall", record: record, shake: good, page: ok, servers: []server{spoke(&observe.Session{Greeting: "220 ****"})}, want: scanner.Pass, note: "not all of whose certificates"},
		{name: "not encrypted", record: record, shake: good, page: ok, servers: []server{spoke(&observe.Session{StartTLS: true, TLS: mail}, &observe.Session{})}, want: scanner.Fail, note: "mail.shop.test takes mail only unencrypted."},
		{name: "not encrypted at any", record: record, shake: good, page: ok, servers: []server{spoke(&observe.Session{}, &observe.Session{})}, want: scanner.Fail, note: "hold it back, because the mail server mail.shop.test takes mail only unencrypted."},
		{name: "not encrypted, and another not seen", record: record, shake: good, page: ok, servers: []server{spoke(&observe.Session{}, nil)}, want: scanner.Fail, note: "hand none to one of its servers, because"},
		{name: "not encrypted, and another does", record: record, shake: good, page: ok, servers: []server{spoke(&observe.Session{StartTLS: true, TLS: mail}), spoke(&observe.Session{})}, want: scanner.Fail, note: "hand none to one of its servers, because"},
		{name: "vouches for itself", record: record, shake: good, page: ok, servers: []server{spoke(&observe.Session{StartTLS: true, TLS: mailWith(func(h *observe.Handshake) { h.Trust = observe.Trust{SelfSigned: true} })})}, want: scanner.Fail, note: "certificate of mail.shop.test is not trusted."},
		{name: "leaves a certificate out", record: record, shake: good, page: ok, servers: []server{spoke(&observe.Session{StartTLS: true, TLS: mailWith(func(h *observe.Handshake) { h.Trust = observe.Trust{Repaired: true} })})}, want: scanner.Warn, note: "may hold mail up"},
		{name: "shows another name", record: record, shake: good, page: ok, servers: []server{spoke(&observe.Session{StartTLS: true, TLS: shake(t, "mail.shop.test", "host.test")})}, want: scanner.Fail, note: "is for another name."},
		{name: "shows an old one", record: record, shake: good, page: ok, servers: []server{spoke(&observe.Session{StartTLS: true, TLS: mailWith(func(h *observe.Handshake) { h.At = noon.Add(24 * time.Hour) })})}, want: scanner.Fail, note: "is out of date."},
		{name: "shows an old one, says a clock that may be wrong", record: record, shake: good, page: ok, clock: &observe.Failure{}, servers: []server{spoke(&observe.Session{StartTLS: true, TLS: mailWith(func(h *observe.Handshake) { h.At = noon.Add(24 * time.Hour) })})}, want: scanner.Pass, note: "not all of whose certificates"},
		{name: "tested and not kept", record: record, shake: good, page: page(200, strings.Replace(goodPolicy, "enforce", "testing", 1)), servers: []server{spoke(&observe.Session{})}, want: scanner.Warn, note: "would hold mail up"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.mx == nil {
				tt.mx = []string{"10 mail.shop.test"}
			}
			s := sts{use: classify(answer("MX shop.test", tt.mx...), answer("TXT shop.test")), handshake: tt.shake, page: tt.page, servers: tt.servers, clock: tt.clock}
			s.records = answer("TXT _mta-sts.shop.test", tt.record...)
			if tt.noHost {
				s.noHost = answer("A " + host)
			}
			f := judgeSTS(s)
			if f.Outcome != tt.want || f.Subject != "TXT _mta-sts.shop.test" || !strings.Contains(f.Message, tt.note) {
				t.Errorf("judgeSTS = %+v, want %s: %s", f, tt.want, tt.note)
			}
			if f.Outcome != scanner.Unknown && len(f.Evidence) == 0 {
				t.Error("no evidence")
			}
		})
	}
}
