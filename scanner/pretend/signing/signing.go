// Package signing makes signed zones out of plain ones, with keys that are thrown
// away, and answers for them as a resolver would. Only tests and pretend shops use
// it.
package signing

import (
	"cmp"
	"crypto"
	"fmt"
	"slices"
	"time"

	"github.com/miekg/dns"

	"shopcheck/scanner/observe/dnssec"
)

// A Zone is one zone of a small internet. The zero values of its settings make one
// that is signed well.
type Zone struct {
	Name     string   // fully qualified, lower case; "." is the root
	Records  []dns.RR // all but signatures, keys and proofs; delegations to other zones are added
	Unsigned bool
	Keys     []Key  // none means one key of ECDSA P-256
	Hashed   *NSEC3 // nil means NSEC
	From     time.Time
	Until    time.Time
	Ends     map[uint16]time.Time // by type, where signatures end at another time than Until
	Words    []dns.RR             // the zone above's DS records for it; nil means the right ones
}

// A Key is one of a zone's.
type Key struct {
	Algorithm uint8
	Flags     uint16 // 257 if it signs the keys, 256 if the rest; if no key is for the rest, the others sign it
	Unvouched bool   // the zone above has no word for it
}

// NSEC3 are the settings of proofs by hashed names (RFC 5155).
type NSEC3 struct {
	Iterations uint16
	Salt       string
	OptOut     bool
}

// An Internet is some zones that belong together.
type Internet struct{ zones []*zone }

type keyPair struct {
	Key
	public  *dns.DNSKEY
	private crypto.Signer
}

// A zone is a Zone at work.
type zone struct {
	Zone
	keys   []keyPair
	sets   map[string]map[uint16][]dns.RR // by owner and type, signatures among them
	proofs []dns.RR                       // NSEC or NSEC3 records, in their order
}

// ordinary are the records that a zone has that brings none of their type.
var ordinary = map[uint16]string{
	dns.TypeSOA: " 300 IN SOA a.ns. hostmaster.ns. 1 7200 3600 1209600 300",
	dns.TypeNS:  " 300 IN NS a.ns.",
}

// New signs zones, which must include the root.
func New(zones ...Zone) (*Internet, error) {
	in := &Internet{}
	for _, z := range zones {
		in.zones = append(in.zones, &zone{Zone: z, sets: make(map[string]map[uint16][]dns.RR)})
	}
	slices.SortStableFunc(in.zones, func(a, b *zone) int { return cmp.Compare(dns.CountLabel(b.Name), dns.CountLabel(a.Name)) })
	for _, z := range in.zones { // the deepest first: the zone above needs its keys
		if err := z.prepare(); err != nil {
			return nil, err
		}
		if above := in.above(z); above != nil {
			above.Records = append(above.Records, z.delegation()...)
		}
	}
	for _, z := range in.zones {
		if err := z.sign(in); err != nil {
			return nil, fmt.Errorf("signing %s: %w", z.Name, err)
		}
	}
	return in, nil
}

// Anchors are the root's keys.
func (in *Internet) Anchors() []dnssec.Anchor {
	var out []dnssec.Anchor
	root := in.zones[len(in.zones)-1]
	for _, rr := range root.words() {
		ds := rr.(*dns.DS)
		out = append(out, dnssec.Anchor{KeyTag: ds.KeyTag, Algorithm: ds.Algorithm, Digest: ds.DigestType, Hash: ds.Digest})
	}
	return out
}

// above is the zone that delegates z.
func (in *Internet) above(z *zone) *zone {
	if z.Name == "." {
		return nil
	}
	return in.of(up(z.Name))
}

// of is the deepest zone that a name lies in.
func (in *Internet) of(name string) *zone {
	i := slices.IndexFunc(in.zones, func(z *zone) bool { return dns.IsSubDomain(z.Name, name) })
	if i < 0 {
		return nil
	}
	return in.zones[i]
}

// prepare makes the keys, and adds what every zone has.
func (z *zone) prepare() error {
	for _, typ := range []uint16{dns.TypeSOA, dns.TypeNS} {
		if !slices.ContainsFunc(z.Records, func(rr dns.RR) bool { return rr.Header().Name == z.Name && rr.Header().Rrtype == typ }) {
			z.Records = append(z.Records, must(z.Name+ordinary[typ]))
		}
	}
	if z.Unsigned {
		return nil
	}
	if len(z.Keys) == 0 {
		z.Keys = []Key{{Algorithm: dns.ECDSAP256SHA256, Flags: 257}}
	}
	for _, k := range z.Keys {
		public := &dns.DNSKEY{
			Hdr:   dns.RR_Header{Name: z.Name, Rrtype: dns.TypeDNSKEY, Class: dns.ClassINET, Ttl: 300},
			Flags: k.Flags, Protocol: 3, Algorithm: k.Algorithm,
		}
		var private crypto.PrivateKey
		for tag := uint16(0); tag == 0; tag = public.KeyTag() { // the library does not sign with a key whose tag is 0
			var err error
			if private, err = public.Generate(bits(k.Algorithm)); err != nil {
				return fmt.Errorf("making a key for %s: %w", z.Name, err)
			}
		}
		z.keys = append(z.keys, keyPair{k, public, private.(crypto.Signer)})
		z.Records = append(z.Records, public)
	}
	return nil
}

// bits is a key's size, which for RSA is small, because tests wait for it.
func bits(algorithm uint8) int {
	switch algorithm {
	case dns.ECDSAP256SHA256, dns.ED25519:
		return 256
	case dns.ECDSAP384SHA384:
		return 384
	}
	return 1024
}

// delegation is what the zone above has of this one.
func (z *zone) delegation() []dns.RR {
	out := []dns.RR{must(z.Name + ordinary[dns.TypeNS])}
	if z.Words != nil {
		return append(out, z.Words...)
	}
	return append(out, z.words()...)
}

func (z *zone) words() []dns.RR {
	var out []dns.RR
	for _, k := range z.keys {
		if k.Flags == 257 && !k.Unvouched {
			out = append(out, k.public.ToDS(dns.SHA256))
		}
	}
	return out
}

func must(line string) dns.RR {
	rr, err := dns.NewRR(line)
	if err != nil || rr == nil {
		panic(fmt.Sprintf("reading %q: %v", line, err))
	}
	return rr
}
