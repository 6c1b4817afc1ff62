package report

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"shopcheck/scanner"
)

// date writes a day in words: "24 November 2026".
func date(t time.Time) string {
	if t.IsZero() {
		return "an unknown day"
	}
	return t.UTC().Format("2 January 2006")
}

// moment writes a day and a time: "24 November 2026, 10:15 UTC".
func moment(t time.Time) string {
	if t.IsZero() {
		return "at an unknown time"
	}
	return t.UTC().Format("2 January 2006, 15:04 UTC")
}

// counted puts a number before a noun: "1 point", "3 points".
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// listed joins words as a sentence does: "a, b and c".
func listed(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// plain reports whether p begins as a sentence does, not with a list or code.
func (p Prose) plain() bool { return p != "" && unicode.IsLetter([]rune(p)[0]) }

// capital makes the first letter a capital.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return ""
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// title returns the short name of a probe, or its ID if nothing is known of it.
func (s sources) title(id scanner.ProbeID) string {
	if t := s.Probes[id].Title(); t != "" {
		return t
	}
	return string(id)
}

// prose returns a section of a probe's page; empty for an unknown probe.
func (s sources) prose(id scanner.ProbeID, section string) Prose {
	return unfold(s.Probes[id].Section(section))
}

// unfold puts each paragraph and each list item of a page on one line, which is
// how all our Markdown is: whoever shows it wraps it. Code stays as it is.
func unfold(page string) Prose {
	var out []string
	fenced, open := false, false // inside a fence; the last line may be continued
	for line := range strings.SplitSeq(page, "\n") {
		text := strings.TrimSpace(line)
		fence := strings.HasPrefix(text, "```") || strings.HasPrefix(text, "~~~")
		switch {
		case open && text != "" && !fence && !begins(text):
			out[len(out)-1] += " " + text
			continue
		case fence:
			fenced = !fenced
		case !fenced && text != "" && !strings.HasPrefix(line, "    "):
			out, open = append(out, strings.TrimRight(line, " ")), !strings.HasPrefix(text, "#")
			continue
		}
		out, open = append(out, line), false
	}
	return Prose(strings.TrimSpace(strings.Join(out, "\n")))
}

// begins reports whether a line starts something of its own: a list item, a
// heading, a table's row, a quotation.
func begins(text string) bool {
	if strings.ContainsRune("#|>", rune(text[0])) {
		return true
	}
	mark, _, ok := strings.Cut(text, " ")
	return ok && (mark == "-" || mark == "*" || mark == "+" || strings.Trim(mark, "0123456789") == "." && len(mark) > 1)
}

// paragraph returns the first paragraph of p.
func (p Prose) paragraph() Prose {
	first, _, _ := strings.Cut(string(p), "\n")
	return Prose(first)
}

// sentence returns the first sentence of p. In a list of who does what, that is
// what the owner can do.
func (p Prose) sentence() Prose {
	first := strings.TrimPrefix(strings.TrimPrefix(string(p.paragraph()), "- "), "You: ")
	if i := strings.Index(first, ". "); i >= 0 {
		first = first[:i+1]
	}
	if rest, ok := strings.CutSuffix(first, ":"); ok {
		first = rest + "."
	}
	return Prose(capital(first))
}
