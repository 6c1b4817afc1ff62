package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"shopcheck/checklist"
	"shopcheck/report"
)

// A format is a way to write reports: one of the package report's, or one that
// needs more than a writer, such as a browser.
type format struct {
	report.Form
	write func(context.Context, io.Writer, iter.Seq2[report.Report, error], report.Settings) error
	ready func(context.Context) error // asked before any work is done; nil: it can always be written
	files bool                        // only into files: it is no text
}

// formats are all formats, in the order of --format list. One that is not of the
// package report is a line at the end here.
func (a *app) formats() []format {
	var all []format
	for _, form := range report.Forms() {
		write := func(_ context.Context, w io.Writer, reports iter.Seq2[report.Report, error], set report.Settings) error {
			return report.Write(w, form.Format, reports, set)
		}
		if form.Format == report.GitHub {
			write = writeGitHub
		}
		all = append(all, format{Form: form, write: write})
	}
	return append(all, pdf())
}

// printFormats writes the list of formats for whoever asks what there is.
func (a *app) printFormats(context.Context) error {
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "FORMAT\tENDING\tWHAT FOR")
	for _, f := range a.formats() {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\n", f.Format, f.Ending, f.about())
	}
	return w.Flush()
}

// about says what a format is for, as a list does.
func (f format) about() string {
	if f.One {
		return f.About + " (one shop's report only)"
	}
	return f.About
}

// formatNamed returns the format that --format names.
func (a *app) formatNamed(name string) (format, error) {
	var names []string
	for _, f := range a.formats() {
		switch {
		case f.files && string(f.Format) == name:
			return f, fmt.Errorf("--format %s: that is no text to be shown; write it into a file: -o report%s", name, f.Ending)
		case string(f.Format) == name:
			return f, nil
		case !f.files:
			names = append(names, string(f.Format))
		}
	}
	return format{}, fmt.Errorf("--format %q is unknown%s", brief(name), choice(strings.ToLower(name), "formats", names))
}

// formatFor returns the format that the ending of a file's name picks.
func (a *app) formatFor(file string) (format, error) {
	ending := strings.ToLower(filepath.Ext(file))
	if ending != "" && len(ending) == len(filepath.Base(file)) {
		return format{}, fmt.Errorf("-o %s: that is an ending without a name; try %s", file, filepath.Join(filepath.Dir(file), "report"+ending))
	}
	var endings []string
	for _, f := range a.formats() {
		if f.Ending != "" && f.Ending == ending {
			return f, nil
		}
		if f.Ending != "" {
			endings = append(endings, f.Ending)
		}
	}
	return format{}, fmt.Errorf("-o %s: the ending of a file's name picks the format%s", file, choice(ending, "endings", endings))
}

// choice goes on behind what is unknown: the nearest word if one is near, and all
// that there are.
func choice(word, what string, all []string) string {
	text := fmt.Sprintf("he %s are %s; what each is for: shopcheck report --format list", what, strings.Join(all, ", "))
	if near := checklist.Nearest(word, all); near != "" && len(word) > 2 {
		return "; did you mean " + near + "? T" + text
	}
	return "; t" + text
}
