package hello

import "fmt"

// String gives a scheme's name in the IANA registry "TLS SignatureScheme", one
// in its manner for a pair of hash and signature that only TLS 1.2 has, or its
// number.
func (s Scheme) String() string {
	if name, ok := schemeNames[s]; ok {
		return name
	}
	return fmt.Sprintf("scheme 0x%04x", uint16(s))
}

// AllSchemes are all schemes that can be offered, the weak ones first.
var AllSchemes = []Scheme{
	0x0101, 0x0102, 0x0103, // MD5
	0x0201, 0x0202, 0x0203, // SHA-1
	0x0301, 0x0302, 0x0303, // SHA-224
	0x0402, 0x0502, 0x0602, // DSA
	0x0401, 0x0501, 0x0601, // RSA, PKCS #1 1.5
	0x0420, 0x0520, 0x0620, // the same for clients of TLS 1.3
	0x0704, 0x0705, 0x0706, 0x0707, // identity-based
	0x0708,                         // SM2
	0x0709, 0x070a, 0x070b, 0x070c, // GOST, TLS 1.3
	0x070d, 0x070e, 0x070f,
	0x0840, 0x0841, // GOST, TLS 1.2
	0x0804, 0x0805, 0x0806, // RSA-PSS
	0x0809, 0x080a, 0x080b,
	0x0403, 0x0503, 0x0603, // ECDSA
	0x081a, 0x081b, 0x081c,
	0x0807, 0x0808, // EdDSA
	0x0904, 0x0905, 0x0906, // ML-DSA
}

// schemeNames are the names of the registry and, in its manner, those of the
// pairs of RFC 5246, section 7.4.1.4.1, and RFC 9189 that are not in it.
var schemeNames = map[Scheme]string{
	0x0101: "rsa_pkcs1_md5",
	0x0102: "dsa_md5",
	0x0103: "ecdsa_md5",
	0x0201: "rsa_pkcs1_sha1",
	0x0202: "dsa_sha1",
	0x0203: "ecdsa_sha1",
	0x0301: "rsa_pkcs1_sha224",
	0x0302: "dsa_sha224",
	0x0303: "ecdsa_sha224",
	0x0401: "rsa_pkcs1_sha256",
	0x0402: "dsa_sha256",
	0x0403: "ecdsa_secp256r1_sha256",
	0x0420: "rsa_pkcs1_sha256_legacy",
	0x0501: "rsa_pkcs1_sha384",
	0x0502: "dsa_sha384",
	0x0503: "ecdsa_secp384r1_sha384",
	0x0520: "rsa_pkcs1_sha384_legacy",
	0x0601: "rsa_pkcs1_sha512",
	0x0602: "dsa_sha512",
	0x0603: "ecdsa_secp521r1_sha512",
	0x0620: "rsa_pkcs1_sha512_legacy",
	0x0704: "eccsi_sha256",
	0x0705: "iso_ibs1",
	0x0706: "iso_ibs2",
	0x0707: "iso_chinese_ibs",
	0x0708: "sm2sig_sm3",
	0x0709: "gostr34102012_256a",
	0x070a: "gostr34102012_256b",
	0x070b: "gostr34102012_256c",
	0x070c: "gostr34102012_256d",
	0x070d: "gostr34102012_512a",
	0x070e: "gostr34102012_512b",
	0x070f: "gostr34102012_512c",
	0x0804: "rsa_pss_rsae_sha256",
	0x0805: "rsa_pss_rsae_sha384",
	0x0806: "rsa_pss_rsae_sha512",
	0x0807: "ed25519",
	0x0808: "ed448",
	0x0809: "rsa_pss_pss_sha256",
	0x080a: "rsa_pss_pss_sha384",
	0x080b: "rsa_pss_pss_sha512",
	0x081a: "ecdsa_brainpoolP256r1tls13_sha256",
	0x081b: "ecdsa_brainpoolP384r1tls13_sha384",
	0x081c: "ecdsa_brainpoolP512r1tls13_sha512",
	0x0840: "gostr34102012_256",
	0x0841: "gostr34102012_512",
	0x0904: "mldsa44",
	0x0905: "mldsa65",
	0x0906: "mldsa87",
}
