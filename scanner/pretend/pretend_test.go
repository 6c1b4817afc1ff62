package pretend

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
	"github.com/rogpeppe/go-internal/txtar"
)

var present = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func start(t *testing.T, text string) *Shop {
	t.Helper()
	s, err := Start(txtar.Parse([]byte(text)), Settings{Now: present})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// dial connects to one of the shop's ports.
func (s *Shop) dial(t *testing.T, port uint16) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", s.ports[port].String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// shake does a handshake and verifies the chain as of the pretend present.
func (s *Shop) shake(t *testing.T, host string) (*tls.Conn, error) {
	t.Helper()
	roots := x509.NewCertPool()
	roots.AddCert(s.Options().Roots[0])
	c := tls.Client(s.dial(t, 443), &tls.Config{ServerName: host, RootCAs: roots, Time: func() time.Time { return present }})
	return c, c.Handshake()
}

func ask(t *testing.T, s *Shop, name string, typ uint16) *dns.Msg {
	t.Helper()
	q := new(dns.Msg).SetQuestion(dns.Fqdn(name), typ)
	m, _, err := new(dns.Client).Exchange(q, s.dns.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestRightShop(t *testing.T) {
	s := start(t, "A shop without a fault.\n")
	c, err := s.shake(t, "shop.test")
	if err != nil {
		t.Fatalf("the certificate: %v", err)
	}
	_, _ = fmt.Fprint(c, "GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n")
	r, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(r.Body)
	if r.StatusCode != 200 || r.Header.Get("Strict-Transport-Security") == "" || !strings.Contains(string(body), "/checkout") || r.Header.Get("Date") != present.Format(http.TimeFormat) {
		t.Errorf("the home page is %d %v %s", r.StatusCode, r.Header, body)
	}
	plain := s.dial(t, 80)
	_, _ = fmt.Fprint(plain, "GET /x?y HTTP/1.1\r\nHost: www.shop.test\r\n\r\n")
	raw, _ := io.ReadAll(plain)
	if !strings.Contains(string(raw), "\r\nLocation: https://www.shop.test/x?y\r\n") {
		t.Errorf("plain HTTP answers %q", raw)
	}
	for name, want := range map[string]string{"shop.test TXT": "v=spf1", "_dmarc.shop.test TXT": "p=reject", "shop.test MX": "mail.shop.test", "www.shop.test A": shopAddress, "shop.test DS": "12345"} {
		name, typ, _ := strings.Cut(name, " ")
		if m := ask(t, s, name, dns.StringToType[typ]); len(m.Answer) == 0 || !strings.Contains(m.Answer[0].String(), want) {
			t.Errorf("%s %s: %v", typ, name, m.Answer)
		}
	}
	mail := s.dial(t, 25)
	_, _ = fmt.Fprint(mail, "EHLO x\r\nQUIT\r\n")
	if raw, _ := io.ReadAll(mail); !strings.Contains(string(raw), "250 STARTTLS") || !strings.Contains(string(raw), "221") {
		t.Errorf("mail says %q", raw)
	}
	if got := s.Requests(); len(got) != 2 || got[0] != "GET http://www.shop.test/x?y" || s.Connections() != 3 {
		t.Errorf("seen: %q over %d connections", got, s.Connections())
	}
}

func TestCertificateFaults(t *testing.T) {
	for fault, want := range map[string]string{
		"expired": "expired", "not-yet": "not yet valid", "self-signed": "unknown authority", "wrong-name": "other-shop.test",
		"no-intermediate": "unknown authority", "unknown-root": "unknown authority", "sha1": "insecure algorithm",
	} {
		s := start(t, "A fault.\n-- shop.yaml --\ntls: {cert: {fault: "+fault+"}}\n")
		if _, err := s.shake(t, "shop.test"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want something about %q", fault, err, want)
		}
	}
	s := start(t, "A short key.\n-- shop.yaml --\ntls: {cert: {key: rsa-1024, issued: 10d, days: 300}}\nhosts: {www.shop.test: {tls: {cert: {fault: expired}}}}\n")
	c, err := s.shake(t, "shop.test")
	if err != nil {
		t.Fatal(err)
	}
	cert := c.ConnectionState().PeerCertificates[0]
	if !cert.NotBefore.Equal(present.Add(-10*24*time.Hour)) || cert.NotAfter.Sub(cert.NotBefore) != 300*24*time.Hour || cert.PublicKeyAlgorithm != x509.RSA {
		t.Errorf("the certificate runs from %v to %v, key %v", cert.NotBefore, cert.NotAfter, cert.PublicKeyAlgorithm)
	}
	if _, err := s.shake(t, "www.shop.test"); err == nil {
		t.Error("the other host's certificate should be expired")
	}
}

func TestZone(t *testing.T) {
	s := start(t, "A zone.\n-- shop.yaml --\ndns: {servfail: [broken.shop.test], silent: [silent.shop.test], authenticated: true}\n-- dns --\n- @ MX\n@ TXT \"one\"\nshop CNAME www\nbig TXT "+strings.Repeat(`"`+strings.Repeat("x", 200)+`" `, 9)+"\n")
	for _, tt := range []struct {
		name, typ  string
		rcode, num int
	}{
		{"shop.test", "TXT", dns.RcodeSuccess, 1},
		{"shop.test", "MX", dns.RcodeSuccess, 0},
		{"none.shop.test", "A", dns.RcodeNameError, 0},
		{"_smtp.shop.test", "A", dns.RcodeNameError, 0},
		{"_tls.shop.test", "A", dns.RcodeSuccess, 0}, // nothing itself, but _smtp is below it
		{"broken.shop.test", "A", dns.RcodeServerFailure, 0},
		{"shop.shop.test", "A", dns.RcodeSuccess, 2},
	} {
		m := ask(t, s, tt.name, dns.StringToType[tt.typ])
		if m.Rcode != tt.rcode || len(m.Answer) != tt.num || !m.AuthenticatedData {
			t.Errorf("%s %s: %s with %d answers, want %s with %d", tt.typ, tt.name, dns.RcodeToString[m.Rcode], len(m.Answer), dns.RcodeToString[tt.rcode], tt.num)
		}
	}
	if m := ask(t, s, "big.shop.test", dns.TypeTXT); !m.Truncated {
		t.Error("a big answer is not truncated over UDP")
	}
	q := new(dns.Msg).SetQuestion("silent.shop.test.", dns.TypeA)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if m, _, err := new(dns.Client).ExchangeContext(ctx, q, s.dns.LocalAddr().String()); err == nil {
		t.Errorf("a silent name answers %v", m)
	}
}

func TestAnswersArriveAsWritten(t *testing.T) {
	s := start(t, "Odd answers.\n-- GET http://shop.test/odd --\nHTTP/1.1 299 Odd\nx-a: 1\nX-A:2\nBroken header\n\nbody {{now+1h}}\n-- GET http://shop.test/* --\nHTTP/1.1 200 OK\nAccept-Ranges: bytes\n\n0123456789\n")
	get := func(line string) string {
		c := s.dial(t, 80)
		_, _ = fmt.Fprint(c, line+"\r\nHost: shop.test\r\n\r\n")
		raw, _ := io.ReadAll(c)
		return string(raw)
	}
	if got := get("GET /odd HTTP/1.1"); !strings.HasPrefix(got, "HTTP/1.1 299 Odd\r\nx-a: 1\r\nX-A:2\r\nBroken header\r\n") || !strings.HasSuffix(got, "body 2026-11-24T13:00:00Z\n") {
		t.Errorf("got %q", got)
	}
	if got := get("GET /else HTTP/1.1\r\nRange: bytes=0-3"); !strings.HasSuffix(got, "\r\n\r\n0123") {
		t.Errorf("a range: %q", got)
	}
	if got := get("HEAD /else HTTP/1.1"); !strings.HasSuffix(got, "\r\n\r\n") {
		t.Errorf("HEAD: %q", got)
	}
}

func TestBadFiles(t *testing.T) {
	for _, text := range []string{
		"-- shop.yaml --\ntsl: {}\n", "-- shop.yaml --\ntls: {cert: {fault: rust}}\n", "-- shop.yaml --\ntls: {cert: {key: wood}}\n",
		"-- dns --\nnonsense\n", "-- dns --\n- MX\n", "-- GET / --\nHTTP/1.1 200 OK\n\n{{soon}}\n",
	} {
		if s, err := Start(txtar.Parse([]byte(text)), Settings{}); err == nil {
			s.Close()
			t.Errorf("%q starts", text)
		}
	}
}

func TestCloseLeavesNothing(t *testing.T) {
	before := runtime.NumGoroutine()
	s := start(t, "A shop that stalls.\n-- GET http://shop.test/ --\nHTTP/1.1 200 OK\nX-Pretend: stall\n\n")
	c := s.dial(t, 80)
	_, _ = fmt.Fprint(c, "GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n")
	s.Close()
	if _, err := c.Read(make([]byte, 1)); err == nil {
		t.Error("a connection outlives the shop")
	}
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}

func TestDemoStarts(t *testing.T) {
	s, err := Start(Demo(), Settings{})
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
}
