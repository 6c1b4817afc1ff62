package main

import (
	"fmt"
	"slices"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// policy returns the exit code that a run deserves, which changed in so much since
// the one that it is held against: an *exitError or nil. What
// somebody has accepted for now does not fail it, and is said; after its last day
// it fails. The run may come from a stranger's file.
func (a *app) policy(o output, run checklist.Run, since checklist.Since) error {
	if run.Scan.Problem != nil {
		return &exitError{exitNotAssessed, fmt.Errorf("%s could not be assessed: %s", run.Target, observe.Printable(run.Scan.Problem.Words))}
	}
	switch o.failOn {
	case "", "never":
		return nil
	case onRegression:
		return a.regressed(run, since)
	}
	var failed error
	var said []scanner.ProbeID
	for _, f := range run.Scan.Findings {
		if f.Outcome != scanner.Fail || f.Severity.Rank() > scanner.Severity(o.failOn).Rank() || slices.Contains(said, f.Probe) {
			continue
		}
		said = append(said, f.Probe)
		w, holds := checklist.Accepted(run.Waivers, f.Probe, a.now())
		switch {
		case holds:
			a.say("%s: %s fails, but %s, so --fail-on lets it pass.", run.Target, observe.Printable(string(f.Probe)), whoAccepted(w, "it"))
		case failed == nil:
			failed = fmt.Errorf("%s: %s fails, which --fail-on %s does not accept", run.Target, observe.Printable(string(f.Probe)), o.failOn)
			if w.Probe != "" {
				failed = fmt.Errorf("%w; %s, and that is over", failed, whoAccepted(w, "it"))
			}
		}
	}
	if failed != nil {
		return &exitError{exitPolicy, failed}
	}
	return nil
}
