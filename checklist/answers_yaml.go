package checklist

import (
	"fmt"
	"io"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// An entry is a key and its value in a mapping.
type entry struct {
	key   string
	line  int
	value *yaml.Node
}

// entries returns a mapping's entries; each key may stand once. has says what
// belongs here.
func (a *answerReader) entries(n *yaml.Node, has string) []entry {
	if n.Kind != yaml.MappingNode {
		a.problem(n.Line, "this should be a list of names and values; try %s, each followed by a colon", has)
		return nil
	}
	var out []entry
	seen := make(map[string]bool)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, ok := a.scalar(n.Content[i], "a plain name")
		if !ok {
			continue
		}
		if seen[key] {
			a.problem(n.Content[i].Line, "%q stands here twice; remove one of them", cut(key))
			continue
		}
		seen[key] = true
		out = append(out, entry{key, n.Content[i].Line, n.Content[i+1]})
	}
	return out
}

// hasKey reports whether a mapping has a key.
func hasKey(n *yaml.Node, key string) bool {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return true
		}
	}
	return false
}

// scalar returns a plain value as it is written: yes is "yes".
func (a *answerReader) scalar(n *yaml.Node, takes string) (string, bool) {
	if n.Kind != yaml.ScalarNode {
		a.problem(n.Line, "this is more than one value; try %s", takes)
		return "", false
	}
	return n.Value, true
}

// empty reports whether nothing stands behind the colon.
func empty(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

func (a *answerReader) readBy(n *yaml.Node) string {
	if empty(n) {
		return ""
	}
	by, ok := a.scalar(n, "a name or role")
	if by = strings.TrimSpace(by); ok {
		if err := checkText(by); err != nil {
			a.problem(n.Line, "by: %w", err)
		}
	}
	return by
}

func (a *answerReader) readAt(n *yaml.Node) time.Time {
	if empty(n) {
		return midnight(a.now)
	}
	text, ok := a.scalar(n, "a date such as 2026-11-24")
	if !ok {
		return time.Time{}
	}
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		a.problem(n.Line, "at: %q is not a date; try one such as 2026-11-24", cut(text))
	} else if err := checkDay(at, a.now); err != nil {
		a.problem(n.Line, "at: %w", err)
	}
	return at
}

// WriteAnswers writes a file of answers that ReadAnswers reads, with every
// question as a comment; those without a statement are left empty to be filled
// in. Of several statements about one question the newest is written, with its
// day but not its hour; those about questions that the catalog does not have are
// left out. Same statements, same bytes.
func WriteAnswers(w io.Writer, statements []Statement, cat Catalog) error {
	said := Newest(statements)
	var top Statement
	for _, s := range cat.sorted(statements) {
		if top.At.IsZero() || s.At.After(top.At) {
			top = s
		}
	}
	a := answerWriter{said: said, by: top.By, at: day(top.At)}
	a.head(len(statements) > 0)
	for _, item := range cat.Items {
		a.item(item)
	}
	if a.err != nil {
		return fmt.Errorf("writing answers: %w", a.err)
	}
	_, err := io.WriteString(w, a.b.String())
	return err
}

// An answerWriter writes one file of answers.
type answerWriter struct {
	b    strings.Builder
	said map[string]Statement
	by   string // written once, at the top
	at   string
	err  error // the first statement that could not be read back
}

func (a *answerWriter) head(given bool) {
	a.comment("", "Answers to the security checklist for online shops. Write yours behind the colons. "+
		"Leave a line empty if it is not answered yet; unknown means I don't know.")
	a.comment("", "If you change answers on another day, change the day in the line that begins with at. "+
		"One answer can have a name and a day of its own: {value: yes, by: Ana, at: 2026-11-24}")
	a.b.WriteString("\nby:")
	if a.by != "" {
		a.b.WriteString(" " + quoted(a.by))
	}
	a.b.WriteString("\nat:")
	if given {
		a.b.WriteString(" " + a.at)
	}
	a.b.WriteString("\nanswers:\n")
}

func (a *answerWriter) item(item Item) {
	a.b.WriteString("\n")
	a.comment("  ", string(item.ID)+" "+item.Title)
	fmt.Fprintf(&a.b, "  %s:\n", item.ID)
	a.part(item.ID, item.Lead(), keyAnswer)
	for _, part := range item.Parts {
		a.b.WriteString("\n")
		a.part(item.ID, part, part.ID)
	}
}

func (a *answerWriter) part(item ItemID, part Part, name string) {
	a.comment("    ", part.Ask)
	a.comment("    ", "("+part.Takes()+")")
	for _, c := range part.Choices {
		a.comment("    ", "- "+c.Value+": "+c.Label)
	}
	a.b.WriteString("    " + name + ":")
	if s, ok := a.said[partKey(item, part.ID)]; ok {
		a.b.WriteString(" " + a.value(part, s))
	}
	a.b.WriteString("\n")
}

func (a *answerWriter) value(part Part, s Statement) string {
	value, err := part.Check(s.Value, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC))
	if err == nil {
		err = checkText(s.By)
	}
	if err != nil && a.err == nil {
		a.err = fmt.Errorf("%s: %w", s.Key(), err)
	}
	if part.Kind == Text && value != ValueUnknown {
		value = quoted(value)
	}
	if s.By == a.by && day(s.At) == a.at {
		return value
	}
	return fmt.Sprintf("{value: %s, by: %s, at: %s}", value, quoted(s.By), day(s.At))
}

// comment writes text as comment lines of at most 100 characters.
func (a *answerWriter) comment(indent, text string) {
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len(indent)+len(line)+len(word) > 98 {
			a.b.WriteString(indent + "#" + line + "\n")
			line = ""
		}
		line += " " + word
	}
	a.b.WriteString(indent + "#" + line + "\n")
}

// quoted writes s as YAML's double-quoted text. It holds no character that
// checkText refuses.
func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
