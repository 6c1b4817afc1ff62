package observe

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/miekg/dns"

	"shopcheck/scanner/observe/dnssec"
)

// A Chain says how far signatures vouch for the answer to one DNS question, checked
// here, from the root's keys down; no resolver's word is taken for it.
type Chain struct {
	Type string `json:"type"`
	Name string `json:"name"` // as asked, no trailing dot
	dnssec.Chain
	Resolver string    `json:"resolver"`      // that the signatures were had from
	Own      bool      `json:"own,omitempty"` // some answer came out of a zone that this resolver has itself (AA bit): others may get another one
	At       time.Time `json:"at"`            // the time judged by
}

// Chain follows the signatures of one answer. All questions go to one resolver, the
// first that gives out signatures at all: where none does the chain is
// Indeterminate. A question that gets no answer is a Failure.
func (s *Site) Chain(ctx context.Context, typ, name string) (*Chain, error) {
	name = plainName(name)
	return look(ctx, s, "CHAIN "+typ+" "+name, func(ctx context.Context) (*Chain, error) {
		qtype, err := askable(typ, name)
		if err != nil {
			return nil, err
		}
		root, err := s.signed(ctx, dns.TypeDNSKEY, ".")
		if err != nil {
			return nil, err
		}
		s.askAhead(ctx, qtype, name)
		at, own := s.opts.now(), false
		v := dnssec.Validator{Anchors: s.opts.Anchors, At: at, Ask: func(ctx context.Context, typ uint16, name string) (*dns.Msg, error) {
			h, err := s.signed(ctx, typ, name)
			if err != nil {
				return nil, err
			}
			own = own || h.msg.Authoritative
			return h.msg, nil
		}}
		c, err := v.Chain(ctx, qtype, name)
		if err != nil {
			return nil, err
		}
		return &Chain{Type: typ, Name: name, Chain: *c, Resolver: shownResolver(root.resolver), Own: own, At: at}, nil
	})
}

// SignedRecords returns the records of the answer that [Site.Chain] judges: what is
// only as good as its signatures has to be read from the answer that has them.
func (s *Site) SignedRecords(ctx context.Context, typ, name string) (*Records, error) {
	name = plainName(name)
	return look(ctx, s, "SIGNED "+typ+" "+name, func(ctx context.Context) (*Records, error) {
		return s.net.collect(typ, name, func(typ uint16, name string) (*heard, error) {
			h, err := s.signed(ctx, typ, name)
			if err != nil {
				return nil, err
			}
			return h.about(name), nil
		})
	})
}

// about is what an answer says of one name. Of the names that its aliases lead to,
// the signatures are judged in answers of their own.
func (h *heard) about(name string) *heard {
	msg := h.msg.Copy()
	msg.Answer = slices.DeleteFunc(msg.Answer, func(rr dns.RR) bool { return !sameName(rr.Header().Name, name) })
	if slices.ContainsFunc(msg.Answer, func(rr dns.RR) bool { return rr.Header().Rrtype == dns.TypeCNAME }) {
		msg.Rcode = dns.RcodeSuccess // which is the last name's
	}
	return &heard{msg: msg, resolver: h.resolver, stale: h.stale}
}

// askAhead asks at once what a chain will ask in turn, and waits for the answers.
func (s *Site) askAhead(ctx context.Context, typ uint16, name string) {
	var wg sync.WaitGroup
	ask := func(typ uint16, name string) {
		wg.Go(func() { _, _ = s.signed(ctx, typ, name) }) // who asks in earnest hears of a failure
	}
	ask(typ, name)
	for _, q := range dnssec.Needs(apex(name)) {
		ask(q.Qtype, q.Name)
	}
	wg.Wait()
}

// signed asks for an answer with its signatures, once. Such answers are not kept:
// what they show is.
func (s *Site) signed(ctx context.Context, typ uint16, name string) (*heard, error) {
	name = plainName(name)
	question := fmt.Sprintf("SIGNED %d %s", typ, name)
	return Derived(ctx, s, question, func(ctx context.Context) (*heard, error) {
		if typ == dns.TypeDNSKEY && name == "." {
			return s.net.signingResolver(ctx)
		}
		root, err := s.signed(ctx, dns.TypeDNSKEY, ".")
		if err != nil {
			return nil, err
		}
		return s.net.ask(ctx, query{typ: typ, name: name, signed: true, only: root.resolver})
	})
}

// signingResolver asks one resolver after the other for the root's keys until one
// gives their signatures too. If none does, it returns the first one's answer.
func (n *network) signingResolver(ctx context.Context) (*heard, error) {
	var first *heard
	var last error
	for _, r := range n.opts.Resolvers {
		h, err := n.ask(ctx, query{typ: dns.TypeDNSKEY, name: ".", signed: true, only: r})
		if err != nil {
			last = err
			continue
		}
		for _, rr := range h.msg.Answer {
			if rr.Header().Rrtype == dns.TypeRRSIG {
				return h, nil
			}
		}
		if first == nil {
			first = h
		}
	}
	if first == nil && last == nil {
		last = (&mute{kind: muteNobody}).failure(".")
	}
	if first == nil {
		return nil, last
	}
	return first, nil
}

// Source names the look as evidence does.
func (c *Chain) Source() string { return "DNSSEC " + c.Type + " " + Printable(c.Name) }

// Evidence quotes how the chain ends, by what methods its zones are signed, and how
// long the last one's signatures hold.
func (c *Chain) Evidence() Evidence {
	parts := []string{string(c.State)}
	if c.Why != "" {
		parts = append(parts, c.Why)
	}
	for i, l := range c.Links {
		var methods []string
		for _, a := range l.Algorithms {
			methods = append(methods, method(a))
		}
		part := l.Zone + " " + strings.Join(methods, ", ")
		if i == len(c.Links)-1 {
			part += " until " + l.Until.Format(time.RFC3339)
		}
		parts = append(parts, part)
	}
	e := Evidence{Source: c.Source(), Quote: Printable(strings.Join(parts, "; ")), At: c.At}
	if again := (&Records{Type: c.Type, Name: c.Name}).again(); again != "" {
		e.Again = "delv " + c.Type + " " + c.Name
	}
	return e
}

// method names a method of signing (IANA's registry of DNSSEC algorithm numbers).
func method(algorithm int) string {
	if name, ok := dns.AlgorithmToString[uint8(algorithm)]; ok {
		return name
	}
	return fmt.Sprintf("method %d", algorithm)
}
