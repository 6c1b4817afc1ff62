// Package page asks whether a shop serves the files at well-known addresses that
// are meant for strangers to read.
package page

import "shopcheck/scanner"

// All are the probes of this family.
var All = []scanner.Probe{SecurityTxt}
