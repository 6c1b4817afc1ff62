package facts

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// merge puts what a public table says of a product's release lines onto the
// embedded ones. None is lost, and of each the embedded row keeps what the public
// table does not say: when it came out, who gives fixes after the end, and a newer
// version that was seen elsewhere.
func merge(embedded []Cycle, p public, u Published) []Cycle {
	merged := slices.Clone(embedded)
	for i, c := range merged {
		if at := slices.IndexFunc(u.Lines, func(l line) bool { return l.Name == c.Name }); at >= 0 {
			merged[i] = c.refreshed(u.Lines[at], p, u.Read.Time)
		}
	}
	for _, l := range slices.Backward(u.Lines) {
		if !newest(l, embedded) {
			continue
		}
		fresh := Cycle{Product: embedded[0].Product, Name: l.Name}.refreshed(l, p, u.Read.Time)
		at := slices.IndexFunc(merged, func(c Cycle) bool { return !c.Released.After(fresh.Released) })
		merged = slices.Insert(merged, max(at, 0), fresh)
	}
	return merged
}

// newest reports whether a line is none of the embedded ones and came out after
// them: older ones that they leave out were left out by somebody who knew them.
func newest(l line, embedded []Cycle) bool {
	return !slices.ContainsFunc(embedded, func(c Cycle) bool { return c.Name == l.Name || c.Released.After(l.Released.Time) })
}

// refreshed is one release line by what a public table said of it on a day.
func (c Cycle) refreshed(l line, p public, read time.Time) Cycle {
	if p.Ends == "extended" && c.Extension == Paid && l.Ending == Dated && !c.ExtendedEnd.IsZero() && !l.Ends.Before(c.ExtendedEnd) {
		l.ExtendedEnd, l.Ends = l.Ends, day{c.SecurityEnd} // it speaks of those who pay
	}
	unknown := c.Ending == ""
	supported, _ := c.Supported(Day())
	if unknown || supported { // else somebody wrote down who gives fixes, knowing that it had ended
		c.Extension = cmp.Or(c.Extension, l.Extension, p.After)
	}
	// Of one that had ended, the day is ours, unless it is looked after again.
	again := l.Ending == Dated && (l.Ends.After(Day()) || c.Ending == Over) || l.Ending == Open && c.Ending != Over
	// That a table knows no end is no promise where the makers give none.
	if unknown || supported || again && c.Ending != Unstated || c.Ending == Unstated && l.Ending != Open {
		c.Ending, c.SecurityEnd = l.Ending, l.Ends.Time
	}
	if c.Extension == Paid && !l.ExtendedEnd.IsZero() {
		c.ExtendedEnd = l.ExtendedEnd.Time
	}
	if c.ExtendedEnd.Before(c.SecurityEnd) && !c.ExtendedEnd.IsZero() {
		c.ExtendedEnd = c.SecurityEnd
	}
	if c.Released.IsZero() {
		c.Released = l.Released.Time
	}
	c.Source = fmt.Sprintf("%s, %s, read %s", cycleHost, p.Slug, read.Format(time.DateOnly))
	if p.Latest == "none" {
		return c
	}
	c.Memory = false
	return c.renewed(Version{l.Latest, l.LatestDate.Time}, read)
}

// renewed is a release line whose newest version was looked up on a day. One that
// is dated before an older one is a slip of the table's, and not believed.
func (c Cycle) renewed(v Version, read time.Time) Cycle {
	if v.Version == "" {
		return c
	}
	order, comparable := Compare(v.Version, c.Latest)
	switch {
	case c.Latest == "":
		c.Latest, c.LatestDate, c.LatestBy = v.Version, v.Date, read
	case v.Version == c.Latest:
		if c.LatestDate.IsZero() {
			c.LatestDate = v.Date
		}
	case comparable && order < 0: // a newer one was seen elsewhere
	case !comparable && (v.Date.IsZero() || !v.Date.After(c.LatestDate)):
	case !v.Date.IsZero() && v.Date.Before(c.dated().Date):
		return c
	default:
		c.Earlier = c.dated()
		c.Security = c.Security && c.Earlier.Version != ""
		c.Latest, c.LatestDate, c.LatestBy = v.Version, v.Date, read
	}
	c.Seen = read
	return c
}

// dated is the newest version of the line that has a date; the zero Version if
// none has.
func (c Cycle) dated() Version {
	if c.LatestDate.IsZero() {
		return c.Earlier
	}
	return Version{c.Latest, c.LatestDate}
}
