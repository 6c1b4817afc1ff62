package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

	"shopcheck/checklist"
	"shopcheck/report"
)

// write puts one run's report everywhere it belongs.
func (a *app) write(ctx context.Context, o output, run checklist.Run, cat checklist.Catalog) error {
	return a.publish(ctx, o, cat, func(yield func(checklist.Run) bool) { yield(run) })
}

// publish puts the reports of runs everywhere they belong: on standard output as
// each run comes, into files when all have come. The only place takes them as they
// come, unless that is slow. A place that cannot be written keeps nothing from being
// written elsewhere; if none is left, no more runs are taken. Without a run nothing is
// written, and files stay as they were. An interruption may end the runs; those that
// came are written all the same.
func (a *app) publish(ctx context.Context, o output, cat checklist.Catalog, runs iter.Seq[checklist.Run]) error {
	ctx = context.WithoutCancel(ctx)
	files, direct := o.files(), len(o.places) == 1 && !o.slow
	kept, err := newSpool(len(files) > 0 && !direct, o.settings.Many)
	if err != nil {
		return err
	}
	defer kept.close()
	next, stop := iter.Pull(runs)
	defer stop()
	first, ok := next()
	if !ok {
		return nil
	}
	come := &coming{next: again(first, next), kept: kept, make: func(r checklist.Run) report.Report { return o.report(r, cat).With(a.companion.beside(r.Target)) }}
	if direct {
		return a.put(ctx, o, o.places[0], come.reports)
	}
	var errs []error
	for _, p := range o.places {
		if p.put == nil {
			errs = append(errs, a.put(ctx, o, p, come.reports))
		}
	}
	if len(files) > 0 {
		come.pass()
	}
	errs = append(errs, come.err)
	if come.n == 0 { // nothing could be kept
		files = nil
	}
	for _, p := range files {
		errs = append(errs, a.put(ctx, o, p, made(kept.runs(), come.make)))
	}
	return errors.Join(errs...)
}

// put writes reports in one place.
func (a *app) put(ctx context.Context, o output, p place, reports iter.Seq2[report.Report, error]) error {
	if p.put == nil {
		return unprinted(p.format.write(ctx, a.out, reports, o.settings))
	}
	err := p.put(func(w io.Writer) error { return p.format.write(ctx, w, reports, o.saved()) })
	if err == nil {
		a.say("Report written to %s", p.name)
	}
	return err
}

// coming are runs on their way: each is kept for the files, then handed on.
type coming struct {
	next func() (checklist.Run, bool)
	kept *spool
	make func(checklist.Run) report.Report
	n    int   // how many came
	err  error // why a run could not be kept: no more are taken then
}

// take returns the next run, and false if there is none.
func (c *coming) take() (run checklist.Run, ok bool) {
	if c.err != nil {
		return run, false
	}
	if run, ok = c.next(); ok {
		c.err = c.kept.add(run)
	}
	if !ok || c.err != nil {
		return run, false
	}
	c.n++
	return run, true
}

// reports are those that nobody has taken yet.
func (c *coming) reports(yield func(report.Report, error) bool) {
	for run, ok := c.take(); ok; run, ok = c.take() {
		if !yield(c.make(run), nil) {
			return
		}
	}
}

// pass keeps the runs that nobody has taken, and shows them to nobody.
func (c *coming) pass() {
	for _, ok := c.take(); ok; _, ok = c.take() {
	}
}

// made are the reports of runs.
func made(runs iter.Seq2[checklist.Run, error], make func(checklist.Run) report.Report) iter.Seq2[report.Report, error] {
	return func(yield func(report.Report, error) bool) {
		for run, err := range runs {
			if !yield(make(run), err) || err != nil {
				return
			}
		}
	}
}

// again is next with a run put back in front.
func again(first checklist.Run, next func() (checklist.Run, bool)) func() (checklist.Run, bool) {
	back := true
	return func() (checklist.Run, bool) {
		if back {
			back = false
			return first, true
		}
		return next()
	}
}

// unprinted says that standard output took no report, or not all of it. What else is
// written beside it speaks for itself.
func unprinted(err error) error {
	if err == nil || errors.Is(err, errSummary) {
		return err
	}
	return fmt.Errorf("the report could not be written to standard output: %w", reason(err))
}
