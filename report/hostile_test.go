package report

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"shopcheck/checklist"
)

// invisible returns the characters of s that a terminal would obey or that hide.
func invisible(s string) string {
	var out []rune
	for _, r := range strings.ReplaceAll(s, "\r\n", "\n") { // a table's lines end so
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r)) {
			out = append(out, r)
		}
	}
	return string(out)
}

// logCommand is what the machines that keep build logs obey.
var logCommand = regexp.MustCompile(`(?m)^\s*::|##\[|##vso|##teamcity`)

func TestHostileIsInert(t *testing.T) {
	for _, format := range formats() {
		got := string(written(t, hostileShop(), format, Settings{Style: "plain"}))
		if bad := invisible(got); bad != "" {
			t.Errorf("%s: invisible characters: %q", format, bad[:min(len(bad), 60)])
		}
		if format == GitHub { // its lines are such commands, see TestGitHubHostile
			continue
		}
		if found := logCommand.FindString(got); found != "" {
			t.Errorf("%s: %q would be a command to a build's log", format, found)
		}
	}
	for _, style := range []string{"dark", "light"} {
		got := string(written(t, hostileShop(), Terminal, Settings{Style: style}))
		plain := regexp.MustCompile(`\x1b\[(0|1|38;5;[0-9]+|38;5;[0-9]+;1)m`).ReplaceAllString(got, "")
		if bad := invisible(plain); bad != "" || plain == got {
			t.Errorf("%s: invisible characters besides our own colours: %q", style, bad)
		}
	}
}

// parse reads Markdown as GitHub and glamour do.
func parse(source []byte) ast.Node {
	return goldmark.New(goldmark.WithExtensions(extension.GFM, extension.DefinitionList)).Parser().Parse(text.NewReader(source))
}

// unwanted are the kinds of nodes that no text of a shop may become.
var unwanted = []ast.NodeKind{
	ast.KindLink, ast.KindAutoLink, ast.KindImage, ast.KindHTMLBlock, ast.KindRawHTML, ast.KindBlockquote, ast.KindThematicBreak,
	east.KindStrikethrough, east.KindTaskCheckBox, east.KindDefinitionList,
}

func kinds(doc ast.Node, source []byte) (bad []string, headings []string, codeBlocks int) {
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		list, isList := n.(*ast.List)
		emphasis, isEmphasis := n.(*ast.Emphasis)
		if slices.Contains(unwanted, n.Kind()) || isList && list.IsOrdered() || isEmphasis && emphasis.Level == 1 {
			bad = append(bad, n.Kind().String())
		}
		if h, ok := n.(*ast.Heading); ok && h.Level < 3 {
			headings = append(headings, string(h.Lines().Value(source)))
		}
		if n.Kind() == ast.KindCodeBlock || n.Kind() == ast.KindFencedCodeBlock {
			codeBlocks++
		}
		return ast.WalkContinue, nil
	})
	return bad, headings, codeBlocks
}

func TestHostileMarkdown(t *testing.T) {
	graded := []string{
		"Security check of evil-shop.example", "The verdict", "No longer accepted", "What to do first", "Your plan", "What ends when", "The eleven answers", "What is not in order", "What is in order",
		"The ten tips", "What was not looked at, and why", "How it was looked at", "Words in this report", "Where the questions come from",
	}
	absent := []string{
		"Security check of evil-shop.example", "What happened", "What ends when", "What could be seen all the same", "The eleven answers",
		"What was not looked at, and why", "How it was looked at", "Words in this report", "Where the questions come from",
	}
	for _, tt := range []struct {
		run  checklist.Run
		want []string
	}{{hostileShop(), graded}, {hostileAbsence(), absent}} {
		checkHostile(t, tt.run, tt.want)
	}
}

func checkHostile(t *testing.T, run checklist.Run, want []string) {
	t.Helper()
	got := written(t, run, Markdown, Settings{})
	bad, headings, blocks := kinds(parse(got), got)
	for _, b := range bad {
		t.Errorf("text became a %s", b)
	}
	if blocks != 0 { // none of the pages behind this run has one
		t.Errorf("%d code blocks", blocks)
	}
	if diff := cmp.Diff(want, headings); diff != "" {
		t.Errorf("headings (-want +got):\n%s", diff)
	}
}

