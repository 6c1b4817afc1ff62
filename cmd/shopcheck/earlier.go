package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"shopcheck/checklist"
	"shopcheck/checklist/history"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes"
)

// An earlier is a run that later ones of the shop are compared with. The zero
// earlier is none.
type earlier struct {
	pair     checklist.Pair // Before, Again and Traces
	accepted string         // why somebody accepted that state; empty if nobody did
}

// earlier makes a run ready to be compared with: if this program judges otherwise
// than the one that made it, what that run saw is judged again.
func (a *app) earlier(ctx context.Context, run checklist.Run, cat checklist.Catalog) earlier {
	e := earlier{pair: checklist.Pair{Before: run, Again: run}}
	if !sameTool(run.Tool, thisTool()) {
		e.pair.Again, _ = judgeAgain(ctx, run, cat)
	}
	return e
}

// aloud says if it cannot be told who changed what since a run, and returns it.
func (a *app) aloud(e earlier) earlier {
	if run := e.pair.Before; e.pair.Again.ID == "" {
		a.say("%s: another shopcheck made the run of %s, and what that saw is not kept. So nobody can tell whether the shop has changed what is judged otherwise now.", run.Target, longDay(run.Scan.Started))
	}
	return e
}

// judgeAgain judges and assesses what a run saw by the rules and facts of today, as
// of then; false if that is not kept.
func judgeAgain(ctx context.Context, run checklist.Run, cat checklist.Catalog) (checklist.Run, bool) {
	s, err := scanner.New(probes.All(), observe.Options{})
	if err != nil || len(run.Scan.Looks) == 0 {
		return checklist.Run{}, false
	}
	run.Tool = thisTool()
	run.Scan.Findings = s.Judge(ctx, observe.Replay(run.Target.Domain, run.Scan.Looks), scanner.Request{
		Target: run.Target, Profile: run.Scan.Profile, Authorized: run.Scan.Authorized, Twice: run.Scan.Twice,
	})
	run.Seen, run.Since = seen(ctx, run.Target, run.Scan.Looks), checklist.Since{}
	run.Assessment = checklist.Assess(checklist.Input{
		Catalog: cat, Problem: run.Scan.Problem, Findings: run.Scan.Findings, Statements: run.Statements, Waivers: run.Waivers, At: run.Scan.Finished,
	})
	run.Answers = run.Assessment.Answers
	return run, true
}

// since says what changed from the earlier run to a later one.
func (e earlier) since(run checklist.Run) checklist.Since {
	if e.pair.Before.ID == "" {
		return checklist.Since{}
	}
	e.pair.After = run
	return checklist.Since{
		Run: e.pair.Before.ID, At: e.pair.Before.Scan.Started, Accepted: e.accepted, Changes: checklist.Compare(e.pair),
	}
}

// lastOf returns the newest kept run that saw the shop, to be compared with.
func (a *app) lastOf(ctx context.Context, kept keep, cat checklist.Catalog) (earlier, error) {
	run, have, err := kept.lastRun(ctx)
	if err != nil || !have || run.Scan.Problem != nil {
		return earlier{}, err
	}
	e := a.aloud(a.earlier(ctx, run, cat))
	e.pair.Traces, err = kept.traces(ctx)
	return e, err
}

// traces are what is remembered of the shop's findings; nil without a store.
func (k keep) traces(ctx context.Context) (map[string]checklist.Trace, error) {
	if k.store == nil {
		return nil, nil
	}
	states, err := k.store.States(ctx, k.shop.Domain)
	all := make(map[string]checklist.Trace, len(states))
	for key, s := range states {
		all[key] = checklist.Trace{Known: s.Outcome, Recent: s.Recent}
	}
	return all, err
}

// past is what is remembered of a shop's earlier runs; nil without a store.
func (a *app) past(ctx context.Context, kept keep, okay []checklist.Waiver) (*observe.Past, error) {
	if kept.store == nil {
		return nil, nil
	}
	year := a.now().UTC().AddDate(-1, 0, 0)
	runs, err := kept.store.Runs(ctx, kept.shop.Domain, maxScans)
	if err != nil {
		return nil, err
	}
	past := &observe.Past{}
	var last time.Time
	for _, r := range slices.Backward(runs) { // of a day one is enough, and the run keeps what it was told
		if day := r.Started.UTC().Truncate(24 * time.Hour); r.Problem == nil && !r.Started.Before(year) && !day.Equal(last) {
			past.Scans, last = append(past.Scans, r.Started), day
		}
	}
	failures, err := kept.store.Failures(ctx, kept.shop.Domain, year)
	if err != nil {
		return nil, err
	}
	for _, f := range failures {
		past.Failures = append(past.Failures, observe.Failed{Key: f.Key, Began: f.Began, Ended: f.Ended})
	}
	states, err := kept.store.States(ctx, kept.shop.Domain)
	if err != nil {
		return nil, err
	}
	for _, w := range okay {
		past.Waivers = append(past.Waivers, observe.Accepted{Probe: string(w.Probe), Until: w.Until, Wrong: wrongNow(states, w.Probe)})
	}
	return past, nil
}

// maxScans bounds how many runs of a year are looked at: hourly ones, and as many again
// that people make besides.
const maxScans = 2 * 366 * 24

// wrongNow reports whether a probe's findings were bad when they were known last.
func wrongNow(states map[string]history.State, id scanner.ProbeID) bool {
	for key, s := range states {
		if scanner.ProbeOf(key) == id && (s.Outcome == scanner.Fail || s.Outcome == scanner.Warn) {
			return true
		}
	}
	return false
}

// confirm looks again at what fails now and did not before. Where that look does not
// agree, nobody knows; see [scanner.Probe.Twice].
func (a *app) confirm(ctx context.Context, v *visit, run checklist.Run) (checklist.Run, error) {
	seen := run.Scan.Problem == nil
	for _, since := range []checklist.Since{v.last.since(run), v.against(run)} {
		for _, c := range since.Changes {
			if seen && c.Regression() && !v.cat.Probes[c.Probe].Twice && !slices.Contains(v.req.Twice, c.Probe) {
				v.req.Twice = append(v.req.Twice, c.Probe)
			}
		}
	}
	if len(v.req.Twice) == 0 {
		return run, nil
	}
	if !v.Quiet {
		a.say("%s that did not before. The scan looks at that again.", counted(len(v.req.Twice), "thing fails", "things fail"))
	}
	s, done, err := a.scanner(v.Progress, v.opts)
	if err != nil {
		return run, err
	}
	scan := s.Continue(ctx, v.req, run.Scan)
	done()
	if ctx.Err() == nil {
		run.Scan = scan
	}
	return run, nil
}

// counted says how many there are of something.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// cutOff reports whether it is this machine that cannot reach anybody, and not the
// shop that is away: it has no route, or no resolver of it answers for the root zone.
func cutOff(ctx context.Context, opts observe.Options, problem *observe.Failure) bool {
	switch {
	case problem == nil:
		return false
	case problem.Cause == observe.Unreachable:
		return true
	case !slices.Contains([]observe.Cause{observe.DNS, observe.DNSRefused, observe.Timeout}, problem.Cause):
		return false
	}
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	site := observe.Open(ctx, "example.com", opts)
	defer site.Close()
	_, err := site.Records(ctx, "NS", ".")
	return err != nil
}
