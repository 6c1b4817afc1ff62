package hello

import "fmt"

// String gives a group's name in the IANA registry, or its number.
func (g Group) String() string {
	if name, ok := groupNames[g]; ok {
		return name
	}
	return fmt.Sprintf("group 0x%04x", uint16(g))
}

// The groups that the code has to tell apart. A server whose ServerKeyExchange
// spells out a curve instead of naming one has one of the last two.
const (
	secp256r1           Group = 23
	secp384r1           Group = 24
	secp521r1           Group = 25
	x25519              Group = 29
	x448                Group = 30
	ExplicitPrimeCurve  Group = 0xff01 // arbitrary_explicit_prime_curves (RFC 4492)
	ExplicitBinaryCurve Group = 0xff02 // arbitrary_explicit_char2_curves (RFC 4492)
	ffdhe2048           Group = 256
	ffdhe3072           Group = 257
	ffdhe4096           Group = 258
	ffdhe6144           Group = 259
	ffdhe8192           Group = 260
	mlkem512            Group = 0x0200
	mlkem768            Group = 0x0201
	mlkem1024           Group = 0x0202
	secP256r1MLKEM768   Group = 0x11eb
	x25519MLKEM768      Group = 0x11ec
	secP384r1MLKEM1024  Group = 0x11ed
	x25519Kyber768Draft Group = 0x6399
)

// Groups are all groups that can be offered, in the order of their numbers:
// binary curves, prime curves, finite fields, and those with ML-KEM. Left out are
// the two numbers that mean a curve is spelled out.
var Groups = []Group{
	1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, // sect...
	15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, // secp...
	26, 27, 28, // brainpool...
	29, 30, // x25519, x448
	31, 32, 33, // brainpool...tls13
	34, 35, 36, 37, 38, 39, 40, // GC..., of GOST
	41,                      // curveSM2
	256, 257, 258, 259, 260, // ffdhe...
	0x0200, 0x0201, 0x0202, // MLKEM...
	0x11eb, 0x11ec, 0x11ed, 0x11ee, // hybrids
	0x6399, 0x639a, // their drafts with Kyber
}

// groupNames are the names of the IANA registry "TLS Supported Groups".
var groupNames = map[Group]string{
	1:      "sect163k1",
	2:      "sect163r1",
	3:      "sect163r2",
	4:      "sect193r1",
	5:      "sect193r2",
	6:      "sect233k1",
	7:      "sect233r1",
	8:      "sect239k1",
	9:      "sect283k1",
	10:     "sect283r1",
	11:     "sect409k1",
	12:     "sect409r1",
	13:     "sect571k1",
	14:     "sect571r1",
	15:     "secp160k1",
	16:     "secp160r1",
	17:     "secp160r2",
	18:     "secp192k1",
	19:     "secp192r1",
	20:     "secp224k1",
	21:     "secp224r1",
	22:     "secp256k1",
	23:     "secp256r1",
	24:     "secp384r1",
	25:     "secp521r1",
	26:     "brainpoolP256r1",
	27:     "brainpoolP384r1",
	28:     "brainpoolP512r1",
	29:     "x25519",
	30:     "x448",
	31:     "brainpoolP256r1tls13",
	32:     "brainpoolP384r1tls13",
	33:     "brainpoolP512r1tls13",
	34:     "GC256A",
	35:     "GC256B",
	36:     "GC256C",
	37:     "GC256D",
	38:     "GC512A",
	39:     "GC512B",
	40:     "GC512C",
	41:     "curveSM2",
	256:    "ffdhe2048",
	257:    "ffdhe3072",
	258:    "ffdhe4096",
	259:    "ffdhe6144",
	260:    "ffdhe8192",
	0x0200: "MLKEM512",
	0x0201: "MLKEM768",
	0x0202: "MLKEM1024",
	0x11eb: "SecP256r1MLKEM768",
	0x11ec: "X25519MLKEM768",
	0x11ed: "SecP384r1MLKEM1024",
	0x11ee: "curveSM2MLKEM768",
	0x6399: "X25519Kyber768Draft00",
	0x639a: "SecP256r1Kyber768Draft00",
	0xff01: "arbitrary_explicit_prime_curves",
	0xff02: "arbitrary_explicit_char2_curves",
}
