// Package http asks how a shop's pages travel, encryption left aside.
//
// Whether they come encrypted at all is asked in the family https, and how well
// in tls; what is asked here is about HTTP itself, and at present about speed
// alone. So it has a family of its own, and nothing in it weighs on safety.
package http

import "shopcheck/scanner"

// All are the probes of this family.
var All = []scanner.Probe{Versions}
