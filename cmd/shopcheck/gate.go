package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"shopcheck/checklist"
	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// Values of --fail-on and --baseline.
const (
	onRegression = "regression"
	byLast       = "last"
	byAccepted   = "accepted"
)

// A gate is what --fail-on regression holds runs against.
type gate struct {
	by   string                   // last, accepted, or empty: accepted if there is such a state
	name string                   // of a file with runs; empty: none
	runs map[string]checklist.Run // that file's, by domain
}

// gate reads the flags, before anything is sent.
func (a *app) gate(o cli.Gate, failOn string) (gate, error) {
	switch {
	case o.Baseline != "" && failOn != onRegression:
		return gate{}, fmt.Errorf("--baseline says what --fail-on regression compares with; add that, or leave it out")
	case o.Baseline == "" || o.Baseline == byLast || o.Baseline == byAccepted:
		return gate{by: o.Baseline}, nil
	}
	g := gate{name: o.Baseline, runs: make(map[string]checklist.Run)}
	f, err := os.Open(o.Baseline)
	if err != nil {
		return g, fmt.Errorf("--baseline: %w; name last, accepted, or a file with a run, saved with: shopcheck scan DOMAIN -o FILE.json", err)
	}
	defer func() { _ = f.Close() }()
	for run, err := range checklist.ReadRuns(o.Baseline, f) {
		if err != nil {
			return g, fmt.Errorf("--baseline: %w", err)
		}
		g.runs[run.Target.Domain] = run
	}
	return g, nil
}

// heldAgainst returns what the gate holds a shop's run against; zero: the run
// before. It says what is missing before the shop is looked at.
func (a *app) heldAgainst(ctx context.Context, v visit) (earlier, error) {
	t, g := v.req.Target, v.gate
	if g.name != "" {
		run, ok := g.runs[t.Domain]
		switch {
		case !ok:
			return earlier{}, fmt.Errorf("--baseline %s holds no run of %s; save one with: shopcheck scan %s -o %s", g.name, t, t.Domain, g.name)
		case run.Scan.Problem != nil:
			return earlier{}, fmt.Errorf("--baseline %s: that run saw nothing of %s; save another with: shopcheck scan %s -o %s", g.name, t, t.Domain, g.name)
		}
		return a.aloud(a.earlier(ctx, run, v.cat)), nil
	}
	if g.by == byLast || v.kept.store == nil && g.by == "" {
		return earlier{}, nil
	}
	if v.kept.store == nil {
		return earlier{}, fmt.Errorf("--baseline accepted needs the store in which the accepted state is kept; leave --no-store out")
	}
	b, run, ok, err := v.kept.store.Baseline(ctx, t.Domain)
	switch {
	case err != nil:
		return earlier{}, err
	case !ok && g.by == byAccepted:
		return earlier{}, fmt.Errorf("nobody has accepted a state of %s yet; do it with: shopcheck accept %s --reason WHY --by NAME", t, t.Domain)
	case !ok:
		return earlier{}, nil
	}
	e := a.aloud(a.earlier(ctx, run, v.cat))
	e.accepted, e.pair.Traces = b.Reason, v.last.pair.Traces
	return e, nil
}

// against says what changed since what the gate holds a run against.
func (v visit) against(run checklist.Run) checklist.Since {
	if v.held.pair.Before.ID != "" {
		return v.held.since(run)
	}
	return run.Since
}

// regressed returns an error if something got worse that nobody has accepted for
// now, or if the time is over for which somebody had.
func (a *app) regressed(run checklist.Run, since checklist.Since) error {
	if since.IsZero() {
		a.say("%s: there is no earlier run to compare with yet, so --fail-on regression lets this one pass.", run.Target)
		return nil
	}
	var worse, unclear, flapping []string
	for _, c := range since.Changes {
		w, holds := checklist.Accepted(run.Waivers, c.Probe, a.now())
		name := observe.Printable(c.Key)
		switch {
		case c.Regression() && holds:
			a.say("%s: %s got worse, but %s, so --fail-on lets it pass.", run.Target, name, whoAccepted(w, "it"))
		case c.Regression():
			worse = append(worse, fmt.Sprintf("%s fails now%s", name, wasThen(c)))
		case c.Of != checklist.OfFinding || c.After != string(scanner.Fail):
		case c.Flapping:
			flapping = append(flapping, name)
		case c.Who == checklist.Unclear:
			unclear = append(unclear, name)
		}
	}
	worse = append(worse, a.overSince(run, since)...)
	if len(unclear) > 0 {
		a.say("%s: these fail too, and nobody can tell since when, so --fail-on lets them pass: %s", run.Target, strings.Join(unclear, "; "))
	}
	if len(flapping) > 0 {
		a.say("%s: these fail this time, and have come and gone several times of late, so --fail-on lets them pass until they stay: %s", run.Target, strings.Join(flapping, "; "))
	}
	if len(worse) == 0 {
		return nil
	}
	return &exitError{exitPolicy, fmt.Errorf("%s got worse since %s: %s", run.Target, sinceWhen(since), strings.Join(worse, "; "))}
}

// overSince names what was accepted then, is so no more, and fails still.
func (a *app) overSince(run checklist.Run, since checklist.Since) []string {
	var over []string
	for _, f := range run.Scan.Findings {
		w, holds := checklist.Accepted(run.Waivers, f.Probe, a.now())
		_, held := checklist.Accepted(run.Waivers, f.Probe, since.At)
		if f.Outcome != scanner.Fail || w.Probe == "" || holds || !held {
			continue
		}
		if line := fmt.Sprintf("%s fails still; %s, and that is over", observe.Printable(string(f.Probe)), whoAccepted(w, "it")); !slices.Contains(over, line) {
			over = append(over, line)
		}
	}
	return over
}

func wasThen(c checklist.Change) string {
	switch scanner.Outcome(c.Before) {
	case scanner.Pass:
		return ", and was in order then"
	case scanner.Warn:
		return ", and was only partly in order then"
	}
	return ", and was not there then"
}

func sinceWhen(s checklist.Since) string {
	if s.Accepted != "" {
		return "the state that was accepted, of " + longDay(s.At)
	}
	return "the check of " + longDay(s.At)
}
