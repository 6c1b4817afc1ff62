package cert

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"
	"time"

	"shopcheck/scanner/observe"
)

var now = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// made returns a certificate that parses, with what the test changes in it,
// signed by itself.
func made(t *testing.T, change func(*x509.Certificate)) *x509.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return issued(t, change, nil, key, key)
}

// issued returns a certificate for key's public half, signed by parent's.
func issued(t *testing.T, change func(*x509.Certificate), parent *x509.Certificate, key, parentKey crypto.Signer) *x509.Certificate {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "shop.test"}, DNSNames: []string{"shop.test"},
		NotBefore: now.Add(-10 * day), NotAfter: now.Add(80 * day), BasicConstraintsValid: true,
	}
	if change != nil {
		change(template)
	}
	if parent == nil {
		parent = template
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), parentKey)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

// shake returns a handshake in which the certificates were sent.
func shake(trust observe.Trust, certs ...*x509.Certificate) *observe.Handshake {
	hs := &observe.Handshake{Host: "shop.test", Offer: observe.Any, Version: "TLS 1.3", Trust: trust, At: now}
	for _, c := range certs {
		hs.Chain = append(hs.Chain, c.Raw)
	}
	return hs
}

func TestShown(t *testing.T) {
	good := made(t, nil)
	for _, tt := range []struct {
		name string
		hs   *observe.Handshake
		want observe.Cause
	}{
		{"readable", shake(observe.Trust{}, good), ""},
		{"declined", &observe.Handshake{Decline: "alert: handshake failure"}, observe.TLS},
		{"unreadable for the library", &observe.Handshake{Version: "TLS 1.3", Broken: "negative serial number"}, observe.Malformed},
		{"readable, broken later", &observe.Handshake{Version: "TLS 1.2", Broken: "512-bit keys", Chain: [][]byte{good.Raw}}, ""},
		{"garbage", &observe.Handshake{Version: "TLS 1.3", Chain: [][]byte{{0x30, 0}}}, observe.Malformed},
		{"none sent", &observe.Handshake{Version: "TLS 1.3"}, observe.Malformed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			leaf, err := shown(tt.hs)
			var got observe.Cause
			if err != nil {
				got, _ = observe.Explain(err)
			}
			if got != tt.want || (leaf == nil) != (err != nil) {
				t.Errorf("shown = %v, %v, want cause %q", leaf, err, tt.want)
			}
		})
	}
}
