package report

import (
	"fmt"

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
		Means: "So this report says little about the shop, and nothing in it is a grade. " +
			"What could not be seen is neither good nor bad: it is not known.",
	}
}

func (s sources) score() string {
	got := s.Assessment.Score
	return fmt.Sprintf("%d of %d are proven, up to %d are possible. Proven counts the questions answered YES; "+
		"possible adds those that nobody can answer yet.", got.Proven, got.Of, got.Possible)
}

func (s sources) hardening() string {
	const other = "This is a different number from the score: it weighs only what can be seen from outside, " +
		"by the harm that each point can do, and it answers none of the eleven questions."
	if s.Assessment.Hardening < 0 {
		return "Not measured, because nothing could be judged. " + other
	}
	return fmt.Sprintf("%d percent. %s", s.Assessment.Hardening, other)
}

// A Step is one of the things to do first.
type Step struct {
	Heading string
	Message string
	Why     Prose // empty if the probe has no page
	Do      Prose // the first sentence of what to do; empty if the probe has no page
}

func (s sources) first() Section[Step] {
	out := Section[Step]{Heading: "What to do first"}
	for _, key := range s.Assessment.First {
		f, ok := s.finding(key)
		if !ok || len(out.Entries) == 3 {
			continue
		}
		out.Entries = append(out.Entries, Step{
			Heading: fmt.Sprintf("%d. %s", len(out.Entries)+1, s.judged(f.Probe, f.Outcome)),
			Message: dated(f.Message),
			Why:     s.prose(f.Probe, "Why it matters").paragraph(),
			Do:      s.prose(f.Probe, "What to do").sentence(),
		})
	}
	switch {
	case len(out.Entries) > 1:
		out.Intro = fmt.Sprintf("Begin with these %d things. The details are further down.", len(out.Entries))
	case len(out.Entries) == 1:
		out.Intro = "Begin with this. The details are further down."
	case s.Scan.Problem != nil:
		out.Intro = "Make the shop visible to this check first; see above."
	default:
		out.Intro = "Nothing that was looked at asks for haste. Answer the questions that are still open next."
	}
	return out
}
