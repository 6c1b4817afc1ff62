package report

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"shopcheck/checklist"
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
func (p Prose) plain() bool {
	first, _ := utf8.DecodeRuneInString(string(p))
	return unicode.IsLetter(first)
}

// capital makes the first letter a capital.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return ""
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// shortened takes a message apart for a heading: its first sentence, without the
// full stop, and the rest. A sentence that is too long for a heading is cut behind
// a word, and the rest is the whole message.
func shortened(message string) (head, rest string) {
	first := upToStop(message)
	head, rest = strings.TrimSuffix(first, "."), strings.TrimSpace(message[len(first):])
	if utf8.RuneCountInString(head) <= maxHeading {
		return head, rest
	}
	head = string([]rune(head)[:maxHeading])
	if i := strings.LastIndex(head, " "); i > 0 {
		head = head[:i]
	}
	return strings.TrimRight(head, " ,;:.(“") + "…", message
}

// maxHeading bounds the characters of a heading: no probe's own sentence is as
// long, if the shop's words in it are not.
const maxHeading = 200

// this finds words that point at what only the finding's subject names.
var this = regexp.MustCompile(`(?i)\b(this|these)\b`)

// pointing reports whether a finding's sentence leaves unnamed which page or
// cookie it is about.
func pointing(f scanner.Finding) bool {
	return strings.Contains(f.Subject, "://") && this.MatchString(f.Message) && !strings.Contains(f.Message, f.Subject)
}

// standing returns a finding's sentence so that it can stand alone.
func standing(f scanner.Finding) string {
	said := dated(f.Message)
	if !pointing(f) {
		return said
	}
	return strings.TrimSuffix(said, ".") + ": " + f.Subject + "."
}

// capped bounds a list for a reader; the last entry counts the rest.
func capped(list []string, most int, noun string) []string {
	if more := len(list) - most; more > 0 {
		return append(list[:most:most], "And "+counted(more, "more "+noun)+".")
	}
	return list
}

// Part returns a question in the words in which this shop is asked it: see
// [checklist.Part.For].
func (s sources) Part(item checklist.ItemID, part string) (checklist.Part, bool) {
	p, ok := s.Catalog.Part(item, part)
	return p.For(checklist.Alone(s.said, s.judged())), ok
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

// sentence returns the first sentence of p: on a page it says what the owner does,
// or has done.
func (p Prose) sentence() Prose {
	first := upToStop(string(p.paragraph()))
	if announced, ok := strings.CutSuffix(first, ":"); ok {
		first = announced + "."
	}
	return Prose(first)
}

// upToStop returns a text's first sentence.
func upToStop(s string) string {
	if i := strings.Index(s, ". "); i >= 0 {
		return s[:i+1]
	}
	return s
}

// split takes a page's advice apart: what the owner does, its first paragraph,
// and what is for somebody technical, if the rest holds code. A list stays whole.
func (p Prose) split() (owner, technical Prose) {
	first := p.paragraph()
	rest := strings.Trim(strings.TrimPrefix(string(p), string(first)), "\n")
	if !p.plain() || !strings.Contains(rest, "`") && !strings.Contains("\n"+rest, "\n    ") {
		return p, ""
	}
	return first, Prose(rest)
}
