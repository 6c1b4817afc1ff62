package tls

import (
	"slices"
	"strings"

	"shopcheck/scanner/observe/hello"
)

// broken reports whether a suite gives no protection worth the name: no
// encryption, nobody who vouches for the server, less than 112 bits (RFC 9325,
// section 4.1), RC4 (RFC 7465), or anything of SSL 2, whose MAC is none of the
// sound ones. HMAC with MD5 alone is not broken (RFC 6151, section 2.3).
func broken(s hello.Suite) bool {
	p := s.Parts()
	return s > 0xffff || p.Export || p.Auth == "anon" || starts(p.Cipher, "NULL", "RC4", "RC2", "DES", "FORTEZZA")
}

// weak reports whether a suite's cipher has blocks of 64 bits and chains them,
// so that it leaks after some dozens of gigabytes under one key (SWEET32). The
// ciphers of GOST with such blocks change the key before that (RFC 4357, section
// 2.3.2; RFC 9189, section 8.1).
func weak(s hello.Suite) bool {
	return starts(s.Parts().Cipher, "3DES", "IDEA", "RC2", "DES", "FORTEZZA")
}

// dated reports whether a suite agrees on its key in a way that RFC 9325, section
// 4.1, advises against: by RSA, by Diffie-Hellman over a finite field, with keys
// that stay the same, or without forward secrecy in some other way.
func dated(s hello.Suite) bool {
	exchange := s.Parts().Exchange
	return exchange != "" && !starts(exchange, "ECDHE")
}

// sealed reports whether a suite encrypts and authenticates in one step (AEAD,
// RFC 5116).
func sealed(s hello.Suite) bool {
	cipher := s.Parts().Cipher
	return slices.ContainsFunc([]string{"_GCM", "_CCM", "_OCB", "_MGM", "POLY1305"}, func(mode string) bool { return strings.Contains(cipher, mode) })
}

// starts reports whether s begins with one of these.
func starts(s string, with ...string) bool {
	return slices.ContainsFunc(with, func(prefix string) bool { return strings.HasPrefix(s, prefix) })
}

// not turns a judgement of suites round.
func not(is func(hello.Suite) bool) func(hello.Suite) bool {
	return func(s hello.Suite) bool { return !is(s) }
}
