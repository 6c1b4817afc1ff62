package pretend

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// A zone is all the names that a shop's resolver knows.
type zone struct {
	origin    string // fully qualified, as are all names here
	records   []dns.RR
	elsewhere map[string]bool // names that are not led to this shop's servers
}

// elsewhere is the comment of a record whose name is not rerouted.
const elsewhere = "elsewhere"

// readZone reads the right shop's records and lays the shop's own over them.
func readZone(origin, right, own string) (*zone, error) {
	z := &zone{origin: dns.CanonicalName(origin), elsewhere: make(map[string]bool)}
	lines, removed := z.cut(own)
	added, err := z.parse(lines)
	if err != nil {
		return nil, err
	}
	defaults, err := z.parse(right)
	if err != nil {
		return nil, err
	}
	for _, r := range removed {
		if !slices.ContainsFunc(defaults, r.fits) {
			return nil, fmt.Errorf("dns: there is no default record to remove by %q", "- "+r.text)
		}
	}
	for _, rr := range defaults {
		replaced := func(a dns.RR) bool {
			return owner(a) == owner(rr) && (a.Header().Rrtype == rr.Header().Rrtype || a.Header().Rrtype == dns.TypeCNAME)
		}
		if !slices.ContainsFunc(added, replaced) && !slices.ContainsFunc(removed, func(r removal) bool { return r.fits(rr) }) {
			z.records = append(z.records, rr)
		}
	}
	z.records = append(z.records, added...)
	return z, nil
}

// A removal takes away a default: all records of a name, or those of one type.
type removal struct {
	text, name, typ string
}

func (r removal) fits(rr dns.RR) bool {
	return owner(rr) == r.name && (r.typ == "" || r.typ == dns.TypeToString[rr.Header().Rrtype])
}

// cut takes the lines that begin with "- " out of a zone file.
func (z *zone) cut(text string) (rest string, removed []removal) {
	var kept []string
	for line := range strings.Lines(text) {
		what, ok := strings.CutPrefix(line, "- ")
		if !ok {
			kept = append(kept, line)
			continue
		}
		kept = append(kept, "\n") // line numbers in errors stay true
		r := removal{text: strings.TrimSpace(what)}
		fields := append(strings.Fields(what), "", "")
		r.name, r.typ = z.qualify(fields[0]), strings.ToUpper(fields[1])
		removed = append(removed, r)
	}
	return strings.Join(kept, ""), removed
}

func (z *zone) qualify(rel string) string {
	switch {
	case rel == "@":
		return z.origin
	case dns.IsFqdn(rel):
		return dns.CanonicalName(rel)
	}
	return dns.CanonicalName(rel + "." + z.origin)
}

func (z *zone) parse(text string) ([]dns.RR, error) {
	p := dns.NewZoneParser(strings.NewReader(text), z.origin, "dns")
	p.SetDefaultTTL(300)
	var out []dns.RR
	for rr, ok := p.Next(); ok; rr, ok = p.Next() {
		out = append(out, rr)
		if strings.TrimSpace(strings.TrimPrefix(p.Comment(), ";")) == elsewhere {
			z.elsewhere[owner(rr)] = true
		}
	}
	if err := p.Err(); err != nil {
		return nil, fmt.Errorf("reading the shop's zone: %w", err)
	}
	return out, nil
}

// owner is the canonical name of a record.
func owner(rr dns.RR) string { return dns.CanonicalName(rr.Header().Name) }

// of returns the records of a name, or of the wildcard that covers it (RFC
// 4592), and whether the name exists.
func (z *zone) of(name string) (records []dns.RR, exists bool) {
	if records, exists = z.at(name); exists {
		return records, true
	}
	for i, end := dns.NextLabel(name, 0); !end; i, end = dns.NextLabel(name, i) {
		if star, _ := z.at("*." + name[i:]); len(star) > 0 {
			return renamed(star, name), true
		}
		if _, ok := z.at(name[i:]); ok {
			break // the closest name that exists: wildcards above it do not count
		}
	}
	return nil, false
}

// at returns the records at exactly this name. A name exists too if only
// something below it has records.
func (z *zone) at(name string) (records []dns.RR, exists bool) {
	for _, rr := range z.records {
		if owner(rr) == name {
			records = append(records, rr)
		}
		exists = exists || dns.IsSubDomain(name, owner(rr))
	}
	return records, exists
}

func renamed(records []dns.RR, name string) []dns.RR {
	var out []dns.RR
	for _, rr := range records {
		rr = dns.Copy(rr)
		rr.Header().Name = name
		out = append(out, rr)
	}
	return out
}

// maxAliases bounds the CNAMEs followed for one question.
const maxAliases = 10

// answer finds what belongs to a question: CNAMEs are followed, and a negative
// answer carries the zone's SOA (RFC 2308).
func (z *zone) answer(q dns.Question) (answer, authority []dns.RR, rcode int) {
	at := dns.CanonicalName(q.Name)
	for range maxAliases {
		records, exists := z.of(at)
		if !exists {
			return answer, z.soa(at), dns.RcodeNameError
		}
		next := ""
		found := false
		for _, rr := range records {
			alias, isAlias := rr.(*dns.CNAME)
			switch {
			case rr.Header().Rrtype == q.Qtype || q.Qtype == dns.TypeANY:
				answer, found = append(answer, rr), true
			case isAlias:
				answer, next = append(answer, rr), dns.CanonicalName(alias.Target)
			}
		}
		if found {
			return answer, nil, dns.RcodeSuccess
		}
		if next == "" {
			return answer, z.soa(at), dns.RcodeSuccess
		}
		at = next
	}
	return answer, nil, dns.RcodeServerFailure
}

// soa is the SOA that answers "no" for a name: the closest one above it, or one
// of the root.
func (z *zone) soa(name string) []dns.RR {
	var best dns.RR
	for _, rr := range z.records {
		if rr.Header().Rrtype == dns.TypeSOA && dns.IsSubDomain(owner(rr), name) && (best == nil || len(owner(rr)) > len(owner(best))) {
			best = rr
		}
	}
	if best == nil {
		best, _ = dns.NewRR(". 300 SOA a.root. hostmaster.root. 1 7200 3600 1209600 300")
	}
	return []dns.RR{best}
}

// hosts returns the names that lead to an address, sorted, without trailing
// dots: those that this shop's servers stand in for.
func (z *zone) hosts() []string {
	var out []string
	for _, rr := range z.records {
		host := owner(rr)
		found, _, _ := z.answer(dns.Question{Name: host, Qtype: dns.TypeA})
		six, _, _ := z.answer(dns.Question{Name: host, Qtype: dns.TypeAAAA})
		addressed := slices.ContainsFunc(append(found, six...), func(rr dns.RR) bool {
			return rr.Header().Rrtype == dns.TypeA || rr.Header().Rrtype == dns.TypeAAAA
		})
		if addressed && !z.elsewhere[host] && !strings.HasPrefix(host, "*.") {
			out = append(out, strings.TrimSuffix(host, "."))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// has reports whether an address is in the zone.
func (z *zone) has(addr netip.Addr) bool {
	return slices.ContainsFunc(z.records, func(rr dns.RR) bool {
		var at net.IP
		switch rr := rr.(type) {
		case *dns.A:
			at = rr.A
		case *dns.AAAA:
			at = rr.AAAA
		}
		in, ok := netip.AddrFromSlice(at)
		return ok && in.Unmap() == addr
	})
}
