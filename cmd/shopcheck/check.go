package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"shopcheck/checklist"
	"shopcheck/checklist/ask"
	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/scanner"
)

// check is the main job: look, ask, report.
func (a *app) check(ctx context.Context, o cli.Check) error {
	target, err := scanner.ParseTarget(o.Domain)
	if err != nil {
		return err
	}
	opts, err := options(o.Network)
	if err != nil {
		return err
	}
	req, err := request(o.Network, target)
	if err != nil {
		return err
	}
	out, err := a.output(o.Output)
	if err != nil {
		return err
	}
	cat, kept, said, err := a.sofar(target, o.Data, o.Asking)
	if err != nil {
		return err
	}
	canAsk := !o.NoInput && ask.CanAsk(a.in, a.errOut)
	if req.Authorized, err = a.permission(ctx, kept, o, canAsk); err != nil {
		return err
	}
	a.announce(o.Progress, req)
	run, err := a.scanShop(ctx, o.Progress, opts, req)
	if err != nil {
		return err
	}
	if canAsk && run.Scan.Problem == nil {
		if said, err = a.interview(ctx, o.Asking, kept, cat, run, said); err != nil {
			return err
		}
	} else if !canAsk && !o.Quiet {
		a.say("No terminal to ask on: what nobody has answered stays I DON'T KNOW (see --answers).")
	}
	a.assess(&run, cat, said)
	saved := a.keepRun(kept, run)
	if o.Answers != "" { // what the interview hears, it keeps itself
		saved = errors.Join(saved, kept.saveAnswers(said, cat))
	}
	err = errors.Join(a.write(out, run, cat), saved)
	switch {
	case ctx.Err() != nil:
		return interrupted(target, err)
	case err != nil:
		return err
	}
	return out.policy(run)
}

// interrupted says that a signal ended an interview, and what else went wrong
// then: a terminal that is gone shows no report. To end an interview by its own
// key is a choice, and no error.
func interrupted(t scanner.Target, also error) error {
	err := fmt.Errorf("interrupted; your answers so far are kept, go on with: shopcheck answer %s", t.Domain)
	return &exitError{exitNotAssessed, errors.Join(err, also)}
}

// keepRun keeps a run for report and answer, unless that would lose a better one.
func (a *app) keepRun(kept keep, run checklist.Run) error {
	before, err := kept.saveRun(run)
	if err == nil && !before.IsZero() {
		a.say("This run saw nothing of the shop, so the one of %s stays the one that is kept.", before.Format("2 January 2006"))
	}
	return err
}

// sofar returns the checklist, where a shop's answers are kept, and what was said
// so far: what is kept merged with what a file says; the file wins.
func (a *app) sofar(t scanner.Target, data string, o cli.Asking) (checklist.Catalog, keep, []checklist.Statement, error) {
	cat, err := catalog()
	if err != nil {
		return cat, keep{}, nil, err
	}
	kept, err := keepFor(data, t)
	if err != nil {
		return cat, kept, nil, err
	}
	said, err := kept.answers(cat, a.now())
	if err != nil || o.Answers == "" {
		return cat, kept, said, err
	}
	more, err := readAnswers(o.Answers, cat, a.now(), false)
	return cat, kept, checklist.Merge(said, more), err
}

// announce says what is about to be sent.
func (a *app) announce(o cli.Progress, req scanner.Request) {
	if o.Quiet {
		return
	}
	closely := "only what every visitor sees"
	if req.Authorized {
		closely = "with your permission, unlinked pages too"
	}
	a.say("Checking %s (%s): at most %d web requests, about a minute.", req.Target, closely, req.Profile.Budget().Requests)
}

// interview asks the rest. Whatever was said is kept, also when it is stopped.
func (a *app) interview(ctx context.Context, o cli.Asking, kept keep, cat checklist.Catalog, run checklist.Run, said []checklist.Statement) ([]checklist.Statement, error) {
	save := func(s []checklist.Statement) error { return kept.saveAnswers(s, cat) }
	result, err := ask.Interview(ctx, ask.Questions{
		Catalog: cat, Target: run.Target, Findings: run.Scan.Findings, Earlier: said,
		Assess: func(s []checklist.Statement) checklist.Assessment {
			r := run
			a.assess(&r, cat, s)
			return r.Assessment
		},
		Save: save, By: o.By, Now: a.now().UTC(),
		Accessible: o.Accessible || os.Getenv("ACCESSIBLE") != "" || os.Getenv("TERM") == "dumb", NoColor: os.Getenv("NO_COLOR") != "",
	}, ask.Terminal{In: a.in, Out: a.errOut})
	if err != nil && ctx.Err() == nil {
		return nil, err
	}
	if !result.Complete && ctx.Err() == nil {
		a.say("Your answers so far are kept. Go on later with: shopcheck answer %s", run.Target.Domain)
	}
	return result.Statements, nil
}
