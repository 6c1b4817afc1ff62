package facts

import "sync"

// A Thief is a host that took cards in other shops.
type Thief struct {
	Hosts  []string // each stands for its subdomains too
	Since  day      // when that was published
	Source string
}

// An imitation is a name that thieves imitate.
type imitation struct {
	Host  string // a registrable domain
	Only  bool   // the company has the name under this suffix alone
	Words bool   // the name with a technical word beside it is somebody else's
}

type skimmerTable struct {
	Source    string
	Thieves   []Thief
	Imitated  []imitation
	Real      []string
	Documents []string
}

var skimmers = sync.OnceValue(func() skimmerTable { return load[skimmerTable]("skimmers.yaml") })

var thieves = sync.OnceValue(func() map[string]Thief {
	by := make(map[string]Thief)
	for _, t := range skimmers().Thieves {
		for _, h := range t.Hosts {
			by[h] = t
		}
	}
	return by
})

// ThiefOf returns what is published of a host, or of a domain above it, that took
// cards in other shops.
func ThiefOf(host string) (Thief, bool) { return nearest(thieves(), host) }

var documents = sync.OnceValue(func() map[string]bool {
	by := make(map[string]bool)
	for _, h := range skimmers().Documents {
		by[h] = true
	}
	return by
})

// Document reports whether addresses of a host stand in scripts because somebody
// documents something, and not because anything is sent there.
func Document(host string) bool {
	is, _ := nearest(documents(), host)
	return is
}
