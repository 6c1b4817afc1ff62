package process

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed waivers.md
var waiversDoc string

// Waivers asks whether what somebody accepted for now is mended before its day.
var Waivers = scanner.Probe{
	ID:       "process.waivers",
	Severity: scanner.Low,
	Stage:    scanner.Afterwards,
	Doc:      waiversDoc,
	Run:      remembering("shopcheck waive", judgeWaivers),
}

// soonOver is how many days before its end a waiver is pointed out.
const soonOver = 14

// judgeWaivers blames nobody for a waiver that is over if what it accepted is in
// order now: that was mended, and the line is only left in the list.
func judgeWaivers(past observe.Past) scanner.Finding {
	all := longest(past.Waivers)
	if len(all) == 0 {
		return scanner.Finding{Outcome: scanner.NotApplicable, Message: "Nobody has accepted for now anything that was found, so nothing runs out."}
	}
	f := scanner.Finding{Outcome: scanner.Warn}
	var lines []string
	var over, soon []observe.Accepted
	for _, w := range all {
		left, state := days(past.At, w.Until), "nothing wrong was seen"
		if w.Wrong {
			state = "not in order"
		}
		lines = append(lines, fmt.Sprintf("accepted until %s: %s, %s", w.Until.UTC().Format(time.DateOnly), w.Probe, state))
		switch {
		case w.Wrong && left < 0:
			over = append(over, w)
		case w.Wrong && left <= soonOver:
			soon = append(soon, w)
		}
	}
	f.Evidence = quotes(lines...)
	switch {
	case len(over) > 0:
		f.Outcome, f.Message = scanner.Fail, fmt.Sprintf("What was accepted until %s is still not in order: %s.", inWords(over[0].Until), names(over))
	case len(soon) > 0:
		f.Message = fmt.Sprintf("What is accepted only until %s is still not in order: %s.", inWords(soon[0].Until), names(soon))
	default:
		f.Outcome, f.Message = scanner.Pass, "Nothing that was accepted for now has outlasted its day, and nothing is about to."
	}
	return f
}

// longest returns of each probe the waiver that lasts longest, the first to end
// first: that one counts.
func longest(waivers []observe.Accepted) []observe.Accepted {
	var out []observe.Accepted
	for _, w := range waivers {
		i := slices.IndexFunc(out, func(o observe.Accepted) bool { return o.Probe == w.Probe })
		switch {
		case i < 0:
			out = append(out, w)
		case w.Until.After(out[i].Until):
			out[i] = w
		}
	}
	slices.SortStableFunc(out, func(a, b observe.Accepted) int { return a.Until.Compare(b.Until) })
	return out
}

// names lists the probes of waivers.
func names(waivers []observe.Accepted) string {
	var all []string
	for _, w := range waivers[:min(len(waivers), maxLines)] {
		all = append(all, observe.Printable(w.Probe))
	}
	if more := len(waivers) - maxLines; more > 0 {
		all = append(all, fmt.Sprintf("%d more", more))
	}
	return strings.Join(all, ", ")
}
