// Command dnssec holds what shopcheck says of signed answers against what their
// zones are configured to be, and compares it with what delv and unbound, two other
// programs that check signatures, say of the same answers.
//
//	dnssec ZONES ANCHORS SERVER RESOLVER
//
// ZONES is the lab's table of zones, ANCHORS the root's DS records, SERVER the
// address of the name server that has all zones, and RESOLVER that of one that
// checks. It prints a line for each zone, with the questions on which not all agree,
// and ends with 1 if there are any but those that the file "differences" beside the
// table explains.
package main

import (
	"fmt"
	"os"
	"strings"
)

func main() {
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "usage: dnssec ZONES ANCHORS SERVER RESOLVER")
		os.Exit(2)
	}
	good, err := compare(os.Stdout, os.Args[1], os.Args[2], os.Args[3], os.Args[4])
	if err != nil {
		fmt.Fprintln(os.Stderr, "dnssec:", err)
		os.Exit(2)
	}
	if !good {
		os.Exit(1)
	}
}

// questions are asked of each zone: a type, and a name in it.
var questions = []string{"SOA", "A", "A www", "MX", "A any.wild", "AAAA mail", "A gone", "TXT a.b.gone"}

// A row is one zone of the table.
type row struct {
	name string
	want map[string]string // by question
}

func readRows(file string) ([]row, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var out []row
	for line := range strings.Lines(string(text)) {
		parts := strings.Split(line, "|")
		if strings.HasPrefix(line, "#") || len(parts) != 6 {
			continue
		}
		r := row{name: strings.TrimSpace(parts[0]), want: make(map[string]string)}
		for _, q := range questions {
			r.want[q] = strings.TrimSpace(parts[4])
		}
		if which, state, ok := strings.Cut(parts[5], "="); ok {
			for q := range strings.SplitSeq(which, ",") {
				if r.want[strings.TrimSpace(q)] == "" {
					return nil, fmt.Errorf("%s: no question is %q", r.name, q)
				}
				r.want[strings.TrimSpace(q)] = strings.TrimSpace(state)
			}
		}
		out = append(out, r)
	}
	return out, nil
}

// A difference is one that is known, and explained.
type difference struct {
	who, zone, says, why string
	seen                 bool
}

type differences []*difference

func readKnown(file string) (differences, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var out differences
	for line := range strings.Lines(string(text)) {
		parts := strings.Split(line, "|")
		if strings.HasPrefix(line, "#") || len(parts) != 4 {
			continue
		}
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		out = append(out, &difference{who: parts[0], zone: parts[1], says: parts[2], why: parts[3]})
	}
	return out, nil
}

// find returns the difference that explains what somebody says of a zone, or nil.
func (d differences) find(who, zone, says string) *difference {
	for _, k := range d {
		if k.who == who && k.zone == zone && k.says == says {
			return k
		}
	}
	return nil
}
