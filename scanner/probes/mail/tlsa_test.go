package mail

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"shopcheck/scanner/observe"
)

// A papers is a chain of certificates in the making: root, intermediate, leaf.
type papers struct {
	t     *testing.T
	certs []*x509.Certificate // the root first
	key   *ecdsa.PrivateKey   // of the last
}

// issue adds a certificate that the last one issued.
func (p *papers) issue(name string, change ...func(*x509.Certificate)) *papers {
	p.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		p.t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(int64(len(p.certs) + 1)), Subject: pkix.Name{CommonName: name},
		NotBefore: noon.Add(-12 * time.Hour), NotAfter: noon.Add(12 * time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	for _, f := range change {
		f(c)
	}
	parent, signer := c, key
	if n := len(p.certs); n > 0 {
		parent, signer = p.certs[n-1], p.key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, key.Public(), signer)
	if err != nil {
		p.t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		p.t.Fatal(err)
	}
	p.certs, p.key = append(p.certs, cert), key
	return p
}

// sent is the handshake of a server that sends the last so many of the certificates.
func (p *papers) sent(n int) *observe.Handshake {
	h := &observe.Handshake{Host: "mail.shop.test", At: noon, Version: "TLS 1.3"}
	for i := range n {
		h.Chain = append(h.Chain, p.certs[len(p.certs)-1-i].Raw)
	}
	return h
}

// word is a record about a certificate.
func word(usage, selector, matching int, c *x509.Certificate) string {
	content := c.Raw
	if selector == selectKey {
		content = c.RawSubjectPublicKeyInfo
	}
	switch matching {
	case match256:
		sum := sha256.Sum256(content)
		content = sum[:]
	case match512:
		sum := sha512.Sum512(content)
		content = sum[:]
	}
	return fmt.Sprintf("%d %d %d %s", usage, selector, matching, hex.EncodeToString(content))
}

func TestFits(t *testing.T) {
	names := func(all ...string) func(*x509.Certificate) {
		return func(c *x509.Certificate) { c.DNSNames = all }
	}
	old := func(c *x509.Certificate) { c.NotAfter = noon.Add(-time.Hour) }
	make := func(change ...func(*x509.Certificate)) *papers {
		return (&papers{t: t}).issue("root").issue("middle").issue("mail.shop.test", change...)
	}
	good := make(names("mail.shop.test"))
	root, middle, leaf := good.certs[0], good.certs[1], good.certs[2]
	elsewhere, expired, domain, bare := make(names("host.test")), make(names("mail.shop.test"), old), make(names("shop.test")), make()
	alone := (&papers{t: t}).issue("mail.shop.test", names("mail.shop.test"))
	for _, tt := range []struct {
		name    string
		shake   *observe.Handshake
		records []string
		want    string
	}{
		{"its key", good.sent(2), []string{word(3, 1, 1, leaf)}, ""},
		{"its key, by the longer digest", good.sent(2), []string{word(3, 1, 2, leaf)}, ""},
		{"its key itself", good.sent(2), []string{word(3, 1, 0, leaf)}, ""},
		{"its certificate", good.sent(1), []string{word(3, 0, 1, leaf)}, ""},
		{"its certificate itself", good.sent(1), []string{word(3, 0, 0, leaf)}, ""},
		{"its key, on an old certificate", expired.sent(2), []string{word(3, 1, 1, expired.certs[2])}, ""},
		{"its key, on one for another name", elsewhere.sent(2), []string{word(3, 1, 1, elsewhere.certs[2])}, ""},
		{"one of two", good.sent(2), []string{word(3, 1, 1, alone.certs[0]), word(3, 1, 1, leaf)}, ""},
		{"another key", good.sent(2), []string{word(3, 1, 1, alone.certs[0])}, otherKey},
		{"its certificate as a key", good.sent(2), []string{strings.Replace(word(3, 0, 1, leaf), "3 0", "3 1", 1)}, otherKey},
		{"its issuer's key, as its own", good.sent(2), []string{word(3, 1, 1, middle)}, otherKey},
		{"the stronger digest is another key's", good.sent(2), []string{word(3, 1, 1, leaf), word(3, 1, 2, middle)}, otherKey},
		{"the stronger digest is of another kind", good.sent(2), []string{word(3, 1, 1, leaf), word(3, 0, 2, middle), word(2, 1, 2, root)}, ""},

		{"its issuer", good.sent(2), []string{word(2, 0, 1, middle)}, ""},
		{"its issuer's key", good.sent(2), []string{word(2, 1, 2, middle)}, ""},
		{"its root, sent", good.sent(3), []string{word(2, 0, 1, root)}, ""},
		{"its root, not sent", good.sent(2), []string{word(2, 0, 1, root)}, otherHand},
		{"its issuer, not sent", good.sent(1), []string{word(2, 1, 1, middle)}, otherHand},
		{"its issuer, not sent, and another's key", good.sent(1), []string{word(2, 1, 1, middle), word(3, 1, 1, root)}, otherKey},
		{"its root itself, not sent", good.sent(2), []string{word(2, 0, 0, root)}, ""},
		{"its root's key itself, not sent", good.sent(2), []string{word(2, 1, 0, root)}, ""},
		{"its issuer's key itself, nothing sent", good.sent(1), []string{word(2, 1, 0, middle)}, ""},
		{"its root's key itself, nothing sent", good.sent(1), []string{word(2, 1, 0, root)}, otherHand},
		{"its issuer's key itself, for another name", elsewhere.sent(1), []string{word(2, 1, 0, elsewhere.certs[1])}, otherName},
		{"its issuer itself, nothing sent", good.sent(1), []string{word(2, 0, 0, middle)}, ""},
		{"its own, as an issuer's", alone.sent(1), []string{word(2, 0, 1, alone.certs[0])}, otherHand},
		{"somebody's root, sent and not used", &observe.Handshake{At: noon, Chain: [][]byte{alone.certs[0].Raw, root.Raw}}, []string{word(2, 0, 1, root)}, otherHand},
		{"its issuer, for another name", elsewhere.sent(2), []string{word(2, 0, 1, elsewhere.certs[1])}, otherName},
		{"its issuer, for the domain", domain.sent(2), []string{word(2, 0, 1, domain.certs[1])}, ""},
		{"its issuer, for no name but its subject's", bare.sent(2), []string{word(2, 0, 1, bare.certs[1])}, ""},
		{"its issuer, out of date", expired.sent(2), []string{word(2, 0, 1, expired.certs[1])}, outOfTime},
		{"its issuer, out of date, and its key", expired.sent(2), []string{word(2, 0, 1, expired.certs[1]), word(3, 1, 1, expired.certs[2])}, ""},
		{"no certificate", &observe.Handshake{At: noon}, []string{word(3, 1, 1, leaf)}, noPaper},
		{"no readable certificate", &observe.Handshake{At: noon, Chain: [][]byte{{1, 2}}}, []string{word(3, 1, 1, leaf)}, noPaper},
	} {
		t.Run(tt.name, func(t *testing.T) {
			published := usableTLSA(answer("TLSA _25._tcp.mail.shop.test", tt.records...))
			if len(published) == 0 {
				t.Fatal("nothing to compare")
			}
			if got := fits(tt.shake, published, "mail.shop.test", "shop.test"); got != tt.want {
				t.Errorf("fits = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestReadTLSA(t *testing.T) {
	leaf := (&papers{t: t}).issue("mail.shop.test").certs[0]
	digest := strings.Repeat("ab", 32)
	for text, want := range map[string]bool{
		"3 1 1 " + digest:                          true,
		"3 1 1 " + strings.ToUpper(digest):         true,
		"3 1 1 " + digest[:30] + " " + digest[30:]: true,
		"2 0 2 " + digest + digest:                 true,
		word(3, 0, 0, leaf):                        true,
		word(2, 1, 0, leaf):                        true,
		"0 1 1 " + digest:                          false,
		"1 1 1 " + digest:                          false,
		"255 1 1 " + digest:                        false,
		"3 2 1 " + digest:                          false,
		"3 1 3 " + digest:                          false,
		"3 1 1 " + digest[2:]:                      false,
		"3 1 2 " + digest:                          false,
		"3 0 0 " + digest:                          false,
		"3 1 0 " + digest:                          false,
		"3 1 1 x" + digest[1:]:                     false,
		"3 1 1":                                    false,
		"-3 1 1 " + digest:                         false,
		"259 1 1 " + digest:                        false,
		"":                                         false,
	} {
		if _, ok := readTLSA(text); ok != want {
			t.Errorf("%q: usable %t, want %t", text, ok, want)
		}
	}
}

// A record that is used says one of the things that can be compared, and is about no
// certificate but one.
func FuzzReadTLSA(f *testing.F) {
	for _, seed := range []string{"3 1 1 " + strings.Repeat("ab", 32), "2 0 0 3082", "0 0 0", "3 1 2 " + strings.Repeat("0", 128), "3 1 1  a b", "\x00 1 1 00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, ok := readTLSA(text)
		if !ok {
			return
		}
		if r.usage != usageTA && r.usage != usageEE || r.selector > selectKey || r.matching > match512 || len(r.data) < sha256.Size {
			t.Fatalf("%q is used as %+v", text, r)
		}
		if again, ok := readTLSA(fmt.Sprintf("%d %d %d %X", r.usage, r.selector, r.matching, r.data)); !ok || string(again.data) != string(r.data) {
			t.Fatalf("%q does not survive writing", text)
		}
	})
}
