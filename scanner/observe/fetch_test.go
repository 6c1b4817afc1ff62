package observe_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/pretend"
)

// TestFetch: authorities are asked only where that is allowed, and what they
// said can be replayed.
func TestFetch(t *testing.T) {
	const list, cert = "GET http://aia.shop.test/let-s-encrypt.crl", "GET http://aia.shop.test/let-s-encrypt.der"
	for _, tt := range []struct {
		name, text string
		fetch      bool
		repaired   bool
		standing   observe.Standing
		cause      observe.Cause
		asked      []string
	}{
		{"not allowed", "tls: {cert: {fault: no-intermediate}}", false, false, "", observe.LeftOut, nil},
		{"allowed, nothing missing", "", true, false, observe.InForce, "", []string{list}},
		{"allowed, the issuer is missing", "tls: {cert: {fault: no-intermediate}}", true, true, observe.InForce, "", []string{cert, list}},
		{"revoked", "tls: {cert: {crl: revoked}}", true, false, observe.Revoked, "", []string{list}},
		{"a list without end", "\n-- " + list + " --\nHTTP/1.1 200 OK\nX-Pretend: huge\n\n" + strings.Repeat("x", 1<<15) + "\n", true, false, "", observe.Malformed, []string{list}},
		{"no list there, but an answer", "tls: {cert: {ocsp: good}}\n-- " + list + " --\nHTTP/1.1 404 Not Found\n\nGone.\n", true, false, observe.InForce, "", []string{list, "an answer"}},
		{"somebody else's list", "\n-- " + list + " --\nHTTP/1.1 200 OK\n\nNot a list.\n", true, false, "", observe.Malformed, []string{list}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			shop, err := pretend.Start(txtar.Parse([]byte("A shop.\n-- shop.yaml --\n"+tt.text+"\n")), pretend.Settings{Now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)})
			if err != nil {
				t.Fatal(err)
			}
			defer shop.Close()
			opts := shop.Options()
			opts.Fetch = tt.fetch
			site := observe.Open(t.Context(), "shop.test", opts)
			defer site.Close()
			for _, replayed := range []bool{false, true} {
				s := site
				if replayed {
					s = observe.Replay("shop.test", site.Looks())
				}
				h, err := s.Handshake(t.Context(), observe.Endpoint{Host: "shop.test"}, observe.Any)
				if err != nil {
					t.Fatal(err)
				}
				r, err := s.Revocation(t.Context(), h)
				var cause observe.Cause
				if err != nil {
					cause, _ = observe.Explain(err)
				}
				if h.Trust.Repaired != tt.repaired || (len(h.Fetched) > 0) != tt.repaired || cause != tt.cause || err == nil && r.Standing != tt.standing {
					t.Errorf("trust %+v, revocation %+v, %v; want %q or %q", h.Trust, r, err, tt.standing, tt.cause)
				}
			}
			got := shop.Requests()
			for i := range got {
				if strings.HasPrefix(got[i], "GET http://aia.shop.test/ocsp/") {
					got[i] = "an answer"
				}
			}
			if !slices.Equal(got, tt.asked) {
				t.Errorf("asked %q, want %q", got, tt.asked)
			}
		})
	}
}
