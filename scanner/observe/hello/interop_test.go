package hello

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// self makes a certificate that vouches for itself.
func self(t *testing.T, key crypto.Signer, err error) tls.Certificate {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"shop.test"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, OCSPStaple: []byte("staple")}
}

// ask puts a hello to a server of crypto/tls.
func ask(t *testing.T, c Client, config *tls.Config) Server {
	t.Helper()
	near, far := net.Pipe()
	defer near.Close()
	go func() {
		defer far.Close()
		tls.Server(far, config).Handshake() // cannot succeed; what it sends is what counts
	}()
	if _, err := near.Write(mustBytes(t, c)); err != nil {
		t.Fatal(err)
	}
	r := NewReader(c)
	buf := make([]byte, 512)
	for {
		n, err := near.Read(buf)
		if err != nil {
			t.Fatal(err)
		}
		done, err := r.Feed(buf[:n])
		if err != nil {
			t.Fatal(err)
		}
		if done {
			return r.Server()
		}
	}
}

// TestServersOfGo reads what the standard library's server answers.
func TestServersOfGo(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	withRSA := self(t, rsaKey, err)
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	withEC := self(t, ecKey, err)
	config := &tls.Config{
		Certificates: []tls.Certificate{withRSA, withEC},
		MinVersion:   tls.VersionTLS10,
		NextProtos:   []string{"h2"},
		CipherSuites: []uint16{0x0005, 0x000a, 0x002f, 0xc013, 0xc009, 0xc02f, 0xc02b, 0xcca8},
		CurvePreferences: []tls.CurveID{
			tls.X25519MLKEM768, tls.SecP256r1MLKEM768, tls.SecP384r1MLKEM1024, tls.X25519, tls.CurveP256, tls.CurveP384, tls.CurveP521,
		},
	}
	old := []Extension{Renegotiation}
	for _, tt := range []struct {
		name string
		c    Client
		want Server
	}{
		{
			"TLS 1.0",
			Client{Version: TLS10, Suites: []Suite{0x000a}},
			Server{Version: TLS10, Suite: 0x000a, Chain: withRSA.Certificate, Extensions: old},
		},
		{
			"TLS 1.1",
			Client{Version: TLS11, Suites: []Suite{0xc009}, Groups: []Group{23}},
			Server{Version: TLS11, Suite: 0xc009, Group: 23, Chain: withEC.Certificate, Extensions: []Extension{Renegotiation, PointFormats}},
		},
		{
			"TLS 1.2",
			Client{Version: TLS12, Name: "shop.test", Suites: []Suite{0xc02f}, Groups: []Group{29, 23}, Schemes: []Scheme{0x0804}, ALPN: []string{"h2"}, Extras: true},
			Server{
				Version: TLS12, Suite: 0xc02f, Group: 29, Scheme: 0x0804, Chain: withRSA.Certificate, ALPN: "h2", Staple: []byte("staple"),
				Extensions: []Extension{ServerName, StatusRequest, SessionTicket, Renegotiation, ExtendedMaster, ALPN, PointFormats},
			},
		},
		{
			"TLS 1.2, nothing in common",
			Client{Version: TLS12, Suites: []Suite{0x009e}},
			Server{Alert: new(HandshakeFailure)},
		},
		{
			"TLS 1.2, a step back",
			Client{Version: TLS12, Suites: []Suite{0x002f}, Fallback: true},
			Server{Alert: new(InappropriateFallback)},
		},
		{
			"SSL 3",
			Client{Version: SSL3, Suites: []Suite{0x000a}},
			Server{Alert: new(ProtocolVersion)},
		},
		{
			"TLS 1.3, no share",
			Client{Version: TLS13, Suites: []Suite{0x1301}, Groups: []Group{24}, Schemes: AllSchemes},
			Server{Version: TLS13, Suite: 0x1301, Group: 24, Retry: true, Extensions: []Extension{SupportedVersions, KeyShare}},
		},
		{"TLS 1.3, x25519", modern(x25519), modernAnswer(x25519)},
		{"TLS 1.3, P-256", modern(secp256r1), modernAnswer(secp256r1)},
		{"TLS 1.3, P-384", modern(secp384r1), modernAnswer(secp384r1)},
		{"TLS 1.3, P-521", modern(secp521r1), modernAnswer(secp521r1)},
		{"TLS 1.3, a hybrid", modern(x25519MLKEM768), modernAnswer(x25519MLKEM768)},
		{"TLS 1.3, another", modern(secP256r1MLKEM768), modernAnswer(secP256r1MLKEM768)},
		{"TLS 1.3, the largest", modern(secP384r1MLKEM1024), modernAnswer(secP384r1MLKEM1024)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := ask(t, tt.c, config)
			slices.Sort(got.Extensions)
			slices.Sort(tt.want.Extensions)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// modern is a hello with one group and a share for it.
func modern(g Group) Client {
	return Client{Version: TLS13, Suites: []Suite{0x1303}, Groups: []Group{g}, Shares: []Group{g}, Schemes: AllSchemes, Extras: true}
}

func modernAnswer(g Group) Server {
	return Server{Version: TLS13, Suite: 0x1303, Group: g, Extensions: []Extension{SupportedVersions, KeyShare}}
}

// TestClientsOfGo reads what the standard library's client offers.
func TestClientsOfGo(t *testing.T) {
	for _, tt := range []struct {
		name string
		max  uint16
		want Client
	}{
		{"TLS 1.2", tls.VersionTLS12, Client{Version: TLS12}},
		{"TLS 1.3", tls.VersionTLS13, Client{Version: TLS13, Shares: []Group{29}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			near, far := net.Pipe()
			go func() {
				defer far.Close()
				tls.Client(far, &tls.Config{
					ServerName: "shop.test", NextProtos: []string{"h2", "http/1.1"}, MaxVersion: tt.max,
					CurvePreferences: []tls.CurveID{tls.X25519, tls.CurveP256},
				}).Handshake() // nobody answers
			}()
			got := hear(t, near)
			if len(got.Suites) == 0 || len(got.Schemes) == 0 {
				t.Errorf("read %d suites and %d schemes", len(got.Suites), len(got.Schemes))
			}
			got.Suites, got.Schemes = nil, nil
			tt.want.Name, tt.want.ALPN, tt.want.Groups = "shop.test", []string{"h2", "http/1.1"}, []Group{29, 23}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// hear reads a hello from a connection, and hangs up.
func hear(t *testing.T, conn net.Conn) Client {
	t.Helper()
	defer conn.Close()
	var all []byte
	buf := make([]byte, 100)
	for {
		n, err := conn.Read(buf)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, buf[:n]...)
		c, n, err := ReadClient(all)
		if err != nil {
			t.Fatal(err)
		}
		if n > 0 {
			return c
		}
	}
}
