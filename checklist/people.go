package checklist

import (
	"fmt"
	"slices"
	"strings"
)

// Who writes who said or accepted something, by the name that is kept with it. What
// stands behind a comma is a role and comes into brackets, "Wanda (owner)", so that
// a sentence can go on. Where no name is kept, it is nobody.
func Who(by, nobody string) string {
	name, role, _ := strings.Cut(by, ",")
	name, role = strings.TrimSpace(name), strings.TrimSpace(role)
	switch {
	case by == "":
		return nobody
	case name == "", role == "":
		return by
	}
	return name + " (" + role + ")"
}

// byQuestion returns what everybody said last, by question, the oldest first. The
// last of each is the one in [Newest].
func byQuestion(statements []Statement) map[string][]Statement {
	m := make(map[string][]Statement)
	for _, s := range Merge(nil, statements) {
		m[s.Key()] = append(m[s.Key()], s)
	}
	for _, said := range m {
		slices.SortStableFunc(said, func(a, b Statement) int { return strings.Compare(day(a.At), day(b.At)) })
	}
	return m
}

// disagreements say, in a sentence for each of the item's questions, where people
// contradict each other. What is too old, or not known, contradicts nobody.
func (h *hearing) disagreements() []string {
	var out []string
	for _, part := range h.item.questions() {
		said := slices.Clone(h.people[partKey(h.item.ID, part.ID)])
		said = slices.DeleteFunc(said, func(s Statement) bool { return !within(s.At, lasts(s.Item), h.at) })
		if h.skipped(part.ID) || !slices.ContainsFunc(said, func(a Statement) bool {
			return slices.ContainsFunc(said, func(b Statement) bool { return part.Contradicts(a, b) })
		}) {
			continue
		}
		out = append(out, h.disagreement(part, said))
	}
	return out
}

// Contradicts reports whether two statements about the part cannot both be true.
// Two days can: one may know of a later one. That it never was, and a day after
// that was said, can too.
func (p Part) Contradicts(a, b Statement) bool {
	switch {
	case a.Value == b.Value, a.Value == ValueUnknown, b.Value == ValueUnknown, p.Kind == Text:
		return false
	case p.Kind != Date:
		return true
	case b.Value == ValueNever:
		a, b = b, a
	}
	named, err := parseDay(b.Value)
	return a.Value == ValueNever && err == nil && day(named) <= day(a.At)
}

// disagreement says who gave which answer when: of each answer the last to give it.
func (h *hearing) disagreement(part Part, said []Statement) string {
	var views []string
	for i, s := range said {
		if !slices.ContainsFunc(said[i+1:], func(next Statement) bool { return next.Value == s.Value }) {
			views = append(views, fmt.Sprintf("%s said “%s” on %s", Who(s.By, "somebody"), part.LabelFor(h.alone(), s.Value), day(s.At)))
		}
	}
	counts := "newer"
	if len(views) > 2 {
		counts = "newest"
	}
	last := part.LabelFor(h.alone(), said[len(said)-1].Value)
	return fmt.Sprintf("People answered “%s” differently: %s. The %s answer, “%s”, counts.", part.For(h.alone()).Ask, strings.Join(views, ", "), counts, last)
}
