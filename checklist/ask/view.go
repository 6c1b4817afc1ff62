package ask

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
)

// columns is the width of the text, narrow enough to be read with ease.
func (m *screen) columns() int { return max(20, min(m.width, 80)-2) }

// scant is how much is left out of a screen at most: see draw.
const scant = 6

// View draws the screen. What does not fit is left out: the question, the choice
// under the cursor and those beside it stay.
func (m *screen) View() string {
	if m.err != nil || m.s.done {
		return ""
	}
	text := ""
	for spare := 0; spare <= scant; spare++ {
		text = m.draw(spare, len(m.list.rows)*m.height)
		if lipgloss.Height(text) <= m.height {
			return text
		}
	}
	rest := lipgloss.Height(text) - lipgloss.Height(m.choices(len(m.list.rows)*m.height))
	return m.draw(scant, m.height-rest)
}

// draw writes where we are, the question, what the checks saw and others said, a
// good answer, the choices in so many lines, and the keys. The more is to be
// spared, the less: first the checks tell less, then the empty lines go, then the
// help, the checks, the keys, and last what is told once.
func (m *screen) draw(spare, lines int) string {
	l, q := m.styles, m.q
	blocks := []string{l.head.Render(m.wrap(m.head()))}
	add := func(style lipgloss.Style, text string, upTo int) {
		if text != "" && spare <= upTo {
			blocks = append(blocks, style.Render(m.wrap(text)))
		}
	}
	add(l.notice, m.s.notice, 5)
	add(l.ask, q.ask, scant)
	add(l.text, strings.Join(append(q.saw(max(1, 2-spare)), q.others...), "\n"), 3)
	add(l.text, q.help, 2)
	if q.typed() {
		add(l.text, q.hint()+"\n"+"Enter alone: "+q.keeps+".", scant)
	}
	blocks = append(blocks, m.choices(lines))
	add(l.notice, m.problem, scant)
	add(l.foot, m.footer(), 4)
	if spare >= 2 {
		return strings.Join(blocks, "\n")
	}
	return strings.Join(blocks, "\n\n")
}

// head says which shop is asked about, how far we are and where.
func (m *screen) head() string {
	all := len(m.s.in.Catalog.Items)
	bar := strings.Repeat("#", m.q.step) + strings.Repeat(".", max(0, all-m.q.step))
	return short(m.s.in.Target.String(), 60) + " [" + bar + "] " + m.q.head
}

// choices draws the list, or the field to type into.
func (m *screen) choices(lines int) string {
	if m.field != nil {
		return m.field.View()
	}
	return m.list.view(m.columns(), lines, m.styles.chosen, m.styles.text)
}

func (m *screen) footer() string {
	switch {
	case m.q.typed():
		return "enter: answer   shift+tab: back   esc: stop and keep all answers"
	case len(m.q.rows) > 0:
		return m.q.marks() + "\nup, down: choose   enter: go on   left: back   esc: stop, keep answers"
	case len(m.q.choices) > 9:
		return "up, down: choose   enter: go   left: back   esc: stop and keep all answers"
	}
	return "number, or up, down and enter: answer   left: back   esc: stop, keep answers"
}

// wrap breaks text into lines of the screen's columns.
func (m *screen) wrap(text string) string { return wrap(text, m.columns()) }

// wrap breaks each line of text into lines of so many columns. What belongs to a
// dash stays behind it.
func wrap(text string, columns int) string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		item, listed := strings.CutPrefix(line, "- ")
		indent := ""
		if listed {
			indent = "  "
		}
		for i, part := range strings.Split(lipgloss.NewStyle().Width(columns-len(indent)).Render(item), "\n") {
			if i == 0 && listed {
				part = "- " + part
			} else {
				part = indent + part
			}
			out = append(out, strings.TrimRight(part, " "))
		}
	}
	return strings.Join(out, "\n")
}
