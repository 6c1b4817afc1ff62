package report

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"reflect"
	"slices"
	"time"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// A Due is something of one shop that ends on a day.
type Due struct {
	Domain string
	checklist.Ending
}

// An Agenda is what ends when, over shops.
type Agenda struct {
	Dues    []Due     // in any order; each is over or not as of At
	At      time.Time // the moment it is told at
	Shops   int       // how many were looked through
	Catalog checklist.Catalog
}

// CheckAgenda refuses a format that WriteAgenda does not know, and says which it
// knows: text, markdown, and ics for calendars (RFC 5545).
func CheckAgenda(format string) error {
	switch format {
	case "text", string(Markdown), "ics":
		return nil
	}
	return fmt.Errorf("%q is unknown; try text, markdown or ics", format)
}

// WriteAgenda writes what ends when: what is over first, then what ends next. The
// same agenda gives the same bytes.
func WriteAgenda(w io.Writer, a Agenda, format string) error {
	if err := CheckAgenda(format); err != nil {
		return fmt.Errorf("writing the calendar: the format %w", err)
	}
	write := map[string]func([]occasion) []byte{"text": a.text, string(Markdown): a.markdown, "ics": a.ics}[format]
	if _, err := w.Write(write(a.occasions())); err != nil {
		return fmt.Errorf("writing the calendar as %s: %w", format, err)
	}
	return nil
}

// An occasion is an ending in words, or answers of one shop that end on one day.
type occasion struct {
	Ending
	Due         // the first, if there are several; its words are clean
	shop string // as people write it
}

// occasions puts everything into words, in order.
func (a Agenda) occasions() []occasion {
	dues := a.Dues
	cleanAll(reflect.ValueOf(&dues).Elem())
	rank := map[bool]int{true: 0, false: 1}
	slices.SortStableFunc(dues, func(a, b Due) int {
		return cmp.Or(cmp.Compare(rank[a.Over], rank[b.Over]), midnight(shownOn(a.Ending)).Compare(midnight(shownOn(b.Ending))),
			cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Domain, b.Domain), cmp.Compare(a.Host, b.Host))
	})
	s := sources{Run: checklist.Run{Scan: scanner.Scan{Finished: a.At}}, Catalog: a.Catalog}
	var out []occasion
	for _, group := range together(dues, Due.joins) {
		d := occasion{Due: group[0], Ending: s.due(group), shop: scanner.Target{Domain: group[0].Domain}.String()}
		if d.What != "" {
			out = append(out, d)
		}
	}
	return out
}

// joins reports whether two are answers of one shop that end on one day.
func (d Due) joins(next Due) bool {
	return d.Item != "" && next.Item != "" && d.Domain == next.Domain && date(d.Day) == date(next.Day)
}

// due tells of an ending as a run's calendar does, and besides what stands
// elsewhere in a report: what the questions are about, and why something was
// accepted.
func (s sources) due(group []Due) Ending {
	ends := make([]checklist.Ending, len(group))
	for i, d := range group {
		ends[i] = d.Ending
	}
	out := s.inWords(ends)
	if items := itemsOf(ends); len(items) > 0 {
		for i, id := range items {
			if title := s.Item(checklist.ItemID(id)).Title; title != "" {
				items[i] += " “" + title + "”"
			}
		}
		out.What, out.Do = answersTo(items)
	}
	if w := group[0].Waiver; w != nil && w.Reason != "" {
		out.Do += " The reason given: " + w.Reason
	}
	return out
}

const agendaTitle = "What ends when"

// intro says what the agenda was made from; of an empty one, that it is empty.
func (a Agenda) intro(all []occasion) string {
	switch {
	case a.Shops == 0:
		return "No check of a shop is kept here yet, so it is not known what ends when; begin with: shopcheck check DOMAIN"
	case len(all) == 0:
		return fmt.Sprintf("Nothing that ends on a day is known of the %s looked through.", counted(a.Shops, "shop"))
	}
	return fmt.Sprintf("Taken on %s from the latest check of each shop, %s in all. What is over comes first, then what ends next.", date(a.At), counted(a.Shops, "shop"))
}

// days puts together what ends on one day.
func days(all []occasion) [][]occasion {
	return together(all, func(a, b occasion) bool { return a.When == b.When })
}

func (a Agenda) text(all []occasion) []byte {
	var out bytes.Buffer
	line := func(before, s string) { _, _ = out.WriteString(before + wrap(s, columns(0))) }
	line("", a.intro(all))
	for _, day := range days(all) {
		line("\n", day[0].When)
		for _, d := range day {
			line("", "  • "+d.shop+": "+d.What+". "+d.Do)
		}
	}
	return out.Bytes()
}

func (a Agenda) markdown(all []occasion) []byte {
	m := &page{}
	m.heading(1, agendaTitle)
	m.paragraph(m.text(a.intro(all)))
	for _, day := range days(all) {
		m.heading(2, day[0].When)
		for _, d := range day {
			m.ending(Ending{When: d.shop, What: d.What, Do: d.Do})
		}
	}
	return append(bytes.TrimSpace(m.Bytes()), '\n')
}
