package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"shopcheck/scanner"
)

//go:embed glossary.yaml
var glossaryYAML []byte

// A Term is a word of the field that texts for owners use, explained for them.
type Term struct {
	Name   string            `yaml:"term"`   // as texts write it: "DMARC", "content network"
	Also   []string          `yaml:"also"`   // other spellings in texts; may be empty
	Asked  []string          `yaml:"asked"`  // what else it may be looked up by; not looked for in texts
	Stands string            `yaml:"stands"` // what its letters stand for; empty if it has none
	Means  string            `yaml:"means"`  // one or two sentences
	See    []string          `yaml:"see"`    // names of other terms
	Probes []scanner.ProbeID `yaml:"probes"` // those about it, or families: "hsts"
}

// Glossary returns all terms, in the order of the alphabet.
func Glossary() []Term { return slices.Clone(glossary()) }

// glossary is part of the program, so one that cannot be read is a bug of ours.
var glossary = sync.OnceValue(func() []Term {
	var terms []Term
	d := yaml.NewDecoder(bytes.NewReader(glossaryYAML))
	d.KnownFields(true)
	if err := d.Decode(&terms); err != nil {
		panic(fmt.Sprintf("reading glossary.yaml: %v", err))
	}
	return terms
})

// LookUp returns the term that word names in any of its spellings, capital or
// small, and false if there is none.
func LookUp(word string) (Term, bool) {
	i := slices.IndexFunc(glossary(), func(t Term) bool {
		return slices.ContainsFunc(t.Spellings(), func(s string) bool { return strings.EqualFold(s, word) })
	})
	if i < 0 {
		return Term{}, false
	}
	return glossary()[i], true
}

// Spellings returns everything that the term can be looked up by, its name first.
func (t Term) Spellings() []string { return slices.Concat([]string{t.Name}, t.Also, t.Asked) }

// In reports whether text uses the term as a whole word. Capitals count, except
// that any first letter may be one.
func (t Term) In(text string) bool {
	return slices.ContainsFunc(slices.Concat([]string{t.Name}, t.Also), func(word string) bool {
		return holds(text, word) || holds(text, capital(word))
	})
}

// About reports whether the glossary names the probe, or its family, for the term.
func (t Term) About(id scanner.ProbeID) bool {
	family, _, _ := strings.Cut(string(id), ".")
	return slices.Contains(t.Probes, id) || slices.Contains(t.Probes, scanner.ProbeID(family))
}

// TermsIn returns the terms that Markdown of ours uses outside code and straight
// quotation marks, in the order of the alphabet.
func TermsIn(markdown string) []Term {
	text := spoken(string(unfold(markdown)))
	return slices.DeleteFunc(Glossary(), func(t Term) bool { return !t.In(text) || !t.In(t.alone(text)) })
}

// alone returns text without the longer terms that have t's name in theirs: a
// data-protection authority is not one that issues certificates.
func (t Term) alone(text string) string {
	longer := longer()[t.Name]
	if longer == nil {
		return text
	}
	return longer.Replace(text)
}

// longer takes out of a text, for each term by its name, the terms that have it in
// theirs; terms that are in no other have none.
var longer = sync.OnceValue(func() map[string]*strings.Replacer {
	out := map[string]*strings.Replacer{}
	for _, t := range glossary() {
		var pairs []string
		for _, other := range glossary() {
			for _, s := range slices.Concat([]string{other.Name}, other.Also) {
				if other.Name != t.Name && t.In(s) {
					pairs = append(pairs, s, " ", capital(s), " ")
				}
			}
		}
		if len(pairs) > 0 {
			out[t.Name] = strings.NewReplacer(pairs...)
		}
	}
	return out
})

// holds reports whether text has word with no letter or digit beside it.
func holds(text, word string) bool {
	for end := 0; ; {
		i := strings.Index(text[end:], word)
		if i < 0 {
			return false
		}
		start := end + i
		end = start + len(word)
		before, _ := utf8.DecodeLastRuneInString(text[:start])
		after, _ := utf8.DecodeRuneInString(text[end:])
		if !joins(before) && !joins(after) {
			return true
		}
	}
}

func joins(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// words explains those terms that the report itself uses. What is for somebody
// technical, and what is quoted of the shop, does not count.
func (r Report) words() Section[Point] {
	r.Encryption, r.Senders = Section[Point]{}, Section[Point]{}
	r.Findings.Entries = slices.Clone(r.Findings.Entries)
	for i := range r.Findings.Entries {
		r.Findings.Entries[i].Snippets = ""
	}
	text := string(markdown(r, escaper{}))
	out := Section[Point]{
		Heading: "Words in this report",
		Intro:   "What these words of the field mean here. For one of them, or another: shopcheck explain WORD",
	}
	aloud := spoken(text)
	for _, t := range TermsIn(text) {
		out.Entries = append(out.Entries, Point{Label: t.label(aloud), Text: t.Means})
	}
	if len(out.Entries) == 0 {
		return Section[Point]{}
	}
	return out
}

// label names the term, and the letters that text uses in its place.
func (t Term) label(text string) string {
	var letters []string
	for _, s := range t.Also {
		if strings.ContainsFunc(s, unicode.IsUpper) && !strings.Contains(s, t.Name) && holds(text, s) {
			letters = append(letters, s)
		}
	}
	if len(letters) == 0 {
		return t.Name
	}
	return t.Name + " (" + strings.Join(letters, ", ") + ")"
}

// spoken returns Markdown without what is not said in words of our own: code, and
// what stands in straight quotation marks.
func spoken(markdown string) string {
	var out strings.Builder
	fenced := false
	for line := range strings.Lines(markdown) {
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			fenced = !fenced
			continue
		}
		if !fenced && !strings.HasPrefix(line, "    ") {
			_, _ = out.WriteString(unquoted(line))
		}
	}
	return out.String()
}

// unquoted takes code spans and quotations out of a line. A code span ends at
// the next run of backticks as long as its first (CommonMark, section 6.1).
func unquoted(line string) string {
	var out strings.Builder
	for {
		i := strings.IndexAny(line, "`\"")
		if i < 0 {
			_, _ = out.WriteString(line)
			return out.String()
		}
		_, _ = out.WriteString(line[:i] + " ")
		line = line[i:]
		mark := line[:len(line)-len(strings.TrimLeft(line, line[:1]))]
		line = line[len(mark):]
		if end := strings.Index(line, mark); end >= 0 {
			line = strings.TrimLeft(line[end:], mark[:1])
		}
	}
}
