package dns

import (
	"context"
	_ "embed"
	"net/netip"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed nameservers.md
var nameserversDoc string

// NameServers asks whether one failure can silence all of the domain's name servers.
var NameServers = scanner.Probe{
	ID:       "dns.nameservers",
	Severity: scanner.Low,
	Doc:      nameserversDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		s, err := nameServers(ctx, site)
		if err != nil {
			return []scanner.Finding{scanner.CouldNot("NS "+site.Apex(), err)}, nil
		}
		return []scanner.Finding{judgeNameServers(*s)}, nil
	},
}

// Networks are told apart as far as each is routed by itself: providers do not take
// smaller ones.
const (
	network4 = 24
	network6 = 48
)

// distinct counts the blocks of a size that the servers' addresses lie in. IPv4 and
// IPv6 are counted apart, as they are addresses of the same servers, and the kind
// with more counts.
func (s servers) distinct(bits4, bits6 int) int {
	four, six := make(map[netip.Prefix]bool), make(map[netip.Prefix]bool)
	for _, one := range s.list {
		for _, a := range one.addrs() {
			if a.Is4() {
				four[netip.PrefixFrom(a, bits4).Masked()] = true
			} else {
				six[netip.PrefixFrom(a, bits6).Masked()] = true
			}
		}
	}
	return max(len(four), len(six))
}

func judgeNameServers(s servers) scanner.Finding {
	f := scanner.Finding{Subject: s.ns.Source(), Evidence: []observe.Evidence{s.ns.Evidence()}}
	var unseen error
	for _, one := range s.list {
		for _, r := range []*observe.Records{one.a, one.aaaa} {
			if r != nil && r.State == observe.Found {
				f.Evidence = append(f.Evidence, r.Evidence())
			}
		}
		if one.err != nil {
			unseen = one.err
		}
	}
	networks, name := s.distinct(network4, network6), s.ns.Name
	switch {
	case s.ns.State == observe.NoDomain:
		return scanner.CouldNot(f.Subject, noName(s.ns))
	case s.ns.State != observe.Found:
		f.Outcome, f.Message = scanner.NotApplicable, s.elsewhere()
	case len(s.list) > 1 && networks > 1:
		f.Outcome = scanner.Pass
		f.Message = "The domain " + name + " has " + count(len(s.ns.Answers), "name server", "name servers") + ", which do not all lie in one network."
	case unseen != nil:
		return scanner.CouldNot(f.Subject, unseen)
	case networks == 0:
		return scanner.CouldNot(f.Subject, &observe.Failure{Cause: observe.NotFound, Words: "no address was found for any name server of " + name})
	case len(s.list) == 1 && networks == 1:
		f.Outcome, f.Message = scanner.Fail, "The domain "+name+" has a single name server, and while that is down nobody finds the shop."
	case len(s.list) == 1:
		f.Outcome, f.Message = scanner.Warn, "The domain "+name+" names a single name server, although it has addresses in more than one network."
	case s.distinct(32, 128) == 1:
		f.Outcome, f.Message = scanner.Fail, "The "+count(len(s.list), "name", "names")+" of name servers of "+name+" lead to one and the same server, and while that is down nobody finds the shop."
	default:
		f.Outcome, f.Message = scanner.Warn, "All name servers of "+name+" lie in one network, and while that is down nobody finds the shop."
	}
	return f
}
