package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// A webServer answers at a socket in its folder, with a certificate for the shop
// whose root is in ca.pem there.
type webServer struct {
	is  string // which one, for the table
	dir string
}

func (s webServer) dial() (net.Conn, error) { return net.Dial("unix", s.dir+"/socket") }

// What nginx may be told about TLS: what Mozilla calls intermediate, less the
// suites that take a group of the owner's own; and all that OpenSSL still has.
const (
	modern  = `ssl_protocols TLSv1.2 TLSv1.3; ssl_ciphers ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-CHACHA20-POLY1305; ssl_prefer_server_ciphers off; ssl_session_cache shared:s:10m; ssl_session_tickets off;`
	anybody = `ssl_protocols TLSv1 TLSv1.1 TLSv1.2; ssl_ciphers ALL:@SECLEVEL=0; ssl_dhparam dh.pem;`
)

// pages are the shop's: its other name leads to it, and no robot is warned off.
const pages = `daemon off; master_process off; worker_processes 1; pid nginx.pid; error_log stderr crit;
events { worker_connections 512; }
http {
  access_log off; client_body_temp_path b; proxy_temp_path p; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
  ssl_certificate chain.pem; ssl_certificate_key key.pem; %s
  server { listen unix:socket ssl; server_name www.shop.test; return 301 https://shop.test$request_uri; }
  server {
    listen unix:socket ssl default_server http2; server_name shop.test; default_type text/html;
    add_header Strict-Transport-Security "max-age=31536000";
    location = / { return 200 '%s'; }
    location = /checkout { return 200 '%s'; }
    location / { return 404; }
  }
}
`

const (
	homePage     = `<!doctype html><title>A shop</title><h1>A shop</h1><p>Everything is in stock. <a href="/checkout">Checkout</a></p>`
	checkoutPage = `<!doctype html><title>Checkout</title><h1>Checkout</h1><p>Your cart is empty.</p>`
)

// nginx starts nginx with these settings about TLS until the benchmark ends.
func nginx(b *testing.B, settings string) (webServer, error) {
	b.Helper()
	dh, err := os.ReadFile("../../testdata/lab/tls/dh1024.pem")
	if err != nil {
		b.Fatal(err)
	}
	s := webServer{is: "nginx", dir: certified(b)}
	write(b, s.dir+"/dh.pem", dh)
	return s, s.start(b, fmt.Sprintf(pages, settings, homePage, checkoutPage))
}

// start starts nginx as conf says until the benchmark ends.
func (s webServer) start(b *testing.B, conf string) error {
	b.Helper()
	name, err := exec.LookPath("nginx")
	if err != nil {
		return err
	}
	write(b, s.dir+"/nginx.conf", []byte(conf))
	cmd := exec.Command(name, "-p", s.dir, "-c", s.dir+"/nginx.conf", "-e", "stderr")
	cmd.Dir, cmd.Stderr = s.dir, os.Stderr
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	for range 200 {
		if conn, err := s.dial(); err == nil {
			_ = conn.Close()
			return nil
		}
		time.Sleep(10 * time.Millisecond)
	}
	b.Fatal("nginx does not answer")
	return nil
}

// goServer is for machines without nginx.
func goServer(b *testing.B) webServer {
	b.Helper()
	s := webServer{is: "Go's server (nginx is missing)", dir: certified(b)}
	l, err := net.Listen("unix", s.dir+"/socket")
	if err != nil {
		b.Fatal(err)
	}
	page := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, text)
		}
	}
	mux := http.NewServeMux()
	mux.Handle("/{$}", page(homePage))
	mux.Handle("/checkout", page(checkoutPage))
	mux.Handle("www.shop.test/", http.RedirectHandler("https://shop.test/", http.StatusMovedPermanently))
	server := &http.Server{
		Handler: mux, ErrorLog: log.New(io.Discard, "", 0),
		TLSConfig: &tls.Config{MinVersion: tls.VersionTLS12, CipherSuites: []uint16{
			tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
		}},
	}
	go func() { _ = server.ServeTLS(l, s.dir+"/chain.pem", s.dir+"/key.pem") }()
	b.Cleanup(func() { _ = server.Close() })
	return s
}

// certified returns a new folder with chain.pem and key.pem of a certificate for
// the shop, and ca.pem, the root that it leads to through one intermediate.
func certified(b *testing.B) string {
	b.Helper()
	dir, err := os.MkdirTemp("", "tls") // the socket's name must be short
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = os.RemoveAll(dir) })
	var above *x509.Certificate
	var key *rsa.PrivateKey
	var chain []byte
	for i, name := range []string{"Bench Root", "Bench Authority", "shop.test"} {
		signer := key
		if key, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
			b.Fatal(err)
		}
		if i == 0 {
			signer = key
		}
		above = issue(b, certificate(i, name), above, key, signer)
		block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: above.Raw})
		if i == 0 {
			write(b, filepath.Join(dir, "ca.pem"), block)
			continue
		}
		chain = append(block, chain...)
	}
	write(b, filepath.Join(dir, "chain.pem"), chain)
	write(b, filepath.Join(dir, "key.pem"), pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}))
	return dir
}

// certificate is the i-th below the root.
func certificate(i int, name string) *x509.Certificate {
	c := &x509.Certificate{
		SerialNumber: big.NewInt(int64(i + 1)), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().AddDate(0, 0, -30), NotAfter: time.Now().AddDate(0, 0, 60),
		BasicConstraintsValid: true, IsCA: i < 2, KeyUsage: x509.KeyUsageCertSign,
	}
	if !c.IsCA {
		c.KeyUsage, c.ExtKeyUsage = x509.KeyUsageDigitalSignature|x509.KeyUsageKeyEncipherment, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
		c.DNSNames = []string{name, "www." + name}
	}
	return c
}

// issue signs a certificate; without one above it signs itself.
func issue(b *testing.B, c, above *x509.Certificate, key, signer *rsa.PrivateKey) *x509.Certificate {
	b.Helper()
	if above == nil {
		above = c
	}
	der, err := x509.CreateCertificate(rand.Reader, c, above, key.Public(), signer)
	if err != nil {
		b.Fatal(err)
	}
	out, err := x509.ParseCertificate(der)
	if err != nil {
		b.Fatal(err)
	}
	return out
}

func write(b *testing.B, name string, data []byte) {
	b.Helper()
	if err := os.WriteFile(name, data, 0o600); err != nil {
		b.Fatal(err)
	}
}
