// Package facts is what shopcheck knows about the world beyond one shop: which
// versions are still looked after, how shop platforms show themselves, who
// processes payments, which files are left lying about.
//
// The knowledge is in the YAML files beside this one. Each table says where its
// rows come from and when they were read; a row that nobody looked up in a
// source carries "memory: true", and no verdict may rest on such a row alone.
// Every pattern is kept with a text it must match and one it must not, and the
// tests hold it to both.
//
// A table is read when it is first asked for, never at start-up. The values
// returned are shared: callers must not change them.
//
// Two of the tables age fast and are published by others too: which versions there
// are, and what attackers use. For these an [Update] can be fetched and put to use.
// What others publish is checked before it is kept and again before it is used, and
// whatever is wrong with it, the embedded tables answer.
package facts

import (
	"bytes"
	"embed"
	"fmt"
	"regexp"
	"time"

	"go.yaml.in/yaml/v3"
)

// AsOf is the day (UTC) the embedded facts were last gone through.
const AsOf = "2026-11-22"

// Fresh is how old the facts may be before judgements that rest on dates and
// versions become unknown.
const Fresh = 90 * 24 * time.Hour

// Age returns how old the embedded facts are at now; it is negative if now is
// before them.
func Age(now time.Time) time.Duration { return now.Sub(Day()) }

// Day returns AsOf as a time.
func Day() time.Time {
	day, err := time.Parse(time.DateOnly, AsOf)
	if err != nil {
		panic(err) // AsOf is a constant of ours
	}
	return day
}

//go:embed *.yaml
var files embed.FS

// load reads one table. The tables are part of the program, so one that cannot
// be read is a bug of ours, and the tests read them all.
func load[T any](name string) T {
	var table T
	data, err := files.ReadFile(name)
	if err == nil {
		dec := yaml.NewDecoder(bytes.NewReader(data))
		dec.KnownFields(true)
		err = dec.Decode(&table)
	}
	if err != nil {
		panic(fmt.Sprintf("facts: %s: %v", name, err))
	}
	return table
}

// A Pattern is a regular expression from a table.
type Pattern struct{ *regexp.Regexp }

// UnmarshalYAML compiles the expression.
func (p *Pattern) UnmarshalYAML(n *yaml.Node) (err error) {
	p.Regexp, err = regexp.Compile(n.Value)
	return err
}

// a day is a date of a table; an absent one is the zero time.
type day struct{ time.Time }

func (d *day) UnmarshalYAML(n *yaml.Node) (err error) {
	d.Time, err = time.Parse(time.DateOnly, n.Value)
	return err
}
