package dkim

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"math/big"
	"strings"
	"testing"
)

// The keys of RFC 6376, appendix C, and RFC 8463, appendix A.2.
const (
	rfc6376 = "v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQ" +
		"KBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYt" +
		"IxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v" +
		"/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhi" +
		"tdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB"
	rfc8463    = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
	rfc8463RSA = "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWR" +
		"iGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutAC" +
		"DfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3" +
		"Ip3G+2kryOTIKT+l/K4w3QIDAQAB"
)

// of returns an RSA key of so many bits as a record holds it, and bare.
func of(bits int) (spki, bare string) {
	n := new(big.Int).Lsh(big.NewInt(1), uint(bits-1))
	key := &rsa.PublicKey{N: n.Add(n, big.NewInt(1)), E: 65537}
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		panic(err)
	}
	return base64.StdEncoding.EncodeToString(der), base64.StdEncoding.EncodeToString(x509.MarshalPKCS1PublicKey(key))
}

func TestParse(t *testing.T) {
	rsa512, _ := of(512)
	rsa1023, _ := of(1023)
	rsa2048, bare2048 := of(2048)
	rsa4096, _ := of(4096)
	for record, want := range map[string]Key{
		rfc6376:                                             {Type: "rsa", Bits: 1024},
		rfc8463:                                             {Type: "ed25519", Bits: 256},
		rfc8463RSA:                                          {Type: "rsa", Bits: 1024},
		"p=" + rsa512:                                       {Type: "rsa", Bits: 512},
		"p=" + rsa2048 + "; v=DKIM1":                        {Type: "rsa", Bits: 2048}, // out of order, and nobody minds
		"V=DKIM1; p=" + rsa2048:                             {Type: "rsa", Bits: 2048},
		"k=rsa; p=" + rsa1023 + ";":                         {Type: "rsa", Bits: 1023},
		"v=DKIM1;k=rsa;p=" + bare2048:                       {Type: "rsa", Bits: 2048},
		"v=DKIM1; p=" + rsa4096 + ";;":                      {Type: "rsa", Bits: 4096},
		"v=DKIM1; p=" + rsa2048 + " n=":                     {}, // a blank where a semicolon belongs: below
		"v=DKIM1; p=" + rsa2048[:200]:                       {},
		"v=DKIM1; t=y; p=" + rsa2048:                        {Type: "rsa", Bits: 2048, Testing: true},
		"v=DKIM1; t=s : y; p=" + rsa2048:                    {Type: "rsa", Bits: 2048, Testing: true},
		"v=DKIM1; t=s; p=" + rsa2048:                        {Type: "rsa", Bits: 2048},
		"v=DKIM1; t=yes; p=" + rsa2048:                      {Type: "rsa", Bits: 2048},
		"v=DKIM1; h=sha1; p=" + rsa2048:                     {Type: "rsa", Bits: 2048, SHA1: true},
		"v=DKIM1; h=sha1:sha256; p=" + rsa2048:              {Type: "rsa", Bits: 2048},
		"v=DKIM1; h=sha256; s=email; g=*; p=" + rsa2048:     {Type: "rsa", Bits: 2048},
		"v=DKIM1; s=*; n=a note; x-y=1; p=" + rsa2048:       {Type: "rsa", Bits: 2048},
		"v=DKIM1; s=tlsrpt:email; p=" + rsa2048:             {Type: "rsa", Bits: 2048},
		"v=DKIM1; K=x; p=" + rsa2048:                        {Type: "rsa", Bits: 2048}, // another tag: names are told apart by case
		"v = DKIM1 ;\r\n k = rsa ;\tp = " + spread(rsa2048): {Type: "rsa", Bits: 2048},
		"v=DKIM1; p=" + strings.TrimRight(rsa2048, "="):     {Type: "rsa", Bits: 2048},
		"v=DKIM1; p=":                                       {Type: "rsa", Revoked: true},
		"v=DKIM1; k=ed25519; p= ; ":                         {Type: "ed25519", Revoked: true},
		"p=":                                                {Type: "rsa", Revoked: true},
	} {
		got, err := Parse(record)
		if got != want || (err != nil) != (want == Key{}) {
			t.Errorf("Parse(%.60q) = %+v, %v; want %+v", record, got, err, want)
		}
		if !IsKey(record) {
			t.Errorf("IsKey(%.60q) = false", record)
		}
	}
}

// spread puts white space between a key's characters, as DNS forms do.
func spread(key string) string {
	var b strings.Builder
	for i := 0; i < len(key); i += 64 {
		b.WriteString(key[i:min(i+64, len(key))] + " \r\n\t")
	}
	return b.String()
}

