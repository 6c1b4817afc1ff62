package pretend

import (
	"crypto/sha256"
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// A published prime is 2^n - 2^(n-64) + ([2^(n-130) c] + x) 2^64 - 1, where c is
// pi (RFC 2409, section 6; RFC 3526) or e (RFC 7919, appendix A).
type published struct {
	bits     uint
	constant func(bits uint) *big.Int
	x        int64
}

var primes = map[string]published{
	"group1":    {768, pi, 149686},
	"group2":    {1024, pi, 129093},
	"group5":    {1536, pi, 741804},
	"group14":   {2048, pi, 124476},
	"group15":   {3072, pi, 1690314},
	"group16":   {4096, pi, 240904},
	"group17":   {6144, pi, 929484},
	"group18":   {8192, pi, 4743158},
	"ffdhe2048": {2048, euler, 560316},
	"ffdhe3072": {3072, euler, 2625351},
	"ffdhe4096": {4096, euler, 5736041},
	"ffdhe6144": {6144, euler, 15705020},
	"ffdhe8192": {8192, euler, 10965728},
}

// guard are the bits that rounding may spoil while a constant is worked out.
const guard = 64

// pi returns the whole part of 2^bits pi, by Machin's formula.
func pi(bits uint) *big.Int {
	one := new(big.Int).Lsh(big.NewInt(1), bits+guard)
	arctan := func(inverse int64) *big.Int {
		sum, power := new(big.Int), new(big.Int).Div(one, big.NewInt(inverse))
		square := big.NewInt(inverse * inverse)
		for n := int64(1); power.Sign() > 0; n += 2 {
			term := new(big.Int).Div(power, big.NewInt(n))
			if n%4 == 3 {
				term.Neg(term)
			}
			sum.Add(sum, term)
			power.Div(power, square)
		}
		return sum
	}
	p := new(big.Int).Mul(arctan(5), big.NewInt(16))
	p.Sub(p, new(big.Int).Mul(arctan(239), big.NewInt(4)))
	return p.Rsh(p, guard)
}

// euler returns the whole part of 2^bits e.
func euler(bits uint) *big.Int {
	sum, term := new(big.Int), new(big.Int).Lsh(big.NewInt(1), bits+guard)
	for n := int64(1); term.Sign() > 0; n++ {
		sum.Add(sum, term)
		term.Div(term, big.NewInt(n))
	}
	return sum.Rsh(sum, guard)
}

func (p published) number() []byte {
	power := func(n uint) *big.Int { return new(big.Int).Lsh(big.NewInt(1), n) }
	middle := p.constant(p.bits - 130)
	middle.Add(middle, big.NewInt(p.x)).Lsh(middle, 64)
	n := power(p.bits)
	n.Sub(n, power(p.bits-64)).Add(n, middle).Sub(n, big.NewInt(1))
	return n.Bytes()
}

// readPrime makes the prime that a shop's file asks for: a published one by its
// name, one by its number ("0x..."), or one of the shop's own by its bits. The
// latter is any odd number: nobody computes with it.
func readPrime(word string) ([]byte, error) {
	if p, ok := primes[word]; ok {
		return p.number(), nil
	}
	if digits, ok := strings.CutPrefix(word, "0x"); ok {
		if n, ok := new(big.Int).SetString(digits, 16); ok && n.Sign() > 0 {
			return n.Bytes(), nil
		}
	}
	bits, err := strconv.Atoi(word)
	if err != nil || bits < 8 || bits > 16384 {
		return nil, fmt.Errorf("tls: prime %q is neither a number of bits nor a name such as ffdhe2048 or group14", word)
	}
	return odd(bits), nil
}

// odd returns an odd number of so many bits, the same each time.
func odd(bits int) []byte {
	b := noise((bits + 7) / 8)
	top := uint((bits - 1) % 8)
	b[0] = b[0]&(1<<top-1) | 1<<top
	b[len(b)-1] |= 1
	return b
}

// noise returns bytes that mean nothing, the same each time.
func noise(n int) []byte {
	var out []byte
	for sum := sha256.Sum256([]byte("noise")); len(out) < n; sum = sha256.Sum256(sum[:]) {
		out = append(out, sum[:]...)
	}
	return out[:n]
}
