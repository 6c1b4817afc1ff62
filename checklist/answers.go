package checklist

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// A file of answers, for a person to read and edit:
//
//	by: Ana, owner
//	at: 2026-11-24
//	answers:
//	  about: {alone: yes}
//	  Q1: yes
//	  Q4: {value: no, by: Ben, at: 2026-11-01}
//	  Q2:
//	    answer: yes
//	    customer-minimum: 12
//	    second-step: {value: all, by: the agency, at: 2026-10-01}
//	    leavers: [{value: yes, by: Ana, at: 2026-11-24}, {value: no, by: Ben, at: 2026-03-01}]
//
// A question left empty is not answered. Without by nobody is named, without at
// the answers count as given on the day the file is read. Several people may
// answer a question, each once. Days are those of Greenwich (UTC), here as in all
// of the checklist.

// maxAnswers bounds a file of answers, in bytes.
const maxAnswers = 256 << 10

// maxProblems bounds how many mistakes in one file are told at once.
const maxProblems = 10

// maxPeople bounds how many people may answer one question.
const maxPeople = 10

// keyAnswer is what an item's own question is called in a file, and keyValue
// what an answer is called that also says by whom and when.
const (
	keyAnswer = "answer"
	keyValue  = "value"
)

// ReadAnswers reads a file of answers, in the catalog's order. Mistakes are told
// all together, each as "name:line: what is wrong; what to try". Dates may not
// lie after now.
func ReadAnswers(r io.Reader, name string, cat Catalog, now time.Time) ([]Statement, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxAnswers+1))
	if err != nil {
		return nil, fmt.Errorf("reading answers from %s: %w", name, err)
	}
	if len(data) > maxAnswers {
		return nil, fmt.Errorf("%s is larger than %d KiB, which no file of answers is; try another file", name, maxAnswers>>10)
	}
	a := answerReader{name: name, cat: cat, now: now, at: midnight(now)}
	if root := a.parse(data, "one question and answer on each line, as in Q1: yes"); root != nil {
		a.file(root)
	}
	if len(a.problems) > 0 {
		return nil, errors.Join(a.problems[:min(len(a.problems), maxProblems)]...)
	}
	return cat.sorted(a.said), nil
}

// Merge returns what was said before with what was said now: for each question
// and each person the statement of the newest day, and of two of one day the one
// of now, or else the later. People are told apart by name, in whatever letters;
// nobody named is one more. What was said now comes last, in its order.
func Merge(before, now []Statement) []Statement {
	all := slices.Concat(before, now)
	last := make(map[string]int, len(all))
	for i, s := range all {
		if old, ok := last[s.voice()]; !ok || day(s.At) >= day(all[old].At) {
			last[s.voice()] = i
		}
	}
	out := make([]Statement, 0, len(last))
	for i, s := range all {
		if last[s.voice()] == i {
			out = append(out, s)
		}
	}
	return out
}

// voice tells apart who speaks about what.
func (s Statement) voice() string { return s.Key() + " " + strings.ToLower(s.By) }

// sorted returns statements in the catalog's order: what is about the shop, then
// each item's own question and its parts. What the catalog does not know comes last.
func (c Catalog) sorted(said []Statement) []Statement {
	order := make(map[string]int)
	for _, part := range c.About {
		order[partKey(About, part.ID)] = len(order)
	}
	for _, item := range c.Items {
		order[partKey(item.ID, "")] = len(order)
		for _, part := range item.Parts {
			order[partKey(item.ID, part.ID)] = len(order)
		}
	}
	place := func(s Statement) int {
		if i, ok := order[s.Key()]; ok {
			return i
		}
		return len(order)
	}
	return slices.SortedStableFunc(slices.Values(said), func(a, b Statement) int { return place(a) - place(b) })
}

// midnight returns the beginning of t's day.
func midnight(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

// An answerReader reads one file of answers.
type answerReader struct {
	name     string
	cat      Catalog
	now      time.Time
	by       string    // of statements that do not name somebody else
	at       time.Time // of statements that do not say another day
	said     []Statement
	problems []error
}

func (a *answerReader) problem(line int, format string, args ...any) {
	a.problems = append(a.problems, fmt.Errorf("%s:%d: %w", a.name, line, fmt.Errorf(format, args...)))
}

// parse returns the file's only document, or nil if it is empty or broken; then
// try says how it should be.
func (a *answerReader) parse(data []byte, try string) *yaml.Node {
	var doc, more yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(data))
	err := d.Decode(&doc)
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		line := badLine(data)
		_, _ = fmt.Sscanf(err.Error(), "yaml: line %d:", &line)
		a.problem(line, "this cannot be read (%s); try %s", cut(err.Error()), try)
		return nil
	}
	if err := d.Decode(&more); !errors.Is(err, io.EOF) {
		a.problem(max(more.Line, 1), "the file goes on after its end; try without the lines --- and ...")
		return nil
	}
	return doc.Content[0]
}

