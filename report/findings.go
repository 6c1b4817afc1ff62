package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// A Finding is what one probe found wrong, in one place of the shop or several.
type Finding struct {
	Probe    scanner.ProbeID
	Severity scanner.Severity
	Outcome  scanner.Outcome // Fail or Warn: the worst of Details
	Heading  string          // "Point 4. Low, partly: The certificate ends on 8 December 2026, in 14 days"
	Accepted string          // who accepted it until when, and why; empty if nobody did
	Details  []Detail
	More     string // how many details were left out; empty for none
	ToDo     Prose  // for the owner; empty if the probe has no page
	Who      string // who can do it, how long it takes and by when; empty if the run has no plan
	Check    Point  // the command that looks whether it is done, or answers so where it may stay; zero if the probe is not known
	Snippets Prose  // for a host or agency; may be empty
	Should   string // the good state, the page's title
	Explain  string // the command that shows the probe's page; empty if it has none
	Short    bool   // of a short report: to be told in a few lines
}

// A Detail is what was found in one place, and perhaps alike in others.
type Detail struct {
	Subject string
	Message string // empty if the heading says it
	Where   string // the subject, if neither the message nor the evidence names it
	Seen    []Evidence
	Also    []string // other subjects of which the same can be said
	More    string   // how many of those were left out; empty for none
}

// An Evidence is what a look showed: the same thing seen twice is one.
type Evidence []Point

// Bounds of what a person will read.
const (
	maxEntries  = 100
	maxDetails  = 5
	maxAlso     = 10
	maxEvidence = 2
)

func (s sources) findings() Section[Finding] {
	wrong := s.wrongs
	var fails, warns, infos int
	for _, group := range wrong {
		switch {
		case group[0].Severity == scanner.Info:
			infos++
		case worst(group) == scanner.Fail:
			fails++
		default:
			warns++
		}
	}
	out := Section[Finding]{Heading: "What is not in order", Intro: intro(fails, warns, infos)}
	if more := len(wrong) - maxEntries; more > 0 {
		wrong = wrong[:maxEntries]
		out.Intro += cropped(more)
	}
	for _, group := range wrong {
		out.Entries = append(out.Entries, s.wrong(group))
	}
	return out
}

// wrongsOf returns the groups in which something is wrong, the most serious first.
func wrongsOf(groups [][]scanner.Finding) [][]scanner.Finding {
	var out [][]scanner.Finding
	for _, group := range groups {
		if o := worst(group); o == scanner.Fail || o == scanner.Warn {
			out = append(out, group)
		}
	}
	slices.SortStableFunc(out, func(a, b []scanner.Finding) int {
		return cmp.Or(cmp.Compare(a[0].Severity.Rank(), b[0].Severity.Rank()), cmp.Compare(worst(a), worst(b))) // fail before warn
	})
	return out
}

// intro counts what is wrong, and apart from it what is only good to know.
func intro(fails, warns, infos int) string {
	const partly = " only “partly” wrong: not for certain, or not yet"
	they := map[bool]string{true: "it", false: "they"}
	out := "Nothing that was looked at is wrong."
	switch {
	case fails > 0 && warns > 0:
		out = are(fails, "point") + " not as " + they[fails == 1] + " should be, and " + are(warns, "more point") + partly + "."
	case fails > 0:
		out = are(fails, "point") + " not as " + they[fails == 1] + " should be."
	case warns > 0:
		out = are(warns, "point") + partly + "."
	}
	if infos > 0 {
		out += " " + are(infos, map[bool]string{true: "point", false: "more point"}[fails+warns == 0]) + " only good to know."
	}
	if fails+warns > 1 {
		out += " Each says first how much harm it can do, and the most serious come first."
	}
	return out
}

// cropped says that the end of a list is left out.
func cropped(n int) string {
	if n == 1 {
		return " The last one is left out here; the JSON format has it too."
	}
	return fmt.Sprintf(" The last %d are left out here; the JSON format has them all.", n)
}

