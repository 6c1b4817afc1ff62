package page

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

const address = "https://shop.test/.well-known/security.txt"

var at = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func page(url string, status int, kind, body string) *observe.Page {
	return &observe.Page{Method: http.MethodGet, URL: url, Status: status, Header: http.Header{"Content-Type": {kind}}, Body: []byte(body), At: at}
}

func TestJudgeSecurityTxt(t *testing.T) {
	const (
		right   = "Contact: mailto:security@shop.test\nExpires: 2027-06-30T00:00:00Z\n"
		contact = "Contact: mailto:security@shop.test\n"
		plain   = "text/plain; charset=utf-8"
	)
	file := func(body string) *observe.Page { return page(address, 200, plain, body) }
	for _, tt := range []struct {
		name  string
		page  *observe.Page
		want  scanner.Outcome
		cause observe.Cause
		says  string
	}{
		{"right", file(right), scanner.Pass, "", "can look up"},
		{"other case, line ends, comments, byte order mark", file("\ufeff# Hello\r\nCONTACT:https://shop.test/security\r\nexpires: 2027-06-30t00:00:00z\r\nHiring: x"), scanner.Pass, "", "can look up"},
		{"by telephone, with an offset", file("Contact: tel:+1-201-555-0123\nExpires: 2027-06-30T00:00:00+02:00\n"), scanner.Pass, "", "can look up"},
		{"signed", file("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n" + right + "-----BEGIN PGP SIGNATURE-----\n\niHUEARYKAB0=\n-----END PGP SIGNATURE-----\n"), scanner.Pass, "", "can look up"},
		{"one of two contacts", file("Contact: http://shop.test/\n" + right), scanner.Pass, "", "can look up"},
		{"names itself", file(right + "Canonical: https://www.shop.test/.well-known/security.txt\nCanonical: HTTPS://Shop.test/.well-known/security.txt\n"), scanner.Pass, "", "can look up"},
		{"names another address", file(right + "Canonical: https://other.test/.well-known/security.txt\n"), scanner.Warn, "", "another address"},
		{"no type", page(address, 200, "", right), scanner.Warn, "", "plain text"},
		{"wrong type", page(address, 200, "text/html", right), scanner.Warn, "", "plain text"},
		{"no contact", file("Expires: 2027-06-30T00:00:00Z\n"), scanner.Warn, "", "names no address"},
		{"bare mail address", file("Contact: security@shop.test\nExpires: 2027-06-30T00:00:00Z\n"), scanner.Warn, "", "names no address"},
		{"contact over http", file("Contact: http://shop.test/contact\nExpires: 2027-06-30T00:00:00Z\n"), scanner.Warn, "", "names no address"},
		{"contact in a comment", file("# Contact: mailto:a@shop.test\nExpires: 2027-06-30T00:00:00Z\n"), scanner.Warn, "", "names no address"},
		{"no date", file(contact), scanner.Warn, "", "until when"},
		{"two dates", file(right + "Expires: 2027-07-01T00:00:00Z\n"), scanner.Warn, "", "more than one"},
		{"a day alone", file(contact + "Expires: 2027-06-30\n"), scanner.Warn, "", "cannot be read"},
		{"a date as in mail", file(contact + "Expires: Wed, 30 Jun 2027 00:00:00 +0000\n"), scanner.Warn, "", "cannot be read"},
		{"past", file(contact + "Expires: 2026-03-01T00:00:00Z\n"), scanner.Warn, "", "1 March 2026"},
		{"past since this moment", file(contact + "Expires: 2026-11-24T12:00:00Z\n"), scanner.Warn, "", "24 November 2026"},
		{"not encrypted", page("http://shop.test/.well-known/security.txt", 200, plain, right), scanner.Warn, "", "not sent encrypted"},
		{"absent", page(address, 404, "text/html", "<h1>Sorry</h1>"), scanner.Warn, "", "has no file"},
		{"gone, as plain text", page(address, 410, plain, "gone"), scanner.Warn, "", "has no file"},
		{"home page instead", page("https://shop.test/", 200, "text/html", "\n<!doctype html><title>Tea</title>"), scanner.Warn, "", "has no file"},
		{"web page called plain text", page(address, 200, plain, "<html>Contact: us"), scanner.Warn, "", "has no file"},
		{"an apology", file("Not found: no such page.\n"), scanner.Warn, "", "has no file"},
		{"a message for programs", page(address, 200, "application/json", `{"error": "not found", "contact": "us"}`), scanner.Warn, "", "has no file"},
		{"only a lesser field", file("Hiring: https://shop.test/jobs\n"), scanner.Warn, "", "names no address"},
		{"empty", file(" \n"), scanner.Warn, "", "has no file"},
		{"refused", page(address, 403, plain, "no"), scanner.Unknown, observe.Blocked, ""},
		{"behind a password", page(address, 401, plain, "no"), scanner.Unknown, observe.NeedsLogin, ""},
		{"broken", page(address, 500, plain, right), scanner.Unknown, observe.ErrorPage, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := judgeSecurityTxt(&observe.Visit{Hops: []*observe.Page{tt.page}})
			if got.Outcome != tt.want || got.Cause != tt.cause || !strings.Contains(got.Message, tt.says) {
				t.Errorf("got %s %q %q, want %s %q saying %q", got.Outcome, got.Cause, got.Message, tt.want, tt.cause, tt.says)
			}
			if got.Outcome != scanner.Unknown && len(got.Evidence) == 0 {
				t.Error("no evidence")
			}
		})
	}
}

func TestJudgeSecurityTxtAfterRedirects(t *testing.T) {
	moved := page(address, 301, "text/html", "")
	file := page("https://www.shop.test/.well-known/security.txt", 200, "text/plain", "Contact: mailto:a@shop.test\nExpires: 2027-06-30T00:00:00Z\nCanonical: "+address+"\n")
	if got := judgeSecurityTxt(&observe.Visit{Hops: []*observe.Page{moved, file}}); got.Outcome != scanner.Pass {
		t.Errorf("a file that names the address asked for: %s %q", got.Outcome, got.Message)
	}
	away := &observe.Visit{Hops: []*observe.Page{moved}, Next: "https://other.test/security.txt"}
	if got := judgeSecurityTxt(away); got.Outcome != scanner.Unknown || got.Cause != observe.OtherCompany {
		t.Errorf("led to another company: %s %q", got.Outcome, got.Cause)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("Contact: mailto:a@shop.test\nExpires: 2027-06-30T00:00:00Z\n#x: y")
	f.Add("::\n: \nexpires:\r")
	f.Fuzz(func(t *testing.T, body string) {
		judgeSecurityTxt(&observe.Visit{Hops: []*observe.Page{page(address, 200, "text/plain", body)}})
		for name := range parse(body) {
			if name != strings.ToLower(name) || strings.ContainsAny(name, "#\n") {
				t.Fatalf("field %q", name)
			}
		}
	})
}
