package main

import (
	"context"
	"fmt"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/inventory"
)

// remembered returns what the run before saw, to be compared with; nil if there is
// none. One that is of no use must not keep the shop from being looked at.
func (a *app) remembered(ctx context.Context, v visit) *observe.Before {
	run := v.last.pair.Before
	if run.ID == "" {
		return nil
	}
	before, err := seenBy(context.WithoutCancel(ctx), run, v.kept.shop, v.opts)
	if err != nil {
		a.say("Nothing is compared with the kept run: %v", err)
	}
	return before
}

// compared returns what the run saw that --before names.
func compared(ctx context.Context, name string, t scanner.Target, opts observe.Options) (*observe.Before, error) {
	run, err := readRun(name)
	var before *observe.Before
	if err == nil {
		before, err = seenBy(ctx, run, t, opts)
	}
	if err != nil {
		return nil, fmt.Errorf("--before: %w; name a run saved with: shopcheck scan %s --format json", err, t.Domain)
	}
	return before, nil
}

// seenBy returns what a run saw, judged by today's code. To a scan that has no
// browser, pages are what they were before scripts changed them.
func seenBy(ctx context.Context, run checklist.Run, t scanner.Target, opts observe.Options) (*observe.Before, error) {
	looks := run.Scan.Looks
	switch {
	case run.Target != t:
		return nil, fmt.Errorf("that run is of %s, another shop than %s", run.Target, t)
	case run.Scan.Problem != nil:
		return nil, fmt.Errorf("that run saw nothing of %s", t)
	case opts.Browser == "":
		looks = looks.Plain()
	}
	before := inventory.Remember(ctx, observe.Replay(t.Domain, looks))
	if before.At.IsZero() {
		return nil, fmt.Errorf("what that run saw of %s cannot be read any more", t)
	}
	return &before, nil
}
