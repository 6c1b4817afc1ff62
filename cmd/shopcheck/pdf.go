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
	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/browser"
)

// pdf is the HTML report as an installed browser prints it.
func pdf() format {
	return format{
		Form:  report.Form{Format: "pdf", Ending: ".pdf", About: "for people, to send or to print; only by -o, and with an installed Chromium"},
		write: writePDF, ready: canPrint, files: true,
	}
}

// canPrint makes sure that a browser starts, since nobody wants to hear after a scan
// that none does.
func canPrint(ctx context.Context) error {
	b, err := startPrinter(ctx)
	if err == nil {
		b.Close()
	}
	return err
}

// byHand is how to get a PDF without an installed Chromium.
const byHand = "write a file that ends in .html, open it in any browser and print it there"

// startPrinter starts the browser that prints. It has no way to the network.
func startPrinter(ctx context.Context) (*browser.Browser, error) {
	path, err := browser.Find()
	if err != nil {
		return nil, fmt.Errorf("a browser has to print it, and %w; install one of them, or %s", err, byHand)
	}
	b, err := browser.Start(ctx, path)
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, errStopped
	case err != nil:
		return nil, fmt.Errorf("a browser has to print it, and %s; mend that, or %s", observe.Printable(err.Error()), byHand)
	}
	return b, nil
}

// writePDF writes reports as PDF.
func writePDF(ctx context.Context, w io.Writer, reports iter.Seq2[report.Report, error], set report.Settings) error {
	var html bytes.Buffer
	if err := report.Write(&html, report.HTML, reports, set); err != nil {
		return err
	}
	b, err := startPrinter(ctx)
	if err == nil {
		defer b.Close()
		err = b.Print(ctx, html.Bytes(), w)
	}
	if err != nil {
		return rescue(html.Bytes(), err)
	}
	return nil
}

// rescue keeps a report that could not be printed, since looking at a shop again
// takes long, where nobody but its user may read it. It says where, and why.
func rescue(html []byte, why error) error {
	why = errors.New(observe.Printable(why.Error()))
	f, err := os.CreateTemp("", "shopcheck-report-*.html")
	if err != nil {
		return fmt.Errorf("printing it: %w", why)
	}
	_, err = f.Write(html)
	if err := errors.Join(err, f.Close()); err != nil {
		return errors.Join(fmt.Errorf("printing it: %w", why), os.Remove(f.Name()))
	}
	return fmt.Errorf("printing it: %w; the report is kept as %s: open that in any browser and print it there", why, f.Name())
}
