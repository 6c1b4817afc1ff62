package dns

import (
	"context"
	_ "embed"
	"strings"
	"sync"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed zone.md
var zoneDoc string

// Zone asks whether the domain's name servers answer, those that resolvers ask for
// customers, and each of them.
var Zone = scanner.Probe{
	ID:       "dns.zone",
	Severity: scanner.High,
	Twice:    true,
	Doc:      zoneDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		var d delegation
		var wg sync.WaitGroup
		wg.Go(func() { d.look(ctx, site) })
		z := lookZone(ctx, site)
		wg.Wait()
		found := []scanner.Finding{judgeZone(z)}
		if d.servers != nil && d.servers.ns.State != observe.NoDomain {
			found = append(found, judgeDelegation(d))
		}
		return found, nil
	},
}

// A zone is what the resolvers said of a domain.
type zone struct {
	apex    string
	answers []*observe.Records
	refused int              // questions that the resolvers gave no usable answer to
	other   error            // a look that failed for another reason, or nil
	last    error            // the last look that got no usable answer
	control *observe.Records // another name's records, to show that the resolvers work; nil if they do not

	// What another resolver says of the SOA record, and of the root's: it is only asked
	// if the first one has an answer.
	second        *observe.Records
	secondErr     error
	secondControl *observe.Records // nil if it was not asked, or does not work
}

// lookZone asks the resolvers.
func lookZone(ctx context.Context, site *observe.Site) zone {
	z := zone{apex: site.Apex()}
	questions := [][2]string{{"SOA", site.Apex()}, {"NS", site.Apex()}, {"A", site.Domain()}}
	answers, errs := make([]*observe.Records, len(questions)), make([]error, len(questions))
	var wg sync.WaitGroup
	for i, q := range questions {
		wg.Go(func() { answers[i], errs[i] = site.Records(ctx, q[0], q[1]) })
	}
	wg.Wait()
	for i := range questions {
		z.add(answers[i], errs[i])
	}
	soa := answers[0]
	switch {
	case z.refused > 0 && len(z.answers) == 0:
		z.control = control(ctx, site)
	case soa != nil:
		if z.second, z.secondErr = site.SecondOpinion(ctx, soa); z.secondFails() {
			root := &observe.Records{Type: "NS", Name: ".", Resolver: soa.Resolver}
			z.secondControl, _ = site.SecondOpinion(ctx, root)
		}
	}
	return z
}

// secondFails reports whether another resolver gets no answer where the first one
// does.
func (z zone) secondFails() bool {
	cause, _ := observe.Explain(z.secondErr)
	return z.secondErr != nil && (cause == observe.DNS || cause == observe.DNSBogus)
}

func (z *zone) add(r *observe.Records, err error) {
	switch cause, _ := observe.Explain(err); {
	case err == nil:
		z.answers = append(z.answers, r)
	case cause == observe.DNS, cause == observe.DNSBogus:
		z.refused, z.last = z.refused+1, err
	default:
		z.other = err
	}
}

// control asks for name servers that work whatever becomes of the shop's: those
// of the zone above it, or else the root's. A lab on loopback may serve neither;
// then nothing is proven.
func control(ctx context.Context, site *observe.Site) *observe.Records {
	_, above, _ := strings.Cut(site.Apex(), ".")
	for _, name := range []string{above, "."} {
		if r, err := site.Records(ctx, "NS", name); err == nil && r.State == observe.Found {
			named := *r
			named.Name = name // the root's own is kept empty
			return &named
		}
	}
	return nil
}

// unregistered reports whether the domain itself does not exist. A name below
// it that does exist shows that the answer is wrong.
func (z zone) unregistered() bool {
	missing := false
	for _, r := range z.answers {
		if r.State == observe.Found {
			return false
		}
		missing = missing || r.Name == z.apex && r.State == observe.NoDomain
	}
	return missing
}

func judgeZone(z zone) scanner.Finding {
	f := scanner.Finding{Subject: z.apex}
	for _, r := range z.answers {
		f.Evidence = append(f.Evidence, r.Evidence())
	}
	switch {
	case z.unregistered():
		f.Outcome, f.Message = scanner.Fail, "The domain "+z.apex+" does not exist: nobody has registered it, or its registration has lapsed."
	case z.other != nil:
		return scanner.CouldNot(z.apex, z.other)
	case z.refused == 0 && z.secondFails() && z.secondControl != nil:
		_, words := observe.Explain(z.secondErr)
		f.Outcome, f.Message = scanner.Warn, "One resolver gets answers about "+z.apex+", and another does not: "+words+"."
		another := z.secondControl.Evidence()
		another.Source, another.Quote, another.Again = "SOA "+z.apex+" by another resolver", observe.Printable(words), ""
		f.Evidence = append(f.Evidence, another)
	case z.refused == 0:
		f.Outcome, f.Message = scanner.Pass, "The name servers of "+z.apex+" answer every question we asked."
	case len(z.answers) > 0:
		_, words := observe.Explain(z.last)
		f.Outcome, f.Message = scanner.Warn, "The name servers of "+z.apex+" answer only some questions: "+words+"."
	case z.control == nil:
		return scanner.CouldNot(z.apex, z.last)
	default:
		_, words := observe.Explain(z.last)
		f.Outcome, f.Message = scanner.Fail, "No question about "+z.apex+" gets an answer, although other names do."
		silent := z.control.Evidence()
		silent.Source, silent.Quote, silent.Again = "SOA "+z.apex, observe.Printable(words), "dig SOA "+z.apex
		f.Evidence = []observe.Evidence{silent, z.control.Evidence()}
	}
	return f
}