func TestBroken(t *testing.T) {
	good, _ := of(2048)
	curve := "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEMKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D7gS2XpJFbZiItSs3m9+9Ue6GnvHw/GW2ZZaVtszggXIw=="
	for record, why := range map[string]string{
		"v=DKIM1; k=rsa":                          "has no p=",
		"v=DKIM2; p=" + good:                      `does not begin with "v=DKIM1"`,
		"v=dkim1; p=" + good:                      `does not begin with "v=DKIM1"`,
		`v=DKIM1\; k=rsa\; p=` + good:             `does not begin with "v=DKIM1"`,
		"v=DKIM1 k=rsa; p=" + good:                `does not begin with "v=DKIM1"`,
		"v=DKIM1; k=rsa; k=rsa; p=" + good:        `has "k=" twice`,
		"v=DKIM1; p=; p=" + good:                  `has "p=" twice`,
		"v=DKIM1; rsa; p=" + good:                 "has a part without an equals sign",
		"v=DKIM1; k=dsa; p=" + good:               "is of a kind that mail services do not know",
		"v=DKIM1; s=tlsrpt; p=" + good:            "is not for mail",
		"v=DKIM1; h=md5; p=" + good:               "allows no kind of signature that mail services know",
		"v=DKIM1; p=" + good[:255]:                "has no whole key in p=; perhaps it was cut off",
		"v=DKIM1; p=" + good[:257]:                "has no whole key in p=; perhaps it was cut off",
		"v=DKIM1; p=\"" + good + "\"":             "characters in p= that no key has",
		"v=DKIM1; p=====":                         "characters in p= that no key has",
		"v=DKIM1; p=your-key-here":                "characters in p= that no key has",
		"v=DKIM1; p=" + curve:                     "not of the kind that it says",
		"v=DKIM1; k=ed25519; p=" + good:           "not 32 bytes long",
		"v=DKIM1; p=" + rfc8463[len(rfc8463)-44:]: "has no whole key",
	} {
		k, err := Parse(record)
		if err == nil || !strings.Contains(err.Error(), why) || k != (Key{}) {
			t.Errorf("Parse(%.60q) = %+v, %v; want %q", record, k, err, why)
		}
		if !IsKey(record) {
			t.Errorf("IsKey(%.60q) = false", record)
		}
	}
}

// TestTrailing: mail services read a key to its end and pass over what follows.
func TestTrailing(t *testing.T) {
	good, _ := of(2048)
	der, err := base64.StdEncoding.DecodeString(good)
	if err != nil {
		t.Fatal(err)
	}
	k, err := Parse("p=" + base64.StdEncoding.EncodeToString(append(der, 0, 0)))
	if err != nil || k.Bits != 2048 {
		t.Errorf("%+v, %v", k, err)
	}
}

func TestIsKey(t *testing.T) {
	for _, text := range []string{"", "v=spf1 include:x.test -all", "v=DMARC1; p=reject", "google-site-verification=p", "k=rsa", "t=y; o=~", "o=-", "MS=ms1", "a p=b", "v=spf1; p=x"} {
		if IsKey(text) {
			t.Errorf("IsKey(%q) = true", text)
		}
	}
	if got := Keys([]string{"v=spf1 -all", "p=", "v=DKIM1; k=rsa", "o=~"}); len(got) != 2 {
		t.Errorf("Keys = %q", got)
	}
}

// TestRealKey: what this machine makes is read as what it is.
func TestRealKey(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	if k, err := Parse("v=DKIM1; p=" + base64.StdEncoding.EncodeToString(der)); err != nil || k != (Key{Type: "rsa", Bits: 2048}) {
		t.Errorf("%+v, %v", k, err)
	}
}

// FuzzParse: a record is a key with a size, a withdrawn one, or none with a reason,
// and a semicolon or white space around its parts changes nothing.
func FuzzParse(f *testing.F) {
	good, bare := of(1024)
	for _, seed := range []string{
		rfc6376, rfc8463, "p=" + bare, "v=DKIM1; k=rsa; t=s:y; h=sha1:sha256; s=email; n=x; p=" + good[:100] + " " + good[100:], "v=DKIM1; p=", "p=; p=", "v=DKIM1;;=;p", "k=\x00;p=A===", "v=DKIM1; p=MAA=",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		k, err := Parse(text)
		switch {
		case err != nil:
			if k != (Key{}) || err.Error() == "" || len(err.Error()) > 150 {
				t.Fatalf("Parse(%q) = %+v, %v", text, k, err)
			}
		case k.Type != "rsa" && k.Type != "ed25519", k.Revoked != (k.Bits == 0), k.Type == "ed25519" && k.Bits != 256 && !k.Revoked, k.Bits > 8*len(text):
			t.Fatalf("Parse(%q) = %+v", text, k)
		case !IsKey(text):
			t.Fatalf("%q is a key, and is not meant to be one", text)
		}
		again, err2 := Parse(strings.ReplaceAll(text, ";", " ;\t") + " ;")
		if again != k || (err == nil) != (err2 == nil) {
			t.Fatalf("Parse(%q) = %+v, %v; with white space %+v, %v", text, k, err, again, err2)
		}
	})
}
