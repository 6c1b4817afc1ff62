package main

import (
	"context"
	"fmt"

	"shopcheck/checklist"
	"shopcheck/checklist/ask"
	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/scanner"
)

// answer is the interview alone. If a run is kept, its answers are brought up to
// date, so that report shows them.
func (a *app) answer(ctx context.Context, o cli.Answer) error {
	target, err := scanner.ParseTarget(o.Domain)
	if err != nil {
		return err
	}
	cat, kept, said, err := a.sofar(target, o.Data, o.Asking)
	if err != nil {
		return err
	}
	run, have, err := kept.lastRun()
	if err != nil {
		return err
	}
	if !have {
		run = checklist.Run{Target: target}
		run.Scan.Finished = a.now().UTC()
	}
	before := run
	if run.Waivers, err = a.accepted(kept, cat); err != nil {
		return err
	}
	switch {
	case !o.NoInput && ask.CanAsk(a.in, a.errOut):
		if said, err = a.interview(ctx, o.Asking, kept, cat, run, said); err != nil {
			return err
		}
	case o.Answers == "":
		return fmt.Errorf("there is no terminal to ask on; write your answers into a file and name it: shopcheck answer %s --answers FILE", target.Domain)
	}
	if err := kept.saveAnswers(said, cat); err != nil {
		return err
	}
	a.say("Answers kept in %s", kept.path("answers.yaml"))
	if have {
		a.assess(&run, cat, said)
		err = a.keepRun(kept, run)
		a.sayLost(before, run)
	}
	switch {
	case ctx.Err() != nil:
		return interrupted(target, err)
	case err == nil && have:
		a.say("See the report with: shopcheck report %s", target.Domain)
	}
	return err
}