// shown returns the text of a Markdown document as CommonMark shows it.
func shown(source []byte) string {
	var html bytes.Buffer
	_ = goldmark.New(goldmark.WithExtensions(extension.GFM)).Convert(source, &html)
	plain := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(html.String(), "")
	return strings.TrimSpace(strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&amp;", "&").Replace(plain))
}

// TestEscapedTextReadsTheSame holds that escaping changes what text does, and
// not what it says: in Markdown, and in glamour's own dialect of it.
func TestEscapedTextReadsTheSame(t *testing.T) {
	plain, terminal := escaper{}, escaper{glamour: true}
	for _, a := range attacks {
		want := strings.TrimSpace(clean(a))
		if got := shown([]byte(plain.text(want))); got != want {
			t.Errorf("Markdown shows %q as %q", want, got)
		}
		if got := shown([]byte("x " + plain.code(want) + " y")); got != "x "+want+" y" && want != "" {
			t.Errorf("Markdown shows the quote %q as %q", want, got)
		}
		for _, source := range []string{terminal.text(want), terminal.code(want)} {
			got, err := show(source, 0, "plain")
			if err != nil || strings.TrimSpace(filter(got, false)) != want {
				t.Errorf("glamour shows %q as %q, %v", want, got, err)
			}
		}
	}
}

func FuzzEscape(f *testing.F) {
	for _, a := range attacks {
		f.Add(a)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e := escaper{}
		source := []byte("- " + e.text(clean(s)) + "\n\n" + e.text(clean(s)) + "\n\n### a " + e.inline(clean(s)) + "\n\nq " + e.code(quote(s)) + "\n")
		bad, headings, blocks := kinds(parse(source), source)
		if len(bad)+len(headings)+blocks > 0 {
			t.Errorf("%q became %v %v %d as %s", s, bad, headings, blocks, source)
		}
		if bad := invisible(string(source)); bad != "" {
			t.Errorf("%q left %q", s, bad)
		}
	})
}

