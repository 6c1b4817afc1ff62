package report

import (
	"fmt"
	"slices"
	"strings"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// Bounds of a short report: how many points it tells in detail, of the others how
// many places, and how much is shown of what an answer still lacks.
const (
	maxInDetail    = 3
	maxShortPlaces = 2
	maxShortAlso   = 3
	maxShortReason = 3
)

// short returns what a person at a terminal reads of r in one go: nothing that is
// wrong, unknown or to be done is left out, only how it was seen and how it is
// mended in detail. Left says what is not here. Of a kept run it names the command
// that shows the whole.
func (r Report) short(kept bool) Report {
	if r.Problem.Happened != "" {
		return r // short as it is
	}
	r.shortPlan()
	left := slices.Concat([]string{r.shortChanges(), r.shortAnswers(), r.shortFindings(), r.shortPasses(), r.shortSpared(), r.shortTips()}, r.shortSheets(), []string{r.shortHow()})
	r.Words = Section[Point]{} // what its words say is not said here
	r.Words = inWords(r.words())
	if r.Words.Heading != "" {
		left = append(left, "What these words mean.")
	}
	r.Left = Section[string]{
		Heading: "What this short report leaves out",
		Intro:   "Every point, task and answer has its place above. Left out is:",
		Entries: slices.DeleteFunc(left, func(s string) bool { return s == "" }),
	}
	r.Whole = r.whole(kept)
	return r
}

// whole says how to see all of a report.
func (r Report) whole(kept bool) Point {
	if kept {
		return Point{Label: "The whole report", Quote: "shopcheck report " + r.Domain + " --full", Text: "shows it; with -o report.md in place of --full it goes to a file."}
	}
	return Point{Label: "The whole report", Quote: "--full", Text: "at the end of the same command shows it; -o report.md writes it to a file."}
}

// shortFindings tells all points but the most serious in a few lines.
func (r *Report) shortFindings() string {
	r.Findings.Entries = slices.Clone(r.Findings.Entries)
	n := len(r.Findings.Entries)
	for i := maxInDetail; i < n; i++ {
		r.Findings.Entries[i] = r.Findings.Entries[i].short()
	}
	switch {
	case n <= maxInDetail:
		return ""
	case n == maxInDetail+1:
		return fmt.Sprintf("Of point %d the exact lines to change, and the rest of what was seen.", n)
	}
	return fmt.Sprintf("Of points %d to %d the exact lines to change, and the rest of what was seen.", maxInDetail+1, n)
}

// short tells a finding in a few lines: where, what to do, and the commands.
func (f Finding) short() Finding {
	f.Short = true
	f.Snippets = ""
	if f.ToDo.plain() {
		f.ToDo = f.ToDo.sentence()
	}
	if f.Severity == scanner.Info {
		f.Who, f.Check = "", Point{} // nobody has to
	}
	if len(f.Details) > maxShortPlaces {
		f.Details, f.More = f.Details[:maxShortPlaces], "The same kind of thing was seen at more places; the whole report has them."
	}
	f.Details = slices.Clone(f.Details)
	for i := range f.Details {
		f.Details[i] = f.Details[i].short()
	}
	return f
}

// short keeps of a place where it is and what was seen there first.
func (d Detail) short() Detail {
	if len(d.Seen) > 0 {
		points := slices.DeleteFunc(slices.Clone(d.Seen[0]), func(p Point) bool {
			return p.Label == technical || p.Label == lookedAt && d.Where != ""
		})
		for i := range points {
			points[i].Text = "" // when: the report's day
		}
		d.Seen = []Evidence{points}
	}
	if more := len(d.Also) - maxShortAlso; more > 0 && d.More == "" {
		d.Also, d.More = d.Also[:maxShortAlso], "and "+counted(more, "more place")
	} else if more > 0 {
		d.Also, d.More = d.Also[:maxShortAlso], "and many more places"
	}
	return d
}

// shortAnswers lets the table alone tell what is well, and asks in a few lines for
// what is not known.
func (r *Report) shortAnswers() string {
	r.Answers.Entries = slices.Clone(r.Answers.Entries)
	well := 0
	for i := range r.Answers.Entries {
		a := &r.Answers.Entries[i]
		if a.RowOnly = strings.HasPrefix(a.Short, words[checklist.Yes]) && len(a.But)+len(a.Missing) == 0; a.RowOnly {
			well++
		}
		a.Because = fewer(a.Because)
		a.Missing = fewer(a.Missing)
	}
	if well == 0 {
		return ""
	}
	return "Why " + are(well, "answer") + " YES, and who says so since when."
}

// fewer bounds a list that may have been bounded before.
func fewer(list []string) []string {
	if len(list) <= maxShortReason+1 {
		return list
	}
	return append(list[:maxShortReason:maxShortReason], "And more; the whole report has it.")
}

// shortPlan leaves out the commands that stand with the points too.
func (r *Report) shortPlan() {
	r.Plan.Entries = slices.Clone(r.Plan.Entries)
	for i := range r.Plan.Entries {
		d := &r.Plan.Entries[i]
		d.Errands = slices.Clone(d.Errands)
		for j := range d.Errands {
			tasks := slices.Clone(d.Errands[j].Tasks)
			for k := range tasks {
				if tasks[k].Check.Label == toCheck {
					tasks[k].Check = Point{}
				}
			}
			d.Errands[j].Tasks = tasks
		}
	}
}

// shortPasses counts what is in order.
func (r *Report) shortPasses() string {
	n := len(r.Passes.Entries)
	r.Passes.Entries, r.Passes.Intro = nil, stopped(r.Passes.Intro)
	if n == 0 {
		return ""
	}
	return "Which points are in order."
}

// shortSpared counts what does not apply.
func (r *Report) shortSpared() string {
	if r.Spared.Heading == "" {
		return ""
	}
	r.Spared.Entries, r.Spared.Intro = nil, stopped(r.Spared.Intro)
	return "Which points do not apply, and why."
}

// stopped ends a sentence that announces a list which is not there.
func stopped(intro string) string {
	if said, ok := strings.CutSuffix(intro, ":"); ok {
		return said + "."
	}
	return intro
}

// shortTips names the tips that have to do with this shop.
func (r *Report) shortTips() string {
	tips := slices.Clone(r.Tips.Entries)
	for i := range tips {
		tips[i].Text = ""
	}
	r.Tips.Entries = tips
	return "What the tips say."
}

// shortSheets leaves out what is for others than the owner, by its headings.
func (r *Report) shortSheets() []string {
	var left []string
	for _, sheet := range []*Section[Point]{&r.Payment, &r.Encryption, &r.Senders} {
		if sheet.Heading != "" {
			left = append(left, "“"+sheet.Heading+"”.")
		}
		*sheet = Section[Point]{}
	}
	return left
}

// shortHow keeps of how the shop was looked at what tells how far to trust it.
func (r *Report) shortHow() string {
	r.How.Entries = slices.DeleteFunc(slices.Clone(r.How.Entries), func(p Point) bool {
		return !slices.Contains([]string{"When", "How closely", "Not asked for", "Known facts"}, p.Label)
	})
	return "How many requests were sent, from where, and by which version of shopcheck."
}

// inWords is a glossary that only names its words.
func inWords(glossary Section[Point]) Section[Point] {
	var labels []string
	for _, p := range glossary.Entries {
		labels = append(labels, p.Label)
	}
	if len(labels) > 0 {
		glossary.Intro = "shopcheck explain WORD says what one of these words means: " + strings.Join(labels, ", ") + "."
	}
	glossary.Entries = nil
	return glossary
}
