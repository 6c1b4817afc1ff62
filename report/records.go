package report

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"time"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// A record is one finding for formats that programs take: all of them are there,
// none is cropped, and all of its words are clean.
type record struct {
	Probe    scanner.ProbeID // notAssessed if it says that the shop was not seen
	Title    string          // the good state
	Severity scanner.Severity
	Outcome  scanner.Outcome // one of the five; what no program of ours wrote is unknown
	Subject  string
	Cause    observe.Cause      // why unknown; empty otherwise
	Message  string             // one sentence about the subject
	Alone    string             // the same, so that it can stand alone
	Seen     []observe.Evidence // what it rests on, each thing once and no more than people are shown
	Accepted string             // who accepted it until when, and why, also if that is over; empty if nobody did
	Holds    bool               // it is accepted on the day of the answers
	Do       Prose              // one sentence: what to do; empty if nothing is wrong
	Who      string             // who can do it; empty if the plan does not have it
	By       time.Time
	Items    []checklist.ItemID // the answers that its probe can decide or weaken
	Check    string             // the command that looks once more; empty if nothing is wrong
}

// rows are what formats for programs are written from.
type rows struct {
	Domain            string
	Started, Finished time.Time
	Version           string // of the program that made the run
	Summary           string // one sentence: how many of the eleven are proven, or what happened
	Unseen            bool   // the shop's home page was not seen: nothing is graded
	Mark              Mark
	Records           []record
	Rules             []rule
}

func (s sources) rows() rows {
	out := rows{
		Domain: s.Target.Domain, Started: s.Scan.Started.UTC(), Finished: s.Scan.Finished.UTC(), Version: s.Tool.Version,
		Summary: upToStop(s.score()), Unseen: s.unseen(), Mark: markOf(s.Run), Records: s.records(),
	}
	if out.Unseen {
		out.Summary = s.problem().Happened
	}
	out.Rules = s.rules(out.Records)
	return out
}

// notAssessed stands in place of a probe where the shop's home page was not seen.
// No probe is called so.
const notAssessed scanner.ProbeID = "shop.not-assessed"

// strange stands in place of what is not a probe's ID, in a run that somebody
// edited.
const strange scanner.ProbeID = "shop.strange-probe"

// wordless stands where a run that somebody edited says nothing.
const wordless = "No words were kept of this."

// probeID is what all our probes' IDs look like.
var probeID = regexp.MustCompile(`^[a-z0-9-]{1,40}\.[a-z0-9-]{1,60}$`)

// records are all findings, in the order of a report: what is wrong first, the
// worst first. Of a shop that was not seen the first says so; then nothing is in
// order, since a program would count that as a good mark.
func (s sources) records() []record {
	var out []record
	if s.unseen() {
		out = append(out, record{
			Probe: notAssessed, Title: "The shop could be looked at", Severity: scanner.High, Outcome: scanner.Unknown,
			Subject: s.Target.Domain, Cause: s.Scan.Problem.Cause, Message: s.problem().Happened, Alone: s.problem().Happened,
		})
	}
	tells := !s.unseen() || s.seen().Heading != ""
	for _, group := range s.groups {
		for _, f := range group {
			r := s.record(f)
			if graded := r.Outcome == scanner.Pass || r.Outcome == scanner.NotApplicable; s.unseen() && (graded || r.wrong() && !tells) {
				continue
			}
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b record) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Severity.Rank(), b.Severity.Rank()), cmp.Compare(slices.Index(outcomes, a.Outcome), slices.Index(outcomes, b.Outcome)))
	})
	return out
}

// rank puts that a shop was not seen first, then what is wrong, then the rest.
func rank(r record) int {
	switch {
	case r.Probe == notAssessed:
		return 0
	case r.wrong():
		return 1
	}
	return 2 + slices.Index(outcomes, r.Outcome)
}

func (r record) wrong() bool { return r.Outcome == scanner.Fail || r.Outcome == scanner.Warn }

func (s sources) record(f scanner.Finding) record {
	out := record{
		Probe: f.Probe, Title: s.title(f.Probe), Severity: f.Severity, Outcome: worst([]scanner.Finding{f}),
		Subject: f.Subject, Cause: f.Cause, Message: dated(f.Message), Alone: standing(f), Seen: distinct(f.Evidence), Items: s.decides(f.Probe),
	}
	if f.Severity.Rank() > scanner.Info.Rank() {
		out.Severity = ""
	}
	if !probeID.MatchString(string(f.Probe)) {
		out.Probe, out.Title = strange, "What this is about is not known to this program"
	}
	if f.Message == "" {
		out.Message, out.Alone = wordless, wordless
	}
	if !out.wrong() {
		return out
	}
	out.Accepted = s.waiver(f.Probe)
	w, known := s.longest(f.Probe)
	out.Holds = known && !s.over(w)
	out.Do, out.Check = s.prose(f.Probe, "What to do").sentence(), s.check(f).Quote
	if i := slices.IndexFunc(s.Assessment.Plan, func(step checklist.Step) bool { return s.byKey[step.Key].Probe == f.Probe }); i >= 0 {
		step := s.Assessment.Plan[i]
		out.Who = Doer(step.By)
		if slices.Contains(deadlines, step.Days) {
			out.By = s.judged().AddDate(0, 0, step.Days)
		}
	}
	return out
}

// should words a probe's good state for where a reader would take it for what is so,
// as over an error. What is known of no probe of ours stays as it is.
func should(id scanner.ProbeID, title string) string {
	if id == strange || title == string(id) {
		return title
	}
	return "How it should be: " + title
}

// distinct leaves out looks that show the same again, and all but the first few.
func distinct(seen []observe.Evidence) []observe.Evidence {
	var out []observe.Evidence
	for _, e := range seen {
		again := slices.ContainsFunc(out, func(o observe.Evidence) bool { return o.Source == e.Source && o.Quote == e.Quote })
		if !again && len(out) < maxEvidence {
			out = append(out, e)
		}
	}
	return out
}

// decides returns the items whose answer a probe can decide or weaken.
func (s sources) decides(id scanner.ProbeID) []checklist.ItemID {
	var out []checklist.ItemID
	for _, item := range s.Items {
		if slices.Contains(slices.Concat(item.ForceNo, item.Required, item.Weakness), id) {
			out = append(out, item.ID)
		}
	}
	return out
}

// A rule is a probe as formats for programs tell of it: it says nothing of a shop.
type rule struct {
	ID       scanner.ProbeID
	Title    string
	About    Prose // a sentence or two; empty if the probe has no page
	Why, Do  Prose // may be empty
	Severity scanner.Severity
}

// rules are those of records, each once, in the order of IDs.
func (s sources) rules(all []record) []rule {
	byID := map[scanner.ProbeID]rule{}
	for _, r := range all {
		if _, known := byID[r.Probe]; !known {
			byID[r.Probe] = s.rule(r)
		}
	}
	return slices.SortedFunc(maps.Values(byID), func(a, b rule) int { return cmp.Compare(a.ID, b.ID) })
}

func (s sources) rule(r record) rule {
	out := rule{ID: r.Probe, Title: r.Title, Severity: r.Severity}
	switch r.Probe {
	case notAssessed:
		out.About = "A shop whose home page cannot be seen is not assessed: nothing about it is good or bad, it is not known."
	case strange:
		out.Severity = ""
	default:
		out.About, out.Why, out.Do = s.prose(r.Probe, ""), s.prose(r.Probe, "Why it matters"), s.prose(r.Probe, "What to do")
	}
	return out
}
