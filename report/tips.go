package report

import (
	"fmt"
	"slices"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// A Tip is one of the ten, said for this shop where something found or answered
// makes that possible.
type Tip struct {
	Number int
	Title  string
	Text   string // empty in a short report
	Here   string // why it is for this shop; empty if nothing says so
}

func (s sources) tips() Section[Tip] {
	out := Section[Tip]{
		Heading: "The ten tips",
		Intro:   "These are good for every shop. First come those about what was found here, then those about what was answered.",
	}
	numbers := slices.Clone(s.Assessment.Tips)
	for _, t := range s.Catalog.Tips {
		numbers = append(numbers, t.Number)
	}
	var done []int
	for _, n := range numbers {
		tip, known := s.Tip(n)
		if !known || slices.Contains(done, n) {
			continue
		}
		done = append(done, n)
		out.Entries = append(out.Entries, Tip{Number: n, Title: tip.Title, Text: tip.Text, Here: s.here(tip)})
	}
	return out
}

// here says what a tip has to do with this shop: what was found, or else which
// answer it would help.
func (s sources) here(tip checklist.Tip) string {
	for _, o := range []scanner.Outcome{scanner.Fail, scanner.Warn} {
		for _, f := range s.Scan.Findings {
			if f.Outcome == o && slices.Contains(tip.Probes, f.Probe) {
				return standing(f)
			}
		}
	}
	for _, says := range []checklist.Says{checklist.No, checklist.DontKnow} {
		var titles []string
		for _, a := range s.Run.Answers {
			if item := s.Item(a.Item); a.Says == says && slices.Contains(item.Tips, tip.Number) {
				titles = append(titles, fmt.Sprintf("“%s” (%s)", item.Title, a.Item))
			}
		}
		if len(titles) > 0 {
			return "This helps with " + listed(titles) + ", where the answer is " + words[says] + "."
		}
	}
	return ""
}

// words are how the answers are printed.
var words = map[checklist.Says]string{checklist.Yes: "YES", checklist.No: "NO", checklist.DontKnow: "I DON'T KNOW"}
