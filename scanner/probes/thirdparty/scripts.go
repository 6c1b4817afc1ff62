package thirdparty

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/inventory"
	"shopcheck/scanner/probes/shop"
)

//go:embed scripts.md
var scriptsDoc string

// Scripts asks from whom the scripts of the shop's pages come. Names that do not
// exist are looked up a second time here, so that the pages need not be.
var Scripts = scanner.Probe{
	ID:       "thirdparty.scripts",
	Severity: scanner.Medium,
	Doc:      scriptsDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		found, err := shop.Find(ctx, site)
		if err != nil {
			return nil, err
		}
		told := site.Told(ctx)
		if told.Before != nil && sawLess(*told.Before, found.Pages) {
			told.Before = nil
		}
		hosts := hostsOf(inventory.Of(found.Pages, site.Own), told)
		lookUp(ctx, site, hosts)
		return []scanner.Finding{judgeScripts(site.Domain(), found.Home, hosts, told.Before)}, nil
	},
}

// sawLess reports whether an earlier run saw less of the same pages: not all of them,
// or not as a browser shows them.
func sawLess(b observe.Before, pages []shop.Page) bool {
	return b.Hosts == nil || !b.Rendered && inventory.Rendered(pages)
}

// A host is another company's, and what it is to the shop.
type host struct {
	name    string
	scripts []inventory.Script // that come from it, one at least
	owner   facts.Owner        // zero: not known
	risk    *facts.Risk        // nil: nothing is known against it
	new     bool               // the last run did not see it, and no list explains it
	state   state
	records []observe.Evidence // of a name that does not exist
}

// hostsOf returns the other companies' hosts, by name. A host is explained where
// the shop's own list has all of its scripts.
func hostsOf(scripts []inventory.Script, told observe.Told) []host {
	var hosts []host
	list := inventory.ListOf(told.Scripts)
	from := make(map[string][]inventory.Script) // pages may name very many hosts
	for _, s := range scripts {
		from[s.Host] = append(from[s.Host], s)
	}
	for _, name := range inventory.Hosts(scripts) {
		h := host{name: name, scripts: from[name], owner: from[name][0].Owner}
		explained := !slices.ContainsFunc(h.scripts, func(s inventory.Script) bool { _, listed := list.Find(s); return !listed })
		if r, ok := facts.RiskOf(name); ok {
			h.risk = &r
		}
		h.new = told.Before != nil && !slices.Contains(told.Before.Hosts, name) && !explained
		hosts = append(hosts, h)
	}
	return hosts
}

// judgeScripts judges the hosts, worst first.
func judgeScripts(domain string, home *observe.Page, hosts []host, before *observe.Before) scanner.Finding {
	f := scanner.Finding{Subject: domain, Outcome: scanner.Warn, Evidence: lines(hosts)}
	bad := pick(hosts, func(h host) bool { return h.risk != nil && h.risk.Bad })
	old := pick(hosts, func(h host) bool { return h.risk != nil && !h.risk.Bad })
	free, dead := pick(hosts, func(h host) bool { return h.state == free }), pick(hosts, func(h host) bool { return h.state == dead })
	denied := pick(hosts, func(h host) bool { return h.state == denied })
	fresh := pick(hosts, func(h host) bool { return h.new })
	switch err := shop.Unread(home); {
	case len(bad) > 0:
		f.Outcome, f.Message = scanner.Fail, fmt.Sprintf("The shop runs scripts from %s: %s.", names(bad), bad[0].risk.Why)
	case len(free) > 0:
		f.Outcome, f.Message = scanner.Fail, fmt.Sprintf("The shop runs scripts from %s, whose domain does not exist: whoever registers it decides what runs in the shop.", names(free))
	case len(old) > 0:
		f.Message = fmt.Sprintf("The shop runs scripts from %s: %s.", names(old), old[0].risk.Why)
	case len(dead) > 0:
		f.Message = fmt.Sprintf("The shop asks for scripts from %s, a name that does not exist.", names(dead))
	case len(denied) > 0:
		f.Message = fmt.Sprintf("The shop asks for scripts from %s, a name that does not exist as far as the name server says that was asked.", names(denied))
	case len(fresh) > 0:
		f.Message = fmt.Sprintf("The shop runs scripts from %s, which were not seen on %s.", names(fresh), before.At.Format("2 January 2006"))
	case err != nil:
		g := scanner.CouldNot(domain, err)
		g.Evidence = f.Evidence
		return g
	case len(hosts) == 0:
		f.Outcome, f.Message = scanner.Pass, "The pages that were seen run no scripts from outside the shop's own domain."
		f.Evidence = []observe.Evidence{home.Evidence("no script from outside the shop's own domain")}
	default:
		f.Outcome, f.Message = scanner.Pass, settled(hosts, before)
	}
	return f
}

