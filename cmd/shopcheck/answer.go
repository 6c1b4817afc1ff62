package main

import (
	"context"
	"errors"
	"fmt"

	"shopcheck/checklist"
	"shopcheck/checklist/ask"
	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/scanner"
)

// A sitting is what is kept of a shop while answers to its checklist are given or
// listed.
type sitting struct {
	cli.Answer
	kept keep
	cat  checklist.Catalog
	said []checklist.Statement
	run  checklist.Run // the last one, or an empty one
	have bool          // there is one

	stopped bool // an interview was, which has told where to go on
}

// answer takes answers from the command line, or asks for them, or lists what is
// kept. If a run is kept, its answers are brought up to date, so that report shows
// them.
func (a *app) answer(ctx context.Context, o cli.Answer) error {
	s, err := a.sitting(ctx, o)
	if err != nil {
		return err
	}
	if o.List {
		return a.listAnswers(s)
	}
	if err := a.hear(ctx, &s); err != nil {
		return err
	}
	return a.keepAnswers(ctx, s)
}

// sitting reads what is kept, before anything is changed.
func (a *app) sitting(ctx context.Context, o cli.Answer) (s sitting, err error) {
	s.Answer = o
	target, err := scanner.ParseTarget(o.Domain)
	if err != nil {
		return s, err
	}
	if s.cat, s.kept, s.said, err = a.sofar(target, o.Data, o.Asking); err != nil {
		return s, err
	}
	if s.kept.store, err = a.openKept(ctx, o.Data, o.Storing); err != nil {
		return s, err
	}
	if s.run, s.have, err = s.kept.lastRun(ctx); err != nil {
		return s, err
	}
	if !s.have {
		s.run = checklist.Run{Target: target}
		s.run.Scan.Finished = a.now().UTC()
	}
	return s, nil
}

// hear takes the answers that were typed behind the shop's name, or else asks.
func (a *app) hear(ctx context.Context, s *sitting) error {
	typed, err := checklist.ParseAnswers(s.Typed, s.By, s.cat, a.now().UTC())
	if err != nil {
		return fmt.Errorf("nothing was kept, because this cannot be:\n%w", err)
	}
	domain := s.kept.shop.Domain
	switch {
	case len(typed) > 0:
		s.said = checklist.Merge(s.said, typed)
		if s.By == "" {
			a.say("To keep who answers with the answers, say it with --by NAME.")
		}
	case !s.NoInput && ask.CanAsk(a.in, a.errOut):
		asked := *s
		if asked.run.Waivers, err = a.accepted(s.kept, s.cat); err != nil {
			return err
		}
		heard, err := a.interview(ctx, asked)
		s.said, s.stopped = heard.Statements, !heard.Complete
		return err
	case s.Answers == "":
		return fmt.Errorf("there is no terminal to ask on; type the answers, as in: shopcheck answer %s Q4/written=yes\nor write them into a file and name it: shopcheck answer %s --answers FILE", domain, domain)
	}
	return nil
}

// renewAnswers keeps what was said, and the run that is kept by now with it: while
// somebody answered, the shop may have been checked again.
func (a *app) renewAnswers(ctx context.Context, s *sitting) (run checklist.Run, err error) {
	if last, have, err := s.kept.lastRun(ctx); err != nil {
		return run, err
	} else if have {
		s.run, s.have = last, true
	}
	run = s.run
	if run.Waivers, err = a.accepted(s.kept, s.cat); err != nil {
		return run, err
	}
	if s.said, err = s.kept.saveAnswers(s.said, s.cat, a.now()); err != nil {
		return run, err
	}
	lost := s.kept.misplaced()
	if lost == nil && !s.stopped {
		a.say("Answers kept in %s", s.kept.path(answersFile))
	}
	if s.have {
		a.assess(&run, s.cat, s.said)
		err = a.keepAgain(ctx, s.kept, s.cat, run)
		a.sayLost(s.run, run)
	}
	return run, errors.Join(err, lost)
}

// keepAnswers keeps what was said and assesses the kept run anew.
func (a *app) keepAnswers(ctx context.Context, s sitting) error {
	domain := s.kept.shop.Domain
	var run checklist.Run
	err := s.kept.inTurn(func() (err error) {
		run, err = a.renewAnswers(context.WithoutCancel(ctx), &s)
		return err
	})
	switch {
	case ctx.Err() != nil:
		return interrupted(s.kept.shop, err)
	case !s.have || err != nil:
		return err
	}
	if len(s.Typed) > 0 {
		for _, change := range changes(s.run, run, s.cat) {
			a.say("%s", change)
		}
	}
	a.say("See the report with: shopcheck report %s", domain)
	return nil
}
