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
	"shopcheck/report"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// scan runs the probes only, for one shop or many, one after the other.
func (a *app) scan(ctx context.Context, o cli.Scan) error {
	opts, err := options(o.Network)
	if err != nil {
		return err
	}
	out, err := a.output(o.Output)
	if err != nil {
		return err
	}
	targets, err := a.targets(ctx, o)
	if err != nil {
		return err
	}
	if len(targets) > 1 && len(o.Files) > 0 {
		return fmt.Errorf("-o takes one report, but %d shops were named; scan them one by one, or use standard output", len(targets))
	}
	out.settings.Compact = len(targets) > 1 && out.format == report.JSON
	cat, err := catalog()
	if err != nil {
		return err
	}
	var worst error
	for _, t := range targets {
		run, err := a.scanOne(ctx, o, opts, t)
		if err != nil {
			return err
		}
		a.assess(&run, cat, nil)
		if err := a.write(out, run, cat); err != nil {
			return err
		}
		if err := out.policy(run); err != nil {
			worst = worse(worst, err)
			if len(targets) > 1 {
				a.say("shopcheck: %v", err)
			}
		}
	}
	if len(targets) > 1 && worst != nil {
		e, _ := errors.AsType[*exitError](worst)
		return &exitError{code: e.code} // each has been said
	}
	return worst
}

// scanOne looks at one shop, as closely as a flag or an earlier word permits.
func (a *app) scanOne(ctx context.Context, o cli.Scan, opts observe.Options, t scanner.Target) (checklist.Run, error) {
	req, err := request(o.Network, t)
	if err != nil {
		return checklist.Run{}, err
	}
	if kept, err := keepFor(o.Data, t); err == nil && !req.Authorized { // without a data directory nothing is remembered
		req.Authorized = kept.permission().Allowed
	}
	a.announce(o.Progress, req)
	return a.scanShop(ctx, o.Progress, opts, req)
}

// worse returns the error whose exit code weighs more: 2, 3, 1.
func worse(a, b error) error {
	weight := map[int]int{exitWrong: 3, exitNotAssessed: 2, exitPolicy: 1}
	code := func(err error) int {
		e, _ := errors.AsType[*exitError](err)
		return weight[e.code]
	}
	if a == nil || code(b) > code(a) {
		return b
	}
	return a
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
