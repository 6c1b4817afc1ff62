package hello

import (
	"regexp"
	"testing"
)

func TestSuiteNames(t *testing.T) {
	for s, want := range map[Suite]string{
		0x0000:   "TLS_NULL_WITH_NULL_NULL",
		0x0003:   "TLS_RSA_EXPORT_WITH_RC4_40_MD5",
		0x0018:   "TLS_DH_anon_WITH_RC4_128_MD5",
		0x002f:   "TLS_RSA_WITH_AES_128_CBC_SHA",
		0x0064:   "TLS_RSA_EXPORT1024_WITH_RC4_56_SHA",
		0x00c6:   "TLS_SM4_GCM_SM3",
		0x00ff:   "TLS_EMPTY_RENEGOTIATION_INFO_SCSV",
		0x1301:   "TLS_AES_128_GCM_SHA256",
		0x1307:   "TLS_AEGIS_128L_SHA256",
		0x5600:   "TLS_FALLBACK_SCSV",
		0xc018:   "TLS_ECDH_anon_WITH_AES_128_CBC_SHA",
		0xc02f:   "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
		0xc0ab:   "TLS_PSK_DHE_WITH_AES_256_CCM_8",
		0xc0b4:   "TLS_SHA256_SHA256",
		0xc102:   "TLS_GOSTR341112_256_WITH_28147_CNT_IMIT",
		0xcc13:   "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256_OLD",
		0xccae:   "TLS_RSA_PSK_WITH_CHACHA20_POLY1305_SHA256",
		0xd005:   "TLS_ECDHE_PSK_WITH_AES_128_CCM_SHA256",
		0xfeff:   "SSL_RSA_FIPS_WITH_3DES_EDE_CBC_SHA",
		0x010080: "SSL_CK_RC4_128_WITH_MD5",
		0x0700c0: "SSL_CK_DES_192_EDE3_CBC_WITH_MD5",
		0x0a0a:   "suite 0x0a0a",
		0xff0810: "suite 0xff0810",
	} {
		if got := s.String(); got != want {
			t.Errorf("Suite(%#x) = %s, want %s", uint32(s), got, want)
		}
	}
}

// TestSuiteTable counts the registry's ranges, so that no line can get lost.
func TestSuiteTable(t *testing.T) {
	for _, r := range []struct {
		from, to Suite
		want     int
	}{
		{0x0000, 0x001b, 28}, // SSL 3
		{0x001c, 0x001d, 2},  // Fortezza
		{0x001e, 0x002b, 14}, // Kerberos
		{0x002c, 0x0046, 27}, // AES and the first Camellia
		{0x0047, 0x005f, 0},  // reserved
		{0x0060, 0x0066, 7},  // export of 1024 bits
		{0x0067, 0x006d, 7},
		{0x0080, 0x0083, 4}, // GOST, old
		{0x0084, 0x00c5, 66},
		{0x00c6, 0x00c7, 2}, // SM4
		{0x1301, 0x1307, 7},
		{0xc001, 0xc0b5, 181},
		{0xc100, 0xc106, 7},
		{0xccaa - 2, 0xccae, 7},
		{0xd001, 0xd005, 4},
		{0x010000, 0xffffff, 10},
	} {
		n := 0
		for s := range suiteNames {
			if s >= r.from && s <= r.to {
				n++
			}
		}
		if n != r.want {
			t.Errorf("%d suites from %#x to %#x, want %d", n, r.from, r.to, r.want)
		}
	}
	if len(suiteNames) != 388 {
		t.Errorf("%d suites in all", len(suiteNames))
	}
	form := regexp.MustCompile(`^(TLS|SSL)(_[0-9A-Z]+|_anon)+$`)
	numbers := make(map[string]Suite)
	for s, name := range suiteNames {
		if !form.MatchString(name) {
			t.Errorf("%q is no name of a suite", name)
		}
		if twin, ok := numbers[name]; ok {
			t.Errorf("%s is both %#x and %#x", name, s, twin)
		}
		numbers[name] = s
	}
}

func TestGroupNames(t *testing.T) {
	for g, want := range map[Group]string{
		1:                  "sect163k1",
		14:                 "sect571r1",
		21:                 "secp224r1",
		23:                 "secp256r1",
		28:                 "brainpoolP512r1",
		29:                 "x25519",
		31:                 "brainpoolP256r1tls13",
		40:                 "GC512C",
		41:                 "curveSM2",
		260:                "ffdhe8192",
		0x0201:             "MLKEM768",
		0x11ec:             "X25519MLKEM768",
		0x6399:             "X25519Kyber768Draft00",
		ExplicitPrimeCurve: "arbitrary_explicit_prime_curves",
		0x1a1a:             "group 0x1a1a",
	} {
		if got := g.String(); got != want {
			t.Errorf("Group(%d) = %s, want %s", g, got, want)
		}
	}
	if want := len(groupNames) - 2; len(Groups) != want {
		t.Errorf("%d groups are offered, want %d", len(Groups), want)
	}
	distinct(t, Groups, groupNames)
}

func TestSchemeNames(t *testing.T) {
	for s, want := range map[Scheme]string{
		0x0101: "rsa_pkcs1_md5",
		0x0201: "rsa_pkcs1_sha1",
		0x0402: "dsa_sha256",
		0x0403: "ecdsa_secp256r1_sha256",
		0x0804: "rsa_pss_rsae_sha256",
		0x0807: "ed25519",
		0x080b: "rsa_pss_pss_sha512",
		0x0905: "mldsa65",
		0x2a2a: "scheme 0x2a2a",
	} {
		if got := s.String(); got != want {
			t.Errorf("Scheme(%#04x) = %s, want %s", uint16(s), got, want)
		}
	}
	if len(AllSchemes) != len(schemeNames) {
		t.Errorf("%d schemes are offered, want %d", len(AllSchemes), len(schemeNames))
	}
	distinct(t, AllSchemes, schemeNames)
}

// distinct finds numbers that come twice, or that have no name.
func distinct[T ~uint16](t *testing.T, all []T, names map[T]string) {
	t.Helper()
	seen := make(map[T]bool)
	for _, n := range all {
		if seen[n] || names[n] == "" {
			t.Errorf("%#04x (%q) comes twice or has no name", n, names[n])
		}
		seen[n] = true
	}
}

func TestOtherNames(t *testing.T) {
	for _, tt := range []struct{ got, want string }{
		{SSL2.String(), "SSL 2"},
		{TLS13.String(), "TLS 1.3"},
		{Version(0x0305).String(), "version 0x0305"},
		{HandshakeFailure.String(), "handshake_failure"},
		{CloseNotify.String(), "close_notify"},
		{UnrecognizedName.String(), "unrecognized_name"},
		{NoCipherSSL2.String(), "SSL 2: no cipher"},
		{Alert(200).String(), "alert 200"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}
