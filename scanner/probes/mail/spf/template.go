package spf

import (
	"slices"
	"strconv"
	"strings"
)

// A Template is a domain or a text with macros (section 7). The zero value is
// empty.
type Template struct {
	Written string
	parts   []part
	tail    int // where the text after the last macro begins
}

// A part is plain text or one macro.
type part struct {
	text    string // of plain text, and of the macros %%, %_ and %-
	letter  byte   // lower case; 0 for plain text
	escape  bool   // the letter was a capital: escape what URLs cannot hold
	keep    int    // how many parts at the right count; 0 means all
	reverse bool
	split   string // the characters to split at; empty means dots
}

// The letters of section 7.2.
const (
	anywhere   = "slodiphv"
	explaining = anywhere + "crt" // in explanations alone
)

// macroEnds are the macros that stand for one text each.
var macroEnds = map[byte]string{'%': "%", '_': " ", '-': "%20"}

// parseTemplate reads a macro-string that may use these letters. If it cannot,
// it says at which byte and why.
func parseTemplate(s, letters string) (t Template, at int, why string) {
	t.Written = s
	for i := 0; i < len(s); {
		next := strings.IndexByte(s[i:], '%')
		if next < 0 {
			next = len(s) - i
		}
		if next > 0 {
			t.parts = append(t.parts, part{text: s[i : i+next]})
			i += next
			continue
		}
		p, size, why := parseMacro(s[i:], letters)
		if why != "" {
			return Template{}, i, why
		}
		t.parts = append(t.parts, p)
		i += size
		t.tail = i
	}
	return t, 0, ""
}

// parseMacro reads the macro that s begins with, and returns how long it is.
func parseMacro(s, letters string) (p part, size int, why string) {
	if len(s) > 1 && macroEnds[s[1]] != "" {
		return part{text: macroEnds[s[1]]}, 2, ""
	}
	end := strings.IndexByte(s, '}')
	if len(s) < 2 || s[1] != '{' || end < 3 {
		return p, 0, "has a percent sign that begins no macro"
	}
	letter, rest := s[2], s[3:end]
	p = part{letter: lower(letter), escape: letter >= 'A' && letter <= 'Z'}
	switch {
	case strings.IndexByte(explaining, p.letter) < 0:
		return p, 0, "has a macro that nobody knows"
	case strings.IndexByte(letters, p.letter) < 0:
		return p, 0, "has a macro that is for explanations alone"
	}
	digits := rest[:len(rest)-len(strings.TrimLeft(rest, "0123456789"))]
	rest = rest[len(digits):]
	if digits != "" {
		var err error
		if p.keep, err = strconv.Atoi(digits); err != nil {
			p.keep = len(digits) * maxName // more than there can be
		}
		if p.keep == 0 {
			return p, 0, "has a macro that asks for no parts"
		}
	}
	if rest != "" && lower(rest[0]) == 'r' {
		p.reverse, rest = true, rest[1:]
	}
	if p.split = rest; strings.Trim(rest, ".-+,/_=") != "" {
		return p, 0, "has a macro that is not written as macros are"
	}
	return p, end + 1, ""
}

// maxExpanded bounds what macros expand to.
const maxExpanded = 64 << 10

// expand fills in the macros; value returns what a letter stands for, and false
// if nobody knows. It fails too if the result grows past all bounds.
func (t Template) expand(value func(letter byte) (string, bool)) (string, bool) {
	var b strings.Builder
	for _, p := range t.parts {
		if p.letter == 0 {
			b.WriteString(p.text)
			continue
		}
		v, ok := value(p.letter)
		if !ok || b.Len() > maxExpanded {
			return "", false
		}
		b.WriteString(p.transform(v))
	}
	return b.String(), true
}

// transform splits, turns round, cuts and escapes a macro's value (section 7.3).
func (p part) transform(value string) string {
	split := p.split
	if split == "" {
		split = "."
	}
	var list []string
	for rest, more := value, true; more; {
		i := strings.IndexAny(rest, split)
		if more = i >= 0; !more {
			list = append(list, rest)
			continue
		}
		list, rest = append(list, rest[:i]), rest[i+1:]
	}
	if p.reverse {
		slices.Reverse(list)
	}
	if p.keep > 0 && p.keep < len(list) {
		list = list[len(list)-p.keep:]
	}
	out := strings.Join(list, ".")
	if p.escape {
		out = escapeURL(out)
	}
	return out
}

// escapeURL escapes all but what RFC 3986, section 2.3, calls unreserved.
func escapeURL(s string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if letter(c) || digit(c) || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.WriteString("%" + strings.ToUpper(strconv.FormatUint(uint64(c)+0x100, 16)[1:]))
	}
	return b.String()
}

// domainName makes a name to ask for of an expanded domain: without a dot at the
// end, and without as many labels at the left as make it too long (section 7.3).
func domainName(expanded string) string {
	name := strings.ToLower(strings.TrimSuffix(expanded, "."))
	for len(name) > maxName {
		_, rest, ok := strings.Cut(name, ".")
		if !ok {
			return name
		}
		name = rest
	}
	return name
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

func letter(c byte) bool { c = lower(c); return c >= 'a' && c <= 'z' }
func digit(c byte) bool  { return c >= '0' && c <= '9' }
