package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/dnssec"
)

// A judge says of an answer whether it is secure, insecure or bogus, and why.
type judge struct {
	name string
	ask  func(typ, name string) (state, why string)
}

// A comparison asks all judges, and writes where they do not agree.
type comparison struct {
	out    io.Writer
	judges []judge
	known  differences
	agreed int
	wrong  bool
}

// compare compares what is said of a table of zones, and reports whether all agree.
func compare(out io.Writer, table, anchors, server, resolver string) (bool, error) {
	rows, err := readRows(table)
	if err != nil {
		return false, err
	}
	c := &comparison{out: out}
	if c.known, err = readKnown(filepath.Join(filepath.Dir(table), "differences")); err != nil {
		return false, err
	}
	var done func()
	if c.judges, done, err = appoint(anchors, server, resolver); err != nil {
		return false, err
	}
	defer done()
	for _, r := range rows {
		lines := c.zone(r)
		c.say("%-12s %d questions, %d verdicts differ", r.name, len(questions), len(lines))
		for _, line := range lines {
			c.say("  %s", line)
		}
	}
	for _, k := range c.known {
		if !k.seen {
			c.wrong = true
			c.say("  %s does not differ about %s any more", k.who, k.zone)
		}
	}
	c.say("lab: %d answers of %d zones, %d verdicts of %d judges are as configured", len(questions)*len(rows), len(rows), c.agreed, len(c.judges))
	return !c.wrong, nil
}

func (c *comparison) say(format string, a ...any) { _, _ = fmt.Fprintf(c.out, format+"\n", a...) }

// zone returns the differences about one zone.
func (c *comparison) zone(r row) []string {
	var lines []string
	for _, q := range questions {
		typ, host, _ := strings.Cut(q, " ")
		name := strings.TrimPrefix(host+"."+r.name+".lab", ".")
		for _, j := range c.judges {
			got, why := j.ask(typ, name)
			switch k := c.known.find(j.name, r.name, got); {
			case got == r.want[q]:
				c.agreed++
				continue
			case k != nil:
				k.seen, why = true, "known: "+k.why
			default:
				c.wrong = true
			}
			lines = append(lines, fmt.Sprintf("%s %s is %s, %s says %s (%s)", typ, name, r.want[q], j.name, got, why))
		}
	}
	return lines
}

// appoint makes the judges. The root's keys are written down for delv beside
// themselves.
func appoint(anchors, server, resolver string) ([]judge, func(), error) {
	text, err := os.ReadFile(anchors)
	if err != nil {
		return nil, nil, err
	}
	roots, err := dnssec.ParseAnchors(string(text))
	if err != nil {
		return nil, nil, err
	}
	file := filepath.Join(filepath.Dir(anchors), "delv.conf")
	if err := os.WriteFile(file, []byte(forDelv(roots)), 0o600); err != nil {
		return nil, nil, err
	}
	direct, closeDirect := ours(server, roots)
	through, closeThrough := ours(resolver, roots)
	return []judge{
		{"shopcheck", direct},
		{"shopcheck through unbound", through},
		{"unbound", word(resolver)},
		{"delv", delv(file, server)},
	}, func() { closeDirect(); closeThrough() }, nil
}

// ours is what shopcheck says, with signatures had from a resolver.
func ours(at string, roots []dnssec.Anchor) (func(typ, name string) (string, string), func()) {
	site := observe.Open(context.Background(), "lab", observe.Options{
		Resolvers: []string{at}, Anchors: roots, Whole: 10 * time.Minute, Budget: observe.Budget{Queries: 10_000},
	})
	return func(typ, name string) (string, string) {
		c, err := site.Chain(context.Background(), typ, name)
		if err != nil {
			return "error", err.Error()
		}
		return string(c.State), c.Why
	}, site.Close
}

// word is what a checking resolver says by itself, as scans hear it.
func word(at string) func(typ, name string) (string, string) {
	return func(typ, name string) (string, string) {
		site := observe.Open(context.Background(), "lab", observe.Options{Resolvers: []string{at}})
		defer site.Close()
		r, err := site.Records(context.Background(), typ, name)
		switch cause, words := observe.Explain(err); {
		case err == nil && r.Authenticated:
			return "secure", ""
		case err == nil:
			return "insecure", ""
		case cause == observe.DNSBogus:
			return "bogus", words
		default:
			return "error", words
		}
	}
}

// forDelv are the anchors in BIND's form.
func forDelv(roots []dnssec.Anchor) string {
	var b strings.Builder
	b.WriteString("trust-anchors {\n")
	for _, a := range roots {
		fmt.Fprintf(&b, "  . static-ds %d %d %d %q;\n", a.KeyTag, a.Algorithm, a.Digest, a.Hash)
	}
	return b.String() + "};\n"
}

// delv is what that program says.
func delv(anchors, server string) func(typ, name string) (string, string) {
	host, _, _ := strings.Cut(server, ":")
	return func(typ, name string) (string, string) {
		out, err := exec.Command("delv", "-4", "-a", anchors, "@"+host, name, typ).CombinedOutput()
		said := strings.TrimSpace(string(out))
		first, _, _ := strings.Cut(said, "\n")
		denied := strings.Contains(said, "; negative response")
		switch {
		case strings.Contains(said, "resolution failed") && !denied: // also behind an alias that holds
			return "bogus", first
		case strings.Contains(said, "unsigned answer"), strings.Contains(said, "unsigned response"):
			return "insecure", first
		case strings.Contains(said, "fully validated"):
			return "secure", first
		}
		return "error", fmt.Sprint(first, err)
	}
}