func TestInline(t *testing.T) {
	for in, want := range map[string]string{
		"Nothing to escape (here).":     "Nothing to escape (here).",
		" two  spaces ":                 "two  spaces",
		"see http://shop/x, then":       "see `http://shop/x`, then",
		"WWW.shop.example has a_b & <c": "`WWW.shop.example` has `a_b` &amp; &lt;c",
		"":                              "",
	} {
		if got := (escaper{}).inline(in); got != want {
			t.Errorf("inline(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestClean(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"The certificate is valid.", "The certificate is valid."},
		{"a\x1b[31mb\u009bc", `a\u{1b}[31mb\u{9b}c`},
		{"two\nlines", `two\u{a}lines`},
		{"::error::owned", `:\u{3a}error:\u{3a}owned`},
		{"the address 2001:db8::1", "the address 2001:db8::1"},
		{"##vso[x]", `#\u{23}vso[x]`},
		{strings.Repeat("A", 3000), strings.Repeat("A", 297) + "…"},
	} {
		if got := clean(tt.in); got != tt.want {
			t.Errorf("clean(%q) = %q, want %q", tt.in, got, tt.want)
		}
		if got := clean(clean(tt.in)); got != tt.want {
			t.Errorf("clean is not stable for %q: %q", tt.in, got)
		}
	}
	if got := len(clean(strings.Repeat("a word ", 9000))); got > maxText {
		t.Errorf("a long text is left %d bytes long", got)
	}
}

// TestNewLeavesTheRunAlone holds that cleaning works on a copy: the JSON format
// writes the run as it was given.
func TestNewLeavesTheRunAlone(t *testing.T) {
	for name, build := range runs {
		run := build()
		var before, after bytes.Buffer
		if err := run.Write(&before); err != nil {
			t.Fatal(err)
		}
		_ = New(run, catalog())
		if err := run.Write(&after); err != nil || before.String() != after.String() {
			t.Errorf("%s: New changed the run: %v", name, err)
		}
		for _, set := range []Settings{{}, {Many: true}} {
			got := written(t, run, JSON, set)
			var a, b any
			if err := json.Unmarshal(before.Bytes(), &a); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(got, &b); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(a, b); diff != "" {
				t.Errorf("%s: the JSON is another run:\n%s", name, diff)
			}
			if lines := bytes.Count(got, []byte("\n")); set.Many && lines != 1 {
				t.Errorf("%s: compact JSON has %d lines", name, lines)
			}
		}
	}
}

func TestFilter(t *testing.T) {
	for _, tt := range []struct{ in, plain, colour string }{
		{"a\x1b[1;38;5;117mb\x1b[0m\n", "ab\n", "a\x1b[1;38;5;117mb\x1b[0m\n"},
		{"\x1b]0;owned\x07x", "]0;ownedx", "]0;ownedx"},
		{"\x1b]8;;http://evil.example\x1b\\x", `]8;;http://evil.example\x`, `]8;;http://evil.example\x`},
		{"\x1b[2J\x1b[Hx", "[2J[Hx", "[2J[Hx"},
		{"\u009b31mx\r\b\x7f\u202e", "31mx", "31mx"},
		{"\x1b[31", "[31", "[31"},
		{"\x1bPq#0\x1b\\é漢", `Pq#0\é漢`, `Pq#0\é漢`},
	} {
		if got := filter(tt.in, false); got != tt.plain {
			t.Errorf("filter(%q, false) = %q, want %q", tt.in, got, tt.plain)
		}
		if got := filter(tt.in, true); got != tt.colour {
			t.Errorf("filter(%q, true) = %q, want %q", tt.in, got, tt.colour)
		}
	}
}

// TestGlamourTraps shows what glamour does that we work around: if one of these
// fails after an update, the workaround may go.
func TestGlamourTraps(t *testing.T) {
	for _, tt := range []struct{ what, source, want string }{
		{"entities in text become characters", "a&#27;b", "a\x1bb"},
		{"and in code spans, where Markdown has none", "`a&#27;b`", "a\x1bb"},
		{"escape sequences pass", "a\x1b]0;x\x07b", "a\x1b]0;x\x07b"},
	} {
		got, err := show(tt.source, 0, "plain")
		if err != nil || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q, %v", tt.what, got, err)
		}
	}
	var out bytes.Buffer
	if err := WritePage(&out, "x:\n\n    location ~ \\.php$ { a \\\\ b; }\n", Settings{}); err != nil || !strings.Contains(out.String(), `location ~ \.php$ { a \\ b; }`) {
		t.Errorf("backslashes in code are lost: %q, %v", out.String(), err)
	}
}

func TestWrap(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"  • one two three four five six", "  • one two three\n    four five six\n"},
		{"  12. one two three four five", "  12. one two three\n      four five\n"},
		{"\x1b[1m  bold words that\x1b[0m go on and on", "\x1b[1m  bold words that\x1b[0m go\n  on and on\n"},
		{"  abcdefghijklmnopqrstuvwxyz", "  abcdefghijklmnopqr\n  stuvwxyz\n"},
		{"  aaa abcdefghijklmnopqrstuvwxyz z", "  aaa abcdefghijklmn\n  opqrstuvwxyz z\n"},
		{"漢字漢字漢字漢字漢字漢字", "漢字漢字漢字漢字漢字\n漢字\n"},
		{"  trailing   ", "  trailing\n"},
		{"a    b", "a    b\n"},
		{"  To look: dig\u00a0+short\u00a0x", "  To look:\n  dig +short x\n"},
		{"  See: scan\u00a0shop\u00a0--only\u00a0abc, now", "  See:\n  scan shop --only \\\n  abc, now\n"},
		{"  See: curl\u00a0-H\u00a0'a:\u00a0b\u00a0c'\u00a0xyz", "  See:\n  curl -H 'a: b c' \\\n  xyz\n"},
		{"  curl\u00a0'a\u00a0b\u00a0c\u00a0d'\u00a0y\u00a0zz", "  curl 'a b c d' y \\\n  zz\n"},
		{"  curl\u00a0-X\u00a0'aa\u00a0bb\u00a0cc\u00a0dd'\u00a0z", "  curl -X \\\n  'aa bb cc dd' z\n"},
		{"  curl\u00a0https://shop.example/a", "  curl \\\n  https://shop.examp\n  le/a\n"},
		{"", "\n"},
	} {
		got := wrap(tt.in, 20)
		if got != tt.want {
			t.Errorf("wrap(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestStyles(t *testing.T) {
	for _, tt := range []struct {
		style  string
		colour bool
	}{{"", false}, {"plain", false}, {"nonsense", false}, {"dark", true}, {"light", true}} {
		got := string(written(t, typicalShop(), Terminal, Settings{Style: tt.style}))
		if has := strings.Contains(got, "\x1b"); has != tt.colour {
			t.Errorf("style %q: escape sequences %v, want %v", tt.style, has, tt.colour)
		}
	}
	dark := written(t, typicalShop(), Terminal, Settings{Style: "dark"})
	if bytes.Equal(dark, written(t, typicalShop(), Terminal, Settings{Style: "light"})) {
		t.Error("dark and light are the same")
	}
}

// TestPages shows every probe's page: only its lines of code may be too wide. Glamour runs two paragraphs of one list
// item together if nothing is between them, so no page may have such an item.
func TestPages(t *testing.T) {
	files, err := filepath.Glob("../scanner/probes/*/*.md")
	if err != nil || len(files) < 5 {
		t.Fatalf("only %d pages were found, %v", len(files), err)
	}
	for _, file := range files {
		page, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := WritePage(&out, string(page), Settings{Width: 60}); err != nil {
			t.Fatal(err)
		}
		code := coded([]byte(unfold(string(page))))
		for line := range strings.Lines(out.String()) {
			if ansi.StringWidth(line) > 60 && !slices.Contains(code, strings.TrimSpace(line)) {
				t.Errorf("%s: too wide: %q", file, line)
			}
		}
		source := []byte(unfold(string(page)))
		_ = ast.Walk(parse(source), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			next := n.NextSibling()
			if entering && n.Kind() == ast.KindParagraph && n.Parent().Kind() == ast.KindListItem && next != nil && next.Kind() == ast.KindParagraph {
				t.Errorf("%s: a list item with two paragraphs: %s", file, n.Lines().Value(source))
			}
			return ast.WalkContinue, nil
		})
	}
}
