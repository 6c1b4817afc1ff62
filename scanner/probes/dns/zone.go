package dns

import (
	"context"
	_ "embed"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed zone.md
var zoneDoc string

// Zone asks whether the domain's name servers answer.
var Zone = scanner.Probe{
	ID:       "dns.zone",
	Severity: scanner.High,
	Twice:    true,
	Doc:      zoneDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		z := zone{apex: site.Apex()}
		for _, question := range [][2]string{{"SOA", site.Apex()}, {"NS", site.Apex()}, {"A", site.Domain()}} {
			z.add(site.Records(ctx, question[0], question[1]))
		}
		if z.refused > 0 && len(z.answers) == 0 {
			z.control = control(ctx, site)
		}
		return []scanner.Finding{judgeZone(z)}, nil
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
