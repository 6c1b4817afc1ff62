package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// An Answer is one of the eleven, with who says so and why.
type Answer struct {
	ID     string // "Q1"
	Title  string
	Ask    string
	Says   string // "YES", "NO", "I DON'T KNOW", "NO, accepted until 1 March 2027 by Ana"
	Short  string // the same for tables: "NO, accepted"
	Source string // "shopcheck", "you", "nobody": for tables
	Who    string // "Seen by shopcheck.", "You said so on 24 November 2026."; empty if nobody knows

	Because []string // what decided; empty for an I DON'T KNOW
	But     []string // what speaks against it, and weaknesses
	Missing []string // what is still to be answered, found out or done

	RowOnly bool // of a short report: its row in the table says it all
}

// Bounds of the sentences shown for one answer. The risks of Q5 are the answer
// itself, and are not cut.
const (
	maxSentences = 6
	maxRisks     = 50
	itemRisks    = checklist.ItemID("Q5")
)

func (s sources) answers() Section[Answer] {
	out := Section[Answer]{
		Heading: "The eleven answers",
		Intro: "YES and NO are seen by shopcheck itself, or said by somebody who knows the shop. " +
			"I DON'T KNOW is an honest answer too: it says what is still to be found out.",
	}
	for _, a := range s.Run.Answers {
		if known := a.Says == checklist.Yes || a.Says == checklist.No; known || !s.unseen() {
			out.Entries = append(out.Entries, s.answer(a))
		}
	}
	if s.unseen() && len(out.Entries) == 0 {
		return Section[Answer]{}
	}
	if s.unseen() {
		out.Intro = "These stand although the shop could not be seen. All the others are still open."
	} else if s.Assessment.Score.Possible > s.Assessment.Score.Proven {
		out.Intro += " Answer what you can with: shopcheck answer " + s.Target.Domain
	}
	if len(out.Entries) == 0 {
		out.Intro = "None of the eleven questions was answered in this run."
	}
	return out
}

func (s sources) answer(a checklist.Answer) Answer {
	item := s.Item(a.Item)
	out := Answer{ID: string(a.Item), Title: item.Title, Ask: item.Ask, Because: s.because(a)}
	out.Says, out.Short = s.says(a)
	out.Source, out.Who = s.who(a)
	most := maxSentences
	if a.Item == itemRisks {
		most = maxRisks
	}
	out.But = capped(sentences(a.Against), most, "objection")
	out.Missing = capped(brief(sentences(a.Missing)), most, "point")
	return out
}

// beginnings are those that a list of what is missing would repeat in each line,
// and what is left of them there.
var beginnings = strings.NewReplacer(
	"Still to be answered: ", "",
	"Still to be settled, whether your planning covers it: ", "Not settled: ",
)

func brief(list []string) []string {
	if len(list) < 2 {
		return list
	}
	for i := range list {
		list[i] = beginnings.Replace(list[i])
	}
	return list
}

// sentences words a list, each sentence once.
func sentences(list []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, text := range list {
		if text = dated(text); !seen[text] {
			seen[text] = true
			out = append(out, text)
		}
	}
	return out
}

// says words an answer, in full and for a table.
func (s sources) says(a checklist.Answer) (full, short string) {
	ended, over := s.endedOf(a)
	switch {
	case a.Says == checklist.Yes && a.Weak:
		return "YES, with weaknesses", "YES, with weaknesses"
	case a.Says == checklist.Yes:
		return "YES", "YES"
	case a.Says == checklist.No && over:
		return "NO, no longer accepted: that ended on " + date(ended), "NO, no longer accepted"
	case a.Says == checklist.No && a.Waived != nil:
		return "NO, " + accepted(*a.Waived), "NO, accepted"
	case a.Says == checklist.No:
		return "NO", "NO"
	}
	return "I DON'T KNOW", "I DON'T KNOW"
}

// endedOf returns the last day of a waiver that is over, if one was behind an
// answer: the answer's own, or that of a finding that decided it.
func (s sources) endedOf(a checklist.Answer) (time.Time, bool) {
	if a.Waived != nil {
		return a.Waived.Until, s.over(*a.Waived)
	}
	for _, key := range a.Because {
		f, ok := s.byKey[key]
		if w, known := s.longest(f.Probe); ok && known && f.Outcome == scanner.Fail && s.over(w) {
			return w.Until, true
		}
	}
	return time.Time{}, false
}

