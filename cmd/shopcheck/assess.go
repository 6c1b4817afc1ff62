package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"shopcheck/checklist"
	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes"
)

// catalog joins the checklist to the probes.
func catalog() (checklist.Catalog, error) { return checklist.NewCatalog(probes.All()) }

// scanShop runs the probes and returns a run that is not assessed yet.
func (a *app) scanShop(ctx context.Context, o cli.Progress, opts observe.Options, req scanner.Request) (checklist.Run, error) {
	s, done, err := a.scanner(o, opts)
	if err != nil {
		return checklist.Run{}, err
	}
	scan := s.Scan(ctx, req)
	done()
	if ctx.Err() != nil {
		return checklist.Run{}, &exitError{exitNotAssessed, fmt.Errorf("stopped before the scan of %s was done; no report of it was made", req.Target)}
	}
	a.sayUnrendered(scan)
	return checklist.Run{
		Schema: 1, ID: checklist.NewID(req.Target.Domain, scan.Started), Target: req.Target, Tool: thisTool(), Vantage: scan.Vantage, Scan: scan,
	}, nil
}

// thisTool says what this program is, and what it knows.
func thisTool() checklist.Tool {
	return checklist.Tool{Version: cli.Version(), Rules: rules(), Facts: facts.AsOf, Refreshed: refreshed()}
}

// sameTool reports whether two programs judge alike.
func sameTool(a, b checklist.Tool) bool {
	return a.Version == b.Version && a.Rules == b.Rules && a.Facts == b.Facts && slices.Equal(a.Refreshed, b.Refreshed)
}

// refreshed returns which facts in use are newer than the program's.
func refreshed() []checklist.Refreshed {
	var all []checklist.Refreshed
	for _, r := range facts.InUse() {
		all = append(all, checklist.Refreshed{Facts: r.About, Source: r.Source, Day: r.Day.Format(time.DateOnly), Digest: r.Digest})
	}
	return all
}

// scanner returns a scanner that logs and shows its progress as the flags say, and
// what to call when it is done.
func (a *app) scanner(o cli.Progress, opts observe.Options) (s *scanner.Scanner, done func(), err error) {
	opts.Log = a.logger(o.Log)
	if opts.Now == nil {
		opts.Now = a.now
	}
	opts.Watch, done = a.progress(o)
	s, err = scanner.New(probes.All(), opts)
	return s, done, err
}

// assess answers the checklist from a run's findings and what was said, as of
// now: what was said expires.
func (a *app) assess(run *checklist.Run, cat checklist.Catalog, said []checklist.Statement) {
	run.Statements = said
	run.Assessment = checklist.Assess(a.input(*run, cat, said))
	run.Answers = run.Assessment.Answers
}

// input is what an assessment of a run as of now depends on, if said was said.
func (a *app) input(run checklist.Run, cat checklist.Catalog, said []checklist.Statement) checklist.Input {
	return checklist.Input{
		Catalog: cat, Problem: run.Scan.Problem, Findings: run.Scan.Findings, Statements: said, Waivers: run.Waivers, At: a.now().UTC(),
	}
}

// rules is a digest of the checklist and of every probe's page and limits: two runs
// with the same digest were judged alike.
func rules() string {
	var b strings.Builder
	b.WriteString(checklist.Rules())
	for _, p := range probes.All() {
		fmt.Fprintf(&b, "%s\x00%s\x00%s\x00", p.ID, p.Severity, p.Doc)
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:6])
}
