package header

import (
	"regexp"
	"strings"

	"shopcheck/scanner/observe"
)

// Parts of structured fields (RFC 9651, sections 3 and 4.2). Values of every type
// are known, though few are used: one mistake makes browsers ignore a whole field.
const (
	sfKey    = `[a-z*][a-z0-9_.*-]*`
	sfToken  = `[A-Za-z*][!#$%&'*+.^_|~0-9A-Za-z:/` + "`" + `-]*`
	sfString = `"(?:[ !#-\[\]-~]|\\["\\])*"`
	sfOthers = `:[A-Za-z0-9+/=]*:|\?[01]|@-?[0-9]{1,15}|%"(?:[ !#$&-~]|%[0-9a-f]{2})*"|-?[0-9]{1,12}\.[0-9]{1,3}|-?[0-9]{1,15}`
	sfBare   = `(?:` + sfString + `|` + sfToken + `|` + sfOthers + `)`
	sfParams = `(?:; *` + sfKey + `(?:=` + sfBare + `)?)*`
	sfItem   = sfBare + sfParams
	sfList   = `\( *(?:` + sfItem + `(?: +` + sfItem + `)*)? *\)`
)

var (
	// sfMember is a dictionary's first member, with what separates it from the next.
	sfMember = regexp.MustCompile(`^(` + sfKey + `)(?:=(` + sfList + `|` + sfBare + `))?` + sfParams + `(?:[ \t]*(,)[ \t]*|$)`)
	// sfWord is an item that is a token.
	sfWord = regexp.MustCompile(`^(` + sfToken + `)` + sfParams + `$`)
)

// joined returns all values of a header as one, as browsers read them (Fetch
// standard, "get a header"); "" where there is none.
func joined(page *observe.Page, name string) string {
	return strings.Join(page.Header.Values(name), ", ")
}

// dictionary reads a structured field of that kind: the values as they are
// written, without parameters, by their keys; of two alike the last counts, and a
// key alone has none. It is not ok if browsers ignore the field.
func dictionary(field string) (members map[string]string, ok bool) {
	members = make(map[string]string)
	for rest := strings.Trim(field, " "); rest != ""; {
		m := sfMember.FindStringSubmatch(rest)
		if m == nil {
			return nil, false
		}
		members[m[1]] = m[2]
		if rest = rest[len(m[0]):]; rest == "" && m[3] != "" { // a comma, and nothing after it
			return nil, false
		}
	}
	return members, true
}

// structuredWord reads a structured field that is one token, such as same-origin; "" where
// it is anything else.
func structuredWord(field string) string {
	if m := sfWord.FindStringSubmatch(strings.Trim(field, " ")); m != nil {
		return m[1]
	}
	return ""
}
