package checklist

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// there returns what a question's entries say, also those that say nothing.
func (c *changer) there(item Item, part Part, value *yaml.Node) []Statement {
	var there []Statement
	for _, n := range spoken(value) {
		s, _ := c.statement(item, part, n)
		there = append(there, s)
	}
	return there
}

func answered(said []Statement) []Statement {
	return slices.DeleteFunc(slices.Clone(said), func(s Statement) bool { return s.Value == "" })
}

// question changes the answers to one question.
func (c *changer) question(item Item, part Part, value *yaml.Node, next int) {
	there, wants := c.there(item, part, value), saidOf(c.wants, partKey(item.ID, part.ID))
	if alike(answered(there), wants) {
		return
	}
	if value.Kind == yaml.ScalarNode {
		text := ""
		if len(wants) > 0 {
			text = spoke(part, wants, c.who, c.when)
		}
		c.set(value, text)
		return
	}
	become, more := placed(there, wants)
	if value.Kind == yaml.MappingNode && len(more) > 0 && !flow(value) {
		c.shifted = "  "
	}
	for i, n := range spoken(value) {
		c.entry(part, n, there[i], become[i])
	}
	c.shifted = ""
	if len(more) > 0 {
		c.lengthen(part, value, next, more)
	}
}

// placed returns what the entries become, each person's their own, and whose are
// added. Where then the wrong one would count, because two are of one day, the
// entries change hands.
func placed(there, wants []Statement) (become, more []Statement) {
	more = slices.Clone(wants)
	for _, s := range there {
		i := slices.IndexFunc(more, func(w Statement) bool { return w.voice() == s.voice() })
		if s.Value = ""; i >= 0 {
			s = more[i]
			more = slices.Delete(more, i, i+1)
		}
		become = append(become, s)
	}
	if alike(slices.Concat(answered(become), more), wants) {
		return become, more
	}
	for i := range become {
		if become[i].Value = ""; i < len(wants) {
			become[i] = wants[i]
		}
	}
	return become, wants[min(len(become), len(wants)):]
}

// entry changes what one person says, from what is there to what it becomes.
func (c *changer) entry(part Part, n *yaml.Node, there, become Statement) {
	_, value, _ := find(n, keyValue, 0)
	if there.Value != become.Value {
		text := ""
		if become.Value != "" {
			text = valueOf(part, become)
		}
		c.set(value, text)
	}
	if become.Value == "" {
		return
	}
	if there.By != become.By {
		c.field(n, value, "by", quoted(become.By))
	}
	if day(there.At) != day(become.At) {
		c.field(n, value, "at", day(become.At))
	}
}

// field changes a field of an entry, or adds it behind the value.
func (c *changer) field(n, value *yaml.Node, name, text string) {
	if _, v, _ := find(n, name, 0); v != nil {
		c.set(v, text)
		return
	}
	_, to := c.span(value)
	if !flow(n) {
		c.insert(c.lineOf(to)+1, c.shifted+strings.Repeat(" ", n.Column-1)+name+": "+text)
		return
	}
	c.replace(to, to, ", "+name+": "+text)
}

// lengthen makes what one person or several people say into what more do.
func (c *changer) lengthen(part Part, value *yaml.Node, next int, more []Statement) {
	entries := make([]string, len(more))
	for i, s := range more {
		entries[i] = mention(part, s)
	}
	from, to := 0, 0
	if flow(value) {
		from, to = c.span(value)
	}
	switch all := strings.Join(entries, ", "); {
	case flow(value) && value.Kind == yaml.MappingNode:
		c.replace(from, from, "[")
		c.replace(to, to, ", "+all+"]")
	case flow(value) && len(value.Content) == 0:
		c.replace(from+1, from+1, all)
	case flow(value):
		_, end := c.span(value.Content[len(value.Content)-1])
		c.replace(end, end, ", "+all)
	default:
		margin := c.margin(value)
		if value.Kind == yaml.MappingNode {
			c.shift(value, next, "- ")
		}
		for i := range entries {
			entries[i] = margin + "- " + entries[i]
		}
		c.insert(c.last(next)+1, entries...)
	}
}
