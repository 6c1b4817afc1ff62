package observe

import (
	"crypto/x509"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/miekg/dns"
)

// dohServer serves a resolver over HTTPS.
func dohServer(t *testing.T, h http.HandlerFunc) (string, []*x509.Certificate) {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(s.Close)
	return s.URL + "/someone-own-path", []*x509.Certificate{s.Certificate()}
}

// overHTTP answers in the form of RFC 8484.
func overHTTP(answer answerer) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		q := new(dns.Msg)
		if r.Method != http.MethodPost || r.Header.Get("Content-Type") != dohType || q.Unpack(body) != nil || q.Id != 0 {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		wire, _ := answer(q, true).Pack()
		w.Header().Set("Content-Type", dohType)
		_, _ = w.Write(wire)
	}
}

func TestOverHTTPS(t *testing.T) {
	found := reply(0, rrs(t, "shop.test. 60 IN A 192.0.2.1"), nil)
	for _, tt := range []struct {
		name    string
		handler http.HandlerFunc
		cause   Cause
	}{
		{"answers", overHTTP(found), ""},
		{"no such name", overHTTP(reply(dns.RcodeNameError, nil, nil)), ""},
		{"fails", overHTTP(reply(dns.RcodeServerFailure, nil, nil)), DNS},
		{"refuses", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }, DNSRefused},
		{"is something else", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<h1>Hello</h1>")) }, Malformed},
		{"has moved", func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/moved" {
				overHTTP(found)(w, r)
				return
			}
			http.Redirect(w, r, "/moved", http.StatusTemporaryRedirect)
		}, Malformed},
		{"never ends", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", dohType)
			for {
				if _, err := w.Write(make([]byte, 1<<16)); err != nil {
					return
				}
			}
		}, Malformed},
		{"is silent", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, Timeout},
	} {
		t.Run(tt.name, func(t *testing.T) {
			url, roots := dohServer(t, tt.handler)
			site := Open(t.Context(), "shop.test", Options{Resolvers: []string{url}, Roots: roots, Timeout: 300 * time.Millisecond})
			defer site.Close()
			r, err := site.Records(t.Context(), "A", "shop.test")
			if failed(err) != tt.cause {
				t.Errorf("got %+v, %v; want cause %q", r, err, tt.cause)
			}
			if err == nil && (strings.Contains(r.Resolver, "own-path") || slices.ContainsFunc(site.Vantage().Resolvers, func(s string) bool { return strings.Contains(s, "own-path") })) {
				t.Errorf("the path is kept: %s, %v", r.Resolver, site.Vantage().Resolvers)
			}
		})
	}
}

// TestUntrustedHTTPS: who cannot prove to be the resolver is not asked.
func TestUntrustedHTTPS(t *testing.T) {
	var asked atomic.Int32
	url, _ := dohServer(t, func(w http.ResponseWriter, r *http.Request) { asked.Add(1) })
	site := Open(t.Context(), "shop.test", Options{Resolvers: []string{url}})
	defer site.Close()
	if r, err := site.Records(t.Context(), "A", "shop.test"); failed(err) != DNS || asked.Load() > 0 {
		t.Errorf("got %+v, %v, after %d questions", r, err, asked.Load())
	}
}

// TestHTTPSAsFallback: one that is named last is asked where the others fail.
func TestHTTPSAsFallback(t *testing.T) {
	url, roots := dohServer(t, overHTTP(reply(0, rrs(t, "shop.test. 60 IN A 192.0.2.1"), nil)))
	at := resolverFunc(t, reply(dns.RcodeRefused, nil, nil))
	site := Open(t.Context(), "shop.test", Options{Resolvers: []string{at, url}, Roots: roots})
	defer site.Close()
	if r, err := site.Records(t.Context(), "A", "shop.test"); err != nil || !strings.HasPrefix(r.Resolver, "https://") {
		t.Errorf("got %+v, %v", r, err)
	}
}
