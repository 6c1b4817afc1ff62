// Package dnssec follows signatures from the root's keys down to one answer of
// the domain name system, and says how far they reach (RFC 4033 to 4035, RFC 5155,
// RFC 6840).
//
// It asks through a function that it is handed and is given the time to judge by,
// so the same answers give the same [Chain] on any day, from any place. It trusts
// nobody's word that an answer was checked: the AD bit of a resolver is not looked
// at.
//
// What a stranger's server sends is bounded: names, keys, signatures that are
// tried, rounds of hashing. Where a bound is met the chain is Indeterminate, never
// Bogus.
package dnssec

import (
	"context"
	"slices"
	"time"

	"github.com/miekg/dns"
)

// A State is how far signatures vouch for an answer (RFC 4033, section 5).
type State string

// The states.
const (
	Secure        State = "secure"        // each signature fits, from the root to the answer
	Insecure      State = "insecure"      // it is proven that there is nothing to check: some zone on the way is not signed
	Bogus         State = "bogus"         // there should be signatures that hold, and there are none
	Indeterminate State = "indeterminate" // what would be needed to tell cannot be had, or cannot be read, here
)

// rank orders states by what a chain of several parts is worth.
var rank = []State{Secure, Insecure, Indeterminate, Bogus}

// A Flaw is why a chain is Bogus or Indeterminate, or Insecure although its zone has
// signatures.
type Flaw string

// The flaws.
const (
	Expired  Flaw = "expired"   // the signature's time is over
	NotYet   Flaw = "not-yet"   // and here it has not come
	Misfit   Flaw = "misfit"    // the signature belongs to something else
	NoKey    Flaw = "no-key"    // it was made by a key that the zone does not publish
	WrongKey Flaw = "wrong-key" // no key of the zone is one that the zone above vouches for
	Unsigned Flaw = "unsigned"  // there is no signature
	NoProof  Flaw = "no-proof"  // an answer of "no", and no proof of it
	Unread   Flaw = "unread"    // more, or other, than this program reads
	Strange  Flaw = "strange"   // all methods are unknown here
	Costly   Flaw = "costly"    // a proof takes more hashing than resolvers do
)

// A Chain is what was found on the way from the root to an answer.
type Chain struct {
	State State  `json:"state"`
	Flaw  Flaw   `json:"flaw,omitempty"` // empty if Secure, or Insecure because nothing is signed
	Why   string `json:"why,omitempty"`  // in words, no capital, no full stop; empty if Secure
	Zone  string `json:"zone"`           // where it was decided: the answer's own if Secure, else the first that is not signed or does not hold
	Links []Link `json:"links"`          // the signed zones on the way, from the root down
}

// A Link is one signed zone on the way.
type Link struct {
	Zone       string    `json:"zone"`       // no trailing dot, but "." for the root
	Algorithms []int     `json:"algorithms"` // by which the zone above vouches for its keys, sorted (IANA's numbers)
	From       time.Time `json:"from"`
	Until      time.Time `json:"until"` // with From: the signature of this zone that runs out first, of those relied on
}

// An Ask puts one question, with signatures wanted and the resolver's own checks
// off (RFC 6840, section 5.9). An error is that of a question that got no answer.
type Ask func(ctx context.Context, typ uint16, name string) (*dns.Msg, error)

// A Validator judges answers.
type Validator struct {
	Anchors []Anchor  // keys of the root; nil means the internet's own
	At      time.Time // the time to judge by
	Ask     Ask
}

// Bounds on what one chain may ask and try.
const (
	maxAliases = 8   // CNAMEs followed
	maxDepth   = 24  // names at which a zone is looked for
	maxTries   = 100 // signatures tried
	maxKeys    = 48  // keys, and words for keys, of one zone
	maxSigs    = 8   // signatures of one set
)

// Chain follows the signatures of the answer to one question; name needs no
// trailing dot. Where CNAMEs lead on, they are followed, and the worst part counts.
// The error is that of the first question that got no answer.
func (v Validator) Chain(ctx context.Context, typ uint16, name string) (*Chain, error) {
	c := &check{v: v, zones: make(map[string]*zone), asked: make(map[string]bool)}
	whole := &Chain{State: Secure}
	at := dns.CanonicalName(dns.Fqdn(name))
	for range 1 + maxAliases {
		part, next, err := c.part(ctx, typ, at)
		if err != nil {
			return nil, err
		}
		whole.join(part)
		if next == "" {
			return whole, nil
		}
		at = next
	}
	whole.join(part{at: faulted(Unread, "the name %s leads through more than %d others", spoken(dns.CanonicalName(dns.Fqdn(name))), maxAliases).in(".", Indeterminate)})
	return whole, nil
}

// join adds what was found of one part of the way.
func (c *Chain) join(p part) {
	if c.Zone == "" || slices.Index(rank, p.at.State) > slices.Index(rank, c.State) {
		c.State, c.Flaw, c.Why, c.Zone = p.at.State, p.at.Flaw, p.at.Why, p.at.Zone
	}
	for _, z := range p.way {
		if i := slices.IndexFunc(c.Links, func(l Link) bool { return l.Zone == plain(z.name) }); i >= 0 {
			c.Links[i] = z.link()
			continue
		}
		c.Links = append(c.Links, z.link())
	}
}

// Needs lists the questions that a chain to a name asks whatever the answers are,
// so that they can be asked at once: the root's keys first, then those of each
// name down to it and the word of the zone above for them.
func Needs(name string) []dns.Question {
	out := []dns.Question{{Name: ".", Qtype: dns.TypeDNSKEY, Qclass: dns.ClassINET}}
	name = dns.CanonicalName(dns.Fqdn(name))
	labels := dns.Split(name)
	for i := len(labels) - 1; i >= max(0, len(labels)-maxDepth); i-- {
		for _, typ := range []uint16{dns.TypeDS, dns.TypeDNSKEY} {
			out = append(out, dns.Question{Name: name[labels[i]:], Qtype: typ, Qclass: dns.ClassINET})
		}
	}
	return out
}
