package software

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

// A used is a version of a product that a shop shows.
type used struct {
	product, version string
	patched          bool          // it may be patched by somebody else than its makers: a distribution, a CDN's own build
	release          facts.Release // of the distribution that it says it is a package of; the zero Release: none
	evidence         observe.Evidence
}

// String names the product and its version: "PHP 8.1.34".
func (u used) String() string { return facts.ProductName(u.product) + " " + u.version }

// A verdict is what can be said of one product's release line.
type verdict struct {
	outcome scanner.Outcome
	message string
}

// judgeLine says whether the release line that a version belongs to gets
// security fixes. Where a version fits several lines it says what holds for all
// of them, and nothing if they differ.
func judgeLine(u used, at time.Time) verdict {
	lines := facts.Cycles(u.product, u.version)
	if len(lines) == 0 {
		if facts.Newer(u.product, u.version) {
			return verdict{scanner.Pass, fmt.Sprintf("The shop runs %s, which is newer than any that shopcheck knows.", u)}
		}
		return verdict{scanner.Unknown, fmt.Sprintf("The shop runs %s, which shopcheck does not know.", u)}
	}
	first := judgeCycle(u, lines[0], at)
	same := all(lines, func(c facts.Cycle) bool { return judgeCycle(u, c, at).outcome == first.outcome })
	over := all(lines, func(c facts.Cycle) bool { supported, known := c.Supported(at); return known && !supported })
	switch {
	case same:
		return first
	case all(lines, func(c facts.Cycle) bool { supported, known := c.Supported(at); return supported && known && !c.Memory }):
		return verdict{scanner.Pass, fmt.Sprintf("The shop runs %s, and whichever of its release lines that is still gets security fixes.", u)}
	case over:
		return verdict{scanner.Warn, fmt.Sprintf("The shop runs %s, of which no release line is looked after by its makers any more.", u)}
	}
	return verdict{scanner.Unknown, fmt.Sprintf("The shop shows %s, which does not say enough: some of its release lines still get security fixes, others do not.", u)}
}

func all(lines []facts.Cycle, are func(facts.Cycle) bool) bool {
	return !slices.ContainsFunc(lines, func(c facts.Cycle) bool { return !are(c) })
}

// judgePackage judges a distribution's package by the distribution's own support:
// it goes on after the makers' ends, and may end before them.
func judgePackage(u used, at time.Time) verdict {
	say := func(o scanner.Outcome, words string) verdict {
		return verdict{o, fmt.Sprintf("The shop runs %s as a package of %s, which "+words+" %s.", u, u.release.Name, u.release.Ends.Format(dates))}
	}
	switch left := left(u.release, at); {
	case left <= 0:
		return say(scanner.Warn, "has had fixes for everybody only until")
	case left <= soon:
		return say(scanner.Warn, "gets security fixes only until")
	}
	return say(scanner.Pass, "gets security fixes until")
}

// left is how much longer everybody gets fixes for a distribution's release: in one
// that is over nothing is mended any more, whatever the makers do.
func left(r facts.Release, at time.Time) time.Duration { return r.Ends.AddDate(0, 0, 1).Sub(at) }

