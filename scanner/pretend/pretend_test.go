package pretend_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/pretend"
)

// present is the moment that the shops of these tests live in.
var present = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// start runs a shop for one test.
func start(t *testing.T, text string) *pretend.Shop {
	t.Helper()
	s, err := pretend.Start(txtar.Parse([]byte(text)), pretend.Settings{Now: present})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// at returns where the shop wants connections to a host to go.
func at(t *testing.T, s *pretend.Shop, host string, port uint16) string {
	t.Helper()
	for _, r := range s.Options().ConnectTo {
		if r.Host == host && r.Port == port {
			return r.Addr.String()
		}
	}
	t.Fatalf("%s:%d is led nowhere", host, port)
	return ""
}

// trusting is the TLS configuration of a client that trusts the shop's root.
func trusting(s *pretend.Shop, host string) *tls.Config {
	roots := x509.NewCertPool()
	for _, c := range s.Options().Roots {
		roots.AddCert(c)
	}
	return &tls.Config{ServerName: host, RootCAs: roots, Time: func() time.Time { return present }}
}

// client is a browser that has never heard of redirects.
func client(t *testing.T, s *pretend.Shop) *http.Client {
	t.Helper()
	transport := &http.Transport{
		TLSClientConfig: trusting(s, ""),
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			to := netip.MustParseAddrPort("192.0.2.1:" + addr[strings.LastIndex(addr, ":")+1:])
			var d net.Dialer
			return d.DialContext(ctx, network, at(t, s, addr[:strings.LastIndex(addr, ":")], to.Port()))
		},
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// ask makes a request and returns the response and its body.
func ask(t *testing.T, s *pretend.Shop, method, url string, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := client(t, s).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

func TestRightShop(t *testing.T) {
	s := start(t, "A shop.")
	for _, tt := range []struct {
		url    string
		status int
		header string // "Name: value", must be there
		body   string // must be in there
	}{
		{"https://shop.test/", 200, "Strict-Transport-Security: max-age=31536000; includeSubDomains", `href="/login"`},
		{"https://shop.test/login", 200, "Cache-Control: no-store", `type="password"`},
		{"https://shop.test/cart?x=1", 200, "X-Content-Type-Options: nosniff", `action="/checkout"`},
		{"https://shop.test/checkout", 200, "Referrer-Policy: strict-origin-when-cross-origin", "<form"},
		{"https://shop.test/.well-known/security.txt", 200, "Date: Tue, 24 Nov 2026 12:00:00 GMT", "Expires: 2027-05-23T12:00:00Z\n"},
		{"https://shop.test/robots.txt", 404, "X-Content-Type-Options: nosniff", "no such page"},
		{"https://www.shop.test/a?b=c", 301, "Location: https://shop.test/a?b=c", ""},
		{"http://shop.test/a?b=c", 301, "Location: https://shop.test/a?b=c", ""},
		{"http://www.shop.test/", 301, "Location: https://www.shop.test/", ""},
		{"https://mta-sts.shop.test/.well-known/mta-sts.txt", 200, "Content-Type: text/plain", "mx: mail.shop.test\n"},
		{"https://mail.shop.test/", 404, "Connection: close", ""},
	} {
		resp, body := ask(t, s, "GET", tt.url)
		name, value, _ := strings.Cut(tt.header, ": ")
		got := resp.Header.Get(name)
		if name == "Connection" && resp.Close {
			got = "close"
		}
		if resp.StatusCode != tt.status || got != value || !strings.Contains(body, tt.body) {
			t.Errorf("%s = %d, %s: %q, body %q; want %d, %s, body with %q", tt.url, resp.StatusCode, name, got, body, tt.status, tt.header, tt.body)
		}
	}
	if got := s.Requests(); len(got) != 11 || got[0] != "GET https://shop.test/" || got[6] != "GET https://www.shop.test/a?b=c" {
		t.Errorf("Requests() = %q", got)
	}
	if got := s.Connections(); got != 11 {
		t.Errorf("Connections() = %d, want 11", got)
	}
}

func TestHomeCookie(t *testing.T) {
	resp, _ := ask(t, start(t, "A shop."), "GET", "https://shop.test/")
	c := resp.Cookies()
	if len(c) != 1 || !c[0].Secure || !c[0].HttpOnly || c[0].SameSite != http.SameSiteLaxMode {
		t.Errorf("the home page sets %v", c)
	}
}

func TestOptions(t *testing.T) {
	s := start(t, "A shop with a name of somebody else's and one elsewhere.\n-- dns --\nblog CNAME shops.platform.example.\nshops.platform.example. A 203.0.113.9\ninner A 127.0.0.1 ; elsewhere\nfails A 192.0.2.9\ntext TXT x\n-- shop.yaml --\ndns: {servfail: [fails.shop.test]}\n")
	var hosts []string
	o := s.Options()
	for _, r := range o.ConnectTo {
		if r.Port != 53 {
			hosts = append(hosts, r.Host)
		}
		if !r.Addr.Addr().IsLoopback() {
			t.Errorf("%s is led to %s", r.Host, r.Addr)
		}
	}
	want := []string{"aia.shop.test", "blog.shop.test", "mail.shop.test", "mta-sts.shop.test", "ns1.shop.test", "ns2.shop.test", "shop.test", "shops.platform.example", "www.shop.test"}
	if got := slices.Compact(hosts); !slices.Equal(got, want) {
		t.Errorf("led to loopback are %q, want %q", got, want)
	}
	if !o.Now().Equal(present) || len(o.Resolvers) != 1 || o.Timeout == 0 || o.Rate < 1000 {
		t.Errorf("Options() = %+v", o)
	}
}

func TestPorts(t *testing.T) {
	s := start(t, "A shop with doors shut.\n-- shop.yaml --\ntls: {hosts: {www.shop.test: {off: true}, mta-sts.shop.test: {silent: true}}}\nhttp: {hosts: {www.shop.test: {off: true}}}\nsmtp: {off: true}\n")
	for host, port := range map[string]uint16{"www.shop.test": 443, "mail.shop.test": 25, "shop.test": 25} {
		if c, err := net.Dial("tcp", at(t, s, host, port)); err == nil {
			t.Errorf("%s:%d is open", host, port)
			_ = c.Close()
		}
	}
	if c, err := net.Dial("tcp", at(t, s, "www.shop.test", 80)); err == nil {
		t.Error("www.shop.test:80 is open")
		_ = c.Close()
	}
	c, err := net.Dial("tcp", at(t, s, "mta-sts.shop.test", 443))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_, _ = fmt.Fprint(c, "hello\r\n")
	_ = c.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	n, err := c.Read(make([]byte, 1))
	if timeout, ok := errors.AsType[net.Error](err); n != 0 || !ok || !timeout.Timeout() {
		t.Errorf("a silent port said something: %d, %v", n, err)
	}
	if resp, _ := ask(t, s, "GET", "https://shop.test/"); resp.StatusCode != 200 {
		t.Errorf("the shop itself answers %d", resp.StatusCode)
	}
}

func TestFiltered(t *testing.T) {
	s := start(t, "A shop whose mail nobody gets to.\n-- shop.yaml --\nsmtp: {filtered: true}\n")
	d := net.Dialer{Timeout: 50 * time.Millisecond}
	c, err := d.Dial("tcp", at(t, s, "mail.shop.test", 25))
	if err == nil {
		_ = c.Close()
	}
	if netErr, ok := errors.AsType[net.Error](err); !ok || !netErr.Timeout() {
		t.Errorf("a filtered port answers: %v", err)
	}
}

func TestWithoutHTTPS(t *testing.T) {
	s := start(t, "A shop of the last century.\n-- shop.yaml --\ntls: {off: true}\n-- GET /about --\nHTTP/1.1 200 OK\n\nSince 1999.\n")
	for _, url := range []string{"http://shop.test/", "http://shop.test/login", "http://shop.test/about"} {
		if resp, _ := ask(t, s, "GET", url); resp.StatusCode != 200 {
			t.Errorf("%s = %d, want 200", url, resp.StatusCode)
		}
	}
	if c, err := net.Dial("tcp", at(t, s, "shop.test", 443)); err == nil {
		t.Error("port 443 is open")
		_ = c.Close()
	}
}

func TestHostWithWWW(t *testing.T) {
	s := start(t, "A shop at www.\n-- shop.yaml --\nhost: www.shop.test\n")
	if resp, _ := ask(t, s, "GET", "https://www.shop.test/"); resp.StatusCode != 200 {
		t.Errorf("www answers %d", resp.StatusCode)
	}
	if resp, _ := ask(t, s, "GET", "https://shop.test/x"); resp.Header.Get("Location") != "https://www.shop.test/x" {
		t.Errorf("the domain leads to %q", resp.Header.Get("Location"))
	}
}

func TestStartRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"an unknown field":       "-- shop.yaml --\ntls: {maximum: TLS 1.2}\n",
		"a field of a host":      "-- shop.yaml --\ntls: {hosts: {www.shop.test: {cart: {}}}}\n",
		"a host without address": "-- shop.yaml --\ntls: {hosts: {ww.shop.test: {off: true}}}\n",
		"an unknown version":     "-- shop.yaml --\ntls: {min: SSL}\n",
		"an unknown fault":       "-- shop.yaml --\ntls: {cert: {fault: ugly}}\n",
		"an unknown mail fault":  "-- shop.yaml --\nsmtp: {cert: {fault: ugly}}\n",
		"an unknown key":         "-- shop.yaml --\ntls: {cert: {key: rsa-7}}\n",
		"an unknown group":       "-- shop.yaml --\ntls: {groups: [X]}\n",
		"an unknown suite":       "-- shop.yaml --\ntls: {suites: [X]}\n",
		"a host elsewhere":       "-- shop.yaml --\nhost: shop.example\n",
		"a date of no calendar":  "-- shop.yaml --\ntls: {cert: {issued: 2026-02-31}}\n",
		"a broken record":        "-- dns --\n@ MX mail\n",
		"nothing to remove":      "-- dns --\n- wwww A\n",
		"an unknown file":        "-- index.html --\n",
		"no request":             "-- get / --\nHTTP/1.1 200 OK\n",
		"no response":            "-- GET / --\n<html>\n",
		"a response twice":       "-- GET / --\nHTTP/1.1 200 OK\n-- GET https://shop.test/ --\nHTTP/1.1 200 OK\n",
	} {
		if s, err := pretend.Start(txtar.Parse([]byte(text)), pretend.Settings{}); err == nil {
			s.Close()
			t.Errorf("a shop with %s starts", name)
		}
	}
}

// TestDemo: a scan gets everywhere in the demo's shop, and finds what its
// comment says.
func TestDemo(t *testing.T) {
	s, err := pretend.Start(pretend.Demo(), pretend.Settings{Now: present})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	site := observe.Open(t.Context(), s.Domain(), s.Options())
	t.Cleanup(site.Close)
	home, err := site.Home(t.Context())
	if err != nil || home.URL != "https://tea-shop.example/" || !strings.HasPrefix(home.Header.Get("X-Powered-By"), "PHP/8.1") || home.Header.Get("Strict-Transport-Security") != "max-age=2592000" {
		t.Fatalf("the home page: %+v, %v", home, err)
	}
	if at := slices.IndexFunc(home.Header.Values("Set-Cookie"), func(c string) bool { return strings.HasPrefix(c, "PHPSESSID=") && !strings.Contains(c, "HttpOnly") }); at < 0 {
		t.Errorf("no session cookie is open to scripts: %q", home.Header.Values("Set-Cookie"))
	}
	v, err := site.Visit(t.Context(), "https://tea-shop.example/checkout")
	if err != nil || len(v.Hops) != 2 || !strings.Contains(string(v.End().Body), "https://js.stripe.com/v3/") {
		t.Errorf("the checkout: %+v, %v", v, err)
	}
	leak, err := site.Peek(t.Context(), "https://tea-shop.example/.env")
	if err != nil || leak.Status != http.StatusPartialContent && leak.Status != http.StatusOK || !strings.Contains(string(leak.Body), "DB_PASSWORD=") {
		t.Errorf("the leak: %+v, %v", leak, err)
	}
	dmarc, err := site.Records(t.Context(), "TXT", "_dmarc.tea-shop.example")
	if err != nil || len(dmarc.Answers) != 1 || !strings.Contains(dmarc.Answers[0].Value, "p=none") {
		t.Errorf("DMARC: %+v, %v", dmarc, err)
	}
	mail, err := site.Mail(t.Context(), "mail.tea-shop.example")
	if err != nil || mail.TLS == nil || !mail.TLS.Trust.Verified {
		t.Errorf("mail: %+v, %v", mail, err)
	}
}