// settled says of hosts against which nothing is known what is known of them, and
// what is not.
func settled(hosts []host, before *observe.Before) string {
	s := fmt.Sprintf("The shop runs scripts from %s outside its own domain, and nothing is known against them", count(len(hosts), "server"))
	if before != nil {
		s += "; none is new since " + before.At.Format("2 January 2006")
	}
	if strangers := pick(hosts, func(h host) bool { return h.owner.Name == "" }); len(strangers) > 0 {
		s += "; who is behind " + names(strangers) + " is not known to us"
	}
	if untold := pick(hosts, func(h host) bool { return h.state == untold }); len(untold) > 0 {
		s += "; whether " + names(untold) + " still exists could not be told"
	}
	return s + "."
}

func pick(hosts []host, is func(host) bool) []host {
	return slices.DeleteFunc(slices.Clone(hosts), func(h host) bool { return !is(h) })
}

func names(hosts []host) string {
	var all []string
	for _, h := range hosts {
		all = append(all, h.name)
	}
	return few(all)
}

// lines are the evidence: one line for each host, those to look at first, and how
// names were looked up that do not exist.
func lines(hosts []host) []observe.Evidence {
	hosts = slices.Clone(hosts)
	slices.SortStableFunc(hosts, func(a, b host) int { return cmp.Compare(a.rank(), b.rank()) })
	var out []observe.Evidence
	for _, h := range hosts[:min(len(hosts), maxLines)] {
		out = append(out, h.scripts[0].Page.Evidence(h.line()))
	}
	if more := len(hosts) - maxLines; more > 0 {
		out = append(out, hosts[maxLines].scripts[0].Page.Evidence("and "+count(more, "server")+" more"))
	}
	for _, h := range hosts {
		if len(out) < 2*maxLines {
			out = append(out, h.records...)
		}
	}
	return out
}

// rank orders lines: what is wrong, what is new, who is not known, and the rest.
func (h host) rank() int {
	switch {
	case h.risk != nil || h.state == free || h.state == dead || h.state == denied:
		return 0
	case h.new:
		return 1
	case h.owner.Name == "":
		return 2
	}
	return 3
}

// line writes a host down: "script host js.stripe.com · Stripe, takes payments ·
// 1 script on checkout".
func (h host) line() string {
	var roles []string
	for _, s := range h.scripts {
		for _, r := range s.Roles {
			if !slices.Contains(roles, string(r)) {
				roles = append(roles, string(r))
			}
		}
	}
	parts := []string{"script host " + h.name, inventory.Whose(h.owner), count(len(h.scripts), "script") + " on " + strings.Join(roles, ", ")}
	switch {
	case h.risk != nil:
		parts = append(parts, "not to be used: "+h.risk.Why)
	case h.state == free, h.state == dead:
		parts = append(parts, "the name does not exist")
	case h.state == denied:
		parts = append(parts, "one name server says that the name does not exist")
	case h.new:
		parts = append(parts, "new")
	}
	return strings.Join(parts, " · ")
}
