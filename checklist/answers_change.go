package checklist

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// A changer makes a file of answers say what is said.
type changer struct {
	editor
	answerReader
	wants   []Statement
	who     string // gives answers that name nobody, once the file is changed
	when    string // the day of answers that name none, then; "" if there is none
	flows   bool   // items stand within brackets
	shifted string // what lines at hand are moved to the right by
}

// edit changes as little of a file as possible; see [EditAnswers].
func edit(text string, said []Statement, cat Catalog, now time.Time) string {
	c := changer{
		editor:       editor{text: text, lines: lines(text)},
		answerReader: answerReader{cat: cat, now: now, at: midnight(now)}, wants: said,
	}
	root := c.parse([]byte(text), "")
	if root == nil || root.Kind != yaml.MappingNode {
		return text + "\n" + fresh(said, cat)
	}
	c.readHead(root)
	c.flows = flow(root)
	c.head(root)
	c.answers(root)
	if c.odd {
		return text
	}
	return spliced(text, c.splices)
}

// readHead reads by whom and when the file's answers are.
func (c *changer) readHead(root *yaml.Node) {
	if _, n, _ := find(root, "by", 0); n != nil {
		c.by = c.readBy(n)
	}
	if _, n, _ := find(root, "at", 0); n != nil {
		c.at = c.readAt(n)
	}
	c.who, c.when = c.by, day(c.at)
}

// head fills in who answers and when if the file has an empty place for it that no
// answer relies on. If answers count as given on the day of reading, that is today
// from now on.
func (c *changer) head(root *yaml.Node) {
	top := Statement{At: c.now}
	if len(c.wants) > 0 {
		top = latest(c.wants)
	}
	nameless, undated := c.relies(root)
	if _, n, _ := find(root, "by", 0); n != nil && empty(n) && !nameless && top.By != "" {
		c.set(n, quoted(top.By))
		c.who = top.By
	}
	key, n, _ := find(root, "at", 0)
	switch {
	case n != nil && empty(n):
		if !undated {
			c.when = day(top.At)
		}
		c.set(n, c.when)
	case key == nil && undated && c.flows:
		at := c.place(root) + 1
		c.replace(at, at, "at: "+c.when+", ")
	case key == nil && undated:
		first := root.Content[0]
		c.insert(first.Line, c.margin(first)+"at: "+c.when)
	case key == nil:
		c.when = ""
	}
}

// relies reports whether the file has answers that name nobody, or no day.
func (c *changer) relies(root *yaml.Node) (nameless, undated bool) {
	_, answers, _ := find(root, "answers", 0)
	if answers == nil {
		return false, false
	}
	var walk func(n *yaml.Node)
	walk = func(n *yaml.Node) {
		switch {
		case n.Kind == yaml.MappingNode && hasKey(n, keyValue):
			if _, v, _ := find(n, keyValue, 0); empty(v) {
				return
			}
			nameless, undated = nameless || !hasKey(n, "by"), undated || !hasKey(n, "at")
		case n.Kind == yaml.MappingNode:
			for i := 1; i < len(n.Content); i += 2 {
				walk(n.Content[i])
			}
		case n.Kind == yaml.SequenceNode:
			for _, child := range n.Content {
				walk(child)
			}
		case !empty(n):
			nameless, undated = true, true
		}
	}
	walk(answers)
	return nameless, undated
}

// answers changes what stands under answers.
func (c *changer) answers(root *yaml.Node) {
	end := len(c.lines) + 1
	key, value, next := find(root, "answers", end)
	var add []named
	for _, item := range slices.Concat([]Item{{ID: About, Parts: c.cat.About}}, c.cat.Items) {
		var k, v *yaml.Node
		after := next
		if value != nil {
			k, v, after = find(value, string(item.ID), next)
		}
		if k != nil {
			c.flows = flow(root) || flow(value)
			c.item(item, k, v, after)
			continue
		}
		if inner := c.parts(item, item.questions()); len(inner) > 0 {
			add = append(add, named{name: string(item.ID), inner: inner})
		}
	}
	c.flows = flow(root)
	if key == nil {
		if len(add) > 0 {
			c.add(root, root, end, []named{{name: "answers", inner: add}}, nil)
		}
		return
	}
	var order []string
	for _, item := range c.cat.Items {
		order = append(order, string(item.ID))
	}
	c.add(key, value, next, add, slices.Concat([]string{string(About)}, order))
}

