package dns

import (
	"context"
	_ "embed"
	"slices"
	"strings"
	"sync"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/dnssec"
)

//go:embed dnssec-valid.md
var dnssecValidDoc string

// DNSSECValid asks whether the signatures of the domain's records hold.
var DNSSECValid = scanner.Probe{
	ID:       "dns.dnssec-valid",
	Severity: scanner.High,
	Twice:    true,
	Doc:      dnssecValidDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		v := validity{domain: site.Apex()}
		v.ds, v.err = site.Records(ctx, "DS", site.Apex())
		if cause, _ := observe.Explain(v.err); v.err == nil && v.ds.State != observe.Found || v.err != nil && cause != observe.DNSBogus {
			return []scanner.Finding{judgeValidity(v)}, nil
		}
		v.err = nil
		v.look(ctx, site)
		if c := v.broken(); c != nil {
			if err := doubts(ctx, site, c); err != nil {
				return []scanner.Finding{scanner.CouldNot(v.subject(), err)}, nil
			}
		}
		return []scanner.Finding{judgeValidity(v)}, nil
	},
}

// A validity is what was seen of the domain's signatures.
type validity struct {
	domain string
	ds     *observe.Records // nil if resolvers keep it back
	err    error            // why nothing could be seen; nil if something was
	chains []*observe.Chain // by question, in order
	plain  *observe.Records // the answer that is broken, or else the first, as everybody is given it; nil if nobody is
	kept   bool             // resolvers keep that one back because its signatures do not hold
}

// questions are the answers that customers' and mail programs' resolvers check
// first, and one that certificate companies have to check (CA/Browser Forum,
// Baseline Requirements, section 3.2.2.8.1), which is mostly one of "no such
// record", and has to be proven.
func questions(site *observe.Site) [][2]string {
	apex := site.Apex()
	out := [][2]string{{"SOA", apex}, {"MX", apex}, {"CAA", apex}}
	for _, host := range site.Hosts() {
		out = append(out, [2]string{"A", host})
	}
	return out
}

// look follows the signatures of each answer, all at once, and asks for one as
// everybody does.
func (v *validity) look(ctx context.Context, site *observe.Site) {
	all := questions(site)
	v.chains = make([]*observe.Chain, len(all))
	errs := make([]error, len(all))
	var wg sync.WaitGroup
	for i, q := range all {
		wg.Go(func() { v.chains[i], errs[i] = site.Chain(ctx, q[0], q[1]) })
	}
	wg.Wait()
	for _, err := range errs {
		if v.err == nil {
			v.err = err
		}
	}
	v.chains = slices.DeleteFunc(v.chains, func(c *observe.Chain) bool { return c == nil })
	q := all[0]
	if c := v.broken(); c != nil {
		q = [2]string{c.Type, c.Name}
	}
	var err error
	v.plain, err = site.Records(ctx, q[0], q[1])
	cause, _ := observe.Explain(err)
	v.kept = err != nil && cause == observe.DNSBogus
}

// doubts returns a Failure if a broken chain may be this end's fault: its clock is
// wrong, or its resolver has a copy of the zone of its own, for this network alone.
func doubts(ctx context.Context, site *observe.Site, c *observe.Chain) error {
	if c.Flaw == dnssec.Expired || c.Flaw == dnssec.NotYet {
		if _, err := site.Clock(ctx); err != nil {
			return err
		}
	}
	if r, err := site.Records(ctx, "A", site.Domain()); err == nil && r.Inside() {
		return &observe.Failure{Cause: observe.Private, Words: "the resolver leads to an address within this network, so the signatures that customers get were not seen"}
	}
	return nil
}

// own reports whether a zone is the domain's, or lies in it: faults above it are
// not its owner's, and may be this end's.
func (v validity) own(zone string) bool {
	return zone == v.domain || strings.HasSuffix(zone, "."+v.domain)
}

// broken returns the first chain that breaks in the domain's own zone, or nil.
func (v validity) broken() *observe.Chain {
	return v.find(func(c *observe.Chain) bool { return c.State == dnssec.Bogus && v.own(c.Zone) })
}

func (v validity) subject() string { return "DNSSEC " + v.domain }

// link is the domain's own zone as the chain that ends first has it, or nil if no
// chain reaches it.
func (v validity) link() (*observe.Chain, *dnssec.Link) {
	var chain *observe.Chain
	var first *dnssec.Link
	for _, c := range v.chains {
		for _, l := range c.Links {
			if l.Zone == v.domain && (first == nil || l.Until.Before(first.Until)) {
				chain, first = c, &l
			}
		}
	}
	return chain, first
}

