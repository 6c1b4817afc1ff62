// Package report makes a run ready to read.
//
// New chooses, sorts and words everything; the writers, one file per format,
// only add punctuation. So every format tells the same story in the same order:
// the verdict, what changed since an earlier check, what is no longer accepted, what to do first, the plan, what ends when, the eleven answers, what is wrong, what is in
// order, the ten tips, what was not looked at, the page where customers pay, the
// encryption and the list of mail servers in full, how it was looked at, and what
// its words mean. A shop whose home page was not seen gets no grade: what happened
// comes first, and whatever would grade is left out.
//
// Of the fixes on a probe's page a report shows those for the server or the
// platform that the run's findings name; the page itself has all of them.
//
// There are two kinds of text in a Report. A string may hold words that a shop
// chose: it is one line, printable and bounded, and a writer must escape it for
// its format. [Prose] is Markdown from our own pages and may be used as it is.
package report

import (
	"strings"

	"shopcheck/checklist"
)

// A Report is a run made ready to read. Make one with New.
type Report struct {
	run  checklist.Run // as it was given: only for formats that encode it whole
	rows func() rows   // every finding by itself: only for formats that programs take; nil in the zero Report

	Domain     string // "tea-shop.example", as commands take it
	Shop       string // the same as people write it
	Worst      string // what is most wrong, or why nothing was seen, in one line
	Mark       Mark   // the two numbers
	Title      string // "Security check of tea-shop.example"
	Date       string // "Looked at on 24 November 2026."
	Brief      Brief  // all that follows, in a few sentences
	Problem    Problem
	Verdict    string // empty, as the next three, if the shop was not seen
	Score      string // "5 of 11 are proven, up to 8 are possible."
	Hardening  string // the other number, and why it is another
	First      Section[Step]
	Plan       Section[Deadline]
	Brand      Brand           // who hands it on; see With, as of the next two
	Notes      Section[string] // theirs
	Changes    Section[Batch]  // since an earlier check; zero if none was compared
	Trend      Section[Past]   // how the shop has done over time
	Ended      Section[string] // what was accepted until a day that is over
	Endings    Section[Ending] // what ends when
	Seen       Section[string] // what could be seen all the same, ungraded
	Answers    Section[Answer]
	Findings   Section[Finding]
	Passes     Section[string]
	Spared     Section[string] // what does not apply to this shop
	Tips       Section[Tip]
	Gaps       Section[Gap]
	Payment    Section[Point] // the page where customers pay
	Encryption Section[Point] // in full
	Senders    Section[Point] // the list of mail servers, in full
	How        Section[Point]
	Words      Section[Point] // those of the glossary that all this uses
	Credit     string

	Left  Section[string] // what a short report leaves out; zero in the whole one
	Whole Point           // how to see the whole one; zero in itself
}

// A Section is one part of a report. The zero Section is not shown; in others
// Intro is never empty, and Entries may be.
type Section[T any] struct {
	Heading string
	Intro   string
	Entries []T
}

// Prose is Markdown of our own, from a probe's page; each paragraph is one line.
type Prose string

// A Point is a labelled line: what something showed, then words.
type Point struct {
	Label string
	Quote string // verbatim, to be set apart; may be empty
	Text  string // may be empty if Quote is not
}

// New makes a report of run, whose items, tips and probes are cat's. It relies
// on nothing in run: a saved run can be edited by anybody.
func New(run checklist.Run, cat checklist.Catalog) Report {
	s := newSources(run, cat)
	r := Report{
		run:     run,
		rows:    s.rows,
		Domain:  s.Target.Domain,
		Shop:    s.Target.String(),
		Mark:    markOf(s.Run),
		Title:   "Security check of " + s.Target.String(),
		Date:    "Looked at on " + date(s.Scan.Started) + ".",
		Brief:   s.brief(),
		Problem: s.problem(),
		Answers: s.answers(),
		Gaps:    s.gaps(),
		How:     s.how(),
		Credit:  checklist.Credit,
	}
	r.Worst, r.Endings = s.worst(), s.calendar()
	r.Changes, r.Brief.Since = s.changes()
	r.Brief.Line = strings.TrimSpace(r.Brief.Line + " " + r.Brief.Since)
	if s.unseen() {
		r.Seen = s.seen()
		r.Words = r.words()
		return r
	}
	r.Verdict, r.Score, r.Hardening = s.Assessment.Verdict, s.score(), s.hardening()
	r.Ended, r.First, r.Plan = s.ended(), s.first(), s.plan()
	r.Findings, r.Passes, r.Spared, r.Tips = s.findings(), s.passes(), s.spared(), s.tips()
	r.Payment, r.Encryption, r.Senders = s.paymentPage(), s.encryption(), s.senders()
	r.Words = r.words()
	return r
}
