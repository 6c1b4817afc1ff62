// Package dmarc reads DMARC records and finds the one that applies (RFC 9989).
//
// [Parse] holds a record to the grammar of the standard and tells every place
// that breaks it. [Names] are the names of a tree walk; [Governing] picks the
// record that applies out of what was found there, and [Organizational] the
// domain that it belongs to. [Consent] reads what a third party says about
// getting reports (RFC 9990, section 4).
//
// The package asks nothing by itself. What it is given is a stranger's, and what
// it keeps of it is bounded.
package dmarc

import "strings"

// version is the value that begins every record, to the letter's case (section
// 4.8).
const version = "DMARC1"

// IsRecord reports whether a text counts as a DMARC record, however broken the
// rest is: its first part is v=DMARC1 (section 4.7).
func IsRecord(text string) bool {
	_, ok := cutVersion(text)
	return ok
}

// cutVersion returns what follows the first part, from its semicolon on.
func cutVersion(text string) (rest string, ok bool) {
	if text == "" || text[0] != 'v' && text[0] != 'V' {
		return "", false
	}
	rest, ok = strings.CutPrefix(trimLeft(text[1:]), "=")
	if !ok {
		return "", false
	}
	rest, ok = strings.CutPrefix(trimLeft(rest), version)
	rest = trimLeft(rest)
	return rest, ok && (rest == "" || rest[0] == ';')
}

// Mistaken says why a text that was meant to be a DMARC record is none, as what
// it has or does: "lacks v=DMARC1". It is empty for a record, and for a text that
// has nothing to do with one.
func Mistaken(text string) string {
	fold := strings.ToLower(text)
	at := strings.Index(fold, "dmarc1")
	switch {
	case IsRecord(text) || at < 0 && !hasPolicy(fold):
		return ""
	case at < 0:
		return `lacks "v=DMARC1" at its beginning`
	}
	before := strings.Map(func(r rune) rune {
		if r == ' ' || r == '\t' {
			return -1
		}
		return r
	}, fold[:at])
	switch {
	case before == "v=" && fold[0] != 'v':
		return `has a space in front of "v=DMARC1"`
	case before == "v=" && !strings.Contains(text, version):
		return `has small letters in "v=DMARC1"`
	case before == "v=":
		return `has no semicolon right behind "v=DMARC1"`
	case strings.HasSuffix(before, ";v="):
		return `has "v=DMARC1" not at its beginning`
	case strings.HasSuffix(before, "v="):
		return `has something in front of "v=DMARC1"`
	}
	return `does not begin with "v=DMARC1"`
}

// hasPolicy reports whether a part of a text asks for a policy.
func hasPolicy(fold string) bool {
	for part := range strings.SplitSeq(fold, ";") {
		name, value, _ := strings.Cut(part, "=")
		if trim(name) == "p" && policy(trim(value)) != "" {
			return true
		}
	}
	return false
}

// What RFC 5234 calls WSP may stand around every sign.
const space = " \t"

func trim(s string) string     { return strings.Trim(s, space) }
func trimLeft(s string) string { return strings.TrimLeft(s, space) }