func judgeValidity(v validity) scanner.Finding {
	switch {
	case v.ds != nil && v.ds.State == observe.NoDomain:
		return scanner.CouldNot(v.subject(), noName(v.ds))
	case v.ds != nil && v.ds.State == observe.NoRecord:
		return scanner.Finding{
			Subject: v.subject(), Outcome: scanner.NotApplicable, Evidence: []observe.Evidence{v.ds.Evidence()},
			Message: "The zone above vouches for no signatures of " + v.domain + ", so there are none that could fail.",
		}
	}
	if c := v.broken(); c != nil {
		return judgeBroken(c, v)
	}
	if v.err != nil {
		return scanner.CouldNot(v.subject(), v.err)
	}
	return judgeHolding(v)
}

// judgeBroken accuses a zone, unless the resolver says that it has checked the same
// answer and found it good: then one of us is wrong. What is missing may have been
// lost on the way, unless the resolver misses it too.
func judgeBroken(c *observe.Chain, v validity) scanner.Finding {
	f := scanner.Finding{Subject: v.subject(), Evidence: []observe.Evidence{c.Evidence()}}
	why := observe.Printable(c.Why)
	switch {
	case v.plain != nil && v.plain.Authenticated:
		f.Outcome, f.Cause = scanner.Unknown, observe.Inconsistent
		f.Message = "Our own check of the signatures of " + v.domain + " fails, while the resolver says that it checked them and they hold: " + why + "."
	case (c.Flaw == dnssec.Unsigned || c.Flaw == dnssec.NoProof) && !v.kept:
		f.Outcome = scanner.Warn
		f.Message = "The signatures of " + v.domain + " are not complete, unless some were lost on the way here: " + why + "."
	default:
		f.Outcome = scanner.Fail
		f.Message = "The signatures of " + v.domain + " do not hold, so whoever checks them cannot reach it: " + why + "."
	}
	return f
}

// judgeHolding judges signatures that do not fail.
func judgeHolding(v validity) scanner.Finding {
	f := scanner.Finding{Subject: v.subject()}
	chain, link := v.link()
	if link == nil || v.find(func(c *observe.Chain) bool { return c.State == dnssec.Indeterminate || c.State == dnssec.Bogus }) != nil {
		return unchecked(v)
	}
	f.Evidence = []observe.Evidence{chain.Evidence()}
	left := link.Until.Sub(chain.At)
	costly := v.find(func(c *observe.Chain) bool { return c.Flaw == dnssec.Costly && c.Zone == v.domain })
	f.Outcome, f.Message = scanner.Warn, "The signatures of "+v.domain+" hold, but "
	switch {
	case !slices.ContainsFunc(link.Algorithms, func(a int) bool { return !slices.Contains(sha1, a) }):
		f.Message += "are made in an old way (SHA-1) that more and more resolvers take for none."
	case left < soon && left < link.Until.Sub(link.From)/4:
		f.Message += "run out on " + link.Until.Format("2 January 2006 at 15:04 UTC") + " unless they are renewed."
	case costly != nil:
		f.Message += "what the domain does not have is proven with so much hashing (NSEC3) that some resolvers take the proofs for none."
		f.Evidence = append(f.Evidence, costly.Evidence())
	default:
		f.Outcome, f.Message = scanner.Pass, "The signatures of "+v.domain+" hold, checked from the internet's root down."
	}
	return f
}

// sha1 are the methods that nobody should sign by any more (RFC 9905).
var sha1 = []int{5, 7}

// soon is how close to their end signatures should have been renewed, if that is
// also less than a quarter of their time: some name servers sign anew for each
// answer, for two days at a time, and others renew in the last quarter.
const soon = 3 * 24 * time.Hour

// unchecked is said where the signatures could not be followed to the domain: the
// resolver's own word is passed on as what it is.
func unchecked(v validity) scanner.Finding {
	c := v.find(func(c *observe.Chain) bool { return c.State == dnssec.Indeterminate })
	if c == nil {
		c = v.find(func(c *observe.Chain) bool { return c.State != dnssec.Secure })
	}
	if c == nil { // each answer lies in another zone than the domain's
		return scanner.CouldNot(v.subject(), &observe.Failure{Cause: observe.NotFound, Words: "no answer comes from the domain's own zone"})
	}
	f := scanner.Finding{Subject: v.subject(), Outcome: scanner.Unknown, Cause: observe.DNS, Evidence: []observe.Evidence{c.Evidence()}}
	if c.Flaw == dnssec.Strange || c.Flaw == dnssec.Unread {
		f.Cause = observe.Malformed
	}
	f.Message = "The signatures of " + v.domain + " could not be checked from here: " + observe.Printable(c.Why) + "; "
	switch {
	case v.plain == nil:
		f.Message += "the resolver gives no answer without them."
	case v.plain.Authenticated:
		f.Message += "the resolver says that it checked them and they hold, which is its word alone."
	default:
		f.Message += "the resolver does not say that it checked them."
	}
	return f
}

// find returns the first chain of a kind, or nil.
func (v validity) find(is func(*observe.Chain) bool) *observe.Chain {
	if i := slices.IndexFunc(v.chains, is); i >= 0 {
		return v.chains[i]
	}
	return nil
}
