package ask

import (
	"cmp"
	"fmt"
	"slices"

	"shopcheck/checklist"
)

// lead stands for an item's own question in a place.
const lead = -1

// A place is where a session stands: at an item's own question (part lead), at
// one of its parts, or, behind the last item, at the review.
type place struct{ item, part int }

// Values that a session takes besides those of the parts' kinds.
const (
	asIs    = ""        // leave the question as it was; in the review: finish
	checked = "checks"  // keep the checks' answer and take back what was said against it
	details = "details" // say nothing yet, and go through the item's details
)

// A session is an interview without a terminal.
type session struct {
	in     Questions
	said   []checklist.Statement // one for each part, in the catalog's order
	stand  []checklist.Answer    // how the items stand with what was said
	wanted map[int]bool          // by item: the person asked for its details
	asked  []bool                // by item: asked in passing, not only when chosen in the review
	at     place
	trail  []place // where we came from
	notice string  // to be shown once, above the next question
	done   bool    // finished, not stopped
}

func newSession(in Questions) *session {
	s := &session{in: in, wanted: make(map[int]bool)}
	for _, st := range in.Earlier {
		if old, ok := s.find(st.Item, st.Part); !ok || !st.At.Before(old.At) {
			s.put(st)
		}
	}
	s.stand = in.Assess(s.said).Answers
	for _, item := range in.Catalog.Items {
		a := s.answerOf(item.ID)
		s.asked = append(s.asked, a.Says == checklist.DontKnow || a.Strength == checklist.Verified)
	}
	s.at = s.passing(0)
	return s
}

// answer takes the answer to the question at hand and moves on. An error is one
// of saving; the answer is in s.said all the same.
func (s *session) answer(value string) error {
	s.notice = ""
	if s.reviewing() {
		s.leaveReview(value)
		return nil
	}
	if s.at.part == lead {
		s.wanted[s.at.item] = value == details
	}
	before := s.answerOf(s.item().ID)
	changed := s.record(value)
	if changed {
		s.stand = s.in.Assess(s.said).Answers
		s.notice = s.contradiction(before, value)
	}
	s.trail = append(s.trail, s.at)
	s.at = s.next()
	if changed && s.in.Save != nil {
		if err := s.in.Save(slices.Clone(s.said)); err != nil {
			return fmt.Errorf("saving the answers: %w", err)
		}
	}
	return nil
}

// back returns to the question asked before. What was said stays said.
func (s *session) back() {
	s.notice = ""
	if n := len(s.trail); n > 0 {
		s.at, s.trail = s.trail[n-1], s.trail[:n-1]
	}
}

func (s *session) leaveReview(value string) {
	if value == asIs {
		s.done = true
		return
	}
	s.trail = append(s.trail, s.at)
	s.at = place{s.index(checklist.ItemID(value)), lead}
}

func (s *session) review() place        { return place{len(s.in.Catalog.Items), lead} }
func (s *session) reviewing() bool      { return s.at == s.review() }
func (s *session) item() checklist.Item { return s.in.Catalog.Items[s.at.item] }

// part returns the part at hand; an item's own question is the part "".
func (s *session) part() checklist.Part {
	if s.at.part == lead {
		return s.item().Lead()
	}
	return s.item().Parts[s.at.part]
}

// record changes what was said and reports whether anything did change.
func (s *session) record(value string) bool {
	item, part := s.item().ID, s.part().ID
	switch value {
	case asIs, details:
		return false
	case checked:
		n := len(s.said)
		s.said = slices.DeleteFunc(s.said, about(item, part))
		return len(s.said) != n
	}
	s.put(s.statement(item, part, value))
	return true
}

func (s *session) statement(item checklist.ItemID, part, value string) checklist.Statement {
	return checklist.Statement{Item: item, Part: part, Value: value, By: s.in.By, At: s.in.Now}
}

// about returns a function that knows statements about one part.
func about(item checklist.ItemID, part string) func(checklist.Statement) bool {
	return func(st checklist.Statement) bool { return st.Item == item && st.Part == part }
}

// contradiction says what becomes of an answer that the checks do not share.
func (s *session) contradiction(before checklist.Answer, value string) string {
	if before.Strength != checklist.Verified || s.at.part != lead || value != opposite(before.Says) {
		return ""
	}
	after := s.answerOf(before.Item)
	if after.Says == before.Says {
		return fmt.Sprintf("Noted: you see %s differently. The answer stays %s, because the checks saw it; the report shows both views.", before.Item, words(before.Says))
	}
	return fmt.Sprintf("Noted: you see %s differently. The answer is now %s; the report shows that the checks say %s.", before.Item, words(after.Says), words(before.Says))
}

func (s *session) find(item checklist.ItemID, part string) (checklist.Statement, bool) {
	if i := slices.IndexFunc(s.said, about(item, part)); i >= 0 {
		return s.said[i], true
	}
	return checklist.Statement{}, false
}

// put replaces the statement about the same part, or adds one, and sorts.
func (s *session) put(st checklist.Statement) {
	s.said = append(slices.DeleteFunc(s.said, about(st.Item, st.Part)), st)
	slices.SortStableFunc(s.said, func(a, b checklist.Statement) int {
		return cmp.Or(cmp.Compare(s.index(a.Item), s.index(b.Item)), cmp.Compare(s.partIndex(a), s.partIndex(b)))
	})
}

// index returns the item's place in the catalog; an item that is not there any
// more comes last.
func (s *session) index(id checklist.ItemID) int {
	i := slices.IndexFunc(s.in.Catalog.Items, func(item checklist.Item) bool { return item.ID == id })
	if i < 0 {
		return len(s.in.Catalog.Items)
	}
	return i
}

func (s *session) partIndex(st checklist.Statement) int {
	i := s.index(st.Item)
	if st.Part == "" || i == len(s.in.Catalog.Items) {
		return lead
	}
	parts := s.in.Catalog.Items[i].Parts
	if k := slices.IndexFunc(parts, func(p checklist.Part) bool { return p.ID == st.Part }); k >= 0 {
		return k
	}
	return len(parts)
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

// words returns an answer as it is printed.
func words(says checklist.Says) string {
	if says == checklist.DontKnow {
		return "I DON'T KNOW"
	}
	return string(says)
}
