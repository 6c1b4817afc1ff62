package main

import (
	"context"
	"fmt"

	"shopcheck/checklist"
	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// A visit is one look at a shop of which runs are kept: what it is compared with,
// and whether it is kept itself.
type visit struct {
	cli.Progress
	kept keep
	cat  checklist.Catalog
	req  scanner.Request
	opts observe.Options
	okay []checklist.Waiver // accepted for now, or once

	gate gate
	last earlier // the run before; zero: none
	held earlier // what --fail-on regression holds it against; zero: last

	unkept error // what keeps the run from being kept, and is an error
	apart  bool  // it is not one of the shop's runs
}

// recollect opens the store, and gathers what is told of earlier runs before the shop
// is looked at, and what this one is held against. A store that cannot be used must
// not keep the shop from being looked at: that is told at the end.
func (a *app) recollect(ctx context.Context, v *visit, k cli.Keeping, o cli.Storing) error {
	ctx = context.WithoutCancel(ctx) // the scan will say that it was stopped
	if _, err := storePlace(k.Data, o); err != nil && !o.NoStore {
		a.say("The run is not kept: %v", err)
	} else if store, err := a.openStore(ctx, k.Data, o); err != nil {
		v.unkept = err
	} else if store != nil {
		v.kept.store = store
		v.unkept = a.recall(ctx, v)
	}
	var err error
	v.held, err = a.heldAgainst(ctx, *v)
	return err
}

// recall reads what the store remembers of the shop.
func (a *app) recall(ctx context.Context, v *visit) (err error) {
	if v.last, err = a.lastOf(ctx, v.kept, v.cat); err == nil {
		v.opts.Told.Past, err = a.past(ctx, v.kept, v.okay)
	}
	return err
}

// look scans the shop, and looks again at what has got worse.
func (a *app) look(ctx context.Context, v *visit) (checklist.Run, error) {
	run, err := a.scanShop(ctx, v.Progress, v.opts, v.req)
	if err != nil {
		return run, err
	}
	run.Waivers = v.okay
	if v.apart = len(v.req.Only) > 0; v.apart {
		if !v.Quiet {
			a.say("Only some of the probes were asked for, so this run is not kept.")
		}
		return run, nil
	}
	if v.apart = cutOff(ctx, v.opts, run.Scan.Problem); v.apart {
		a.say("This machine reaches nobody at the moment, so it says nothing about %s, and the run is not kept. See: shopcheck doctor", v.req.Target)
		return run, nil
	}
	return a.confirm(ctx, v, run)
}

// keepVisit completes an assessed run with what changed, and keeps it.
func (a *app) keepVisit(ctx context.Context, v *visit, run *checklist.Run) error {
	run.Seen = seen(ctx, run.Target, run.Scan.Looks)
	run.Since = v.last.since(*run)
	switch {
	case v.unkept != nil:
		return fmt.Errorf("the run of %s is in the report, and could not be kept: %w", run.Target, v.unkept)
	case v.apart || v.kept.store == nil:
		return nil
	}
	return a.keepRun(ctx, v.kept, *run)
}

// keepRun keeps a run, and says which one report goes on showing if this one saw
// nothing.
func (a *app) keepRun(ctx context.Context, kept keep, run checklist.Run) error {
	before, err := kept.saveRun(context.WithoutCancel(ctx), run)
	if err == nil && !before.IsZero() {
		a.say("This run saw nothing of the shop, so the one of %s stays the one that is shown.", longDay(before))
	}
	return err
}

// keepAgain keeps a run whose answers were given anew.
func (a *app) keepAgain(ctx context.Context, kept keep, cat checklist.Catalog, run checklist.Run) error {
	if !run.Since.IsZero() {
		before, have, err := kept.store.Run(ctx, kept.shop.Domain, run.Since.Run)
		if err != nil {
			return err
		}
		if have {
			run.Since = a.earlier(ctx, before, cat).again(run)
		}
	}
	return a.keepRun(ctx, kept, run)
}

// again says what changed from the earlier run to one that was compared before, and
// has other answers now.
func (e earlier) again(run checklist.Run) checklist.Since {
	since := run.Since
	since.Changes = nil
	for _, c := range run.Since.Changes {
		if c.Of != checklist.OfAnswer {
			since.Changes = append(since.Changes, c)
		}
	}
	for _, c := range e.since(run).Changes {
		if c.Of == checklist.OfAnswer {
			since.Changes = append(since.Changes, c)
		}
	}
	return since
}
