package mail

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"math/big"
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
	good := shake(t, host, host)
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
		return &observe.Page{Method: "GET", URL: "https://" + host + "/.well-known/mta-sts.txt", Status: status, Body: []byte(body), At: noon}
	}
	ok := page(200, goodPolicy)
	record := []string{"v=STSv1; id=20261122"}
	for _, tt := range []struct {
		name   string
		mx     []string
		record []string
		noHost bool
		shake  *observe.Handshake
		page   *observe.Page
		want   scanner.Outcome
	}{
		{name: "in force", record: record, shake: good, page: ok, want: scanner.Pass},
		{name: "wildcard", mx: []string{"10 mx1.backup.test"}, record: record, shake: good, page: ok, want: scanner.Pass},
		{name: "wildcard stands for one label", mx: []string{"10 a.mx1.backup.test"}, record: record, shake: good, page: ok, want: scanner.Fail},
		{name: "wildcard stands for no less", mx: []string{"10 backup.test"}, record: record, shake: good, page: ok, want: scanner.Fail},
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
		{name: "capitals, plain newlines", record: record, shake: good, page: page(200, "version:STSv1\nmode:enforce\nmax_age:604800\nmx:MAIL.Shop.Test.\nnew: x\n"), want: scanner.Pass},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.mx == nil {
				tt.mx = []string{"10 mail.shop.test"}
			}
			s := sts{use: classify(answer("MX shop.test", tt.mx...), answer("TXT shop.test")), handshake: tt.shake, page: tt.page}
			s.records = answer("TXT _mta-sts.shop.test", tt.record...)
			if tt.noHost {
				s.noHost = answer("A " + host)
			}
			f := judgeSTS(s)
			if f.Outcome != tt.want || f.Subject != "TXT _mta-sts.shop.test" {
				t.Errorf("judgeSTS = %+v, want %s", f, tt.want)
			}
			if f.Outcome != scanner.Unknown && len(f.Evidence) == 0 {
				t.Error("no evidence")
			}
		})
	}
}

// A policy that is accepted can be written out and read again.
func FuzzParsePolicy(f *testing.F) {
	for _, seed := range []string{goodPolicy, "version: STSv1\nmode: none\nmax_age: 0", "mx:\n:\n\x00", "version: STSv1\r\nmode: testing\r\nmx: \r\nmax_age: 1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := parsePolicy(text)
		if err != nil {
			return
		}
		if p.maxAge < 0 || p.maxAge > maxAgeMost*time.Second || p.mode != "none" && len(p.mx) == 0 {
			t.Fatalf("%q: accepted as %+v", text, p)
		}
		for _, host := range p.mx {
			if !strings.Contains(host, "*") && !p.covers(host) {
				t.Fatalf("%q: does not cover its own %q", text, host)
			}
		}
	})
}
