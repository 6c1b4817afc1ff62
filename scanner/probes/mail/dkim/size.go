package dkim

import (
	"crypto/ed25519"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"errors"
	"strings"
)

// bits reads a key as p holds it and returns its size.
func bits(kind, value string) (int, error) {
	data, err := decode(value)
	switch {
	case err != nil:
		return 0, err
	case kind == "rsa":
		return rsaBits(data)
	case len(data) != ed25519.PublicKeySize: // RFC 8463, section 4.2: the bare key
		return 0, errors.New("has an Ed25519 key that is not 32 bytes long")
	}
	return 8 * ed25519.PublicKeySize, nil
}

// base64Digits are what a key is written with.
const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

// decode reads base64 with white space anywhere in it (RFC 6376, section 2.10).
// Some leave out the equals signs at its end, and nobody minds.
func decode(value string) ([]byte, error) {
	value = strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\r\n", r) {
			return -1
		}
		return r
	}, value)
	value = strings.TrimRight(value, "=")
	if value == "" || strings.Trim(value, base64Digits) != "" {
		return nil, errors.New("has characters in p= that no key has")
	}
	data, err := base64.RawStdEncoding.DecodeString(value)
	if err != nil {
		return nil, errCut
	}
	return data, nil
}

// A spki is a key with its kind in front (RFC 5280, section 4.1).
type spki struct {
	Algorithm pkix.AlgorithmIdentifier
	Key       asn1.BitString
}

var rsaEncryption = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}

// errCut is what most broken keys are: DNS forms that take 255 characters cut them
// off.
var errCut = errors.New("has no whole key in p=; perhaps it was cut off")

// rsaBits returns the size of an RSA key: with its kind in front, as everybody
// writes it, or bare, as RFC 6376, section 3.6.1, says by reference to PKCS #1.
func rsaBits(data []byte) (int, error) {
	var whole asn1.RawValue
	if _, err := asn1.Unmarshal(data, &whole); err != nil { // what follows it mail services pass over
		return 0, errCut
	}
	key := whole.FullBytes
	var s spki
	if _, err := asn1.Unmarshal(key, &s); err == nil {
		if !s.Algorithm.Algorithm.Equal(rsaEncryption) {
			return 0, errors.New("has a key in p= that is not of the kind that it says")
		}
		key = s.Key.RightAlign()
	}
	rsa, err := x509.ParsePKCS1PublicKey(key)
	if err != nil {
		return 0, errCut
	}
	return rsa.N.BitLen(), nil
}
