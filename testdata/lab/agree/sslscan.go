package main

import (
	"encoding/xml"
	"strconv"
	"strings"

	"shopcheck/scanner/observe/hello"
)

// An xmlTest is what sslscan writes of a server with --xml, as far as it is
// compared.
type xmlTest struct {
	Protocols []struct {
		Type    string `xml:"type,attr"`
		Version string `xml:"version,attr"`
		Enabled int    `xml:"enabled,attr"`
	} `xml:"protocol"`
	Ciphers []struct {
		Version string `xml:"sslversion,attr"`
		ID      string `xml:"id,attr"`
		DH      string `xml:"dhebits,attr"`
	} `xml:"cipher"`
	Groups        []xmlChoice `xml:"group"`
	Signatures    []xmlChoice `xml:"connection-signature-algorithm"`
	Renegotiation *struct {
		Secure int `xml:"secure,attr"`
	} `xml:"renegotiation"`
	Compression  *xmlSupport `xml:"compression"`
	Fallback     *xmlSupport `xml:"fallback"`
	Certificates []struct {
		Signature string `xml:"signature-algorithm"`
		Key       struct {
			Type string `xml:"type,attr"`
			Bits string `xml:"bits,attr"`
		} `xml:"pk"`
		Expired bool `xml:"expired"`
	} `xml:"certificates>certificate"`
}

type xmlChoice struct {
	Version string `xml:"sslversion,attr"`
	ID      string `xml:"id,attr"`
}

type xmlSupport struct {
	Supported int `xml:"supported,attr"`
}

// readSSLScan reads what sslscan writes. Of compression and fallbacks it says
// nothing where its OpenSSL can offer none.
func readSSLScan(data []byte) (facts, error) {
	var scan struct {
		Test xmlTest `xml:"ssltest"`
	}
	if err := xml.Unmarshal(data, &scan); err != nil {
		return nil, err
	}
	t, out := &scan.Test, make(facts)
	out.set("versions")
	for _, p := range t.Protocols {
		if p.Enabled != 0 {
			out.add("versions", strings.ToUpper(p.Type)+"-"+p.Version)
		}
	}
	out.set("dh")
	for _, c := range t.Ciphers {
		name, err := suite(c.ID)
		if err != nil {
			return nil, err
		}
		out.add(version(c.Version)+" suites", name)
		if c.DH != "" {
			out.add("dh", c.DH)
		}
	}
	t.choices(out)
	t.traits(out)
	return out, nil
}

// choices are the groups and signatures that are accepted.
func (t *xmlTest) choices(out facts) {
	for _, g := range t.Groups {
		out.add(version(g.Version)+" groups", hello.Group(number(g.ID)).String())
	}
	for _, s := range t.Signatures {
		if s.Version < "TLSv1.2" { // has none to choose
			continue
		}
		out.add(version(s.Version)+" signatures", hello.Scheme(number(s.ID)).String())
	}
}

// traits are what is said of the server and of its certificate.
func (t *xmlTest) traits(out facts) {
	if t.Renegotiation != nil {
		out["renegotiation secured"] = yes(t.Renegotiation.Secure != 0)
	}
	if t.Compression != nil {
		out["compression"] = yes(t.Compression.Supported != 0)
	}
	if t.Fallback != nil {
		out["fallback refused"] = yes(t.Fallback.Supported != 0)
	}
	for _, c := range t.Certificates {
		out["cert.valid"] = pass(!c.Expired)
		out["signed"] = signature(c.Signature)
		out["key"] = c.Key.Type + "-" + c.Key.Bits
	}
}

// version turns "TLSv1.2" into "TLS 1.2".
func version(s string) string { return strings.Replace(s, "v", " ", 1) }

func number(s string) uint16 {
	n, err := strconv.ParseUint(s, 0, 16)
	if err != nil {
		return 0
	}
	return uint16(n)
}

// signature names what a certificate is signed with as Go does.
func signature(s string) string {
	switch s {
	case "sha256WithRSAEncryption", "SHA256 with RSA":
		return "SHA256-RSA"
	case "sha1WithRSAEncryption", "SHA1 with RSA":
		return "SHA1-RSA"
	case "ecdsa-with-SHA256", "ECDSA with SHA256":
		return "ECDSA-SHA256"
	}
	return s
}
