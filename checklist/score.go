package checklist

import (
	"cmp"
	"slices"
	"strings"

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

// Weight returns how much a finding of a severity counts in the hardening
// percentage, and 0 for those that count nothing.
func Weight(s scanner.Severity) int { return weights[s] }

// Remembered reports whether a probe judges how the shop is looked after, by what is
// remembered of earlier runs, and not what the scan saw of the shop: such findings
// change with time and with what people do, and are no change of the shop.
func Remembered(id scanner.ProbeID) bool { return strings.HasPrefix(string(id), "process.") }

// hardening returns the percentage of the weight judged that passed, a warning
// by half, rounded down: only a shop without blemish has 100. Each probe counts
// once, by its worst finding, so that neither pages nor cookies are votes. One that
// could not tell of a part, and saw nothing fail elsewhere, counts on neither side,
// as in answers: what could not be tested earns nothing and costs nothing. Those that
// judge what is remembered do not count: nobody sees that from outside.
func hardening(findings []scanner.Finding) int {
	got, of := 0, 0
	for id, all := range byProbe(findings) {
		if Remembered(id) {
			continue
		}
		switch f := worst(all); f.Outcome {
		case scanner.Pass, scanner.Warn, scanner.Fail:
			got += 2*weights[f.Severity] - harm(f)
			of += 2 * weights[f.Severity]
		}
	}
	if of == 0 {
		return -1
	}
	return 100 * got / of
}

// harm weighs a finding: twice its severity's weight for a failure, once for a
// warning, nothing for anything else.
func harm(f scanner.Finding) int {
	switch f.Outcome {
	case scanner.Fail:
		return 2 * weights[f.Severity]
	case scanner.Warn:
		return weights[f.Severity]
	}
	return 0
}

// bad returns the findings that something is to be done about: those that do
// harm and that nobody has accepted for now.
func bad(in Input) []scanner.Finding {
	return slices.DeleteFunc(slices.Clone(in.Findings), func(f scanner.Finding) bool {
		w, accepted := waiverFor(in.Waivers, f.Probe)
		return harm(f) == 0 || accepted && w.covers(in.At)
	})
}

// tips returns the numbers of all tips: those about what was found in the shop, what
// forces a NO before other failures and these before warnings; then those that NO
// answers call for, then those of I DON'T KNOW, each in the order of the items; then
// the rest.
func tips(in Input, heard []hearing) []int {
	out := []int{}
	add := func(numbers ...int) {
		for _, n := range numbers {
			if !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	p := planner{in: in, heard: heard}
	found := p.bad()
	slices.SortStableFunc(found, func(a, b scanner.Finding) int {
		return cmp.Or(cmp.Compare(no(p.forces(a)), no(p.forces(b))), cmp.Compare(seen(a), seen(b)))
	})
	for _, f := range found {
		for _, tip := range in.Catalog.Tips {
			if slices.Contains(tip.Probes, f.Probe) {
				add(tip.Number)
			}
		}
	}
	for _, says := range []Says{No, DontKnow} {
		for _, h := range heard {
			if h.answer.Says == says {
				add(in.Catalog.Item(h.answer.Item).Tips...)
			}
		}
	}
	for _, tip := range in.Catalog.Tips {
		add(tip.Number)
	}
	return out
}
