package checklist

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"shopcheck/scanner"
)

// A hearing is one item being decided: what is known, and what the item's rule
// makes of it.
type hearing struct {
	item     Item
	catalog  Catalog
	findings map[scanner.ProbeID][]scanner.Finding
	said     map[string]Statement   // the newest of each key
	people   map[string][]Statement // of each key, everybody's newest, the oldest first
	before   []Answer               // of the items before this one
	waivers  []Waiver
	at       time.Time

	human   bool              // some part is mandatory
	no      []Statement       // parts that answer the item with NO
	behind  []Statement       // parts that stand behind a YES
	seen    []scanner.Finding // findings that stand behind a YES
	gaps    []scanner.ProbeID // required probes that could not tell
	weak    []string          // sentences: what makes a YES weak
	against []string          // sentences: what contradicts the person
	missing []string          // sentences: what would settle it
	listed  []string          // sentences that stay in Missing whatever the answer
	wanting []string          // keys of parts that keep the item from a YES, or make it weak
	after   []ItemID          // items that have to be YES first
	answer  Answer            // what was decided
	months  map[string]int    // by key: how long a day counts, where the rule says it
}

// ref completes a part's name: "written" is this item's, "Q2/second-step" is
// that of another.
func (h *hearing) ref(part string) (ItemID, string) {
	for i := range part {
		if part[i] == '/' {
			return ItemID(part[:i]), part[i+1:]
		}
	}
	return h.item.ID, part
}

// raw returns what was last said about a part, however long ago.
func (h *hearing) raw(part string) Statement {
	item, part := h.ref(part)
	return h.said[partKey(item, part)]
}

// value returns what a part was answered, if that is still fresh; "" otherwise,
// and for "unknown".
func (h *hearing) value(part string) string {
	s := h.raw(part)
	if s.Value == ValueUnknown || !h.fresh(s) {
		return ""
	}
	return s.Value
}

// fresh reports whether a statement still counts for a YES. Dates carry their
// own age. A NO is never too old: see refuse.
func (h *hearing) fresh(s Statement) bool {
	if p, ok := h.catalog.Part(s.Item, s.Part); ok && p.Kind == Date {
		return true
	}
	return within(s.At, lasts(s.Item), h.at)
}

// lasts returns for how many months a person's word holds.
func lasts(item ItemID) int {
	if item == "Q3" {
		return 3 // patching
	}
	return 12
}

// within reports whether then is at most so many months before at, by days.
func within(then time.Time, months int, at time.Time) bool {
	return day(at) <= day(later(then, months))
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// use puts a part behind a YES, once.
func (h *hearing) use(part string) {
	if s := h.raw(part); !slices.Contains(h.behind, s) {
		h.behind = append(h.behind, s)
	}
}

// refuse answers the item with NO if the part was answered with one of values,
// however long ago. What is not asked any more refuses nothing.
func (h *hearing) refuse(part string, values ...string) {
	if s := h.raw(part); slices.Contains(values, s.Value) && !h.skipped(part) {
		h.no = append(h.no, s)
		h.lacks(part)
	}
}

// refuseBeside is refuse for what a probe can see too. What fails there answers NO
// by itself: once is enough, so that accepting what was found accepts all of it. What
// holds there contradicts the person.
func (h *hearing) refuseBeside(id scanner.ProbeID, part string, values ...string) {
	if !slices.Contains(values, h.raw(part).Value) || h.outcome(id) == scanner.Fail {
		return
	}
	if h.holds(id) {
		h.contradict(part, id)
	}
	h.refuse(part, values...)
}

// want makes a part mandatory: only one of good lets the item be YES.
func (h *hearing) want(part string, good ...string) {
	h.wantIf(part, slices.Contains(good, h.value(part)))
}

// wantText makes a text part mandatory: it must name something.
func (h *hearing) wantText(part string) { h.wantIf(part, names(h.value(part))) }

// wantDay makes a date part mandatory: at most so many months ago.
func (h *hearing) wantDay(part string, months int) {
	h.counts(part, months)
	h.wantIf(part, h.recent(part, months))
}

func (h *hearing) wantIf(part string, good bool) {
	h.human = true
	switch {
	case h.skipped(part):
		h.use(aloneKey)
	case good:
		h.use(part)
	default:
		h.missing = append(h.missing, h.wish(part))
		h.lacks(part)
	}
}

// regret makes a YES weak if the part was answered no.
func (h *hearing) regret(part string) {
	if h.value(part) == ValueNo && !h.skipped(part) {
		h.weak = append(h.weak, h.quote(part))
		h.lacks(part)
	}
}

// recent reports whether a date part names a day at most so many months ago.
func (h *hearing) recent(part string, months int) bool {
	then, ok := h.date(part)
	return ok && within(then, months, h.at)
}

// date returns a date part's day; false if it has none, or one in the future.
// Of a month it is the first day: more than that nobody said.
func (h *hearing) date(part string) (time.Time, bool) {
	then, err := parseDay(h.raw(part).Value)
	return then, err == nil && !then.After(h.at.AddDate(0, 0, 1))
}

// outcome sums up a probe's findings by the worst; no finding is unknown.
func (h *hearing) outcome(id scanner.ProbeID) scanner.Outcome { return outcomeOf(h.findings[id]) }

func outcomeOf(findings []scanner.Finding) scanner.Outcome {
	if len(findings) == 0 {
		return scanner.Unknown
	}
	return worst(findings).Outcome
}

// outcomeRank orders outcomes, worst first. One that nobody knows ranks as
// unknown.
func outcomeRank(o scanner.Outcome) int {
	switch o {
	case scanner.Fail:
		return 0
	case scanner.Warn:
		return 2
	case scanner.Pass:
		return 3
	case scanner.NotApplicable:
		return 4
	}
	return 1
}

// holds reports whether the probe passed, if only with a warning.
func (h *hearing) holds(id scanner.ProbeID) bool {
	o := h.outcome(id)
	return o == scanner.Pass || o == scanner.Warn
}

// need makes probes required: pass, warn or not applicable.
func (h *hearing) need(ids ...scanner.ProbeID) {
	for _, id := range ids {
		h.needOf(id, h.findings[id])
	}
}

// needOf makes a probe required, by some of its findings.
func (h *hearing) needOf(id scanner.ProbeID, findings []scanner.Finding) {
	switch outcomeOf(findings) {
	case scanner.Pass, scanner.Warn, scanner.NotApplicable:
		h.seen = append(h.seen, findings...)
	case scanner.Fail:
		h.missing = append(h.missing, "To be put right: "+worst(findings).Message)
	default:
		h.gaps = append(h.gaps, id)
	}
}

// contradict notes that a probe saw otherwise than a part was answered.
func (h *hearing) contradict(part string, id scanner.ProbeID) {
	h.against = append(h.against, fmt.Sprintf("%s But the scan saw otherwise: %s", h.quote(part), worst(h.findings[id]).Message))
}

// worst returns the first of the worst findings; there must be one.
func worst(findings []scanner.Finding) scanner.Finding {
	return slices.MinFunc(findings, func(a, b scanner.Finding) int {
		return cmp.Compare(outcomeRank(a.Outcome), outcomeRank(b.Outcome))
	})
}
