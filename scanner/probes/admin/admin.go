// Package admin asks where and how a shop is managed: whether everybody can
// reach the login of its administration, what stands before it, and whether
// passwords travel there without encryption.
//
// Only addresses that a platform is known for, and those that the shop's pages
// lead to, are tried, by GET. Nothing is guessed and nobody logs in.
package admin

import "shopcheck/scanner"

// All is this family's probes.
var All = []scanner.Probe{Path, HTTPS, Restricted}
