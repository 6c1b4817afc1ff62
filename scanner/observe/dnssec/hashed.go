package dnssec

import (
	"slices"

	"github.com/miekg/dns"
)

// This file reads denials by NSEC3 records (RFC 5155, section 8).

// match3 returns the record of a name, or nil.
func (d denial) match3(name string) *dns.NSEC3 {
	i := slices.IndexFunc(d.nsec3, func(n *dns.NSEC3) bool { return n.Match(name) })
	if i < 0 {
		return nil
	}
	return d.nsec3[i]
}

// covers3 reports whether a name does not exist, by itself. The library takes a
// record of the name itself for one that covers it, though that shows the contrary.
func (d denial) covers3(name string) proof {
	i := slices.IndexFunc(d.nsec3, func(n *dns.NSEC3) bool { return n.Cover(name) && !n.Match(name) })
	switch {
	case i < 0:
		return unproven
	case d.nsec3[i].Flags&1 != 0:
		return optedOut
	}
	return proven
}

// closest returns the closest name above one that exists, and whether the next
// closer one does not (section 8.3). A record of the zone above says nothing about
// what lies below (RFC 6840, section 4.1).
func (d denial) closest(name string) (string, proof) {
	for n := dns.CountLabel(name) - 1; n >= dns.CountLabel(d.zone); n-- {
		at := last(name, n)
		if m := d.match3(at); m != nil {
			if foreign(m.TypeBitMap) {
				return at, unproven
			}
			return at, d.covers3(last(name, n+1))
		}
	}
	return d.zone, unproven
}

// noType3 is noType (sections 8.5 to 8.7). A zone that opts out shows nothing of a
// name that only has unsigned zones below it (section 7.1), whatever type it is asked
// for.
func (d denial) noType3(name string, typ uint16) proof {
	if m := d.match3(name); m != nil {
		return shows(lacks(m.TypeBitMap, name, typ))
	}
	at, p := d.closest(name)
	m := d.match3(star(at))
	if m != nil && !lacks(m.TypeBitMap, star(at), typ) || m == nil && p != optedOut {
		return unproven
	}
	return p
}

// noName3 is noName (section 8.4).
func (d denial) noName3(name string) proof {
	if m := d.match3(name); m != nil {
		return shows(slices.Contains(m.TypeBitMap, dns.TypeNXNAME)) // RFC 9824, section 3
	}
	at, p := d.closest(name)
	if d.covers3(star(at)) == unproven {
		return unproven
	}
	return p
}
