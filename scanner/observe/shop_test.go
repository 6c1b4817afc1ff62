package observe_test

import (
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/pretend"
)

// open looks at the pretend shop that text describes.
func open(t *testing.T, text string) *observe.Site {
	t.Helper()
	shop, err := pretend.Start(txtar.Parse([]byte(text)), pretend.Settings{Now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	site := observe.Open(t.Context(), shop.Domain(), shop.Options())
	t.Cleanup(func() { site.Close(); shop.Close() })
	return site
}

func TestHandshake(t *testing.T) {
	at := observe.Endpoint{Host: "shop.test"}
	for _, tt := range []struct {
		name, yaml string
		offer      observe.Offer
		version    string // empty: declined
		trust      observe.Trust
	}{
		{"the best there is", "", observe.Any, "TLS 1.3", observe.Trust{Verified: true}},
		{"old refused", "", observe.TLS10, "", observe.Trust{}},
		{"old accepted", "tls: {min: TLS 1.0}", observe.TLS10, "TLS 1.0", observe.Trust{Verified: true}},
		{"old only", "tls: {min: TLS 1.0, max: TLS 1.1}", observe.Any, "TLS 1.1", observe.Trust{Verified: true}},
		{"new refused", "tls: {max: TLS 1.2}", observe.TLS13, "", observe.Trust{}},
		{"post-quantum", "", observe.PostQuantum, "TLS 1.3", observe.Trust{Verified: true}},
		{"no post-quantum", "tls: {groups: [X25519]}", observe.PostQuantum, "", observe.Trust{}},
		{"expired is another matter", "tls: {cert: {fault: expired}}", observe.Any, "TLS 1.3", observe.Trust{Verified: true}},
		{"self-signed", "tls: {cert: {fault: self-signed}}", observe.Any, "TLS 1.3", observe.Trust{SelfSigned: true, Reason: "it vouches only for itself"}},
		{"unknown root", "tls: {cert: {fault: untrusted-root}}", observe.Any, "TLS 1.3", observe.Trust{Reason: "nobody that browsers trust vouches for it"}},
		{"broken off", "tls: {cert: {fault: no-intermediate}}", observe.Any, "TLS 1.3", observe.Trust{Missing: "Let's Encrypt", Reason: "the certificate of an issuer is not sent, and it was not looked up whether it can be fetched"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			site := open(t, "A shop.\n-- shop.yaml --\n"+tt.yaml+"\n")
			h, err := site.Handshake(t.Context(), at, tt.offer)
			if err != nil {
				t.Fatal(err)
			}
			if h.Version != tt.version || h.Agreed() != (tt.version != "") {
				t.Errorf("agreed on %q, declined %q; want %q", h.Version, h.Decline, tt.version)
			}
			got := h.Trust
			if !h.Agreed() {
				return
			}
			if leaf, err := h.Leaf(); err != nil || leaf.Subject.CommonName != "shop.test" {
				t.Errorf("the certificate: %v, %v", leaf, err)
			}
			if got != tt.trust {
				t.Errorf("trust %+v, want %+v", got, tt.trust)
			}
			if tt.offer == observe.PostQuantum && !strings.Contains(h.Group, "MLKEM") {
				t.Errorf("the group is %q", h.Group)
			}
			again, err := observe.Replay("shop.test", site.Looks()).Handshake(t.Context(), at, tt.offer)
			if err != nil || again.Version != h.Version || again.Trust != h.Trust || len(again.Chain) != len(h.Chain) {
				t.Errorf("replayed: %+v, %v", again, err)
			}
		})
	}
}

func TestHandshakeWithNobody(t *testing.T) {
	site := open(t, "No TLS.\n-- shop.yaml --\ntls: {off: true}\n")
	_, err := site.Handshake(t.Context(), observe.Endpoint{Host: "shop.test"}, observe.Any)
	if cause, words := observe.Explain(err); cause != observe.Refused {
		t.Errorf("got %q (%s)", cause, words)
	}
	if _, err = site.Handshake(t.Context(), observe.Endpoint{Host: "other.test"}, observe.Any); err == nil {
		t.Error("somebody else's server was asked")
	}
}

func TestMail(t *testing.T) {
	for _, tt := range []struct {
		name, yaml  string
		offered     bool
		trusted     bool
		wantFailure observe.Cause
	}{
		{"with STARTTLS", "", true, true, ""},
		{"without", "smtp: {starttls: false}", false, false, ""},
		{"a certificate of its own", "smtp: {cert: {fault: self-signed}}", true, false, ""},
		{"nobody", "smtp: {off: true}", false, false, observe.Refused},
	} {
		t.Run(tt.name, func(t *testing.T) {
			site := open(t, "A shop.\n-- shop.yaml --\n"+tt.yaml+"\n")
			s, err := site.Mail(t.Context(), "mail.shop.test.")
			if cause, words := observe.Explain(err); err != nil {
				if cause != tt.wantFailure {
					t.Errorf("got %q (%s), want %q", cause, words, tt.wantFailure)
				}
				return
			}
			if s.StartTLS != tt.offered || (s.TLS != nil) != tt.offered || s.TLS != nil && s.TLS.Trust.Verified != tt.trusted {
				t.Errorf("offered %t, TLS %+v, problem %q", s.StartTLS, s.TLS, s.Problem)
			}
			if !strings.HasPrefix(s.Greeting, "220 mail.shop.test") {
				t.Errorf("greeting %q", s.Greeting)
			}
			if got := site.Vantage().Port25; got != "open" {
				t.Errorf("port 25 is %q", got)
			}
		})
	}
}

// TestHTTPS: pages come over TLS whatever the certificate, from the same address.
func TestHTTPS(t *testing.T) {
	site := open(t, "An expired certificate.\n-- shop.yaml --\ntls: {cert: {fault: expired}}\n")
	home, err := site.Home(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if home.URL != "https://shop.test/" || home.Status != 200 || !home.Secure() || !strings.HasSuffix(home.Peer, ":443") {
		t.Errorf("got %s %d from %s", home.URL, home.Status, home.Peer)
	}
	v, err := site.Visit(t.Context(), "http://www.shop.test/")
	if err != nil || len(v.Hops) != 3 || v.End().URL != "https://shop.test/" {
		t.Errorf("got %+v, %v", v, err)
	}
}
