package pretend_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

// TestAnswersServePages: real clients get pages, with what the answers say.
func TestAnswersServePages(t *testing.T) {
	s := start(t, `A shop.
-- shop.yaml --
tls:
  answers:
    versions:
      SSL 2: [SSL_CK_RC4_128_WITH_MD5]
      TLS 1.0: [TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA, TLS_RSA_WITH_3DES_EDE_CBC_SHA]
      TLS 1.2: [TLS_DH_anon_WITH_RC4_128_MD5, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]
      TLS 1.3: [TLS_AES_128_CCM_SHA256, TLS_AES_128_GCM_SHA256]
    groups: [x448, secp384r1, x25519]
    alpn: [h2, http/1.1]
    heartbeat: true
`)
	if resp, _ := ask(t, s, "GET", "https://shop.test/"); resp.StatusCode != http.StatusOK || resp.TLS.CurveID != tls.CurveP384 {
		t.Errorf("the home page: %s, %v", resp.Status, resp.TLS.CurveID)
	}
	suites := func() (all []uint16) {
		for _, c := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
			all = append(all, c.ID)
		}
		return all
	}()
	for _, tt := range []struct {
		offered uint16
		version uint16
		suite   uint16
		group   tls.CurveID
		key     x509.PublicKeyAlgorithm
	}{
		{tls.VersionTLS13, tls.VersionTLS13, tls.TLS_AES_128_GCM_SHA256, tls.CurveP384, x509.ECDSA},
		{tls.VersionTLS12, tls.VersionTLS12, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, tls.CurveP384, x509.RSA},
		{tls.VersionTLS11, tls.VersionTLS10, tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA, 0, x509.RSA},
	} {
		c := trusting(s, "shop.test")
		c.MinVersion, c.MaxVersion, c.CipherSuites, c.NextProtos = tls.VersionTLS10, tt.offered, suites, []string{"h2", "http/1.1"}
		conn, err := tls.Dial("tcp", at(t, s, "shop.test", 443), c)
		if err != nil {
			t.Errorf("%s: %v", tls.VersionName(tt.offered), err)
			continue
		}
		got := conn.ConnectionState()
		_ = conn.Close()
		if got.Version != tt.version || got.CipherSuite != tt.suite || got.CurveID != tt.group || got.NegotiatedProtocol != "h2" || got.PeerCertificates[0].PublicKeyAlgorithm != tt.key {
			t.Errorf("%s: %s, %s, %s, %q, %s", tls.VersionName(tt.offered), tls.VersionName(got.Version), tls.CipherSuiteName(got.CipherSuite), got.CurveID, got.NegotiatedProtocol, got.PeerCertificates[0].PublicKeyAlgorithm)
		}
	}
	c := trusting(s, "shop.test")
	c.MaxVersion, c.CipherSuites = tls.VersionTLS12, []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}
	_, err := tls.Dial("tcp", at(t, s, "shop.test", 443), c)
	if alert, ok := errors.AsType[tls.AlertError](err); (!ok || alert != 40) && !strings.Contains(fmt.Sprint(err), "handshake failure") {
		t.Errorf("without a suite in common: %v", err)
	}
}

// TestSharesServeBrowsers: whatever share a browser sends, it is no survey.
func TestSharesServeBrowsers(t *testing.T) {
	s := start(t, "A shop.\n-- shop.yaml --\ntls: {answers: {versions: {TLS 1.3: [TLS_AES_128_GCM_SHA256]}}}\n")
	for _, g := range []tls.CurveID{tls.X25519MLKEM768, tls.SecP384r1MLKEM1024, tls.CurveP521} {
		c := trusting(s, "shop.test")
		c.CurvePreferences = []tls.CurveID{g}
		conn, err := tls.Dial("tcp", at(t, s, "shop.test", 443), c)
		if err != nil {
			t.Errorf("%s: %v", g, err)
			continue
		}
		if got := conn.ConnectionState().CurveID; got != g {
			t.Errorf("%s: got %s", g, got)
		}
		_ = conn.Close()
	}
}

