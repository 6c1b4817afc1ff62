package facts

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// Changes says in words what is known with one update that was not known with
// another, a line each, in a fixed order.
func Changes(before, after Update) []string {
	old, now := build(before), build(after)
	var all []string
	for _, product := range slices.Sorted(maps.Keys(now.cycles)) {
		for _, c := range now.cycles[product] {
			what := ProductName(product) + " " + c.Name
			i := slices.IndexFunc(old.cycles[product], func(o Cycle) bool { return o.Name == c.Name })
			if i < 0 {
				all = append(all, what+" is new: "+c.words())
				continue
			}
			o := old.cycles[product][i]
			if o.Latest != c.Latest {
				all = append(all, fmt.Sprintf("%s: %s -> %s", what, orNone(o.Latest), c.Latest))
			}
			if o.Ending != c.Ending || !o.SecurityEnd.Equal(c.SecurityEnd) {
				all = append(all, fmt.Sprintf("%s: %s -> %s", what, o.ending(), c.ending()))
			}
		}
	}
	for _, h := range after.Holes.Holes {
		if _, known := old.listed[h.CVE]; !known && h.Of != "" && unplaced(h) {
			all = append(all, fmt.Sprintf("%s: attackers use %s, listed on %s; which versions have it is not known here", ProductName(h.Of), h.CVE, h.Listed.Format(time.DateOnly)))
		}
	}
	if n := len(after.Holes.Holes) - len(before.Holes.Holes); n != 0 && len(before.Holes.Holes) > 0 {
		all = append(all, fmt.Sprintf("holes that attackers use, in any software: %d -> %d", len(before.Holes.Holes), len(after.Holes.Holes)))
	}
	return all
}

func orNone(version string) string {
	if version == "" {
		return "none known"
	}
	return version
}

// words are what is worth knowing of a new line.
func (c Cycle) words() string {
	if c.Latest == "" {
		return c.ending()
	}
	return c.Latest + ", " + c.ending()
}

// ending says how long a line gets security fixes.
func (c Cycle) ending() string {
	switch c.Ending {
	case Dated:
		return "security fixes until " + c.SecurityEnd.Format(time.DateOnly)
	case Over:
		return "no security fixes any more"
	case Open:
		return "security fixes without an announced end"
	case Unstated:
	}
	return "security fixes for as long as nobody says"
}
