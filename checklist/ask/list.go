package ask

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/lipgloss"
)

// A list is rows of which one is under the cursor.
type list struct {
	rows []string
	at   int
}

// move moves the cursor; behind the last row comes the first.
func (l *list) move(by int) { l.at = (l.at + by + len(l.rows)) % len(l.rows) }

// pointer stands before the row under the cursor.
const pointer = "> "

// view writes the list into so many columns and, around the cursor, so many lines,
// but at least three. It says how many rows do not fit.
func (l list) view(columns, lines int, chosen, other lipgloss.Style) string {
	var texts []string
	for i, row := range l.rows {
		style, before := other, "  "
		if i == l.at {
			style, before = chosen, pointer
		}
		before += row[:indent(row)]
		wrapped := wrap(row[indent(row):], columns-len(before))
		texts = append(texts, style.Render(before+strings.ReplaceAll(wrapped, "\n", "\n"+strings.Repeat(" ", len(before)))))
	}
	first, last := l.fit(texts, max(lines, 3))
	out := texts[first:last]
	if first > 0 {
		out = append([]string{other.Render(fmt.Sprintf("  (%d above)", first))}, out...)
	}
	if more := len(texts) - last; more > 0 {
		out = append(out, other.Render(fmt.Sprintf("  (%d below)", more)))
	}
	return strings.Join(out, "\n")
}

// indent returns how much of a row is its number, so that its text stands behind.
func indent(row string) int {
	if number, _, ok := strings.Cut(row, "  "); ok && len(number) == 1 {
		return len("1  ")
	}
	return 0
}

// fit returns which of the texts around the cursor fit into so many lines, with
// what is said of those that do not.
func (l list) fit(texts []string, lines int) (first, last int) {
	first, last = l.at, l.at+1
	height := lipgloss.Height(texts[l.at])
	said := func(first, last int) int {
		n := 0
		if first > 0 {
			n++
		}
		if last < len(texts) {
			n++
		}
		return n
	}
	for grown := true; grown; {
		grown = false
		if last < len(texts) && height+lipgloss.Height(texts[last])+said(first, last+1) <= lines {
			height, last, grown = height+lipgloss.Height(texts[last]), last+1, true
		}
		if first > 0 && height+lipgloss.Height(texts[first-1])+said(first-1, last) <= lines {
			first, grown = first-1, true
			height += lipgloss.Height(texts[first])
		}
	}
	return first, last
}
