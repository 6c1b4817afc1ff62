package cert

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

func TestJudgeKey(t *testing.T) {
	rsaOf := func(bits uint) any { return &rsa.PublicKey{N: new(big.Int).Lsh(big.NewInt(1), bits-1), E: 65537} }
	tiny := &elliptic.CurveParams{BitSize: 192, Name: "P-192"}
	for _, tt := range []struct {
		name string
		key  any
		want scanner.Outcome
	}{
		{"RSA 1024", rsaOf(1024), scanner.Fail},
		{"RSA 2047", rsaOf(2047), scanner.Fail},
		{"RSA 2048", rsaOf(2048), scanner.Pass},
		{"RSA 4096", rsaOf(4096), scanner.Pass},
		{"P-192", &ecdsa.PublicKey{Curve: tiny}, scanner.Fail},
		{"P-224", &ecdsa.PublicKey{Curve: elliptic.P224()}, scanner.Warn},
		{"P-256", &ecdsa.PublicKey{Curve: elliptic.P256()}, scanner.Pass},
		{"P-521", &ecdsa.PublicKey{Curve: elliptic.P521()}, scanner.Pass},
		{"Ed25519", ed25519.PublicKey{}, scanner.Pass},
		{"a kind not known", nil, scanner.Unknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			hs := &observe.Handshake{Host: "shop.test", At: now}
			if got := judgeKey(hs, &x509.Certificate{PublicKey: tt.key}).Outcome; got != tt.want {
				t.Errorf("judgeKey = %s, want %s", got, tt.want)
			}
		})
	}
}

// resigned returns cert with another algorithm named under it. Its signature is
// then wrong, which this probe does not look at.
func resigned(t *testing.T, cert *x509.Certificate, id asn1.ObjectIdentifier, parameters []byte) *x509.Certificate {
	t.Helper()
	now := pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}} // ECDSA with SHA-256, as made and issued sign
	before, err := asn1.Marshal(now)
	if err != nil {
		t.Fatal(err)
	}
	after, err := asn1.Marshal(pkix.AlgorithmIdentifier{Algorithm: id, Parameters: asn1.RawValue{FullBytes: parameters}})
	if err != nil {
		t.Fatal(err)
	}
	var whole struct{ TBS, Algorithm, Signature asn1.RawValue }
	if _, err := asn1.Unmarshal(cert.Raw, &whole); err != nil {
		t.Fatal(err)
	}
	body := bytes.Replace(whole.TBS.Bytes, before, after, 1)
	der, err := asn1.Marshal(struct{ TBS, Algorithm, Signature asn1.RawValue }{
		asn1.RawValue{Class: 0, Tag: asn1.TagSequence, IsCompound: true, Bytes: body}, asn1.RawValue{FullBytes: after}, whole.Signature,
	})
	if err != nil {
		t.Fatal(err)
	}
	out, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestJudgeSig(t *testing.T) {
	sha1RSA := asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 5}
	pssID := asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 10}
	key := func() *ecdsa.PrivateKey {
		k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	named := func(name string) func(*x509.Certificate) {
		return func(c *x509.Certificate) { c.Subject.CommonName, c.IsCA = name, name != "shop.test" }
	}
	rootKey, middleKey, leafKey := key(), key(), key()
	root := issued(t, named("root"), nil, rootKey, rootKey)
	middle := issued(t, named("middle"), root, middleKey, rootKey)
	leaf := issued(t, named("shop.test"), middle, leafKey, middleKey)
	stranger := issued(t, named("stranger"), root, middleKey, rootKey)
	weak := func(c *x509.Certificate) *x509.Certificate { return resigned(t, c, sha1RSA, asn1.NullBytes) }

	for _, tt := range []struct {
		name  string
		trust observe.Trust
		sent  []*x509.Certificate
		want  scanner.Outcome
	}{
		{"SHA-256 throughout", observe.Trust{}, []*x509.Certificate{leaf, middle, root}, scanner.Pass},
		{"SHA-1 under the server's", observe.Trust{}, []*x509.Certificate{weak(leaf), middle}, scanner.Fail},
		{"SHA-1 under the middle one", observe.Trust{}, []*x509.Certificate{leaf, weak(middle)}, scanner.Fail},
		{"SHA-1 under the middle one, not needed", observe.Trust{Verified: true}, []*x509.Certificate{leaf, weak(middle)}, scanner.Warn},
		{"SHA-1 under the root", observe.Trust{}, []*x509.Certificate{leaf, middle, weak(root)}, scanner.Pass},
		{"SHA-1 under one sent without need", observe.Trust{}, []*x509.Certificate{leaf, middle, weak(stranger)}, scanner.Pass},
		{"out of order", observe.Trust{}, []*x509.Certificate{leaf, root, weak(middle)}, scanner.Fail},
		{"sent twice", observe.Trust{}, []*x509.Certificate{leaf, middle, middle}, scanner.Pass},
		{"self-signed with SHA-1", observe.Trust{SelfSigned: true}, []*x509.Certificate{weak(root)}, scanner.Fail},
		{"SHA-224", observe.Trust{}, []*x509.Certificate{resigned(t, leaf, asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 1}, nil), middle}, scanner.Warn},
		{"MD5", observe.Trust{}, []*x509.Certificate{resigned(t, leaf, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 4}, asn1.NullBytes), middle}, scanner.Fail},
		{"RSA-PSS, hash left out: SHA-1", observe.Trust{}, []*x509.Certificate{resigned(t, leaf, pssID, []byte{0x30, 0}), middle}, scanner.Fail},
		{"RSA-PSS with SHA-256", observe.Trust{}, []*x509.Certificate{resigned(t, leaf, pssID, pssWith(t, 1)), middle}, scanner.Pass},
		{"RSA-PSS with SHA-224", observe.Trust{}, []*x509.Certificate{resigned(t, leaf, pssID, pssWith(t, 4)), middle}, scanner.Warn},
		{"RSA-PSS with another hash", observe.Trust{}, []*x509.Certificate{resigned(t, leaf, pssID, pssWith(t, 9)), middle}, scanner.Unknown},
		{"a method of the future", observe.Trust{}, []*x509.Certificate{resigned(t, leaf, asn1.ObjectIdentifier{1, 2, 3, 4}, nil), middle}, scanner.Unknown},
		{"unknown and weak: weak", observe.Trust{}, []*x509.Certificate{resigned(t, leaf, asn1.ObjectIdentifier{1, 2, 3, 4}, nil), weak(middle)}, scanner.Fail},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := judgeSig(shake(tt.trust, tt.sent...), tt.sent[0])
			if f.Outcome != tt.want || (f.Cause != "") != (tt.want == scanner.Unknown) {
				t.Errorf("judgeSig = %s %q, want %s; saw %v", f.Outcome, f.Cause, tt.want, f.Evidence)
			}
		})
	}
}

// pssWith returns RSASSA-PSS parameters that name a hash of NIST's arc.
func pssWith(t *testing.T, hash int) []byte {
	t.Helper()
	der, err := asn1.Marshal(struct {
		Hash pkix.AlgorithmIdentifier `asn1:"explicit,tag:0"`
		Salt int                      `asn1:"explicit,tag:2"`
	}{pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, hash}}, 32})
	if err != nil {
		t.Fatal(err)
	}
	return der
}
