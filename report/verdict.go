package report

import (
	"fmt"
	"slices"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// A Problem says why the shop's home page was not seen. It is the zero Problem
// if it was.
type Problem struct {
	Happened string
	Try      string
	Means    string // what this leaves of the report
}

func (s sources) problem() Problem {
	f := s.Scan.Problem
	if f == nil {
		return Problem{}
	}
	what := "The shop's home page could not be looked at: " + f.Words + "."
	if f.Cause == observe.Cancelled {
		what = "The scan was stopped before it was done."
	}
	return Problem{
		Happened: what,
		Try:      adviceFor(f.Cause).try,
		Means: "So this report grades nothing: what could not be seen is neither good nor bad, it is not known. " +
			"What only you know can be answered all the same, with: shopcheck answer " + s.Target.Domain,
	}
}

// worst tells in one line what is most wrong and not accepted, or why nothing is
// known.
func (s sources) worst() string {
	if s.unseen() {
		return "Not seen: " + s.Scan.Problem.Words + "."
	}
	out := "Nothing that was looked at is wrong."
	for _, group := range s.wrongs {
		if group[0].Severity == scanner.Info {
			continue
		}
		if w, known := s.longest(group[0].Probe); known && !s.over(w) {
			out = "Nothing that was looked at is wrong, beside what is accepted for now."
			continue
		}
		f := group[slices.IndexFunc(group, func(f scanner.Finding) bool { return f.Outcome == worst(group) })]
		head, _ := heading(f, dated(f.Message))
		return head + "."
	}
	return out
}

// seen lists what was found although the home page was not seen, without a
// grade. Of a name that does not exist there is nothing to tell.
func (s sources) seen() Section[string] {
	var out []string
	for _, group := range s.groups {
		if i := slices.IndexFunc(group, wrong); i >= 0 {
			out = append(out, standing(group[i]))
		}
	}
	if c := s.Scan.Problem.Cause; len(out) == 0 || c == observe.NoName || c == observe.Private {
		return Section[string]{}
	}
	return Section[string]{
		Heading: "What could be seen all the same",
		Intro:   "This was noticed on the way. It is worth a look once the shop itself can be seen.",
		Entries: capped(sentences(out), maxSeen, "point"),
	}
}

func wrong(f scanner.Finding) bool { return f.Outcome == scanner.Fail || f.Outcome == scanner.Warn }

// maxSeen bounds what is told of a shop that was not seen.
const maxSeen = 10

// A Mark is the two numbers of a run, for drawing them. They are said in words
// beside each drawing.
type Mark struct {
	Proven, Possible int
	Of               int // 0: they do not fit the run's answers, or the shop was not seen
	Hardening        int // percent; -1 if nothing was judged
}

// markOf reads a run's numbers, as far as they can be told.
func markOf(run checklist.Run) Mark {
	got, yes := run.Assessment.Score, 0
	for _, a := range run.Answers {
		if a.Says == checklist.Yes {
			yes++
		}
	}
	out := Mark{Hardening: -1}
	if run.Scan.Problem != nil {
		return out
	}
	if got.Proven == yes && got.Possible >= yes && got.Possible <= got.Of && got.Of == len(run.Answers) {
		out.Proven, out.Possible, out.Of = got.Proven, got.Possible, got.Of
	}
	if h := run.Assessment.Hardening; h >= 0 && h <= 100 {
		out.Hardening = h
	}
	return out
}

func (s sources) score() string {
	got := markOf(s.Run)
	if got.Of == 0 {
		return "Not counted, because the numbers in this run do not fit its answers."
	}
	verb := func(n int) string {
		if n == 1 {
			return "is"
		}
		return "are"
	}
	return fmt.Sprintf("%d of %d %s proven, up to %d %s possible. Proven counts the questions answered YES; "+
		"possible adds those that nobody can answer yet.", got.Proven, got.Of, verb(got.Proven), got.Possible, verb(got.Possible))
}

// madeBy says what wrote a report.
func (r Report) madeBy() string { return "Made with shopcheck, from outside and by looking alone." }

func (s sources) hardening() string {
	const other = "This is another number than the score: it says how much of what can be seen from outside is in order, weighed by the harm that can be done."
	percent := markOf(s.Run).Hardening
	if percent < 0 {
		return "Not measured, because nothing could be judged. " + other
	}
	return fmt.Sprintf("%d percent. %s", percent, other)
}
