package report

import (
	"fmt"
	"time"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// longest returns the waiver of a probe that lasts longest, as for the answers.
func (s sources) longest(id scanner.ProbeID) (last checklist.Waiver, known bool) {
	last, _ = checklist.Accepted(s.Waivers, id, s.judged())
	return last, last.Probe != ""
}

// maxEnded bounds how many waivers that are over are told at the top.
const maxEnded = 5

// ended lists what was accepted until a day that is over.
func (s sources) ended() Section[string] {
	var out []string
	for _, group := range s.wrongs {
		id := group[0].Probe
		w, known := s.longest(id)
		if !known || !s.over(w) {
			continue
		}
		head, _ := shortened(dated(group[0].Message))
		text := fmt.Sprintf("Until %s, by %s: %s.", date(w.Until), checklist.Who(w.By, "somebody"), head)
		if p := s.points[id]; p > 0 {
			text += fmt.Sprintf(" See point %d.", p)
		}
		out = append(out, text)
	}
	if len(out) == 0 {
		return Section[string]{}
	}
	return Section[string]{
		Heading: "No longer accepted",
		Intro:   "What follows was accepted for a time, and that time is over. Mend it, or decide again and write the new decision down with shopcheck waive.",
		Entries: capped(out, maxEnded, "point"),
	}
}

// waiver says who accepted a probe's findings, and whether that still holds.
func (s sources) waiver(id scanner.ProbeID) string {
	last, known := s.longest(id)
	if !known {
		return ""
	}
	out := capital(accepted(last)) + "."
	if s.over(last) {
		out = fmt.Sprintf("NO LONGER ACCEPTED: %s had accepted this until %s, and that is over.", checklist.Who(last.By, "somebody"), date(last.Until))
	}
	if last.Reason == "" {
		return out
	}
	return out + " The reason given: " + last.Reason
}

// over reports whether a waiver's last day was before the day of the answers.
func (s sources) over(w checklist.Waiver) bool {
	return w.Until.UTC().Format(time.DateOnly) < s.judged().Format(time.DateOnly)
}
