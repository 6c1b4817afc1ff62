package ask

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"shopcheck/checklist"
)

// record changes what the person says and reports whether anything did change.
func (s *session) record(part checklist.Part, value string) bool {
	item := s.item().ID
	switch value {
	case asIs, details:
		return false
	case checked:
		n := len(s.said)
		s.said = slices.DeleteFunc(s.said, func(st checklist.Statement) bool { return about(st, item, part.ID) && s.own(st) })
		s.put()
		return len(s.said) != n
	}
	s.put(s.statement(item, part.ID, value))
	return true
}

func (s *session) statement(item checklist.ItemID, part, value string) checklist.Statement {
	return checklist.Statement{Item: item, Part: part, Value: value, By: s.in.By, At: s.in.Now}
}

// put adds statements, in the place of the same person's earlier ones, sorts all
// and assesses anew.
func (s *session) put(now ...checklist.Statement) {
	s.said = checklist.Merge(s.said, now)
	slices.SortStableFunc(s.said, func(a, b checklist.Statement) int {
		return cmp.Or(cmp.Compare(s.index(a.Item), s.index(b.Item)), cmp.Compare(s.partIndex(a), s.partIndex(b)))
	})
	s.newest, s.weighed = checklist.Newest(s.said), make(map[string]bool)
	s.stand = s.in.Assess(s.said)
}

func (s *session) partIndex(st checklist.Statement) int {
	i := s.index(st.Item)
	if st.Part == "" || i == len(s.items) {
		return lead
	}
	parts := s.items[i].Parts
	if k := slices.IndexFunc(parts, func(p checklist.Part) bool { return p.ID == st.Part }); k >= 0 {
		return k
	}
	return len(parts)
}

func about(st checklist.Statement, item checklist.ItemID, part string) bool {
	return st.Item == item && st.Part == part
}

// own reports whether whoever answers now made a statement.
func (s *session) own(st checklist.Statement) bool { return strings.EqualFold(st.By, s.in.By) }

// mine returns what whoever answers now said about a part.
func (s *session) mine(item checklist.ItemID, part string) (checklist.Statement, bool) {
	for _, st := range s.said {
		if about(st, item, part) && s.own(st) {
			return st, true
		}
	}
	return checklist.Statement{}, false
}

// heard returns the statement about a part that counts, whoever made it.
func (s *session) heard(item checklist.ItemID, part string) (checklist.Statement, bool) {
	st, ok := s.newest[checklist.Statement{Item: item, Part: part}.Key()]
	return st, ok
}

// open reports whether nobody has answered a part, or so long ago that it does
// not count.
func (s *session) open(item checklist.ItemID, part string) bool {
	st, ok := s.heard(item, part)
	return !ok || !st.Counts(s.in.Now)
}

// others returns what other people said about a part, the newest first.
func (s *session) others(item checklist.ItemID, part string) []checklist.Statement {
	var out []checklist.Statement
	for _, st := range s.said {
		if about(st, item, part) && !s.own(st) {
			out = append(out, st)
		}
	}
	slices.Reverse(out)
	slices.SortStableFunc(out, func(a, b checklist.Statement) int { return b.At.Compare(a.At) })
	return out
}

// names returns who has answered before, those first who did so last.
func (s *session) names() []string {
	said := slices.Clone(s.said)
	slices.SortStableFunc(said, func(a, b checklist.Statement) int { return b.At.Compare(a.At) })
	var out []string
	for _, st := range said {
		same := func(name string) bool { return strings.EqualFold(name, st.By) }
		if st.By != "" && len(out) < maxNames && !slices.ContainsFunc(out, same) {
			out = append(out, st.By)
		}
	}
	return out
}

// maxNames is how many people are offered to choose from, and shown with their
// answers to one question.
const maxNames = 5

// alone reports whether one person runs the shop.
func (s *session) alone() bool { return checklist.Alone(s.newest, s.in.Now) }

// contradiction says what the answer just given does not agree with: the checks,
// other people, or other answers. before is how the items stood until then.
func (s *session) contradiction(before []checklist.Answer, part checklist.Part, value string) string {
	item := s.item().ID
	if b := answerOf(item, before); b.Strength == checklist.Verified && part.ID == "" && value == opposite(b.Says) {
		after := s.answerOf(item)
		if after.Says == b.Says {
			return fmt.Sprintf("Noted: you see %s differently. The answer stays %s, because the checks saw it; the report shows both views.", item, words(b.Says))
		}
		return fmt.Sprintf("Noted: you see %s differently. The answer is now %s; the report shows that the checks say %s.", item, words(after.Says), words(b.Says))
	}
	for _, st := range s.others(item, part.ID) {
		if s.differs(st, value) {
			return fmt.Sprintf("Noted, but %s. %s", s.quote(part, st), s.weight(part, st, value))
		}
	}
	return s.news(before)
}

// differs reports whether somebody else's answer that still counts is not value.
func (s *session) differs(st checklist.Statement, value string) bool {
	known := value != checked && value != checklist.ValueUnknown && st.Value != checklist.ValueUnknown
	return known && value != st.Value && st.Counts(s.in.Now)
}

// weight says what becomes of an answer that differs from somebody else's. The
// report shows answers to an item that cannot both be true.
func (s *session) weight(part checklist.Part, theirs checklist.Statement, value string) string {
	if theirs.Item != checklist.About && part.Contradicts(theirs, s.statement(theirs.Item, part.ID, value)) {
		return "The report shows both."
	}
	return "Your answer counts, because it is newer."
}

// news returns what stands against the items that did not before, but for what
// makes a YES weak.
func (s *session) news(before []checklist.Answer) string {
	for _, a := range s.stand {
		for _, text := range a.Against {
			if !a.Weak && !slices.Contains(answerOf(a.Item, before).Against, text) {
				return fmt.Sprintf("Noted. About %s: %s", a.Item, short(text, 200))
			}
		}
	}
	return ""
}
