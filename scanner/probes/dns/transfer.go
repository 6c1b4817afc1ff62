package dns

import (
	"context"
	_ "embed"
	"sync"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed transfer.md
var transferDoc string

// Transfer asks whether strangers get the list of all that the domain's zone holds.
var Transfer = scanner.Probe{
	ID:       "dns.transfer",
	Severity: scanner.Medium,
	Class:    scanner.Standard,
	Doc:      transferDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		subject := "AXFR " + site.Apex()
		s, err := nameServers(ctx, site)
		if err != nil {
			return []scanner.Finding{scanner.CouldNot(subject, err)}, nil
		}
		return []scanner.Finding{judgeTransfer(subject, *s, s.transfer(ctx, site))}, nil
	},
}

// An asked is how one server answered to somebody who wants the whole zone, or why
// that is not known.
type asked struct {
	reply *observe.Transfer // nil: not known
	err   error
}

// transfer asks each server that has an address, all at once.
func (s servers) transfer(ctx context.Context, site *observe.Site) []asked {
	out := make([]asked, len(s.list))
	var wg sync.WaitGroup
	for i, one := range s.list {
		at, ok := one.endpoint()
		if !ok {
			out[i].err = one.err // nil if it has none: then nobody can ask it
			continue
		}
		wg.Go(func() { out[i].reply, out[i].err = site.Transfer(ctx, at, s.ns.Name) })
	}
	wg.Wait()
	return out
}

func judgeTransfer(subject string, s servers, all []asked) scanner.Finding {
	f := scanner.Finding{Subject: subject}
	var handed []string
	var unknown error
	for _, a := range all {
		switch {
		case a.err != nil:
			unknown = a.err
			continue
		case a.reply == nil:
			continue
		case a.reply.Handed:
			handed = append(handed, a.reply.Server)
		}
		f.Evidence = append(f.Evidence, a.reply.Evidence())
	}
	switch {
	case s.ns.State == observe.NoDomain:
		return scanner.CouldNot(subject, noName(s.ns))
	case s.ns.State != observe.Found:
		f.Outcome, f.Message, f.Evidence = scanner.NotApplicable, s.elsewhere(), []observe.Evidence{s.ns.Evidence()}
	case len(handed) > 0:
		f.Outcome, f.Message = scanner.Fail, "Everybody can have the list of all names and records of "+s.ns.Name+" from "+observe.Printable(join(handed))+"."
	case unknown != nil:
		return scanner.CouldNot(subject, unknown)
	case len(f.Evidence) == 0:
		return scanner.CouldNot(subject, &observe.Failure{Cause: observe.NotFound, Words: "no address was found for any name server of " + s.ns.Name})
	default:
		f.Outcome, f.Message = scanner.Pass, "The name servers of "+s.ns.Name+" refuse to hand out the list of all its names and records."
	}
	return f
}
