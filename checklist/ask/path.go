package ask

import (
	"slices"
	"time"

	"shopcheck/checklist"
)

// next returns where to go from the question at hand.
func (s *session) next() place {
	if ahead := s.ahead(); len(ahead) > 0 {
		return ahead[0]
	}
	if slices.Contains(s.trail, s.review()) {
		return s.review() // this item was chosen there
	}
	return s.passing(s.at.item + 1)
}

// ahead returns the details of the item at hand that are still to be asked, as
// far as that can be told now.
func (s *session) ahead() []place {
	var out []place
	for k := s.at.part + 1; k < len(s.item().Parts); k++ {
		if s.matters(s.item().Parts[k]) {
			out = append(out, place{s.at.item, k})
		}
	}
	return out
}

// number returns which of the details of the item at hand is being asked, and of
// how many: later ones may come and go with the answers.
func (s *session) number() (nth, of int) {
	nth = 1
	for i := len(s.trail) - 1; i >= 0 && s.trail[i].item == s.at.item && s.trail[i].part != lead; i-- {
		nth++
	}
	return nth, nth + len(s.ahead())
}

// matters reports whether anything that could be said of a part of the item at
// hand would change the item's answer or what the report says beside it. Where
// the checks say NO nothing can change that: there only a person who wants the
// details gets them, and all, because they matter once that is mended.
func (s *session) matters(part checklist.Part) bool {
	item := s.item().ID
	a := s.answerOf(item)
	seen := a.Strength == checklist.Verified
	if _, said := s.find(item, ""); !said && !seen && !s.wanted[s.at.item] {
		return false // left open, details too
	}
	if seen && a.Says == checklist.No {
		return s.wanted[s.at.item]
	}
	rest := slices.DeleteFunc(slices.Clone(s.said), about(item, part.ID))
	open := answerOf(item, s.in.Assess(rest).Answers)
	for _, value := range s.possible(part) {
		told := s.in.Assess(append(slices.Clip(rest), s.statement(item, part.ID, value))).Answers
		if !same(open, answerOf(item, told)) {
			return true
		}
	}
	return false
}

// possible returns values that differ as much as those of a part can.
func (s *session) possible(part checklist.Part) []string {
	switch part.Kind {
	case checklist.Number:
		return []string{"0", "1000000"}
	case checklist.Date:
		return []string{checklist.ValueNever, s.in.Now.UTC().Format(time.DateOnly)}
	case checklist.Text:
		return []string{part.ID}
	}
	var values []string
	for _, c := range options(part) {
		values = append(values, c.value)
	}
	return values
}

// same compares answers but for the list of what they rest on.
func same(a, b checklist.Answer) bool {
	return a.Says == b.Says && a.Strength == b.Strength && a.Weak == b.Weak &&
		slices.Equal(a.Against, b.Against) && slices.Equal(a.Missing, b.Missing)
}

// passing returns the first item from i on that is asked in passing, or the review.
func (s *session) passing(i int) place {
	for i < len(s.asked) && !s.asked[i] {
		i++
	}
	return place{i, lead}
}
