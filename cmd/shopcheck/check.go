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
	"shopcheck/scanner/observe"
)

// A job is the check of one shop: how it is looked at and what was said.
type job struct {
	cli.Check
	visit
	said []checklist.Statement
	out  output

	unheard error // why the interview broke off, or its answers could not be kept
}

// check is the main job: look, ask, report.
func (a *app) check(ctx context.Context, o cli.Check) error {
	j, err := a.prepare(ctx, o)
	if err != nil {
		return err
	}
	if err := a.tryBrowser(ctx, j.opts); err != nil {
		return err
	}
	canAsk := !o.NoInput && ask.CanAsk(a.in, a.errOut)
	if j.req.Authorized, err = a.permission(ctx, j.kept, o, canAsk); err != nil {
		return err
	}
	if err := a.recollect(ctx, &j.visit, o.Keeping, o.Storing); err != nil {
		return err
	}
	j.opts.Told.Before = a.remembered(ctx, j.visit)
	a.announce(o.Progress, j.req, j.opts)
	run, err := a.look(ctx, &j.visit)
	if err != nil {
		return err
	}
	if canAsk && run.Scan.Problem == nil {
		var heard ask.Result
		heard, j.unheard = a.interview(ctx, sitting{Answer: cli.Answer{Asking: o.Asking}, kept: j.kept, cat: j.cat, said: j.said, run: run})
		j.said = heard.Statements
		if run, err = a.goOn(ctx, j, run); err != nil {
			return err
		}
	} else if !canAsk && !o.Quiet {
		a.say("No terminal to ask on: what nobody has answered stays I DON'T KNOW (see --answers).")
	}
	return a.conclude(ctx, j, run)
}

// prepare reads flags and files, before anything is sent.
func (a *app) prepare(ctx context.Context, o cli.Check) (j job, err error) {
	target, err := scanner.ParseTarget(o.Domain)
	if err != nil {
		return j, err
	}
	j.Check, j.visit.Progress = o, o.Progress
	if err = a.useFacts(o.Data); err != nil {
		return j, err
	}
	if j.opts, err = options(o.Network); err != nil {
		return j, err
	}
	if j.req, err = request(o.Network, target); err != nil {
		return j, err
	}
	if j.out, err = a.output(ctx, o.Output, false); err != nil {
		return j, err
	}
	j.out.settings.Kept = o.Data == "" // elsewhere "shopcheck report" would need to be told where
	if j.cat, j.kept, j.said, err = a.sofar(target, o.Data, o.Asking); err != nil {
		return j, err
	}
	if j.okay, err = a.accepted(j.kept, j.cat); err != nil {
		return j, err
	}
	if j.opts.Told, err = a.told(o.Known, target, j.said); err != nil {
		return j, err
	}
	if err := contradiction(o.Storing); err != nil {
		return j, err
	}
	j.gate, err = a.gate(o.Gate, o.FailOn)
	return j, err
}

// goOn looks where a person has just said that customers pay, if the scan did not
// look there. A scan that is interrupted then leaves the run as it was.
func (a *app) goOn(ctx context.Context, j job, run checklist.Run) (checklist.Run, error) {
	checkout := a.heard(j.said, run.Target)
	if j.Checkout != "" || !unseen(ctx, run, checkout) {
		return run, nil
	}
	if budget := run.Scan.Budget; !j.visit.Quiet {
		a.say("You said where customers pay, so the scan goes on there: at most %d web requests more.",
			budget.Allowed.Requests-budget.Used.Requests+scanner.More.Requests)
	}
	j.opts.Told.Checkout = checkout
	s, done, err := a.scanner(j.visit.Progress, j.opts)
	if err != nil {
		return run, err
	}
	scan := s.Continue(ctx, j.req, run.Scan)
	done()
	if ctx.Err() == nil {
		run.Scan = scan
		a.sayUnrendered(scan)
	}
	return run, nil
}

// conclude assesses a run, keeps it and writes the report.
func (a *app) conclude(ctx context.Context, j job, run checklist.Run) error {
	unsaved := j.unheard
	if unsaved == nil && j.Answers != "" { // what the interview hears, it keeps itself
		j.said, unsaved = j.kept.saveAnswers(j.said, j.cat, a.now())
	}
	a.assess(&run, j.cat, j.said)
	saved := errors.Join(a.keepVisit(ctx, &j.visit, &run), unsaved, j.kept.misplaced())
	err := errors.Join(a.write(ctx, j.out, run, j.cat), saved)
	a.sayOver(run)
	switch {
	case ctx.Err() != nil:
		return interrupted(run.Target, err)
	default:
		return errors.Join(err, a.policy(j.out, run, j.against(run)))
	}
}

// interrupted says that a signal ended an interview, and what else went wrong
// then: a terminal that is gone shows no report. To end an interview by its own
// key is a choice, and no error.
func interrupted(t scanner.Target, also error) error {
	err := fmt.Errorf("interrupted; your answers so far are kept, go on with: shopcheck answer %s", t.Domain)
	return errors.Join(&exitError{exitNotAssessed, err}, also)
}

// sofar returns the checklist, where a shop's answers are kept, and what was said
// so far: what is kept merged with what a file says. Of what one person says of one
// question the newest counts, and of one day what the file says.
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
func (a *app) announce(o cli.Progress, req scanner.Request, opts observe.Options) {
	if o.Quiet {
		return
	}
	closely := "only what every visitor sees"
	if req.Authorized {
		closely = "with your permission, unlinked pages too"
	}
	budget, while := scanner.Allowed(req.Profile, opts), "a minute"
	if opts.Browser != "" {
		while = "two minutes"
	}
	a.say("Checking %s (%s): at most %d web requests, about %s. Up to %d of them are for script files that its pages load, also from other companies.",
		req.Target, closely, budget.Requests, while, budget.Scripts)
}

// interview asks the rest. Whatever was said is kept, also when it is stopped, and
// all that is kept then is in the result, beside an error too.
func (a *app) interview(ctx context.Context, s sitting) (ask.Result, error) {
	all := s.said
	save := func(said []checklist.Statement) (err error) {
		all, err = s.kept.saveAnswers(said, s.cat, a.now())
		return err
	}
	result, err := ask.Interview(ctx, ask.Questions{
		Catalog: s.cat, Target: s.run.Target, Findings: s.run.Scan.Findings, Earlier: s.said,
		Assess: func(said []checklist.Statement) []checklist.Answer {
			return checklist.Answers(a.input(s.run, s.cat, said))
		},
		Save: save, By: s.By, Now: a.now().UTC(),
		Accessible: s.Accessible || os.Getenv("ACCESSIBLE") != "" || os.Getenv("TERM") == "dumb", NoColor: os.Getenv("NO_COLOR") != "",
	}, ask.Terminal{In: a.in, Out: a.errOut})
	result.Statements = all
	switch {
	case ctx.Err() != nil:
		err = nil // the command's own end says so
	case err == nil && !result.Complete && s.kept.misplaced() == nil:
		a.say("%s", goOnLater(all, s.run.Target))
	}
	return result, err
}

// goOnLater says to somebody who stops an interview what becomes of it.
func goOnLater(said []checklist.Statement, t scanner.Target) string {
	if len(said) == 0 {
		return "Nothing is answered yet. Begin with: shopcheck answer " + t.Domain
	}
	return "Your answers so far are kept. Go on later with: shopcheck answer " + t.Domain
}
