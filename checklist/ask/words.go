package ask

import (
	"fmt"
	"slices"
	"strings"

	"shopcheck/checklist"
	"shopcheck/scanner/observe"
)

// dayForm is how days are written to people.
const dayForm = "2 January 2006"

// greeting says at the beginning what is kept from before, or what to expect.
func (s *session) greeting() string {
	if len(s.said) == 0 {
		return "This takes ten minutes, or some more if you know the shop well. Every answer is kept at once: stop at any time and go on later."
	}
	first, last := s.said[0].At, s.said[0].At
	for _, st := range s.said {
		if st.At.Before(first) {
			first = st.At
		}
		if st.At.After(last) {
			last = st.At
		}
	}
	kept := fmt.Sprintf("%d answers are kept from before", len(s.said))
	if len(s.said) == 1 {
		kept = "One answer is kept from before"
	}
	since, until := first.UTC().Format(dayForm), last.UTC().Format(dayForm)
	if since == until {
		return fmt.Sprintf("%s, given on %s. Now comes what is still open.", kept, since)
	}
	return fmt.Sprintf("%s, given from %s to %s. Now comes what is still open.", kept, since, until)
}

// leave says what it means to leave a part as it is.
func (s *session) leave(part checklist.Part) string {
	st, said := s.heard(s.item().ID, part.ID)
	if !said {
		return "Leave it open for now"
	}
	what := "Keep what " + who(st) + " said on "
	if s.own(st) {
		what = "Keep what was said on "
	}
	text := what + st.At.UTC().Format(dayForm) + ": " + short(part.Label(st.Value), 60)
	if st.Value != checklist.ValueUnknown && !st.Counts(s.in.Now) {
		text += " (too old to count)"
	}
	return text
}

// othersSaid tells what other people said about a part.
func (s *session) othersSaid(part checklist.Part) []string {
	var out []string
	others := s.others(s.item().ID, part.ID)
	for _, st := range others[:min(len(others), maxNames)] {
		out = append(out, capital(s.quote(part, st))+".")
	}
	return out
}

// quote tells a statement: "Ana said on 3 March 2026: yes".
func (s *session) quote(part checklist.Part, st checklist.Statement) string {
	return fmt.Sprintf("%s said on %s: %s", who(st), st.At.UTC().Format(dayForm), short(part.Label(st.Value), 60))
}

// who names who made a statement.
func who(st checklist.Statement) string {
	if st.By == "" {
		return "somebody"
	}
	return short(checklist.Who(st.By, ""), 30)
}

// saysWho is how a statement's author is named behind it: "says Ana".
func saysWho(st checklist.Statement) string { return "says " + who(st) }

// standing says how an item stands and who says so.
func (s *session) standing(id checklist.ItemID) string {
	a := s.answerOf(id)
	text := words(a.Says)
	if a.Weak {
		text += ", with weaknesses"
	}
	switch a.Strength {
	case checklist.Verified:
		text += ", say the checks"
		for _, st := range s.said {
			if about(st, id, "") && st.Value == opposite(a.Says) {
				return text + "; " + s.disagrees(st)
			}
		}
	case checklist.Declared, checklist.Carried:
		text += ", " + s.sayers(a)
	case checklist.None:
	}
	return text
}

func (s *session) disagrees(st checklist.Statement) string {
	if s.own(st) {
		return "you disagree"
	}
	return who(st) + " disagrees"
}

// sayers names whose statements decided an answer: "you say", "says Ana", "say Ana
// and others".
func (s *session) sayers(a checklist.Answer) string {
	var names []string
	for _, key := range a.Because {
		st, ok := s.newest[key]
		if !ok {
			continue
		}
		name := short(who(st), 20)
		if s.own(st) {
			name = "you"
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	switch {
	case len(names) == 0:
		return "somebody says"
	case len(names) == 1 && names[0] == "you":
		return "you say"
	case len(names) == 1:
		return "says " + names[0]
	case len(names) == 2:
		return "say " + names[0] + " and " + names[1]
	}
	return "say " + names[0] + " and others"
}

// words returns an answer as it is printed.
func words(says checklist.Says) string {
	if says == checklist.DontKnow {
		return "I DON'T KNOW"
	}
	return string(says)
}

// short makes a stranger's text printable and at most n characters long.
func short(s string, n int) string {
	r := []rune(observe.Printable(s))
	if len(r) <= n {
		return string(r)
	}
	return strings.TrimSpace(string(r[:n-1])) + "…"
}
