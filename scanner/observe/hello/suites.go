package hello

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// Suites returns every suite that belongs to a version, in two lists: first the
// at most 128 that the software of web and mail servers is known to accept with
// an ordinary certificate, then all others. Some old servers hang up on a hello
// with more than 128.
//
// Both begin with the weakest, so that a server that has an order of its own
// shows it with its first answer. The signals among the numbers (RFC 5746,
// RFC 7507) are in neither.
func Suites(v Version) (likely, rest []Suite) {
	list := suites()[v]
	return slices.Clone(list.likely), slices.Clone(list.rest)
}

// lists are the suites of one version.
type lists struct{ likely, rest []Suite }

// suites are the lists of all versions, made when first asked for: to sort them
// takes longer than most of a survey.
var suites = sync.OnceValue(func() map[Version]lists {
	all := make(map[Version]lists)
	for _, v := range Versions {
		all[v] = listed(v)
	}
	return all
})

func listed(v Version) (l lists) {
	for s := range suiteNames {
		switch {
		case !s.belongs(v):
		case s.likely():
			l.likely = append(l.likely, s)
		default:
			l.rest = append(l.rest, s)
		}
	}
	slices.SortFunc(l.likely, byWeakness)
	slices.SortFunc(l.rest, byWeakness)
	return l
}

// belongs says that a suite may be negotiated in a version. Those with an AEAD
// or a hash of the SHA-2 family, and of RFC 9189, need TLS 1.2.
func (s Suite) belongs(v Version) bool {
	if s == renegotiationSCSV || s == fallbackSCSV || s == 0 {
		return false
	}
	switch {
	case s > 0xffff:
		return v == SSL2
	case s.modern():
		return v == TLS13
	case v == TLS12:
		return true
	case v < SSL3 || v > TLS12:
		return false
	}
	p := s.Parts()
	return p.Hash != "SHA256" && p.Hash != "SHA384" && !(s >= 0xc100 && s <= 0xc102)
}

// likely says that servers with an ordinary certificate are known to accept a
// suite: OpenSSL since 0.9.8, Windows, Java, GnuTLS, NSS or BoringSSL.
func (s Suite) likely() bool {
	p := s.Parts()
	switch {
	case s > 0xffff:
		return p.Hash == "MD5"
	case s.modern():
		return s>>8 == 0x13 && s <= 0x1305 || p.Cipher == "NULL"
	case s >= 0xfe00:
		return s == 0xfefe || s == 0xfeff // NSS
	case strings.HasPrefix(p.Cipher, "ARIA") && strings.HasSuffix(p.Cipher, "CBC"):
		return false
	case p.Auth == "anon":
		return !strings.HasPrefix(p.Cipher, "ARIA")
	}
	switch p.Exchange {
	case "RSA":
		return true
	case "DHE", "ECDHE":
		return p.Auth == "RSA" || p.Auth == "ECDSA"
	}
	return false
}

// byWeakness sorts the weakest suite first.
func byWeakness(a, b Suite) int {
	return cmp.Or(cmp.Compare(strength(a.Parts()), strength(b.Parts())), cmp.Compare(a, b))
}

// poor is the strength of the best of those that nobody should accept today.
const poor = 6

// Poor reports whether a suite is among the first of its list: broken by itself,
// or with a cipher that has had its day.
func (s Suite) Poor() bool { return s > 0xffff || strength(s.Parts()) <= poor }

// strength is a rough order: what is broken by itself, then old ciphers, then
// key exchange without and with forward secrecy, each with CBC before AEAD.
func strength(p Parts) int {
	switch {
	case p.Cipher == "NULL":
		return 0
	case p.Auth == "anon":
		return 1
	case p.Export:
		return 2
	case strings.HasPrefix(p.Cipher, "RC4"):
		return 3
	case strings.HasPrefix(p.Cipher, "DES"), strings.HasPrefix(p.Cipher, "RC2"), strings.HasPrefix(p.Cipher, "FORTEZZA"):
		return 4
	case strings.HasPrefix(p.Cipher, "3DES"):
		return 5
	case strings.HasPrefix(p.Cipher, "IDEA"), strings.HasPrefix(p.Cipher, "SEED"):
		return poor
	}
	rank := poor + 1
	switch {
	case strings.HasPrefix(p.Exchange, "ECDHE"), p.Exchange == "":
		rank += 4
	case strings.HasPrefix(p.Exchange, "DHE"):
		rank += 2
	}
	if !strings.HasSuffix(p.Cipher, "_CBC") {
		rank++
	}
	return rank
}
