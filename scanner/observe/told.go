package observe

import (
	"context"
	"time"
)

// Told is what people and earlier runs say about a shop before it is looked at.
// The zero value says nothing.
type Told struct {
	Login    string    `json:"login,omitempty"`    // address of the page where customers log in; empty: look for it
	Checkout string    `json:"checkout,omitempty"` // of the one where they order or pay; empty: look for it
	Scripts  []Vouched `json:"scripts,omitempty"`  // the shop's own list for its payment page; nil: it has none
	Before   *Before   `json:"before,omitempty"`   // what the last run saw; nil: there was none
	// Selectors are the names that the shop's mail is signed under (RFC 6376,
	// section 3.1), lower case, without "._domainkey"; nil: nobody said.
	Selectors []string `json:"selectors,omitempty"`
}

// Vouched is one line of a shop's list of the scripts that it has authorized for
// its payment page (PCI DSS 4.0.1, 6.4.3). Only Script decides; the rest is shown.
type Vouched struct {
	Script   string `json:"script" yaml:"script"`     // an address, which may end in "*", or "sha256-…" of a text in the page
	Owner    string `json:"owner" yaml:"owner"`       // whose it is
	Purpose  string `json:"purpose" yaml:"purpose"`   // what it is for, and why it is needed
	Approved string `json:"approved" yaml:"approved"` // by whom
	On       string `json:"on" yaml:"on"`             // the day, as in 2026-11-24
}

// Before is what an earlier run saw of a shop's scripts, as far as a later one
// compares.
type Before struct {
	At       time.Time `json:"at"`                 // when it was seen
	Payment  []string  `json:"payment"`            // scripts of the payment pages, as inventories name them, sorted; nil: no such page was seen
	Headers  []string  `json:"headers"`            // security headers of those pages, as "Name: value", sorted
	Rendered bool      `json:"rendered,omitempty"` // those pages were seen as a browser shows them, with the scripts that scripts load
	Hosts    []string  `json:"hosts"`              // other companies' hosts that any page took scripts from, sorted
}

// Told returns what was said before the scan. It is kept with the looks, so that
// a replayed scan judges by the same.
func (s *Site) Told(ctx context.Context) Told {
	told, err := look(ctx, s.First(), "TOLD", func(context.Context) (*Told, error) {
		said := s.opts.Told
		return &said, nil
	})
	if err != nil { // of a run that was made before there was anything to tell
		return Told{}
	}
	return *told
}

// First returns the Site of the first looks: s itself, unless it is for second
// ones.
func (s *Site) First() *Site {
	if s.round == "" {
		return s
	}
	first := *s
	first.round = ""
	return &first
}
