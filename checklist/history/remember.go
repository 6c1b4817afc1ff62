package history

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// Bounds of what is remembered of one shop.
const (
	maxRecent   = 8
	maxFailures = 2000
)

// A memory is what is remembered of one shop: a function of its runs in their
// order. It is as of one run, the last that was told.
type memory struct {
	Started  int64            `json:"started"` // when that run's scan began, in microseconds
	Run      string           `json:"run"`     // its ID
	States   map[string]State `json:"states"`  // by the finding's key
	Failures []Failure        `json:"failures"`
}

// An outline is what a run adds to what is remembered.
type outline struct {
	id       string
	at       time.Time
	seen     bool
	findings []judged // sorted by key, each key once
}

// A judged finding is the worst of a run's findings with one key.
type judged struct {
	key      string
	outcome  scanner.Outcome
	severity scanner.Severity
}

// worst orders outcomes: what is worst comes first, and what nobody knows last.
var worst = []scanner.Outcome{scanner.Fail, scanner.Warn, scanner.Pass, scanner.NotApplicable, scanner.Unknown}

// outlineOf returns what a run adds. An outcome that there is none of is unknown.
func outlineOf(run checklist.Run) outline {
	o := outline{id: run.ID, at: run.Scan.Started, seen: run.Scan.Problem == nil}
	for _, f := range run.Scan.Findings {
		outcome := f.Outcome
		if !slices.Contains(worst, outcome) {
			outcome = scanner.Unknown
		}
		key := string([]rune(f.Key())) // as JSON mends it
		o.findings = append(o.findings, judged{key, outcome, f.Severity})
	}
	slices.SortFunc(o.findings, func(a, b judged) int {
		return cmp.Or(cmp.Compare(a.key, b.key), slices.Index(worst, a.outcome)-slices.Index(worst, b.outcome), cmp.Compare(a.severity, b.severity))
	})
	o.findings = slices.CompactFunc(o.findings, func(a, b judged) bool { return a.key == b.key })
	return o
}

// alike reports whether two outlines of a run add the same.
func (o outline) alike(other outline) bool {
	return o.at.Equal(other.at) && o.seen == other.seen && slices.Equal(o.findings, other.findings)
}

// after reports whether a run comes after those that are remembered.
func (m *memory) after(o outline) bool {
	return cmp.Or(cmp.Compare(o.at.UnixMicro(), m.Started), cmp.Compare(o.id, m.Run)) > 0
}

// add remembers a run that comes after those before. One that did not see the shop
// adds nothing.
func (m *memory) add(o outline) {
	if !o.seen {
		return
	}
	if m.States == nil {
		m.States = make(map[string]State)
	}
	m.Started, m.Run = o.at.UnixMicro(), o.id
	for _, f := range o.findings {
		if f.outcome != scanner.Unknown {
			m.know(o, f)
		}
	}
	for _, f := range m.gone(o) {
		m.know(o, f)
		if s := m.States[f.key]; len(s.Recent) == maxRecent && !slices.ContainsFunc(s.Recent, applies) {
			delete(m.States, f.key)
		}
	}
}

func applies(o scanner.Outcome) bool { return o != scanner.NotApplicable }

// know remembers one outcome.
func (m *memory) know(o outline, f judged) {
	s, had := m.States[f.key]
	if !had || s.Outcome != f.outcome {
		s.Run = o.id
	}
	failed := !s.Failing.IsZero()
	switch fails := f.outcome == scanner.Fail; {
	case fails && !failed:
		s.Failing = o.at
		m.began(o, f)
	case !fails && failed:
		s.Failing = time.Time{}
		m.ended(o, f)
	}
	s.Outcome, s.Severity = f.outcome, f.severity
	s.Recent = append(s.Recent, f.outcome)
	s.Recent = s.Recent[max(0, len(s.Recent)-maxRecent):]
	m.States[f.key] = s
}

// gone returns the findings that a run has no more, although it could judge all
// that their probe judges: they do not apply any more. A probe that the run did not
// have, or that could not judge some of it, says nothing of what is missing.
func (m *memory) gone(o outline) []judged {
	sure := make(map[scanner.ProbeID]bool)
	has := make(map[string]bool, len(o.findings))
	for _, f := range o.findings {
		before, known := sure[scanner.ProbeOf(f.key)]
		sure[scanner.ProbeOf(f.key)] = f.outcome != scanner.Unknown && (before || !known)
		has[f.key] = true
	}
	var out []judged
	for _, key := range slices.Sorted(maps.Keys(m.States)) {
		if !has[key] && sure[scanner.ProbeOf(key)] {
			out = append(out, judged{key, scanner.NotApplicable, m.States[key].Severity})
		}
	}
	return out
}

// began notes that a finding fails now, if that is serious.
func (m *memory) began(o outline, f judged) {
	if f.severity.Rank() > scanner.High.Rank() {
		return
	}
	m.Failures = append(m.Failures, Failure{Key: f.key, Severity: f.severity, Began: o.at})
	m.Failures = m.Failures[max(0, len(m.Failures)-maxFailures):]
}

// ended notes that a finding fails no more.
func (m *memory) ended(o outline, f judged) {
	for i, old := range m.Failures {
		if old.Key == f.key && old.Ended.IsZero() {
			m.Failures[i].Ended = o.at
		}
	}
}
