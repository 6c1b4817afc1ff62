package csp

import (
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// inside are public suffixes that stand below a company's own name, so that a
// wildcard for all of that name takes in them too.
var inside = []string{
	"s3.amazonaws.com", "us-east-1.elasticbeanstalk.com", "blob.core.windows.net", "fra1.digitaloceanspaces.com",
	"global.ssl.fastly.net", "a.run.app",
}

// closed are names on the public suffix list below which one company alone has
// hosts.
var closed = []string{"googleapis.com", "githubusercontent.com"}

// Shared reports whether a source stands for all hosts below a name where anybody
// can have one: a public suffix, such as cloudfront.net, or a name above one.
func (s Source) Shared() bool {
	name, wild := strings.CutPrefix(s.Host, "*.")
	if !wild || slices.Contains(closed, name) {
		return false
	}
	suffix, _ := publicsuffix.PublicSuffix(name)
	return suffix == name || slices.ContainsFunc(inside, func(s string) bool { return strings.HasSuffix(s, "."+name) })
}
