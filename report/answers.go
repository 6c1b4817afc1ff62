package report

import (
	"cmp"
	"fmt"
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
	Who    string // "Seen by shopcheck.", "You said so on 24 November 2026."

	Because []string // what decided; empty for an I DON'T KNOW
	But     []string // what speaks against it, and weaknesses
	Missing []string // what would settle it
}

// maxBecause bounds the reasons shown for one answer.
const maxBecause = 6

func (s sources) answers() Section[Answer] {
	out := Section[Answer]{
		Heading: "The eleven answers",
		Intro: "YES and NO are seen by shopcheck itself, or said by somebody who knows the shop. " +
			"I DON'T KNOW is an honest answer too: it says what is still to be found out.",
	}
	for _, a := range s.Run.Answers {
		out.Entries = append(out.Entries, s.answer(a))
	}
	if s.Assessment.Score.Possible > s.Assessment.Score.Proven {
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
	out.Says, out.Short = says(a)
	out.Source, out.Who = s.who(a)
	for _, text := range a.Against {
		out.But = append(out.But, dated(text))
	}
	for _, text := range a.Missing {
		out.Missing = append(out.Missing, dated(text))
	}
	return out
}

// says words an answer, in full and for a table.
func says(a checklist.Answer) (full, short string) {
	switch {
	case a.Says == checklist.Yes && a.Weak:
		return "YES, with weaknesses", "YES, with weaknesses"
	case a.Says == checklist.Yes:
		return "YES", "YES"
	case a.Says == checklist.No && a.Waived != nil:
		return "NO, " + accepted(*a.Waived), "NO, accepted"
	case a.Says == checklist.No:
		return "NO", "NO"
	}
	return "I DON'T KNOW", "I DON'T KNOW"
}

// who words who says so, for a table and in full.
func (s sources) who(a checklist.Answer) (short, full string) {
	switch a.Strength {
	case checklist.Verified:
		return "shopcheck", "Seen by shopcheck."
	case checklist.Declared:
		return "you", s.speaker(a) + " said so on " + date(a.At) + "."
	case checklist.Carried:
		return "you, earlier", s.speaker(a) + " said so on " + date(a.At) + ", and it still counts."
	}
	return "nobody", "Nobody knows yet."
}

// speaker returns who made the statements behind an answer: a name if one was
// given with the newest of them.
func (s sources) speaker(a checklist.Answer) string {
	by, at := "", time.Time{}
	for _, said := range s.Statements {
		if said.Item == a.Item && said.By != "" && !said.At.Before(at) {
			by, at = said.By, said.At
		}
	}
	return cmp.Or(by, "You")
}

// accepted words a waiver: "accepted until 1 March 2027 by Ana".
func accepted(w checklist.Waiver) string {
	return fmt.Sprintf("accepted until %s by %s", date(w.Until), cmp.Or(w.By, "somebody"))
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
	if more := len(out) - maxBecause; more > 0 {
		out = append(out[:maxBecause], fmt.Sprintf("There are %s more.", counted(more, "reason")))
	}
	if a.Waived != nil && a.Waived.Reason != "" {
		out = append(out, "It is accepted for now: "+a.Waived.Reason)
	}
	return out
}

// reason words what decided an answer: the key of a finding or of a statement.
func (s sources) reason(key string) string {
	if f, ok := s.finding(key); ok {
		return dated(f.Message)
	}
	for _, said := range s.Statements {
		part, known := s.Part(said.Item, said.Part)
		if known && said.Key() == key {
			return fmt.Sprintf("“%s” was answered “%s”.", part.Ask, dated(part.Label(said.Value)))
		}
	}
	return key
}

func (s sources) finding(key string) (scanner.Finding, bool) {
	for _, f := range s.Scan.Findings {
		if f.Key() == key {
			return f, true
		}
	}
	return scanner.Finding{}, false
}

// dated puts the dates in a sentence into words: 2026-11-24 becomes 24 November
// 2026.
func dated(s string) string {
	words := strings.Split(s, " ")
	for i, w := range words {
		bare := strings.Trim(w, "(“”.,;:)")
		if day, err := time.Parse(time.DateOnly, bare); err == nil {
			words[i] = strings.Replace(w, bare, date(day), 1)
		}
	}
	return strings.Join(words, " ")
}
