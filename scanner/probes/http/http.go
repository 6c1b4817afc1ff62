// Package http asks how a shop's pages travel, encryption left aside.
//
// Whether they come encrypted at all is asked in the family https, and how well
// in tls; what is asked here is about HTTP itself: which of its versions the
// shop's server speaks, which is a matter of speed alone, and which methods it
// answers beside those that a browser needs.
//
// For the latter the server is sent OPTIONS and TRACE, once each. Both are safe:
// by their definition they only read (RFC 9110, section 9.2.1), and TRACE has no
// body and no cookies with it. That a server sends TRACE back cannot be seen in
// any other way. Methods that change something, such as PUT and DELETE, are never
// sent: what a server says of them is all that is judged.
package http

import "shopcheck/scanner"

// All are the probes of this family.
var All = []scanner.Probe{Versions, Methods}
