package dns

import (
	"context"
	_ "embed"
	"errors"
	"slices"
	"strings"
	"sync"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed ipv6.md
var ipv6Doc string

// IPv6 asks whether the shop can be reached by those who have no IPv4 address.
var IPv6 = scanner.Probe{
	ID:       "dns.ipv6",
	Severity: scanner.Info,
	Doc:      ipv6Doc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		subject := "IPv6 " + site.Apex()
		parts, err := reachable(ctx, site)
		if err != nil {
			return []scanner.Finding{scanner.CouldNot(subject, err)}, nil
		}
		return []scanner.Finding{judgeIPv6(subject, parts)}, nil
	},
}

// A part is what somebody on the way to the shop has to reach: any one of its hosts
// is enough.
type part struct {
	name  string             // "the mail servers"
	hosts []*observe.Records // AAAA
}

func (p part) reachable() bool {
	return slices.ContainsFunc(p.hosts, func(r *observe.Records) bool { return r.State == observe.Found })
}

// maxMailHosts bounds how many mail servers are looked up.
const maxMailHosts = 4

// reachable looks up the parts, all at once. A zone of somebody else's is none, and
// neither are mail servers of a domain that takes no mail.
func reachable(ctx context.Context, site *observe.Site) ([]part, error) {
	var names *servers
	host, mail := part{name: "the shop"}, part{name: "the mail servers"}
	var errs [3]error
	var wg sync.WaitGroup
	wg.Go(func() {
		var r *observe.Records
		r, errs[0] = site.Records(ctx, "AAAA", site.Host(ctx))
		host.hosts = []*observe.Records{r}
	})
	wg.Go(func() { names, errs[1] = nameServers(ctx, site) })
	wg.Go(func() { mail.hosts, errs[2] = mailServers(ctx, site) })
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	zone := part{name: "the name servers"}
	for _, one := range names.list {
		if one.aaaa == nil {
			return nil, one.err
		}
		zone.hosts = append(zone.hosts, one.aaaa)
	}
	return slices.DeleteFunc([]part{host, zone, mail}, func(p part) bool { return len(p.hosts) == 0 }), nil
}

// mailServers looks up the IPv6 addresses of the servers that take the domain's mail,
// of a few of them. One that does not exist says so.
func mailServers(ctx context.Context, site *observe.Site) ([]*observe.Records, error) {
	mx, err := site.Records(ctx, "MX", site.Apex())
	if err != nil {
		return nil, err
	}
	var hosts []string
	for _, r := range mx.Answers {
		if host := r.Fields[1]; host != "." && len(hosts) < maxMailHosts { // RFC 7505: a domain that takes none
			hosts = append(hosts, host)
		}
	}
	out, errs := make([]*observe.Records, len(hosts)), make([]error, len(hosts))
	var wg sync.WaitGroup
	for i, host := range hosts {
		wg.Go(func() { out[i], errs[i] = site.Records(ctx, "AAAA", host) })
	}
	wg.Wait()
	return out, errors.Join(errs...)
}

func judgeIPv6(subject string, parts []part) scanner.Finding {
	f := scanner.Finding{Subject: subject, Outcome: scanner.Warn}
	var yes, no []string
	for _, p := range parts {
		for _, r := range p.hosts {
			f.Evidence = append(f.Evidence, r.Evidence())
		}
		if p.reachable() {
			yes = append(yes, p.name)
		} else {
			no = append(no, p.name)
		}
	}
	switch {
	case len(no) == 0:
		f.Outcome, f.Message = scanner.Pass, "There are IPv6 addresses for "+join(yes)+"."
	case len(yes) == 0:
		f.Message = "There is no IPv6 address for " + join(no) + "."
	default:
		f.Message = "There are IPv6 addresses for " + join(yes) + ", but none for " + join(no) + "."
	}
	return f
}

// join writes a list as in a sentence.
func join(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}
