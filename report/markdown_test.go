package report

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// TestMarkdown reads every report as CommonMark does, and as people do who see its
// source.
func TestMarkdown(t *testing.T) {
	for _, name := range sorted(runs) {
		source := written(t, runs[name](), Markdown, Settings{})
		if again := written(t, runs[name](), Markdown, Settings{Width: 60, Style: "dark", Kept: true}); !bytes.Equal(source, again) {
			t.Errorf("%s: written twice it differs", name)
		}
		doc := parse(source)
		checkOutline(t, name, doc, source)
		checkLists(t, name, doc, source)
		checkTables(t, name, doc)
		for line := range strings.Lines(string(source)) {
			if text := strings.TrimSuffix(line, "\n"); strings.TrimRight(text, " ") != text {
				t.Errorf("%s: blanks at the end of %q", name, text)
			}
		}
		if strings.Contains(string(source), "\n\n\n") || !strings.HasSuffix(string(source), "\n") || strings.HasSuffix(string(source), "\n\n") {
			t.Errorf("%s: empty lines that are not needed", name)
		}
		bad, _, _ := kinds(doc, source)
		if name != "hostile" { // pages of ours have numbered lists
			bad = slices.DeleteFunc(bad, func(kind string) bool { return kind == ast.KindList.String() })
		}
		if len(bad) > 0 {
			t.Errorf("%s: text became %v", name, bad)
		}
	}
}

// checkOutline holds that there is one title, first of all, and that no level is
// passed over on the way down.
func checkOutline(t *testing.T, name string, doc ast.Node, source []byte) {
	t.Helper()
	level, titles := 0, 0
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		h, ok := n.(*ast.Heading)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		if h.Level == 1 {
			titles++
		}
		if h.Level > level+1 {
			t.Errorf("%s: a heading of level %d below one of level %d: %s", name, h.Level, level, spelled(h, source))
		}
		level = h.Level
		return ast.WalkContinue, nil
	})
	if titles != 1 || doc.FirstChild().Kind() != ast.KindHeading {
		t.Errorf("%s: %d titles, and the first block is a %s", name, titles, doc.FirstChild().Kind())
	}
}

// checkLists holds that each line that is written as an item is one, in a list of
// ours or within an item of one.
func checkLists(t *testing.T, name string, doc ast.Node, source []byte) {
	t.Helper()
	var lines, items int
	for line := range bytes.Lines(source) {
		text := bytes.TrimLeft(line, " ")
		if bytes.HasPrefix(text, []byte("- ")) && len(line)-len(text) < 4 {
			lines++
		}
	}
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if list, ok := n.(*ast.List); ok && entering && !list.IsOrdered() {
			items += list.ChildCount()
			if list.Marker != '-' {
				t.Errorf("%s: a list with %q", name, list.Marker)
			}
		}
		return ast.WalkContinue, nil
	})
	if lines != items || lines == 0 {
		t.Errorf("%s: %d lines begin as items do, and %d are items", name, lines, items)
	}
}

// checkTables holds that a table has three columns in each row, and a row for each
// answer.
func checkTables(t *testing.T, name string, doc ast.Node) {
	t.Helper()
	rows, tables := 0, 0
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch {
		case !entering:
		case n.Kind() == east.KindTable:
			tables++
		case n.Kind() == east.KindTableRow, n.Kind() == east.KindTableHeader:
			rows++
			if n.ChildCount() != 3 {
				t.Errorf("%s: a row of %d cells", name, n.ChildCount())
			}
		}
		return ast.WalkContinue, nil
	})
	want := map[bool]int{false: 0, true: 12}[name != "unreachable"]
	if rows != want || tables != want/12 {
		t.Errorf("%s: %d tables with %d rows, want %d", name, tables, rows, want)
	}
}
