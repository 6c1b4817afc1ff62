package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"golang.org/x/term"

	"shopcheck/checklist"
	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/report"
	"shopcheck/scanner"
)

// An output is where a command's reports go, checked before any work is done.
type output struct {
	places   []place
	settings report.Settings // on standard output; elsewhere see saved
	width    int             // as --width says; zero: 80
	slow     bool            // runs take long to come: a file is begun after the last, so that nothing stays of it whatever ends us
	failOn   string
}

// output reads the flags that say where reports go, of several shops perhaps.
func (a *app) output(ctx context.Context, o cli.Output, several bool) (output, error) {
	out := output{failOn: o.FailOn, width: o.Width, settings: report.Settings{Style: a.style(o.Style), Width: o.Width, Full: o.Full}}
	if o.Width != 0 && (o.Width < 60 || o.Width > 120) {
		return out, fmt.Errorf("--width %d is outside 60 to 120", o.Width)
	}
	if o.Summary && o.Format != "" && o.Format != string(report.Summary) {
		return out, fmt.Errorf("--summary and --format %s are two formats for one place; take one of them", o.Format)
	}
	if o.Summary {
		o.Format = string(report.Summary)
	}
	if o.Width == 0 {
		out.settings.Width = a.width()
	}
	if !slices.Contains([]string{"", "dark", "light", "both", "plain"}, o.Style) {
		return out, fmt.Errorf("--style %q is unknown; try dark, light, both or plain", o.Style)
	}
	levels := []string{"never", onRegression, string(scanner.Low), string(scanner.Medium), string(scanner.High), string(scanner.Critical)}
	if o.FailOn != "" && !slices.Contains(levels, o.FailOn) {
		return out, fmt.Errorf("--fail-on %q is unknown; try %s", o.FailOn, strings.Join(levels, ", "))
	}
	var err error
	if out.places, err = a.places(ctx, o); err != nil {
		return out, err
	}
	if len(out.files()) > 0 {
		signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) // who reads only the beginning of what is printed gets the files all the same
	}
	if several {
		err = out.several()
	}
	return out, err
}

// stdout is what -o takes for standard output.
const stdout = "-"

// places are where reports go: standard output unless only files are named, and
// then the files, in the order in which they were.
func (a *app) places(ctx context.Context, o cli.Output) ([]place, error) {
	var all []place
	printed := slices.Contains(o.Files, stdout) || len(o.Files) == 0 || o.Format != ""
	if printed {
		format, err := a.printed(o.Format)
		if err != nil {
			return nil, err
		}
		all = append(all, place{format: format})
	}
	for i, name := range o.Files {
		if slices.ContainsFunc(o.Files[:i], func(other string) bool { return same(name, other) }) {
			return nil, fmt.Errorf("-o %s is said twice; a report is written there in one format", name)
		}
		if name == stdout {
			continue
		}
		p, err := a.file(name)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	for _, p := range all {
		if p.format.ready == nil {
			continue
		}
		if err := p.format.ready(ctx); err != nil {
			return nil, fmt.Errorf("%s: %w", p.flag(), err)
		}
	}
	return all, nil
}

// printed returns the format for standard output: as it is named, else for people.
func (a *app) printed(name string) (format, error) {
	switch {
	case name != "":
		return a.formatNamed(name)
	case term.IsTerminal(int(a.out.Fd())):
		return a.formatNamed(string(report.Terminal))
	}
	return a.formatNamed(string(report.Markdown))
}

// same reports whether two names are of one file.
func same(a, b string) bool {
	if a == stdout || b == stdout {
		return a == b
	}
	there, err := os.Stat(a)
	if other, err2 := os.Stat(b); err == nil && err2 == nil && os.SameFile(there, other) {
		return true
	}
	return fromRoot(a) == fromRoot(b)
}

// fromRoot returns a file's name as it is from the root, without links on the way.
func fromRoot(name string) string {
	dir := filepath.Dir(name)
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	return filepath.Join(dir, filepath.Base(name))
}

// several makes it an output of several shops' reports, if each format can hold
// them.
func (o *output) several() error {
	o.settings.Many = true
	for _, p := range o.places {
		if p.format.One {
			return fmt.Errorf("%s takes one shop's report, and here are several; do it for one shop after the other", p.flag())
		}
	}
	return nil
}

// files are the places that are written when all runs have come.
func (o output) files() []place {
	return slices.DeleteFunc(slices.Clone(o.places), func(p place) bool { return p.put == nil })
}

// saved are the settings of what is not shown on a terminal: the same run gives
// the same bytes, whatever the terminal.
func (o output) saved() report.Settings {
	set := o.settings
	set.Style, set.Width, set.Full = "plain", o.width, true
	return set
}

// report makes a report of a run, for all places.
func (o output) report(run checklist.Run, cat checklist.Catalog) report.Report {
	return report.New(run, cat)
}

// style is plain wherever colour is unwanted: NO_COLOR, TERM=dumb, no terminal.
func (a *app) style(asked string) string {
	if asked != "" {
		return asked
	}
	if os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" || !term.IsTerminal(int(a.out.Fd())) {
		return "plain"
	}
	return report.StyleFor(os.Getenv("COLORFGBG"))
}

// width is that of the terminal, as far as a report uses it; zero if there is none.
func (a *app) width() int {
	width, _, err := term.GetSize(int(a.out.Fd()))
	if err != nil {
		return 0
	}
	return min(max(width, 60), 100)
}
