package dnssec

import (
	"crypto/sha3"
	"math/big"
	"slices"
)

// Ed448 (RFC 8032, section 5.2) is a method that resolvers are recommended to
// check (RFC 8080, RFC 9904), and the standard library has none of it. Only
// checking is done here: nothing is secret, so nothing has to take equal time.

const ed448Size = 57 // bytes of a key, and of each half of a signature

func number(s string) *big.Int {
	n, _ := new(big.Int).SetString(s, 0)
	return n
}

// The curve x²+y² = 1+dx²y² (RFC 8032, section 5.2).
var (
	edPrime = number("0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffffffffffffffffffffffffffffffffffffffffffffffffffff")
	edOrder = number("0x3fffffffffffffffffffffffffffffffffffffffffffffffffffffff7cca23e9c44edb49aed63690216cc2728dc58f552378c292ab5844f3")
	edD     = new(big.Int).Sub(edPrime, big.NewInt(39081))
	edBase  = point{
		number("224580040295924300187604334099896036246789641632564134246125461686950415467406032909029192869357953282578032075146446173674602635247710"),
		number("298819210078481492676017930443930673437544040154080242095928241372331506189835876003536878655418784733982303233503462500531545062832660"),
		big.NewInt(1),
	}
)

// A point has projective coordinates.
type point struct{ x, y, z *big.Int }

func times(a, b *big.Int) *big.Int { return reduced(new(big.Int).Mul(a, b)) }
func plus(a, b *big.Int) *big.Int  { return reduced(new(big.Int).Add(a, b)) }
func minus(a, b *big.Int) *big.Int { return reduced(new(big.Int).Sub(a, b)) }
func reduced(a *big.Int) *big.Int  { return a.Mod(a, edPrime) }

// add is complete: it doubles too (RFC 8032, section 5.2.4).
func (p point) add(q point) point {
	a := times(p.z, q.z)
	b := times(a, a)
	c, d := times(p.x, q.x), times(p.y, q.y)
	e := times(edD, times(c, d))
	f, g := minus(b, e), plus(b, e)
	h := times(plus(p.x, p.y), plus(q.x, q.y))
	return point{times(a, times(f, minus(minus(h, c), d))), times(a, times(g, minus(d, c))), times(f, g)}
}

func (p point) multiply(k *big.Int) point {
	out := point{big.NewInt(0), big.NewInt(1), big.NewInt(1)}
	for i := k.BitLen() - 1; i >= 0; i-- {
		if out = out.add(out); k.Bit(i) == 1 {
			out = out.add(p)
		}
	}
	return out
}

func (p point) equal(q point) bool {
	return times(p.x, q.z).Cmp(times(q.x, p.z)) == 0 && times(p.y, q.z).Cmp(times(q.y, p.z)) == 0
}

func little(b []byte) *big.Int {
	b = slices.Clone(b)
	slices.Reverse(b)
	return new(big.Int).SetBytes(b)
}

// decode reads a point (RFC 8032, section 5.2.3).
func decode(b []byte) (point, bool) {
	if len(b) != ed448Size || b[ed448Size-1]&0x7f != 0 {
		return point{}, false
	}
	odd, y := uint(b[ed448Size-1]>>7), little(b[:ed448Size-1])
	if y.Cmp(edPrime) >= 0 {
		return point{}, false
	}
	one := big.NewInt(1)
	u := minus(times(y, y), one)
	v := minus(times(edD, times(y, y)), one)
	u3 := times(u, times(u, u))
	power := new(big.Int).Rsh(new(big.Int).Sub(edPrime, big.NewInt(3)), 2)
	x := times(times(u3, v), new(big.Int).Exp(times(times(u3, times(u, u)), times(v, times(v, v))), power, edPrime))
	if times(v, times(x, x)).Cmp(u) != 0 || x.Sign() == 0 && odd == 1 {
		return point{}, false
	}
	if x.Bit(0) != odd {
		x = minus(big.NewInt(0), x)
	}
	return point{x, y, one}, true
}

// verifyEd448 reports whether sig is key's signature of data.
func verifyEd448(key, data, sig []byte) bool {
	if len(sig) != 2*ed448Size {
		return false
	}
	a, okA := decode(key)
	r, okR := decode(sig[:ed448Size])
	s := little(sig[ed448Size:])
	if !okA || !okR || s.Cmp(edOrder) >= 0 {
		return false
	}
	h := sha3.SumSHAKE256(slices.Concat([]byte("SigEd448\x00\x00"), sig[:ed448Size], key, data), 2*ed448Size)
	k := little(h)
	k.Mod(k, edOrder)
	return edBase.multiply(s).equal(r.add(a.multiply(k)))
}
