package observe_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner/observe"
)

func TestRegistration(t *testing.T) {
	ends := func(date string) string {
		return `{"objectClassName":"domain","ldhName":"SHOP.example","status":["client transfer prohibited","Active","active"],
			"entities":[{"vcardArray":["vcard",[["fn",{},"text","Erika Mustermann"]]]}],
			"events":[{"eventAction":"registration","eventDate":"2001-01-01T00:00:00Z"},{"eventAction":"expiration","eventDate":"` + date + `"}]}`
	}
	end := time.Date(2027, 8, 13, 4, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name  string
		serve http.HandlerFunc // nil: with body
		body  string
		want  time.Time
		cause observe.Cause
	}{
		{name: "a date", body: ends("2027-08-13T04:00:00Z"), want: end},
		{name: "a date elsewhere", body: ends("2027-08-13T06:00:00+02:00"), want: end},
		{name: "a date with parts of a second", body: ends("2027-08-13T04:00:00.0Z"), want: end},
		{name: "a date without a zone", body: ends("2027-08-13 04:00:00"), want: end},
		{name: "a day", body: ends("2027-08-13"), want: time.Date(2027, 8, 13, 0, 0, 0, 0, time.UTC)},
		{name: "no date", body: `{"objectClassName":"domain","ldhName":"shop.example","status":["active","client transfer prohibited"],"events":[]}`},
		{name: "a date that is none", body: ends("soon"), cause: observe.Malformed},
		{name: "a date beyond reason", body: ends("9999-01-01T00:00:00Z"), cause: observe.Malformed},
		{name: "another domain", body: strings.Replace(ends("2027-08-13"), "SHOP.example", "other.example", 1), cause: observe.Malformed},
		{name: "an error", body: `{"errorCode":404}`, cause: observe.Malformed},
		{name: "a page", body: "<html>", cause: observe.Malformed},
		{name: "a list", body: "[]", cause: observe.Malformed},
		{name: "deep", body: strings.Repeat(`{"a":`, 20_000), cause: observe.Malformed},
		{name: "long", body: ends("2027-08-13") + strings.Repeat(" ", 300<<10), cause: observe.BudgetSpent},
		{name: "nobody's", serve: http.NotFound, cause: observe.NotFound},
		{name: "busy", serve: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) }, cause: observe.ErrorPage},
		{name: "passed on", serve: func(w http.ResponseWriter, r *http.Request) {
			if r.Host == "example.com" {
				http.Redirect(w, r, "https://www.example.com/domain/shop.example", http.StatusFound)
				return
			}
			_, _ = io.WriteString(w, ends("2027-08-13T04:00:00Z"))
		}, want: end},
		{name: "passed on for ever", serve: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://example.com/rdap", http.StatusFound)
		}, cause: observe.ErrorPage},
		{name: "passed on to somebody whose certificate is no good", serve: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://example.org/rdap", http.StatusFound)
		}, cause: observe.TLS},
		{name: "passed on unencrypted", serve: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://example.org/rdap", http.StatusFound)
		}, cause: observe.NotPermitted},
		{name: "passed on into this network", serve: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://127.0.0.1/rdap", http.StatusFound)
		}, cause: observe.Private},
	} {
		t.Run(tt.name, func(t *testing.T) {
			opts := library(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Accept") != "application/rdap+json" || !strings.Contains(r.UserAgent(), "shopcheck") {
					t.Errorf("asked with %v", r.Header)
				}
				if tt.serve != nil {
					tt.serve(w, r)
					return
				}
				if r.URL.Path != "/rdap/domain/shop.example" {
					t.Errorf("asked for %s", r.URL)
				}
				_, _ = io.WriteString(w, tt.body)
			})
			opts.ConnectTo = append(opts.ConnectTo, observe.Reroute{Host: "www.example.com", Addr: opts.ConnectTo[0].Addr})
			site := observe.Open(t.Context(), "shop.example", opts)
			defer site.Close()
			got, err := site.Registration(t.Context(), "https://example.com/rdap/", "shop.example")
			if cause, _ := observe.Explain(err); err != nil && cause != tt.cause || err == nil && tt.cause != "" {
				t.Fatalf("got %+v, %v; want cause %q", got, err, tt.cause)
			}
			if err != nil {
				return
			}
			want := &observe.Registration{Domain: "shop.example", Expires: tt.want, Statuses: []string{"active", "client transfer prohibited"}, Source: "https://example.com/rdap/domain/shop.example", At: got.At}
			if diff := cmp.Diff(want, got); diff != "" && tt.name != "passed on" {
				t.Errorf("want -, got +:\n%s", diff)
			}
			if used := site.Usage().Used.Requests; used != 1 {
				t.Errorf("%d requests", used)
			}
		})
	}
}

func TestRegistered(t *testing.T) {
	for host, want := range map[string][2]string{
		"www.shop.com": {"shop.com", "com"}, "shop.com": {"shop.com", "com"}, "a.b.shop.co.uk": {"shop.co.uk", "co.uk"},
		"my-shop.myshopify.com": {"myshopify.com", "com"}, "shop.github.io": {"github.io", "io"}, "a.blogspot.com": {"blogspot.com", "com"},
		"shop.test": {"", "test"}, "com": {"", "com"}, "co.uk": {"", "co.uk"}, "localhost": {"", "localhost"},
	} {
		if domain, suffix := observe.Registered(host); domain != want[0] || suffix != want[1] {
			t.Errorf("Registered(%s) = %q, %q; want %q", host, domain, suffix, want)
		}
	}
}
