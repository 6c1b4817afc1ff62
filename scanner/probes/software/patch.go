package software

import (
	_ "embed"
	"fmt"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
)

//go:embed patch.md
var patchDoc string

// Patch asks whether the shop has the newest patch of its release line.
var Patch = scanner.Probe{
	ID:       "software.patch",
	Severity: scanner.High,
	Twice:    true,
	Doc:      patchDoc,
	Run:      platformBy(judgePatch, patchesAsOf),
}

// patchesAsOf returns the day as of which a version is known to be the newest of its
// release line.
func patchesAsOf(u used) time.Time {
	if lines := facts.Cycles(u.product, u.version); len(lines) == 1 {
		return lines[0].Seen
	}
	return linesAsOf(u)
}

// How long a patch may be missing: a month is what PCI DSS 4.0.1, 6.3.3 gives for
// critical ones.
const (
	month   = 30 * 24 * time.Hour
	quarter = 90 * 24 * time.Hour
)

// judgePatch compares a version with the newest of its release line.
func judgePatch(u used, at time.Time) verdict {
	lines := facts.Cycles(u.product, u.version)
	say := func(o scanner.Outcome, words string, args ...any) verdict {
		return verdict{o, "The shop runs " + u.String() + fmt.Sprintf(words, args...) + "."}
	}
	switch {
	case len(lines) == 0 && facts.Newer(u.product, u.version):
		return say(scanner.Pass, ", which is newer than any that shopcheck knows")
	case len(lines) == 0:
		return say(scanner.Unknown, ", which shopcheck does not know")
	case len(lines) > 1:
		return say(scanner.Unknown, ", which is only the beginning of a version")
	}
	c := lines[0]
	order, comparable := facts.Compare(u.version, c.Latest)
	switch {
	case c.Latest == "" || c.Memory:
		return say(scanner.Unknown, ", and shopcheck does not know for sure what the newest patch of it is")
	case facts.Vague(u.version, c.Latest):
		return say(scanner.Unknown, " by what it shows, which may be only the beginning of its version")
	case !comparable:
		return say(scanner.Unknown, ", which cannot be compared with %s", c.Latest)
	case order < 0:
		return judgeBehind(u, c, at)
	}
	return judgeNewest(u, c, at)
}

// judgeNewest is about a shop that has the newest patch of its line. That of a
// line that its makers have left is less than it seems.
func judgeNewest(u used, c facts.Cycle, at time.Time) verdict {
	supported, known := c.Supported(at)
	if known && supported || !known && newestLine(c) {
		return verdict{scanner.Pass, fmt.Sprintf("The shop runs %s, the newest of its release line that shopcheck knows.", u)}
	}
	return verdict{scanner.Warn, fmt.Sprintf("The shop runs %s, the newest of a release line that is not its makers' current one.", u)}
}

// judgeBehind is about a shop whose version is not the newest of its line. It has
// been behind for at least as long as the newest has been out: no more is claimed.
func judgeBehind(u used, c facts.Cycle, at time.Time) verdict {
	newer, out, holes := c.Latest, c.LatestDate, c.Security && c.Earlier.Version == ""
	if order, ok := facts.Compare(u.version, c.Earlier.Version); ok && order < 0 {
		newer, out, holes = c.Earlier.Version, c.Earlier.Date, c.Security
	}
	dated := !out.IsZero()
	if !dated {
		out = c.LatestBy
	}
	since := " is newer"
	if dated {
		since = " has been out since " + out.Format(dates)
	}
	say := func(o scanner.Outcome, more string) verdict {
		return verdict{o, fmt.Sprintf("The shop runs %s, and %s%s%s.", u, newer, since, more)}
	}
	behind := at.Sub(out)
	switch {
	case behind <= month:
		return say(scanner.Pass, "")
	case facts.DistroPackage(u.product, u.version):
		return say(scanner.Warn, ", but it may be a package into which a distribution puts the fixes")
	case behind > quarter, holes && dated:
		return say(scanner.Fail, "")
	}
	return say(scanner.Warn, "")
}
