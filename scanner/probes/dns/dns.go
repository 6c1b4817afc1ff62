// Package dns asks whether the shop's part of the internet's address book
// answers, is signed, by signatures that hold, says who may issue certificates for
// it, and leads to nothing that is not the shop's any more.
//
// The zone is judged at the registrable domain, by what the configured resolvers
// answer, and by what its name servers say when they are asked themselves.
package dns

import (
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// All lists the package's probes.
var All = []scanner.Probe{Zone, NameServers, IPv6, CAA, Dangling, DNSSEC, DNSSECValid, Expiry, Transfer}

// noName is why nothing can be said of a name that does not exist.
func noName(r *observe.Records) error {
	return &observe.Failure{Cause: observe.NoName, Words: "the name " + observe.Printable(r.Name) + " does not exist"}
}
