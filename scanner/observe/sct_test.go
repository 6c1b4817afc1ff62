package observe

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/binary"
	"math/big"
	"slices"
	"testing"
	"time"
)

// promise writes an SCT of the log whose id is n times 32, and whose rest is as
// given.
func promise(n byte, rest ...byte) []byte {
	sct := append([]byte{0}, bytes.Repeat([]byte{n}, 32)...)
	sct = binary.BigEndian.AppendUint64(sct, uint64(time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC).UnixMilli()))
	return append(sct, rest...)
}

// list writes a SignedCertificateTimestampList.
func list(scts ...[]byte) []byte {
	var items []byte
	for _, s := range scts {
		items = append(binary.BigEndian.AppendUint16(items, uint16(len(s))), s...)
	}
	return append(binary.BigEndian.AppendUint16(nil, uint16(len(items))), items...)
}

func TestReadSCTs(t *testing.T) {
	signed := []byte{0, 0, 4, 3, 0, 2, 0xaa, 0xbb}
	for _, tt := range []struct {
		name   string
		list   []byte
		logs   int
		unread int
	}{
		{"two", list(promise(1, signed...), promise(2, signed...)), 2, 0},
		{"signed by RSA", list(promise(1, 0, 0, 4, 1, 0, 1, 9)), 1, 0},
		{"with extensions", list(promise(1, 0, 1, 7, 4, 3, 0, 1, 9)), 1, 0},
		{"a later version", list(append([]byte{1}, promise(1, signed...)[1:]...), promise(2, signed...)), 1, 1},
		{"signed with SHA-1", list(promise(1, 0, 0, 2, 3, 0, 1, 9)), 0, 1},
		{"signed with DSA", list(promise(1, 0, 0, 4, 2, 0, 1, 9)), 0, 1},
		{"without a signature", list(promise(1, 0, 0, 4, 3, 0, 0)), 0, 1},
		{"cut off", list(promise(1, 0, 0, 4, 3, 0, 9, 9)), 0, 1},
		{"with something after it", list(promise(1, append(signed, 1)...)), 0, 1},
		{"with a time beyond the year 2200", list(append([]byte{0}, append(bytes.Repeat([]byte{255}, 40), signed...)...)), 0, 1},
		{"a second one cut off", append([]byte{0, 53}, append(list(promise(1, signed...))[2:], 0, 9)...), 1, 1},
		{"an empty list", []byte{0, 0}, 0, 1},
		{"nothing", nil, 0, 1},
		{"a wrong length", []byte{0, 5, 1}, 0, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var l Logged
			l.read(&l.Embedded, tt.list)
			if len(l.Embedded) != tt.logs || l.Unread != tt.unread {
				t.Errorf("read %d and %d not, want %d and %d", len(l.Embedded), l.Unread, tt.logs, tt.unread)
			}
		})
	}
}

// made returns a certificate with what change adds, signed by itself.
func made(t *testing.T, change func(*x509.Certificate)) *x509.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return issued(t, change, nil, key.Public().(*ecdsa.PublicKey), key)
}

// issued returns a certificate for public, signed by key in the name of parent;
// nil means by itself.
func issued(t *testing.T, change func(*x509.Certificate), parent *x509.Certificate, public *ecdsa.PublicKey, key *ecdsa.PrivateKey) *x509.Certificate {
	t.Helper()
	c := &x509.Certificate{
		SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "shop.test"}, DNSNames: []string{"shop.test"},
		NotBefore: present.Add(-30 * 24 * time.Hour), NotAfter: present.Add(60 * 24 * time.Hour), BasicConstraintsValid: true,
	}
	if change != nil {
		change(c)
	}
	if parent == nil {
		parent = c
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, public, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

// present is the moment that the tests of certificates live in.
var present = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func TestLogged(t *testing.T) {
	signed := []byte{0, 0, 4, 3, 0, 2, 0xaa, 0xbb}
	value, err := asn1.Marshal(list(promise(1, signed...), promise(2, signed...)))
	if err != nil {
		t.Fatal(err)
	}
	leaf := made(t, func(c *x509.Certificate) {
		c.ExtraExtensions = []pkix.Extension{{Id: sctInCertificate, Value: value}}
	})
	h := &Handshake{Chain: [][]byte{leaf.Raw}, SCTs: 1, SCTList: [][]byte{promise(3, signed...)}}
	l := h.Logged()
	if len(l.Embedded) != 2 || len(l.Sent) != 1 || l.Unread+l.Unkept != 0 {
		t.Errorf("%+v", l)
	}
	if want := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC); !l.Sent[0].At.Equal(want) || l.Sent[0].Log[:4] != "0303" {
		t.Errorf("%+v, want one at %s", l.Sent, want)
	}
	old := &Handshake{Chain: [][]byte{leaf.Raw}, SCTs: 2}
	if l := old.Logged(); l.Unkept != 2 || len(l.Embedded) != 2 {
		t.Errorf("of an old run: %+v", l)
	}
	if l := (&Handshake{SCTs: 2}).Logged(); l.Unkept != 0 {
		t.Errorf("without a certificate: %+v", l)
	}
}

func TestMustStaple(t *testing.T) {
	for _, tt := range []struct {
		name  string
		value []byte
		want  bool
	}{
		{"status_request", []byte{0x30, 3, 2, 1, 5}, true},
		{"status_request_v2 only", []byte{0x30, 3, 2, 1, 17}, false},
		{"both", []byte{0x30, 6, 2, 1, 17, 2, 1, 5}, true},
		{"garbage", []byte{1, 2, 3}, false},
		{"absent", nil, false},
	} {
		leaf := made(t, func(c *x509.Certificate) {
			if tt.value != nil {
				c.ExtraExtensions = []pkix.Extension{{Id: tlsFeature, Value: tt.value}}
			}
		})
		if got := MustStaple(leaf); got != tt.want {
			t.Errorf("%s: %t, want %t", tt.name, got, tt.want)
		}
	}
}

func FuzzSCTs(f *testing.F) {
	f.Add(list(promise(1, 0, 0, 4, 3, 0, 1, 9)))
	f.Add([]byte{0, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		var l Logged
		l.read(&l.Sent, data)
		if len(l.Sent) > len(data)/47 {
			t.Errorf("%d promises in %d bytes", len(l.Sent), len(data))
		}
		if slices.ContainsFunc(l.Sent, func(s SCT) bool { return len(s.Log) != 64 }) {
			t.Errorf("%+v", l.Sent)
		}
	})
}
