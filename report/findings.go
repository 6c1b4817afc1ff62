package report

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// A Finding is what one probe found wrong, in one place of the shop or several.
type Finding struct {
	Probe    scanner.ProbeID
	Severity scanner.Severity
	Outcome  scanner.Outcome // Fail or Warn: the worst of Details
	Heading  string          // "Not so: The certificate is valid today"
	Accepted string          // who accepted it until when, and why; empty if nobody did
	Details  []Detail
	More     string // how many details were left out; empty for none
	ToDo     Prose  // empty if the probe has no page
	Serious  string // the severity in words
	Explain  string // the command that shows the probe's page; empty if it has none
}

// A Detail is what was found in one place, and perhaps alike in others.
type Detail struct {
	Subject string
	Message string
	Seen    []Evidence
	Also    []string // other subjects of which the same can be said
	More    string   // how many of those were left out; empty for none
}

// An Evidence is what a look showed: the same thing seen twice is one.
type Evidence []Point

// Bounds of one finding: what a person will read.
const (
	maxDetails  = 5
	maxAlso     = 10
	maxEvidence = 2
)

func (s sources) findings() Section[Finding] {
	out := Section[Finding]{Heading: "What is not in order"}
	for _, group := range s.groups() {
		if worst(group) == scanner.Fail || worst(group) == scanner.Warn {
			out.Entries = append(out.Entries, s.wrong(group))
		}
	}
	slices.SortStableFunc(out.Entries, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Outcome, b.Outcome), cmp.Compare(a.Severity.Rank(), b.Severity.Rank())) // fail before warn
	})
	fails := 0
	for _, f := range out.Entries {
		if f.Outcome == scanner.Fail {
			fails++
		}
	}
	out.Intro = fmt.Sprintf("%s not as it should be (“not so”), and %s on the way there or not certain (“not quite”). The most serious come first.",
		are(fails, "point"), are(len(out.Entries)-fails, "point"))
	switch {
	case len(out.Entries) == 0 && s.Scan.Problem != nil:
		out.Intro = "Nothing was found to be wrong, but hardly anything could be seen."
	case len(out.Entries) == 0:
		out.Intro = "Nothing that was looked at is wrong."
	}
	return out
}

func are(n int, noun string) string {
	if n == 1 {
		return "1 " + noun + " is"
	}
	return counted(n, noun) + " are"
}

// groups returns the findings of each probe together, in the order of IDs.
func (s sources) groups() [][]scanner.Finding {
	all := slices.Clone(s.Scan.Findings)
	slices.SortStableFunc(all, func(a, b scanner.Finding) int {
		return cmp.Or(cmp.Compare(a.Probe, b.Probe), cmp.Compare(a.Subject, b.Subject))
	})
	var out [][]scanner.Finding
	for _, f := range all {
		if n := len(out); n > 0 && out[n-1][0].Probe == f.Probe {
			out[n-1] = append(out[n-1], f)
			continue
		}
		out = append(out, []scanner.Finding{f})
	}
	return out
}

// outcomes are all of them, worst first; anything else counts as unknown.
var outcomes = []scanner.Outcome{scanner.Fail, scanner.Warn, scanner.Unknown, scanner.Pass, scanner.NotApplicable}

// worst returns the worst outcome among findings.
func worst(group []scanner.Finding) scanner.Outcome {
	rank := len(outcomes) - 1
	for _, f := range group {
		i := slices.Index(outcomes, f.Outcome)
		if i < 0 {
			i = slices.Index(outcomes, scanner.Unknown)
		}
		rank = min(rank, i)
	}
	return outcomes[rank]
}

// judged puts a probe's title, which says the good state, beside what was found.
func (s sources) judged(id scanner.ProbeID, o scanner.Outcome) string {
	if o == scanner.Warn {
		return "Not quite: " + s.title(id)
	}
	return "Not so: " + s.title(id)
}

