package mail

import "strings"

// A tag is one "name=value" of a record.
type tag struct {
	name  string // lower case
	value string // as written, without the spaces around it; may be empty
}

// tags are a record's tags in order.
type tags []tag

// parseTags reads the tag list that BIMI records are written in, as those of DKIM are
// (RFC 6376, section 3.2). The parts that are no tag come back apart, as written:
// whether they spoil the record is for the standard to say.
func parseTags(record string) (found tags, bad []string) {
	for part := range strings.SplitSeq(record, ";") {
		part = trim(part)
		if part == "" {
			continue // the list may end with a semicolon; one too many harms nobody
		}
		name, value, ok := strings.Cut(part, "=")
		name, value = trim(name), trim(value)
		if !ok || !tagName(name) || strings.ContainsFunc(value, unprintable) {
			bad = append(bad, part)
			continue
		}
		found = append(found, tag{strings.ToLower(name), value})
	}
	return found, bad
}

// get returns the value of the first tag of that name, or "".
func (t tags) get(name string) string {
	for _, tag := range t {
		if tag.name == name {
			return tag.value
		}
	}
	return ""
}

// tagName reports whether s is a letter, then letters, digits or underscores
// (RFC 6376, section 3.2; the records' own standards allow less).
func tagName(s string) bool {
	return s != "" && letter(rune(s[0])) && !strings.ContainsFunc(s, func(r rune) bool {
		return !letter(r) && !digit(r) && r != '_'
	})
}

func letter(r rune) bool      { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
func digit(r rune) bool       { return r >= '0' && r <= '9' }
func unprintable(r rune) bool { return r < ' ' && r != '\t' || r > '~' }
