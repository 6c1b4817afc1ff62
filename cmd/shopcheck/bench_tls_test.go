package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"text/tabwriter"
	"time"
)

// surveyCommand is how this test program is called to take a survey.
const surveyCommand = "survey-alone"

// A row is what a tool took for one server.
type row struct {
	server, tool string
	rtt          time.Duration
}

// A table has all that was measured, in order.
type table struct {
	rows    []row
	took    map[row]took
	missing []string
}

// BenchmarkTLS sets whole programs that tell what a server accepts side by side:
// one server, in one run. It ends with a table, and whether our aims were met.
// However often a benchmark is repeated, each tool runs as often as it says: one
// of them takes a minute.
func BenchmarkTLS(b *testing.B) {
	s := scene{on: newScale(b), shopcheck: program(b)}
	t := &table{took: make(map[row]took)}
	server, err := nginx(b, modern)
	if err != nil {
		server = goServer(b)
	}
	far := 50 * time.Millisecond
	for _, rtt := range []time.Duration{0, far} {
		t.fill(b, "modern", s.set(b, server, rtt), rtt, tools)
	}
	if open, err := nginx(b, anybody); err == nil {
		t.fill(b, "anybody's", s.set(b, open, far), far, tools[:4])
	} else {
		t.missing = append(t.missing, "nginx: no server that accepts a lot was looked at")
	}
	t.print(os.Stdout, server.is)
}

// fill measures tools at one server.
func (t *table) fill(b *testing.B, server string, s scene, rtt time.Duration, tools []tool) {
	for _, tool := range tools {
		at := row{server, tool.name, rtt}
		if tool.path(s) == "" {
			t.missing = append(t.missing, fmt.Sprintf("%s at %s: %s is not installed", server, rtt, tool.name))
			continue
		}
		b.Run(fmt.Sprintf("%s/rtt=%s/%s", server, rtt, strings.NewReplacer(" ", "-", ",", "").Replace(tool.name)), func(b *testing.B) {
			for b.Loop() {
				if _, done := t.took[at]; !done {
					t.took[at] = tool.measure(b, s)
				}
			}
			t.took[at].report(b)
		})
		if _, ok := t.took[at]; ok { // not so if -bench left it out
			t.rows = append(t.rows, at)
		}
	}
}

// print writes the table, the ratios and the aims.
func (t *table) print(w io.Writer, server string) {
	fmt.Fprintf(w, "\nTLS of one server (%s). Where the load is above the %d processors, wall clocks tell of that, too.\n\n", server, runtime.NumCPU())
	tab := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(tab, "server\tround trip\ttool\twall\tCPU\tpeak\tconnections\tload")
	for _, r := range t.rows {
		fmt.Fprintf(tab, "%s\t%s\t%s\t%s\n", r.server, r.rtt, r.tool, t.took[r])
	}
	tab.Flush()
	fmt.Fprintln(w)
	for _, m := range t.missing {
		fmt.Fprintln(w, "missing:", m)
	}
	for _, a := range aims() {
		if line, ok := a.line(t); ok {
			fmt.Fprintln(w, line)
		}
	}
	fmt.Fprintln(w)
}

// An aim is a limit for a figure, or for how many times as much another tool
// takes. One without a limit only shows the ratio.
type aim struct {
	what   string
	of     row
	figure func(took) float64
	most   float64
	than   string // the other tool; empty if this is about one figure
	least  float64
}

func wall(m took) float64        { return float64(m.wall.Microseconds()) / 1e3 }
func cpu(m took) float64         { return float64(m.cpu.Microseconds()) / 1e3 }
func connections(m took) float64 { return float64(m.connections) }

var (
	alone  = row{"modern", "survey alone", 50 * time.Millisecond}
	whole  = row{"modern", "shopcheck", 50 * time.Millisecond}
	old    = row{"anybody's", "shopcheck", 50 * time.Millisecond}
	others = []aim{
		{than: "testssl.sh, full", least: 60},
		{than: "sslscan", least: 10},
		{than: "nmap ssl-enum-ciphers", least: 1},
	}
)

// aims are what we want to be measured by.
func aims() []aim {
	var out []aim
	for _, of := range []row{alone, whole} {
		out = append(out,
			aim{what: "wall ms", of: of, figure: wall, most: 1000},
			aim{what: "connections", of: of, figure: connections, most: 45},
			aim{what: "CPU ms", of: of, figure: cpu, most: 60},
		)
	}
	out = append(out, aim{what: "connections", of: old, figure: connections, most: 100})
	for _, of := range []row{alone, whole} {
		for _, other := range others {
			out = append(out,
				aim{what: "wall ms", of: of, figure: wall, than: other.than, least: other.least},
				aim{what: "CPU ms", of: of, figure: cpu, than: other.than},
			)
		}
	}
	return out
}

// line says whether an aim was met; false if it was not measured.
func (a aim) line(t *table) (string, bool) {
	ours, ok := t.took[a.of]
	name := fmt.Sprintf("%s, %s, %s away: %s", a.of.tool, a.of.server, a.of.rtt, a.what)
	if a.than == "" {
		is := a.figure(ours)
		return fmt.Sprintf("%s %.0f, at most %.0f: %s", name, is, a.most, verdict(is <= a.most)), ok
	}
	theirs, both := t.took[row{a.of.server, a.than, a.of.rtt}]
	times := a.figure(theirs) / a.figure(ours)
	text := fmt.Sprintf("%s %.0f, of %s %.1f times that", name, a.figure(ours), a.than, times)
	if a.least > 0 {
		text += fmt.Sprintf(", at least %.0f: %s", a.least, verdict(times >= a.least))
	}
	return text, ok && both
}

func verdict(met bool) string {
	if met {
		return "met"
	}
	return "missed"
}
