package scanner

import (
	"context"
	"slices"
	"time"

	"shopcheck/scanner/observe"
)

// Remember returns what is remembered of a shop after one more scan, made after
// those that it remembers already. One that saw nothing of the shop or was stopped
// is not counted as complete. Neither is one that was asked for some probes only,
// but that a Scan does not tell: callers leave those out.
func Remember(past observe.Past, scan Scan) observe.Past {
	stopped := func(f Finding) bool { return f.Cause == observe.Cancelled }
	if scan.Problem == nil && !slices.ContainsFunc(scan.Findings, stopped) {
		past.Scans = append(slices.Clone(past.Scans), scan.Started)
	}
	return follow(past, scan.Started, scan.Findings)
}

// knowing returns the site as it is known when the other probes are done: its past
// then has what they found.
func knowing(ctx context.Context, site *observe.Site, req Request, found []Finding) *observe.Site {
	past := site.Told(ctx).Past
	switch {
	case past == nil:
		return site
	case len(req.Only) > 0:
		return site.Knowing(follow(*past, past.At, found))
	}
	return site.Knowing(Remember(*past, Scan{Started: past.At, Problem: problem(ctx, site, found), Findings: found}))
}

// follow returns what became of failures and of what was accepted, by what a scan
// found at a moment.
func follow(past observe.Past, at time.Time, found []Finding) observe.Past {
	of := make(map[ProbeID][]Finding)
	for _, f := range found {
		of[f.Probe] = append(of[f.Probe], f)
	}
	past.Failures, past.Waivers = slices.Clone(past.Failures), slices.Clone(past.Waivers)
	open := make(map[string]bool)
	for i, f := range past.Failures {
		if f.Ended.IsZero() && mended(f.Key, of[ProbeOf(f.Key)]) {
			past.Failures[i].Ended = at
		}
		open[f.Key] = open[f.Key] || past.Failures[i].Ended.IsZero()
	}
	for _, f := range found {
		if f.Outcome == Fail && f.Severity.Rank() <= High.Rank() && !open[f.Key()] {
			past.Failures, open[f.Key()] = append(past.Failures, observe.Failed{Key: f.Key(), Began: at}), true
		}
	}
	for i, w := range past.Waivers {
		if all := of[ProbeID(w.Probe)]; slices.ContainsFunc(all, amiss) {
			past.Waivers[i].Wrong = true
		} else if slices.ContainsFunc(all, known) {
			past.Waivers[i].Wrong = false
		}
	}
	return past
}

// mended reports whether what failed does so no more, by all that its probe found:
// the finding is another now, or the probe could tell of everything and has none of
// that key. What nobody could judge is not mended.
func mended(key string, found []Finding) bool {
	same := slices.DeleteFunc(slices.Clone(found), func(f Finding) bool { return f.Key() != key })
	if len(same) == 0 {
		return len(found) > 0 && !slices.ContainsFunc(found, func(f Finding) bool { return !known(f) })
	}
	return !slices.ContainsFunc(same, func(f Finding) bool { return f.Outcome == Fail || !known(f) })
}

func amiss(f Finding) bool { return f.Outcome == Fail || f.Outcome == Warn }

func known(f Finding) bool {
	return amiss(f) || f.Outcome == Pass || f.Outcome == NotApplicable
}
