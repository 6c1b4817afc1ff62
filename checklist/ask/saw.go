package ask

import (
	"cmp"
	"fmt"
	"slices"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// behind returns the findings that decided an item and true, or else the worst
// there are.
func (s *session) behind(item checklist.Item, a checklist.Answer) (found []scanner.Finding, decided bool) {
	var because []scanner.Finding
	for _, f := range s.in.Findings {
		if a.Strength == checklist.Verified && slices.Contains(a.Because, f.Key()) {
			because = append(because, f)
		}
	}
	if len(because) > 0 {
		return worstFirst(because), true
	}
	return s.found(item.Probes(), scanner.Fail, scanner.Warn, scanner.Unknown, scanner.Pass), false
}

// found returns what the probes found, of the first outcome that any found.
func (s *session) found(probes []scanner.ProbeID, outcomes ...scanner.Outcome) []scanner.Finding {
	for _, outcome := range outcomes {
		var same []scanner.Finding
		for _, f := range s.in.Findings {
			if f.Outcome == outcome && slices.Contains(probes, f.Probe) {
				same = append(same, f)
			}
		}
		if len(same) > 0 {
			return worstFirst(same)
		}
	}
	return nil
}

func worstFirst(found []scanner.Finding) []scanner.Finding {
	slices.SortStableFunc(found, func(a, b scanner.Finding) int { return cmp.Compare(a.Severity.Rank(), b.Severity.Rank()) })
	return found
}

// saw tells the first of what the checks found, at most so many, and of what is
// no fault only one.
func (q question) saw(most int) []string {
	switch {
	case len(q.found) == 0:
		return nil
	case len(q.rows) > 0:
		return []string{"The checks saw: " + short(q.found[0].Message, 160)}
	}
	lines := []string{"The checks saw:"}
	if q.because {
		lines[0] = "They say so because they saw:"
	}
	if bad := q.found[0].Outcome == scanner.Fail || q.found[0].Outcome == scanner.Warn; !bad {
		most = 1
	}
	for _, f := range q.found[:min(most, len(q.found))] {
		lines = append(lines, "- "+q.describe(f))
	}
	if more := len(q.found) - most; more > 0 {
		lines = append(lines, fmt.Sprintf("- and %d more, see the report.", more))
	}
	return lines
}

// describe tells a finding in a sentence; if the checks' answer rests on it, with
// a quote of its first evidence. The report has it all.
func (q question) describe(f scanner.Finding) string {
	text := short(f.Message, 160)
	if !q.because || len(f.Evidence) == 0 {
		return text
	}
	e := f.Evidence[0]
	return fmt.Sprintf("%s Seen in %s: “%s”", text, short(e.Source, 60), short(e.Quote, 100))
}
