package hello

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParts(t *testing.T) {
	for s, want := range map[Suite]Parts{
		0x0000:   {"NULL", "NULL", false, "NULL", ""},
		0x0003:   {"RSA", "RSA", true, "RC4_40", "MD5"},
		0x0006:   {"RSA", "RSA", true, "RC2_CBC_40", "MD5"},
		0x000a:   {"RSA", "RSA", false, "3DES_EDE_CBC", "SHA"},
		0x000b:   {"DH", "DSS", true, "DES40_CBC", "SHA"},
		0x0014:   {"DHE", "RSA", true, "DES40_CBC", "SHA"},
		0x0017:   {"DH", "anon", true, "RC4_40", "MD5"},
		0x001c:   {"FORTEZZA_KEA", "FORTEZZA", false, "NULL", "SHA"},
		0x0029:   {"KRB5", "KRB5", true, "DES_CBC_40", "MD5"},
		0x002c:   {"PSK", "PSK", false, "NULL", "SHA"},
		0x002d:   {"DHE_PSK", "PSK", false, "NULL", "SHA"},
		0x002e:   {"RSA_PSK", "RSA", false, "NULL", "SHA"},
		0x0032:   {"DHE", "DSS", false, "AES_128_CBC", "SHA"},
		0x0065:   {"DHE", "DSS", true, "RC4_56", "SHA"},
		0x0081:   {"GOST", "GOST", false, "28147_CNT", "IMIT"},
		0x00ff:   {},
		0x00c7:   {"", "", false, "SM4_CCM", "SM3"},
		0x1303:   {"", "", false, "CHACHA20_POLY1305", "SHA256"},
		0x1305:   {"", "", false, "AES_128_CCM_8", "SHA256"},
		0x1306:   {"", "", false, "AEGIS_256", "SHA512"},
		0x5600:   {},
		0xc003:   {"ECDH", "ECDSA", false, "3DES_EDE_CBC", "SHA"},
		0xc012:   {"ECDHE", "RSA", false, "3DES_EDE_CBC", "SHA"},
		0xc016:   {"ECDH", "anon", false, "RC4_128", "SHA"},
		0xc01a:   {"SRP", "SRP", false, "3DES_EDE_CBC", "SHA"},
		0xc01c:   {"SRP", "DSS", false, "3DES_EDE_CBC", "SHA"},
		0xc02c:   {"ECDHE", "ECDSA", false, "AES_256_GCM", "SHA384"},
		0xc038:   {"ECDHE_PSK", "PSK", false, "AES_256_CBC", "SHA384"},
		0xc0a0:   {"RSA", "RSA", false, "AES_128_CCM_8", "SHA256"},
		0xc0aa:   {"DHE_PSK", "PSK", false, "AES_128_CCM_8", "SHA256"},
		0xc0b0:   {"ECCPWD", "ECCPWD", false, "AES_128_GCM", "SHA256"},
		0xc0b5:   {"", "", false, "NULL", "SHA384"},
		0xc100:   {"GOST", "GOST", false, "KUZNYECHIK_CTR", "OMAC"},
		0xc103:   {"", "", false, "KUZNYECHIK_MGM_L", ""},
		0xcc14:   {"ECDHE", "ECDSA", false, "CHACHA20_POLY1305", "SHA256"},
		0xfefe:   {"RSA", "RSA", false, "DES_CBC", "SHA"},
		0xffe0:   {"RSA", "RSA", false, "3DES_EDE_CBC", "SHA"},
		0x010080: {"RSA", "RSA", false, "RC4_128", "MD5"},
		0x020080: {"RSA", "RSA", true, "RC4_40", "MD5"},
		0x040080: {"RSA", "RSA", true, "RC2_CBC_40", "MD5"},
		0x060040: {"RSA", "RSA", false, "DES_CBC", "MD5"},
		0x0700c0: {"RSA", "RSA", false, "3DES_EDE_CBC", "MD5"},
		0x0a0a:   {},
	} {
		if diff := cmp.Diff(want, s.Parts()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", s, diff)
		}
	}
}

