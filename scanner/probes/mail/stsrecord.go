package mail

import (
	"slices"
	"strconv"
	"strings"

	"shopcheck/scanner/observe"
)

const stsVersion = "v=STSv1"

// stsRecords returns the MTA-STS records among a name's texts: those that begin with
// the version. Others do not count (RFC 8461, section 3.1).
func stsRecords(texts []string) []string {
	return slices.DeleteFunc(slices.Clone(texts), func(text string) bool {
		rest, ok := strings.CutPrefix(text, stsVersion)
		return !ok || !strings.HasPrefix(trim(rest), ";")
	})
}

// misspelt returns a text that was meant to be such a record, as far as one can
// tell, although nobody takes it for one; or "".
func misspelt(texts []string) string {
	for _, text := range texts {
		bare := strings.ToLower(strings.Map(func(r rune) rune {
			if strings.ContainsRune(" \t\"'\u00a0", r) {
				return -1
			}
			return r
		}, text))
		if rest, ok := strings.CutPrefix(bare, "v=stsv1"); ok && (rest == "" || !digit(rune(rest[0]))) {
			return text
		}
	}
	return ""
}

// readSTS reads a record: an id of up to 32 letters and digits, and parts that
// nobody knows, which are passed over (RFC 8461, section 3.1). Of two ids the first
// counts. Why says what makes it unreadable, and bent what breaks the grammar though
// most readers make sense of it.
func readSTS(record string) (bent, why string) {
	bend := func(what string) {
		if bent == "" {
			bent = what
		}
	}
	if !strings.HasPrefix(record, stsVersion+";") || record != trim(record) {
		bend("a space before or after it, or before its first semicolon")
	}
	parts := strings.Split(trim(strings.TrimPrefix(record, stsVersion)), ";")[1:]
	id, named := "", false
	for i, part := range parts {
		part = trim(part)
		name, value, ok := strings.Cut(part, "=")
		switch {
		case part == "" && i == len(parts)-1:
			continue
		case part == "":
			bend("a semicolon too many")
			continue
		case name != trim(name) || value != trim(value):
			bend("a space beside an equals sign")
		}
		name, value = trim(name), trim(value)
		odd := func(r rune) bool { return r <= ' ' || r > '~' || r == '=' }
		if !ok || !extensionName(name) || value == "" || strings.ContainsFunc(value, odd) {
			return bent, "its part " + strconv.Quote(observe.Printable(part)) + " cannot be read"
		}
		if name == "id" && !named {
			id, named = value, true
		}
	}
	odd := func(r rune) bool { return !letter(r) && !digit(r) }
	switch {
	case !named:
		return bent, "it has no id"
	case len(id) > 32 || strings.ContainsFunc(id, odd):
		return bent, "its id " + strconv.Quote(observe.Printable(id)) + " is not made of up to 32 letters and digits"
	}
	return bent, ""
}
