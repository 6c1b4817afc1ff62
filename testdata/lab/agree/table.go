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
	kind     kind
	known    []*difference
	all      bool // list what agrees, too
	complete bool // every peer was asked about every server

	facts             []*row
	notes             []note // each difference, in full
	right, agreed     int
	explained, failed int
}

// A note says of some servers how they differ, and why.
type note struct {
	what    string
	servers []string
}

// A row is one fact of one server, and what each tool makes of it.
type row struct {
	server, fact, configured string
	said                     map[string]string
}

// own compares shopcheck with the configuration: each must say all that the
// other does.
func (t *table) own(server string, configured, ours facts) {
	for _, key := range keys(configured, ours) {
		want, got := configured[key], ours[key]
		if want == got {
			t.right++
			t.cell(server, key, want, "shopcheck", "=")
			continue
		}
		t.failed++
		t.cell(server, key, want, "shopcheck", "WRONG")
		t.note(server, key, "shopcheck is WRONG", apart(want, got))
	}
}

// peer compares a peer with the configuration, in what it says.
func (t *table) peer(server, tool string, configured, said facts) {
	for _, key := range slices.Sorted(maps.Keys(said)) {
		want, got := configured[key], said[key]
		if want == got {
			t.agreed++
			t.cell(server, key, want, tool, "=")
			continue
		}
		t.cell(server, key, want, tool, "differs")
		differs := apart(want, got)
		at := slices.IndexFunc(t.known, func(d *difference) bool { return d.explains(server, key, tool, differs) })
		if at < 0 {
			t.failed++
			t.note(server, key, tool+", and nobody knows why", differs)
			continue
		}
		t.known[at].used = true
		t.explained++
		t.note(server, key, tool, differs+"\n    "+t.known[at].why)
	}
}

func (t *table) cell(server, fact, configured, tool, said string) {
	at := slices.IndexFunc(t.facts, func(r *row) bool { return r.server == server && r.fact == fact })
	if at < 0 {
		at = len(t.facts)
		t.facts = append(t.facts, &row{server, fact, configured, make(map[string]string)})
	}
	t.facts[at].said[tool] = said
}

func (t *table) note(server, fact, tool, what string) {
	what = fmt.Sprintf("%s, %s: %s", fact, tool, what)
	at := slices.IndexFunc(t.notes, func(n note) bool { return n.what == what })
	if at < 0 {
		at = len(t.notes)
		t.notes = append(t.notes, note{what: what})
	}
	t.notes[at].servers = append(t.notes[at].servers, server)
}

// list prints the facts: all, or those that not everybody agrees on.
func (t *table) list(w io.Writer) {
	line := func(server, fact, ours string, said func(peer) string, configured string) {
		fmt.Fprintf(w, "%-17s  %-22s  %-9s  ", server, fact, ours)
		for _, p := range t.kind.peers {
			fmt.Fprintf(w, "%-11s  ", said(p))
		}
		fmt.Fprintln(w, configured)
	}
	line("server", "fact", "shopcheck", func(p peer) string { return p.name }, "configured")
	for _, r := range t.facts {
		agreed := !slices.ContainsFunc(slices.Collect(maps.Values(r.said)), func(s string) bool { return s != "=" })
		if t.all || !agreed {
			configured := r.configured
			if n := len(strings.Fields(configured)); len(configured) > 60 {
				configured = fmt.Sprintf("%.40s... (%d)", configured, n)
			}
			line(r.server, r.fact, r.said["shopcheck"], func(p peer) string { return r.said[p.name] }, configured)
		}
	}
	fmt.Fprintln(w)
	for _, n := range t.notes {
		fmt.Fprintf(w, "%s: %s\n", strings.Join(n.servers, " "), n.what)
	}
}

// conclude prints the table, and reports whether all is well.
func (t *table) conclude(w io.Writer) bool {
	t.list(w)
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
