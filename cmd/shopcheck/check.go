package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

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
	cat, err := catalog()
	if err != nil {
		return err
	}
	kept, err := keepFor(o.Data, target)
	if err != nil {
		return err
	}
	said, err := a.said(kept, o.Asking, cat)
	if err != nil {
		return err
	}
	canAsk := !o.NoInput && ask.CanAsk(a.in, a.errOut)
	if req.Authorized, err = a.permission(kept, o, target, canAsk); err != nil {
		return err
	}
	a.announce(o.Common, req)
	run, err := a.scanShop(ctx, o.Common, opts, req)
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
	saved := kept.saveRun(run)
	if err := errors.Join(a.write(out, run, cat), saved); err != nil {
		return err
	}
	return out.policy(run)
}

// said merges what is kept with what a file says; the file wins.
func (a *app) said(kept keep, o cli.Asking, cat checklist.Catalog) ([]checklist.Statement, error) {
	said, err := kept.answers(cat, a.now())
	if err != nil || o.Answers == "" {
		return said, err
	}
	more, err := readAnswers(o.Answers, cat, a.now(), false)
	if err != nil {
		return nil, err
	}
	return checklist.Merge(said, more), nil
}

// permission finds out whether this shop may be looked at closely: by flag, by
// an earlier word, or by asking once.
func (a *app) permission(kept keep, o cli.Check, t scanner.Target, canAsk bool) (bool, error) {
	if o.Authorized {
		return true, nil
	}
	if _, ok := kept.permitted(); ok {
		return true, nil
	}
	if !canAsk {
		return false, nil
	}
	a.say("A full check also asks %s for pages nobody links to, such as forgotten backups.", t)
	a.say("That needs the permission of the shop's owner.")
	_, _ = fmt.Fprint(a.errOut, "Do you own this shop, or may you check it? [yes/No] ")
	line, err := readLine(a.in)
	if err != nil {
		return false, &exitError{exitNotAssessed, errors.New("stopped; nothing was sent and nothing was written")}
	}
	if answer := strings.ToLower(strings.TrimSpace(line)); answer != "y" && answer != "yes" {
		a.say("Then only what every visitor's browser sees is looked at.")
		return false, nil
	}
	return true, kept.permit(permission{By: o.By, At: a.now().UTC()})
}

// readLine reads up to the end of a line and not a byte further: what was typed
// ahead belongs to the interview.
func readLine(in io.Reader) (string, error) {
	var line []byte
	for b := make([]byte, 1); len(line) < 1000; {
		if _, err := in.Read(b); err != nil {
			return "", err
		}
		if b[0] == '\n' {
			break
		}
		line = append(line, b[0])
	}
	return string(line), nil
}

// announce says what is about to be sent.
func (a *app) announce(o cli.Common, req scanner.Request) {
	if o.Quiet {
		return
	}
	closely := "only what every visitor sees"
	if req.Authorized {
		closely = "with your permission, unlinked pages too"
	}
	a.say("Checking %s (%s): at most %d requests, about a minute.", req.Target, closely, req.Profile.Budget().Requests)
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
	if !result.Complete {
		a.say("Your answers so far are kept. Go on later with: shopcheck answer %s", run.Target.Domain)
	}
	return result.Statements, nil
}
