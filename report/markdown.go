package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// Markdown is CommonMark with GitHub's tables, for files and pull requests.
const Markdown Format = "markdown"

func writeMarkdown(w io.Writer, r Report, _ Settings) error {
	_, err := w.Write(markdown(r, escaper{}))
	return err
}

// markdown lays a report out, one line for each paragraph.
func markdown(r Report, e escaper) []byte {
	m := &page{escaper: e}
	m.heading(1, r.Title)
	m.paragraph(m.text(r.Date))
	m.paragraph(m.text(r.Brand.By()))
	if r.Problem.Happened != "" {
		m.heading(2, "What happened")
		m.paragraph(m.text(r.Problem.Happened))
		m.labelled("What to try", m.inline(r.Problem.Try))
		m.paragraph(m.text(r.Problem.Means))
	}
	if r.Verdict+r.Score+r.Hardening != "" {
		m.heading(2, "The verdict")
		m.paragraph(m.text(r.Verdict))
		m.labelled("The score", m.inline(r.Score))
		m.labelled("Seen from outside", m.inline(r.Hardening))
	}
	section(m, r.Notes, m.item)
	section(m, r.Changes, m.batch)
	section(m, r.Trend, m.past)
	section(m, r.Ended, m.item)
	section(m, r.First, m.step)
	section(m, r.Plan, m.deadline)
	section(m, r.Endings, m.ending)
	section(m, r.Seen, m.item)
	answers(m, r.Answers)
	section(m, r.Findings, m.finding)
	section(m, r.Passes, m.item)
	section(m, r.Spared, m.item)
	section(m, r.Tips, m.tip)
	section(m, r.Gaps, m.gap)
	section(m, r.Payment, m.point)
	section(m, r.Encryption, m.point)
	section(m, r.Senders, m.point)
	section(m, r.How, m.point)
	section(m, r.Words, m.point)
	m.heading(2, "Where the questions come from")
	m.paragraph(m.text(r.Credit))
	section(m, r.Left, m.item)
	m.addresses()
	if r.Whole.Quote != "" {
		m.labelled(r.Whole.Label, m.command(r.Whole.Quote)+" "+m.inline(r.Whole.Text))
	}
	return append(bytes.TrimSpace(m.Bytes()), '\n')
}

// A page is Markdown being written. Its methods take text that is escaped,
// except where they say otherwise.
type page struct {
	bytes.Buffer
	escaper
	list bool // the last line is a list item
}

// heading takes text as it is.
func (m *page) heading(level int, text string) {
	m.addresses()
	m.block(strings.Repeat("#", level) + " " + m.inline(text))
}

func (m *page) block(text string) {
	if m.list {
		_, _ = m.WriteString("\n")
	}
	_, _ = fmt.Fprintf(m, "%s\n\n", text)
	m.list = false
}

func (m *page) paragraph(text string) {
	if text != "" {
		m.block(text)
	}
}

// labelled writes a paragraph that begins with a word of ours.
func (m *page) labelled(label, text string) {
	if text != "" {
		m.block("**" + label + ":** " + text)
	}
}

func (m *page) line(text string) {
	_, _ = fmt.Fprintf(m, "- %s\n", text)
	m.list = true
}

// item takes text as it is.
func (m *page) item(text string) {
	if text = m.text(text); text != "" {
		m.line(text)
	}
}

func (m *page) point(p Point) {
	text := m.inline(p.Text)
	if p.Quote != "" {
		quote := m.code(p.Quote)
		if p.Label == technical {
			quote = m.command(p.Quote)
		}
		text = strings.TrimSuffix(quote+", "+text, ", ")
	}
	m.line("**" + p.Label + ":** " + text)
}

// reasons takes texts as they are: one goes behind its label, several below it.
func (m *page) reasons(label string, texts []string) {
	if len(texts) == 1 {
		m.labelled(label, m.inline(texts[0]))
		return
	}
	if len(texts) > 0 {
		m.paragraph("**" + label + ":**")
	}
	for _, text := range texts {
		m.item(text)
	}
}

func section[T any](m *page, s Section[T], write func(T)) {
	if s.Heading == "" {
		return
	}
	m.heading(2, s.Heading)
	m.paragraph(m.text(s.Intro))
	for _, entry := range s.Entries {
		write(entry)
	}
}

func (m *page) step(s Step) {
	m.heading(3, s.Heading)
	m.paragraph(m.text(s.Message))
	m.labelled("Where", m.code(s.Where))
	m.labelled("Why", string(s.Why))
	m.labelled("What to do", string(s.Do))
	m.labelled("Who can do it", m.inline(s.Who))
	m.check(s.Check)
	m.paragraph(m.text(s.More))
}

// check writes a command that stands alone.
func (m *page) check(p Point) {
	if p.Quote != "" {
		m.labelled(p.Label, m.command(p.Quote))
	}
}

// command sets a command to be copied in a code span.
func (m *page) command(s string) string {
	if m.glamour {
		return strings.ReplaceAll(m.code(s), " ", joint)
	}
	return m.code(s)
}

