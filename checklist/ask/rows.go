package ask

import (
	"fmt"
	"strings"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// A row is one of several parts that are asked together.
type row struct {
	title string
	mark  string // how it is answered, and by whom if not by whoever answers now
	seen  bool   // the checks saw signs
}

// unmarked is what stands beside a part that nobody has answered.
const unmarked = "not answered"

// rowsQuestion asks the item's parts together. What the checks saw and what a good
// answer is are those of the row at hand.
func (s *session) rowsQuestion() question {
	parts := s.parts()
	at := parts[s.row]
	q := question{
		head: s.where(), step: s.behindUs(), part: at, row: s.row, ask: s.item().Ask, help: at.Help, keeps: "Go on",
		found: s.found(at.Signs, scanner.Fail, scanner.Warn), others: s.othersSaid(at),
		choices: append(options(at), choice{checklist.ValueUnknown, "I don't know"}),
	}
	for _, p := range parts {
		q.rows = append(q.rows, row{
			title: p.Title, mark: s.markOf(p),
			seen: len(s.found(p.Signs, scanner.Fail, scanner.Warn)) > 0,
		})
	}
	return q
}

// markOf says how a part is answered.
func (s *session) markOf(part checklist.Part) string {
	st, ok := s.heard(s.item().ID, part.ID)
	if !ok {
		return unmarked
	}
	text := short(part.Label(st.Value), 40)
	if !s.own(st) {
		text += ", " + saysWho(st)
	}
	if !st.Counts(s.in.Now) {
		text += " on " + st.At.UTC().Format(dayForm)
	}
	return text
}

// rowText writes the i-th row for a list: "Leak of customer data   not answered".
func (q question) rowText(i int) string {
	wide := 0
	for _, r := range q.rows {
		wide = max(wide, len([]rune(r.title)))
	}
	text := fmt.Sprintf("%-*s  %s", wide, q.rows[i].title, q.rows[i].mark)
	if q.rows[i].seen {
		text += " (signs seen)"
	}
	return text
}

// marks tells which number stands for what: "1 In our plan  2 Not in our plan".
func (q question) marks() string {
	var out []string
	for i, c := range q.choices {
		out = append(out, fmt.Sprintf("%d %s", i+1, c.label))
	}
	return strings.Join(out, "   ")
}
