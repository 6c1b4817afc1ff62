package pretend_test

import (
	"crypto/tls"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/crypto/ocsp"

	"shopcheck/scanner/pretend"
)

// greeting returns what a host's HTTPS server says.
func greeting(t *testing.T, s *pretend.Shop, host string) tls.ConnectionState {
	t.Helper()
	c := trusting(s, host)
	c.InsecureSkipVerify = true
	conn, err := tls.Dial("tcp", at(t, s, host, 443), c)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	return conn.ConnectionState()
}

// TestWords: certificates say where their authority's word is, and servers
// staple it, as shop.yaml says.
func TestWords(t *testing.T) {
	for _, tt := range []struct {
		cert              string
		extensions        int // logs' promises, and the wish for a staple
		sent              int // promises in the TLS extension
		status            int // of the stapled answer; -1 means none
		current           bool
		lists, responders int
	}{
		{"", 1, 0, -1, false, 1, 0},
		{"scts: 0", 0, 0, -1, false, 1, 0},
		{"scts: 0, sent-scts: 2", 0, 2, -1, false, 1, 0},
		{"must-staple: true, staple: good", 2, 0, ocsp.Good, true, 1, 0},
		{"staple: expired", 1, 0, ocsp.Good, false, 1, 0},
		{"staple: revoked", 1, 0, ocsp.Revoked, true, 1, 0},
		{"staple: unknown, ocsp: good", 1, 0, ocsp.Unknown, true, 1, 1},
		{"crl: none", 1, 0, -1, false, 0, 0},
	} {
		t.Run(tt.cert, func(t *testing.T) {
			state := greeting(t, start(t, "A shop.\n-- shop.yaml --\ntls: {cert: {"+tt.cert+"}}\n"), "shop.test")
			leaf, found := state.PeerCertificates[0], 0
			for _, e := range leaf.Extensions {
				if id := e.Id.String(); id == "1.3.6.1.4.1.11129.2.4.2" || id == "1.3.6.1.5.5.7.1.24" {
					found++
				}
			}
			if found != tt.extensions || len(state.SignedCertificateTimestamps) != tt.sent || len(leaf.CRLDistributionPoints) != tt.lists || len(leaf.OCSPServer) != tt.responders {
				t.Errorf("%d extensions, %d promises sent, %v, %v", found, len(state.SignedCertificateTimestamps), leaf.CRLDistributionPoints, leaf.OCSPServer)
			}
			if (len(state.OCSPResponse) == 0) != (tt.status < 0) {
				t.Fatalf("%d bytes are stapled", len(state.OCSPResponse))
			}
			if tt.status < 0 {
				return
			}
			answer, err := ocsp.ParseResponseForCert(state.OCSPResponse, leaf, state.PeerCertificates[1])
			if err != nil || answer.Status != tt.status || present.Before(answer.NextUpdate) != tt.current {
				t.Errorf("the stapled answer is %+v, %v", answer, err)
			}
		})
	}
}

func TestWordsRejects(t *testing.T) {
	for yaml, want := range map[string]string{
		"staple: maybe":    `staple: an authority cannot say "maybe"`,
		"ocsp: maybe":      `ocsp: an authority cannot say "maybe"`,
		"crl: maybe":       `crl cannot be "maybe"`,
		"fault: unheard":   `no fault is called "unheard"`,
		"sent-scts: a few": "reading shop.yaml",
	} {
		shop, err := pretend.Start(txtar.Parse([]byte("A shop.\n-- shop.yaml --\ntls: {cert: {"+yaml+"}}\n")), pretend.Settings{Now: present})
		if err == nil {
			shop.Close()
			t.Errorf("%s: started", yaml)
			continue
		}
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", yaml, err, want)
		}
	}
}
