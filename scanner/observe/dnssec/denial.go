package dnssec

import (
	"slices"

	"github.com/miekg/dns"
)

// A proof says what signed records show of something that is said not to exist.
type proof int

const (
	unproven proof = iota
	proven
	optedOut // nothing is shown of names that are not signed: RFC 5155, section 6
)

// A denial is the signed records by which a zone shows what it has not.
type denial struct {
	zone  string
	nsec  []*dns.NSEC
	nsec3 []*dns.NSEC3
	// costly: some take more rounds of hashing than anybody should ask of a resolver;
	// what they would show counts as not signed (RFC 9276, section 3.2; the limit is appendix A's).
	costly bool
	seen   bool   // there was some such record, whether it holds or not
	bad    *fault // of the first that did not hold, or of there being too many
	from   []vouch
}

// Bounds on what is read of a denial. An honest one has three such records.
const (
	maxDenials = 8
	maxRounds  = 100
)

// denial reads what an answer shows of what does not exist, as far as it is
// signed by the zone.
func (c *check) denial(z *zone, msg *dns.Msg) denial {
	d := denial{zone: z.name}
	var done []string
	for _, rr := range msg.Ns {
		typ, owner := rr.Header().Rrtype, dns.CanonicalName(rr.Header().Name)
		if typ != dns.TypeNSEC && typ != dns.TypeNSEC3 || slices.Contains(done, owner) {
			continue
		}
		d.seen = true
		if done = append(done, owner); len(done) > maxDenials {
			d.bad = faulted(Unread, "there are more proofs that something does not exist than are read")
			break
		}
		if !below(z.name, owner) {
			continue
		}
		s := find(msg.Ns, owner, typ)
		v, f := c.verify(z, s)
		if f == nil && int(v.labels) != dns.CountLabel(owner) && owner != star(last(owner, int(v.labels))) {
			f = faulted(Misfit, "the signature for %s is not its own", s) // RFC 4035, section 5.3.4: none comes from a wildcard
		}
		if f != nil {
			if d.bad == nil {
				d.bad = f
			}
			continue
		}
		d.from = append(d.from, v)
		d.keep(s)
	}
	return d
}

// keep takes a set that holds, if it is one record, and one that is understood.
func (d *denial) keep(s set) {
	for _, rr := range s.rrs {
		switch rr := rr.(type) {
		case *dns.NSEC:
			rr.NextDomain = dns.CanonicalName(rr.NextDomain)
			d.nsec = append(d.nsec, rr)
		case *dns.NSEC3: // RFC 5155, sections 8.1 and 8.2
			switch {
			case rr.Hash != dns.SHA1 || rr.Flags > 1 || parent(s.name) != d.zone:
			case rr.Iterations > maxRounds:
				d.costly = true
			default:
				d.nsec3 = append(d.nsec3, rr)
			}
		}
	}
}

// noType reports whether a name has no records of a type, nor an alias.
func (d denial) noType(name string, typ uint16) proof {
	if len(d.nsec3) > 0 {
		return d.noType3(name, typ)
	}
	for _, n := range d.nsec {
		switch owner := n.Hdr.Name; {
		case owner == name:
			return shows(lacks(n.TypeBitMap, name, typ))
		case d.covers(n, name) && below(name, n.NextDomain): // something below it exists: it has no records of its own
			return proven
		case d.covers(n, name):
			from := star(d.encloser(n, name))
			i := slices.IndexFunc(d.nsec, func(w *dns.NSEC) bool { return w.Hdr.Name == from })
			return shows(i >= 0 && lacks(d.nsec[i].TypeBitMap, from, typ))
		}
	}
	return unproven
}

// noName reports whether a name does not exist, nor a wildcard that would stand
// for it (RFC 4035, section 5.4).
func (d denial) noName(name string) proof {
	if len(d.nsec3) > 0 {
		return d.noName3(name)
	}
	for _, n := range d.nsec {
		if n.Hdr.Name == name {
			return shows(slices.Contains(n.TypeBitMap, dns.TypeNXNAME)) // RFC 9824, section 3
		}
		if d.covers(n, name) && !below(name, n.NextDomain) {
			from := star(d.encloser(n, name))
			return shows(slices.ContainsFunc(d.nsec, func(w *dns.NSEC) bool { return d.covers(w, from) && !below(from, w.NextDomain) }))
		}
	}
	return unproven
}

// noCloser reports whether nothing stands between a name and the wildcard that is
// said to stand for it, which has so many labels after its star.
func (d denial) noCloser(name string, after int) proof {
	if len(d.nsec3) > 0 {
		return d.covers3(last(name, after+1))
	}
	return shows(slices.ContainsFunc(d.nsec, func(n *dns.NSEC) bool {
		return d.covers(n, name) && d.encloser(n, name) == last(name, after)
	}))
}

// begins reports whether a zone begins at a name that has no keys vouched for: by
// the records of the name itself, if they are shown.
func (d denial) begins(name string) bool {
	for _, n := range d.nsec {
		if n.Hdr.Name == name {
			return slices.Contains(n.TypeBitMap, dns.TypeNS)
		}
	}
	n := d.match3(name)
	return n != nil && slices.Contains(n.TypeBitMap, dns.TypeNS)
}

// covers reports whether no name between the record's own and the next exists,
// and this one lies there. A record of the zone above says nothing about what lies
// below (RFC 6840, section 4.1).
func (d denial) covers(n *dns.NSEC, name string) bool {
	owner, next := n.Hdr.Name, n.NextDomain
	if below(owner, name) && foreign(n.TypeBitMap) || !below(d.zone, next) {
		return false
	}
	after := compare(owner, name) < 0 && below(d.zone, name)
	if compare(owner, next) < 0 {
		return after && compare(name, next) < 0
	}
	return after // the last one: the next is the zone's first
}

// encloser is the closest name above one that does not exist, as the record that
// covers it shows.
func (d denial) encloser(n *dns.NSEC, name string) string {
	a, b := common(name, n.Hdr.Name), common(name, n.NextDomain)
	if dns.CountLabel(a) > dns.CountLabel(b) {
		return a
	}
	return b
}

// lacks reports whether the list of a name's types shows that it has none of this
// type, and is the list of whoever would have it: the zone above for the word on
// keys, the zone itself for all else.
func lacks(types []uint16, name string, typ uint16) bool {
	has := func(t uint16) bool { return slices.Contains(types, t) }
	switch {
	case has(typ), typ != dns.TypeCNAME && has(dns.TypeCNAME):
		return false
	case typ == dns.TypeDS:
		return !has(dns.TypeSOA) || name == "."
	}
	return !has(dns.TypeNS) || has(dns.TypeSOA)
}

// foreign reports whether what lies below a name is not this zone's.
func foreign(types []uint16) bool {
	has := func(t uint16) bool { return slices.Contains(types, t) }
	return has(dns.TypeNS) && !has(dns.TypeSOA) || has(dns.TypeDNAME)
}

func shows(ok bool) proof {
	if ok {
		return proven
	}
	return unproven
}
