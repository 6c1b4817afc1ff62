package dnssec

import (
	"context"

	"github.com/miekg/dns"
)

// down takes the step from a zone to a name in it, at which another zone may
// begin (RFC 4035, section 5.2).
func (c *check) down(ctx context.Context, z *zone, name string) (step, error) {
	if z, ok := c.zones[name]; ok {
		return step{zone: z}, nil
	}
	if c.asked[name] = true; len(c.asked) > maxDepth {
		return end(faulted(Unread, "%s lies deeper than is followed", spoken(name)).in(z.name, Indeterminate)), nil
	}
	msg, err := c.v.Ask(ctx, dns.TypeDS, name)
	if err != nil {
		return step{}, err
	}
	words := find(msg.Answer, name, dns.TypeDS)
	if len(words.rrs) > 0 {
		if chain, err := c.positive(ctx, z, msg, words); err != nil || chain.State != Secure {
			return end(chain), err
		}
		var all []*dns.DS
		for _, rr := range words.rrs {
			all = append(all, rr.(*dns.DS))
		}
		return c.enter(ctx, name, all)
	}
	if alias := find(msg.Answer, name, dns.TypeCNAME); len(alias.rrs) > 0 {
		return step{zone: z}, nil // no zone begins at an alias; whether it holds is seen when it is relied on
	}
	return c.undelegated(ctx, z, msg, name)
}

// undelegated reads an answer that the zone above has no word for the keys of a
// name.
func (c *check) undelegated(ctx context.Context, z *zone, msg *dns.Msg, name string) (step, error) {
	d := c.denial(z, msg)
	p := d.noType(name, dns.TypeDS)
	if p == unproven {
		if p = d.noName(name); p == proven {
			c.rely(z, d)
			return step{zone: z, gone: true}, nil
		}
	}
	switch {
	case p == proven && !d.begins(name):
		c.rely(z, d)
		return step{zone: z}, nil
	case p == proven:
		return end(Chain{State: Insecure, Zone: plain(name), Why: spoken(name) + " is not signed"}), nil
	case p == optedOut:
		return end(Chain{State: Insecure, Zone: plain(name), Why: spoken(name) + " is not signed, or does not exist"}), nil
	case d.costly:
		return end(costly(z)), nil
	}
	f, err := c.unshown(ctx, z, d, "nothing shows whether "+spoken(name)+" is signed")
	return end(f), err
}

// rely notes the signatures of what shows that something does not exist.
func (c *check) rely(z *zone, d denial) {
	for _, v := range d.from {
		z.relied(v)
	}
}

func costly(z *zone) Chain {
	return Chain{State: Insecure, Flaw: Costly, Zone: plain(z.name), Why: spoken(z.name) + " hides what it has by more hashing than resolvers do"}
}

// answer checks the answer itself, in the zone that gives it (RFC 4035, sections
// 5.3 and 5.4). It returns where an alias leads on to.
func (c *check) answer(ctx context.Context, z *zone, msg *dns.Msg, typ uint16, name string) (Chain, string, error) {
	if s := find(msg.Answer, name, typ); len(s.rrs) > 0 {
		chain, err := c.positive(ctx, z, msg, s)
		return chain, "", err
	}
	if s := find(msg.Answer, name, dns.TypeCNAME); len(s.rrs) > 0 {
		chain, err := c.alias(ctx, z, msg, s)
		if chain.State != Secure {
			return chain, "", err
		}
		return chain, target(s), err
	}
	d := c.denial(z, msg)
	var p proof
	words := "nothing shows that there are no " + dns.Type(typ).String() + " records of " + spoken(name)
	if msg.Rcode == dns.RcodeNameError {
		p, words = d.noName(name), "nothing shows that "+spoken(name)+" does not exist"
	} else {
		p = d.noType(name, typ)
	}
	chain, err := c.denied(ctx, z, d, p, words)
	return chain, "", err
}

// alias checks an alias; one that is made from another for a whole subtree is not
// signed itself (RFC 6672, section 5.3.1).
func (c *check) alias(ctx context.Context, z *zone, msg *dns.Msg, s set) (Chain, error) {
	for above := s.name; len(s.sigs) == 0 && above != z.name && above != "."; {
		above = parent(above)
		from := find(msg.Answer, above, dns.TypeDNAME)
		if len(from.rrs) != 1 {
			continue
		}
		made := dns.CanonicalName(s.name[:len(s.name)-len(above)] + from.rrs[0].(*dns.DNAME).Target)
		if made != target(s) {
			return faulted(Misfit, "the alias %s is not the one that its zone makes", spoken(s.name)).in(z.name, Bogus), nil
		}
		return c.positive(ctx, z, msg, from)
	}
	return c.positive(ctx, z, msg, s)
}

// positive checks records. Where they come from a wildcard, it must be shown that
// nothing closer exists.
func (c *check) positive(ctx context.Context, z *zone, msg *dns.Msg, s set) (Chain, error) {
	vouch, f := c.verify(z, s)
	if f != nil {
		return f.in(z.name, blame(z.name)), nil
	}
	z.relied(vouch)
	if after := int(vouch.labels); after < dns.CountLabel(s.name) && s.name != star(last(s.name, after)) {
		d := c.denial(z, msg)
		return c.denied(ctx, z, d, d.noCloser(s.name, after), "nothing shows that "+s.String()+" are not others than the wildcard's")
	}
	return Chain{State: Secure, Zone: plain(z.name)}, nil
}

// denied concludes from what is shown of something that does not exist.
func (c *check) denied(ctx context.Context, z *zone, d denial, p proof, words string) (Chain, error) {
	switch {
	case p == proven:
		c.rely(z, d)
		return Chain{State: Secure, Zone: plain(z.name)}, nil
	case p == optedOut:
		return Chain{State: Insecure, Zone: plain(z.name), Why: spoken(z.name) + " shows nothing of names that are not signed"}, nil
	case d.costly:
		return costly(z), nil
	}
	return c.unshown(ctx, z, d, words)
}

// unshown concludes from a proof that is missing. Some resolvers leave all proofs
// out: before a zone is accused, the root must show that it has no address.
func (c *check) unshown(ctx context.Context, z *zone, d denial, words string) (Chain, error) {
	if d.bad != nil {
		return d.bad.in(z.name, blame(z.name)), nil
	}
	f := faulted(NoProof, "%s", words)
	if d.seen {
		return f.in(z.name, blame(z.name)), nil
	}
	msg, err := c.v.Ask(ctx, dns.TypeA, ".")
	if err != nil {
		return Chain{}, err
	}
	if root := c.zones["."]; root == nil || c.denial(root, msg).noType(".", dns.TypeA) != proven {
		return f.in(z.name, Indeterminate), nil
	}
	return f.in(z.name, blame(z.name)), nil
}
