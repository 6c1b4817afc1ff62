package report

import (
	"errors"
	"fmt"
	"io"
	"iter"
)

// A Format names a way to write reports.
type Format string

// Settings are what a writer may be told. The zero value is 80 columns, one shop,
// no colours.
type Settings struct {
	Width int    // columns of the terminal format, 60 to 120; 0 means 80, and for a summary that no line is broken
	Style string // colours at a terminal: dark, light, both or plain; "" means plain
	Many  bool   // several shops are written, not one
	Full  bool   // the terminal format leaves nothing out
	Kept  bool   // the run is kept, so that "shopcheck report" shows it again
}

// A Form is a format as a list of them shows it.
type Form struct {
	Format Format
	Ending string // of the names of files that are written so: ".md"; empty if none are
	About  string // what it is for, in a few words
	One    bool   // it takes one shop's report only
}

// ErrOne is what Write's error wraps if several reports are to be written in a
// format that takes one.
var ErrOne = errors.New("it takes one shop's report")

// A writer writes one format. It takes reports as they come, since there may be
// more than fit into memory, and ends at the first error that comes with one.
type writer struct {
	Form
	write func(io.Writer, iter.Seq2[Report, error], Settings) error
}

// writers are all formats, in the order of a list: a new one is a line here and a
// file of its own.
func writers() []writer {
	return []writer{
		{Form{Summary, "", "for people in a hurry: ten lines, or one for each of several shops", false}, writeSummary},
		{Form{Terminal, ".txt", "for people at a terminal", false}, parted("\n\n", writeTerminal)},
		{Form{Markdown, ".md", "for people, on any site that shows Markdown", false}, parted("\n", writeMarkdown)},
		{Form{HTML, ".html", "for people, in a browser or printed; one file that needs no network", false}, writeHTML},
		{Form{JSON, ".json", "the run itself, for programs; of several shops one line each", false}, each(writeJSON)},
		{Form{JSONLines, ".jsonl", "the run itself, one line each, for one shop or many", false}, each(writeJSONLine)},
		{Form{CSV, ".csv", "a table for spreadsheets, one row for each finding", false}, writeCSV},
		{Form{SARIF, ".sarif", "for code scanning on GitHub and other readers of SARIF", false}, writeSARIF},
		{Form{JUnit, ".xml", "a list of tests, for what builds and tests software", false}, writeJUnit},
		{Form{GitHub, "", "for the log of a workflow on GitHub", false}, writeGitHub},
		{Form{Badge, ".svg", "a small picture of one shop's score", true}, only(writeBadge)},
	}
}

// each makes a writer of one that writes one report after the other.
func each(write func(io.Writer, Report, Settings) error) func(io.Writer, iter.Seq2[Report, error], Settings) error {
	return parted("", write)
}

// parted is each with something between two reports.
func parted(between string, write func(io.Writer, Report, Settings) error) func(io.Writer, iter.Seq2[Report, error], Settings) error {
	return func(w io.Writer, reports iter.Seq2[Report, error], set Settings) error {
		before := ""
		for r, err := range reports {
			if err != nil {
				return err
			}
			if _, err := io.WriteString(w, before); err != nil {
				return err
			}
			if err := write(w, r, set); err != nil {
				return err
			}
			before = between
		}
		return nil
	}
}

// only makes a writer of one that writes one report and refuses a second.
func only(write func(io.Writer, Report, Settings) error) func(io.Writer, iter.Seq2[Report, error], Settings) error {
	return func(w io.Writer, reports iter.Seq2[Report, error], set Settings) error {
		if set.Many {
			return ErrOne
		}
		return each(write)(w, reports, set)
	}
}

// Forms lists the formats that Write knows.
func Forms() []Form {
	var out []Form
	for _, w := range writers() {
		out = append(out, w.Form)
	}
	return out
}

// One is a report to be written alone.
func One(r Report) iter.Seq2[Report, error] {
	return func(yield func(Report, error) bool) { yield(r, nil) }
}

// Write writes reports to w as they come. The same runs give the same bytes. An
// error that comes with a report ends it, and is returned as it is.
func Write(w io.Writer, format Format, reports iter.Seq2[Report, error], set Settings) error {
	for _, known := range writers() {
		if known.Format == format {
			var came error
			err := known.write(w, noting(reports, &came), set)
			if err != nil && came == nil {
				err = fmt.Errorf("writing the report as %s: %w", format, err)
			}
			return err
		}
	}
	return fmt.Errorf("writing the report: there is no format %q", format)
}

// noting passes reports on, and notes the error that came with one.
func noting(reports iter.Seq2[Report, error], came *error) iter.Seq2[Report, error] {
	return func(yield func(Report, error) bool) {
		for r, err := range reports {
			if *came = err; !yield(r, err) || err != nil {
				return
			}
		}
	}
}
