package dns

import (
	"context"
	_ "embed"
	"slices"
	"strings"
	"sync"

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
// record", and has to be proven. They begin with what is lost most by.
func questions(site *observe.Site) [][2]string {
	apex := site.Apex()
	out := [][2]string{{"SOA", apex}}
	for _, host := range site.Hosts() {
		out = append(out, [2]string{"A", host})
	}
	return append(out, [2]string{"MX", apex}, [2]string{"CAA", apex})
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
// wrong, or its resolver has a zone of its own, for this network alone: it says so, or
// it leads to an address within.
func doubts(ctx context.Context, site *observe.Site, c *observe.Chain) error {
	if c.Own {
		return &observe.Failure{Cause: observe.DNS, Words: "the resolver has the zone of " + observe.Printable(c.Zone) + " itself, so the signatures that customers get were not seen"}
	}
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

// find returns the first chain of a kind, or nil.
func (v validity) find(is func(*observe.Chain) bool) *observe.Chain {
	if i := slices.IndexFunc(v.chains, is); i >= 0 {
		return v.chains[i]
	}
	return nil
}
