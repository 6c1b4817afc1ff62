package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"shopcheck/checklist"
	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// A survey is a scan of shops: how they are looked at and where reports go.
type survey struct {
	cli.Scan
	opts observe.Options
	out  output
	cat  checklist.Catalog
	gate gate
}

// scan runs the probes only, for one shop or many, one after the other.
func (a *app) scan(ctx context.Context, o cli.Scan) error {
	s, targets, err := a.survey(ctx, o)
	if err != nil {
		return err
	}
	if err := a.tryBrowser(ctx, s.opts); err != nil {
		return err
	}
	told := &tally{app: a, many: &s.out.settings.Many}
	left := targets
	written := a.publish(ctx, s.out, s.cat, func(yield func(checklist.Run) bool) {
		for more := true; more && len(left) > 0; {
			run, since, err := a.scanOne(ctx, s, left[0])
			if run.ID == "" {
				told.add(err)
				return
			}
			left = left[1:]
			more = yield(run)
			a.sayOver(run)
			told.add(errors.Join(err, a.policy(s.out, run, since)))
		}
	})
	if len(targets) > 1 {
		a.sayMissing(left, len(targets))
	}
	return errors.Join(written, told.err())
}

// sayMissing says which shops no report was made of.
func (a *app) sayMissing(left []scanner.Target, of int) {
	if len(left) == 0 {
		return
	}
	var names []string
	for _, t := range left[:min(len(left), 5)] {
		names = append(names, t.Domain)
	}
	if more := len(left) - len(names); more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	a.say("%d of %d shops are missing from the report: %s", len(left), of, strings.Join(names, ", "))
}

// survey reads flags and files, before anything is sent.
func (a *app) survey(ctx context.Context, o cli.Scan) (s survey, targets []scanner.Target, err error) {
	s.Scan = o
	if err = a.useFacts(o.Data); err != nil {
		return s, nil, err
	}
	if s.opts, err = options(o.Network); err != nil {
		return s, nil, err
	}
	if s.out, err = a.output(ctx, o.Output, len(o.Domains) > 1); err != nil {
		return s, nil, err
	}
	s.out.slow = true
	if targets, err = a.targets(ctx, o); err != nil {
		return s, nil, err
	}
	if len(targets) > 1 {
		if err := s.out.several(); err != nil {
			return s, nil, err
		}
	}
	if err := a.oneShop(o, len(targets)); err != nil {
		return s, nil, err
	}
	if err = contradiction(o.Storing); err != nil {
		return s, nil, err
	}
	if s.gate, err = a.gate(o.Gate, o.FailOn); err != nil {
		return s, nil, err
	}
	s.cat, err = catalog()
	return s, targets, err
}

// scanOne looks at one shop, as closely as a flag or an earlier word permits, with
// what is known of it, and keeps the run. It returns what changed since what the run
// is held against, and with a run an error that it was not kept.
func (a *app) scanOne(ctx context.Context, s survey, t scanner.Target) (run checklist.Run, since checklist.Since, err error) {
	v, said, err := a.scanVisit(ctx, s, t)
	if err != nil {
		return run, since, err
	}
	a.announce(s.Progress, v.req, v.opts)
	if run, err = a.look(ctx, &v); err != nil {
		return checklist.Run{}, since, err
	}
	a.assess(&run, s.cat, said)
	err = a.keepVisit(ctx, &v, &run)
	return run, v.against(run), err
}

// scanVisit gathers what is known of a shop.
func (a *app) scanVisit(ctx context.Context, s survey, t scanner.Target) (v visit, said []checklist.Statement, err error) {
	v = visit{Progress: s.Progress, gate: s.gate, cat: s.cat, opts: s.opts, okay: checklist.WaiversFor(a.waivers, t)}
	if v.req, err = request(s.Network, t); err != nil {
		return v, nil, err
	}
	var nowhere error
	if v.kept, nowhere = keepFor(s.Data, t); nowhere == nil { // without a data directory nothing is remembered
		v.req.Authorized = v.req.Authorized || v.kept.permission().Allowed
		if said, err = v.kept.answers(s.cat, a.now()); err != nil {
			a.say("The kept answers cannot be read, so the scan does without them: %v", err)
		}
		if v.okay, err = a.accepted(v.kept, s.cat); err != nil {
			a.say("What is accepted for now cannot be read, so the scan accepts nothing of it: %v", err)
		}
	}
	if v.opts.Told, err = a.told(s.Known, t, said); err != nil {
		return v, nil, err
	}
	if err := a.recollect(ctx, &v, s.Keeping, s.Storing); err != nil {
		return v, nil, err
	}
	if s.Before != "" {
		v.opts.Told.Before, err = compared(ctx, s.Before, t, s.opts)
	} else {
		v.opts.Told.Before = a.remembered(ctx, v)
	}
	return v, said, err
}

// maxTargets bounds one list of shops.
const maxTargets = 10000

// targets reads the shops named on the command line and in the file.
func (a *app) targets(ctx context.Context, o cli.Scan) ([]scanner.Target, error) {
	var out []scanner.Target
	for _, d := range o.Domains {
		t, err := scanner.ParseTarget(d)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	if o.File == "" {
		return out, nil
	}
	var in io.Reader = a.in
	if o.File == "-" {
		if term.IsTerminal(int(a.in.Fd())) {
			a.say("Type the shops' domains, one a line, then Ctrl-D.")
		}
	} else {
		f, err := os.Open(o.File)
		if err != nil {
			return nil, fmt.Errorf("reading the list of shops: %w", err)
		}
		defer func() { _ = f.Close() }()
		in = f
	}
	lines := bufio.NewScanner(untilDone{ctx, in})
	for n := 1; lines.Scan(); n++ {
		line, _, _ := strings.Cut(lines.Text(), "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		t, err := scanner.ParseTarget(line)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", o.File, n, err)
		}
		if out = append(out, t); len(out) > maxTargets {
			return nil, fmt.Errorf("%s names more than %d shops; split it", o.File, maxTargets)
		}
	}
	if ctx.Err() != nil {
		return nil, errStopped
	}
	if err := cmp.Or(lines.Err(), empty(out, o.File)); err != nil {
		return nil, err
	}
	return out, nil
}

func empty(targets []scanner.Target, file string) error {
	if len(targets) == 0 {
		return fmt.Errorf("%s names no shop; write one domain a line", file)
	}
	return nil
}
