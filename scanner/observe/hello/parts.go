package hello

import "strings"

// Parts are what a suite is made of, in the words of its IANA name.
type Parts struct {
	// Exchange is how the key is agreed: "RSA", "DHE", "ECDHE", "PSK",
	// "DHE_PSK", "ECDHE_PSK", "RSA_PSK", "SRP", "KRB5", "GOST", "ECCPWD",
	// "FORTEZZA_KEA", or "DH" and "ECDH", which are fixed keys unless Auth is
	// "anon". Empty in TLS 1.3, where the group decides, and if unknown.
	Exchange string

	// Auth is who vouches for the server: "RSA", "ECDSA", "DSS", "anon" (nobody),
	// or the Exchange where the two are one. Empty in TLS 1.3 and if unknown.
	Auth string

	Export bool // weakened by design, for export from the USA of old

	// Cipher is "AES_128_GCM", "3DES_EDE_CBC", "RC4_128", "NULL" and so on, with
	// "_40" or "_56" for a key so short where the name says so. The kinds of SSL 2
	// have the names that TLS gives their ciphers.
	Cipher string

	// Hash is that of the MAC or, with an AEAD, that of the key derivation: "MD5",
	// "SHA", "SHA256". Empty if unknown.
	Hash string
}

// Parts takes a suite apart. An unknown one and the two signals among the
// numbers have none.
func (s Suite) Parts() Parts {
	name, ok := suiteNames[s]
	switch {
	case !ok || s == renegotiationSCSV || s == fallbackSCSV:
		return Parts{}
	case s > 0xffff:
		return kindParts(name)
	}
	name = strings.TrimSuffix(name[len("TLS_"):], "_OLD") // SSL_ is as long
	exchange, rest, old := strings.Cut(name, "_WITH_")
	if !old {
		return modernParts(name)
	}
	var p Parts
	p.Cipher, p.Hash = cutCipher(rest)
	if !s.modern() {
		p.Exchange, p.Auth, p.Export = cutExchange(exchange)
	}
	return p
}

// modern says that a suite belongs to TLS 1.3, where a name leaves the exchange
// out; those of GOST (RFC 9367) are called as if they did not.
func (s Suite) modern() bool {
	if s >= 0xc103 && s <= 0xc106 {
		return true
	}
	name := suiteNames[s]
	return s <= 0xffff && s != renegotiationSCSV && s != fallbackSCSV && name != "" && !strings.Contains(name, "_WITH_")
}

// modernParts takes apart what follows "TLS_" in a name of TLS 1.3.
func modernParts(name string) Parts {
	cipher, hash := cutCipher(name)
	if cipher == "SHA256" || cipher == "SHA384" { // RFC 9150: integrity only
		cipher = "NULL"
	}
	return Parts{Cipher: cipher, Hash: hash}
}

// kindParts takes the name of an SSL 2 kind apart: the hash stands after "WITH",
// the cipher before it, and all keys go through RSA.
func kindParts(name string) Parts {
	cipher, hash, _ := strings.Cut(strings.TrimPrefix(name, "SSL_CK_"), "_WITH_")
	p := Parts{Exchange: "RSA", Auth: "RSA", Cipher: cipher, Hash: hash}
	switch cipher {
	case "RC4_128_EXPORT40":
		p.Cipher, p.Export = "RC4_40", true
	case "RC2_128_CBC":
		p.Cipher = "RC2_CBC_128"
	case "RC2_128_CBC_EXPORT40":
		p.Cipher, p.Export = "RC2_CBC_40", true
	case "IDEA_128_CBC":
		p.Cipher = "IDEA_CBC"
	case "DES_64_CBC":
		p.Cipher = "DES_CBC"
	case "DES_192_EDE3_CBC":
		p.Cipher = "3DES_EDE_CBC"
	}
	return p
}

// cutExchange takes apart what comes before "WITH".
func cutExchange(s string) (exchange, auth string, export bool) {
	for _, suffix := range []string{"_EXPORT1024", "_EXPORT"} {
		if base, ok := strings.CutSuffix(s, suffix); ok {
			s, export = base, true
		}
	}
	switch {
	case strings.HasPrefix(s, "GOST"):
		return "GOST", "GOST", export
	case strings.HasPrefix(s, "SRP_SHA"):
		auth = strings.TrimPrefix(strings.TrimPrefix(s, "SRP_SHA"), "_")
		if auth == "" {
			auth = "SRP"
		}
		return "SRP", auth, export
	}
	switch s {
	case "RSA_FIPS", "RSA_OLDFIPS":
		return "RSA", "RSA", export
	case "FORTEZZA_KEA":
		return s, "FORTEZZA", export
	case "RSA_PSK":
		return s, "RSA", export
	case "DHE_PSK", "PSK_DHE": // the registry has both spellings
		return "DHE_PSK", "PSK", export
	case "ECDHE_PSK":
		return s, "PSK", export
	}
	if exchange, auth, ok := strings.Cut(s, "_"); ok {
		return exchange, auth, export
	}
	return s, s, export // RSA, PSK, KRB5, NULL, ECCPWD
}

// cutCipher takes apart what comes after "WITH".
func cutCipher(s string) (cipher, hash string) {
	switch {
	case strings.HasSuffix(s, "_CCM"), strings.HasSuffix(s, "_CCM_8"):
		return s, "SHA256" // RFC 6655, section 3
	case strings.Contains(s, "_MGM_"):
		return s, "" // Streebog, but the name does not say so
	case s == "NULL_NULL":
		return "NULL", ""
	}
	i := strings.LastIndexByte(s, '_')
	return s[:i], s[i+1:]
}
