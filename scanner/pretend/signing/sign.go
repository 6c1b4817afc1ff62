package signing

import (
	"bytes"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// sign sorts the records into sets, and signs those that are the zone's own: not
// what lies in other zones, nor who serves those.
func (z *zone) sign(in *Internet) error {
	for _, rr := range z.Records {
		name := dns.CanonicalName(rr.Header().Name)
		if z.sets[name] == nil {
			z.sets[name] = make(map[uint16][]dns.RR)
		}
		z.sets[name][rr.Header().Rrtype] = append(z.sets[name][rr.Header().Rrtype], rr)
	}
	if z.Unsigned {
		return nil
	}
	z.makeProofs(in)
	for _, rr := range z.proofs {
		name := rr.Header().Name
		if z.sets[name] == nil {
			z.sets[name] = make(map[uint16][]dns.RR)
		}
		z.sets[name][rr.Header().Rrtype] = []dns.RR{rr}
	}
	for name, types := range z.sets {
		for typ, rrs := range types {
			if typ == dns.TypeRRSIG || in.of(name) != z && typ != dns.TypeDS && typ != dns.TypeNSEC && typ != dns.TypeNSEC3 {
				continue
			}
			sigs, err := z.signatures(rrs)
			if err != nil {
				return err
			}
			types[dns.TypeRRSIG] = append(types[dns.TypeRRSIG], sigs...)
		}
	}
	return nil
}

func (z *zone) signatures(rrs []dns.RR) ([]dns.RR, error) {
	keys := slices.DeleteFunc(slices.Clone(z.keys), func(k keyPair) bool { return k.Flags != 256 })
	if len(keys) == 0 || rrs[0].Header().Rrtype == dns.TypeDNSKEY {
		keys = slices.DeleteFunc(slices.Clone(z.keys), func(k keyPair) bool { return k.Flags != 257 })
	}
	until, other := z.Ends[rrs[0].Header().Rrtype]
	if !other {
		until = z.Until
	}
	var out []dns.RR
	for _, k := range keys {
		sig := &dns.RRSIG{
			Algorithm: k.Algorithm, KeyTag: k.public.KeyTag(), SignerName: z.Name,
			Inception: uint32(z.From.Unix()), Expiration: uint32(until.Unix()),
		}
		if err := sig.Sign(k.private, rrs); err != nil {
			return nil, err
		}
		sig.Hdr.Ttl = rrs[0].Header().Ttl
		out = append(out, sig)
	}
	return out, nil
}

// owners are the names that proofs are about, in no order: those that the zone
// answers for, and those where other zones begin.
func (z *zone) owners(in *Internet) []string {
	var out []string
	for name, types := range z.sets {
		if in.of(name) == z || in.of(name) != z && types[dns.TypeNS] != nil && z.delegates(in, name) {
			out = append(out, name)
		}
	}
	return out
}

func (z *zone) delegates(in *Internet, name string) bool {
	child := in.of(name)
	return child != nil && child.Name == name && in.above(child) == z
}

// typesAt is what a proof lists of a name.
func (z *zone) typesAt(name string, also ...uint16) []uint16 {
	out := also
	for typ := range z.sets[name] {
		if typ != dns.TypeNSEC && typ != dns.TypeNSEC3 && typ != dns.TypeRRSIG {
			out = append(out, typ)
		}
	}
	if types := z.sets[name]; types[dns.TypeNS] == nil || types[dns.TypeSOA] != nil || types[dns.TypeDS] != nil {
		if len(types) > 0 {
			out = append(out, dns.TypeRRSIG)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (z *zone) makeProofs(in *Internet) {
	names := z.owners(in)
	if z.Hashed != nil {
		z.makeHashed(names)
		return
	}
	slices.SortFunc(names, canonical)
	for i, name := range names {
		z.proofs = append(z.proofs, &dns.NSEC{
			Hdr:        dns.RR_Header{Name: name, Rrtype: dns.TypeNSEC, Class: dns.ClassINET, Ttl: 300},
			NextDomain: names[(i+1)%len(names)], TypeBitMap: z.typesAt(name, dns.TypeNSEC, dns.TypeRRSIG),
		})
	}
}

// canonical is the order of RFC 4034, section 6.1.
func canonical(a, b string) int {
	return slices.CompareFunc(fromTheRoot(a), fromTheRoot(b), bytes.Compare)
}

func fromTheRoot(name string) [][]byte {
	var out [][]byte
	for _, label := range dns.SplitDomainName(name) {
		wire := make([]byte, 70)
		n, err := dns.PackDomainName(label+".", wire, 0, nil, false)
		if err != nil {
			panic(err)
		}
		out = append(out, wire[1:n-1])
	}
	slices.Reverse(out)
	return out
}

// makeHashed makes a record for each name and each that only has names below it
// (RFC 5155, section 7.1), but with opt-out for no delegation that is not signed.
func (z *zone) makeHashed(names []string) {
	h := z.Hashed
	all := make(map[string]string)
	flags := uint8(0)
	for _, name := range names {
		if types := z.sets[name]; h.OptOut && types[dns.TypeNS] != nil && types[dns.TypeSOA] == nil && types[dns.TypeDS] == nil {
			continue
		}
		for at := name; dns.IsSubDomain(z.Name, at); at = up(at) {
			all[dns.HashName(at, dns.SHA1, h.Iterations, h.Salt)] = at
			if at == z.Name {
				break
			}
		}
	}
	if h.OptOut {
		flags = 1
	}
	var hashes []string
	for hash := range all {
		hashes = append(hashes, hash)
	}
	slices.Sort(hashes)
	for i, hash := range hashes {
		z.proofs = append(z.proofs, &dns.NSEC3{
			Hdr:  dns.RR_Header{Name: strings.ToLower(hash) + "." + strings.TrimPrefix(z.Name, "."), Rrtype: dns.TypeNSEC3, Class: dns.ClassINET, Ttl: 300},
			Hash: dns.SHA1, Flags: flags, Iterations: h.Iterations, SaltLength: uint8(len(h.Salt) / 2), Salt: h.Salt,
			HashLength: 20, NextDomain: hashes[(i+1)%len(hashes)], TypeBitMap: z.typesAt(all[hash]),
		})
	}
}

// up is a name with a label less.
func up(name string) string {
	if _, rest, _ := strings.Cut(name, "."); rest != "" {
		return rest
	}
	return "."
}
