package checklist

import (
	"fmt"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// unseen is the verdict on a shop whose home page could not be seen.
func unseen(problem *observe.Failure) string {
	return "The shop could not be looked at, so nothing is judged: " + problem.Words + ". " + remedies[remedyFor(problem.Cause)].words
}

// tasks are what a verdict knows to be wrong besides the answers.
type tasks struct {
	bad      []scanner.Finding // what the scan found and nobody accepted
	accepted bool              // somebody accepted what the scan found
	told     bool              // answers of people show something that is to be done
}

func toDo(in Input, heard []hearing) tasks {
	found := bad(in)
	harmful := bad(Input{Findings: in.Findings})
	return tasks{bad: found, accepted: len(found) < len(harmful), told: slices.ContainsFunc(heard, hearing.told)}
}

// verdict says in two or three sentences how the shop stands. It speaks of the
// findings too, so that no praise hides them, and names the plan where there is
// much to do.
func verdict(answers []Answer, to tasks) string {
	yes, no, open := count(answers)
	counted := fmt.Sprintf("Of the eleven answers, %s YES, %s NO and %s I DON'T KNOW. ", are(yes), are(no), are(open))
	switch {
	case no+open > items/2:
		return counted + urge(no > 0 || to.told || len(to.bad) > 0) + " one step of the plan at a time." +
			" That costs far less than waiting for an attack, which can cost the business dearly."
	case no > 0:
		return counted + "Much is in good order already. " + wayIn(answers, no)
	case open > 0:
		return counted + soFar(to)
	case serious(to.bad) > 0:
		return "All eleven questions are answered YES, but the scan found " + faults(serious(to.bad)) + ". Begin there, and keep up the routine."
	case len(to.bad) > 0 || slices.ContainsFunc(answers, func(a Answer) bool { return a.Weak }):
		return "All eleven questions are answered YES, though with weaknesses. Mend those next, and keep up the routine."
	}
	return "All eleven questions are answered YES. Keep up the routine, because shops and attackers change all the time."
}

// urge begins the sentence for a shop most of whose answers are not YES. Where
// nothing is known to be wrong, it does not sound as if something were.
func urge(wrong bool) string {
	if !wrong {
		return "Most of them are not known yet, so please find out now,"
	}
	return "Most of them are not YES yet, so please get to work now,"
}

// are counts with a verb: "1 is", "0 are".
func are(n int) string {
	if n == 1 {
		return "1 is"
	}
	return fmt.Sprintf("%d are", n)
}

// wayIn says what to do about NO answers. Those that somebody has accepted for now
// are not pressing; of the others, only those that the scan verified are known for
// sure.
func wayIn(answers []Answer, no int) string {
	seen, accepted := 0, 0
	for _, a := range answers {
		switch {
		case a.Says == No && a.Waived != nil:
			accepted++
		case a.Says == No && a.Strength == Verified:
			seen++
		}
	}
	turn := "Turn to the NO answers first, because "
	if no == 1 {
		turn = "Turn to the NO answer first, because "
	}
	switch {
	case accepted == no && no == 1:
		return "The NO is accepted for now: see that it is mended before that day."
	case accepted == no:
		return "Each NO is accepted for now: see that it is mended before its day."
	case seen > 0:
		return turn + "the scan saw what is wrong there."
	}
	return turn + "it is known what is missing there."
}

// soFar says what is known of a shop without a NO, and how to go on.
func soFar(to tasks) string {
	next := " Find out what is still unknown, so that you can rely on the rest."
	if to.told {
		next = " Do what your answers call for, one step of the plan at a time, and find out what is still unknown."
	}
	switch n := serious(to.bad); {
	case n > 0:
		return "None is NO, but the scan found " + faults(n) + ", so begin there." + next
	case len(to.bad) > 0:
		return "None is NO, and the scan found weaknesses but no serious fault." + next
	case to.accepted:
		return "None is NO, and what the scan found is accepted for now." + next
	case to.told:
		return "None is NO, but not all is in order yet." + next
	}
	return "Nothing speaks against the shop so far." + next
}

// serious counts the probes that found a failure of high or critical severity.
func serious(bad []scanner.Finding) int {
	var probes []scanner.ProbeID
	for _, f := range bad {
		if f.Outcome == scanner.Fail && f.Severity.Rank() <= scanner.High.Rank() && !slices.Contains(probes, f.Probe) {
			probes = append(probes, f.Probe)
		}
	}
	return len(probes)
}

func faults(n int) string {
	if n == 1 {
		return "a serious fault"
	}
	return fmt.Sprintf("%d serious faults", n)
}
