package dns

import (
	"slices"
	"strings"

	"shopcheck/scanner/facts"
)

// A likeness says whether two names are one company's.
type likeness int

const (
	unclear likeness = iota
	same
	different
)

// compare compares a company as a CAA record names it with the organization
// that issued a certificate. Companies that share an organization, such as a
// brand and its owner, are not told apart; nor is a name that nobody here knows.
func compare(name, organization string, known []facts.CAAIssuer) likeness {
	if strings.Contains(name, ".") && strings.Contains(strings.ToLower(organization), name) { // "GoDaddy.com, Inc."
		return same
	}
	named := rows(known, func(i facts.CAAIssuer) bool { return slices.Contains(i.Domains, name) })
	signed := rows(known, func(i facts.CAAIssuer) bool { return issues(i, organization) })
	if len(named) == 0 || len(signed) == 0 {
		return unclear
	}
	result := different
	for _, n := range named {
		switch {
		case issues(n, organization):
			return same
		case slices.ContainsFunc(signed, func(s facts.CAAIssuer) bool {
			return slices.ContainsFunc(s.Organizations, func(o string) bool { return issues(n, o) })
		}):
			result = unclear
		}
	}
	return result
}

func issues(i facts.CAAIssuer, organization string) bool {
	return slices.ContainsFunc(i.Organizations, func(o string) bool { return strings.EqualFold(o, organization) })
}

func rows(known []facts.CAAIssuer, fits func(facts.CAAIssuer) bool) []facts.CAAIssuer {
	return slices.DeleteFunc(slices.Clone(known), func(i facts.CAAIssuer) bool { return !fits(i) })
}
