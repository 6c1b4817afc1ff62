package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"shopcheck/checklist"
	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/scanner"
)

// report shows a run again. What is shown is the run as it was assessed; nothing
// is looked at.
func (a *app) report(_ context.Context, o cli.Report) error {
	out, err := a.output(o.Output)
	if err != nil {
		return err
	}
	cat, err := catalog()
	if err != nil {
		return err
	}
	run, err := a.findRun(o)
	if err != nil {
		return err
	}
	if err := a.write(out, run, cat); err != nil {
		return err
	}
	a.sayOver(run)
	return a.policy(out, run)
}

// findRun reads a file if there is one of that name, else the run kept for a
// domain.
func (a *app) findRun(o cli.Report) (checklist.Run, error) {
	_, err := os.Stat(o.Subject)
	if err == nil || strings.HasSuffix(o.Subject, ".json") || strings.Contains(o.Subject, string(os.PathSeparator)) {
		run, err := readRun(o.Subject)
		if errors.Is(err, fs.ErrNotExist) {
			return run, fmt.Errorf("there is no file %s; save one with: shopcheck scan DOMAIN --format json > %s", o.Subject, o.Subject)
		}
		return run, err
	}
	target, err := scanner.ParseTarget(o.Subject)
	if err != nil {
		return checklist.Run{}, err
	}
	kept, err := keepFor(o.Data, target)
	if err != nil {
		return checklist.Run{}, err
	}
	run, ok, err := kept.lastRun()
	if err == nil && !ok {
		err = fmt.Errorf("no run is kept for %s yet; make one with: shopcheck check %s", target, target.Domain)
	}
	return run, err
}
