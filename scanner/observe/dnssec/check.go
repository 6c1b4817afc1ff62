package dnssec

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// A check is one chain in the making.
type check struct {
	v     Validator
	tries int
	zones map[string]*zone // that were entered
	asked map[string]bool  // names at which a zone was looked for
}

// A zone is one whose keys are vouched for.
type zone struct {
	name        string
	algorithms  []int
	keys        []*dns.DNSKEY
	from, until time.Time
}

// relied notes a signature that the chain hangs by.
func (z *zone) relied(v vouch) {
	if z.until.IsZero() || v.until.Before(z.until) {
		z.from, z.until = v.from, v.until
	}
}

func (z *zone) link() Link {
	return Link{Zone: plain(z.name), Algorithms: z.algorithms, From: z.from, Until: z.until}
}

// A part of a chain is the way to one name, up to an alias.
type part struct {
	at  Chain
	way []*zone
}

// A step is where the way stands: in a zone, or at its end.
type step struct {
	zone *zone
	end  *Chain // nil as long as it goes on
	gone bool   // it is proven that the next name does not exist, nor anything below it
}

func end(c Chain) step { return step{end: &c} }

// part follows the way to the answer about one name, and returns the name that an
// alias leads on to.
func (c *check) part(ctx context.Context, typ uint16, name string) (part, string, error) {
	msg, err := c.v.Ask(ctx, typ, name)
	if err != nil {
		return part{}, "", err
	}
	root, err := c.enter(ctx, ".", records(c.anchors()))
	switch {
	case err != nil:
		return part{}, "", err
	case root.end != nil:
		return part{at: *root.end}, "", nil
	}
	way := []*zone{root.zone}
	at := root
	for _, next := range descent(name) {
		if at.gone || slices.Contains(signers(msg, name), at.zone.name) {
			break
		}
		if at, err = c.down(ctx, at.zone, next); err != nil {
			return part{}, "", err
		}
		if at.end != nil {
			return part{*at.end, way}, "", nil
		}
		if at.zone != way[len(way)-1] {
			way = append(way, at.zone)
		}
	}
	chain, next, err := c.answer(ctx, at.zone, msg, typ, name)
	return part{chain, way}, next, err
}

func (c *check) anchors() []Anchor {
	if c.v.Anchors == nil {
		return Root
	}
	return c.v.Anchors
}

func target(s set) string { return dns.CanonicalName(s.rrs[0].(*dns.CNAME).Target) }

// descent are the names at which a zone may begin between the root and the one
// that would answer, from above.
func descent(name string) []string {
	var out []string
	for i := 1; i <= dns.CountLabel(name); i++ {
		out = append(out, last(name, i))
	}
	return out
}

// signers are the zones that say to have signed the answer about a name.
func signers(msg *dns.Msg, name string) []string {
	var out []string
	there := false
	for _, rr := range msg.Answer {
		owner, sig := dns.CanonicalName(rr.Header().Name), signature(rr)
		there = there || owner == name
		if sig != nil && (owner == name || sig.TypeCovered == dns.TypeDNAME && below(owner, name)) {
			out = append(out, dns.CanonicalName(sig.SignerName))
		}
	}
	for _, rr := range msg.Ns {
		if sig := signature(rr); sig != nil && !there {
			out = append(out, dns.CanonicalName(sig.SignerName))
		}
	}
	return out
}

func signature(rr dns.RR) *dns.RRSIG {
	sig, _ := rr.(*dns.RRSIG)
	return sig
}

// supported are the methods of signing that are checked here (RFC 8624, RFC 9904):
// 5 and 7 too, although nobody should sign by them any more (RFC 9905).
var supported = []uint8{
	dns.RSASHA1, dns.RSASHA1NSEC3SHA1, dns.RSASHA256, dns.RSASHA512,
	dns.ECDSAP256SHA256, dns.ECDSAP384SHA384, dns.ED25519, dns.ED448,
}