// judgeCycle judges one release line.
func judgeCycle(u used, c facts.Cycle, at time.Time) verdict {
	supported, known := c.Supported(at)
	until := c.SecurityEnd.Format(dates)
	say := func(o scanner.Outcome, words string) verdict {
		return verdict{o, "The shop runs " + u.String() + u.of(c) + words + "."}
	}
	switch {
	case c.Memory:
		return say(scanner.Unknown, " may or may not still get security fixes: shopcheck does not know for sure")
	case !known && newestLine(c):
		return say(scanner.Pass, " is the newest")
	case !known:
		return say(scanner.Warn, " is not what its makers work on now")
	case u.release.Name != "" && (!supported || left(u.release, at) <= 0 || c.Ending == facts.Dated && c.SecurityEnd.Sub(at) <= soon):
		return judgePackage(u, at)
	case supported && c.Ending == facts.Dated && c.SecurityEnd.Sub(at) <= soon && u.patched:
		return say(scanner.Warn, " gets security fixes from its makers only until "+until+", though whoever packaged it may go on")
	case supported && c.Ending == facts.Dated && c.SecurityEnd.Sub(at) <= soon:
		return say(scanner.Warn, " gets security fixes only until "+until)
	case supported && c.Ending == facts.Dated:
		return say(scanner.Pass, " gets security fixes until "+until)
	case supported:
		return say(scanner.Pass, " still gets security fixes")
	case u.patched:
		return say(scanner.Warn, " is no longer looked after by its makers, though whoever packaged it may do so")
	case c.Extended(at) && c.Extension == facts.Paid:
		return say(scanner.Warn, " gets security fixes for paying customers only")
	case c.Extended(at):
		return say(scanner.Warn, " may still get security fixes, but nobody promises them")
	case c.LatestDate.After(c.SecurityEnd):
		return say(scanner.Fail, " has had no security fixes since "+c.LatestDate.Format(dates))
	case c.ExtendedEnd.After(c.SecurityEnd):
		return say(scanner.Fail, " has had no security fixes since "+c.ExtendedEnd.Format(dates)+", not even for paying customers")
	case c.Ending == facts.Dated:
		return say(scanner.Fail, " has had no security fixes since "+until)
	}
	return say(scanner.Fail, " no longer gets security fixes")
}

// dates is how people are told a day.
const dates = "2 January 2006"

// of leads over from a version to its release line: ", and PHP 8.3". Where the
// shop shows no more than the line, that is ", which".
func (u used) of(c facts.Cycle) string {
	if strings.HasPrefix(c.Name, u.version) {
		return ", which"
	}
	return ", and " + facts.ProductName(c.Product) + " " + c.Name
}

// newestLine reports whether a product's table lists the line first.
func newestLine(c facts.Cycle) bool {
	all := facts.Lines(c.Product)
	return len(all) > 0 && all[0].Name == c.Name
}

// worst orders outcomes, the one that decides first.
var worst = []scanner.Outcome{scanner.Fail, scanner.Warn, scanner.Unknown, scanner.Pass}

// A question is what a probe asks about versions.
type question struct {
	subject string
	hidden  string // why there is nothing to judge where the shop shows no version
	judge   func(used, time.Time) verdict
	asOf    func(used) time.Time // of the facts that judge rests on; nil: the release lines
}

// linesAsOf returns the day of what is known about the release lines of a product.
func linesAsOf(u used) time.Time { return facts.LinesAsOf(u.product) }

// answer judges what a shop shows of its software: the worst decides, and all of
// it is evidence. Without any, or with facts that are all too old, it is the Failure
// to report.
func (q question) answer(shown []used, at time.Time) (scanner.Finding, error) {
	if len(shown) == 0 {
		return scanner.Finding{}, &observe.Failure{Cause: observe.NotFound, Words: q.hidden}
	}
	if q.asOf == nil {
		q.asOf = linesAsOf
	}
	f, late := scanner.Finding{Subject: q.subject, Outcome: scanner.Pass}, 0
	for _, u := range shown {
		v := q.judge(u, at)
		if err := old(q.asOf(u), at); err != nil {
			if late++; late == len(shown) {
				return scanner.Finding{}, err
			}
			v = verdict{scanner.Unknown, fmt.Sprintf("The shop runs %s, and %v.", u, err)}
		}
		if f.Message == "" || slices.Index(worst, v.outcome) < slices.Index(worst, f.Outcome) {
			f.Outcome, f.Message = v.outcome, v.message
		}
		if !slices.Contains(f.Evidence, u.evidence) {
			f.Evidence = append(f.Evidence, u.evidence)
		}
	}
	if f.Outcome == scanner.Unknown {
		f.Cause = observe.NotFound
	}
	return f, nil
}
