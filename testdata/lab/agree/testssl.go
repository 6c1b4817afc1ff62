package main

import (
	"encoding/json"
	"regexp"
	"strings"
)

// readTestSSL reads what testssl.sh writes with --jsonfile: findings in words.
func readTestSSL(data []byte) (facts, error) {
	var list []struct {
		ID      string `json:"id"`
		Finding string `json:"finding"`
	}
	if err := json.Unmarshal(data, &list); err != nil {
		return nil, err
	}
	out := make(facts)
	out.set("versions")
	for _, f := range list {
		said, ok := testSSL[f.ID]
		switch {
		case strings.HasPrefix(f.ID, "cipher-"):
			if err := out.cipher(f.ID, f.Finding); err != nil {
				return nil, err
			}
		case ok:
			said(out, f.Finding)
		}
	}
	return out, nil
}

// cipher reads what "cipher-tls1_2_x9e" says: "... DH 1024 ...".
func (f facts) cipher(id, finding string) error {
	parts := cipherID.FindStringSubmatch(id)
	if parts == nil {
		return nil
	}
	name, err := suite(parts[2])
	if err != nil {
		return err
	}
	f.add(spoken[parts[1]]+" suites", name)
	if bits := dhBits.FindStringSubmatch(finding); bits != nil {
		f.add("dh", bits[1])
	}
	return nil
}

var (
	cipherID = regexp.MustCompile(`^cipher-([a-z0-9_]+)_(x[0-9a-f]+)$`)
	dhBits   = regexp.MustCompile(` DH[ (]+([0-9]+)`)
	spoken   = map[string]string{"sslv2": "SSL 2", "ssl2": "SSL 2", "sslv3": "SSL 3", "ssl3": "SSL 3", "tls1": "TLS 1.0", "tls1_1": "TLS 1.1", "tls1_2": "TLS 1.2", "tls1_3": "TLS 1.3"}
	curves   = map[string]string{"prime256v1": "secp256r1", "X25519": "x25519", "X448": "x448", "prime192v1": "secp192r1"}
)

// testSSL are its findings that say a fact of ours.
var testSSL = map[string]func(facts, string){
	"SSLv2":  offered("SSL-2"),
	"SSLv3":  offered("SSL-3"),
	"TLS1":   offered("TLS-1.0"),
	"TLS1_1": offered("TLS-1.1"),
	"TLS1_2": offered("TLS-1.2"),
	"TLS1_3": offered("TLS-1.3"),
	"PFS_ECDHE_curves": func(f facts, s string) {
		for c := range strings.FieldsSeq(s) {
			if iana, ok := curves[c]; ok {
				c = iana
			}
			f.add("curves", c)
		}
	},
	"cipher_order": func(f facts, s string) {
		switch {
		case s == "server":
			f["order"] = "server"
		case strings.HasPrefix(strings.ToLower(s), "not a cipher order"):
			f["order"] = "client"
		}
	},
	"ALPN_HTTP2": func(f facts, s string) { f.add("alpn", s) },
	"ALPN": func(f facts, s string) {
		if !strings.Contains(s, "not offered") {
			f.add("alpn", strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' })...)
		}
	},
	"TLS_extensions": func(f facts, s string) {
		for key, number := range map[string]string{"heartbeat": "15", "tickets": "35", "extended master secret": "23", "encrypt-then-mac": "22"} {
			f[key] = yes(strings.Contains(s, "/#"+number+"'"))
		}
	},
	"secure_renego": func(f facts, s string) {
		switch s {
		case "supported":
			f["renegotiation secured"] = "yes"
		case "not supported", "VULNERABLE":
			f["renegotiation secured"] = "no"
		}
	},
	"CRIME_TLS": func(f facts, s string) {
		if !strings.Contains(s, "TLS 1.3 only") {
			f["compression"] = yes(strings.HasPrefix(s, "VULNERABLE"))
		}
	},
	"fallback_SCSV": func(f facts, s string) {
		switch {
		case s == "supported":
			f["fallback refused"] = "yes"
		case strings.HasPrefix(s, "not supported"):
			f["fallback refused"] = "no"
		}
	},
	"cert_signatureAlgorithm": func(f facts, s string) { f["signed"] = signature(s) },
	"cert_keySize":            func(f facts, s string) { f["key"] = strings.ReplaceAll(strings.TrimSuffix(s, " bits"), " ", "-") },
	"cert_trust":              func(f facts, s string) { f["cert.name"] = pass(strings.HasPrefix(s, "Ok ")) },
	"cert_chain_of_trust":     func(f facts, s string) { f["cert.trust"] = pass(strings.HasPrefix(s, "passed")) },
	"cert_expirationStatus":   func(f facts, s string) { f["cert.valid"] = pass(s != "expired") },
}

func offered(v string) func(facts, string) {
	return func(f facts, s string) {
		if strings.HasPrefix(s, "offered") || strings.HasPrefix(s, "vulnerable") {
			f.add("versions", v)
		}
	}
}
