package ask

import (
	"fmt"
	"slices"

	"shopcheck/checklist"
)

// Places within an item that are none of its parts.
const (
	lead = -1 // its own question; of what is asked about the shop: who answers
	page = -2 // the list of all that was said about it
)

// A place is where a session stands: at an item's own question, at one of its
// parts or on its page, or, behind the last item, at the review.
type place struct{ item, part int }

// Values that a session takes besides those of the parts' kinds.
const (
	asIs    = ""        // leave the question as it was; in the review: finish
	checked = "checks"  // keep the checks' answer and take back what one said against it
	details = "details" // say nothing yet, and go through the item's details
)

// A session is an interview without a terminal.
type session struct {
	in      Questions
	items   []checklist.Item      // the shop itself, then the catalog's
	said    []checklist.Statement // one of each person for each part, in the order of the items
	newest  map[string]checklist.Statement
	stand   []checklist.Answer // how the items stand with what was said
	began   int                // the last item of which something was said before this session
	wanted  map[int]bool       // by item: the person asked for its details
	weighed map[string]bool    // by part's key: whether an answer would change anything, as far as found out since the last
	single  bool               // one question was chosen on an item's page
	at      place
	row     int     // at parts that are asked together: which of them
	trail   []place // where we came from
	notice  string  // to be shown once, above the next question
	named   bool    // who answers has been asked
	done    bool    // finished, not stopped
}

func newSession(in Questions) *session {
	shop := checklist.Item{ID: checklist.About, Title: "About the shop", Ask: askName, Why: whyName, Parts: in.Catalog.About}
	s := &session{in: in, items: append([]checklist.Item{shop}, in.Catalog.Items...), wanted: make(map[int]bool), named: in.By != ""}
	s.put(in.Earlier...)
	for _, st := range s.said {
		if i := s.index(st.Item); i < len(s.items) {
			s.began = max(s.began, i)
		}
	}
	s.notice = s.greeting()
	s.enter(s.passing(0))
	return s
}

// answer takes the answer to the question at hand and moves on. An error is one
// of saving; the answer is in s.said all the same.
func (s *session) answer(value string) error {
	s.notice = ""
	switch {
	case s.reviewing():
		s.leaveReview(value)
		return nil
	case s.at.part == page:
		s.leavePage(value)
		return nil
	case s.naming():
		s.named = true
		if value != asIs && value != checklist.ValueUnknown {
			s.in.By = value
		}
		s.travel(s.next())
		return nil
	case s.at.part == lead:
		s.wanted[s.at.item] = value == details
	}
	changed := false
	if !s.together() {
		changed = s.say(s.part(), value)
	}
	s.travel(s.next())
	return s.save(changed)
}

// mark takes an answer to the part under the cursor, where several are asked
// together, and puts the cursor on the next. The error is as of answer.
func (s *session) mark(value string) error {
	changed := s.say(s.parts()[s.row], value)
	s.step(1)
	return s.save(changed)
}

// step moves the cursor among parts that are asked together, as far as there are any.
func (s *session) step(by int) { s.row = max(0, min(s.row+by, len(s.parts())-1)) }

// say records what the person says of a part and notes what that contradicts. It
// reports whether anything changed.
func (s *session) say(part checklist.Part, value string) bool {
	before := s.stand
	if !s.record(part, value) {
		return false
	}
	s.notice = s.contradiction(before, part, value)
	return true
}

func (s *session) save(changed bool) error {
	if !changed || s.in.Save == nil {
		return nil
	}
	if err := s.in.Save(slices.Clone(s.said)); err != nil {
		return fmt.Errorf("saving the answers: %w", err)
	}
	return nil
}

// travel goes on from the question at hand. To return to a page or to the review
// forgets the way from there.
func (s *session) travel(to place) {
	if i := slices.Index(s.trail, to); i >= 0 && (to.part == page || to == s.review()) {
		s.trail = s.trail[:i]
	} else {
		s.trail = append(s.trail, s.at)
	}
	s.enter(to)
}

// enter puts the session at a place; where parts are asked together, at the first
// of them that is open.
func (s *session) enter(to place) {
	s.at, s.row = to, 0
	if s.together() {
		parts := s.parts()
		s.row = max(0, slices.IndexFunc(parts, func(p checklist.Part) bool { return s.open(s.item().ID, p.ID) }))
	}
}

// back returns to the question asked before. What was said stays said.
func (s *session) back() {
	s.notice, s.single = "", false
	if n := len(s.trail); n > 0 {
		to := s.trail[n-1]
		s.trail = s.trail[:n-1]
		s.enter(to)
	}
}

func (s *session) review() place   { return place{len(s.items), lead} }
func (s *session) reviewing() bool { return s.at == s.review() }

// naming reports whether the question at hand is who answers.
func (s *session) naming() bool { return s.at == place{0, lead} }

// together reports whether the item's parts are at hand, all of them at once.
func (s *session) together() bool {
	return s.at.item < len(s.items) && s.at.part >= 0 && s.item().Together
}

func (s *session) item() checklist.Item { return s.items[s.at.item] }

// part returns the part at hand as this shop is asked; an item's own question is
// the part "".
func (s *session) part() checklist.Part {
	if s.at.part == lead {
		return s.item().Lead()
	}
	return s.item().Parts[s.at.part].For(s.alone())
}

// parts returns those parts of the item at hand that this shop is asked; where
// they are asked together, those first that the findings make pressing.
func (s *session) parts() []checklist.Part {
	all := s.item().Parts
	if s.item().Together {
		all = checklist.PressingFirst(all, s.in.Findings)
	}
	var parts []checklist.Part
	for _, p := range all {
		if !s.skipped(p) {
			parts = append(parts, p.For(s.alone()))
		}
	}
	return parts
}

// index returns the item's place in the session; an item that is not there any
// more comes last.
func (s *session) index(id checklist.ItemID) int {
	i := slices.IndexFunc(s.items, func(item checklist.Item) bool { return item.ID == id })
	if i < 0 {
		return len(s.items)
	}
	return i
}
