package process

import (
	_ "embed"
	"fmt"
	"slices"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed fixes.md
var fixesDoc string

// Fixes asks whether failures of high and critical severity are mended, and how soon.
var Fixes = scanner.Probe{
	ID:       "process.fixes",
	Severity: scanner.Medium,
	Stage:    scanner.Afterwards,
	Doc:      fixesDoc,
	Run:      remembering("shopcheck history", judgeFixes),
}

// How many days a serious fault may be there.
const (
	soonEnough = 30 // PCI DSS 4.0.1, 6.3.3: critical updates within one month
	tooLong    = 90
)

// judgeFixes judges faults that are open by the oldest, and those that were mended by
// the median of their days. No median has the open ones: how long they take is not
// known.
func judgeFixes(past observe.Past) scanner.Finding {
	open, mended, accepted := faults(past)
	f := scanner.Finding{Outcome: scanner.Warn, Evidence: quotes(slices.Concat(lines(open, past.At), lines(mended, past.At))...)}
	var oldest, median int
	if len(open) > 0 {
		oldest = days(open[0].Began, past.At)
	}
	if len(mended) > 0 {
		median = middle(mended)
	}
	switch {
	case oldest > tooLong:
		f.Outcome, f.Message = scanner.Fail, still(open, past.At)+fmt.Sprintf("; more than %d are too long.", tooLong)
	case oldest > soonEnough:
		f.Message = still(open, past.At) + fmt.Sprintf("; %d should be enough.", soonEnough)
	case median > soonEnough:
		f.Message = took(mended, median) + fmt.Sprintf("; %d should be enough.", soonEnough)
	case len(mended) > 0:
		f.Outcome, f.Message = scanner.Pass, took(mended, median)+"."
	case len(open) > 0:
		f.Outcome, f.Cause = scanner.Unknown, observe.NotFound
		f.Message = still(open, past.At) + "; how soon faults are mended is not known before one was."
	case len(scanned(past)) < 2:
		f.Outcome, f.Cause, f.Message = scanner.Unknown, observe.NotFound, "Too few complete scans are remembered to tell whether serious faults are mended."
	default:
		f.Outcome, f.Message = scanner.Pass, none(accepted)
		f.Evidence = quotes(fmt.Sprintf("%d days with complete scans; failures of high or critical severity, besides %d accepted: none", len(scanned(past)), accepted))
	}
	return f
}

// faults returns the failures that are open, the oldest first, those that were mended
// in the last 12 months, and how many others a waiver keeps from counting: somebody
// has decided how long they may wait.
func faults(past observe.Past) (open, mended []observe.Failed, accepted int) {
	for _, f := range past.Failures {
		probe := string(scanner.ProbeOf(f.Key))
		waived := func(w observe.Accepted) bool { return w.Probe == probe && !day(past.At).After(day(w.Until)) }
		switch {
		case !f.Ended.IsZero() && f.Ended.Before(yearBefore(past.At)):
		case slices.ContainsFunc(past.Waivers, waived):
			accepted++
		case f.Ended.IsZero():
			open = append(open, f)
		default:
			mended = append(mended, f)
		}
	}
	slices.SortStableFunc(open, func(a, b observe.Failed) int { return a.Began.Compare(b.Began) })
	return open, mended, accepted
}

// middle returns the median of the days that faults took; there must be one.
func middle(mended []observe.Failed) int {
	var all []int
	for _, f := range mended {
		all = append(all, days(f.Began, f.Ended))
	}
	slices.Sort(all)
	return (all[(len(all)-1)/2] + all[len(all)/2]) / 2
}

// still says how long the oldest fault has been open.
func still(open []observe.Failed, at time.Time) string {
	probe := string(scanner.ProbeOf(open[0].Key))
	who := "A serious fault (" + observe.Printable(probe) + ") is not mended,"
	if len(open) > 1 {
		who = fmt.Sprintf("%d serious faults are not mended, the oldest (%s)", len(open), observe.Printable(probe))
	}
	long := "the day of this scan"
	if n := days(open[0].Began, at); n > 0 {
		long = counted(n) + " ago"
	}
	return fmt.Sprintf("%s first seen on %s, %s", who, inWords(open[0].Began), long)
}

// took says how long mended faults took.
func took(mended []observe.Failed, median int) string {
	who, long := fmt.Sprintf("Of %d serious faults that were mended in the last 12 months, half", len(mended)), "took no more than "+counted(median)
	if len(mended) == 1 {
		who, long = "The one serious fault that was mended in the last 12 months", "took "+counted(median)
	}
	if median == 0 {
		long = "did not last a day"
	}
	return who + " " + long
}

// none says that there was nothing to mend.
func none(accepted int) string {
	if accepted > 0 {
		return "Besides what is accepted for now, no scan of the last 12 months saw a serious fault, so there was none to mend."
	}
	return "No scan of the last 12 months saw a serious fault, so there was none to mend."
}

// lines write faults down: "open since 2026-08-03: cert.trust TLS shop.test".
func lines(faults []observe.Failed, at time.Time) []string {
	var out []string
	for _, f := range faults {
		began := f.Began.UTC().Format(time.DateOnly)
		if f.Ended.IsZero() {
			out = append(out, fmt.Sprintf("open since %s, %s: %s", began, counted(days(f.Began, at)), f.Key))
			continue
		}
		out = append(out, fmt.Sprintf("from %s to %s, %s: %s", began, f.Ended.UTC().Format(time.DateOnly), counted(days(f.Began, f.Ended)), f.Key))
	}
	return out
}
