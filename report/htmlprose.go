package report

import (
	"bytes"
	"html/template"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

// A prose makes HTML of Markdown of ours, once of each text: many shops have the
// same faults.
type prose struct {
	markdown goldmark.Markdown
	made     map[string]rendered
}

// A rendered text is HTML in two versions.
type rendered struct {
	plain, linked template.HTML
	words         []string // the ids that linked leads to
}

// maxMade bounds how many texts are kept: more than there are of ours.
const maxMade = 4096

// newProse lets no HTML through that a text has in it, which is what goldmark
// does unless it is told otherwise. goldmark saves a Markdown parser of our own, and
// is in the program anyway: glamour reads with it.
func newProse() *prose {
	return &prose{markdown: goldmark.New(goldmark.WithExtensions(extension.Table)), made: map[string]rendered{}}
}

func (p *prose) html(text Prose, known map[string]bool) template.HTML {
	return p.once("markdown "+string(text), known, func() string {
		var out bytes.Buffer
		_ = p.markdown.Convert([]byte(text), &out) // a buffer takes everything
		return out.String()
	})
}

func (p *prose) sentence(text string, known map[string]bool) template.HTML {
	return p.once("sentence "+text, known, func() string { return template.HTMLEscapeString(text) })
}

// once makes HTML of a text, or takes what was made of it before. It has links
// only if all of them lead somewhere.
func (p *prose) once(key string, known map[string]bool, make func() string) template.HTML {
	done, ok := p.made[key]
	if !ok {
		text := make()
		linked, words := withWords(text)
		done = rendered{template.HTML(text), template.HTML(linked), words} //nolint:gosec // G203: goldmark escapes, and so does make
		if len(p.made) < maxMade {
			p.made[key] = done
		}
	}
	if slices.ContainsFunc(done.words, func(id string) bool { return !known[id] }) {
		return done.plain
	}
	return done.linked
}

// known returns the ids of the words that a section explains.
func known(words Section[Point]) map[string]bool {
	out := map[string]bool{}
	for _, p := range words.Entries {
		out[wordID(p.Label)] = true
	}
	return out
}

// wordID names a word of the glossary by its label, with or without the letters
// that stand behind it in brackets.
func wordID(label string) string {
	name, _, _ := strings.Cut(label, " (")
	return "word-" + strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return '-'
	}, name)
}

// spellings find the glossary's words in texts, the longest first, and say which
// word each is.
var spellings = sync.OnceValues(func() (*regexp.Regexp, map[string]string) {
	ids := map[string]string{}
	var all []string
	for _, t := range glossary() {
		for _, s := range slices.Concat([]string{t.Name}, t.Also) {
			for _, s := range []string{s, capital(s)} {
				if _, twice := ids[s]; !twice {
					ids[s] = wordID(t.Name)
					all = append(all, regexp.QuoteMeta(s))
				}
			}
		}
	}
	slices.SortFunc(all, func(a, b string) int {
		if d := len(b) - len(a); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	return regexp.MustCompile(`\b(?:` + strings.Join(all, "|") + `)\b`), ids
})

// untouched are the elements whose text is no sentence of ours.
var untouched = []string{"a", "code", "pre"}

// markup finds the tags of HTML that goldmark made.
var markup = regexp.MustCompile(`</?([a-z0-9]+)[^>]*>`)

// withWords makes a link of the first use of each word that the glossary has.
func withWords(html string) (linked string, words []string) {
	var out strings.Builder
	within, end := 0, 0
	text := func(s string) {
		if within > 0 {
			out.WriteString(s)
			return
		}
		out.WriteString(linkWords(s, &words))
	}
	for _, m := range markup.FindAllStringSubmatchIndex(html, -1) {
		text(html[end:m[0]])
		tag := html[m[0]:m[1]]
		if slices.Contains(untouched, html[m[2]:m[3]]) {
			if within++; tag[1] == '/' {
				within -= 2
			}
		}
		out.WriteString(tag)
		end = m[1]
	}
	text(html[end:])
	return out.String(), words
}

// linkWords links words outside straight quotation marks, which quote what others
// say.
func linkWords(text string, words *[]string) string {
	find, ids := spellings()
	const mark = "&quot;"
	pieces := strings.Split(text, mark)
	for i := 0; i < len(pieces); i += 2 {
		pieces[i] = find.ReplaceAllStringFunc(pieces[i], func(s string) string {
			id := ids[s]
			if slices.Contains(*words, id) {
				return s
			}
			*words = append(*words, id)
			return `<a class="word" href="#` + id + `">` + s + `</a>`
		})
	}
	return strings.Join(pieces, mark)
}
