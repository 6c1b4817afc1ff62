package checklist

import (
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// Seen is what a run saw that later runs compare besides findings. The zero Seen
// saw nothing of the kind.
type Seen struct {
	Certificates []Certificate `json:"certificates"` // sorted by host
	Scripts      []string      `json:"scripts"`      // of the payment pages, as inventories name them, sorted; none: no such page was seen, or none was on it
}

// A Certificate is one that a server showed.
type Certificate struct {
	Host   string    `json:"host"`   // the server, as findings name it: "TLS shop.test"
	Digest string    `json:"digest"` // SHA-256 of it, in hex
	Issuer string    `json:"issuer"`
	Until  time.Time `json:"until"`
}

// Since is what changed in a shop since an earlier run of it.
type Since struct {
	Run      string    `json:"run"`      // the earlier run's ID
	At       time.Time `json:"at"`       // when its scan began
	Accepted string    `json:"accepted"` // why somebody accepted that state of the shop; empty if it is just an earlier run
	Changes  []Change  `json:"changes"`  // sorted: what matters most first
}

// IsZero reports whether nothing was compared.
func (s Since) IsZero() bool { return s.Run == "" }

// IsZero reports whether nothing was seen that is compared.
func (s Seen) IsZero() bool { return len(s.Certificates) == 0 && len(s.Scripts) == 0 }

// A Change is one thing that differs between two runs of one shop.
type Change struct {
	Of       Of               `json:"of"`
	Kind     ChangeKind       `json:"kind"`
	Who      Changer          `json:"who"`
	Key      string           `json:"key"`      // of the finding, the item, the certificate's host or the script; names it across runs
	Probe    scanner.ProbeID  `json:"probe"`    // of a finding; empty for other things
	Severity scanner.Severity `json:"severity"` // of a finding; empty for other things
	Before   string           `json:"before"`   // the outcome, the answer or what was seen; empty if it was not there
	After    string           `json:"after"`    // likewise; empty if it is gone
	Cause    observe.Cause    `json:"cause"`    // why a finding is unknown now; empty otherwise
	Flapping bool             `json:"flapping"` // it has come and gone several times of late
}

// Of says what kind of thing a change is of.
type Of string

// What changes can be of.
const (
	OfFinding     Of = "finding"
	OfAnswer      Of = "answer"
	OfCertificate Of = "certificate"
	OfScript      Of = "script" // of the payment page
)

// A ChangeKind says what became of a thing.
type ChangeKind string

// The kinds of changes. A finding that nobody can judge any more is unknown now and
// never fixed.
const (
	New        ChangeKind = "new"         // it was not there, or nobody knew
	Worse      ChangeKind = "worse"       // pass became warn or fail, warn became fail; an answer lost its YES
	Better     ChangeKind = "better"      // fail became warn; an answer is no NO any more
	Fixed      ChangeKind = "fixed"       // warn or fail became pass; an answer became YES
	Gone       ChangeKind = "gone"        // it is not there any more, or does not apply any more
	UnknownNow ChangeKind = "unknown-now" // it was known, and could not be judged this time
	Other      ChangeKind = "changed"     // another certificate or script in its place, neither better nor worse
)

// A Changer says who or what made a change.
type Changer string

// Who or what can make a change.
const (
	ByShop      Changer = "shop"
	ByPerson    Changer = "person"    // somebody answered, or took an answer back
	ByTime      Changer = "time"      // an answer or a waiver has ended
	ByRules     Changer = "rules"     // shopcheck judges by other rules than then
	ByFacts     Changer = "facts"     // shopcheck knows more of the world than then
	ByShopcheck Changer = "shopcheck" // its rules or its facts: both are others than then
	ByVantage   Changer = "vantage"   // the place or the way it was looked at: network, resolver, permission
	Unclear     Changer = "unclear"   // nobody can tell, because what was seen then is not kept
)