// TestWithoutAnswers: Go's own server answers hellos, too.
func TestWithoutAnswers(t *testing.T) {
	s := start(t, "A shop.\n-- shop.yaml --\ntls: {groups: [X25519]}\n")
	for v, want := range map[hello.Version]string{
		hello.TLS13: "TLS 1.3, TLS_AES_128_GCM_SHA256, x25519, retry, chain 0",
		hello.TLS12: "TLS 1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, x25519, ecdsa_secp256r1_sha256, chain 2",
		hello.TLS11: "protocol_version",
		hello.SSL3:  "protocol_version",
	} {
		c := wide(v)
		if v == hello.TLS13 {
			c.Suites = []hello.Suite{0x1301}
		}
		if v == hello.TLS12 {
			c.Suites, c.Schemes = []hello.Suite{0xc02b}, []hello.Scheme{0x0403}
		}
		if got, err := put(t, at(t, s, "shop.test", 443), c); err != nil || summary(got) != want {
			t.Errorf("%s: %s, %v; want %s", v, summary(got), err, want)
		}
	}
	if got, err := put(t, at(t, s, "shop.test", 443), wide(hello.SSL2)); err == nil && got.Alert == nil {
		t.Errorf("SSL 2: %s", summary(got))
	}
}

func TestPublishedPrimes(t *testing.T) {
	for _, name := range []string{"group1", "group2", "group5", "group14", "group15", "group16", "group17", "group18", "ffdhe2048", "ffdhe3072", "ffdhe4096", "ffdhe6144", "ffdhe8192"} {
		s := start(t, "A shop.\n-- shop.yaml --\ntls: {answers: {prime: "+name+", versions: {TLS 1.1: [TLS_DH_anon_WITH_AES_128_CBC_SHA]}}}\n")
		got, err := put(t, at(t, s, "shop.test", 443), wide(hello.TLS11))
		if err != nil {
			t.Fatal(err)
		}
		p, two := new(big.Int).SetBytes(got.Prime), big.NewInt(2)
		if p.BitLen() < 768 || new(big.Int).Exp(two, new(big.Int).Sub(p, big.NewInt(1)), p).Cmp(big.NewInt(1)) != 0 {
			t.Errorf("%s is no prime: %x", name, got.Prime)
		}
	}
}

// TestSurveyOfAnswers: a survey finds out what the file says.
func TestSurveyOfAnswers(t *testing.T) {
	s := start(t, `A shop.
-- shop.yaml --
tls:
  answers:
    versions:
      SSL 2: [SSL_CK_RC4_128_WITH_MD5]
      SSL 3: [TLS_RSA_WITH_RC4_128_SHA]
      TLS 1.2: [TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]
      TLS 1.3: [TLS_CHACHA20_POLY1305_SHA256, TLS_AES_128_GCM_SHA256]
    groups: [x25519, x448]
    schemes: [rsa_pkcs1_sha256, rsa_pkcs1_sha1, rsa_pss_rsae_sha256, ecdsa_secp256r1_sha256, ecdsa_secp384r1_sha384]
    prime: ffdhe8192
    fallback: false
    renegotiation: false
    heartbeat: true
`)
	to := at(t, s, "shop.test", 443)
	got, err := survey.Take(t.Context(), func(_ context.Context, c hello.Client) (hello.Server, error) { return put(t, to, c) }, "shop.test", present)
	if err != nil {
		t.Fatal(err)
	}
	var spoken []string
	for _, p := range got.Protocols {
		if p.Offered == survey.Yes {
			slices.Sort(p.Groups)
			slices.Sort(p.Schemes)
			spoken = append(spoken, fmt.Sprint(p.Version, " ", p.Suites, " ", p.Groups, " ", p.Schemes))
		}
	}
	want := []string{
		"SSL 2 [SSL_CK_RC4_128_WITH_MD5] [] []",
		"SSL 3 [TLS_RSA_WITH_RC4_128_SHA] [] []",
		"TLS 1.2 [TLS_DHE_RSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256] [x25519 x448] [rsa_pkcs1_sha1 rsa_pkcs1_sha256 rsa_pss_rsae_sha256]",
		"TLS 1.3 [TLS_CHACHA20_POLY1305_SHA256 TLS_AES_128_GCM_SHA256] [x25519 x448] [ecdsa_secp256r1_sha256 rsa_pss_rsae_sha256]",
	}
	if diff := cmp.Diff(want, spoken); diff != "" {
		t.Errorf("spoken (-want +got):\n%s", diff)
	}
	if p := got.Protocol(hello.TLS12); len(p.Primes) != 1 || p.Primes[0].Known != "RFC 7919 ffdhe8192" || p.Prefers != survey.ByServer {
		t.Errorf("TLS 1.2: %+v", p)
	}
	if tr := got.Traits; tr.SecureRenegotiation != survey.No || tr.Heartbeat != survey.Yes || tr.FallbackRefused != survey.No || tr.Compression != survey.No {
		t.Errorf("traits: %+v", tr)
	}
}

