package observe

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"
)

// An office is an authority that tests make words of.
type office struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func opened(t *testing.T, name string) office {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	cert := issued(t, func(c *x509.Certificate) {
		c.Subject, c.IsCA, c.KeyUsage = pkix.Name{Organization: []string{name}}, true, x509.KeyUsageCertSign|x509.KeyUsageCRLSign
	}, nil, &key.PublicKey, key)
	return office{cert, key}
}

// issue makes a certificate; its key is of no account.
func (o office) issue(t *testing.T, change func(*x509.Certificate)) *x509.Certificate {
	t.Helper()
	return issued(t, change, o.cert, &o.key.PublicKey, o.key)
}

func TestListed(t *testing.T) {
	const at = "http://crl.test/1.crl"
	ours, other := opened(t, "Ours"), opened(t, "Ours")
	leaf := ours.issue(t, nil)
	point := func(url string) []byte { // an IssuingDistributionPoint that names url
		name := append([]byte{0x86, byte(len(url))}, url...)
		full := append([]byte{0xa0, byte(len(name))}, name...)
		whole := append([]byte{0xa0, byte(len(full))}, full...)
		return append([]byte{0x30, byte(len(whole))}, whole...)
	}
	for _, tt := range []struct {
		name   string
		by     office
		serial int64 // revoked; 0 means none
		ext    []pkix.Extension
		want   Standing // empty: not one to rely on
	}{
		{"not listed", ours, 0, nil, InForce},
		{"another is listed", ours, 8, nil, InForce},
		{"listed", ours, 7, nil, Revoked},
		{"somebody else's list", other, 7, nil, ""},
		{"a list for this address", ours, 0, []pkix.Extension{{Id: listScope, Critical: true, Value: point(at)}}, InForce},
		{"a list for another address", ours, 0, []pkix.Extension{{Id: listScope, Critical: true, Value: point("http://crl.test/2.crl")}}, ""},
		{"a list of servers' certificates", ours, 0, []pkix.Extension{{Id: listScope, Critical: true, Value: []byte{0x30, 3, 0x81, 1, 0xff}}}, InForce},
		{"a list of authorities' certificates", ours, 0, []pkix.Extension{{Id: listScope, Critical: true, Value: []byte{0x30, 3, 0x82, 1, 0xff}}}, ""},
		{"a list for one reason", ours, 0, []pkix.Extension{{Id: listScope, Critical: true, Value: []byte{0x30, 4, 0x83, 2, 6, 0x40}}}, ""},
		{"somebody's list of others' certificates", ours, 0, []pkix.Extension{{Id: listScope, Critical: true, Value: []byte{0x30, 3, 0x84, 1, 0xff}}}, ""},
		{"a list of changes", ours, 0, []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 27}, Critical: true, Value: []byte{2, 1, 1}}}, ""},
		{"something new that may be ignored", ours, 0, []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3}, Value: []byte{5, 0}}}, InForce},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: present.Add(-time.Hour), NextUpdate: present.Add(time.Hour), ExtraExtensions: tt.ext}
			if tt.serial != 0 {
				l.RevokedCertificateEntries = []x509.RevocationListEntry{{SerialNumber: big.NewInt(tt.serial), RevocationTime: present.Add(-2 * time.Hour), ReasonCode: 1}}
			}
			der, err := x509.CreateRevocationList(rand.Reader, l, tt.by.cert, tt.by.key)
			if err != nil {
				t.Fatal(err)
			}
			r, err := listed(der, at, leaf, ours.cert)
			if err == nil {
				r.At = present
				err = r.Usable()
			}
			if (err != nil) != (tt.want == "") || err == nil && (r.Standing != tt.want || (r.Standing == Revoked) != (r.Reason == 1)) {
				t.Errorf("%+v, %v, want %q", r, err, tt.want)
			}
		})
	}
	if _, err := listed([]byte("no list"), at, leaf, ours.cert); err == nil {
		t.Error("garbage was read as a list")
	}
}

