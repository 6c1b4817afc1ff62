package facts

import (
	"slices"
	"strings"
	"sync"
)

// An Owner is a company whose scripts shops load.
type Owner struct {
	Name    string // "Google Tag Manager"
	Purpose string // what its scripts are for, in one word: "statistics"
	// Memory is true if no source was read for its hosts: it only puts a name
	// beside a host.
	Memory bool
}

// Purposes that probes ask for: taking payments, loading other scripts, and
// keeping files of many authors, in public or for whoever rents the space.
const (
	Paying      = "payment"
	TagManager  = "tag-manager"
	PublicFiles = "files"
	Hosting     = "hosting"
)

// Does says in an owner's words what the scripts do: "counts visitors".
func (o Owner) Does() string { return owners().Purposes[o.Purpose].Does }

// A purpose is one word of why shops load scripts, and the companies by name with
// their hosts, parted by spaces.
type purpose struct {
	Does   string
	Owners map[string]string
	Memory map[string]string
}

type ownerTable struct {
	Source   string
	Static   []string
	Purposes map[string]purpose
}

var owners = sync.OnceValue(func() ownerTable { return load[ownerTable]("owners.yaml") })

// ownersByHost indexes the table, and the companies that take payments.
var ownersByHost = sync.OnceValue(func() map[string]Owner {
	by := make(map[string]Owner)
	for _, p := range Payments() {
		for _, h := range p.hosts() {
			by[h] = Owner{p.Name, Paying, p.Memory}
		}
	}
	for word, p := range owners().Purposes {
		for name, hosts := range p.Owners {
			for h := range strings.FieldsSeq(hosts) {
				by[h] = Owner{name, word, false}
			}
		}
		for name, hosts := range p.Memory {
			for h := range strings.FieldsSeq(hosts) {
				by[h] = Owner{name, word, true}
			}
		}
	}
	return by
})

// OwnerOf returns the company that a host belongs to, and false if it is not
// known: by the host itself or the nearest domain above it.
func OwnerOf(host string) (Owner, bool) { return nearest(ownersByHost(), host) }

// Static reports whether a host serves script files by their exact version, always
// the same, so that browsers can be told which file is meant.
func Static(host string) bool {
	return slices.ContainsFunc(owners().Static, func(h string) bool { return host == h || strings.HasSuffix(host, "."+h) })
}

// nearest looks a host up, and then the domains above it.
func nearest[T any](table map[string]T, host string) (found T, ok bool) {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	for host != "" {
		if found, ok = table[host]; ok {
			return found, true
		}
		_, host, _ = strings.Cut(host, ".")
	}
	return found, false
}
