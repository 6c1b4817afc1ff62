package ask

import (
	"fmt"
	"slices"
	"strings"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// A question is what stands on one screen, in any front end. All of its text is
// printable and on one line each.
type question struct {
	head    string            // "Q4 of 11, detail 2 of 3: Plan for a breach"
	ask     string            // the question itself
	help    string            // why it is asked, or what a good answer looks like
	found   []scanner.Finding // what the checks saw, worst first; may be empty
	because bool              // found is why the checks say what they say
	part    checklist.Part
	choices []choice // for kinds that choose: YesNo, Choice
	start   int      // the choice that Enter alone takes
	keeps   string   // for kinds that are typed: what Enter alone does
}

// A choice is one possible answer.
type choice struct{ value, label string }

// typed reports whether the answer is typed rather than chosen.
func (q question) typed() bool { return len(q.choices) == 0 }

// numbered returns the label of the i-th choice with its number, where one key
// can hold it.
func (q question) numbered(i int) string {
	if len(q.choices) > 9 {
		return q.choices[i].label
	}
	return fmt.Sprintf("%d  %s", i+1, q.choices[i].label)
}

// question returns what to show now.
func (s *session) question() question {
	if s.reviewing() {
		return s.reviewQuestion()
	}
	item, part := s.item(), s.part()
	q := question{ask: part.Ask, help: part.Help, part: part}
	number := fmt.Sprintf("%s of %d", item.ID, len(s.in.Catalog.Items))
	if s.at.part == lead {
		answer := s.answerOf(item.ID)
		q.found, q.because = s.behind(item, answer)
		if answer.Strength == checklist.Verified {
			before, _ := s.find(item.ID, part.ID)
			q = confirmation(q, answer.Says, before.Value)
		}
	} else {
		nth, of := s.number()
		number += fmt.Sprintf(", detail %d of %d", nth, of)
		q.found = s.found(part.Signs, scanner.Fail, scanner.Warn)
	}
	q.head = number + ": " + item.Title
	if len(q.choices) > 0 {
		return q
	}
	switch leave := s.leave(item, part); part.Kind {
	case checklist.YesNo, checklist.Choice:
		q.choices = append(options(part), choice{checklist.ValueUnknown, "I don't know"})
		if s.at.part == lead {
			q.choices = append(q.choices, choice{details, throughDetails})
		}
		q.choices = append(q.choices, choice{asIs, leave})
		q.start = len(q.choices) - 1
	case checklist.Number, checklist.Date, checklist.Text:
		q.keeps = leave
	}
	return q
}

// throughDetails offers an item's details without an answer to its own question.
const throughDetails = "Go through the details"

// leave says what it means to leave a part as it is.
func (s *session) leave(item checklist.Item, part checklist.Part) string {
	before, said := s.find(item.ID, part.ID)
	if said {
		return fmt.Sprintf("Keep what was said on %s: %s", before.At.UTC().Format("2 January 2006"), short(part.Label(before.Value), 60))
	}
	return "Leave it open for now"
}

// confirmation makes q ask whether the checks' answer is right.
func confirmation(q question, says checklist.Says, before string) question {
	q.ask += " The checks say " + words(says) + ". Is that right?"
	q.choices = []choice{
		{checked, "Keep " + words(says)},
		{opposite(says), "I see it differently"},
		{checklist.ValueUnknown, "I don't know"},
		{details, throughDetails},
	}
	if i := slices.IndexFunc(q.choices, func(c choice) bool { return c.value == before }); i >= 0 {
		q.start, q.choices[i].value = i, asIs
	}
	return q
}

func (s *session) reviewQuestion() question {
	q := question{
		head: "Review",
		ask:  "This is how the checklist stands. Finish, or choose a question to go back to.",
	}
	wide := 0
	for _, item := range s.in.Catalog.Items {
		wide = max(wide, len([]rune(item.Title)))
	}
	for _, item := range s.in.Catalog.Items {
		q.choices = append(q.choices, choice{string(item.ID), fmt.Sprintf("%-3s  %-*s  %s", item.ID, wide, item.Title, s.standing(item.ID))})
	}
	q.choices = append(q.choices, choice{asIs, "Finish"})
	q.start = len(q.choices) - 1
	return q
}

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
		if st, ok := s.find(id, ""); ok && st.Value == opposite(a.Says) {
			text += "; you disagree"
		}
	case checklist.Declared:
		text += ", you say"
	case checklist.Carried:
		text += ", said earlier"
	case checklist.None:
	}
	return text
}

// short makes a stranger's text printable and at most n characters long.
func short(s string, n int) string {
	r := []rune(observe.Printable(s))
	if len(r) <= n {
		return string(r)
	}
	return strings.TrimSpace(string(r[:n-1])) + "…"
}

// options returns what a part that chooses can be answered with.
func options(part checklist.Part) []choice {
	if part.Kind == checklist.YesNo {
		return []choice{{checklist.ValueYes, "Yes"}, {checklist.ValueNo, "No"}}
	}
	var out []choice
	for _, o := range part.Choices {
		if o.Value != checklist.ValueUnknown { // every question has that
			out = append(out, choice{o.Value, o.Label})
		}
	}
	return out
}
