package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"shopcheck/checklist"
)

// Beside is what a report says beside its run. The zero Beside says nothing.
type Beside struct {
	Earlier []checklist.Run // earlier runs of the same shop, in any order; one that comes twice counts once, and those of another are left out
	Notes   []string        // paragraphs of plain text for this shop's owner
	Brand   Brand           // of whoever hands the report on; see [Brand.Check]
}

// Past is one check among several of a shop.
type Past struct {
	Day     string // "24 November 2026"
	Score   string // "5 proven, up to 8 possible"
	Outside string // "74 percent", or why there is none
	Mark    Mark

	at time.Time
}

// MaxEarlier is how many runs of a shop a report shows together.
const MaxEarlier = 24

const maxNotes = 50

// With returns the report with what is beside its run: who hands it on, their
// notes, and how the shop has done over time.
func (r Report) With(b Beside) Report {
	if b.Brand.Check() == nil {
		r.Brand = b.Brand.cleaned()
	}
	r.Notes, r.Trend = r.notes(b.Notes), r.trend(b.Earlier)
	return r
}

func (r Report) notes(texts []string) Section[string] {
	out := Section[string]{Heading: "Notes", Intro: "Written for you by hand, beside what shopcheck says."}
	if r.Brand.Name != "" {
		out.Heading, out.Intro = "Notes from "+r.Brand.Name, "Written for you by hand by "+r.Brand.Name+", beside what shopcheck says."
	}
	for _, text := range texts {
		if text = strings.Join(strings.Fields(text), " "); text != "" {
			out.Entries = append(out.Entries, clean(text))
		}
	}
	if len(out.Entries) == 0 {
		return Section[string]{}
	}
	if left := len(out.Entries) - maxNotes; left > 0 {
		out.Entries = append(out.Entries[:maxNotes], "What follows is left out here: "+counted(left, "more paragraph")+".")
	}
	return out
}

// trend tells how a shop has done in all of its runs, the oldest first.
func (r Report) trend(earlier []checklist.Run) Section[Past] {
	pasts := []Past{pastOf(r.run)}
	rules := r.run.Tool.Rules
	changed := false
	told := map[string]bool{r.run.ID: true}
	for _, run := range earlier {
		if run.Target != r.run.Target || told[run.ID] {
			continue
		}
		told[run.ID] = true
		pasts = append(pasts, pastOf(run))
		changed = changed || run.Tool.Rules != rules
	}
	if len(pasts) < 2 {
		return Section[Past]{}
	}
	slices.SortStableFunc(pasts, func(a, b Past) int { return a.at.Compare(b.at) })
	out := Section[Past]{Heading: "How the shop has done over time", Entries: pasts}
	out.Intro = "One line for each check, the oldest first."
	if left := len(pasts) - MaxEarlier; left > 0 {
		out.Entries = pasts[left:]
		out.Intro = fmt.Sprintf("One line for each of the last %d checks, the oldest first.", MaxEarlier)
	}
	out.Intro += moved(out.Entries)
	if changed {
		out.Intro += " Not all of them were made by the same rules, so part of a difference can come from that."
	}
	return out
}

func pastOf(run checklist.Run) Past {
	out := Past{Day: date(run.Scan.Started), Mark: markOf(run), at: run.Scan.Started, Score: "not counted", Outside: "not measured"}
	if run.Scan.Problem != nil {
		out.Score, out.Outside = "the shop was not seen", "not seen"
		return out
	}
	if m := out.Mark; m.Of > 0 {
		out.Score = fmt.Sprintf("%d of %d proven, up to %d possible", m.Proven, m.Of, m.Possible)
	}
	if out.Mark.Hardening >= 0 {
		out.Outside = fmt.Sprintf("%d percent", out.Mark.Hardening)
	}
	return out
}

// both says the two numbers in one line.
func (p Past) both() string {
	if p.Mark.Hardening < 0 {
		return capital(p.Score)
	}
	return capital(p.Score) + "; seen from outside " + p.Outside
}

// moved says how the number of proven answers has changed from the first to the
// last check that has one; empty if there are not two.
func moved(pasts []Past) string {
	counted := slices.DeleteFunc(slices.Clone(pasts), func(p Past) bool { return p.Mark.Of == 0 })
	if len(counted) < 2 {
		return ""
	}
	from, to := counted[0].Mark.Proven, counted[len(counted)-1].Mark.Proven
	switch {
	case to > from:
		return fmt.Sprintf(" More is proven than at first: %d answers in place of %d.", to, from)
	case to < from:
		return fmt.Sprintf(" Less is proven than at first: %d answers in place of %d.", to, from)
	}
	return fmt.Sprintf(" As many answers are proven as at first: %d.", to)
}

// past writes one line of the list.
func (m *page) past(p Past) {
	m.line("**" + p.Day + ":** " + p.Score + "; seen from outside " + p.Outside)
}
