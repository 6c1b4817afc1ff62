package pretend_test

import (
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/pretend"
)

// put sends a hello to an address and returns what a survey hears.
func put(t *testing.T, to string, c hello.Client) (hello.Server, error) {
	t.Helper()
	conn, err := net.Dial("tcp", to)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	return exchange(t, conn, c)
}

func exchange(t *testing.T, conn net.Conn, c hello.Client) (hello.Server, error) {
	t.Helper()
	_ = conn.SetDeadline(time.Now().Add(2 * time.Second))
	b, err := c.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Write(b); err != nil {
		return hello.Server{}, err
	}
	r := hello.NewReader(c)
	buf := make([]byte, 4<<10)
	for {
		n, err := conn.Read(buf)
		if done, bad := r.Feed(buf[:n]); done || bad != nil {
			return r.Server(), bad
		}
		if err != nil {
			return r.Server(), err
		}
	}
}

// suite finds a suite by its name.
func suite(t *testing.T, name string) hello.Suite {
	t.Helper()
	for _, v := range hello.Versions {
		likely, rest := hello.Suites(v)
		for _, s := range slices.Concat(likely, rest) {
			if s.String() == name {
				return s
			}
		}
	}
	t.Fatalf("no suite is called %q", name)
	return 0
}

// wide is a survey's offer of everything in one version.
func wide(v hello.Version) hello.Client {
	likely, rest := hello.Suites(v)
	c := hello.Client{Version: v, Name: "shop.test", Suites: slices.Concat(likely, rest), Extras: true, Compression: v < hello.TLS13}
	if v > hello.SSL3 {
		c.Groups = hello.Groups
	}
	if v >= hello.TLS12 {
		c.Schemes = hello.AllSchemes
	}
	return c
}

// summary is an answer in one line.
func summary(s hello.Server) string {
	words := []string{s.Version.String()}
	if s.Alert != nil {
		return s.Alert.String()
	}
	if s.Suite != 0 {
		words = append(words, s.Suite.String())
	}
	for _, k := range s.Kinds {
		words = append(words, k.String())
	}
	if s.Group != 0 {
		words = append(words, s.Group.String())
	}
	if s.Scheme != 0 {
		words = append(words, s.Scheme.String())
	}
	if s.Retry {
		words = append(words, "retry")
	}
	if len(s.Prime) > 0 {
		words = append(words, fmt.Sprint("prime ", new(big.Int).SetBytes(s.Prime).BitLen()))
	}
	if len(s.Modulus) > 0 {
		words = append(words, fmt.Sprint("modulus ", new(big.Int).SetBytes(s.Modulus).BitLen()))
	}
	if s.Compression != 0 {
		words = append(words, "deflate")
	}
	if s.ALPN != "" {
		words = append(words, s.ALPN)
	}
	return strings.Join(append(words, fmt.Sprint("chain ", len(s.Chain))), ", ")
}

