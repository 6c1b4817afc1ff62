// Package defence asks what can be seen of the measures that keep attackers away
// from a shop. Nothing is provoked: what shows itself to any visitor counts.
package defence

import "shopcheck/scanner"

// All are the probes of this family.
var All = []scanner.Probe{WAF}
