package header

import (
	"slices"
	"strings"
)

// A reach says which scripts a page's policies let in.
type reach string

const (
	unsaid   reach = ""         // they say nothing about scripts
	named    reach = "named"    // those from the places, or of the kind, that they name
	inText   reach = "in-text"  // those too, and any that is written into the page
	anywhere reach = "anywhere" // those of every server
)

// onScripts are the directives on where a page's scripts come from: the first
// that a policy has counts (CSP Level 3, section 6.8.3).
var onScripts = []string{"script-src-elem", "script-src", "default-src"}

// reachOf returns what all of a page's policies together let in: each of them
// must let a script pass.
func reachOf(found []policy) reach {
	said, places, texts := false, false, false
	for _, p := range found {
		for _, name := range onScripts {
			if sources, ok := p[name]; ok {
				said = true
				places = places || !everywhere(sources)
				texts = texts || !anyText(sources)
				break
			}
		}
	}
	switch {
	case !said:
		return unsaid
	case !places:
		return anywhere
	case !texts:
		return inText
	}
	return named
}

// everywhere reports whether sources name every server there is. Beside
// 'strict-dynamic' places do not count (CSP Level 3, section 8.2).
func everywhere(sources []string) bool {
	wide := []string{"*", "http:", "https:", "http://*", "https://*"}
	return lists(sources, func(s string) bool { return slices.Contains(wide, s) }) && !lists(sources, strictDynamic)
}

// anyText reports whether sources let scripts in the page's text run whatever
// they are. Beside a nonce, a hash or 'strict-dynamic', 'unsafe-inline' does not
// count (CSP Level 3, section 6.7.3.2).
func anyText(sources []string) bool {
	return lists(sources, func(s string) bool { return s == "'unsafe-inline'" }) &&
		!lists(sources, func(s string) bool {
			return strictDynamic(s) || strings.HasPrefix(s, "'nonce-") || strings.HasPrefix(s, "'sha")
		})
}

func strictDynamic(source string) bool { return source == "'strict-dynamic'" }

// lists reports whether one of the sources, in lower case, is as asked.
func lists(sources []string, is func(string) bool) bool {
	return slices.ContainsFunc(sources, func(s string) bool { return is(strings.ToLower(s)) })
}