// parts returns what is to be written about questions.
func (c *changer) parts(item Item, questions []Part) []named {
	var out []named
	for _, part := range questions {
		if said := saidOf(c.wants, partKey(item.ID, part.ID)); len(said) > 0 {
			out = append(out, named{name: part.name(), text: spoke(part, said, c.who, c.when)})
		}
	}
	return out
}

// item changes what stands behind an item, at key and before the line next.
func (c *changer) item(item Item, key, value *yaml.Node, next int) {
	if item.ID != About && !empty(value) && ownQuestion(value) {
		c.own(item, value, next)
		return
	}
	var add []Part
	var order []string
	for _, part := range item.questions() {
		order = append(order, part.name())
		if k, v, after := find(value, part.name(), next); k != nil {
			c.question(item, part, v, after)
		} else {
			add = append(add, part)
		}
	}
	c.add(key, value, next, c.parts(item, add), order)
}

// own changes what answers an item's own question alone. If a part is answered
// too, it becomes one of several.
func (c *changer) own(item Item, value *yaml.Node, next int) {
	others := c.parts(item, item.Parts)
	if len(others) == 0 {
		c.question(item, item.Lead(), value, next)
		return
	}
	same := alike(answered(c.there(item, item.Lead(), value)), saidOf(c.wants, string(item.ID)))
	switch {
	case value.Kind == yaml.ScalarNode || flow(value):
		from, to := c.span(value)
		if !same {
			c.replace(from, to, bracketed(c.parts(item, item.questions())))
			return
		}
		c.replace(from, from, "{"+keyAnswer+": ")
		c.replace(to, to, ", "+bracketed(others)[1:])
	case same:
		margin := c.margin(value)
		c.insert(value.Line, margin+keyAnswer+":")
		c.shift(value, next, "  ")
		c.insert(c.last(next)+1, indented(others, margin)...)
	default:
		c.odd = true
	}
}

// A named is a key to be added with what stands behind it: a text or more keys.
type named struct {
	name, text string
	inner      []named
}

// indented writes keys on lines of their own.
func indented(all []named, margin string) []string {
	var out []string
	for _, n := range all {
		if n.inner == nil {
			out = append(out, margin+n.name+": "+n.text)
			continue
		}
		out = append(append(out, margin+n.name+":"), indented(n.inner, margin+"  ")...)
	}
	return out
}

// bracketed writes keys within brackets.
func bracketed(all []named) string {
	out := make([]string, len(all))
	for i, n := range all {
		out[i] = n.name + ": " + n.text
		if n.inner != nil {
			out[i] = n.name + ": " + bracketed(n.inner)
		}
	}
	return "{" + strings.Join(out, ", ") + "}"
}

// add adds keys to the mapping, or to the empty place, behind a key: each behind
// the last one there that comes before it in the order.
func (c *changer) add(key, value *yaml.Node, next int, all []named, order []string) {
	switch {
	case len(all) == 0:
	case flow(value):
		from, _ := c.span(value)
		text := bracketed(all)
		text = text[1 : len(text)-1]
		if len(value.Content) > 0 {
			text += ", "
		}
		c.replace(from+1, from+1, text)
	case value.Kind == yaml.ScalarNode && c.flows:
		c.set(value, bracketed(all))
	case value.Kind == yaml.ScalarNode:
		c.set(value, "")
		c.insert(key.Line+1, indented(all, c.margin(key)+"  ")...)
	default:
		for _, n := range all {
			c.insert(c.behind(key, value, next, order, n.name), indented([]named{n}, c.margin(value.Content[0]))...)
		}
	}
}

// behind returns the number of the line before which a key is to be added.
func (c *changer) behind(key, value *yaml.Node, next int, order []string, name string) int {
	before := slices.Index(order, name)
	best, line := -1, 0
	for i := 0; i < len(value.Content); i += 2 {
		if place := slices.Index(order, value.Content[i].Value); place > best && place < before {
			_, _, after := find(value, value.Content[i].Value, next)
			best, line = place, c.last(after)+1
		}
	}
	if line == 0 && key.Line < value.Line && order != nil {
		line = key.Line + 1
	}
	return cmp.Or(line, c.last(next)+1)
}
