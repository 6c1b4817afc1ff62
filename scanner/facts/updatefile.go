package facts

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"time"
)

// MaxFile bounds a file that an update is kept in.
const MaxFile = 1 << 20

// A CycleUpdate is what a public table said of the release lines of products.
// Those that are not in it are as embedded.
type CycleUpdate struct {
	Schema   int                  `json:"schema"` // 1
	Products map[string]Published `json:"products"`
}

// A Published is what a public table said of one product's release lines.
type Published struct {
	Read  day    `json:"read"`
	Lines []line `json:"lines"` // the newest first
}

// a line is a release line as a public table has it, in words of ours.
type line struct {
	Name        string    `json:"name"`
	Released    day       `json:"released"`
	Ending      Ending    `json:"ending"` // dated, over or open
	Ends        day       `json:"ends,omitzero"`
	Extension   Extension `json:"extension,omitempty"` // paid or none
	ExtendedEnd day       `json:"extendedEnd,omitzero"`
	Latest      string    `json:"latest,omitempty"`
	LatestDate  day       `json:"latestDate,omitzero"`
}

// A HoleUpdate is what the catalogue of holes in use said. The zero value says
// nothing.
type HoleUpdate struct {
	Schema   int      `json:"schema"`   // 1
	Read     day      `json:"read"`     // when it was fetched
	Released day      `json:"released"` // when it was last changed
	Holes    []listed `json:"holes"`
}

// listed is a hole of the catalogue.
type listed struct {
	CVE    string `json:"cve"`
	Listed day    `json:"listed"`
	Of     string `json:"of,omitempty"` // a product of ours; empty: none, or only an extension of it
}

// MarshalJSON writes the day alone.
func (d day) MarshalJSON() ([]byte, error) { return json.Marshal(d.Format(time.DateOnly)) }

// UnmarshalJSON reads what MarshalJSON wrote.
func (d *day) UnmarshalJSON(data []byte) (err error) {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	d.Time, err = time.Parse(time.DateOnly, text)
	return err
}

// ReadCycles reads a file that a CycleUpdate is kept in, as of now. It leaves out
// the products whose lines cannot be right, or are older than the embedded ones;
// the error says which, and why.
func ReadCycles(data []byte, now time.Time) (CycleUpdate, error) {
	var u CycleUpdate
	if err := strictly(data, &u); err != nil {
		return CycleUpdate{}, err
	}
	if u.Schema != 1 {
		return CycleUpdate{}, fmt.Errorf("it is of form %d, and this shopcheck knows form 1", u.Schema)
	}
	var wrong []error
	older := 0
	for _, product := range slices.Sorted(maps.Keys(u.Products)) {
		p := u.Products[product]
		err := cmp.Or(fresh(p.Read.Time, now), p.check(product, now))
		if err == nil {
			continue
		}
		delete(u.Products, product)
		if errors.Is(err, errOlder) {
			older++ // so they all are, once a newer shopcheck has come
			continue
		}
		wrong = append(wrong, fmt.Errorf("%q: %w", product, err))
	}
	if older > 0 {
		wrong = append(wrong, fmt.Errorf("%d products: %w", older, errOlder))
	}
	return u, errors.Join(wrong...)
}

// ReadHoles reads a file that a HoleUpdate is kept in, as of now.
func ReadHoles(data []byte, now time.Time) (HoleUpdate, error) {
	var u HoleUpdate
	err := strictly(data, &u)
	switch {
	case err != nil:
	case u.Schema != 1:
		err = fmt.Errorf("it is of form %d, and this shopcheck knows form 1", u.Schema)
	default:
		err = cmp.Or(fresh(u.Read.Time, now), u.check(now))
	}
	if err != nil {
		return HoleUpdate{}, err
	}
	return u, nil
}

// strictly decodes one JSON value without anything unknown in it or after it.
func strictly(data []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("it cannot be read: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("it goes on after its end")
	}
	return nil
}

// skew is how far the clocks of those who publish may differ from ours.
const skew = 24 * time.Hour

var errOlder = errors.New("they are older than the embedded facts")

// fresh reports an error if a day is of the future, or before the embedded facts.
func fresh(read, now time.Time) error {
	switch {
	case read.Sub(now) > skew:
		return fmt.Errorf("it is of %s, which is still to come", read.Format(time.DateOnly))
	case read.Before(Day()):
		return errOlder
	}
	return nil
}

// Bounds on what public tables say. No software is promised fixes for longer, and
// none of the tables begins earlier.
const (
	maxLines   = 300
	maxPromise = 12 // years from now
)

var (
	firstDay    = time.Date(1995, 1, 1, 0, 0, 0, 0, time.UTC)
	lineForm    = regexp.MustCompile(`^\d[0-9A-Za-z.-]{0,19}( \([0-9A-Za-z ]{1,30}\))?$`)
	numberForm  = regexp.MustCompile(`^\d[0-9A-Za-z.+-]{0,39}$`)
	cveForm     = regexp.MustCompile(`^CVE-\d{4}-\d{4,19}$`)
	firstListed = time.Date(2021, 11, 3, 0, 0, 0, 0, time.UTC) // in the catalogue of holes in use
)

