package hello

import (
	"bytes"
	"crypto/ecdh"
	"crypto/mlkem"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// clients are hellos of every version, with all that it can offer.
func clients() map[string]Client {
	suites := func(v Version) []Suite {
		likely, _ := Suites(v)
		return likely
	}
	web := []string{"h2", "http/1.1"}
	return map[string]Client{
		"SSL 2":             {Version: SSL2, Suites: suites(SSL2)},
		"SSL 3":             {Version: SSL3, Suites: suites(SSL3)},
		"SSL 3, all":        {Version: SSL3, Suites: suites(SSL3), Fallback: true, Compression: true},
		"TLS 1.0, least":    {Version: TLS10, Suites: []Suite{5}},
		"TLS 1.0":           {Version: TLS10, Name: "shop.test", Suites: suites(TLS10), Groups: Groups, ALPN: web, Extras: true},
		"TLS 1.1":           {Version: TLS11, Name: "shop.test", Suites: suites(TLS11), Groups: []Group{23}, Fallback: true, Compression: true},
		"TLS 1.2, least":    {Version: TLS12, Suites: []Suite{0xc02f}},
		"TLS 1.2":           {Version: TLS12, Name: "shop.test", Suites: suites(TLS12), Groups: Groups, Schemes: AllSchemes, ALPN: web, Fallback: true, Compression: true, Extras: true},
		"TLS 1.3, no share": {Version: TLS13, Name: "shop.test", Suites: suites(TLS13), Groups: Groups, Schemes: AllSchemes},
		"TLS 1.3": {
			Version: TLS13, Name: "shop.test", Suites: suites(TLS13), Groups: Groups, Schemes: AllSchemes, ALPN: web, Extras: true,
			Shares: []Group{x25519, secp256r1, secp384r1, secp521r1, x448, ffdhe2048, ffdhe3072, ffdhe4096, ffdhe6144, ffdhe8192, mlkem512, mlkem768, mlkem1024, x25519MLKEM768, secP256r1MLKEM768, secP384r1MLKEM1024, x25519Kyber768Draft},
		},
	}
}

func mustBytes(t testing.TB, from interface{ Bytes() ([]byte, error) }) []byte {
	t.Helper()
	p, err := from.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestClientRoundTrip(t *testing.T) {
	for name, want := range clients() {
		t.Run(name, func(t *testing.T) {
			p := mustBytes(t, want)
			for i := range p {
				if _, n, err := ReadClient(p[:i]); n != 0 || err != nil {
					t.Fatalf("after %d of %d bytes: took %d, %v", i, len(p), n, err)
				}
			}
			got, n, err := ReadClient(append(p, "more"...))
			if n != len(p) || err != nil {
				t.Fatalf("took %d of %d bytes, %v", n, len(p), err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestClientBytes looks at the bytes that the standards fix.
func TestClientBytes(t *testing.T) {
	for _, tt := range []struct {
		name string
		c    Client
		want string // in hex; .. is any byte
	}{
		{
			"SSL 2",
			Client{Version: SSL2, Suites: []Suite{0x010080, 0x0700c0}},
			"801f 01 0002 0006 0000 0010 010080 0700c0" + strings.Repeat("..", 16),
		},
		{
			"SSL 3 has the signal and no extensions",
			Client{Version: SSL3, Name: "shop.test", Suites: []Suite{5}, Groups: Groups, Compression: true},
			"16 0300 0030 01 00002c 0300" + strings.Repeat("..", 32) + "00 0004 0005 00ff 02 01 00",
		},
		{
			"TLS 1.0",
			Client{Version: TLS10, Suites: []Suite{5}, Schemes: AllSchemes},
			"16 0301 0034 01 000030 0301" + strings.Repeat("..", 32) + "00 0002 0005 01 00 0005 ff01 0001 00",
		},
		{
			"TLS 1.1",
			Client{Version: TLS11, Suites: []Suite{0xc013}, Groups: []Group{23}, Fallback: true},
			"16 0301 0044 01 000040 0302" + strings.Repeat("..", 32) + "00 0004 c013 5600 01 00 0013 ff01 0001 00 000a 0004 0002 0017 000b 0002 01 00",
		},
		{
			"TLS 1.2",
			Client{Version: TLS12, Name: "a.test.", Suites: []Suite{0x002f}, Schemes: []Scheme{0x0401}, ALPN: []string{"h2"}},
			"16 0301 0054 01 000050 0303" + strings.Repeat("..", 32) + "00 0002 002f 01 00 0025" +
				"0000 000b 0009 00 0006 612e74657374 ff01 0001 00 0010 0005 0003 02 6832 000d 0004 0002 0401",
		},
		{
			"TLS 1.3",
			Client{Version: TLS13, Suites: []Suite{0x1301}, Compression: true},
			"16 0301 0062 01 00005e 0303" + strings.Repeat("..", 32) + "20" + strings.Repeat("..", 32) + "0002 1301 01 00 0013" +
				"002b 0003 02 0304 0033 0002 0000 002d 0002 01 01",
		},
		{
			"extras",
			Client{Version: TLS12, Suites: []Suite{0x002f}, Extras: true},
			"16 0301 0052 01 00004e 0303" + strings.Repeat("..", 32) + "00 0002 002f 01 00 0023 ff01 0001 00" +
				"0017 0000 0023 0000 0016 0000 0012 0000 0005 0005 01 0000 0000 000f 0001 01",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := hex.EncodeToString(mustBytes(t, tt.c))
			want := strings.ReplaceAll(tt.want, " ", "")
			for i := 0; i < min(len(want), len(got)); i++ {
				if want[i] != '.' && want[i] != got[i] {
					t.Fatalf("byte %d of\n%s\nwant\n%s", i/2, got, want)
				}
			}
			if len(got) != len(want) {
				t.Errorf("%d bytes, want %d:\n%s", len(got)/2, len(want)/2, got)
			}
		})
	}
}

// TestPadding keeps messages out of the lengths that some servers cannot bear.
func TestPadding(t *testing.T) {
	likely, _ := Suites(TLS12)
	for n := range likely {
		c := Client{Version: TLS12, Suites: likely[:n+1], Schemes: AllSchemes}
		p := mustBytes(t, c)
		if got := len(p) - 5; got > 255 && got < 512 {
			t.Errorf("with %d suites the message has %d bytes", n+1, got)
		}
		back, _, err := ReadClient(p)
		if diff := cmp.Diff(c, back); diff != "" || err != nil {
			t.Errorf("with %d suites (-want +got):\n%s%v", n+1, diff, err)
		}
	}
}

func TestServerName(t *testing.T) {
	for name, want := range map[string]string{
		"shop.test":              "shop.test",
		"shop.test.":             "shop.test",
		"xn--mnchen-3ya.test":    "xn--mnchen-3ya.test",
		"":                       "",
		"192.0.2.1":              "",
		"2001:db8::1":            "",
		"[2001:db8::1]":          "",
		"fe80::1%eth0":           "",
		"münchen.test":           "",
		"a b.test":               "",
		strings.Repeat("a", 300): "",
	} {
		c, _, err := ReadClient(mustBytes(t, Client{Version: TLS12, Name: name, Suites: []Suite{5}}))
		if c.Name != want || err != nil {
			t.Errorf("%q is sent as %q (%v), want %q", name, c.Name, err, want)
		}
	}
}

func TestClientBytesErrors(t *testing.T) {
	for name, c := range map[string]Client{
		"no suites":                {Version: TLS12},
		"no version":               {Suites: []Suite{5}},
		"a version to come":        {Version: 0x0305, Suites: []Suite{5}},
		"a kind of SSL 2 in TLS":   {Version: TLS12, Suites: []Suite{0x010080}},
		"a suite of four bytes":    {Version: SSL2, Suites: []Suite{0x01000000}},
		"too many for SSL 2":       {Version: SSL2, Suites: make([]Suite, 20000)},
		"too many suites":          {Version: TLS12, Suites: make([]Suite, 40000)},
		"a long protocol":          {Version: TLS12, Suites: []Suite{5}, ALPN: []string{strings.Repeat("h", 256)}},
		"too many suites in SSL 3": {Version: SSL3, Suites: make([]Suite, 0x7fff)},
	} {
		if p, err := c.Bytes(); err == nil {
			t.Errorf("%s: no error but %d bytes", name, len(p))
		}
	}
}

// TestLongHello sends one that needs two records.
func TestLongHello(t *testing.T) {
	want := Client{Version: TLS12, Suites: make([]Suite, 10000)}
	for i := range want.Suites {
		want.Suites[i] = Suite(0x6000 + i)
	}
	p := mustBytes(t, want)
	if n := bytes.Count(p, []byte{22, 3, 1, 0x40, 0}); n != 1 {
		t.Errorf("%d full records, want 1", n)
	}
	got, n, err := ReadClient(p)
	if n != len(p) || err != nil {
		t.Fatalf("took %d of %d bytes, %v", n, len(p), err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestShares has the standard library check what can be checked of key shares.
func TestShares(t *testing.T) {
	point := func(curve ecdh.Curve) func([]byte) error {
		return func(p []byte) error {
			_, err := curve.NewPublicKey(p)
			return err
		}
	}
	lattice := func(p []byte) error {
		var err error
		if len(p) == mlkem.EncapsulationKeySize768 {
			_, err = mlkem.NewEncapsulationKey768(p)
		} else {
			_, err = mlkem.NewEncapsulationKey1024(p)
		}
		return err
	}
	length := func([]byte) error { return nil }
	const big, bigger = mlkem.EncapsulationKeySize768, mlkem.EncapsulationKeySize1024
	for _, tt := range []struct {
		g     Group
		at, n int // the part to check, and the length of the whole
		size  int
		check func([]byte) error
	}{
		{x25519, 0, 32, 32, point(ecdh.X25519())},
		{x448, 0, 56, 56, length},
		{secp256r1, 0, 65, 65, point(ecdh.P256())},
		{secp384r1, 0, 97, 97, point(ecdh.P384())},
		{secp521r1, 0, 133, 133, point(ecdh.P521())},
		{ffdhe2048, 0, 256, 256, length},
		{ffdhe3072, 0, 384, 384, length},
		{ffdhe4096, 0, 512, 512, length},
		{ffdhe6144, 0, 768, 768, length},
		{ffdhe8192, 0, 1024, 1024, length},
		{mlkem512, 0, 800, 800, length},
		{mlkem768, 0, big, big, lattice},
		{mlkem1024, 0, bigger, bigger, lattice},
		{x25519MLKEM768, 0, big, big + 32, lattice},
		{x25519MLKEM768, big, 32, big + 32, point(ecdh.X25519())},
		{secP256r1MLKEM768, 0, 65, 65 + big, point(ecdh.P256())},
		{secP256r1MLKEM768, 65, big, 65 + big, lattice},
		{secP384r1MLKEM1024, 0, 97, 97 + bigger, point(ecdh.P384())},
		{secP384r1MLKEM1024, 97, bigger, 97 + bigger, lattice},
		{x25519Kyber768Draft, 32, big, 32 + big, lattice},
	} {
		share := clientShare(tt.g)
		if len(share) != tt.size {
			t.Errorf("%s: %d bytes, want %d", tt.g, len(share), tt.size)
			continue
		}
		if err := tt.check(share[tt.at : tt.at+tt.n]); err != nil {
			t.Errorf("%s: %v", tt.g, err)
		}
	}
	for _, g := range []Group{1, 26, 31, 34, 41, ExplicitPrimeCurve} {
		if share := clientShare(g); share != nil {
			t.Errorf("%s has a share of %d bytes", g, len(share))
		}
	}
}
