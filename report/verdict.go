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

func (s sources) score() string {
	got, yes := s.Assessment.Score, 0
	for _, a := range s.Run.Answers {
		if a.Says == checklist.Yes {
			yes++
		}
	}
	if got.Proven != yes || got.Possible < yes || got.Possible > got.Of || got.Of != len(s.Run.Answers) {
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

func (s sources) hardening() string {
	const other = "This is another number than the score: it says how much of what can be seen from outside is in order, weighed by the harm that can be done."
	if s.Assessment.Hardening < 0 || s.Assessment.Hardening > 100 {
		return "Not measured, because nothing could be judged. " + other
	}
	return fmt.Sprintf("%d percent. %s", s.Assessment.Hardening, other)
}
