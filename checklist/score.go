package checklist

import (
	"cmp"
	"fmt"
	"slices"

	"shopcheck/scanner"
)

// items is how many the checklist has: a score is always out of these.
const items = 11

func score(answers []Answer) Score {
	yes, _, open := count(answers)
	return Score{Proven: yes, Possible: yes + open, Of: items}
}

func count(answers []Answer) (yes, no, open int) {
	for _, a := range answers {
		switch a.Says {
		case Yes:
			yes++
		case No:
			no++
		case DontKnow:
			open++
		}
	}
	return yes, no, open
}

// weights say how much a finding of each severity counts; others count nothing.
var weights = map[scanner.Severity]int{scanner.Critical: 10, scanner.High: 6, scanner.Medium: 3, scanner.Low: 1}

// hardening returns the percentage of the weight judged that passed, a warning
// by half, rounded down: only a shop without blemish has 100.
func hardening(findings []scanner.Finding) int {
	got, of := 0, 0
	for _, f := range findings {
		w := weights[f.Severity]
		switch f.Outcome {
		case scanner.Pass:
			got += 2 * w
		case scanner.Warn:
			got += w
		case scanner.Fail:
		default:
			continue
		}
		of += 2 * w
	}
	if of == 0 {
		return -1
	}
	return 100 * got / of
}

// verdict says in two or three sentences how the shop stands.
func verdict(answers []Answer) string {
	yes, no, open := count(answers)
	counted := fmt.Sprintf("Of the eleven answers, %d are YES, %d are NO and %d are I DON'T KNOW.", yes, no, open)
	switch {
	case no+open > items/2:
		return counted + " Most of them are not YES yet, so please get to work now, one step at a time." +
			" That costs far less than waiting for an attack, which can cost the business dearly."
	case no > 0:
		return counted + " Much is in good order already. Turn to the NO answers first, because each is a way in that is known to be open."
	case open > 0:
		return counted + " Nothing speaks against the shop so far. Find out what is still unknown, so that you can rely on it."
	}
	weak := slices.ContainsFunc(answers, func(a Answer) bool { return a.Weak })
	if weak {
		return "All eleven questions are answered YES, some of them with weaknesses. Mend those next, and keep up the routine."
	}
	return "All eleven questions are answered YES. Keep up the routine, because shops and attackers change all the time."
}

// first returns the keys of the findings to fix first, one of each probe, three
// at most: failures before warnings, then the more severe, then those that
// answer an item NO, then those that were seen twice. Findings that somebody
// has accepted for now, and mere information, are left out.
func first(in Input, answers []Answer) []string {
	var forced []string
	for _, a := range answers {
		if a.Says == No && a.Strength == Verified {
			forced = append(forced, a.Because...)
		}
	}
	last := func(yes bool) int {
		if yes {
			return 0
		}
		return 1
	}
	found := slices.DeleteFunc(slices.Clone(in.Findings), func(f scanner.Finding) bool { return !urgent(in, f) })
	slices.SortFunc(found, func(a, b scanner.Finding) int {
		return cmp.Or(
			cmp.Compare(outcomeRank(a.Outcome), outcomeRank(b.Outcome)),
			cmp.Compare(a.Severity.Rank(), b.Severity.Rank()),
			cmp.Compare(last(slices.Contains(forced, a.Key())), last(slices.Contains(forced, b.Key()))),
			cmp.Compare(last(in.Catalog.Probes[a.Probe].Twice), last(in.Catalog.Probes[b.Probe].Twice)),
			cmp.Compare(a.Key(), b.Key()),
		)
	})
	out, probes := []string{}, []scanner.ProbeID{}
	for _, f := range found {
		if len(out) < 3 && !slices.Contains(probes, f.Probe) {
			out, probes = append(out, f.Key()), append(probes, f.Probe)
		}
	}
	return out
}

func urgent(in Input, f scanner.Finding) bool {
	w, accepted := waiverFor(in.Waivers, f.Probe)
	bad := f.Outcome == scanner.Fail || f.Outcome == scanner.Warn
	return bad && weights[f.Severity] > 0 && (!accepted || !w.covers(in.At))
}

// tips returns the numbers of all tips: those that NO answers call for, then
// those of I DON'T KNOW, each in the order of the items, then the rest.
func tips(cat Catalog, answers []Answer) []int {
	out := []int{}
	add := func(numbers ...int) {
		for _, n := range numbers {
			if !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	for _, says := range []Says{No, DontKnow} {
		for _, a := range answers {
			if a.Says == says {
				add(cat.Item(a.Item).Tips...)
			}
		}
	}
	for _, tip := range cat.Tips {
		add(tip.Number)
	}
	return out
}