// who words who says so, for a table and in full.
func (s sources) who(a checklist.Answer) (short, full string) {
	switch a.Strength {
	case checklist.Verified:
		return "shopcheck", "Seen by shopcheck."
	case checklist.Declared:
		return "you", s.speakers(a) + s.lasting(a) + "."
	case checklist.Carried:
		return "you, earlier", s.speakers(a) + cmp.Or(s.lasting(a), ", and it still counts") + "."
	}
	return "nobody", ""
}

// maxSpeakers bounds the names behind one answer.
const maxSpeakers = 3

// speakers says who made the statements behind an answer, and when the oldest
// of them.
func (s sources) speakers(a checklist.Answer) string {
	var names []string
	var oldest, newest time.Time
	for _, key := range a.Because {
		said, ok := s.said[key]
		if !ok {
			continue
		}
		if name := checklist.Who(said.By, "you"); !slices.Contains(names, name) {
			names = append(names, name)
		}
		if oldest.IsZero() || said.At.Before(oldest) {
			oldest = said.At
		}
		if said.At.After(newest) {
			newest = said.At
		}
	}
	if len(names) == 0 {
		names, oldest, newest = []string{"you"}, a.At, a.At
	}
	if more := len(names) - maxSpeakers; more > 0 {
		names = append(names[:maxSpeakers], counted(more, "other"))
	}
	if !a.Since.IsZero() {
		oldest = a.Since
	}
	on := " said so on "
	if date(oldest) != date(newest) {
		on = " said so, first on "
	}
	return capital(listed(names)) + on + date(oldest)
}

// soon is how many days before its end it is said that an answer ends soon.
const soon = 30

// lasting says until when an answer counts; empty if it has no end.
func (s sources) lasting(a checklist.Answer) string {
	left := a.Until.Sub(s.judged())
	switch {
	case a.Until.IsZero():
		return ""
	case left < -24*time.Hour:
		return "; that counted until " + date(a.Until) + ", so ask again now"
	case left < soon*24*time.Hour:
		return "; that counts only until " + date(a.Until) + ", so ask again soon"
	}
	return "; ask again after " + date(a.Until)
}

// accepted words a waiver: "accepted until 1 March 2027 by Ana".
func accepted(w checklist.Waiver) string {
	return fmt.Sprintf("accepted until %s by %s", date(w.Until), checklist.Who(w.By, "somebody"))
}

// because words what decided an answer. That somebody answered the question
// itself is told by who said so.
func (s sources) because(a checklist.Answer) []string {
	var out []string
	for _, key := range a.Because {
		if key != string(a.Item) {
			out = append(out, s.reason(key))
		}
	}
	out = capped(sentences(out), maxSentences, "reason")
	if a.Waived != nil && a.Waived.Reason != "" {
		out = append(out, "It is accepted for now: "+a.Waived.Reason)
	}
	return out
}

// reason words what decided an answer: the key of a finding or of a statement.
func (s sources) reason(key string) string {
	if f, ok := s.byKey[key]; ok {
		return standing(f)
	}
	if said, ok := s.said[key]; ok {
		if part, known := s.Part(said.Item, said.Part); known {
			return fmt.Sprintf("“%s” was answered “%s”.", part.Ask, s.label(said))
		}
	}
	return key
}

// label returns what was answered, in the words that this shop was offered.
func (s sources) label(said checklist.Statement) string {
	part, _ := s.Catalog.Part(said.Item, said.Part)
	return part.LabelFor(checklist.Alone(s.said, s.judged()), said.Value)
}

// dated puts the dates in a sentence into words: 2026-11-24 becomes 24 November
// 2026.
func dated(s string) string {
	if strings.Count(s, "-") < 2 {
		return s // as most are
	}
	words := strings.Split(s, " ")
	for i, w := range words {
		bare := strings.Trim(w, "(“”.,;:)")
		if day, err := time.Parse(time.DateOnly, bare); err == nil {
			words[i] = strings.Replace(w, bare, date(day), 1)
		}
	}
	return strings.Join(words, " ")
}
