package cert

import (
	"crypto/x509"
	"encoding/asn1"

	"shopcheck/scanner"
)

// A method is a way to sign, and what browsers make of it.
type method struct {
	name    string
	outcome scanner.Outcome
}

// methods are the signature algorithms of X.509 by object identifier: RFC 3279,
// 4055, 5758, 8410 and 9881, and the older registrations of PKCS #1 and OIW.
var methods = map[string]method{
	"1.2.840.113549.1.1.2":    {"MD2 with RSA", scanner.Fail},
	"1.2.840.113549.1.1.3":    {"MD4 with RSA", scanner.Fail},
	"1.2.840.113549.1.1.4":    {"MD5 with RSA", scanner.Fail},
	"1.2.840.113549.1.1.5":    {"SHA-1 with RSA", scanner.Fail},
	"1.3.14.3.2.29":           {"SHA-1 with RSA", scanner.Fail},
	"1.2.840.10040.4.3":       {"SHA-1 with DSA", scanner.Fail},
	"1.3.14.3.2.27":           {"SHA-1 with DSA", scanner.Fail},
	"1.2.840.10045.4.1":       {"SHA-1 with ECDSA", scanner.Fail},
	"1.2.840.113549.1.1.14":   {"SHA-224 with RSA", scanner.Warn},
	"2.16.840.1.101.3.4.3.1":  {"SHA-224 with DSA", scanner.Warn},
	"1.2.840.10045.4.3.1":     {"SHA-224 with ECDSA", scanner.Warn},
	"1.2.840.113549.1.1.11":   {"SHA-256 with RSA", scanner.Pass},
	"1.2.840.113549.1.1.12":   {"SHA-384 with RSA", scanner.Pass},
	"1.2.840.113549.1.1.13":   {"SHA-512 with RSA", scanner.Pass},
	"2.16.840.1.101.3.4.3.2":  {"SHA-256 with DSA", scanner.Pass},
	"1.2.840.10045.4.3.2":     {"SHA-256 with ECDSA", scanner.Pass},
	"1.2.840.10045.4.3.3":     {"SHA-384 with ECDSA", scanner.Pass},
	"1.2.840.10045.4.3.4":     {"SHA-512 with ECDSA", scanner.Pass},
	"1.3.101.112":             {"Ed25519", scanner.Pass},
	"1.3.101.113":             {"Ed448", scanner.Pass},
	"2.16.840.1.101.3.4.3.17": {"ML-DSA-44", scanner.Pass},
	"2.16.840.1.101.3.4.3.18": {"ML-DSA-65", scanner.Pass},
	"2.16.840.1.101.3.4.3.19": {"ML-DSA-87", scanner.Pass},
}

// pss is RSASSA-PSS, whose hash is a parameter (RFC 4055, section 3.1).
const pss = "1.2.840.113549.1.1.10"

// hashes are the hashes that RSASSA-PSS may name.
var hashes = map[string]method{
	"1.3.14.3.2.26":          {"SHA-1 with RSA-PSS", scanner.Fail},
	"2.16.840.1.101.3.4.2.4": {"SHA-224 with RSA-PSS", scanner.Warn},
	"2.16.840.1.101.3.4.2.1": {"SHA-256 with RSA-PSS", scanner.Pass},
	"2.16.840.1.101.3.4.2.2": {"SHA-384 with RSA-PSS", scanner.Pass},
	"2.16.840.1.101.3.4.2.3": {"SHA-512 with RSA-PSS", scanner.Pass},
}

// An algorithm is X.509's AlgorithmIdentifier (RFC 5280, section 4.1.1.2).
type algorithm struct {
	ID         asn1.ObjectIdentifier
	Parameters asn1.RawValue `asn1:"optional"`
}

// signed returns how a certificate is signed, which crypto/x509 tells only of
// the methods it verifies. An unknown one has the outcome Unknown.
func signed(cert *x509.Certificate) method {
	var outer struct {
		Certificate asn1.RawValue
		Algorithm   algorithm
		Signature   asn1.BitString
	}
	if _, err := asn1.Unmarshal(cert.Raw, &outer); err != nil {
		return method{"unreadable", scanner.Unknown}
	}
	id := outer.Algorithm.ID.String()
	if id == pss {
		return signedPSS(outer.Algorithm.Parameters)
	}
	if m, ok := methods[id]; ok {
		return m
	}
	return method{"method " + id, scanner.Unknown}
}

// signedPSS reads the hash of RSASSA-PSS: SHA-1 where none is named.
func signedPSS(parameters asn1.RawValue) method {
	var p struct {
		Hash algorithm `asn1:"explicit,optional,tag:0"`
	}
	if _, err := asn1.Unmarshal(parameters.FullBytes, &p); err != nil {
		return method{"RSA-PSS with unreadable parameters", scanner.Unknown}
	}
	if p.Hash.ID == nil {
		return hashes["1.3.14.3.2.26"]
	}
	if m, ok := hashes[p.Hash.ID.String()]; ok {
		return m
	}
	return method{"RSA-PSS with hash " + p.Hash.ID.String(), scanner.Unknown}
}
