package facts

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// An Ending says what is known about the end of a release line's security
// fixes.
type Ending string

// The endings. Dated means SecurityEnd holds the day, past or to come. Over
// means that it has ended on a day not recorded. Open means that the line is
// looked after and no end has been announced. Unstated means that its maker
// publishes no such dates: whether it is still looked after is not known.
const (
	Dated    Ending = "dated"
	Over     Ending = "over"
	Open     Ending = "open"
	Unstated Ending = "unstated"
)

// An Extension says who may still give security fixes after the end.
type Extension string

// The extensions. NoExtension is the zero value: nobody. Paid fixes go to
// customers with a contract. Courtesy fixes go to everybody, without a promise.
const (
	NoExtension Extension = ""
	Paid        Extension = "paid"
	Courtesy    Extension = "courtesy"
)

// A Cycle is one release line of a product, such as PHP 8.3.
type Cycle struct {
	Product     string    // "php"
	Name        string    // "8.3"
	Released    time.Time // zero: not recorded
	Ending      Ending
	SecurityEnd time.Time // the last day of security fixes; zero unless Ending is Dated
	Extension   Extension
	ExtendedEnd time.Time // the last day of the extension; zero: none announced
	Latest      string    // the newest version seen; may be empty
	LatestDate  time.Time // when it came out; zero: not recorded, but by LatestBy
	LatestBy    time.Time
	Seen        time.Time // the day as of which no newer version than Latest is known
	Earlier     Version   // an older version of the line that has a date; may be zero
	Security    bool      // Earlier closes holes, or Latest if there is no Earlier
	Memory      bool      // nobody looked this row up: no verdict may rest on it alone
	Source      string    // of the product's table, with its date
}

// A Version is one version of a release line and when it came out.
type Version struct {
	Version string
	Date    time.Time
}

// Supported reports whether the line gets security fixes on a day, and whether
// that is known at all. Extensions do not count.
func (c Cycle) Supported(on time.Time) (supported, known bool) {
	switch c.Ending {
	case Open:
		return true, true
	case Over:
		return false, true
	case Dated:
		return on.Before(c.SecurityEnd.AddDate(0, 0, 1)), true
	case Unstated:
	}
	return false, false
}

// Extended reports whether somebody may still get fixes on a day after the end.
func (c Cycle) Extended(on time.Time) bool {
	return c.Extension != NoExtension && (c.ExtendedEnd.IsZero() || on.Before(c.ExtendedEnd.AddDate(0, 0, 1)))
}

type cycleTable struct {
	Title  string
	Source string
	Public public
	Cycles []struct {
		Name        string
		Released    day
		Ends        day
		Ending      Ending
		Extension   Extension
		ExtendedEnd day `yaml:"extended-end"`
		Latest      string
		LatestDate  day `yaml:"latest-date"`
		Earlier     struct {
			Version string
			Date    day
		}
		Security bool
		Memory   bool
	}
}

// public is how a product's release lines follow those of a public table. The zero
// value has no Slug: they do not.
type public struct {
	Slug     string
	Ends     string            // "extended", "months", or empty
	Extended Extension         // of lines that the public table says have extended support
	After    Extension         // of lines that end after these facts
	Latest   string            // "none", or empty
	Lines    map[string]string // their names of lines -> ours; nil: the same
	Wrong    []string          // versions
}

var cycleTables = sync.OnceValue(func() map[string]cycleTable { return load[map[string]cycleTable]("cycles.yaml") })

// cycles are the release lines in use.
func cycles() map[string][]Cycle { return inUse().cycles }

var embeddedCycles = sync.OnceValue(func() map[string][]Cycle {
	tables := cycleTables()
	all := make(map[string][]Cycle, len(tables))
	for product, table := range tables {
		for _, c := range table.Cycles {
			ending := c.Ending
			if ending == "" {
				ending = Dated
			}
			all[product] = append(all[product], Cycle{
				Product: product, Name: c.Name, Released: c.Released.Time, Ending: ending, SecurityEnd: c.Ends.Time,
				Extension: c.Extension, ExtendedEnd: c.ExtendedEnd.Time, Latest: c.Latest, LatestDate: c.LatestDate.Time, LatestBy: Day(), Seen: Day(),
				Earlier: Version{c.Earlier.Version, c.Earlier.Date.Time}, Security: c.Security,
				Memory: c.Memory, Source: table.Source,
			})
		}
	}
	return all
})

// CycleOf returns the release line that a version of a product belongs to.
// It is false if the product or line is not in the tables, and if the version
// is too short to tell: "2.4" may be any of Magento's lines 2.4.0 to 2.4.9.
func CycleOf(product, version string) (Cycle, bool) {
	found := Cycles(product, version)
	if len(found) != 1 {
		return Cycle{}, false
	}
	return found[0], true
}

// Cycles returns the release lines that a version of a product may belong to, in
// the order of the tables: one if the version is precise enough, several if it
// names only the beginning of theirs, none if it is not known.
func Cycles(product, version string) []Cycle {
	var longer []Cycle
	for _, c := range cycles()[product] {
		switch {
		case begins(version, c.Name):
			return []Cycle{c}
		case begins(c.Name, version):
			longer = append(longer, c)
		}
	}
	return longer
}

// begins reports whether version is short or goes on from it with another part:
// "8.3.1" begins with "8.3", "8.30" does not.
func begins(version, short string) bool {
	rest, ok := strings.CutPrefix(version, short)
	return ok && short != "" && (rest == "" || !strings.ContainsRune("0123456789", rune(rest[0])))
}

// ProductName returns how people write a product of the tables: "WordPress". It
// is empty if the product is in none.
func ProductName(product string) string { return cycleTables()[product].Title }

// Newer reports whether a version goes beyond the newest release line known of a
// product, by one major number at most: then it came out after these facts.
func Newer(product, version string) bool {
	all := cycles()[product]
	major, minor, ok := numbers(version)
	if len(all) == 0 || !ok {
		return false
	}
	newest, newestMinor := 0, 0
	for _, c := range all {
		if m, n, ok := numbers(c.Name); ok && (m > newest || m == newest && n > newestMinor) {
			newest, newestMinor = m, n
		}
	}
	return major == newest+1 || major == newest && minor > newestMinor
}

// numbers returns the first two numbers of a version, 0 for a missing second.
func numbers(version string) (major, minor int, ok bool) {
	first, rest, _ := strings.Cut(version, ".")
	second, _, _ := strings.Cut(rest, ".")
	major, err := strconv.Atoi(first)
	if err != nil {
		return 0, 0, false
	}
	minor, _ = strconv.Atoi(second)
	return major, minor, true
}

// Products returns the names of the products that Cycle knows, sorted.
func Products() []string {
	var names []string
	for name := range cycles() {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Lines returns all release lines of a product in the order of the tables, which
// begin with the newest.
func Lines(product string) []Cycle { return cycles()[product] }