// TestPartsOfAll holds every suite to the words that judges know.
func TestPartsOfAll(t *testing.T) {
	exchanges := strings.Fields("RSA DHE ECDHE DH ECDH PSK DHE_PSK ECDHE_PSK RSA_PSK SRP KRB5 GOST ECCPWD FORTEZZA_KEA NULL")
	auths := strings.Fields("RSA ECDSA DSS anon PSK SRP KRB5 GOST ECCPWD FORTEZZA NULL")
	for s, name := range suiteNames {
		p := s.Parts()
		switch {
		case s == renegotiationSCSV || s == fallbackSCSV:
			continue
		case p.Cipher == "", !s.modern() && !slices.Contains(exchanges, p.Exchange), !s.modern() && !slices.Contains(auths, p.Auth):
			t.Errorf("%s is taken apart as %+v", name, p)
		case p.Export != strings.Contains(name, "EXPORT"):
			t.Errorf("%s: Export is %v", name, p.Export)
		}
	}
}

func TestSuites(t *testing.T) {
	for _, tt := range []struct {
		v                    Version
		likely, rest         int
		first, last, without Suite
	}{
		{SSL2, 8, 2, 0x020080, 0x050080, 0x0005},
		{SSL3, 54, 94, 0x0001, 0xc014, 0x009c},
		{TLS10, 54, 94, 0x0001, 0xc014, 0x003c},
		{TLS11, 54, 94, 0x0001, 0xc014, 0xcca8},
		{TLS12, 121, 239, 0x0001, 0xcca9, 0x1301},
		{TLS13, 7, 8, 0xc0b4, 0x1305, 0xc02f},
	} {
		likely, rest := Suites(tt.v)
		if len(likely) != tt.likely || len(rest) != tt.rest || len(likely) > 128 {
			t.Errorf("%s: %d likely and %d other suites, want %d and %d", tt.v, len(likely), len(rest), tt.likely, tt.rest)
		}
		if likely[0] != tt.first || likely[len(likely)-1] != tt.last {
			t.Errorf("%s: from %s to %s, want from %s to %s", tt.v, likely[0], likely[len(likely)-1], tt.first, tt.last)
		}
		both := slices.Concat(likely, rest)
		slices.Sort(both)
		if n := len(slices.Compact(slices.Clone(both))); n != len(both) {
			t.Errorf("%s: %d suites come twice", tt.v, len(both)-n)
		}
		for _, s := range []Suite{0, renegotiationSCSV, fallbackSCSV, tt.without} {
			if slices.Contains(both, s) {
				t.Errorf("%s has %s", tt.v, s)
			}
		}
	}
	if likely, rest := Suites(0x0305); likely != nil || rest != nil {
		t.Errorf("a version that there is not has %d and %d suites", len(likely), len(rest))
	}
}

// TestSuitesLeaveNoneOut finds suites that belong to no version.
func TestSuitesLeaveNoneOut(t *testing.T) {
	offered := make(map[Suite]bool)
	for _, v := range Versions {
		likely, rest := Suites(v)
		for _, s := range slices.Concat(likely, rest) {
			offered[s] = true
		}
	}
	for s := range suiteNames {
		if signal := s == 0 || s == renegotiationSCSV || s == fallbackSCSV; offered[s] == signal {
			t.Errorf("%s: offered is %v", s, offered[s])
		}
	}
}

// TestSuitesBeginWithTheWeakest checks the order by a few that must be in it.
func TestSuitesBeginWithTheWeakest(t *testing.T) {
	likely, _ := Suites(TLS12)
	last := -1
	for _, s := range []Suite{
		0x003b, // NULL
		0x00a7, // nobody vouches for the server
		0x0014, // export
		0xc011, // RC4
		0x0009, // DES
		0xc012, // 3DES
		0x0007, // IDEA
		0x0035, // RSA, CBC
		0x009d, // RSA, AEAD
		0x0033, // DHE, CBC
		0x009f, // DHE, AEAD
		0xc028, // ECDHE, CBC
		0xc030, // ECDHE, AEAD
	} {
		i := slices.Index(likely, s)
		if i <= last {
			t.Errorf("%s is at place %d, not after %d", s, i, last)
		}
		last = i
	}
}
