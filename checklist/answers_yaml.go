package checklist

import (
	"cmp"
	"fmt"
	"io"
	"slices"
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
// in. Of several statements of one person about one question the newest is
// written, with its day but not its hour; those about questions that the catalog
// does not have are left out. Same statements, same bytes.
func WriteAnswers(w io.Writer, statements []Statement, cat Catalog) error {
	said, err := cat.writable(statements)
	if err != nil {
		return fmt.Errorf("writing answers: %w", err)
	}
	_, err = io.WriteString(w, fresh(said, cat))
	return err
}

// writable returns statements as a file can hold them: each person's newest, in
// the catalog's order, of too many people the newest. What could not be read back
// is an error.
func (c Catalog) writable(statements []Statement) ([]Statement, error) {
	out := make([]Statement, 0, len(statements))
	for _, s := range statements {
		part, ok := c.Part(s.Item, s.Part)
		if !ok {
			continue
		}
		value, err := part.Check(s.Value, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC))
		if err == nil {
			err = checkText(s.By)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Key(), err)
		}
		s.Value, s.By = value, strings.TrimSpace(s.By)
		if value != "" {
			out = append(out, s)
		}
	}
	out = c.sorted(Merge(nil, out))
	for _, said := range byQuestion(out) {
		for _, old := range said[:max(0, len(said)-maxPeople)] {
			out = slices.DeleteFunc(out, func(s Statement) bool { return s == old })
		}
	}
	return out, nil
}

// fresh returns a new file.
func fresh(said []Statement, cat Catalog) string {
	a := answerWriter{said: said}
	if len(said) > 0 {
		a.top = latest(said)
	}
	a.head()
	if len(cat.About) > 0 {
		a.item(Item{ID: About, Title: "The shop itself", Parts: cat.About})
	}
	for _, item := range cat.Items {
		a.item(item)
	}
	return a.b.String()
}

// latest returns the first statement of the newest day; there must be one.
func latest(said []Statement) Statement {
	return slices.MaxFunc(said, func(a, b Statement) int { return strings.Compare(day(a.At), day(b.At)) })
}

// An answerWriter writes one file of answers.
type answerWriter struct {
	b    strings.Builder
	said []Statement
	top  Statement // whose name and day are written once, at the top
}

func (a *answerWriter) head() {
	a.comment("", "Answers to the security checklist for online shops. Write yours behind the colons. "+
		"Leave a line empty if it is not answered yet; unknown means I don't know.")
	a.comment("", "If you change answers on another day, change the day in the line that begins with at. "+
		"One answer can have a name and a day of its own: {value: yes, by: Ana, at: 2026-11-24}")
	a.comment("", "Several people can answer one question: [{value: yes, by: Ana}, {value: no, by: Ben}]")
	a.b.WriteString("\nby:")
	if a.top.By != "" {
		a.b.WriteString(" " + quoted(a.top.By))
	}
	a.b.WriteString("\nat:")
	if len(a.said) > 0 {
		a.b.WriteString(" " + day(a.top.At))
	}
	a.b.WriteString("\nanswers:\n")
}

func (a *answerWriter) item(item Item) {
	a.b.WriteString("\n")
	if item.ID == About {
		a.comment("  ", item.Title)
	} else {
		a.comment("  ", string(item.ID)+" "+item.Title)
	}
	fmt.Fprintf(&a.b, "  %s:\n", item.ID)
	for i, part := range item.questions() {
		if i > 0 {
			a.b.WriteString("\n")
		}
		a.part(item.ID, part)
	}
}

// questions returns an item's own question, if it has one, and its parts.
func (it Item) questions() []Part {
	if it.ID == About {
		return it.Parts
	}
	return slices.Concat([]Part{it.Lead()}, it.Parts)
}

func (a *answerWriter) part(item ItemID, part Part) {
	a.comment("    ", part.Ask)
	a.comment("    ", "("+part.Takes()+")")
	for _, c := range part.Choices {
		a.comment("    ", "- "+c.Value+": "+c.Label)
	}
	a.b.WriteString("    " + part.name() + ":")
	if said := saidOf(a.said, partKey(item, part.ID)); len(said) > 0 {
		a.b.WriteString(" " + spoke(part, said, a.top.By, day(a.top.At)))
	}
	a.b.WriteString("\n")
}

// name is what a part is called in a file.
func (p Part) name() string { return cmp.Or(p.ID, keyAnswer) }

// saidOf returns the statements about one question.
func saidOf(said []Statement, key string) []Statement {
	var out []Statement
	for _, s := range said {
		if s.Key() == key {
			out = append(out, s)
		}
	}
	return out
}

// spoke writes what people answered to one question, on one line; by and at are
// those of answers that name nobody and no day.
func spoke(part Part, said []Statement, by, at string) string {
	if len(said) == 1 && said[0].By == by && day(said[0].At) == at {
		return valueOf(part, said[0])
	}
	all := make([]string, len(said))
	for i, s := range said {
		all[i] = mention(part, s)
	}
	if len(all) == 1 {
		return all[0]
	}
	return "[" + strings.Join(all, ", ") + "]"
}

// mention writes an answer with who gave it and when.
func mention(part Part, s Statement) string {
	return fmt.Sprintf("{value: %s, by: %s, at: %s}", valueOf(part, s), quoted(s.By), day(s.At))
}

func valueOf(part Part, s Statement) string {
	if part.Kind == Text && s.Value != ValueUnknown {
		return quoted(s.Value)
	}
	return s.Value
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