// usable are those of the words for a zone's keys that can be checked. Where a
// better digest is among them, SHA-1's do not count (RFC 4509, section 3).
func usable(all []*dns.DS) []*dns.DS {
	out := slices.DeleteFunc(slices.Clone(all), func(ds *dns.DS) bool {
		known := ds.DigestType == dns.SHA1 || ds.DigestType == dns.SHA256 || ds.DigestType == dns.SHA384
		return !known || !slices.Contains(supported, ds.Algorithm)
	})
	better := func(ds *dns.DS) bool { return ds.DigestType != dns.SHA1 }
	if slices.ContainsFunc(out, better) {
		out = slices.DeleteFunc(out, func(ds *dns.DS) bool { return !better(ds) })
	}
	return out
}

// enter asks a zone for its keys and checks them against the words for them (RFC
// 4035, section 5.2). A zone whose words are all of unknown methods counts as not
// signed.
func (c *check) enter(ctx context.Context, name string, words []*dns.DS) (step, error) {
	if z, ok := c.zones[name]; ok {
		return step{zone: z}, nil
	}
	fail := func(f *fault) (step, error) { return end(f.in(name, blame(name))), nil }
	good := usable(words)
	if len(good) == 0 {
		return end(Chain{State: Insecure, Flaw: Strange, Zone: plain(name), Why: spoken(name) + " is signed only by methods that are not known here"}), nil
	}
	msg, err := c.v.Ask(ctx, dns.TypeDNSKEY, name)
	if err != nil {
		return step{}, err
	}
	s := find(msg.Answer, name, dns.TypeDNSKEY)
	if len(s.rrs) > maxKeys || len(good) > maxKeys {
		return fail(faulted(Unread, "%s has more keys than are read", spoken(name)))
	}
	if len(s.rrs) == 0 {
		return fail(faulted(WrongKey, "%s publishes no keys, although the zone above vouches for some", spoken(name)))
	}
	all := keys(s)
	z := &zone{name: name, keys: slices.DeleteFunc(slices.Clone(all), func(key *dns.DNSKEY) bool { return !matches(key, good) })}
	if len(z.keys) == 0 {
		return fail(faulted(WrongKey, "no key of %s is one that the zone above vouches for", spoken(name)))
	}
	vouch, f := c.verify(z, s)
	switch {
	case f != nil && f.flaw == NoKey: // it may publish the key that signed
		return fail(faulted(NoKey, "no signature for the keys of %s is by one that the zone above vouches for", spoken(name)))
	case f != nil:
		return fail(f)
	}
	z.relied(vouch)
	z.admit(all, good)
	c.zones[name] = z
	return step{zone: z}, nil
}

// blame is Bogus, but for the root: where its keys do not hold, it is this end
// that is amiss.
func blame(zone string) State {
	if zone == "." {
		return Indeterminate
	}
	return Bogus
}

// keys are those of a set that may sign for a zone (RFC 4034, section 2.1), and have
// not been given up (RFC 5011, section 2.1).
func keys(s set) []*dns.DNSKEY {
	var out []*dns.DNSKEY
	for _, rr := range s.rrs {
		if key := rr.(*dns.DNSKEY); key.Protocol == 3 && key.Flags&dns.ZONE != 0 && key.Flags&dns.REVOKE == 0 {
			out = append(out, key)
		}
	}
	return out
}

// admit takes all of a zone's keys for good, now that those vouched for have
// signed them.
func (z *zone) admit(all []*dns.DNSKEY, words []*dns.DS) {
	z.keys = all
	for _, ds := range words {
		z.algorithms = append(z.algorithms, int(ds.Algorithm))
	}
	slices.Sort(z.algorithms)
	z.algorithms = slices.Compact(z.algorithms)
}

// matches reports whether one of the words is for this key.
func matches(key *dns.DNSKEY, words []*dns.DS) bool {
	tag := key.KeyTag()
	return slices.ContainsFunc(words, func(ds *dns.DS) bool {
		if ds.KeyTag != tag || ds.Algorithm != key.Algorithm {
			return false
		}
		own := key.ToDS(ds.DigestType)
		return own != nil && strings.EqualFold(own.Digest, ds.Digest)
	})
}
