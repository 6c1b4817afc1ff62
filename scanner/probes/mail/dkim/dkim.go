// Package dkim reads the keys with which mail services check signatures on mail
// (RFC 6376, section 3.6.1; RFC 8463 for Ed25519).
//
// [Parse] reads one record as mail services do. [IsKey] tells the texts that are
// meant for it, however broken, from others that lie at the same name, such as
// those of a wildcard. What the package is given is a stranger's: a text of any
// length is read once, and of a key only its kind and size are kept.
package dkim

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A Key is what one record says. Its zero value is no key.
type Key struct {
	Type    string // "rsa" or "ed25519"; what else there may be Parse refuses
	Bits    int    // of the modulus of RSA; 256 for Ed25519; 0 if revoked
	Revoked bool   // the key was withdrawn: p is empty
	Testing bool   // signatures are to be treated as if there were none (t=y)
	SHA1    bool   // it allows SHA-1 alone, which mail services accept no more (RFC 8301, section 3.1)
}

// IsKey reports whether a text is meant to be a key record: it begins so, or says
// nothing of its version and has a p, which is where a key stands. The version
// may be missing (RFC 6376, section 3.6.1), and often is.
func IsKey(text string) bool {
	first, _, _ := strings.Cut(text, ";")
	if name, value, ok := cut(first); ok && strings.EqualFold(name, "v") {
		return len(value) >= 4 && strings.EqualFold(value[:4], "DKIM")
	}
	for part := range strings.SplitSeq(text, ";") {
		if name, _, ok := cut(part); ok && strings.EqualFold(name, "p") {
			return true
		}
	}
	return false
}

// Keys returns the key records among a name's texts. If there are several, which
// one a mail service takes is not defined (RFC 6376, section 3.6.2.2).
func Keys(texts []string) []string {
	return slices.DeleteFunc(slices.Clone(texts), func(t string) bool { return !IsKey(t) })
}

// Parse reads a record. The error says why mail services cannot use it, as what it
// has or does: "has no p=".
func Parse(text string) (Key, error) {
	list, err := tags(text)
	if err != nil {
		return Key{}, err
	}
	k := Key{Type: strings.ToLower(list["k"])}
	if k.Type == "" {
		k.Type = "rsa"
	}
	if k.Type != "rsa" && k.Type != "ed25519" {
		return Key{}, errors.New("is of a kind that mail services do not know")
	}
	if err := k.limits(list); err != nil {
		return Key{}, err
	}
	value, ok := list["p"]
	switch {
	case !ok:
		return Key{}, errors.New("has no p=")
	case value == "":
		k.Revoked = true
		return k, nil
	}
	k.Bits, err = bits(k.Type, value)
	if err != nil {
		return Key{}, err
	}
	return k, nil
}

// limits reads what a key may be used for. Words that nobody knows are passed
// over, as the standard asks.
func (k *Key) limits(list map[string]string) error {
	k.Testing = slices.Contains(words(list["t"]), "y")
	if services := words(list["s"]); len(services) > 0 && !slices.Contains(services, "*") && !slices.Contains(services, "email") {
		return errors.New("is not for mail")
	}
	hashes := words(list["h"])
	k.SHA1 = slices.Contains(hashes, "sha1") && !slices.Contains(hashes, "sha256")
	if len(hashes) > 0 && !k.SHA1 && !slices.Contains(hashes, "sha256") {
		return errors.New("allows no kind of signature that mail services know")
	}
	return nil
}

// words reads a list with colons between its parts.
func words(value string) []string {
	var out []string
	for word := range strings.SplitSeq(value, ":") {
		if word = trim(word); word != "" {
			out = append(out, strings.ToLower(word))
		}
	}
	return out
}

// tags reads a record's tags (RFC 6376, section 3.2). Names are told apart by
// their case; one that stands there twice spoils the record. A version has to stand
// first, and mail services take it anywhere.
func tags(text string) (map[string]string, error) {
	list := make(map[string]string)
	for part := range strings.SplitSeq(text, ";") {
		if trim(part) == "" {
			continue // behind the last semicolon; elsewhere mail services let it be
		}
		name, value, ok := cut(part)
		_, twice := list[name]
		switch {
		case !ok:
			return nil, errors.New("has a part without an equals sign")
		case twice:
			return nil, fmt.Errorf("has %.20q twice", name+"=")
		case name == "v" && value != "DKIM1":
			return nil, errors.New(`does not begin with "v=DKIM1"`)
		}
		list[name] = value
	}
	return list, nil
}

// cut takes "name=value" apart.
func cut(part string) (name, value string, ok bool) {
	name, value, ok = strings.Cut(part, "=")
	return trim(name), trim(value), ok && trim(name) != ""
}

// trim removes what RFC 6376, section 2.8, calls FWS from both ends.
func trim(s string) string { return strings.Trim(s, " \t\r\n") }
