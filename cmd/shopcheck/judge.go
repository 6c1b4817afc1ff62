package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"shopcheck/checklist"
	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/scanner"
)

// judge shows what a run saw as it is judged today. Nothing is sent or kept.
func (a *app) judge(ctx context.Context, o cli.Judge) error {
	if err := a.useFacts(o.Data); err != nil {
		return err
	}
	out, err := a.output(ctx, o.Output, false)
	if err != nil {
		return err
	}
	cat, err := catalog()
	if err != nil {
		return err
	}
	run, err := a.runNamed(ctx, o.Keeping, o.Storing, o.Subject, o.Run)
	if err != nil {
		return err
	}
	judged, ok := judgeAgain(ctx, run, cat)
	if !ok {
		return fmt.Errorf("what the run %s of %s saw is not kept, so it cannot be judged again; of the newest runs it is: shopcheck history %s", run.ID, run.Target, run.Target.Domain)
	}
	judged.Since = a.earlier(ctx, run, cat).since(judged)
	err = a.write(ctx, out, judged, cat)
	return errors.Join(err, a.policy(out, judged, judged.Since))
}

// runNamed returns a run: of a file, or of a domain the one whose ID begins so, or
// the last.
func (a *app) runNamed(ctx context.Context, k cli.Keeping, o cli.Storing, subject, id string) (checklist.Run, error) {
	if isFile(subject) {
		if id != "" {
			return checklist.Run{}, fmt.Errorf("%s is a file, and has one run; leave the run's ID out", subject)
		}
		if subject == stdout {
			return checklist.ReadRun(a.in)
		}
		return readRun(subject)
	}
	if id == "" {
		return a.keptRun(ctx, k.Data, o, subject)
	}
	t, err := scanner.ParseTarget(subject)
	if err != nil {
		return checklist.Run{}, err
	}
	if _, err := os.Stat(id); err == nil && isFile(id) {
		return readRun(id)
	}
	store, err := a.stored(ctx, k.Data, o)
	if err != nil {
		return checklist.Run{}, err
	}
	run, have, err := store.Run(ctx, t.Domain, id)
	if err == nil && !have {
		err = fmt.Errorf("no run of %s begins with %q; see: shopcheck history %s", t, id, t.Domain)
	}
	return run, err
}
