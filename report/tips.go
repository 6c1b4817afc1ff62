package report

import (
	"slices"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// A Tip is one of the ten, said for this shop where something found or answered
// makes that possible.
type Tip struct {
	Number int
	Title  string
	Text   string
	Here   string // why it is for this shop; empty if nothing says so
}

func (s sources) tips() Section[Tip] {
	out := Section[Tip]{
		Heading: "The ten tips",
		Intro:   "These are good for every shop. Those that this shop's answers call for come first.",
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
				return dated(f.Message)
			}
		}
	}
	var names []string
	for _, says := range []checklist.Says{checklist.No, checklist.DontKnow} {
		for _, a := range s.Run.Answers {
			if a.Says == says && slices.Contains(s.Item(a.Item).Tips, tip.Number) {
				names = append(names, string(a.Item))
			}
		}
		if len(names) > 0 {
			return "This helps with " + listed(names) + ", answered " + map[checklist.Says]string{checklist.No: "NO", checklist.DontKnow: "I DON'T KNOW"}[says] + "."
		}
	}
	return ""
}
