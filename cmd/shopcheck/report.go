package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"slices"
	"strings"

	"shopcheck/checklist"
	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/report"
	"shopcheck/scanner"
)

// report shows runs again. What is shown is each run as it was assessed; nothing is
// looked at. What is no run is told, and keeps no other from being shown.
func (a *app) report(ctx context.Context, o cli.Report) error {
	out, err := a.output(ctx, o.Output, len(o.Subjects) > 1)
	if err != nil {
		return err
	}
	cat, err := catalog()
	if err != nil {
		return err
	}
	if err := a.companion.readEarlier(o.Earlier); err != nil {
		return err
	}
	told := &tally{app: a, many: &out.settings.Many}
	next, stop := iter.Pull(a.sound(ctx, o, told))
	defer stop()
	first, one := next()
	if !one {
		return told.err()
	}
	if second, more := next(); more {
		if err := out.several(); err != nil {
			return err
		}
		next = again(second, next)
	}
	next = again(first, next)
	written := a.publish(ctx, out, cat, func(yield func(checklist.Run) bool) {
		for run, ok := next(); ok; run, ok = next() {
			more := yield(run)
			a.sayOver(run)
			told.add(a.policy(out, run, run.Since))
			if !more {
				return
			}
		}
	})
	a.sayUnshown()
	return errors.Join(written, told.err())
}

// maxBroken is how many runs of a file may be broken before the rest is left.
const maxBroken = 100

// sound are the runs that can be shown. Those that cannot be are told.
func (a *app) sound(ctx context.Context, o cli.Report, told *tally) iter.Seq[checklist.Run] {
	return func(yield func(checklist.Run) bool) {
		for i, subject := range o.Subjects {
			broken, some := 0, false
			for run, err := range a.findRuns(ctx, o, subject) {
				some = true
				switch {
				case ctx.Err() != nil:
					told.add(&exitError{exitNotAssessed, fmt.Errorf("interrupted before all of %s was read", strings.Join(o.Subjects[i:], ", "))})
					return
				case err == nil:
					if !yield(run) {
						return
					}
					continue
				}
				if told.add(err); broken == maxBroken {
					told.add(fmt.Errorf("%s: more than %d of its lines are no runs, so the rest of it is left out", subject, maxBroken))
					break
				}
				broken++
			}
			if !some {
				told.add(fmt.Errorf("%s holds no run; save some with: shopcheck scan DOMAIN... -o FILE.jsonl", subject))
			}
		}
	}
}

// findRuns reads a file if there is one of that name, else the run kept for a
// domain.
func (a *app) findRuns(ctx context.Context, o cli.Report, subject string) iter.Seq2[checklist.Run, error] {
	return func(yield func(checklist.Run, error) bool) {
		if !isFile(subject) {
			run, err := a.keptRun(ctx, o.Data, o.Storing, subject)
			if err == nil && len(o.Subjects) == 1 {
				err = a.readKept(ctx, run.Target)
			}
			yield(run, err)
			return
		}
		name, in := "standard input", io.Reader(untilDone{ctx, a.in})
		if subject != stdout {
			f, err := os.Open(subject)
			if errors.Is(err, fs.ErrNotExist) {
				err = fmt.Errorf("there is no file %s; save one with: shopcheck scan DOMAIN -o %s", subject, subject)
			}
			if err != nil {
				yield(checklist.Run{}, err)
				return
			}
			defer func() { _ = f.Close() }()
			name, in = subject, f
		}
		for run, err := range checklist.ReadRuns(name, in) {
			if !yield(run, err) {
				return
			}
		}
	}
}

// isFile reports whether somebody who wrote a subject means a file, and no domain.
func isFile(subject string) bool {
	_, err := os.Stat(subject)
	return err == nil || subject == stdout || strings.HasSuffix(subject, ".json") || strings.HasSuffix(subject, ".jsonl") || strings.Contains(subject, string(os.PathSeparator))
}

// readKept reads the kept runs of a shop that its one report shows beside the last.
func (a *app) readKept(ctx context.Context, t scanner.Target) error {
	entries, err := a.store.Runs(ctx, t.Domain, report.MaxEarlier)
	for _, e := range entries {
		run, have, wrong := a.store.Run(ctx, t.Domain, e.ID)
		known := slices.ContainsFunc(a.companion.earlier, func(r checklist.Run) bool { return r.Target == t && r.ID == e.ID })
		if err = errors.Join(err, wrong); have && !known {
			a.companion.add(run)
		}
	}
	return err
}

// keptRun returns the run kept last for a domain.
func (a *app) keptRun(ctx context.Context, data string, o cli.Storing, domain string) (checklist.Run, error) {
	target, err := scanner.ParseTarget(domain)
	if err != nil {
		return checklist.Run{}, err
	}
	kept, err := keepFor(data, target)
	if err != nil {
		return checklist.Run{}, err
	}
	if kept.store, err = a.openKept(ctx, data, o); err != nil {
		return checklist.Run{}, err
	}
	run, ok, err := kept.lastRun(ctx)
	if err == nil && !ok {
		err = fmt.Errorf("no run is kept for %s yet; make one with: shopcheck check %s", target, target.Domain)
	}
	return run, err
}
