package observe

// Recall makes what an earlier scan of the same shop saw and spent count as this
// scan's own: what it asked is not asked again. What was told is not recalled,
// and neither are replies that the run could not keep. It must come before the
// first question.
func (s *Site) Recall(kept Looks, used Budget) {
	for question, a := range replayLooks(kept).asked {
		lost := a.failure != nil && a.failure.Cause == NotRecorded
		if question != "TOLD" && !lost {
			s.kept.asked[question] = a
		}
	}
	s.net.spent.used = used
}
