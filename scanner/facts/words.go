package facts

import (
	"slices"
	"strings"
	"sync"
)

type wordTable struct {
	Source   string
	Links    map[string][]string
	Acts     []string
	Sessions struct {
		Not, Name, Part []string
		Match           Pattern
	}
}

var words = sync.OnceValue(func() wordTable { return load[wordTable]("words.yaml") })

// LinkWords returns the words by which shops name a role in addresses and
// links, in many languages: lower case, without accents, parts joined by
// hyphens. The roles are login, register, account, cart, checkout, privacy and
// contact; of any other role there are none.
func LinkWords(role string) []string { return words().Links[role] }

// ActWords returns the words that show that following a link does something:
// such links are never followed.
func ActWords() []string { return words().Acts }

// SessionCookie reports whether a cookie's name says that it recognises a
// visitor who is logged in or shopping; sure is false if only a common word in a
// longer name says so, such as "token". Statistics, consent and language cookies
// do not, and neither do tokens against forged forms, which scripts must be able
// to read.
func SessionCookie(name string) (is, sure bool) {
	name = strings.ToLower(name)
	for _, promise := range []string{"__host-http-", "__host-", "__secure-", "__http-"} {
		if rest, ok := strings.CutPrefix(name, promise); ok {
			name = rest
			break
		}
	}
	fits := func(pattern string) bool { return wildcard(pattern, name) }
	switch s := words().Sessions; {
	case slices.ContainsFunc(s.Not, fits):
		return false, false
	case slices.ContainsFunc(s.Name, fits), s.Match.MatchString(name):
		return true, true
	default:
		parts := strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune("_-.:[]", r) })
		return slices.ContainsFunc(parts, func(p string) bool { return slices.Contains(s.Part, p) }), false
	}
}

// wildcard reports whether s is pattern, where a * at either end of pattern
// stands for anything.
func wildcard(pattern, s string) bool {
	head, tail := strings.HasSuffix(pattern, "*"), strings.HasPrefix(pattern, "*")
	core := strings.Trim(pattern, "*")
	switch {
	case head && tail:
		return strings.Contains(s, core)
	case head:
		return strings.HasPrefix(s, core)
	case tail:
		return strings.HasSuffix(s, core)
	}
	return s == core
}
