package dns

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"sync"

	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

// Bounds on how many names found in pages are followed, and how many names are asked
// for a page.
const (
	maxSeen  = 12
	maxAsked = 4
)

// guessed are names that many domains have, and that are followed whether a page
// shows them or not.
var guessed = []string{"shop", "mail"}

// follow finds out where the domain's names lead: those that customers type, those
// that its pages show, some that many domains have, all others if there is a
// wildcard, and its name and mail servers.
func follow(ctx context.Context, site *observe.Site) ([]lead, error) {
	apex := site.Apex()
	var hosts []string
	var servers []lead
	var wild *observe.Records
	var wildErr, serversErr error
	var wg sync.WaitGroup
	ahead := []string{apex, "www." + apex}
	for _, label := range guessed {
		ahead = append(ahead, label+"."+apex)
	}
	for _, name := range ahead { // asked ahead, and read below
		wg.Go(func() { _, _ = site.Records(ctx, "A", name) })
	}
	wg.Go(func() { hosts = shown(ctx, site) })
	wg.Go(func() { servers, serversErr = serverLeads(ctx, site) })
	wild, wildErr = site.Wildcard(ctx, "A", apex)
	wg.Wait()
	for _, err := range []error{wildErr, serversErr} {
		if err != nil {
			return nil, err
		}
	}
	var leads []lead
	for _, name := range slices.Concat([]string{apex, "www." + apex, site.Domain()}, hosts, ahead[2:]) {
		if !slices.ContainsFunc(leads, func(l lead) bool { return l.name == name }) {
			leads = append(leads, lead{kind: "CNAME", name: name})
		}
	}
	for i := range leads {
		wg.Go(func() { leads[i].resolve(ctx, site) })
	}
	wg.Wait()
	leads = slices.DeleteFunc(leads, func(l lead) bool { return l.guess(apex) && l.err == nil && sameWay(l.records[0], wild) })
	if len(wild.Aliases) > 0 {
		leads = append(leads, newLead("CNAME", "*."+apex, wild))
	}
	leads = append(leads, servers...)
	examine(ctx, site, leads)
	return leads, nil
}

// guess reports whether a name was only guessed.
func (l lead) guess(apex string) bool {
	label, below := strings.CutSuffix(l.name, "."+apex)
	return below && slices.Contains(guessed, label)
}

// sameWay reports whether a name leads where all names lead that nobody made.
func sameWay(r, wild *observe.Records) bool {
	return r.State == wild.State && slices.Equal(r.Aliases, wild.Aliases) && slices.Equal(r.Values(), wild.Values())
}

// shown are names of the domain in the shop's pages, in the order in which they are
// met. Without pages there are none.
func shown(ctx context.Context, site *observe.Site) []string {
	found, err := shop.Find(ctx, site.First())
	if err != nil {
		return nil
	}
	var out []string
	add := func(address string) {
		u, err := url.Parse(address)
		if err != nil || len(out) == maxSeen {
			return
		}
		host := strings.ToLower(u.Hostname())
		if site.Own(host) && strings.Trim(host, "abcdefghijklmnopqrstuvwxyz0123456789-.") == "" && !slices.Contains(out, host) {
			out = append(out, host)
		}
	}
	for _, p := range found.Pages {
		doc := p.Document()
		for _, l := range doc.Links {
			add(l.URL)
		}
		for _, r := range doc.Resources {
			add(r.URL)
		}
		for _, f := range doc.Forms {
			add(f.Action)
		}
	}
	return out
}

// resolve looks up where a name leads.
func (l *lead) resolve(ctx context.Context, site *observe.Site) {
	r, err := site.Records(ctx, "A", l.name)
	if err != nil {
		l.err = err
		return
	}
	*l = newLead(l.kind, l.name, r)
}

func newLead(kind, name string, r *observe.Records) lead {
	l := lead{kind: kind, name: name, records: []*observe.Records{r}}
	if len(r.Aliases) == 0 {
		return l
	}
	l.target = r.Aliases[len(r.Aliases)-1]
	l.gone = r.State == observe.NoDomain
	for _, alias := range r.Aliases {
		if service, ok := facts.ClaimableOf(alias); ok {
			l.service = service
			break
		}
	}
	return l
}

// serverLeads are the domain's name and mail servers whose own names do not exist.
func serverLeads(ctx context.Context, site *observe.Site) ([]lead, error) {
	var names *servers
	var mail []*observe.Records
	var errs [2]error
	var wg sync.WaitGroup
	wg.Go(func() { names, errs[0] = nameServers(ctx, site) })
	wg.Go(func() { mail, errs[1] = mailServers(ctx, site) })
	wg.Wait()
	if err := errors.Join(errs[:]...); err != nil {
		return nil, err
	}
	var out []lead
	add := func(kind, name string, records ...*observe.Records) {
		if !slices.ContainsFunc(records, func(r *observe.Records) bool { return r == nil || r.State != observe.NoDomain || len(r.Aliases) > 0 }) {
			out = append(out, lead{kind: kind, name: name, target: name, records: records, gone: true})
		}
	}
	for _, one := range names.list {
		add("NS", one.name, one.a, one.aaaa)
	}
	for _, r := range mail {
		add("MX", r.Name, r)
	}
	return out, nil
}

// examine looks at what is at the end of leads.
func examine(ctx context.Context, site *observe.Site, leads []lead) {
	var wg sync.WaitGroup
	asked := 0
	for i := range leads {
		l := &leads[i]
		switch {
		case l.err != nil || l.target == "":
		case l.gone:
			wg.Go(func() { l.missing(ctx, site) })
		case l.service.Page.Regexp != nil && !strings.HasPrefix(l.name, "*.") && asked < maxAsked:
			asked++
			wg.Go(func() { l.page, l.err = visit(ctx, site, l.name) })
		}
	}
	wg.Wait()
}

// missing finds out whether the domain of a target that does not exist exists itself.
func (l *lead) missing(ctx context.Context, site *observe.Site) {
	if l.own = site.Own(l.target); l.own {
		return
	}
	for _, r := range l.records {
		if !above(r.Zone, l.target) {
			l.err = &observe.Failure{Cause: observe.DNSRefused, Words: "the resolver says that " + observe.Printable(l.target) + " does not exist, and not who says so"}
			return
		}
	}
	if l.service.Guard != "" {
		text, err := site.Records(ctx, "TXT", l.service.Guard+"."+l.name)
		l.err, l.guarded = err, err == nil && text.State == observe.Found
		return
	}
	domain, _ := observe.Registered(l.target)
	if domain == "" { // nobody can
		return
	}
	ns, err := site.Records(ctx, "NS", domain)
	switch {
	case err != nil:
		l.err = err
	case ns.State == observe.NoDomain && above(ns.Zone, domain):
		l.domain, l.free = domain, ns
	}
}

// above reports whether a zone is above a name, as the one must be that says that
// there is no such name. Resolvers that keep names back name none, or the name.
func above(zone, name string) bool {
	return zone == "." || zone != "" && strings.HasSuffix(name, "."+zone)
}

// visit asks one of the shop's own names for its page, encrypted if that can be.
func visit(ctx context.Context, site *observe.Site, host string) (*observe.Page, error) {
	page, err := site.Get(ctx, "https://"+host+"/")
	if cause, _ := observe.Explain(err); err != nil && (cause == observe.TLS || cause == observe.Refused || cause == observe.Reset) {
		page, err = site.Get(ctx, "http://"+host+"/")
	}
	if err == nil && page.Challenge() {
		return nil, page.Unusable()
	}
	return page, err
}
