package observe

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"
)

// TestHugeKeys: nothing is computed with a key that is longer than the TLS
// library takes, wherever it comes from.
func TestHugeKeys(t *testing.T) {
	root := opened(t, "Root")
	modulus := func(bits uint) *big.Int { return new(big.Int).SetBit(big.NewInt(1), int(bits)-1, 1) }
	above := func(bits uint) *x509.Certificate {
		c := &x509.Certificate{
			SerialNumber: big.NewInt(9), Subject: pkix.Name{CommonName: "Middle"}, IsCA: true, BasicConstraintsValid: true,
			NotBefore: present.AddDate(-1, 0, 0), NotAfter: present.AddDate(1, 0, 0),
		}
		der, err := x509.CreateCertificate(rand.Reader, c, root.cert, &rsa.PublicKey{N: modulus(bits), E: 65537}, root.key)
		if err != nil {
			t.Fatal(err)
		}
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		return cert
	}
	huge, large := above(16384), above(8192)
	leaf := root.issue(t, nil)
	if got := readable([][]byte{leaf.Raw, huge.Raw, large.Raw, root.cert.Raw}); len(got) != 3 || !got[1].Equal(large) {
		t.Errorf("%d certificates are left, want all but the huge one", len(got))
	}
	if got := readable([][]byte{huge.Raw, root.cert.Raw}); len(got) != 2 {
		t.Errorf("the server's own was left out: nobody computes with its key; %d are left", len(got))
	}
	child := *leaf
	child.RawIssuer, child.SignatureAlgorithm, child.Signature = huge.RawSubject, x509.SHA256WithRSA, make([]byte, 2048)
	if Issued(huge, &child) {
		t.Error("a signature by the huge key counts")
	}
	if got := readable([][]byte{[]byte("garbage"), root.cert.Raw}); got != nil {
		t.Errorf("the server's own cannot be read, and %d others take its place", len(got))
	}
}

func TestSummit(t *testing.T) {
	top := opened(t, "Top")
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	middle := office{issued(t, func(c *x509.Certificate) { c.Subject, c.IsCA = pkix.Name{CommonName: "Middle"}, true }, top.cert, &key.PublicKey, top.key), key}
	leaf, stranger := middle.issue(t, nil), opened(t, "Stranger").cert
	for _, tt := range []struct {
		name string
		sent []*x509.Certificate
		want *x509.Certificate
	}{
		{"alone", []*x509.Certificate{leaf}, leaf},
		{"in order", []*x509.Certificate{leaf, middle.cert}, middle.cert},
		{"in disorder", []*x509.Certificate{leaf, top.cert, middle.cert}, top.cert},
		{"with a stranger at the end", []*x509.Certificate{leaf, middle.cert, stranger}, middle.cert},
		{"a gap", []*x509.Certificate{leaf, top.cert}, leaf},
	} {
		if got := summit(tt.sent); !got.Equal(tt.want) {
			t.Errorf("%s: led to %s, want %s", tt.name, got.Subject, tt.want.Subject)
		}
	}
	h := &Handshake{Chain: [][]byte{leaf.Raw, stranger.Raw}, Fetched: [][]byte{middle.cert.Raw}}
	if got := h.Issuer(); got == nil || !got.Equal(middle.cert) {
		t.Errorf("the issuer is %v", got)
	}
}

func TestHTTPOnly(t *testing.T) {
	for raw, want := range map[string]string{
		"http://aia.test/1.der":      "http://aia.test/1.der",
		"https://aia.test/1.der":     "",
		"http://aia.test:81/1.der":   "",
		"http://u:p@aia.test/1.der":  "",
		"ldap://aia.test/cn=x":       "",
		"http:///etc/passwd":         "",
		"file:///etc/passwd":         "",
		"http://aia.test/%zz":        "",
		"\x00http://aia.test/1.der":  "",
		"gopher://aia.test:70/1.der": "",
	} {
		if got := httpOnly([]string{raw}); got != want {
			t.Errorf("httpOnly(%q) = %q, want %q", raw, got, want)
		}
	}
}
