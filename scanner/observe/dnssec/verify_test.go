package dnssec

import (
	"crypto"
	"encoding/hex"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
)

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestEd448 checks signatures of RFC 8032, section 7.4, and one by OpenSSL.
func TestEd448(t *testing.T) {
	for _, tt := range []struct{ name, key, data, sig string }{
		{
			"nothing", "5fd7449b59b461fd2ce787ec616ad46a1da1342485a70e1f8a0ea75d80e96778edf124769b46c7061bd6783df1e50f6cd1fa1abeafe8256180", "",
			"533a37f6bbe457251f023c0d88f976ae2dfb504a843e34d2074fd823d41a591f2b233f034f628281f2fd7a22ddd47d7828c59bd0a21bfd3980ff0d2028d4b18a9df63e006c5d1c2d345b925d8dc00b4104852db99ac5c7cdda8530a113a0f4dbb61149f05a7363268c71d95808ff2e652600",
		},
		{
			"one byte", "43ba28f430cdff456ae531545f7ecd0ac834a55d9358c0372bfa0c6c6798c0866aea01eb00742802b8438ea4cb82169c235160627b4c3a9480", "03",
			"26b8f91727bd62897af15e41eb43c377efb9c610d48f2335cb0bd0087810f4352541b143c4b981b7e18f62de8ccdf633fc1bf037ab7cd779805e0dbcc0aae1cbcee1afb2e027df36bc04dcecbf154336c19f0af7e0a6472905e799f1953d2a0ff3348ab21aa4adafd1d234441cf807c03a00",
		},
		{
			"by OpenSSL", "3a0449441406c7a23240f23236a82bf177da785d24cc898127683e8c97d1bbc95a65bacd7c2346083d74764b56e87ee8312908b955a30f8280", hex.EncodeToString([]byte("shopcheck")),
			"ab2ad7a2cc06bc1c5ed14ce522d4b2249c51d9f537c16749e6cfb0ee23997a976abe0ff4e9feebfe68bf27cb9fd9c74e6b075ab3c097180280e158b4d0adf672a5a954ecf690ee88929b8903e6443a6d0f9538853d3c7cc9bbddb9d2cc0fd2af45590707f5452289ecb6c4877a9263130b00",
		},
	} {
		key, data, sig := unhex(t, tt.key), unhex(t, tt.data), unhex(t, tt.sig)
		if !verifyEd448(key, data, sig) {
			t.Errorf("%s: a right signature does not hold", tt.name)
		}
		for name, b := range map[string][]byte{"key": key, "signature": sig} {
			for _, i := range []int{0, 20, len(b) - 2, len(b) - 1} {
				wrong := slices.Clone(b)
				wrong[i] ^= 0x40
				k, s := key, wrong
				if name == "key" {
					k, s = wrong, sig
				}
				if verifyEd448(k, data, s) {
					t.Errorf("%s: with byte %d of the %s changed it holds all the same", tt.name, i, name)
				}
			}
		}
		if verifyEd448(key, append(data, 1), sig) || verifyEd448(key[1:], data, sig) || verifyEd448(key, data, sig[1:]) || verifyEd448(nil, nil, nil) {
			t.Errorf("%s: what is too long or too short holds", tt.name)
		}
	}
	// A value of S that is too large would mean the same (RFC 8032, section 5.2.7).
	key := unhex(t, "5fd7449b59b461fd2ce787ec616ad46a1da1342485a70e1f8a0ea75d80e96778edf124769b46c7061bd6783df1e50f6cd1fa1abeafe8256180")
	sig := unhex(t, "533a37f6bbe457251f023c0d88f976ae2dfb504a843e34d2074fd823d41a591f2b233f034f628281f2fd7a22ddd47d7828c59bd0a21bfd3980ff0d2028d4b18a9df63e006c5d1c2d345b925d8dc00b4104852db99ac5c7cdda8530a113a0f4dbb61149f05a7363268c71d95808ff2e652600")
	larger := new(big.Int).Add(little(sig[ed448Size:]), edOrder)
	if verifyEd448(key, nil, slices.Concat(sig[:ed448Size], encoded(larger))) {
		t.Error("a number beyond the group's order is taken")
	}
}

// encoded is a number as keys and signatures have it.
func encoded(n *big.Int) []byte {
	b := n.FillBytes(make([]byte, ed448Size))
	slices.Reverse(b)
	return b
}

