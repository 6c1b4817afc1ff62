package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"shopcheck/checklist"
	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/report"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// diff says what changed between two runs of a shop.
func (a *app) diff(ctx context.Context, o cli.Diff) error {
	if !slices.Contains(report.DiffFormats(), o.Format) {
		return fmt.Errorf("--format %q is unknown; try %s", o.Format, strings.Join(report.DiffFormats(), ", "))
	}
	if err := a.useFacts(o.Data); err != nil {
		return err
	}
	cat, err := catalog()
	if err != nil {
		return err
	}
	before, after, err := a.twoRuns(ctx, o)
	if err != nil {
		return err
	}
	for _, r := range []checklist.Run{before, after} {
		if r.Scan.Problem != nil {
			return fmt.Errorf("the run %s saw nothing of %s, so nothing can be compared with it; see: shopcheck history %s", observe.Printable(r.ID), r.Target, r.Target.Domain)
		}
	}
	if before.Target != after.Target {
		return fmt.Errorf("one run is of %s and the other of %s; name two of one shop", before.Target, after.Target)
	}
	if after.Scan.Started.Before(before.Scan.Started) {
		before, after = after, before
	}
	e := a.aloud(a.earlier(ctx, before, cat))
	if !sameTool(after.Tool, thisTool()) { // both are judged by today's rules, so that what differs is the shop's
		if again, ok := judgeAgain(ctx, after, cat); ok {
			after = again
		}
	}
	return report.WriteDiff(a.out, report.Diff{After: after, Since: e.since(after), Catalog: cat}, o.Format)
}

// twoRuns returns the runs that are meant: two files, or of a domain the last two,
// one and the last, or two.
func (a *app) twoRuns(ctx context.Context, o cli.Diff) (before, after checklist.Run, err error) {
	first := o.Subjects[0]
	if isFile(first) {
		if len(o.Subjects) != 2 {
			return before, after, fmt.Errorf("%s is a file; name a second one to compare it with", first)
		}
		if before, err = readRun(first); err == nil {
			after, err = readRun(o.Subjects[1])
		}
		return before, after, err
	}
	ids := o.Subjects[1:]
	if len(ids) == 0 {
		if ids, err = a.lastTwo(ctx, o); err != nil {
			return before, after, err
		}
	}
	if before, err = a.runNamed(ctx, o.Keeping, o.Storing, first, ids[0]); err != nil {
		return before, after, err
	}
	last := ""
	if len(ids) > 1 {
		last = ids[1]
	}
	after, err = a.runNamed(ctx, o.Keeping, o.Storing, first, last)
	return before, after, err
}

// lastTwo are the IDs of a shop's last two runs that saw it.
func (a *app) lastTwo(ctx context.Context, o cli.Diff) ([]string, error) {
	t, err := scanner.ParseTarget(o.Subjects[0])
	if err != nil {
		return nil, err
	}
	store, err := a.stored(ctx, o.Data, o.Storing)
	if err != nil {
		return nil, err
	}
	runs, err := store.Runs(ctx, t.Domain, maxScans)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, r := range runs {
		if r.Problem == nil && len(ids) < 2 {
			ids = append([]string{r.ID}, ids...)
		}
	}
	if len(ids) < 2 {
		return nil, fmt.Errorf("fewer than two runs that saw %s are kept, so there is nothing to compare yet; make one with: shopcheck check %s", t, t.Domain)
	}
	return ids, nil
}