// TestMailAnswers: the web's answers are not the mail's.
func TestMailAnswers(t *testing.T) {
	s := start(t, "A shop.\n-- shop.yaml --\ntls: {answers: {versions: {TLS 1.2: [TLS_RSA_WITH_RC4_128_SHA]}}, misbehave: stall}\nsmtp: {answers: {versions: {SSL 3: [TLS_RSA_WITH_RC4_128_MD5]}}}\n")
	conn, err := net.Dial("tcp", at(t, s, "mail.shop.test", 25))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(2 * time.Second))
	_, _ = io.WriteString(conn, "EHLO me\r\nSTARTTLS\r\n")
	for heard := ""; !strings.Contains(heard, "220 Ready\r\n"); {
		b := make([]byte, 1)
		if _, err := conn.Read(b); err != nil {
			t.Fatal(err)
		}
		heard += string(b)
	}
	if got, err := exchange(t, conn, wide(hello.SSL3)); err != nil || summary(got) != "SSL 3, TLS_RSA_WITH_RC4_128_MD5, chain 2" {
		t.Errorf("mail answers %s, %v", summary(got), err)
	}
}

// TestSettingsOfOne: a name and an address have their own servers, also for
// those who do not say a name.
func TestSettingsOfOne(t *testing.T) {
	s := start(t, `A shop with three servers.
-- dns --
@ A 192.0.2.10
@ A 192.0.2.7
@ AAAA 2001:db8::7
-- shop.yaml --
tls:
  hosts: {www.shop.test: {answers: {versions: {SSL 3: [TLS_RSA_WITH_RC4_128_SHA]}}}}
  addresses:
    192.0.2.7: {cert: {fault: expired}, answers: {versions: {SSL 2: [SSL_CK_RC4_128_WITH_MD5], TLS 1.2: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]}}}
    2001:DB8::7: {off: true}
`)
	for host, want := range map[string]string{"shop.test": "protocol_version", "www.shop.test": "SSL 3, TLS_RSA_WITH_RC4_128_SHA, chain 2", "192.0.2.7": "protocol_version"} {
		if got, err := put(t, at(t, s, host, 443), wide(hello.SSL3)); err != nil || summary(got) != want {
			t.Errorf("%s answers SSL 3 with %s, %v; want %s", host, summary(got), err, want)
		}
	}
	if got, err := put(t, at(t, s, "192.0.2.7", 443), wide(hello.SSL2)); err != nil || summary(got) != "SSL 2, SSL_CK_RC4_128_WITH_MD5, chain 1" {
		t.Errorf("192.0.2.7 answers SSL 2 with %s, %v", summary(got), err)
	}
	c := trusting(s, "shop.test")
	_, err := tls.Dial("tcp", at(t, s, "192.0.2.7", 443), c)
	if bad, ok := errors.AsType[x509.CertificateInvalidError](err); !ok || bad.Reason != x509.Expired {
		t.Errorf("the certificate at 192.0.2.7: %v", err)
	}
	if conn, err := net.Dial("tcp", at(t, s, "2001:db8::7", 443)); err == nil {
		_ = conn.Close()
		t.Error("2001:db8::7 is open")
	}
	if resp, _ := ask(t, s, "GET", "https://shop.test/"); resp.StatusCode != http.StatusOK {
		t.Errorf("the shop itself answers %s", resp.Status)
	}
}

// TestAnswersAboutCertificates: what is said of a certificate is said in every
// flight.
func TestAnswersAboutCertificates(t *testing.T) {
	s := start(t, "A shop.\n-- shop.yaml --\ntls: {cert: {staple: good, sent-scts: 2}, answers: {versions: {TLS 1.2: [TLS_RSA_WITH_RC4_128_SHA]}}}\n")
	got, err := put(t, at(t, s, "shop.test", 443), wide(hello.TLS12))
	if err != nil || len(got.Staple) == 0 || !slices.Contains(got.Extensions, hello.SCT) {
		t.Errorf("staple %x, extensions %v, %v", got.Staple, got.Extensions, err)
	}
}