// TestPoints: what is no point of the curve, or is one in another form than its own, is
// not taken for one.
func TestPoints(t *testing.T) {
	on := 0
	for i := range int64(60) {
		y := big.NewInt(i)
		yy := times(y, y)
		xx := times(minus(yy, big.NewInt(1)), new(big.Int).ModInverse(minus(times(edD, yy), big.NewInt(1)), edPrime))
		want := new(big.Int).ModSqrt(xx, edPrime)
		p, ok := decode(encoded(y))
		if ok != (want != nil) {
			t.Errorf("y = %d: %t", i, ok)
		}
		if ok {
			on++
			if times(p.x, p.x).Cmp(xx) != 0 || p.x.Bit(0) != 0 {
				t.Errorf("y = %d: x = %d", i, p.x)
			}
		}
	}
	if on == 0 || on == 60 {
		t.Errorf("%d of 60 are points", on)
	}
	one := encoded(big.NewInt(1))
	minusNothing, bits := slices.Clone(one), slices.Clone(one)
	minusNothing[ed448Size-1], bits[ed448Size-1] = 0x80, 0x01
	for name, b := range map[string][]byte{"y beyond the prime": encoded(new(big.Int).Add(edPrime, big.NewInt(1))), "x = -0": minusNothing, "bits that have no meaning": bits, "too short": one[1:]} {
		if _, ok := decode(b); ok {
			t.Errorf("%s: it is taken for a point", name)
		}
	}
}

// TestEd448Records checks what BIND 9.18 signed, a name's own and a wildcard's.
func TestEd448Records(t *testing.T) {
	parse := func(line string) dns.RR {
		rr, err := dns.NewRR(line)
		if err != nil {
			t.Fatal(err)
		}
		return rr
	}
	key := parse("ed448.lab. 60 IN DNSKEY 256 3 16 GNM2oN1th7H05f9ELleizY9vNCxjT82JPtxNwaMYPcPompLkRe/pRwFYPPqKHGjtrGmsUQEiVIaA").(*dns.DNSKEY)
	for record, signature := range map[string]string{
		"ed448.lab. 60 IN A 192.0.2.10":          "ed448.lab. 60 IN RRSIG A 16 2 60 20261230031308 20261130031308 59991 ed448.lab. Fursh7PBNSWIyEaKN/ppYMkk2D1cF3DngTXz0LsppAwSohl5EcgYJ5K9ONWjSIBSB/TvBlxWK4UA9PB4qZ8jQ8DGkW2vCV5yKCDNGXuK1gD8bqHQ6L15h9/yU1X3ZrYtGzSB3EtYYbSkhs1rt1UVoDUA",
		"any.wild.ed448.lab. 42 IN A 192.0.2.77": "any.wild.ed448.lab. 42 IN RRSIG A 16 3 60 20261230031308 20261130031308 59991 ed448.lab. uUNgpGbxXY7F+yPKdt5fWdF6cJflrbdr7Q9kmzIszGCvkuZwAV7fKnV5D98ukIJDCqT88XHvGnwAU8gueM46uYQdzO3VhgzGBAmfJgF96/WEq1kQsUeQjR6CioPQrcChbgckUNL01IBQ/PP2k2gETRYA",
	} {
		a, sig := parse(record), parse(signature).(*dns.RRSIG)
		if err := fits(sig, key, []dns.RR{a}); err != nil {
			t.Errorf("%s: %v", record, err)
		}
		a.(*dns.A).A[3]++
		if fits(sig, key, []dns.RR{a}) == nil {
			t.Errorf("%s: it holds when changed", record)
		}
	}
}

func TestAnchors(t *testing.T) {
	// As in Debian's package dns-root-data.
	text := ". IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D\n" +
		". IN DS 38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16\n"
	got, err := ParseAnchors(text)
	if err != nil || !slices.Equal(got, Root) {
		t.Errorf("got %v, %v; want %v", got, err, Root)
	}
	// The keys themselves are published too.
	for tag, public := range map[uint16]string{
		20326: "AwEAAaz/tAm8yTn4Mfeh5eyI96WSVexTBAvkMgJzkKTOiW1vkIbzxeF3+/4RgWOq7HrxRixHlFlExOLAJr5emLvN7SWXgnLh4+B5xQlNVz8Og8kvArMtNROxVQuCaSnIDdD5LKyWbRd2n9WGe2R8PzgCmr3EgVLrjyBxWezF0jLHwVN8efS3rCj/EWgvIWgb9tarpVUDK/b58Da+sqqls3eNbuv7pr+eoZG+SrDK6nWeL3c6H5Apxz7LjVc1uTIdsIXxuOLYA4/ilBmSVIzuDWfdRUfhHdY6+cn8HFRm+2hM8AnXGXws9555KrUB5qihylGa8subX2Nn6UwNR1AkUTV74bU=",
		38696: "AwEAAa96jeuknZlaeSrvyAJj6ZHv28hhOKkx3rLGXVaC6rXTsDc449/cidltpkyGwCJNnOAlFNKF2jBosZBU5eeHspaQWOmOElZsjICMQMC3aeHbGiShvZsx4wMYSjH8e7Vrhbu6irwCzVBApESjbUdpWWmEnhathWu1jo+siFUiRAAxm9qyJNg/wOZqqzL/dL/q8PkcRU5oUKEpUge71M3ej2/7CPqpdVwuMoTvoB+ZOT4YeGyxMvHmbrxlFzGOHOijtzN+u1TQNatX2XBuzZNQ1K+s2CXkPIZo7s6JgZyvaBevYtxPvYLw4z9mR7K2vaF18UYH9Z9GNUUeayffKC73PYc=",
	} {
		key := &dns.DNSKEY{Hdr: dns.RR_Header{Name: ".", Rrtype: dns.TypeDNSKEY, Class: 1}, Flags: 257, Protocol: 3, Algorithm: 8, PublicKey: public}
		if key.KeyTag() != tag || !matches(key, records(Root)) {
			t.Errorf("key %d is not among the anchors", tag)
		}
	}
	for _, bad := range []string{"", "; nothing", ". IN NS a.", "test. IN DS 1 8 2 ABCD", ". IN DS 1 8 2 XYZ", "rubbish"} {
		if got, err := ParseAnchors(bad); err == nil {
			t.Errorf("%q: got %v", bad, got)
		}
	}
}

