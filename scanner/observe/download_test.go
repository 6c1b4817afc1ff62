package observe_test

import (
	"compress/gzip"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"shopcheck/scanner/observe"
)

// library serves HTTPS on loopback as example.com, and returns options that lead
// there.
func library(t *testing.T, serve http.HandlerFunc) observe.Options {
	t.Helper()
	server := httptest.NewTLSServer(serve)
	t.Cleanup(server.Close)
	at := netip.MustParseAddrPort(server.Listener.Addr().String())
	return observe.Options{
		Timeout: 5 * time.Second, Roots: []*x509.Certificate{server.Certificate()}, Resolvers: []string{"127.0.0.1:1"},
		ConnectTo: []observe.Reroute{{Host: "example.com", Port: 443, Addr: at}, {Host: "example.org", Port: 443, Addr: at}},
	}
}

func TestDownload(t *testing.T) {
	opts := library(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/file", "/end":
			_, _ = io.WriteString(w, r.Proto+" "+r.UserAgent())
		case "/packed":
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			_, _ = io.WriteString(z, strings.Repeat("x", 1<<20))
			_ = z.Close()
		case "/endless":
			for {
				if _, err := io.WriteString(w, strings.Repeat("x", 1<<16)); err != nil {
					return
				}
			}
		case "/cut":
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "ten bytes.")
		case "/busy":
			w.WriteHeader(http.StatusTooManyRequests)
		case "/gone":
			w.WriteHeader(http.StatusGone)
		case "/here":
			http.Redirect(w, r, "/end", http.StatusFound)
		case "/round":
			http.Redirect(w, r, "/round", http.StatusFound)
		case "/away":
			http.Redirect(w, r, "https://example.org/end", http.StatusFound)
		case "/plain":
			http.Redirect(w, r, "http://example.com/end", http.StatusFound)
		case "/inside":
			http.Redirect(w, r, "https://127.0.0.1/end", http.StatusFound)
		case "/port":
			http.Redirect(w, r, "https://example.com:8443/end", http.StatusFound)
		}
	})
	opts.UserAgent = "tester"
	for _, tt := range []struct {
		address, want string
		cause         observe.Cause
		words         string
	}{
		{"https://example.com/file", "HTTP/1.1 tester", "", ""},
		{"https://example.com/here", "HTTP/1.1 tester", "", ""},
		{"https://example.com/packed", "", observe.BudgetSpent, "what example.com sends is longer than the 64 KB that it may be"},
		{"https://example.com/endless", "", observe.BudgetSpent, "what example.com sends is longer than the 64 KB that it may be"},
		{"https://example.com/cut", "", observe.Reset, "example.com cut the connection off"},
		{"https://example.com/busy", "", observe.ErrorPage, "example.com answers with error 429"},
		{"https://example.com/gone", "", observe.NotFound, "example.com has no such page any more"},
		{"https://example.com/round", "", observe.ErrorPage, "example.com redirects too often"},
		{"https://example.com/away", "", observe.OtherCompany, "example.com sends us to example.org, which is somebody else's"},
		{"https://example.com/plain", "", observe.NotPermitted, "the address http://example.com/end is not one of an encrypted page, from which alone downloads come"},
		{"https://example.com/inside", "", observe.OtherCompany, "example.com sends us to 127.0.0.1, which is somebody else's"},
		{"https://example.com/port", "", observe.NotPermitted, "the address https://example.com:8443/end is not one of an encrypted page, from which alone downloads come"},
		{"http://example.com/file", "", observe.NotPermitted, "the address http://example.com/file is not one of an encrypted page, from which alone downloads come"},
		{"https://a:b@example.com/file", "", observe.NotPermitted, "the address https://a:xxxxx@example.com/file is not one of an encrypted page, from which alone downloads come"},
		{"https://example.org/file", "", observe.TLS, "no encrypted connection with example.org could be agreed that can be trusted"},
		{"https://127.0.0.1/file", "", observe.Private, "its address 127.0.0.1 is not a public one; --allow-net 127.0.0.1/32 would permit it"},
	} {
		t.Run(tt.address, func(t *testing.T) {
			d := observe.NewDownloader(t.Context(), opts)
			defer d.Close()
			body, err := d.Get(t.Context(), tt.address, 64<<10)
			f, _ := errors.AsType[*observe.Failure](err)
			switch {
			case tt.cause == "" && (err != nil || string(body) != tt.want):
				t.Errorf("%q, %v; want %q", body, err, tt.want)
			case tt.cause != "" && (f == nil || *f != observe.Failure{Cause: tt.cause, Words: tt.words} || body != nil):
				t.Errorf("%q, %+v; want %s: %s", body, err, tt.cause, tt.words)
			}
		})
	}
}

// TestDownloadInTime: a server that sends drop by drop is left, and so is one
// whose certificate is good at another time only.
func TestDownloadInTime(t *testing.T) {
	opts := library(t, func(w http.ResponseWriter, r *http.Request) {
		for range 1000 {
			if _, err := fmt.Fprint(w, "x"); err != nil || r.Context().Err() != nil {
				return
			}
			w.(http.Flusher).Flush()
			time.Sleep(10 * time.Millisecond)
		}
	})
	opts.Timeout = 100 * time.Millisecond
	for name, set := range map[string]func(*observe.Options){
		"example.com did not answer in time": func(*observe.Options) {},
		"no encrypted connection with example.com could be agreed that can be trusted": func(o *observe.Options) {
			o.Timeout, o.Now = 5*time.Second, func() time.Time { return time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC) }
		},
		"the time set aside for downloads was over": func(o *observe.Options) { o.Whole = time.Millisecond },
	} {
		o := opts
		set(&o)
		d := observe.NewDownloader(t.Context(), o)
		if body, err := d.Get(t.Context(), "https://example.com/slow", 64<<10); err == nil || err.Error() != name {
			t.Errorf("%q, %v; want %q", body, err, name)
		}
		d.Close()
	}
}