// check reports why a public table cannot be right about a product, as of now.
func (p Published) check(product string, now time.Time) error {
	embedded, rule := embeddedCycles()[product], cycleTables()[product].Public
	if len(embedded) == 0 || rule.Slug == "" {
		return errors.New("no such product is refreshed")
	}
	if len(p.Lines) > maxLines {
		return fmt.Errorf("it has %d release lines", len(p.Lines))
	}
	for i, l := range p.Lines {
		if err := l.check(now); err != nil {
			return fmt.Errorf("%q: %w", l.Name, err)
		}
		if slices.ContainsFunc(p.Lines[:i], func(o line) bool { return o.Name == l.Name }) {
			return fmt.Errorf("its line %s is there twice", l.Name)
		}
	}
	for _, c := range embedded {
		i := slices.IndexFunc(p.Lines, func(l line) bool { return l.Name == c.Name })
		switch {
		case i < 0 && !c.Memory && c.Name != embedded[0].Name: // the newest may have been seen elsewhere first
			return fmt.Errorf("its line %s is missing", c.Name)
		case i >= 0 && p.Lines[i].contradicts(c):
			return fmt.Errorf("it says the opposite about the end of %s", c.Name)
		}
	}
	merged := merge(embedded, rule, p)
	for _, l := range merged[:len(merged)-len(embedded)] {
		if i := slices.IndexFunc(merged, func(c Cycle) bool { return c.Name != l.Name && (begins(l.Name, c.Name) || begins(c.Name, l.Name)) }); i >= 0 {
			return fmt.Errorf("its lines %s and %s are cut differently from before", l.Name, merged[i].Name)
		}
	}
	return nil
}

func (l line) check(now time.Time) error {
	within := func(d day, until time.Time) bool {
		return d.IsZero() || !d.Before(firstDay) && !d.After(until)
	}
	promised := now.AddDate(maxPromise, 0, 0)
	switch {
	case !lineForm.MatchString(l.Name):
		return errors.New("it is in no form of a version")
	case l.Released.IsZero() || !within(l.Released, now.Add(skew)), !within(l.LatestDate, now.Add(skew)),
		!within(l.Ends, promised), !within(l.ExtendedEnd, promised.AddDate(maxPromise, 0, 0)):
		return errors.New("one of its days cannot be")
	case !slices.Contains([]Ending{Dated, Over, Open}, l.Ending), (l.Ending == Dated) == l.Ends.IsZero(), l.Ends.Before(l.Released.Time) && l.Ending == Dated:
		return errors.New("its end cannot be")
	case l.Extension != NoExtension && l.Extension != Paid, !l.ExtendedEnd.IsZero() && l.ExtendedEnd.Before(l.Ends.Time):
		return errors.New("its extension cannot be")
	case !l.plausible():
		return errors.New("its newest version cannot be")
	}
	return nil
}

// plausible reports whether the newest version is one of the line's.
func (l line) plausible() bool {
	if l.Latest == "" {
		return l.LatestDate.IsZero()
	}
	return numberForm.MatchString(l.Latest) && begins(l.Latest, l.Name) && (l.LatestDate.IsZero() || !l.LatestDate.Before(l.Released.Time))
}

// contradicts reports whether a line is said to have ended long ago that is known
// to be looked after, or the other way round: then the table means something else
// by its dates than it did.
func (l line) contradicts(c Cycle) bool {
	long := Day().AddDate(-1, 0, 0)
	lived, _ := c.Supported(long)
	lives, _ := c.Supported(Day())
	dead := l.Ending == Dated && l.Ends.Before(long)
	alive := l.Ending == Open || l.Ending == Dated && l.Ends.After(Day())
	return lives && dead || c.Ending == Dated && !lived && alive
}

// Bounds on the catalogue of holes in use, which had 1766 entries in October 2026
// and loses hardly any.
const (
	fewestHoles = 1500
	mostHoles   = 12000
)

// check reports why the catalogue cannot be right, as of now.
func (u HoleUpdate) check(now time.Time) error {
	if len(u.Holes) < fewestHoles || len(u.Holes) > mostHoles {
		return fmt.Errorf("it has %d entries", len(u.Holes))
	}
	if u.Released.Before(firstListed) || u.Released.Sub(now) > skew {
		return errors.New("its day cannot be")
	}
	seen := make(map[string]bool, len(u.Holes))
	for _, h := range u.Holes {
		switch {
		case !cveForm.MatchString(h.CVE):
			return errors.New("one of its entries has no number")
		case seen[h.CVE]:
			return fmt.Errorf("it lists %s twice", h.CVE)
		case h.Listed.Before(firstListed), h.Listed.Sub(now) > skew:
			return fmt.Errorf("the day of %s cannot be", h.CVE)
		case h.Of != "" && holes().Catalogue[h.Of].Match.Regexp == nil:
			return fmt.Errorf("%s is of a product that is not in use here", h.CVE)
		}
		seen[h.CVE] = true
	}
	missing := 0
	for _, h := range holes().Holes {
		if !seen[h.CVE] {
			missing++
		}
	}
	if 2*missing > len(holes().Holes) {
		return errors.New("it lacks most of the holes that it had")
	}
	return nil
}