// TestWindow: times count modulo 2^32, so that they go on after the year 2106.
func TestWindow(t *testing.T) {
	for _, now := range []time.Time{
		time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC), time.Date(2106, 2, 7, 6, 28, 0, 0, time.UTC), time.Date(2150, 1, 1, 0, 0, 0, 0, time.UTC),
	} {
		from, until := window(&dns.RRSIG{Inception: uint32(now.Add(-time.Hour).Unix()), Expiration: uint32(now.Add(40 * 24 * time.Hour).Unix())}, now)
		if !from.Equal(now.Add(-time.Hour)) || !until.Equal(now.Add(40*24*time.Hour)) {
			t.Errorf("at %v: from %v until %v", now, from, until)
		}
	}
}

// TestEdges: a signature holds in its first and in its last second, and a little
// before, for the sake of clocks that are behind.
func TestEdges(t *testing.T) {
	key := &dns.DNSKEY{Hdr: dns.RR_Header{Name: "test.", Rrtype: dns.TypeDNSKEY, Class: 1}, Flags: 257, Protocol: 3, Algorithm: dns.ED25519}
	private, err := key.Generate(256)
	if err != nil {
		t.Fatal(err)
	}
	from := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	until := from.AddDate(0, 0, 30)
	a, _ := dns.NewRR("test. 60 IN A 192.0.2.1")
	sig := &dns.RRSIG{Algorithm: key.Algorithm, KeyTag: key.KeyTag(), SignerName: "test.", Inception: uint32(from.Unix()), Expiration: uint32(until.Unix())}
	if err := sig.Sign(private.(crypto.Signer), []dns.RR{a}); err != nil {
		t.Fatal(err)
	}
	early := from.Add(-maxSkew)
	for at, want := range map[time.Time]Flaw{from: "", until: "", early: "", early.Add(-time.Second): NotYet, until.Add(time.Second): Expired} {
		c := &check{v: Validator{At: at}}
		_, f := c.verify(&zone{name: "test.", keys: []*dns.DNSKEY{key}}, set{name: "test.", typ: dns.TypeA, rrs: []dns.RR{a}, sigs: []*dns.RRSIG{sig}})
		if f == nil && want != "" || f != nil && f.flaw != want {
			t.Errorf("at %v: got %+v, want %q", at, f, want)
		}
	}
}

// TestReadable: which RSA keys can be used is known before somebody is accused of
// a signature that does not fit.
func TestReadable(t *testing.T) {
	modulus := func(n int) string { return "\xc0" + strings.Repeat("\x01", n-1) }
	for _, tt := range []struct {
		name, key string
		want      bool
	}{
		{"1024 bits", "\x03\x01\x00\x01" + modulus(128), true},
		{"4096 bits", "\x03\x01\x00\x01" + modulus(512), true},
		{"512 bits", "\x03\x01\x00\x01" + modulus(64), false},
		{"1016 bits", "\x03\x01\x00\x01\x00" + modulus(127), false},
		{"8192 bits", "\x03\x01\x00\x01" + modulus(1024), false},
		{"a large exponent", "\x05\x01\x00\x00\x00\x01" + modulus(256), false},
		{"an exponent beyond 31 bits", "\x04\x80\x00\x00\x01" + modulus(256), false},
		{"an exponent after zeros", "\x04\x00\x01\x00\x01" + modulus(256), false},
		{"a modulus after zeros", "\x03\x01\x00\x01\x00" + modulus(256), false},
		{"a long form", "\x00\x00\x03\x01\x00\x01" + modulus(128), true},
		{"nothing", "", false},
		{"only lengths", "\x00\xff\xff", false},
		{"no modulus", "\x03\x01\x00\x01", false},
	} {
		if got := readable([]byte(tt.key)); got != tt.want {
			t.Errorf("%s: %t, want %t", tt.name, got, tt.want)
		}
	}
}

// TestOrder is the example of RFC 4034, section 6.1.
func TestOrder(t *testing.T) {
	want := []string{"example.", "a.example.", "yljkjljk.a.example.", "Z.a.example.", "zABC.a.EXAMPLE.", "z.example.", `\001.z.example.`, "*.z.example.", `\200.z.example.`}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, compare)
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}