// badLine returns the line of the first byte that no text has, for errors that
// do not say where; 1 if there is none.
func badLine(data []byte) int {
	rest := data
	for len(rest) > 0 {
		r, n := utf8.DecodeRune(rest)
		if r == utf8.RuneError && n == 1 || unicode.IsControl(r) && !strings.ContainsRune("\t\n\r\u0085", r) {
			return 1 + bytes.Count(data[:len(data)-len(rest)], []byte("\n"))
		}
		rest = rest[n:]
	}
	return 1
}

func (a *answerReader) file(root *yaml.Node) {
	if empty(root) {
		return
	}
	entries := a.entries(root, "by, at and answers")
	for _, e := range entries {
		switch e.key {
		case "by":
			a.by = a.readBy(e.value)
		case "at":
			a.at = a.readAt(e.value)
		case "answers":
		default:
			a.problem(e.line, "%q does not belong here%s", cut(e.key), suggest(e.key, []string{"by", "at", "answers"}))
		}
	}
	for _, e := range entries {
		if e.key == "answers" && !empty(e.value) {
			for _, q := range a.entries(e.value, "Q1 to Q11") {
				a.question(q)
			}
		}
	}
}

// question reads what the file says about an item, or about the shop.
func (a *answerReader) question(e entry) {
	item := a.cat.item(ItemID(e.key))
	switch {
	case item.ID == "":
		ids := []string{string(About)}
		for _, it := range a.cat.Items {
			ids = append(ids, string(it.ID))
		}
		a.problem(e.line, "there is no question %q%s", cut(e.key), suggest(e.key, ids))
	case empty(e.value):
	case item.ID != About && ownQuestion(e.value):
		a.part(item, item.Lead(), e.value)
	default:
		for _, p := range a.entries(e.value, "names such as alone") {
			a.named(item, p)
		}
	}
}

// item is Item, to which the shop itself is one more.
func (c Catalog) item(id ItemID) Item {
	if id == About {
		return Item{ID: About, Parts: c.About}
	}
	return c.Item(id)
}

// ownQuestion reports whether what stands behind an item answers its own question,
// and not its parts one by one.
func ownQuestion(n *yaml.Node) bool { return n.Kind != yaml.MappingNode || hasKey(n, keyValue) }

// named reads the answer to the part that the file names.
func (a *answerReader) named(item Item, e entry) {
	ids := []string{keyAnswer}
	for _, p := range item.Parts {
		ids = append(ids, p.ID)
	}
	id := e.key
	if id == keyAnswer {
		id = ""
	}
	part, ok := a.cat.Part(item.ID, id)
	if !ok || e.key == "" {
		a.problem(e.line, "%s has no part %q%s", item.ID, cut(e.key), suggest(e.key, ids))
		return
	}
	a.part(item, part, e.value)
}

// part reads what one person or several people answer.
func (a *answerReader) part(item Item, part Part, value *yaml.Node) {
	first := len(a.said)
	for _, n := range spoken(value) {
		if n != value && n.Kind != yaml.MappingNode {
			a.problem(n.Line, "in a list each answer says whose it is; try {value: yes, by: Ana, at: 2026-11-24}")
			continue
		}
		s, ok := a.statement(item, part, n)
		if !ok {
			continue
		}
		switch twice := func(old Statement) bool { return old.voice() == s.voice() }; {
		case slices.ContainsFunc(a.said[first:], twice):
			a.problem(n.Line, "%s is answered twice by %s; remove one of them", s.Key(), cmp.Or(s.By, "somebody without a name"))
		case len(a.said)-first == maxPeople:
			a.problem(n.Line, "%s is answered by more than %d people; remove the oldest answers", s.Key(), maxPeople)
			return
		}
		a.said = append(a.said, s)
	}
}

// spoken returns the answers to one question, one for each person.
func spoken(n *yaml.Node) []*yaml.Node {
	if n.Kind == yaml.SequenceNode {
		return n.Content
	}
	return []*yaml.Node{n}
}

// statement reads one answer: a value, or a mapping that also says by whom and
// when. It returns false if nothing is answered or if it is wrong.
func (a *answerReader) statement(item Item, part Part, value *yaml.Node) (Statement, bool) {
	s := Statement{Item: item.ID, Part: part.ID, By: a.by, At: a.at}
	if value.Kind == yaml.MappingNode {
		given := value
		value = nil
		for _, e := range a.entries(given, "value, by and at") {
			switch e.key {
			case keyValue:
				value = e.value
			case "by":
				s.By = a.readBy(e.value)
			case "at":
				s.At = a.readAt(e.value)
			default:
				a.problem(e.line, "%q does not belong here%s", cut(e.key), suggest(e.key, []string{keyValue, "by", "at"}))
			}
		}
		if value == nil {
			a.problem(given.Line, "an answer is missing here; try {value: yes, by: Ana, at: 2026-11-24}")
			return s, false
		}
	}
	if empty(value) {
		return s, false
	}
	text, ok := a.scalar(value, part.Takes())
	if !ok {
		return s, false
	}
	var err error
	if s.Value, err = part.Check(text, a.now); err != nil {
		a.problem(value.Line, "%s: %w", s.Key(), err)
		return s, false
	}
	return s, s.Value != ""
}
