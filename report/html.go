package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"iter"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"shopcheck/scanner"
)

// HTML is one file that any browser shows and prints. It holds no script and
// fetches nothing: its policy allows its own style sheet, and pictures that are
// in the file, and nothing else (Content Security Policy Level 3, section 6.1).
const HTML Format = "html"

//go:embed html.tmpl
var htmlTemplate string

//go:embed html.css
var htmlStyle string

// A layout is the templates with the headings of one report, or of one among
// several, which are a level deeper: a document has one h1.
type layout struct{ alone, among *template.Template }

// layouts parses the templates, which are part of the program: a mistake in them
// is a bug of ours.
var layouts = sync.OnceValue(func() layout {
	funcs := template.FuncMap{
		"word": wordID,
		"join": func(list []string) string { return strings.Join(list, "; ") },
		"seen": func(f Finding) bool { return len(f.Details) > 0 && shows(f.Details) },
	}
	parse := func(text string) *template.Template {
		return template.Must(template.New("html").Funcs(funcs).Parse(text))
	}
	return layout{alone: parse(htmlTemplate), among: parse(deeper(htmlTemplate))}
})

// headingTag finds the tags of headings of a report.
var headingTag = regexp.MustCompile(`(</?h)([1-5])`)

func deeper(text string) string {
	return headingTag.ReplaceAllStringFunc(text, func(tag string) string {
		level, _ := strconv.Atoi(tag[len(tag)-1:])
		return tag[:len(tag)-1] + strconv.Itoa(level+1)
	})
}

func shows(details []Detail) bool {
	for _, d := range details {
		if len(d.Seen) > 0 {
			return true
		}
	}
	return false
}

func writeHTML(w io.Writer, reports iter.Seq2[Report, error], set Settings) error {
	if set.Many {
		return writeShops(w, reports)
	}
	prose := newProse()
	return each(func(w io.Writer, r Report, _ Settings) error {
		var out bytes.Buffer
		err := execute(&out, layouts().alone,
			stage{"head", headOf(r.Title, r.Brand)},
			stage{"report", sheet{Report: r, prose: prose, known: known(r.Words)}},
			stage{"words", r.Words},
			stage{"credit", r.Credit},
			stage{"foot", r.madeBy()},
		)
		if err != nil {
			return err
		}
		_, err = out.WriteTo(w)
		return err
	})(w, reports, set)
}

// A stage is one template with what it shows.
type stage struct {
	name string
	data any
}

func execute(w io.Writer, t *template.Template, stages ...stage) error {
	for _, s := range stages {
		if err := t.ExecuteTemplate(w, s.name, s.data); err != nil {
			return err
		}
	}
	return nil
}

// A sheet is one report as its template shows it.
type sheet struct {
	Report Report
	Many   bool
	prefix string // of every id, so that those of several reports differ
	prose  *prose
	known  map[string]bool // the ids of the words that the document explains
}

// ID makes the id of a part of this report.
func (s sheet) ID(part string) string { return s.prefix + strings.ToLower(part) }

// Point makes the id of the finding with an index.
func (s sheet) Point(i int) string { return s.ID(fmt.Sprintf("point-%d", i+1)) }

// Contents is what the list of this report's parts is called.
func (s sheet) Contents() string {
	if s.Many {
		return "Contents: " + s.Report.Title
	}
	return "Contents"
}

// A part is a part of a report as the list of contents shows it.
type part struct{ ID, Heading string }

// Parts lists those that the report has.
func (s sheet) Parts() []part {
	r, out := s.Report, []part{}
	all := []part{
		{"notes", r.Notes.Heading},
		{"changes", r.Changes.Heading},
		{"trend", r.Trend.Heading},
		{"ended", r.Ended.Heading},
		{"first", r.First.Heading},
		{"plan", r.Plan.Heading},
		{"endings", r.Endings.Heading},
		{"seen", r.Seen.Heading},
		{"answers", r.Answers.Heading},
		{"findings", r.Findings.Heading},
		{"passes", r.Passes.Heading},
		{"spared", r.Spared.Heading},
		{"tips", r.Tips.Heading},
		{"gaps", r.Gaps.Heading},
		{"payment", r.Payment.Heading},
		{"encryption", r.Encryption.Heading},
		{"senders", r.Senders.Heading},
		{"how", r.How.Heading},
	}
	for _, p := range all {
		if p.Heading != "" {
			out = append(out, p)
		}
	}
	return out
}

// List is a list with a label.
func (sheet) List(label string, entries []string) Section[string] {
	return Section[string]{Heading: label, Entries: entries}
}

// Harm names the class of a finding's frame. What it says stands in its heading
// too.
func (sheet) Harm(s scanner.Severity) string {
	switch s {
	case scanner.Critical, scanner.High, scanner.Medium, scanner.Low, scanner.Info:
		return string(s)
	}
	return "info"
}

// Tone names the class of an answer's frame, which its heading says too.
func (sheet) Tone(says string) string {
	switch first, _, _ := strings.Cut(says, ","); first {
	case "YES":
		return "yes"
	case "NO":
		return "no"
	}
	return "info"
}

// reference finds what our own sentences point at: "point 4", "Q7".
var reference = regexp.MustCompile(`\b(?:point (\d+)|Q(?:1[01]|[1-9]))\b`)

// Linked makes links of the points and questions that a text names.
func (s sheet) Linked(text string) template.HTML {
	var out strings.Builder
	end := 0
	for _, m := range reference.FindAllStringSubmatchIndex(text, -1) {
		name := text[m[0]:m[1]]
		id, there := s.ID(name), s.answered(name)
		if m[2] >= 0 {
			n, _ := strconv.Atoi(text[m[2]:m[3]])
			id, there = s.Point(n-1), n >= 1 && n <= len(s.Report.Findings.Entries)
		}
		if !there {
			continue
		}
		out.WriteString(template.HTMLEscapeString(text[end:m[0]]) + `<a href="#` + id + `">` + name + `</a>`)
		end = m[1]
	}
	out.WriteString(template.HTMLEscapeString(text[end:]))
	return template.HTML(out.String()) //nolint:gosec // G203: escaped above, and ids are ours
}

func (s sheet) answered(id string) bool {
	for _, a := range s.Report.Answers.Entries {
		if a.ID == id {
			return true
		}
	}
	return false
}

// Prose shows Markdown of ours; the first use of a word that the document
// explains becomes a link to that.
func (s sheet) Prose(p Prose) template.HTML { return s.prose.html(p, s.known) }

// Plain shows Markdown of ours without such links: it is for technicians.
func (s sheet) Plain(p Prose) template.HTML { return s.prose.html(p, nil) }

// Ours links the words of a sentence of ours.
func (s sheet) Ours(text string) template.HTML { return s.prose.sentence(text, s.known) }
