package process

import (
	_ "embed"
	"fmt"
	"slices"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed scans.md
var scansDoc string

// Scans asks whether the shop is scanned at least once in every quarter.
var Scans = scanner.Probe{
	ID:       "process.scans",
	Severity: scanner.Info,
	Stage:    scanner.Afterwards,
	Doc:      scansDoc,
	Run:      remembering("shopcheck history", judgeScans),
}

// A year of scans, one each quarter (PCI DSS 4.0.1, 11.3.2: at least once every
// three months, and the longest three months have 92 days).
const (
	fourQuarters = 4
	quarter      = 92 // days
)

// judgeScans takes several scans of one day for one, and a year's first days
// without a scan for a gap like any other: four scans in one week are no routine.
func judgeScans(past observe.Past) scanner.Finding {
	on := scanned(past)
	if len(on) < 2 {
		known := "No complete scan of the last 12 months is remembered"
		if len(on) == 1 {
			known = "Complete scans of only 1 day of the last 12 months are remembered"
		}
		return scanner.Finding{Outcome: scanner.Unknown, Cause: observe.NotFound, Message: known + ", and a routine can be seen from the second day on."}
	}
	last, longest := yearBefore(past.At), gap{}
	for _, d := range append(slices.Clone(on), day(past.At)) {
		if n := days(last, d); n > longest.days {
			longest = gap{last, n}
		}
		last = d
	}
	seen := fmt.Sprintf("Complete scans were made on %d days of the last 12 months", len(on))
	f := scanner.Finding{Outcome: scanner.Warn, Evidence: quotes(fmt.Sprintf("%d days with complete scans, from %s to %s; the longest time without: %s, from %s on",
		len(on), on[0].Format(time.DateOnly), on[len(on)-1].Format(time.DateOnly), counted(longest.days), longest.from.Format(time.DateOnly)))}
	switch {
	case longest.days > quarter:
		f.Message = fmt.Sprintf("%s, but for %d days from %s on none is remembered.", seen, longest.days, inWords(longest.from))
	case len(on) < fourQuarters:
		f.Message = fmt.Sprintf("%s, and it takes four, one in each quarter.", seen)
	default:
		f.Outcome, f.Message = scanner.Pass, fmt.Sprintf("%s, and never more than %d days apart.", seen, longest.days)
	}
	return f
}

// A gap is a time without a complete scan.
type gap struct {
	from time.Time
	days int
}

// scanned returns the days of the last 12 months with a complete scan, in order.
func scanned(past observe.Past) []time.Time {
	var on []time.Time
	for _, t := range past.Scans {
		if d := day(t); d.After(yearBefore(past.At)) && !d.After(day(past.At)) {
			on = append(on, d)
		}
	}
	slices.SortFunc(on, time.Time.Compare)
	return slices.CompactFunc(on, time.Time.Equal)
}
