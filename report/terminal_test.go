package report

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// TestTerminal holds, at every width, what anybody may rely on who reads a report
// there or copies from it.
func TestTerminal(t *testing.T) {
	styles := []string{"plain", "dark", "light", "both"}
	for i, name := range sorted(runs) {
		r := New(runs[name](), catalog())
		for width := 60; width <= 120; width++ {
			if width%20 != 0 && width%len(runs) != i { // each run at some, each width by some
				continue
			}
			for _, full := range []bool{true, false} {
				set := Settings{Width: width, Style: styles[(width/3+i)%4], Full: full}
				got := printed(t, r, set)
				checkScreen(t, fmt.Sprintf("%s with %+v", name, set), got, set, coded(markdown(r, escaper{})))
				if full {
					checkSaid(t, fmt.Sprintf("%s with %+v", name, set), r, got)
				}
			}
		}
	}
}

// checkScreen holds the lines to their width, but those of code, and the style to its
// sequences.
func checkScreen(t *testing.T, what, got string, set Settings, code []string) {
	t.Helper()
	for line := range strings.Lines(got) {
		bare := ansi.Strip(strings.TrimSuffix(line, "\n"))
		if wide := ansi.StringWidth(bare); wide > set.Width && !slices.Contains(code, strings.TrimLeft(bare, " ")) {
			t.Errorf("%s: %d columns in %q", what, wide, line)
		}
		if strings.TrimRight(bare, " \u00a0") != bare {
			t.Errorf("%s: blanks at the end of %q", what, line)
		}
	}
	rest := got
	if set.Style != "plain" {
		rest = regexp.MustCompile(`\x1b\[[0-9;]*m`).ReplaceAllString(got, "")
		if rest == got {
			t.Errorf("%s: no colours", what)
		}
	}
	if bad := invisible(rest); bad != "" {
		t.Errorf("%s: control characters %q", what, bad)
	}
}

// checkSaid holds that the whole report says every sentence that the Markdown
// format says, and names every address in full.
func checkSaid(t *testing.T, what string, r Report, got string) {
	t.Helper()
	// What a line break adds is a space, or a backslash at the end of a command's
	// line; a table's cells have bars between them.
	pressed := press(strings.ReplaceAll(ansi.Strip(got), further+"\n", " "))
	source := markdown(r, escaper{notes: &footnotes{}})
	for _, line := range coded(source) {
		if !strings.Contains(ansi.Strip(got), " "+line+"\n") {
			t.Errorf("%s: a line of code is not whole: %s", what, line)
		}
	}
	for _, block := range blocks(source) {
		if !strings.Contains(pressed, press(block)) {
			t.Fatalf("%s: missing %q", what, block)
		}
	}
}

// press takes out of a text what depends on the width.
func press(s string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if r == ' ' || r == '\n' || r == '\u00a0' {
			return -1
		}
		return r
	}, s))
}

// blocks returns what each paragraph, heading, list item and line of code of a
// Markdown document says, and each word of a table.
func blocks(source []byte) []string {
	var out []string
	_ = ast.Walk(parse(source), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n.Kind() {
		case ast.KindParagraph, ast.KindTextBlock, ast.KindHeading:
			if entering {
				out = append(out, spelled(n, source))
			}
			return ast.WalkSkipChildren, nil
		case east.KindTableCell:
			if entering {
				out = append(out, strings.Fields(spelled(n, source))...)
			}
			return ast.WalkSkipChildren, nil
		case ast.KindCodeBlock, ast.KindFencedCodeBlock:
			if entering {
				for i := range n.Lines().Len() {
					line := n.Lines().At(i)
					out = append(out, string(line.Value(source)))
				}
			}
		}
		return ast.WalkContinue, nil
	})
	return out
}

// coded are the lines of a document's code.
func coded(source []byte) []string {
	var out []string
	_ = ast.Walk(parse(source), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if kind := n.Kind(); entering && (kind == ast.KindCodeBlock || kind == ast.KindFencedCodeBlock) {
			for i := range n.Lines().Len() {
				line := n.Lines().At(i)
				out = append(out, strings.TrimSpace(string(line.Value(source))))
			}
		}
		return ast.WalkContinue, nil
	})
	return slices.DeleteFunc(out, func(line string) bool { return line == "" })
}

// spelled returns the text of a node, as a reader sees it.
func spelled(n ast.Node, source []byte) string {
	var out strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Text:
			if entering {
				text := string(n.Segment.Value(source))
				if n.Parent().Kind() != ast.KindCodeSpan {
					text = unescape.Replace(text)
				}
				out.WriteString(text)
				if n.SoftLineBreak() {
					out.WriteByte(' ')
				}
			}
		case *ast.String:
			if entering {
				out.Write(n.Value)
			}
		}
		return ast.WalkContinue, nil
	})
	return out.String()
}

var unescape = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&", `\[`, "[", `\]`, "]", `\|`, "|")

func printed(t *testing.T, r Report, set Settings) string {
	t.Helper()
	var buf strings.Builder
	if err := Write(&buf, Terminal, One(r), set); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

// sorted are the names of a map, in order.
func sorted[T any](m map[string]T) []string {
	var out []string
	for name := range m {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

func TestSpaced(t *testing.T) {
	const red, off = "\x1b[31m", "\x1b[0m"
	for _, tt := range []struct{ in, want string }{
		{"Title\n\n\nSECTION\n\n  a\n\n\n\n  b\n\n\n\nPoint\nGOES ON\n\n", "Title\n\n\nSECTION\n\n  a\n\n  b\n\nPoint\nGOES ON\n"},
		{"\n\nSECTION", "SECTION\n"},
		{"a\n" + red + "\n\nb" + off + "\n", "a\n\n" + red + "b" + off + "\n"},
	} {
		if got := spaced(tt.in); got != tt.want {
			t.Errorf("spaced(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}
