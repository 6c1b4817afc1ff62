package facts

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"sync/atomic"
	"time"
)

// An Update is newer knowledge than the embedded tables', fetched from where its
// makers publish it. The zero value has none.
//
// It is never instead of a table: release lines get newer dates and versions, and
// newer lines stand beside them, while what was written by hand about them stays.
// Tables that nobody publishes are as old as the program.
type Update struct {
	Cycles CycleUpdate
	Holes  HoleUpdate
}

// tables are the knowledge in use that an update can change.
type tables struct {
	cycles map[string][]Cycle
	read   map[string]time.Time // when a product's lines were looked up; none: they are the embedded ones
	holes  HoleUpdate
	listed map[string]time.Time // CVE number -> when the catalogue listed it
}

// chosen is the one variable of this package that changes, once: the tables are
// asked for from everywhere, by functions that judge and know of nothing but a
// version, and handing them down to each would be a parameter in a hundred places
// for something that is decided before anything is judged. See [Use].
var chosen atomic.Pointer[tables]

// Use makes the functions of this package answer with an update besides the
// embedded tables, for as long as the program runs. It is for the command, once,
// before anything is judged; a second time is an error, so that all is judged
// alike.
func Use(u Update) error {
	if !chosen.CompareAndSwap(nil, build(u)) {
		return errors.New("facts: which ones are used was decided before")
	}
	return nil
}

func inUse() *tables {
	if t := chosen.Load(); t != nil {
		return t
	}
	return &tables{cycles: embeddedCycles()}
}

// build puts an update onto the embedded tables.
func build(u Update) *tables {
	t := &tables{cycles: maps.Clone(embeddedCycles()), read: make(map[string]time.Time), holes: u.Holes, listed: make(map[string]time.Time)}
	for product, p := range u.Cycles.Products {
		t.cycles[product] = merge(t.cycles[product], cycleTables()[product].Public, p)
		t.read[product] = p.Read.Time
	}
	for _, h := range u.Holes.Holes {
		t.listed[h.CVE] = h.Listed.Time
	}
	return t
}

// LinesAsOf returns the day as of which a product's release lines are known.
func LinesAsOf(product string) time.Time {
	if read, ok := inUse().read[product]; ok {
		return read
	}
	return Day()
}

// HolesAsOf returns the day as of which it is known what attackers use.
func HolesAsOf() time.Time {
	if read := inUse().holes.Read; !read.IsZero() {
		return read.Time
	}
	return Day()
}

// A Refreshed is a table that an update has made newer.
type Refreshed struct {
	Table  string    // "cycles"
	About  string    // "release lines of software"
	Day    time.Time // of the oldest that was refreshed in it
	Source string    // "endoflife.date"
	Digest string    // of what the table says with it: another one may have come on the same day
}

// Refreshes reports whether an update makes a table newer.
func Refreshes(table string) bool { return table == "cycles" || table == "exploited" }

// InUse returns the tables that are newer than the embedded ones, by their names.
func InUse() []Refreshed {
	t := inUse()
	var all []Refreshed
	if len(t.read) > 0 {
		oldest := slices.MinFunc(slices.Collect(maps.Values(t.read)), time.Time.Compare)
		all = append(all, Refreshed{"cycles", "release lines of software", oldest, cycleHost, digest(t.cycles)})
	}
	if !t.holes.Read.IsZero() {
		all = append(all, Refreshed{"exploited", "holes that attackers use", t.holes.Read.Time, holeHost, digest(t.holes)})
	}
	return all
}

// digest names what a table says: the same for the same.
func digest(table any) string {
	text, err := json.Marshal(table)
	if err != nil {
		panic("facts: a table of ours cannot be written: " + err.Error())
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:6])
}
