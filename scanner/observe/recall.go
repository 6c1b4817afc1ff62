package observe

import "strings"

// Recall makes what an earlier scan of the same shop saw and spent count as this
// scan's own: what it asked is not asked again. What was told is not recalled,
// and neither are replies that the run could not keep, and pages and files that it
// had no requests left for. It must come before the first question.
func (s *Site) Recall(kept Looks, used Budget) {
	for question, a := range replayLooks(kept).asked {
		plain := strings.TrimPrefix(question, secondRound)
		page := strings.HasPrefix(plain, "GET ") || strings.HasPrefix(plain, "SCRIPT ")
		lost := a.failure != nil && (a.failure.Cause == NotRecorded || a.failure.Cause == BudgetSpent && page)
		if question != "TOLD" && !lost {
			s.kept.asked[question] = a
		}
	}
	s.kept.recalled, s.kept.spentBefore = s.kept.scripts(), used.Scripts
	s.net.spent.used = used
}
