package dns

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"sync"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

// maxSeen bounds how many names that pages show are followed.
const maxSeen = 12

// guessed are names that many domains have, and that are followed whether a page
// shows them or not.
var guessed = []string{"shop", "mail"}

// follow finds out where the domain's names lead, and its name and mail servers.
func follow(ctx context.Context, site *observe.Site) ([]lead, error) {
	var leads, servers []lead
	var wild *observe.Records
	var wildErr, serversErr error
	var wg sync.WaitGroup
	wg.Go(func() { leads = nameLeads(ctx, site) })
	wg.Go(func() { servers, serversErr = serverLeads(ctx, site) })
	wg.Go(func() { wild, wildErr = site.Wildcard(ctx, "A", site.Apex()) })
	wg.Wait()
	if err := errors.Join(wildErr, serversErr); err != nil {
		return nil, err
	}
	leads = slices.DeleteFunc(leads, func(l lead) bool { return l.guessed && l.err == nil && sameWay(l.records[0], wild) })
	if len(wild.Aliases) > 0 {
		all := lead{kind: "CNAME", name: "*." + site.Apex()}
		all.set(wild)
		leads = append(leads, all)
	}
	leads = append(leads, servers...)
	examine(ctx, site, leads)
	return leads, nil
}

// nameLeads are of the names that customers type, of those that pages show, and of
// some that many domains have. What does not need the pages is asked meanwhile.
func nameLeads(ctx context.Context, site *observe.Site) []lead {
	apex := site.Apex()
	known := []string{apex, "www." + apex, site.Domain()}
	var wg sync.WaitGroup
	for _, label := range guessed {
		known = append(known, label+"."+apex)
	}
	for _, name := range known {
		wg.Go(func() { _, _ = site.Records(ctx, "A", name) })
	}
	hosts := shown(ctx, site)
	wg.Wait()
	var leads []lead
	for i, name := range slices.Concat(known[:3], hosts, known[3:]) {
		if !slices.ContainsFunc(leads, func(l lead) bool { return l.name == name }) {
			leads = append(leads, lead{kind: "CNAME", name: name, guessed: i >= 3+len(hosts)})
		}
	}
	for i := range leads {
		wg.Go(func() { leads[i].resolve(ctx, site) })
	}
	wg.Wait()
	return leads
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
