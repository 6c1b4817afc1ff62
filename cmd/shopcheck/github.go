package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"

	"shopcheck/report"
)

// summaryFile is the environment variable in which GitHub names the file whose
// Markdown it shows beside a workflow's run.
const summaryFile = "GITHUB_STEP_SUMMARY"

// maxSummary bounds that file: GitHub shows none of a larger one.
const maxSummary = 1 << 20

// summaryCut stands where a summary had to end.
const summaryCut = "\n\nThe rest does not fit here. Take it from a file: -o report.md writes one.\n"

// errSummary is what the error wraps if that file could not be written.
var errSummary = errors.New("writing the summary")

// writeGitHub writes reports to a workflow's log, and as Markdown to the file that
// GitHub shows beside it, if there is one.
func writeGitHub(_ context.Context, w io.Writer, reports iter.Seq2[report.Report, error], set report.Settings) error {
	name := os.Getenv(summaryFile)
	if name == "" {
		return report.Write(w, report.GitHub, reports, set)
	}
	var summary bytes.Buffer
	var failed error
	err := report.Write(w, report.GitHub, func(yield func(report.Report, error) bool) {
		for r, err := range reports {
			if err == nil && failed == nil && summary.Len() <= maxSummary {
				failed = report.Write(&summary, report.Markdown, report.One(r), report.Settings{})
			}
			if !yield(r, err) {
				return
			}
		}
	}, set)
	if err != nil {
		return err
	}
	if failed == nil {
		failed = addSummary(name, summary.Bytes())
	}
	if failed != nil {
		return fmt.Errorf("%w that %s names: %w", errSummary, summaryFile, failed)
	}
	return nil
}

// addSummary adds Markdown to what other commands of the step have written, as far
// as GitHub shows it.
func addSummary(name string, text []byte) error {
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil {
		_, err = f.Write(fitting(text, maxSummary-int(info.Size())))
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

// fitting cuts Markdown to a number of bytes in front of a heading, where no list
// and no code is open. If not even one part fits it is what says so, or nothing.
func fitting(text []byte, room int) []byte {
	switch {
	case len(text) <= room:
		return text
	case room < len(summaryCut):
		return nil
	}
	end := max(bytes.LastIndex(text[:room-len(summaryCut)], []byte("\n## ")), bytes.LastIndex(text[:room-len(summaryCut)], []byte("\n### ")), 0)
	return append(bytes.TrimRight(text[:end:end], "\n"), summaryCut...)
}
