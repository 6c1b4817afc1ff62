package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"

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

// written returns the spellings that texts have, the name first.
func (t Term) written() []string { return append([]string{t.Name}, t.Also...) }

// About reports whether the glossary names the probe, or its family, for the term.
func (t Term) About(id scanner.ProbeID) bool {
	family, _, _ := strings.Cut(string(id), ".")
	return slices.Contains(t.Probes, id) || slices.Contains(t.Probes, scanner.ProbeID(family))
}

// TermsIn returns the terms that Markdown of ours uses outside code and straight
// quotation marks, in the order of the alphabet.
func TermsIn(markdown string) []Term {
	said := spelt(spoken(string(unfold(markdown))))
	return slices.DeleteFunc(Glossary(), func(t Term) bool { return !t.among(said) })
}

// among reports whether one of some spellings is the term's.
func (t Term) among(said map[string]bool) bool {
	return slices.ContainsFunc(t.written(), func(s string) bool { return said[s] })
}

// spelt returns the terms' spellings that text uses as whole words. Capitals count,
// except that any first letter may be one. A term within a longer one is not said: a
// data-protection authority is not one that issues certificates.
func spelt(text string) map[string]bool {
	out := map[string]bool{}
	for {
		start := strings.IndexFunc(text, joins)
		if start < 0 {
			return out
		}
		text = text[start:]
		word := text[:wordEnd(text)]
		for _, s := range beginning()[word] {
			if strings.HasPrefix(text[1:], s[1:]) && wordEnd(text[len(s):]) == 0 {
				out[s], word = true, s
				break
			}
		}
		text = text[len(word):]
	}
}

// beginning are the spellings that texts have of the terms, by their first word with
// a small or capital letter, the longest first.
var beginning = sync.OnceValue(func() map[string][]string {
	out := map[string][]string{}
	for _, t := range glossary() {
		for _, s := range t.written() {
			word := s[:wordEnd(s)]
			for _, first := range slices.Compact([]string{word, capital(word)}) {
				out[first] = append(out[first], s)
				slices.SortFunc(out[first], func(a, b string) int { return len(b) - len(a) })
			}
		}
	}
	return out
})

// wordEnd returns where the letters and digits end with which text begins.
func wordEnd(text string) int {
	if end := strings.IndexFunc(text, func(r rune) bool { return !joins(r) }); end >= 0 {
		return end
	}
	return len(text)
}

func joins(r rune) bool { return 'a' <= r && r <= 'z' || unicode.IsLetter(r) || unicode.IsDigit(r) }

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
	said := spelt(spoken(text))
	for _, t := range glossary() {
		if t.among(said) {
			out.Entries = append(out.Entries, Point{Label: t.label(said), Text: t.Means})
		}
	}
	if len(out.Entries) == 0 {
		return Section[Point]{}
	}
	return out
}

// label names the term, and those of its letters that are said in its place.
func (t Term) label(said map[string]bool) string {
	var letters []string
	for _, s := range t.Also {
		if strings.ContainsFunc(s, unicode.IsUpper) && !strings.Contains(s, t.Name) && said[s] {
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
	out.Grow(len(markdown))
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
			return out.String() + line
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