func (m *page) deadline(d Deadline) {
	m.heading(3, d.Heading)
	for _, e := range d.Errands {
		m.paragraph("**" + m.inline(e.Who) + ":**")
		for _, t := range e.Tasks {
			m.task(t)
		}
	}
}

func (m *page) task(t Task) {
	text := string(t.Do)
	if text == "" {
		text = m.text(t.Say)
	}
	m.line(strings.TrimSpace(text + " " + m.inline(t.More)))
	if t.Check.Quote != "" {
		_, _ = fmt.Fprintf(m, "  - %s: %s\n", t.Check.Label, m.command(t.Check.Quote))
	}
}

func answers(m *page, s Section[Answer]) {
	if s.Heading == "" {
		return
	}
	m.heading(2, s.Heading)
	m.paragraph(m.text(s.Intro))
	if len(s.Entries) == 0 {
		return
	}
	var rows strings.Builder
	rows.WriteString("| Question | Answer | Who says so |\n|---|---|---|")
	for _, a := range s.Entries {
		_, _ = fmt.Fprintf(&rows, "\n| %s | %s | %s |", m.cell(a.ID+" "+a.Title), m.cell(a.Short), m.cell(a.Source))
	}
	m.block(rows.String())
	for _, a := range s.Entries {
		if !a.RowOnly {
			m.answer(a)
		}
	}
}

// cell escapes text for a table, where a bar would end the cell even in a code
// span (GitHub Flavored Markdown, section 4.10).
func (m *page) cell(text string) string { return strings.ReplaceAll(m.inline(text), "|", `\|`) }

func (m *page) answer(a Answer) {
	m.heading(3, a.ID+" "+a.Title+": "+a.Says)
	m.paragraph(m.text(a.Ask))
	m.paragraph(m.text(a.Who))
	m.reasons("Because", a.Because)
	m.reasons("But", a.But)
	m.reasons("What is still missing", a.Missing)
}

func (m *page) finding(f Finding) {
	m.heading(3, f.Heading)
	m.paragraph(m.text(f.Accepted))
	for _, d := range f.Details {
		m.detail(d)
	}
	if f.Short {
		m.brief(f)
		return
	}
	m.paragraph(m.text(f.More))
	if f.ToDo.plain() {
		m.labelled("What to do", string(f.ToDo))
	} else if f.ToDo != "" {
		m.paragraph("**What to do:**")
		m.paragraph(string(f.ToDo))
	}
	if f.Snippets != "" {
		m.paragraph("**In detail, for your host or agency:**")
		m.paragraph(string(f.Snippets))
	}
	m.labelled("Who can do it", m.inline(f.Who))
	m.check(f.Check)
	should := m.inline(f.Should + ".")
	if f.Explain != "" {
		should += " More about it: " + m.command(f.Explain)
	}
	m.labelled("How it should be", should)
}

// brief tells of a finding, below where it is, what to do in lines of one list.
func (m *page) brief(f Finding) {
	m.item(f.More)
	switch {
	case f.ToDo.plain():
		m.line("**What to do:** " + string(f.ToDo))
	case f.ToDo != "":
		m.paragraph("**What to do:**")
		m.paragraph(string(f.ToDo))
	}
	if f.Who != "" {
		m.line("**Who can do it:** " + m.inline(f.Who))
	}
	if f.Check.Quote != "" {
		m.line("**" + f.Check.Label + ":** " + m.command(f.Check.Quote))
	}
	if f.Explain != "" {
		m.line("**More about it:** " + m.command(f.Explain))
	}
}

func (m *page) detail(d Detail) {
	m.paragraph(m.text(d.Message))
	if d.Where != "" {
		m.point(Point{Label: "Where", Quote: d.Where})
	}
	for _, points := range d.Seen {
		for _, p := range points {
			m.point(p)
		}
	}
	var also []string
	for _, subject := range d.Also {
		also = append(also, m.code(subject))
	}
	if d.More != "" {
		also = append(also, d.More)
	}
	if len(also) > 0 {
		m.line("**The same at:** " + strings.Join(also, ", "))
	}
}

func (m *page) tip(t Tip) {
	if t.Text == "" {
		m.line(strings.TrimSpace(fmt.Sprintf("**Tip %d:** %s. %s", t.Number, m.inline(t.Title), m.inline(t.Here))))
		return
	}
	m.heading(3, fmt.Sprintf("Tip %d: %s", t.Number, t.Title))
	m.paragraph(m.text(t.Text))
	m.labelled("For this shop", m.inline(t.Here))
}

func (m *page) gap(g Gap) {
	m.heading(3, g.Heading)
	m.labelled("What to try", m.inline(g.Try))
	m.check(g.Again)
	for _, r := range g.Reasons {
		words := r.Words
		if len(r.Titles) > 0 {
			words += " Not judged: " + strings.Join(r.Titles, "; ") + "."
		}
		m.item(words)
	}
	m.paragraph(m.text(g.Open))
}
