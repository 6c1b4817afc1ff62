package hello

import (
	"crypto/elliptic"
	"slices"
)

// clientShare is a key share that a server takes for one, made without any
// arithmetic, or nil if there is none for the group. Nobody knows, or needs, the
// secret that belongs to it.
func clientShare(g Group) []byte {
	switch g {
	case x25519:
		return random(32)
	case x448:
		return random(56)
	case secp256r1:
		return generator(elliptic.P256())
	case secp384r1:
		return generator(elliptic.P384())
	case secp521r1:
		return generator(elliptic.P521())
	case ffdhe2048, ffdhe3072, ffdhe4096:
		return powerOfTwo(2048 + 1024*int(g-ffdhe2048))
	case ffdhe6144, ffdhe8192:
		return powerOfTwo(6144 + 2048*int(g-ffdhe6144))
	}
	return latticeShare(g)
}

// latticeShare is a key share of the groups with ML-KEM (FIPS 203) and of the
// hybrids (draft-ietf-tls-ecdhe-mlkem). Their halves come in different orders:
// the one that FIPS approved of longest is first.
func latticeShare(g Group) []byte {
	switch g {
	case mlkem512:
		return latticeKey(2)
	case mlkem768:
		return latticeKey(3)
	case mlkem1024:
		return latticeKey(4)
	case x25519MLKEM768:
		return slices.Concat(latticeKey(3), random(32))
	case secP256r1MLKEM768:
		return slices.Concat(generator(elliptic.P256()), latticeKey(3))
	case secP384r1MLKEM1024:
		return slices.Concat(generator(elliptic.P384()), latticeKey(4))
	case x25519Kyber768Draft:
		return slices.Concat(random(32), latticeKey(3))
	}
	return nil
}

// generator is the point that a curve's arithmetic starts from, uncompressed.
func generator(curve elliptic.Curve) []byte {
	params := curve.Params()
	size := (params.BitSize + 7) / 8
	p := make([]byte, 1+2*size)
	p[0] = 4
	params.Gx.FillBytes(p[1 : 1+size])
	params.Gy.FillBytes(p[1+size:])
	return p
}

// powerOfTwo is a member of a finite-field group of so many bits: the primes of
// RFC 7919 begin with ones, so this is smaller.
func powerOfTwo(bits int) []byte {
	p := make([]byte, bits/8)
	p[0] = 0x40
	return p
}

// latticeKey looks like an encapsulation key of ML-KEM (FIPS 203, section 7.2):
// k polynomials of 256 coefficients, two in three bytes, then a seed. Those who
// check it find every coefficient below 3329, because here they have 11 bits.
func latticeKey(k int) []byte {
	p := random(384*k + 32)
	for i := 0; i < 384*k; i += 3 {
		p[i+1] &^= 0x08
		p[i+2] &^= 0x80
	}
	return p
}
