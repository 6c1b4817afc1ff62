package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
)

// A difference is one that is known and argued: all that a peer says of a fact
// that differs from what is configured.
type difference struct {
	server, fact, tool string // patterns
	said               string // a pattern too, of "-missing +added" words, with ":" for "/"
	why                string
	used               bool
}

// readDifferences reads lines "server | fact | tool | said | why".
func readDifferences(file string) ([]*difference, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading the known differences: %w", err)
	}
	var out []*difference
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, " | ")
		if len(f) != 5 {
			return nil, fmt.Errorf("%s: %q has not five parts", file, line)
		}
		out = append(out, &difference{server: f[0], fact: f[1], tool: f[2], said: f[3], why: f[4]})
	}
	return out, nil
}

func (d *difference) explains(server, fact, tool, said string) bool {
	for _, p := range [][2]string{{d.server, server}, {d.fact, fact}, {d.tool, tool}, {d.said, strings.ReplaceAll(said, "/", ":")}} {
		if ok, err := path.Match(p[0], p[1]); err != nil || !ok {
			return false
		}
	}
	return true
}

// A table collects what agrees and what does not.
type table struct {
	known    []*difference
	all      bool // list what agrees, too
	complete bool // every peer was asked about every server

	rows              []string
	right, agreed     int
	explained, failed int
}

// own compares shopcheck with the configuration: each must say all that the
// other does.
func (t *table) own(server string, configured, ours facts) {
	for _, key := range keys(configured, ours) {
		want, got := configured[key], ours[key]
		if want == got {
			t.right++
			t.row(t.all, server, key, "shopcheck", "as configured", want)
			continue
		}
		t.failed++
		t.row(true, server, key, "shopcheck", "WRONG", apart(want, got))
	}
}

// peer compares a peer with the configuration, in what it says.
func (t *table) peer(server, tool string, configured, said facts) {
	for _, key := range slices.Sorted(maps.Keys(said)) {
		want, got := configured[key], said[key]
		if want == got {
			t.agreed++
			t.row(t.all, server, key, tool, "agrees", "")
			continue
		}
		differs := apart(want, got)
		at := slices.IndexFunc(t.known, func(d *difference) bool { return d.explains(server, key, tool, differs) })
		if at < 0 {
			t.failed++
			t.row(true, server, key, tool, "UNEXPLAINED", differs)
			continue
		}
		t.known[at].used = true
		t.explained++
		t.row(true, server, key, tool, "differs", differs+" ("+t.known[at].why+")")
	}
}

func (t *table) row(list bool, cells ...string) {
	if list {
		t.rows = append(t.rows, fmt.Sprintf("%-12s  %-22s  %-10s  %-13s  %s", cells[0], cells[1], cells[2], cells[3], cells[4]))
	}
}

// conclude prints the table, and reports whether all is well.
func (t *table) conclude(w io.Writer) bool {
	for _, r := range t.rows {
		fmt.Fprintln(w, strings.TrimSpace(r))
	}
	for _, d := range t.known {
		if t.complete && !d.used {
			t.failed++
			fmt.Fprintf(w, "nobody differs any more as in: %s | %s | %s | %s\n", d.server, d.fact, d.tool, d.said)
		}
	}
	fmt.Fprintf(w, "%d facts are as configured; peers agree on %d and differ on %d, explained; %d are wrong or unexplained\n",
		t.right, t.agreed, t.explained, t.failed)
	return t.failed == 0
}

func keys(a, b facts) []string {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return slices.Sorted(maps.Keys(all))
}

// apart says how one list differs from another: "-missing +more".
func apart(want, got string) string {
	if want == "" {
		return "not configured, but said: " + got
	}
	if got == "" {
		return "not said: " + want
	}
	a, b := strings.Fields(want), strings.Fields(got)
	var out []string
	for _, x := range a {
		if !slices.Contains(b, x) {
			out = append(out, "-"+x)
		}
	}
	for _, x := range b {
		if !slices.Contains(a, x) {
			out = append(out, "+"+x)
		}
	}
	return strings.Join(out, " ")
}
