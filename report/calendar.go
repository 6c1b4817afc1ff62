package report

import (
	"fmt"
	"time"

	"shopcheck/checklist"
)

// An Ending is what ends on one day, and what is to be done about it.
type Ending struct {
	When string // "8 December 2026, in 14 days", "over since 31 October 2026"
	What string // "The certificate of tea-shop.example"
	Do   string
}

// maxEndings bounds how many are told.
const maxEndings = 30

// calendar lists what ends when: what is over first, then what ends next.
func (s sources) calendar() Section[Ending] {
	out := Section[Ending]{Heading: "What ends when"}
	for _, group := range sameDay(checklist.Calendar(s.Run, s.judged())) {
		out.Entries = append(out.Entries, s.inWords(group))
	}
	if len(out.Entries) == 0 {
		return Section[Ending]{}
	}
	out.Intro = "Put these days into your calendar. What is over comes first, then what ends next."
	if left := len(out.Entries) - maxEndings; left > 0 {
		out.Entries = out.Entries[:maxEndings]
		out.Intro += fmt.Sprintf(" What ends last is left out here: %s.", counted(left, "more day"))
	}
	return out
}

// sameDay puts together the answers that end on one day: most are given on one.
func sameDay(all []checklist.Ending) [][]checklist.Ending {
	return together(all, func(a, b checklist.Ending) bool {
		return a.Item != "" && b.Item != "" && date(a.Day) == date(b.Day)
	})
}

// together puts neighbours together that belong to one group.
func together[T any](all []T, belong func(a, b T) bool) [][]T {
	var out [][]T
	for _, e := range all {
		if n := len(out); n > 0 && belong(out[n-1][0], e) {
			out[n-1] = append(out[n-1], e)
			continue
		}
		out = append(out, []T{e})
	}
	return out
}

// inWords tells of an ending, or of answers that end on one day.
func (s sources) inWords(group []checklist.Ending) Ending {
	what, do := s.ending(group[0])
	if items := itemsOf(group); len(items) > 0 {
		what, do = answersTo(items)
	}
	return Ending{When: s.until(group[0]), What: what, Do: do}
}

func itemsOf(all []checklist.Ending) []string {
	var out []string
	for _, e := range all {
		if e.Item != "" {
			out = append(out, string(e.Item))
		}
	}
	return out
}

func answersTo(items []string) (what, do string) {
	if len(items) == 1 {
		return "Your answer to " + items[0], "See whether it is still true, and answer again."
	}
	return "Your answers to " + listed(items), "See whether they are still true, and answer again."
}

// ending says what ends, and what is to be done.
func (s sources) ending(e checklist.Ending) (what, do string) {
	switch {
	case e.Kind == checklist.EndsCertificate && e.Over:
		return "The certificate of " + e.Host, "Have it renewed today: browsers warn every customer away."
	case e.Kind == checklist.EndsCertificate:
		return "The certificate of " + e.Host, "See that it is renewed before. After that day browsers warn every customer away."
	case e.Kind == checklist.EndsRegistration && e.Over:
		return "The registration of the domain " + e.Host, "Extend it today, if that is still possible: without it the shop and its mail are gone."
	case e.Kind == checklist.EndsRegistration:
		return "The registration of the domain " + e.Host, "See that it is extended before. Without it the shop and its mail are gone."
	case e.Waiver != nil:
		return s.acceptedUntil(*e.Waiver), map[bool]string{
			true:  "It counts in full again. Mend it, or decide anew.",
			false: "Have it mended by then, or decide anew.",
		}[e.Over]
	}
	return "", ""
}

func (s sources) acceptedUntil(w checklist.Waiver) string {
	out := fmt.Sprintf("What %s accepted", checklist.Who(w.By, "somebody"))
	if n := s.points[w.Probe]; n > 0 {
		return out + fmt.Sprintf(": see point %d", n)
	}
	return out + " as not in order: “" + s.title(w.Probe) + "”"
}

// until says on which day something ends, and how far that is away.
func (s sources) until(e checklist.Ending) string {
	day := date(shownOn(e))
	switch days := daysTo(e.Day, s.judged()); {
	case e.Over:
		return "Over since " + day
	case days == 0:
		return day + ", today"
	case days == 1:
		return day + ", tomorrow"
	default:
		return fmt.Sprintf("%s, in %d days", day, days)
	}
}

// shownOn returns the day of an ending: the last one, or the first since which it is
// over. A waiver and an answer hold to the end of their last day.
func shownOn(e checklist.Ending) time.Time {
	if e.Over && (e.Kind == checklist.EndsWaiver || e.Kind == checklist.EndsAnswer) {
		return e.Day.AddDate(0, 0, 1)
	}
	return e.Day
}

// daysTo counts the days from a moment's to another day.
func daysTo(day, from time.Time) int {
	return int((midnight(day).Unix() - midnight(from).Unix()) / (24 * 60 * 60)) // a Duration ends at 292 years
}

func midnight(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

// ending writes one line of a list: tables are hard to read on narrow terminals.
func (m *page) ending(e Ending) {
	m.line("**" + m.inline(e.When) + ":** " + m.inline(e.What) + ". " + m.inline(e.Do))
}
