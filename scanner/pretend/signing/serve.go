package signing

import (
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// maxAliases bounds the aliases followed for one question.
const maxAliases = 10

// Answer answers as a resolver does that checks nothing: aliases are followed, and
// signatures and proofs are there if they are asked for (the DO bit).
func (in *Internet) Answer(q *dns.Msg) *dns.Msg {
	m := new(dns.Msg).SetReply(q)
	m.RecursionAvailable = true
	opt := q.IsEdns0()
	if opt != nil {
		m.SetEdns0(1232, opt.Do())
	}
	name, typ := dns.CanonicalName(q.Question[0].Name), q.Question[0].Qtype
	for range maxAliases {
		if name = in.answer(m, name, typ); name == "" {
			if opt == nil || !opt.Do() {
				m.Answer, m.Ns = bare(m.Answer, typ), bare(m.Ns, typ)
			}
			return m
		}
	}
	m.Rcode = dns.RcodeServerFailure
	return m
}

// bare takes out what only who checks signatures wants.
func bare(section []dns.RR, asked uint16) []dns.RR {
	return slices.DeleteFunc(section, func(rr dns.RR) bool {
		t := rr.Header().Rrtype
		return t != asked && (t == dns.TypeRRSIG || t == dns.TypeNSEC || t == dns.TypeNSEC3)
	})
}

// answer adds what one zone says of a name, and returns where an alias leads.
func (in *Internet) answer(m *dns.Msg, name string, typ uint16) string {
	z := in.of(name)
	if typ == dns.TypeDS && z.Name == name && name != "." {
		z = in.above(z)
	}
	if types := z.sets[name]; types != nil && !z.hash(name) {
		return z.found(m, name, name, typ)
	}
	for at := up(name); dns.IsSubDomain(z.Name, at); at = up(at) {
		if d := z.sets[at][dns.TypeDNAME]; d != nil {
			made := name[:len(name)-len(at)] + d[0].(*dns.DNAME).Target
			m.Answer = append(append(m.Answer, z.signed(at, dns.TypeDNAME)...), &dns.CNAME{Hdr: dns.RR_Header{Name: name, Rrtype: dns.TypeCNAME, Class: dns.ClassINET, Ttl: 300}, Target: made})
			return made
		}
		if at == "." {
			break
		}
	}
	if z.exists(name) { // by what is below it alone
		return z.none(m, dns.RcodeSuccess, name)
	}
	at := up(name)
	for !z.exists(at) {
		at = up(at)
	}
	star := "*." + strings.TrimPrefix(at, ".")
	if z.sets[star] == nil {
		return z.none(m, dns.RcodeNameError, name, closer(name, at), star, at)
	}
	next := z.found(m, star, name, typ)
	m.Ns = append(m.Ns, z.show(name, closer(name, at))...)
	if z.Hashed != nil && z.sets[star][typ] == nil {
		m.Ns = append(m.Ns, z.show(at)...)
	}
	m.Ns = dns.Dedup(m.Ns, nil)
	return next
}

// hash reports whether a name is only that of a proof.
func (z *zone) hash(name string) bool {
	types := z.sets[name]
	return types[dns.TypeNSEC3] != nil && len(types) <= 2
}

// found adds a name's records; those of a wildcard under the name asked for.
func (z *zone) found(m *dns.Msg, owner, name string, typ uint16) string {
	types := z.sets[owner]
	switch {
	case types[typ] != nil:
		m.Answer = append(m.Answer, renamed(z.signed(owner, typ), name)...)
		return ""
	case types[dns.TypeCNAME] != nil:
		m.Answer = append(m.Answer, renamed(z.signed(owner, dns.TypeCNAME), name)...)
		return dns.CanonicalName(types[dns.TypeCNAME][0].(*dns.CNAME).Target)
	}
	return z.none(m, dns.RcodeSuccess, owner)
}

// none adds what a negative answer has: the zone's SOA, and proofs about names.
func (z *zone) none(m *dns.Msg, rcode int, about ...string) string {
	m.Rcode = rcode
	m.Ns = append(append(m.Ns, z.signed(z.Name, dns.TypeSOA)...), z.show(about...)...)
	m.Ns = dns.Dedup(m.Ns, nil)
	return ""
}

// signed is a set and its signatures.
func (z *zone) signed(owner string, typ uint16) []dns.RR {
	out := slices.Clone(z.sets[owner][typ])
	for _, rr := range z.sets[owner][dns.TypeRRSIG] {
		if rr.(*dns.RRSIG).TypeCovered == typ {
			out = append(out, rr)
		}
	}
	for i := range out {
		out[i] = dns.Copy(out[i])
	}
	return out
}

func renamed(rrs []dns.RR, name string) []dns.RR {
	for _, rr := range rrs {
		rr.Header().Name = name
	}
	return rrs
}

// show returns the proofs about names: that of the name itself if there is one,
// else the one whose span it lies in. Where a delegation is opted out, that of the
// closest name above comes too.
func (z *zone) show(about ...string) []dns.RR {
	var out []dns.RR
	for _, name := range about {
		i := slices.IndexFunc(z.proofs, func(rr dns.RR) bool { return z.at(rr, name) })
		if i < 0 {
			i = slices.IndexFunc(z.proofs, func(rr dns.RR) bool { return z.spans(rr, name) })
			if z.Hashed != nil && i >= 0 && len(about) == 1 && name != z.Name {
				out = append(out, z.show(z.Name)...)
			}
		}
		if i >= 0 {
			out = append(out, z.signed(z.proofs[i].Header().Name, z.proofs[i].Header().Rrtype)...)
		}
	}
	return out
}

func (z *zone) at(rr dns.RR, name string) bool {
	if n, ok := rr.(*dns.NSEC3); ok {
		return n.Match(name)
	}
	return rr.Header().Name == name
}

func (z *zone) spans(rr dns.RR, name string) bool {
	switch rr := rr.(type) {
	case *dns.NSEC3:
		return rr.Cover(name)
	case *dns.NSEC:
		after, wraps := canonical(rr.Hdr.Name, name) < 0, canonical(rr.NextDomain, rr.Hdr.Name) <= 0
		return after && (wraps || canonical(name, rr.NextDomain) < 0)
	}
	return false
}

// exists reports whether a name or anything below it has records.
func (z *zone) exists(name string) bool {
	for owner := range z.sets {
		if dns.IsSubDomain(name, owner) && !z.hash(owner) {
			return true
		}
	}
	return false
}

// closer is the name one label below at, on the way to name.
func closer(name, at string) string {
	for up(name) != at {
		name = up(name)
	}
	return name
}
