package ask

import (
	"slices"
	"time"

	"shopcheck/checklist"
)

// next returns where to go from the question at hand.
func (s *session) next() place {
	here := place{s.at.item, page}
	chosen := slices.Contains(s.trail, here) // on the item's page
	if s.single && chosen {
		s.single = false
		return here
	}
	if ahead := s.ahead(s.at); len(ahead) > 0 {
		return ahead[0]
	}
	if chosen {
		return here
	}
	return s.passing(s.at.item + 1)
}

// passing returns the first question from item i on that is asked in passing, or
// the review.
func (s *session) passing(i int) place {
	for ; i < len(s.items); i++ {
		if s.leads(i) {
			return place{i, lead}
		}
		if ahead := s.ahead(place{i, lead}); len(ahead) > 0 {
			return ahead[0]
		}
	}
	return s.review()
}

// leads reports whether an item's own question is asked in passing: it is open,
// or the checks have answered it and nobody has come that far yet. Whoever works
// alone has nobody to sum up for: they are asked the parts at once.
func (s *session) leads(i int) bool {
	if i == 0 {
		return !s.named
	}
	switch a := s.answerOf(s.items[i].ID); {
	case a.Strength == checklist.Verified:
		return i > s.began
	case a.Says != checklist.DontKnow, s.alone() && len(s.items[i].Parts) > 0:
		return false
	}
	return s.open(s.items[i].ID, "")
}

// ahead returns the details of an item behind a place that are still to be asked,
// as far as that can be told now. Those that are asked together are one.
func (s *session) ahead(from place) []place {
	if from.part >= 0 && s.passedOver(from.item) {
		return nil
	}
	return s.beyond(from)
}

// beyond returns the details behind a place that are still to be asked unless the
// item is passed over.
func (s *session) beyond(from place) []place {
	var out []place
	item := s.items[from.item]
	for k := from.part + 1; k < len(item.Parts); k++ {
		if s.matters(from.item, item.Parts[k]) {
			out = append(out, place{from.item, k})
		}
	}
	switch {
	case !item.Together || len(out) == 0:
		return out
	case from.part == lead:
		return []place{{from.item, 0}}
	}
	return nil
}

// number returns which of the details of the item at hand is being asked, and of
// how many if this one is answered: later ones may come and go with the answers.
func (s *session) number() (nth, of int) {
	nth = 1
	for i := len(s.trail) - 1; i >= 0 && s.trail[i].item == s.at.item && s.trail[i].part >= 0; i-- {
		nth++
	}
	return nth, nth + len(s.beyond(s.at))
}

// skipped reports whether a part is not for this shop.
func (s *session) skipped(part checklist.Part) bool { return s.alone() && part.Alone == checklist.Skip }

// matters reports whether a part is to be asked. It is not if it is answered, or
// if nothing that could be said of it would change the item's answer or what the
// report says beside it. Where the checks say NO nothing can change that: there
// only a person who wants the details gets them, and all, because they matter
// once that is mended.
func (s *session) matters(i int, part checklist.Part) bool {
	item := s.items[i].ID
	switch {
	case s.skipped(part):
		return false
	case s.wanted[i]:
		return s.decided(item) || s.changes(item, part)
	case !s.open(item, part.ID):
		return false
	case item == checklist.About:
		return true
	case s.decided(item), s.lost(i):
		return false
	}
	if s.answerOf(item).Strength != checklist.Verified && !s.begun(i) && !s.alone() {
		return false // left open, details too
	}
	return s.changes(item, part)
}

// begun reports whether an item's own question is answered.
func (s *session) begun(i int) bool {
	_, said := s.heard(s.items[i].ID, "")
	return said
}

// passedOver reports whether whoever works alone has left the first part of an
// item open: then its other parts stay open too.
func (s *session) passedOver(i int) bool {
	nothing := !slices.ContainsFunc(s.said, func(st checklist.Statement) bool { return st.Item == s.items[i].ID })
	return s.alone() && !s.wanted[i] && nothing && s.answerOf(s.items[i].ID).Strength != checklist.Verified
}

// decided reports whether the checks say NO.
func (s *session) decided(item checklist.ItemID) bool {
	a := s.answerOf(item)
	return a.Strength == checklist.Verified && a.Says == checklist.No
}

// lost reports whether neither an item nor one of its parts is known: then asking
// for more parts only costs time. Whoever works alone is not asked for the item.
func (s *session) lost(i int) bool {
	unknown := func(part string) bool {
		st, _ := s.heard(s.items[i].ID, part)
		return st.Value == checklist.ValueUnknown
	}
	return (unknown("") || s.alone() && !s.begun(i)) && slices.ContainsFunc(s.items[i].Parts, func(p checklist.Part) bool { return unknown(p.ID) })
}

// changes reports whether anything that could be said of a part would change the
// item's answer, or what the report says beside it. That is found out once after
// every answer.
func (s *session) changes(item checklist.ItemID, part checklist.Part) bool {
	key := checklist.Statement{Item: item, Part: part.ID}.Key()
	change, known := s.weighed[key]
	if !known {
		change = s.weigh(item, part)
		s.weighed[key] = change
	}
	return change
}

func (s *session) weigh(item checklist.ItemID, part checklist.Part) bool {
	rest := slices.DeleteFunc(slices.Clone(s.said), func(st checklist.Statement) bool { return about(st, item, part.ID) })
	open := answerOf(item, s.in.Assess(rest))
	for _, value := range s.possible(part.For(s.alone())) {
		told := s.in.Assess(append(slices.Clip(rest), s.statement(item, part.ID, value)))
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

// same compares answers but for what they rest on and since when.
func same(a, b checklist.Answer) bool {
	return a.Says == b.Says && a.Strength == b.Strength && a.Weak == b.Weak &&
		slices.Equal(a.Against, b.Against) && slices.Equal(a.Missing, b.Missing)
}

func (s *session) answerOf(id checklist.ItemID) checklist.Answer { return answerOf(id, s.stand) }

func answerOf(id checklist.ItemID, answers []checklist.Answer) checklist.Answer {
	for _, a := range answers {
		if a.Item == id {
			return a
		}
	}
	return checklist.Answer{Item: id, Says: checklist.DontKnow, Strength: checklist.None}
}

func opposite(says checklist.Says) string {
	if says == checklist.Yes {
		return checklist.ValueNo
	}
	return checklist.ValueYes
}
