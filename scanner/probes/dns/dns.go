// Package dns asks whether the shop's part of the internet's address book
// answers, is signed, by signatures that hold, and says who may issue certificates
// for it.
//
// The zone is judged at the registrable domain. What the configured resolvers
// answer is all that is seen: the zone's own name servers are not asked.
package dns

import (
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// All lists the package's probes.
var All = []scanner.Probe{Zone, CAA, DNSSEC, DNSSECValid}

// noName is why nothing can be said of a name that does not exist.
func noName(r *observe.Records) error {
	return &observe.Failure{Cause: observe.NoName, Words: "the name " + observe.Printable(r.Name) + " does not exist"}
}
