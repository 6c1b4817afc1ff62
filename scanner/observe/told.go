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
	Past      *Past    `json:"past,omitempty"` // what is remembered of earlier runs; nil: no history is kept
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
	Hosts    []string  `json:"hosts"`              // other companies' hosts that any page took scripts from, sorted; nil: not all pages were seen
}

// Past is what is remembered of a shop's runs of the last 12 months, in the order
// in which they were made. The zero Past is that of a shop without earlier runs.
type Past struct {
	At       time.Time   `json:"at"`       // the moment that it is judged by; zero: when a probe first asks for it
	Scans    []time.Time `json:"scans"`    // when complete scans began, one a day is enough: those that saw the shop, and put every question
	Failures []Failed    `json:"failures"` // of high and critical severity
	Waivers  []Accepted  `json:"waivers"`  // those that are over too
}

// Failed is a failure from when a scan first saw it until one saw it mended.
type Failed struct {
	Key   string    `json:"key"` // of the finding: its probe, a space and its subject
	Began time.Time `json:"began"`
	Ended time.Time `json:"ended,omitzero"` // zero: it still fails
}

// Accepted is what somebody accepted for now of a probe's findings.
type Accepted struct {
	Probe string    `json:"probe"`
	Until time.Time `json:"until"` // the last day
	Wrong bool      `json:"wrong"` // the probe failed or warned when it could last be judged
}

// Told returns what was said before the scan, with the past that [Site.Knowing]
// gave. What was said is kept with the looks, so that a replayed scan judges by the
// same.
func (s *Site) Told(ctx context.Context) Told {
	kept, err := look(ctx, s.First(), "TOLD", func(context.Context) (*Told, error) {
		said := s.opts.Told
		if said.Past != nil && said.Past.At.IsZero() {
			dated := *said.Past
			dated.At, said.Past = s.opts.now(), &dated
		}
		return &said, nil
	})
	if err != nil { // of a run that was made before there was anything to tell
		return Told{}
	}
	told := *kept
	if s.past != nil {
		told.Past = s.past
	}
	return told
}

// Knowing returns the same Site for probes that are to judge by another past than
// was told before the scan.
func (s *Site) Knowing(past Past) *Site {
	later := *s
	later.past = &past
	later.again = func() *Site { return s.again().Knowing(past) }
	return &later
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
