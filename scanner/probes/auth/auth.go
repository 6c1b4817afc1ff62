// Package auth asks what a shop shows of how customers prove who they are. Nobody
// logs in, and nothing is guessed.
package auth

import "shopcheck/scanner"

// All are the probes of this family.
var All = []scanner.Probe{PasswordRules, Enumeration, XMLRPC}
