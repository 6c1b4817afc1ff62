package facts

import "sync"

// A Claimable is a service where names that customers gave up can be taken by the
// next ones.
type Claimable struct {
	Name   string
	At     Pattern // fits the names that shops' own names lead to
	Gone   bool    // what is free no longer exists
	Page   Pattern // fits the page in the place of what is free; the zero Pattern: there is none
	Proof  bool    // the service asks for proof of who owns the name, at least in some cases
	Guard  string  // the label of a text below the shop's name that keeps newcomers out; empty: there is no such thing
	From   string  // the row's own source; empty: the table's
	Memory bool    // no source was read

	// What the patterns are held to; see the tests.
	Hosts, Others []string
	Yes, No       []string
}

type claimableTable struct {
	Source   string
	Services []Claimable
}

var claimable = sync.OnceValue(func() claimableTable { return load[claimableTable]("claimable.yaml") })

// ClaimableOf returns the service that a name belongs to, and false if it is none
// that is known.
func ClaimableOf(host string) (Claimable, bool) {
	for _, c := range claimable().Services {
		if c.At.MatchString(host) {
			return c, true
		}
	}
	return Claimable{}, false
}

// Free reports whether a page is the one that the service gives in the place of what
// is free.
func (c Claimable) Free(page string) bool { return c.Page.Regexp != nil && c.Page.MatchString(page) }
