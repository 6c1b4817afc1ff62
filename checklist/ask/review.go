package ask

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"shopcheck/checklist"
)

// reviewQuestion shows how all items stand.
func (s *session) reviewQuestion() question {
	q := question{
		head: "Review", step: s.behindUs(),
		ask: "This is how the checklist stands. Finish, or choose a line to read and change all that was said about it.",
	}
	wide := 0
	for _, item := range s.items {
		wide = max(wide, len([]rune(item.Title)))
	}
	for _, item := range s.in.Catalog.Items {
		q.choices = append(q.choices, choice{string(item.ID), fmt.Sprintf("%-3s  %-*s  %s", item.ID, wide, item.Title, s.standing(item.ID))})
	}
	shop := fmt.Sprintf("     %-*s  %s", wide, s.items[0].Title, s.present())
	q.choices = append(q.choices, choice{string(checklist.About), shop}, choice{asIs, "Finish"})
	q.start = len(q.choices) - 1
	return q
}

// present says who answers.
func (s *session) present() string {
	if s.in.By == "" {
		return "answered without a name"
	}
	return "answered by " + short(checklist.Who(s.in.By, ""), 30)
}

func (s *session) leaveReview(value string) {
	if value == asIs {
		s.done = true
		return
	}
	s.travel(place{s.index(checklist.ItemID(value)), page})
}

// Values that a page takes besides the ids of parts.
const (
	itself   = "\x00itself" // the item's own question
	oneByOne = "\x00all"    // all parts, one by one
)

// answered stands between a question and its answer.
const answered = " Answer: "

// against tells what stands against an item's answer: the first of it.
func (s *session) against(id checklist.ItemID) []string {
	var out []string
	for _, text := range s.answerOf(id).Against[:min(2, len(s.answerOf(id).Against))] {
		out = append(out, "- "+short(text, 160))
	}
	return out
}

// pageQuestion shows all that was said about an item.
func (s *session) pageQuestion() question {
	item := s.item()
	q := question{
		head: "Review of " + s.where(), step: s.behindUs(),
		ask: "Choose what to answer, or to answer anew.",
	}
	if item.ID == checklist.About {
		q.choices = append(q.choices, choice{itself, askName + answered + cmp.Or(short(s.in.By, 40), "no name")})
	} else {
		q.help = strings.Join(append([]string{"It stands at " + s.standing(item.ID) + "."}, s.against(item.ID)...), "\n")
		q.choices = append(q.choices, choice{itself, item.Ask + answered + s.markOf(item.Lead())})
	}
	for _, p := range s.parts() {
		q.choices = append(q.choices, choice{p.ID, cmp.Or(p.Title, p.Ask) + answered + s.markOf(p)})
	}
	if len(s.all()) > 0 {
		q.choices = append(q.choices, choice{oneByOne, "Go through the details one by one"})
	}
	q.choices = append(q.choices, choice{asIs, "Back to the review"})
	q.start = len(q.choices) - 1
	return q
}

// all returns the details of the item at hand that somebody gets who wants them.
func (s *session) all() []place {
	wanted := s.wanted[s.at.item]
	s.wanted[s.at.item] = true
	defer func() { s.wanted[s.at.item] = wanted }()
	return s.ahead(place{s.at.item, lead})
}

func (s *session) leavePage(value string) {
	i := s.at.item
	switch value {
	case asIs:
		s.travel(s.review())
	case itself:
		s.single = true
		s.travel(place{i, lead})
	case oneByOne:
		s.wanted[i] = true
		s.travel(s.ahead(place{i, lead})[0])
	default:
		s.single = true
		s.travel(place{i, max(0, slices.IndexFunc(s.item().Parts, func(p checklist.Part) bool { return p.ID == value }))})
		if s.together() {
			s.row = max(0, slices.IndexFunc(s.parts(), func(p checklist.Part) bool { return p.ID == value }))
		}
	}
}
