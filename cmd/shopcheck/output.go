package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/term"

	"shopcheck/checklist"
	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/report"
	"shopcheck/scanner"
)

// formatOf returns the format that a file's ending picks, and false if it picks none.
func formatOf(name string) (report.Format, bool) {
	ending := strings.ToLower(filepath.Ext(name))
	i := slices.IndexFunc(report.Forms(), func(f report.Form) bool { return f.Ending == ending && ending != "" })
	if i < 0 {
		return "", false
	}
	return report.Forms()[i].Format, true
}

// An output is where a command's reports go, checked before any work is done.
type output struct {
	files    []string
	format   report.Format // for standard output; "" if nothing goes there
	settings report.Settings
	failOn   string
}

func (a *app) output(o cli.Output) (output, error) {
	out := output{files: o.Files, failOn: o.FailOn, settings: report.Settings{Width: o.Width, Style: a.style(o.Style)}}
	for _, f := range o.Files {
		if _, ok := formatOf(f); !ok {
			return out, fmt.Errorf("-o %s: the ending picks the format; try .md, .json or .txt", f)
		}
		if info, err := os.Stat(filepath.Dir(f)); err != nil || !info.IsDir() {
			return out, fmt.Errorf("-o %s: there is no folder %s", f, filepath.Dir(f))
		}
	}
	if o.Width != 0 && (o.Width < 60 || o.Width > 120) {
		return out, fmt.Errorf("--width %d is outside 60 to 120", o.Width)
	}
	if o.Width == 0 {
		out.settings.Width = a.width()
	}
	if !slices.Contains([]string{"", "dark", "light", "plain"}, o.Style) {
		return out, fmt.Errorf("--style %q is unknown; try dark, light or plain", o.Style)
	}
	levels := []string{"never", string(scanner.Low), string(scanner.Medium), string(scanner.High), string(scanner.Critical)}
	if o.FailOn != "" && !slices.Contains(levels, o.FailOn) {
		return out, fmt.Errorf("--fail-on %q is unknown; try %s", o.FailOn, strings.Join(levels, ", "))
	}
	switch format := report.Format(o.Format); {
	case format != "" && !slices.ContainsFunc(report.Forms(), func(f report.Form) bool { return f.Format == format }):
		return out, fmt.Errorf("--format %q is unknown; try terminal, markdown or json", o.Format)
	case format != "":
		out.format = format
	case len(o.Files) > 0:
	case term.IsTerminal(int(a.out.Fd())):
		out.format = report.Terminal
	default:
		out.format = report.Markdown
	}
	return out, nil
}

// style is plain wherever colour is unwanted: NO_COLOR, TERM=dumb, no terminal.
func (a *app) style(asked string) string {
	if asked != "" {
		return asked
	}
	if os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" || !term.IsTerminal(int(a.out.Fd())) {
		return "plain"
	}
	return "dark"
}

func (a *app) width() int {
	width, _, err := term.GetSize(int(a.out.Fd()))
	if err != nil {
		return 80
	}
	return min(max(width, 60), 100)
}

// write puts one run's report everywhere it belongs.
func (a *app) write(o output, run checklist.Run, cat checklist.Catalog) error {
	rep := report.New(run, cat)
	var errs []error
	for _, f := range o.files {
		format, _ := formatOf(f)
		settings := o.settings
		settings.Style = "plain" // colours belong to terminals
		err := writeWhole(f, 0o644, func(w io.Writer) error { return report.Write(w, format, report.One(rep), settings) })
		if err == nil {
			a.say("Report written to %s", f)
		}
		errs = append(errs, err)
	}
	if o.format != "" {
		errs = append(errs, report.Write(a.out, o.format, report.One(rep), o.settings))
	}
	return errors.Join(errs...)
}