func are(n int, noun string) string {
	if n == 1 {
		return "1 " + noun + " is"
	}
	return counted(n, noun) + " are"
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

// heading says how much harm a finding can do and what was found, and returns what
// else its message says.
func heading(f scanner.Finding, message string) (head, rest string) {
	mark := "Not rated"
	switch {
	case f.Severity == scanner.Info:
		mark = "Good to know"
	case f.Severity.Rank() < scanner.Info.Rank():
		mark = capital(string(f.Severity))
	}
	if f.Outcome == scanner.Warn && f.Severity != scanner.Info {
		mark += ", partly"
	}
	short, rest := shortened(message)
	return mark + ": " + short, rest
}

// wrong makes one entry of a probe's findings, failures first.
func (s sources) wrong(group []scanner.Finding) Finding {
	outcome := worst(group)
	f := group[slices.IndexFunc(group, func(f scanner.Finding) bool { return f.Outcome == outcome })]
	out := Finding{
		Probe: f.Probe, Severity: f.Severity, Outcome: outcome, Accepted: s.waiver(f.Probe),
		Should: s.title(f.Probe),
	}
	out.ToDo, out.Snippets = s.fixes(f.Probe).split()
	out.Check = s.check(f)
	out.Who = s.work(func(step checklist.Step) bool { return s.byKey[step.Key].Probe == f.Probe })
	switch w, known := s.longest(f.Probe); {
	case out.Who != "":
	case checklist.ProvidersBox(f):
		out.Who = "The payment company's part of your page may stay. What counts then is your answer to Q7 about attacks by scripts."
		out.Check = s.answering()
	case f.Severity == scanner.Info:
		out.Who = "Nobody has to, it is only good to know. What you cannot do yourself, " + s.helper() + " can."
	case known && !s.over(w):
		out.Who = "Nobody has to for now, because it is accepted."
	}
	if f.Severity == scanner.Info {
		out.Snippets = "" // the page has them
	}
	if _, known := s.Probes[f.Probe]; known {
		out.Explain = "shopcheck explain " + string(f.Probe)
	}
	out.Details = details(group)
	if more := len(out.Details) - maxDetails; more > 0 {
		out.Details = out.Details[:maxDetails]
		out.More = "Of the same kind " + are(more, "more place") + " not shown here; the JSON format has all of them."
	}
	out.Heading, out.Details[0].Message = heading(f, dated(f.Message))
	out.Heading = fmt.Sprintf("Point %d. %s", s.points[f.Probe], out.Heading)
	return out
}

// helper says who can do what an owner cannot, where no plan says it.
func (s sources) helper() string {
	if s.setup.rented {
		return Doer(checklist.Platform)
	}
	return Doer(checklist.Agency) + " or " + strings.TrimPrefix(Doer(checklist.Host), "your ")
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
				out = append(out, Detail{Subject: f.Subject, Message: message, Where: where(f), Seen: evidence(f.Evidence)})
				continue
			}
			out[i].Also = append(out[i].Also, f.Subject)
		}
	}
	for i := range out {
		if more := len(out[i].Also) - maxAlso; more > 0 {
			out[i].Also, out[i].More = out[i].Also[:maxAlso], "and "+counted(more, "more place")
		}
	}
	return out
}

// where returns a finding's subject if nothing else shown names it.
func where(f scanner.Finding) string {
	if len(f.Evidence) > 0 && (!pointing(f) || strings.Contains(f.Evidence[0].Source, f.Subject)) {
		return ""
	}
	return f.Subject
}

// lookedAt is before what was asked for, technical is for whom snippets and commands
// are, and again is what the command of an evidence is for.
const (
	lookedAt  = "Looked at"
	technical = "For your host or agency"
	again     = "to see it again"
)

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
	var out []Evidence
	for i, e := range kept {
		when := moment(e.At)
		if times[i] > 1 {
			when += fmt.Sprintf(", seen %d times", times[i])
		}
		where := Point{Label: lookedAt, Quote: e.Source, Text: when}
		if i > 0 && kept[i-1].Source == e.Source {
			where.Quote = "" // as above
		}
		points := Evidence{where, {Label: "Seen", Quote: e.Quote}}
		if i == len(kept)-1 || kept[i+1].Source != e.Source {
			points = append(points, Point{Label: technical, Quote: command(e.Again), Text: again})
		}
		out = append(out, slices.DeleteFunc(points, func(p Point) bool { return p.Quote == "" }))
	}
	return out
}

func (s sources) passes() Section[string] {
	out := Section[string]{Heading: "What is in order"}
	for _, group := range s.groups {
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
	out.Entries = capped(out.Entries, maxEntries, "point")
	return out
}

func (s sources) spared() Section[string] {
	out := Section[string]{Heading: "What does not apply to this shop"}
	seen := map[string]bool{}
	for _, group := range s.groups {
		for _, f := range group {
			entry := s.title(f.Probe) + ": " + dated(f.Message)
			if f.Outcome == scanner.NotApplicable && !seen[entry] {
				seen[entry] = true
				out.Entries = append(out.Entries, entry)
			}
		}
	}
	switch n := len(out.Entries); n {
	case 0:
		return Section[string]{}
	case 1:
		out.Intro = "1 point does not apply:"
	default:
		out.Intro = counted(n, "point") + " do not apply:"
	}
	out.Entries = capped(out.Entries, maxEntries, "point")
	return out
}