func TestAnswers(t *testing.T) {
	offer := func(v hello.Version, change func(*hello.Client)) hello.Client {
		c := wide(v)
		change(&c)
		return c
	}
	only := func(v hello.Version, names ...string) hello.Client {
		return offer(v, func(c *hello.Client) {
			c.Suites = nil
			for _, name := range names {
				c.Suites = append(c.Suites, suite(t, name))
			}
		})
	}
	for _, tt := range []struct {
		name, answers string
		client        hello.Client
		want          string
	}{
		{"SSL 2", "versions: {SSL 2: [SSL_CK_DES_192_EDE3_CBC_WITH_MD5, SSL_CK_RC4_128_EXPORT40_WITH_MD5]}", wide(hello.SSL2), "SSL 2, SSL_CK_DES_192_EDE3_CBC_WITH_MD5, SSL_CK_RC4_128_EXPORT40_WITH_MD5, chain 1"},
		{"nothing in common in SSL 2", "versions: {SSL 2: [SSL_CK_RC4_128_WITH_MD5]}", only(hello.SSL2, "SSL_CK_DES_64_CBC_WITH_MD5"), "SSL 2: no cipher"},
		{"no SSL 2", "versions: {SSL 3: [TLS_RSA_WITH_RC4_128_SHA]}", wide(hello.SSL2), "protocol_version"},
		{"SSL 3", "versions: {SSL 3: [TLS_RSA_WITH_RC4_128_SHA]}", wide(hello.SSL3), "SSL 3, TLS_RSA_WITH_RC4_128_SHA, chain 2"},
		{"only SSL 3", "versions: {SSL 3: [TLS_RSA_WITH_RC4_128_SHA]}", wide(hello.TLS12), "SSL 3, TLS_RSA_WITH_RC4_128_SHA, chain 2"},
		{"no SSL 3", "versions: {TLS 1.0: [TLS_RSA_WITH_RC4_128_SHA]}", wide(hello.SSL3), "protocol_version"},
		{"an older version", "versions: {TLS 1.0: [TLS_RSA_WITH_RC4_128_SHA]}", wide(hello.TLS11), "TLS 1.0, TLS_RSA_WITH_RC4_128_SHA, chain 2"},
		{"not TLS 1.3", "versions: {TLS 1.2: [TLS_RSA_WITH_RC4_128_SHA]}", wide(hello.TLS13), "protocol_version"},
		{"export RSA", "versions: {TLS 1.0: [TLS_RSA_EXPORT_WITH_RC4_40_MD5]}", wide(hello.TLS10), "TLS 1.0, TLS_RSA_EXPORT_WITH_RC4_40_MD5, modulus 512, chain 2"},
		{"export DHE", "versions: {TLS 1.1: [TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA]}\nprime: 4096", wide(hello.TLS11), "TLS 1.1, TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA, prime 512, chain 2"},
		{"NULL", "versions: {TLS 1.2: [TLS_RSA_WITH_NULL_SHA256]}", wide(hello.TLS12), "TLS 1.2, TLS_RSA_WITH_NULL_SHA256, chain 2"},
		{"anonymous DH", "versions: {TLS 1.2: [TLS_DH_anon_WITH_AES_128_CBC_SHA]}\nprime: 1023", wide(hello.TLS12), "TLS 1.2, TLS_DH_anon_WITH_AES_128_CBC_SHA, prime 1023, chain 0"},
		{"anonymous ECDH", "versions: {TLS 1.0: [TLS_ECDH_anon_WITH_NULL_SHA]}\ngroups: [secp256k1]", wide(hello.TLS10), "TLS 1.0, TLS_ECDH_anon_WITH_NULL_SHA, secp256k1, chain 0"},
		{"DHE", "versions: {TLS 1.2: [TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA]}\nprime: 1024\nschemes: [rsa_pkcs1_sha1]", wide(hello.TLS12), "TLS 1.2, TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA, rsa_pkcs1_sha1, prime 1024, chain 2"},
		{"a published prime", "versions: {TLS 1.2: [TLS_DHE_RSA_WITH_AES_128_GCM_SHA256]}\nprime: ffdhe3072", wide(hello.TLS12), "TLS 1.2, TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, rsa_pss_rsae_sha256, prime 3072, chain 2"},
		{"a prime by its number", "versions: {TLS 1.1: [TLS_DHE_RSA_WITH_AES_128_CBC_SHA]}\nprime: 0x80000000000000000d", wide(hello.TLS11), "TLS 1.1, TLS_DHE_RSA_WITH_AES_128_CBC_SHA, prime 72, chain 2"},
		{"a binary curve", "versions: {TLS 1.2: [TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA]}\ngroups: [ffdhe2048, sect571r1]", wide(hello.TLS12), "TLS 1.2, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, sect571r1, ecdsa_secp256r1_sha256, chain 2"},
		{"x448 in TLS 1.3", "versions: {TLS 1.3: [TLS_AES_128_CCM_SHA256]}\ngroups: [x448]", wide(hello.TLS13), "TLS 1.3, TLS_AES_128_CCM_SHA256, x448, retry, chain 0"},
		{"ffdhe in TLS 1.3", "versions: {TLS 1.3: [TLS_AES_256_GCM_SHA384]}\ngroups: [ffdhe2048]", wide(hello.TLS13), "TLS 1.3, TLS_AES_256_GCM_SHA384, ffdhe2048, retry, chain 0"},
		{"no group in common", "versions: {TLS 1.3: [TLS_AES_256_GCM_SHA384]}\ngroups: [ffdhe2048]", offer(hello.TLS13, func(c *hello.Client) { c.Groups = []hello.Group{29} }), "handshake_failure"},
		{"no group, so another suite", "versions: {TLS 1.2: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_RSA_WITH_3DES_EDE_CBC_SHA]}\ngroups: [x448]", offer(hello.TLS12, func(c *hello.Client) { c.Groups = []hello.Group{29} }), "TLS 1.2, TLS_RSA_WITH_3DES_EDE_CBC_SHA, chain 2"},
		{"no groups offered", "versions: {TLS 1.2: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]}\ngroups: [secp384r1]", offer(hello.TLS12, func(c *hello.Client) { c.Groups = nil }), "TLS 1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, secp384r1, rsa_pss_rsae_sha256, chain 2"},
		{"no scheme in common", "versions: {TLS 1.2: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]}\nschemes: [rsa_pkcs1_sha512]", offer(hello.TLS12, func(c *hello.Client) { c.Schemes = []hello.Scheme{0x0401} }), "handshake_failure"},
		{"the server's order", "versions: {TLS 1.1: [TLS_RSA_WITH_RC4_128_SHA, TLS_RSA_WITH_AES_128_CBC_SHA]}", only(hello.TLS11, "TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_RC4_128_SHA"), "TLS 1.1, TLS_RSA_WITH_RC4_128_SHA, chain 2"},
		{"the client's order", "versions: {TLS 1.1: [TLS_RSA_WITH_RC4_128_SHA, TLS_RSA_WITH_AES_128_CBC_SHA]}\norder: client", only(hello.TLS11, "TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_RC4_128_SHA"), "TLS 1.1, TLS_RSA_WITH_AES_128_CBC_SHA, chain 2"},
		{"no suite in common", "versions: {TLS 1.2: [TLS_RSA_WITH_RC4_128_SHA]}", only(hello.TLS12, "TLS_RSA_WITH_AES_128_CBC_SHA"), "handshake_failure"},
		{"a protocol", "versions: {TLS 1.2: [TLS_RSA_WITH_RC4_128_SHA]}\nalpn: [h2, http/1.1]", offer(hello.TLS12, func(c *hello.Client) { c.ALPN = []string{"http/1.1", "h2"} }), "TLS 1.2, TLS_RSA_WITH_RC4_128_SHA, h2, chain 2"},
		{"compression", "versions: {TLS 1.2: [TLS_RSA_WITH_RC4_128_SHA]}\ncompression: true", wide(hello.TLS12), "TLS 1.2, TLS_RSA_WITH_RC4_128_SHA, deflate, chain 2"},
		{"compression nobody wants", "versions: {TLS 1.2: [TLS_RSA_WITH_RC4_128_SHA]}\ncompression: true", offer(hello.TLS12, func(c *hello.Client) { c.Compression = false }), "TLS 1.2, TLS_RSA_WITH_RC4_128_SHA, chain 2"},
		{"a needless fallback", "versions: {TLS 1.1: [TLS_RSA_WITH_RC4_128_SHA], TLS 1.2: [TLS_RSA_WITH_RC4_128_SHA]}", offer(hello.TLS11, func(c *hello.Client) { c.Fallback = true }), "inappropriate_fallback"},
		{"the same, not noticed", "versions: {TLS 1.1: [TLS_RSA_WITH_RC4_128_SHA], TLS 1.2: [TLS_RSA_WITH_RC4_128_SHA]}\nfallback: false", offer(hello.TLS11, func(c *hello.Client) { c.Fallback = true }), "TLS 1.1, TLS_RSA_WITH_RC4_128_SHA, chain 2"},
		{"no fallback", "versions: {TLS 1.1: [TLS_RSA_WITH_RC4_128_SHA], TLS 1.2: [TLS_RSA_WITH_RC4_128_SHA]}", offer(hello.TLS12, func(c *hello.Client) { c.Fallback = true }), "TLS 1.2, TLS_RSA_WITH_RC4_128_SHA, chain 2"},
		{"the usual versions", "prime: 1024", wide(hello.TLS12), "TLS 1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, x25519, ecdsa_secp256r1_sha256, chain 2"},
		{"the usual newest", "prime: 1024", wide(hello.TLS13), "TLS 1.3, TLS_AES_128_GCM_SHA256, X25519MLKEM768, retry, chain 0"},
		{"none but the usual versions", "prime: 1024", wide(hello.TLS11), "protocol_version"},
		{"what Go can go on with", "versions: {TLS 1.2: [TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256]}\ngroups: [secp521r1]\nschemes: [rsa_pkcs1_sha384]", offer(hello.TLS12, func(c *hello.Client) { c.Extras, c.Compression = false, false }), "TLS 1.2, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256, secp521r1, rsa_pkcs1_sha384, chain 2"},
		{"what Go cannot go on with", "versions: {TLS 1.2: [TLS_DHE_RSA_WITH_AES_128_GCM_SHA256]}", offer(hello.TLS12, func(c *hello.Client) { c.Extras, c.Compression = false, false }), "TLS 1.2, TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, rsa_pss_rsae_sha256, prime 2048, chain 2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := start(t, "A shop.\n-- shop.yaml --\ntls:\n  answers:\n    "+strings.ReplaceAll(tt.answers, "\n", "\n    ")+"\n")
			got, err := put(t, at(t, s, "shop.test", 443), tt.client)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, summary(got)); diff != "" {
				t.Errorf("the server answers (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAnsweredExtensions(t *testing.T) {
	const versions = "versions: {TLS 1.2: [TLS_RSA_WITH_AES_128_CBC_SHA]}"
	for more, want := range map[string][]hello.Extension{
		"": {hello.ExtendedMaster, hello.SessionTicket, hello.Renegotiation},
		"renegotiation: false, tickets: false, extended-master: false":                    nil,
		"heartbeat: true, encrypt-then-mac: true, renegotiation: false, session-ids: yes": {hello.Heartbeat, hello.EncryptThenMAC, hello.ExtendedMaster, hello.SessionTicket},
	} {
		s := start(t, "A shop.\n-- shop.yaml --\ntls: {answers: {"+versions+", "+more+"}}\n")
		got, err := put(t, at(t, s, "shop.test", 443), wide(hello.TLS12))
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(got.Extensions)
		if diff := cmp.Diff(want, got.Extensions); diff != "" {
			t.Errorf("with {%s}, extensions (-want +got):\n%s", more, diff)
		}
		if want := strings.Contains(more, "session-ids"); got.SessionID != want {
			t.Errorf("with {%s}, a session is named: %t, want %t", more, got.SessionID, want)
		}
	}
}

func TestHangsUp(t *testing.T) {
	s := start(t, "A shop.\n-- shop.yaml --\ntls: {answers: {versions: {TLS 1.2: [TLS_RSA_WITH_RC4_128_SHA]}, hang-up: true}}\n")
	if got, err := put(t, at(t, s, "shop.test", 443), wide(hello.SSL3)); !errors.Is(err, io.EOF) {
		t.Errorf("the server answers %s, %v; want it to hang up", summary(got), err)
	}
}

func TestStartRefusesAnswers(t *testing.T) {
	for name, text := range map[string]string{
		"an unknown version":       "answers: {versions: {TLS 1.4: [TLS_AES_128_GCM_SHA256]}}",
		"an unknown suite":         "answers: {versions: {TLS 1.2: [TLS_RSA_WITH_XYZ]}}",
		"a suite of another time":  "answers: {versions: {TLS 1.0: [TLS_RSA_WITH_AES_128_GCM_SHA256]}}",
		"an unknown group":         "answers: {groups: [x25518], versions: {TLS 1.2: [TLS_RSA_WITH_RC4_128_SHA]}}",
		"an unknown scheme":        "answers: {schemes: [rsa_md4], versions: {TLS 1.2: [TLS_RSA_WITH_RC4_128_SHA]}}",
		"an unknown prime":         "answers: {prime: group7, versions: {TLS 1.2: [TLS_RSA_WITH_RC4_128_SHA]}}",
		"an unknown order":         "answers: {order: alphabet, versions: {TLS 1.2: [TLS_RSA_WITH_RC4_128_SHA]}}",
		"an unknown answer":        "answers: {sweet: true, versions: {TLS 1.2: [TLS_RSA_WITH_RC4_128_SHA]}}",
		"an unknown way":           "misbehave: sing",
		"an address of nobody":     "addresses: {192.0.2.200: {off: true}}",
		"what is no address":       "addresses: {shop.test: {off: true}}",
		"a host of a host":         "hosts: {www.shop.test: {hosts: {shop.test: {off: true}}}}",
		"a host of an address":     "addresses: {192.0.2.10: {hosts: {shop.test: {off: true}}}}",
		"an address's unknown way": "addresses: {192.0.2.10: {misbehave: sing}}",
	} {
		if s, err := pretend.Start(txtar.Parse([]byte("A shop.\n-- shop.yaml --\ntls: {"+text+"}\n")), pretend.Settings{}); err == nil {
			s.Close()
			t.Errorf("a shop with %s starts", name)
		}
	}
}
