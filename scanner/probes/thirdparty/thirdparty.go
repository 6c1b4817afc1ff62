// Package thirdparty asks whose scripts a shop lets run in its customers'
// browsers.
package thirdparty

import "shopcheck/scanner"

// All are the probes of this family.
var All = []scanner.Probe{}
