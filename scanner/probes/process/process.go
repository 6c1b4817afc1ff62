// Package process judges how a shop is looked after, by what is remembered of its
// earlier runs: whether it is scanned regularly, whether serious faults are mended,
// and whether what was accepted for now is kept in view. Its probes send nothing.
package process

import (
	"context"
	"fmt"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// All lists the probes of this family.
var All = []scanner.Probe{Scans, Fixes, Waivers}

// remembering makes a probe's Run of a judge of the past. A judge returns a finding
// whose evidence has quotes alone; show is the command that shows as much.
func remembering(show string, judge func(observe.Past) scanner.Finding) func(context.Context, *observe.Site) ([]scanner.Finding, error) {
	return func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		past := site.Told(ctx).Past
		if past == nil {
			return nil, &observe.Failure{Cause: observe.NotFound, Words: "nothing is remembered of earlier runs of this shop"}
		}
		f := judge(*past)
		f.Subject = site.Domain()
		for i, e := range f.Evidence {
			f.Evidence[i] = observe.Evidence{
				Source: "history of " + site.Domain(), Quote: observe.Printable(e.Quote), Again: show + " " + site.Domain(), At: past.At,
			}
		}
		return []scanner.Finding{f}, nil
	}
}

// maxLines bounds the quotes of one finding.
const maxLines = 10

// quotes makes evidence of lines.
func quotes(lines ...string) []observe.Evidence {
	var out []observe.Evidence
	for _, l := range lines[:min(len(lines), maxLines)] {
		out = append(out, observe.Evidence{Quote: l})
	}
	if more := len(lines) - maxLines; more > 0 {
		out = append(out, observe.Evidence{Quote: fmt.Sprintf("and %d more", more)})
	}
	return out
}

// Days are judged, and not hours: they are those of UTC.

func day(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

// days returns how many days lie between two moments.
func days(from, to time.Time) int { return int(day(to).Sub(day(from)) / (24 * time.Hour)) }

// yearBefore returns the day 12 months ago: what was before it is not judged.
func yearBefore(at time.Time) time.Time { return day(at).AddDate(-1, 0, 0) }

func inWords(t time.Time) string { return t.UTC().Format("2 January 2006") }

// counted says a number of days.
func counted(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}
