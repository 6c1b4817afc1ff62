package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// maxSelectors bounds the names of keys that a scan is told of.
const maxSelectors = 8

// selectorName is what DNS and RFC 6376, section 3.1, leave of a name: labels with
// dots between them.
var selectorName = regexp.MustCompile(`^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?){0,3}$`)

// selectors reads the names that a shop's mail is signed under, as somebody types
// them: alone, or as the whole name of the key.
func selectors(said []string) ([]string, error) {
	var names []string
	for _, s := range said {
		name, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(s)), "._domainkey")
		if len(name) > 100 || !selectorName.MatchString(name) {
			return nil, fmt.Errorf("--dkim-selector %s is no name of a key; try the s= of the DKIM-Signature in the source of a mail from the shop, such as s1", shown(s))
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) > maxSelectors {
		return nil, fmt.Errorf("--dkim-selector names %d keys; try the %d that the shop's mail is signed under today", len(names), maxSelectors)
	}
	return names, nil
}
