// Package admin asks where and how a shop is managed: whether everybody can
// reach the login of its administration.
//
// Only addresses that a platform is known for are tried, by GET. Nothing is
// guessed and nobody logs in.
package admin

import "shopcheck/scanner"

// All is this family's probes.
var All = []scanner.Probe{Path}