// wrong makes one entry of a probe's findings, failures first.
func (s sources) wrong(group []scanner.Finding) Finding {
	id, outcome := group[0].Probe, worst(group)
	out := Finding{
		Probe: id, Severity: group[0].Severity, Outcome: outcome,
		Heading: s.judged(id, outcome), Accepted: s.waiver(id), ToDo: s.prose(id, "What to do"),
	}
	if _, known := s.Probes[id]; known {
		out.Explain = "shopcheck explain " + string(id)
	}
	if out.Serious = "not known."; group[0].Severity.Rank() <= scanner.Info.Rank() {
		out.Serious = string(group[0].Severity) + "."
	}
	out.Details = details(group)
	if more := len(out.Details) - maxDetails; more > 0 {
		out.Details = out.Details[:maxDetails]
		out.More = fmt.Sprintf("There are %d more of the same kind; the JSON format lists them all.", more)
	}
	return out
}

// details puts findings that say the same of several subjects together, failures
// first.
func details(group []scanner.Finding) []Detail {
	var out []Detail
	for _, o := range []scanner.Outcome{scanner.Fail, scanner.Warn} {
		for _, f := range group {
			if f.Outcome != o {
				continue
			}
			message := dated(f.Message)
			i := slices.IndexFunc(out, func(d Detail) bool { return d.Message == message })
			if i < 0 {
				out = append(out, Detail{Subject: f.Subject, Message: message, Seen: evidence(f.Evidence)})
				continue
			}
			out[i].Also = append(out[i].Also, f.Subject)
		}
	}
	for i := range out {
		if more := len(out[i].Also) - maxAlso; more > 0 {
			out[i].Also, out[i].More = out[i].Also[:maxAlso], fmt.Sprintf("and %d more places", more)
		}
	}
	return out
}

// waiver says who accepted a probe's findings, and whether that still holds.
func (s sources) waiver(id scanner.ProbeID) string {
	var last checklist.Waiver
	for _, w := range s.Waivers {
		if w.Probe == id && w.Until.After(last.Until) {
			last = w
		}
	}
	if last.Probe == "" {
		return ""
	}
	out := capital(accepted(last))
	if last.Until.UTC().Format(time.DateOnly) < s.Scan.Finished.UTC().Format(time.DateOnly) {
		out += ", which is over"
	}
	if last.Reason == "" {
		return out + "."
	}
	return out + ". The reason given: " + last.Reason
}

// evidence puts looks into words. A second look that shows the same as the first
// is counted, not repeated.
func evidence(seen []observe.Evidence) []Evidence {
	var kept []observe.Evidence
	times := make([]int, 0, maxEvidence)
	for _, e := range seen {
		i := slices.IndexFunc(kept, func(k observe.Evidence) bool { return k.Source == e.Source && k.Quote == e.Quote })
		if i >= 0 {
			times[i]++
		} else if len(kept) < maxEvidence {
			kept, times = append(kept, e), append(times, 1)
		}
	}
	out := make([]Evidence, 0, len(kept))
	for i, e := range kept {
		when := moment(e.At)
		if times[i] > 1 {
			when += fmt.Sprintf(", seen %d times", times[i])
		}
		points := Evidence{{Label: "Looked at", Quote: e.Source, Text: when}, {Label: "Seen", Quote: e.Quote}, {Label: "See it again", Quote: command(e.Again)}}
		out = append(out, slices.DeleteFunc(points, func(p Point) bool { return p.Text+p.Quote == "" }))
	}
	return out
}

func (s sources) passes() Section[string] {
	out := Section[string]{Heading: "What is in order"}
	for _, group := range s.groups() {
		if worst(group) == scanner.Pass {
			out.Entries = append(out.Entries, s.title(group[0].Probe))
		}
	}
	switch n := len(out.Entries); n {
	case 0:
		out.Intro = "Nothing was seen to be in order yet."
	default:
		out.Intro = are(n, "point") + " in order, as far as can be seen from outside:"
	}
	return out
}

func (s sources) spared() Section[string] {
	out := Section[string]{Heading: "What does not apply to this shop"}
	for _, f := range s.Scan.Findings {
		if f.Outcome == scanner.NotApplicable && !slices.Contains(out.Entries, dated(f.Message)) {
			out.Entries = append(out.Entries, dated(f.Message))
		}
	}
	switch n := len(out.Entries); n {
	case 0:
		out.Intro = "Nothing was found that does not apply to this shop."
	case 1:
		out.Intro = "1 point does not apply:"
	default:
		out.Intro = counted(n, "point") + " do not apply:"
	}
	return out
}
