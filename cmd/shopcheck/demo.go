package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strings"
	"time"

	"shopcheck/checklist"
	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/scanner"
	"shopcheck/scanner/pretend"
)

//go:embed demo.yaml
var demoAnswers string

// demo checks a pretend shop on loopback for real, with answers as a small
// shop's owner might have given them. Nothing is kept.
func (a *app) demo(ctx context.Context, o cli.Demo) error {
	out, err := a.output(ctx, o.Output, false)
	if err != nil {
		return err
	}
	cat, err := catalog()
	if err != nil {
		return err
	}
	shop, err := pretend.Start(pretend.Demo(), pretend.Settings{Log: a.logger(o.Log)})
	if err != nil {
		return fmt.Errorf("starting the pretend shop: %w", err)
	}
	defer shop.Close()
	target, err := scanner.ParseTarget(shop.Domain())
	if err != nil {
		return err
	}
	recently := a.now().AddDate(0, -2, 0).Format(time.DateOnly)
	answers := strings.NewReader(strings.ReplaceAll(demoAnswers, "RECENTLY", recently))
	said, err := checklist.ReadAnswers(answers, "demo.yaml", cat, a.now())
	if err != nil {
		return err
	}
	if !o.Quiet {
		a.say("A pretend shop, %s, runs on this machine and is checked as a real one would be.", target)
	}
	run, err := a.scanShop(ctx, o.Progress, shop.Options(), scanner.Request{Target: target, Authorized: true})
	if err != nil {
		return err
	}
	a.assess(&run, cat, said)
	return errors.Join(a.write(ctx, out, run, cat), a.policy(out, run, run.Since))
}