func TestUsable(t *testing.T) {
	hour := time.Hour
	for _, tt := range []struct {
		name        string
		from, until time.Duration // from now
		standing    Standing
		unsigned    bool
		want        Cause
	}{
		{"fresh", -hour, hour, InForce, false, ""},
		{"a moment too early, as clocks differ", 5 * time.Minute, hour, InForce, false, ""},
		{"too early", 6 * time.Minute, hour, InForce, false, Inconsistent},
		{"out of date", -2 * hour, -time.Second, InForce, false, Inconsistent},
		{"out of date, but revoked", -2 * hour, -time.Second, Revoked, false, ""},
		{"not the issuer's", -hour, hour, Revoked, true, Malformed},
	} {
		r := &Revocation{Standing: tt.standing, From: present.Add(tt.from), Until: present.Add(tt.until), Signed: !tt.unsigned, At: present}
		var got Cause
		if err := r.Usable(); err != nil {
			got, _ = Explain(err)
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	if r := (&Revocation{From: present, Signed: true, At: present.AddDate(1, 0, 0)}); r.Usable() != nil {
		t.Error("a word without an end has one")
	}
}

func TestStapled(t *testing.T) {
	ours, other := opened(t, "Ours"), opened(t, "Ours")
	leaf := ours.issue(t, nil)
	delegate := ours.issue(t, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageOCSPSigning} })
	impostor := ours.issue(t, nil) // the issuer's own customer
	answer := func(by *x509.Certificate, key crypto.Signer, status int, serial int64) []byte {
		r := ocsp.Response{Status: status, SerialNumber: big.NewInt(serial), ThisUpdate: present, NextUpdate: present.Add(time.Hour), RevokedAt: present}
		if by != ours.cert {
			r.Certificate = by
		}
		der, err := ocsp.CreateResponse(ours.cert, by, r, key)
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	for _, tt := range []struct {
		name             string
		staple           []byte
		alone            bool // the issuer's certificate was not sent
		want             Standing
		signed, stranger bool
	}{
		{"good", answer(ours.cert, ours.key, ocsp.Good, 7), false, InForce, true, false},
		{"revoked", answer(ours.cert, ours.key, ocsp.Revoked, 7), false, Revoked, true, false},
		{"neither", answer(ours.cert, ours.key, ocsp.Unknown, 7), false, NotSaid, true, false},
		{"by somebody certified for it", answer(delegate, ours.key, ocsp.Good, 7), false, InForce, true, false},
		{"by a customer", answer(impostor, ours.key, ocsp.Good, 7), false, InForce, false, true},
		{"by somebody else", answer(other.cert, other.key, ocsp.Good, 7), false, InForce, false, true},
		{"whose signature cannot be checked", answer(ours.cert, ours.key, ocsp.Good, 7), true, InForce, false, false},
		{"not now", []byte{0x30, 3, 0x0a, 1, 3}, false, NotSaid, false, false},
		{"of another certificate", answer(ours.cert, ours.key, ocsp.Good, 8), false, "", false, false},
		{"garbage", []byte("good"), false, "", false, false},
		{"endless", make([]byte, maxStaple+1), false, "", false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := &Handshake{Host: "shop.test", Chain: [][]byte{leaf.Raw, ours.cert.Raw}, Staple: tt.staple, At: present}
			if tt.alone {
				h.Chain = h.Chain[:1]
			}
			r, err := h.Stapled()
			if (err != nil) != (tt.want == "") || err == nil && (r.Standing != tt.want || r.Signed != tt.signed || r.Stranger != tt.stranger) {
				t.Errorf("%+v, %v, want %q", r, err, tt.want)
			}
		})
	}
	if r, err := (&Handshake{Chain: [][]byte{leaf.Raw}}).Stapled(); r != nil || err != nil {
		t.Errorf("no answer was sent: %+v, %v", r, err)
	}
}

// TestStapledWithItsSigner takes the answer of an intermediate authority that
// sends its own certificate along, as RFC 6960, section 4.2.1, allows.
func TestStapledWithItsSigner(t *testing.T) {
	root, ours := opened(t, "Root"), opened(t, "Ours")
	ours.cert = issued(t, func(c *x509.Certificate) {
		c.Subject, c.IsCA, c.KeyUsage = pkix.Name{Organization: []string{"Ours"}}, true, x509.KeyUsageCertSign
	}, root.cert, &ours.key.PublicKey, root.key)
	leaf := ours.issue(t, nil)
	r := ocsp.Response{Status: ocsp.Good, SerialNumber: leaf.SerialNumber, ThisUpdate: present, NextUpdate: present.Add(time.Hour), Certificate: ours.cert}
	der, err := ocsp.CreateResponse(ours.cert, ours.cert, r, ours.key)
	if err != nil {
		t.Fatal(err)
	}
	h := &Handshake{Host: "shop.test", Chain: [][]byte{leaf.Raw, ours.cert.Raw}, Staple: der, At: present}
	if got, err := h.Stapled(); err != nil || got.Standing != InForce || !got.Signed || got.Stranger {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestNeverRevoked(t *testing.T) {
	for _, tt := range []struct {
		name string
		life time.Duration
		ext  []pkix.Extension
		want bool
	}{
		{"seven days", shortLived, nil, true},
		{"a second more", shortLived + time.Second, nil, false},
		{"says so", 90 * 24 * time.Hour, []pkix.Extension{{Id: noCheck, Value: []byte{5, 0}}}, true},
	} {
		c := made(t, func(c *x509.Certificate) { c.NotAfter, c.ExtraExtensions = c.NotBefore.Add(tt.life), tt.ext })
		if got := NeverRevoked(c); got != tt.want {
			t.Errorf("%s: %t, want %t", tt.name, got, tt.want)
		}
	}
}

func TestSources(t *testing.T) {
	got := sources(&x509.Certificate{
		OCSPServer:            []string{"http://ocsp.test"},
		CRLDistributionPoints: []string{"ldap://x.test/cn", "https://crl.test/1", "http://crl.test:8080/1", "http://me@crl.test/1", "http://crl.test/1"},
	})
	if len(got) != 2 || got[0] != (source{"CRL", "http://crl.test/1"}) || got[1] != (source{"OCSP", "http://ocsp.test"}) {
		t.Errorf("%+v", got)
	}
}

// FuzzWords reads what strangers say of a certificate: it is never word to rely
// on unless its issuer signed it.
func FuzzWords(f *testing.F) {
	f.Add([]byte{0x30, 3, 0x0a, 1, 3})
	f.Add([]byte{0x30, 0})
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(7), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		f.Fatal(err)
	}
	if c, err = x509.ParseCertificate(der); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, r := range words(data, c) {
			if r.At = present; r.Signed {
				t.Errorf("%x counts as signed", data)
			}
			if e := r.Evidence(); Printable(e.Quote) != e.Quote {
				t.Errorf("evidence %q", e.Quote)
			}
		}
	})
}

func words(data []byte, c *x509.Certificate) (out []*Revocation) {
	if r, err := listed(data, "http://crl.test/", c, c); err == nil {
		out = append(out, r)
	}
	if r, err := answered(data, c, c); err == nil {
		out = append(out, r)
	}
	return out
}
