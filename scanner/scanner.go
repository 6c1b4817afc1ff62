// Package scanner asks a shop a fixed set of questions and says what it found.
//
// It knows probes only as values: the list is written out in scanner/probes and
// handed to New. The scanner decides which probes may run, gives each a second
// look where a mistake would be costly, turns looks that failed into findings
// that say so, and sorts.
package scanner

import (
	"time"

	"shopcheck/scanner/observe"
)

// A Profile says how much a scan may ask of a shop.
type Profile string

// The profiles. PassiveOnly runs passive probes, Normal standard ones too,
// Thorough everything but what must be named, with twice the requests.
const (
	PassiveOnly Profile = "passive"
	Normal      Profile = "standard"
	Thorough    Profile = "thorough"
)

// A Request says what to scan and with whose permission.
type Request struct {
	Target     Target
	Profile    Profile // "" means Normal
	Authorized bool    // the user owns the shop or may scan it; without it only passive probes run
	Only       []ProbeID
}

// A Scan is all that one look at one shop found, in a stable order.
type Scan struct {
	Started    time.Time       `json:"started"`
	Finished   time.Time       `json:"finished"`
	Profile    Profile         `json:"profile"`
	Authorized bool            `json:"authorized"`
	Budget     observe.Usage   `json:"budget"`
	Vantage    observe.Vantage `json:"-"` // the run shows it beside the scan
	Findings   []Finding       `json:"findings"`
	Looks      observe.Looks   `json:"looks"`
}
