package dns

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

// maxAsked bounds how many names are asked for a page.
const maxAsked = 4

// resolve looks up where a name leads.
func (l *lead) resolve(ctx context.Context, site *observe.Site) {
	r, err := site.Records(ctx, "A", l.name)
	if err != nil {
		l.err = err
		return
	}
	l.set(r)
}

// set takes the answer about where a name leads.
func (l *lead) set(r *observe.Records) {
	l.records = []*observe.Records{r}
	if len(r.Aliases) == 0 {
		return
	}
	l.target, l.gone = r.Aliases[len(r.Aliases)-1], r.State == observe.NoDomain
	for _, alias := range r.Aliases {
		if service, ok := facts.ClaimableOf(alias); ok {
			l.service = service
			return
		}
	}
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
