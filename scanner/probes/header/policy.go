package header

import (
	"slices"
	"strings"

	"shopcheck/scanner/observe"
)

// Names of the headers with content security policies.
const (
	enforced   = "Content-Security-Policy"
	reportOnly = "Content-Security-Policy-Report-Only"
)

// A policy is one content security policy: the values of its directives by
// their names in lower case.
type policy map[string][]string

// Directs reports whether a page gives browsers a content security policy with
// that directive to enforce, in its header or in its text.
func Directs(page *observe.Page, directive string) bool {
	return has(slices.Concat(policies(page), metas(page)), directive)
}

// policies returns those of a page's header that browsers enforce, each with
// one directive at least. Of two directives alike the first counts (CSP Level 3,
// section 2.2.1).
func policies(page *observe.Page) []policy { return parse(page.Header.Values(enforced)) }

// metas returns the policies of a page's meta elements. There browsers leave out
// three directives (HTML, section 4.2.5.3).
func metas(page *observe.Page) []policy {
	var texts []string
	for _, m := range page.Document().Metas {
		if m.Name == "content-security-policy" {
			texts = append(texts, m.Content)
		}
	}
	found := parse(texts)
	for _, p := range found {
		for _, name := range []string{"report-uri", "frame-ancestors", "sandbox"} {
			delete(p, name)
		}
	}
	return slices.DeleteFunc(found, func(p policy) bool { return len(p) == 0 })
}

func parse(texts []string) []policy {
	var found []policy
	for serialized := range strings.SplitSeq(strings.Join(texts, ","), ",") {
		p := make(policy)
		for directive := range strings.SplitSeq(serialized, ";") {
			words := strings.Fields(directive)
			if len(words) == 0 {
				continue
			}
			if name := strings.ToLower(words[0]); p[name] == nil {
				p[name] = append([]string{}, words[1:]...)
			}
		}
		if len(p) > 0 {
			found = append(found, p)
		}
	}
	return found
}

// has reports whether one of the policies has one of the directives.
func has(found []policy, directives ...string) bool {
	return slices.ContainsFunc(found, func(p policy) bool {
		return slices.ContainsFunc(directives, func(name string) bool { return p[name] != nil })
	})
}
