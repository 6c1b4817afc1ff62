package ask

import (
	"fmt"
	"slices"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// A question is what stands on one screen, in any front end. All of its text is
// printable and on one line each.
type question struct {
	head    string            // "Q4 of 11, detail 2 of 3: Plan for a breach"
	step    int               // how many of the items lie behind
	ask     string            // the question itself
	help    string            // why it is asked, or what a good answer looks like
	found   []scanner.Finding // what the checks saw, worst first; may be empty
	because bool              // found is why the checks say what they say
	others  []string          // sentences: what other people said
	part    checklist.Part
	choices []choice // for kinds that choose: YesNo, Choice
	rows    []row    // parts that are asked together, each with one of choices
	row     int      // which of them is at hand
	start   int      // the choice that Enter alone takes
	keeps   string   // for kinds that are typed, and for rows: what Enter alone does
	whom    bool     // it is asked who answers
	names   []string // of people who may; a number takes one of these
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
	switch {
	case s.reviewing():
		return s.reviewQuestion()
	case s.at.part == page:
		return s.pageQuestion()
	case s.naming():
		return s.nameQuestion()
	case s.together():
		return s.rowsQuestion()
	}
	item, part := s.item(), s.part()
	q := question{head: s.where(), step: s.behindUs(), ask: part.Ask, help: part.Help, part: part, others: s.othersSaid(part)}
	if s.at.part == lead {
		answer := s.answerOf(item.ID)
		q.found, q.because = s.behind(item, answer)
		if answer.Strength == checklist.Verified {
			before, _ := s.mine(item.ID, part.ID)
			return confirmation(q, answer.Says, before.Value)
		}
	} else {
		q.found = s.found(part.Signs, scanner.Fail, scanner.Warn)
		s.introduce(&q)
	}
	switch leave := s.leave(part); part.Kind {
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

// introduce lets a detail stand for its item's own question, where that was not
// asked: what the checks saw of the item and why it is asked come with the first.
func (s *session) introduce(q *question) {
	item := s.item()
	first := len(s.trail) == 0 || s.trail[len(s.trail)-1].item != s.at.item
	if !first || item.ID == checklist.About || s.begun(s.at.item) {
		return
	}
	if len(q.found) == 0 {
		q.found, q.because = s.behind(item, s.answerOf(item.ID))
	}
	q.help = item.Why + "\n" + q.help
}

// throughDetails offers an item's details without an answer to its own question.
const throughDetails = "Go through the details"

// where says which question is at hand: "Q4 of 11, detail 2 of 3: Plan for a breach".
func (s *session) where() string {
	item := s.item()
	if item.ID == checklist.About {
		return "First: " + item.Title
	}
	text := fmt.Sprintf("%s of %d", item.ID, len(s.in.Catalog.Items))
	if s.at.part >= 0 && !item.Together && !s.single {
		nth, of := s.number()
		text += fmt.Sprintf(", detail %d of %d", nth, of)
	}
	return text + ": " + item.Title
}

// behindUs returns how many of the catalog's items lie behind: in the review, and
// where it led, all.
func (s *session) behindUs() int {
	if slices.Contains(s.trail, s.review()) {
		return len(s.in.Catalog.Items)
	}
	return max(0, s.at.item-1)
}

// Who answers, as it is asked.
const (
	askName = "Who answers? Your name or your role."
	whyName = "It stands beside your answers, so that others know whom to ask. For example: Ana, owner."
)

func (s *session) nameQuestion() question {
	q := question{
		head: s.where(), ask: askName, help: whyName, whom: true, names: s.names(),
		part: checklist.Part{Kind: checklist.Text}, keeps: "No name",
	}
	if s.in.By != "" {
		q.keeps = "It stays " + short(s.in.By, 60)
	}
	return q
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
	if before != "" && before != checklist.ValueUnknown && before != opposite(says) {
		before = checked // they agree: what was said stays said
	}
	if i := slices.IndexFunc(q.choices, func(c choice) bool { return c.value == before }); i >= 0 {
		q.start, q.choices[i].value = i, asIs
	}
	return q
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
