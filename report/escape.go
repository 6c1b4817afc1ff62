package report

import (
	"strings"
	"unicode"
)

// An escaper writes words that a shop may have chosen as Markdown in which they
// cannot become anything but text: no link, no image, no HTML, no heading.
type escaper struct {
	// glamour reads entities inside code spans too, where CommonMark does not
	// (section 6.1): there "&#27;" would become an escape character.
	glamour bool
	notes   *footnotes // takes long addresses out of sentences; nil leaves them there
}

// acting are the marks that Markdown, or a site that shows it, acts on inside a
// line: emphasis, links, tables, code, mathematics, mentions of people and
// issues. Entities take care of <, > and &.
const acting = "\\`*_{}[]#|~$@^"

// marks are those that a word must have to be escaped, or to be an address.
const marks = acting + "<>&/."

// text escapes words that begin a line.
func (e escaper) text(s string) string {
	first, rest, more := strings.Cut(strings.TrimSpace(s), " ")
	if !opens(first) {
		return e.inline(s)
	}
	if more {
		rest = " " + e.inline(rest)
	}
	return e.code(first) + rest
}

// inline escapes words inside a line. One with an acting mark, or one that a
// reader would make a link of, is set in a code span: nothing in there acts, and
// it reads better than a word full of backslashes.
func (e escaper) inline(s string) string {
	var out strings.Builder
	for s = strings.TrimSpace(s); ; {
		i := strings.IndexAny(s, marks)
		if i < 0 {
			return out.String() + s
		}
		start, end := strings.LastIndexByte(s[:i], ' ')+1, len(s)
		if n := strings.IndexByte(s[i:], ' '); n >= 0 {
			end = i + n
		}
		_, _ = out.WriteString(s[:start] + e.word(s[start:end]))
		s = s[end:]
	}
}

func (e escaper) word(w string) string {
	bare := strings.Trim(w, `.,;:!?()"'“”…`)
	low := strings.ToLower(bare)
	address := strings.Contains(low, "://") || strings.Contains(low, "www.")
	switch before, after, _ := strings.Cut(w, bare); {
	case address && e.notes != nil && long(bare):
		return before + e.notes.mark(bare) + after
	case address, strings.ContainsAny(bare, acting):
		return before + e.code(bare) + after
	}
	return entities.Replace(w)
}

var entities = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// opens reports whether a word at the beginning of a line could open a block:
// "-", "1.", "+", "===", ":". Words that begin like a sentence cannot.
func opens(w string) bool {
	if w == "" || strings.ContainsRune(`("'“…`, []rune(w)[0]) {
		return false
	}
	number := strings.TrimRight(w, ".)")
	return !unicode.IsLetter([]rune(w)[0]) && (number != w && strings.Trim(number, "0123456789") == "" || !unicode.IsDigit([]rune(w)[0]))
}

// code sets s in a code span whose fence is longer than any run of backticks in
// it (CommonMark, section 6.1).
func (e escaper) code(s string) string {
	if s == "" {
		return ""
	}
	run, longest := 0, 0
	for _, r := range s {
		if run++; r != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	fence, pad := strings.Repeat("`", longest+1), ""
	if s[0] == '`' || s[len(s)-1] == '`' || s[0] == ' ' && s[len(s)-1] == ' ' {
		pad = " "
	}
	if e.glamour {
		s = strings.ReplaceAll(s, "&", "&amp;")
	}
	return fence + pad + s + pad + fence
}
