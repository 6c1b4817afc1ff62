package dnssec

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/miekg/dns"
)

// An Anchor is a key that is trusted without anybody's word for it, as a digest of
// it (RFC 4034, section 5).
type Anchor struct {
	KeyTag    uint16
	Algorithm uint8
	Digest    uint8  // its kind: 2 is SHA-256, 4 SHA-384
	Hash      string // hexadecimal
}

// Root are the keys of the internet's root, KSK-2017 and KSK-2024, as IANA
// publishes them (https://data.iana.org/root-anchors/root-anchors.xml).
var Root = []Anchor{
	{20326, dns.RSASHA256, dns.SHA256, "E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D"},
	{38696, dns.RSASHA256, dns.SHA256, "683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16"},
}

// ParseAnchors reads DS records of the root in presentation form, one a line.
func ParseAnchors(text string) ([]Anchor, error) {
	var out []Anchor
	p := dns.NewZoneParser(strings.NewReader(text), ".", "")
	p.SetDefaultTTL(0)
	for rr, ok := p.Next(); ok; rr, ok = p.Next() {
		ds, isDS := rr.(*dns.DS)
		if !isDS || ds.Hdr.Name != "." {
			return nil, fmt.Errorf("%q is no DS record of the root", rr.String())
		}
		if _, err := hex.DecodeString(ds.Digest); err != nil {
			return nil, fmt.Errorf("the digest of key %d: %w", ds.KeyTag, err)
		}
		out = append(out, Anchor{ds.KeyTag, ds.Algorithm, ds.DigestType, ds.Digest})
	}
	if err := p.Err(); err != nil {
		return nil, fmt.Errorf("reading DS records: %w", err)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("there is no DS record")
	}
	return out, nil
}

// records are the anchors as the root's zone above would vouch for them.
func records(anchors []Anchor) []*dns.DS {
	var out []*dns.DS
	for _, a := range anchors {
		out = append(out, &dns.DS{
			Hdr:    dns.RR_Header{Name: ".", Rrtype: dns.TypeDS, Class: dns.ClassINET},
			KeyTag: a.KeyTag, Algorithm: a.Algorithm, DigestType: a.Digest, Digest: a.Hash,
		})
	}
	return out
}
