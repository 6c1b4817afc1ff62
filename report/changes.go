package report

import (
	"fmt"
	"slices"
	"strings"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// A Batch is changes of one sort.
type Batch struct {
	Heading string
	Intro   string // what they mean, or what to do; may be empty
	Entries []Difference
	More    string // how many were left out; empty for none
}

// A Difference is a change in words, perhaps the same one at several places.
type Difference struct {
	Label string   // how much harm it can do, what it is of, or who made it
	Text  string   // without a full stop; may be empty if Where is not
	Where []string // verbatim, to be set apart; may be empty
	More  string   // how many places were left out: "and 9 more"; empty for none
	See   string   // where the report tells more: "See point 4."; may be empty

	counts string // as what it is counted; empty for another change
}

// Bounds of what is told of changes: entries of a batch, places of an entry, and
// scripts of one, any of which can be the one that steals.
const (
	maxDifferences = 10
	maxPlaces      = 3
	maxScripts     = 10
)

// The headings of batches.
const (
	gotWorse     = "What got worse"
	notJudged    = "What could not be judged this time"
	gotBetter    = "What got better"
	certificates = "Certificates"
	payScripts   = "Scripts of the payment page"
	otherAnswers = "Answers to the eleven questions"
	comesAndGoes = "What comes and goes"
	otherwise    = "What else changed"
	notTheShop   = "What is not, or not surely, the shop's doing"
)

// A telling says how changes of one sort are told.
type telling struct {
	heading, intro string
	places         int // how many are told of one entry
	words          func(sources, checklist.Change) Difference
}

// tellings are all of them, in the order of a report.
var tellings = []telling{
	{gotWorse, "", maxPlaces, sources.worsened},
	{notJudged, "None of this counts as mended: what was not in order then may still be so.", maxPlaces, sources.unjudged},
	{gotBetter, "", maxPlaces, sources.improved},
	{certificates, "A renewal by the same company is everyday business. Of anything else ask your host whether it was meant.", maxPlaces, sources.certificate},
	{payScripts, "Whatever runs on that page can read what customers type there. Ask whoever builds the shop's pages whether each of these was meant.", maxScripts, sources.script},
	{otherAnswers, "", maxPlaces, sources.turned},
	{comesAndGoes, "This has turned several times of late, so it is told now and not at every turn. Often one of several servers differs from the others.", maxPlaces, sources.flapping},
	{otherwise, "", maxPlaces, sources.moved},
	{notTheShop, "Each of these says first what has changed instead, if anybody can tell.", maxPlaces, sources.made},
}

// sortOf returns the heading that a change is told under.
func sortOf(c checklist.Change) string {
	switch {
	case c.Flapping:
		return comesAndGoes
	case c.Of == checklist.OfFinding && c.After == string(scanner.Unknown):
		return notJudged
	case c.Who != checklist.ByShop:
		return notTheShop
	case c.Of == checklist.OfCertificate:
		return certificates
	case c.Of == checklist.OfScript:
		return payScripts
	case c.Of == checklist.OfAnswer:
		return otherAnswers
	case c.Severity == scanner.Info:
		return otherwise
	case c.Kind == checklist.Better, c.Kind == checklist.Fixed, c.Kind == checklist.Gone && amiss(c.Before):
		return gotBetter
	case amiss(c.After):
		return gotWorse
	}
	return otherwise
}

// amiss reports whether an outcome is of something to mend.
func amiss(outcome string) bool {
	return outcome == string(scanner.Fail) || outcome == string(scanner.Warn)
}

// changes tells what changed since an earlier run, and sums it up in a sentence. Both
// are empty if none was compared; the sentence is too if the shop was not seen.
func (s sources) changes() (Section[Batch], string) {
	if s.Since.IsZero() {
		return Section[Batch]{}, ""
	}
	then := date(s.Since.At)
	if then == date(s.Scan.Started) {
		then = moment(s.Since.At)
	}
	out := Section[Batch]{Heading: "What changed since the check of " + then}
	if s.Since.Accepted != "" {
		out.Heading = "What changed since the accepted state of " + then
	}
	if s.unseen() {
		out.Intro = "The shop could not be looked at this time, so it is not known what has changed."
		return out, ""
	}
	batches, counts := s.batches()
	out.Entries, out.Intro = batches, "In short: "+counts+"."
	if how := apart(s.Since.At, s.Scan.Started); how != "" {
		out.Intro = "That was " + how + " the check of " + date(s.Scan.Started) + map[bool]string{true: ", and nothing has changed.", false: ". " + out.Intro}[len(batches) == 0]
	}
	if s.Since.Accepted != "" {
		out.Intro += " Why that state was accepted: " + s.Since.Accepted
	}
	return out, "Since " + then + ": " + counts + "."
}

// batches puts all changes into words, and counts them in a few.
func (s sources) batches() (out []Batch, counts string) {
	bySort, number := map[string][]checklist.Change{}, map[string]int{}
	for _, c := range s.Since.Changes {
		bySort[sortOf(c)] = append(bySort[sortOf(c)], c)
	}
	for _, by := range tellings {
		b := Batch{Heading: by.heading, Intro: by.intro, Entries: s.alike(bySort[by.heading], by)}
		for _, d := range b.Entries {
			number[d.counts]++
		}
		if more := len(b.Entries) - maxDifferences; more > 0 {
			b.Entries, b.More = b.Entries[:maxDifferences], fmt.Sprintf("And %d more; the format json has them all.", more)
		}
		if len(b.Entries) > 0 {
			out = append(out, b)
		}
	}
	return out, tallied(number)
}

// alike words changes, those that say the same of several places together. Of those
// that nobody can judge now, what was to be mended comes first.
func (s sources) alike(all []checklist.Change, by telling) []Difference {
	if by.heading == notJudged {
		slices.SortStableFunc(all, func(a, b checklist.Change) int {
			return map[bool]int{false: 1}[amiss(a.Before)] - map[bool]int{false: 1}[amiss(b.Before)]
		})
	}
	var out []Difference
	known := map[[3]string]int{}
	for _, c := range all {
		d := by.words(s, c)
		key := [3]string{d.Label, d.Text, d.See}
		i, ok := known[key]
		if !ok {
			known[key] = len(out)
			out = append(out, d)
			continue
		}
		out[i].Where = append(out[i].Where, d.Where...)
	}
	for i, d := range out {
		if more := len(d.Where) - by.places; more > 0 {
			out[i].Where, out[i].More = d.Where[:by.places], fmt.Sprintf("and %d more", more)
		}
	}
	return out
}

// tallied says "2 worse, 1 fixed, 7 other changes". Those can be for the worse too: it
// is not said that nothing is.
func tallied(number map[string]int) string {
	var out []string
	for _, what := range []string{"worse", "not judged", "better", "fixed"} {
		if n := number[what]; n > 0 {
			out = append(out, fmt.Sprintf("%d %s", n, what))
		}
	}
	switch n := number[""]; {
	case n > 0 && len(out) > 0:
		out = append(out, counted(n, "other change"))
	case n > 0:
		out = append(out, counted(n, "change"))
	case len(out) == 0:
		return "no change"
	}
	return strings.Join(out, ", ")
}

// shortChanges keeps what got worse, and of the rest the count that the intro has.
func (r *Report) shortChanges() string {
	i := slices.IndexFunc(r.Changes.Entries, func(b Batch) bool { return b.Heading != gotWorse })
	if i < 0 {
		return ""
	}
	r.Changes.Entries = r.Changes.Entries[:i]
	return "What else has changed."
}

// batch writes one sort of changes.
func (m *page) batch(b Batch) {
	m.heading(3, b.Heading)
	m.paragraph(m.text(b.Intro))
	for _, d := range b.Entries {
		m.difference(d)
	}
	m.item(b.More)
}

func (m *page) difference(d Difference) {
	line := m.inline(d.Text)
	if d.Label != "" {
		line = "**" + m.inline(d.Label) + ":** " + line
	}
	var where []string
	for _, w := range d.Where {
		where = append(where, m.code(w))
	}
	if len(where) > 0 && d.Text != "" {
		line += ": "
	}
	m.line(strings.TrimSpace(strings.TrimSpace(line+strings.Join(where, ", ")+" "+d.More) + ". " + d.See))
}
