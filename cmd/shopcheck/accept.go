package main

import (
	"context"
	"fmt"
	"strings"

	"shopcheck/checklist/history"
	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/scanner"
)

// accept makes a state of a shop the one that later runs are held against, or takes
// that back.
func (a *app) accept(ctx context.Context, o cli.Accept) error {
	t, err := scanner.ParseTarget(o.Domain)
	if err != nil {
		return err
	}
	o.Reason, o.By = strings.TrimSpace(o.Reason), strings.TrimSpace(o.By)
	switch {
	case o.TakeBack && o.Reason+o.Run != "":
		return fmt.Errorf("--take-back ends what was accepted, and needs no --reason or --run; leave out one or the other")
	case !o.TakeBack && (o.Reason == "" || o.By == ""):
		return fmt.Errorf("say why, and who says so; try: shopcheck accept %s --reason \"handed over to the client\" --by Ana", t.Domain)
	}
	store, err := a.stored(ctx, o.Data, o.Storing)
	if err != nil {
		return err
	}
	if o.TakeBack {
		return a.unaccept(ctx, store, t)
	}
	run, err := a.runNamed(ctx, o.Keeping, o.Storing, t.Domain, o.Run)
	if err != nil {
		return err
	}
	if run.Scan.Problem != nil {
		return fmt.Errorf("the run %s saw nothing of %s, so there is nothing to accept; see: shopcheck history %s", run.ID, t, t.Domain)
	}
	if err := store.Accept(ctx, t.Domain, history.Baseline{Run: run.ID, Reason: o.Reason, By: o.By, At: a.now().UTC()}); err != nil {
		return err
	}
	a.say("The state of %s as of %s is accepted. From now on --fail-on regression holds runs against it.", t, longDay(run.Scan.Started))
	return nil
}

func (a *app) unaccept(ctx context.Context, store *history.Store, t scanner.Target) error {
	_, _, have, err := store.Baseline(ctx, t.Domain)
	switch {
	case err != nil:
		return err
	case !have:
		return fmt.Errorf("nobody has accepted a state of %s, so there is nothing to take back", t)
	}
	if err := store.Unaccept(ctx, t.Domain); err != nil {
		return err
	}
	a.say("No state of %s is accepted any more. From now on --fail-on regression holds runs against the run before.", t)
	return nil
}
