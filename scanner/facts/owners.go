package facts

import (
	"strings"
	"sync"
)

// An Owner is a company whose scripts shops load.
type Owner struct {
	Name    string   // "Google Tag Manager"
	Purpose string   // one of Purposes
	Hosts   []string // a leading "*." stands for any name below, and for the name itself
}

type ownerTable struct {
	Source   string
	Purposes map[string]string // in an owner's words: "statistics" -> "counts visitors"
	Owners   []Owner
}

var owners = sync.OnceValue(func() ownerTable { return load[ownerTable]("owners.yaml") })

// ownersByHost indexes the table: names as they are listed.
var ownersByHost = sync.OnceValue(func() map[string]Owner {
	by := make(map[string]Owner)
	for _, o := range owners().Owners {
		for _, h := range o.Hosts {
			if _, taken := by[h]; !taken {
				by[h] = o
			}
		}
	}
	return by
})

// OwnerOf returns the company that a host belongs to, and false if it is not
// known. An exact name counts before a longer pattern, and that before a shorter.
func OwnerOf(host string) (Owner, bool) {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if o, ok := ownersByHost()[host]; ok {
		return o, true
	}
	for rest := host; rest != ""; _, rest, _ = strings.Cut(rest, ".") {
		if o, ok := ownersByHost()["*."+rest]; ok {
			return o, true
		}
	}
	return Owner{}, false
}

// Purpose says in an owner's words what scripts of a purpose do, or "".
func Purpose(name string) string { return owners().Purposes[name] }
