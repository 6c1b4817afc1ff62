package facts

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// A Table is one of this package's, as it is in use.
type Table struct {
	Name  string // "cycles"
	About string // what is in it: a sentence
	Rows  int
	AsOf  time.Time
	From  string // the host that it was refreshed from; empty: it is the embedded one
}

// Tables describes all tables, sorted by name.
func Tables() []Table {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err) // they are part of the program
	}
	var all []Table
	for _, e := range entries {
		data, err := files.ReadFile(e.Name())
		var doc yaml.Node
		if err == nil {
			err = yaml.Unmarshal(data, &doc)
		}
		if err != nil {
			panic(fmt.Sprintf("facts: %s: %v", e.Name(), err))
		}
		t := Table{Name: strings.TrimSuffix(e.Name(), ".yaml"), About: about(data), Rows: rows(&doc, yaml.MappingNode), AsOf: Day()}
		if t.Rows == 0 {
			t.Rows = rows(&doc, yaml.ScalarNode)
		}
		switch t.Name {
		case "cycles": // to which an update adds
			t.Rows = 0
			for _, lines := range cycles() {
				t.Rows += len(lines)
			}
		case "owners": // by name, in no list
			for _, p := range owners().Purposes {
				t.Rows += len(p.Owners) + len(p.Memory)
			}
		}
		for _, r := range InUse() {
			if r.Table == t.Name {
				t.AsOf, t.From = r.Day, r.Source
			}
		}
		all = append(all, t)
	}
	return all
}

// about returns the first sentence of the comment that a table begins with.
func about(data []byte) string {
	var words []string
	for line := range bytes.Lines(data) {
		text, comment := strings.CutPrefix(strings.TrimSpace(string(line)), "#")
		if !comment || text == "" {
			break
		}
		words = append(words, strings.TrimSpace(text))
	}
	first, _, _ := strings.Cut(strings.Join(words, " ")+" ", ". ")
	return strings.TrimSuffix(strings.TrimSpace(first), ".")
}

// rows counts the items of a kind in the outermost lists below a node.
func rows(n *yaml.Node, kind yaml.Kind) int {
	sum := 0
	for _, c := range n.Content {
		switch {
		case n.Kind != yaml.SequenceNode:
			sum += rows(c, kind)
		case c.Kind == kind:
			sum++
		}
	}
	return sum
}
