package pretend_test

import (
	"bytes"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/pretend"
)

// rude starts a shop that misbehaves in one way.
func rude(t *testing.T, word string) *pretend.Shop {
	t.Helper()
	return start(t, "A shop.\n-- shop.yaml --\ntls: {misbehave: "+word+"}\n")
}

// hears sends a hello and returns the first bytes of the answer, up to most, and
// how it ended.
func hears(t *testing.T, s *pretend.Shop, most int64) (sent, heard []byte, err error) {
	t.Helper()
	sent, err = wide(hello.TLS12).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	c, err := net.Dial("tcp", at(t, s, "shop.test", 443))
	if err != nil {
		return sent, nil, err
	}
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(500 * time.Millisecond))
	if _, err := c.Write(sent); err != nil {
		return sent, nil, err
	}
	heard, err = io.ReadAll(io.LimitReader(c, most))
	return sent, heard, err
}

func TestRudeWords(t *testing.T) {
	for word, begins := range map[string]string{
		"http":            "HTTP/1.1 400 Bad Request\r\n",
		"ssh":             "SSH-2.0-",
		"alert-storm":     strings.Repeat("\x15\x03\x03\x00\x02\x01\x70", 10_000),
		"unknown-version": "\x16\x03\x03",
	} {
		_, heard, _ := hears(t, rude(t, word), 70_000)
		if !strings.HasPrefix(string(heard), begins) {
			t.Errorf("%s: heard %q", word, heard[:min(len(heard), 100)])
		}
		if word == "unknown-version" && !bytes.Equal(heard[9:11], []byte{3, 0x99}) {
			t.Errorf("%s: a ServerHello of version %x", word, heard[9:11])
		}
	}
	if sent, heard, _ := hears(t, rude(t, "echo"), 10_000); !bytes.Equal(sent, heard) {
		t.Errorf("echo: heard %q", heard)
	}
	if _, heard, _ := hears(t, rude(t, "garbage"), 10_000); len(heard) != 4096 || heard[0] == 22 || heard[0] == 21 {
		t.Errorf("garbage: heard %q", heard)
	}
	_, heard, err := hears(t, rude(t, "stall"), 1)
	if timeout, ok := errors.AsType[net.Error](err); len(heard) > 0 || !ok || !timeout.Timeout() {
		t.Errorf("stall: heard %q, %v", heard, err)
	}
}

func TestTornOff(t *testing.T) {
	for word, some := range map[string]bool{"reset-connect": false, "reset-hello": false, "reset-flight": true} {
		_, heard, err := hears(t, rude(t, word), 10_000)
		if !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, syscall.EPIPE) || len(heard) > 0 != some {
			t.Errorf("%s: heard %d bytes, %v", word, len(heard), err)
		}
	}
}

func TestOtherSuite(t *testing.T) {
	s := rude(t, "other-suite")
	for _, v := range []hello.Version{hello.TLS10, hello.TLS12, hello.TLS13} {
		c := wide(v)
		c.Suites = c.Suites[:min(20, len(c.Suites)-4)]
		got, err := put(t, at(t, s, "shop.test", 443), c)
		if err != nil || got.Version != v || slices.Contains(c.Suites, got.Suite) {
			t.Errorf("%s: %s, %v", v, summary(got), err)
		}
	}
}

// TestOddButRight: who is patient gets the page, whatever the packets are like.
func TestOddButRight(t *testing.T) {
	for _, word := range []string{"drip", "bytes"} {
		s := rude(t, word)
		if resp, _ := ask(t, s, "GET", "https://shop.test/"); resp.StatusCode != 200 {
			t.Errorf("%s: the page: %s", word, resp.Status)
		}
		c := trusting(s, "shop.test")
		c.MaxVersion = tls.VersionTLS12
		if conn, err := tls.Dial("tcp", at(t, s, "shop.test", 443), c); err != nil {
			t.Errorf("%s: TLS 1.2: %v", word, err)
		} else {
			_ = conn.Close()
		}
		got, err := put(t, at(t, s, "shop.test", 443), wide(hello.TLS12))
		if err != nil || got.Version != hello.TLS12 || len(got.Chain) != 2 || got.Group == 0 {
			t.Errorf("%s: %s, %v", word, summary(got), err)
		}
	}
	_, heard, _ := hears(t, rude(t, "drip"), 12)
	if !bytes.Equal(heard, []byte{22, 3, 3, 0, 1, 2, 22, 3, 3, 0, 1, 0}) {
		t.Errorf("drip: heard %x", heard)
	}
}

// sentBy is the chain that a survey hears in TLS 1.2.
func sentBy(t *testing.T, s *pretend.Shop) [][]byte {
	t.Helper()
	_, heard, _ := hears(t, s, 1<<20)
	r := hello.NewReader(wide(hello.TLS12))
	_, _ = r.Feed(heard)
	return r.Server().Chain
}

func TestStrangeCertificates(t *testing.T) {
	sent := chain(t, rude(t, "many-certs"), "shop.test")
	if len(sent) != 100 || sent[0].VerifyHostname("shop.test") != nil {
		t.Errorf("many-certs: %d certificates", len(sent))
	}
	sent = chain(t, rude(t, "many-names"), "shop.test")
	if len(sent) != 2 || len(sent[0].DNSNames) != 10_000 || sent[0].VerifyHostname("n9999.shop.test") != nil {
		t.Errorf("many-names: %d certificates, %d names", len(sent), len(sent[0].DNSNames))
	}
	if leaf := raw443(t, "big-key"); leaf == nil {
		t.Error("big-key: no certificate")
	} else if key, ok := leaf.PublicKey.(*rsa.PublicKey); !ok || key.N.BitLen() != 16384 || leaf.VerifyHostname("shop.test") != nil {
		t.Errorf("big-key: %+v", leaf.PublicKey)
	}
	if leaf := raw443(t, "bad-der"); leaf != nil {
		t.Errorf("bad-der: %+v", leaf)
	}
	for _, word := range []string{"big-key", "bad-der"} {
		s := rude(t, word)
		c := trusting(s, "shop.test")
		c.InsecureSkipVerify = true
		if conn, err := tls.Dial("tcp", at(t, s, "shop.test", 443), c); err == nil {
			_ = conn.Close()
			t.Errorf("%s: a client of Go's has no objection", word)
		} else if strings.Contains(err.Error(), "remote error") {
			t.Errorf("%s: the server objects: %v", word, err)
		}
	}
}

// raw443 returns the first certificate that a shop sends that misbehaves, nil if
// it is none.
func raw443(t *testing.T, word string) *x509.Certificate {
	t.Helper()
	sent := sentBy(t, rude(t, word))
	if len(sent) != 2 {
		t.Fatalf("%s: %d certificates", word, len(sent))
	}
	leaf, err := x509.ParseCertificate(sent[0])
	if err != nil {
		return nil
	}
	return leaf
}
