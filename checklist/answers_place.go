package checklist

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// An editor changes the text of a file of answers in as few places as possible.
// Where it does not find its way it says odd; whether the outcome is right is
// checked by reading it.
type editor struct {
	text    string
	lines   []line
	splices []splice
	odd     bool // the file is written in a way that it cannot edit
}

func (e *editor) replace(from, to int, text string) {
	e.splices = append(e.splices, splice{from, to, text})
}

// place returns the place of a node's first character.
func (e *editor) place(n *yaml.Node) int {
	if n.Line < 1 || n.Line > len(e.lines) {
		e.odd = true
		return 0
	}
	at := e.lines[n.Line-1].from
	for range n.Column - 1 {
		if at < len(e.text) {
			_, size := utf8.DecodeRuneInString(e.text[at:])
			at += size
		}
	}
	return at
}

// span returns where a scalar, or a collection in brackets, begins and ends.
func (e *editor) span(n *yaml.Node) (from, to int) {
	from = e.place(n)
	rest := e.text[from:]
	switch {
	case n.Kind != yaml.ScalarNode:
		return from, e.closing(n, from)
	case n.Style == yaml.DoubleQuotedStyle && strings.HasPrefix(rest, `"`), n.Style == yaml.SingleQuotedStyle && strings.HasPrefix(rest, "'"):
		return from, from + e.quoted(rest)
	case n.Style == 0 && strings.HasPrefix(rest, n.Value):
		return from, from + len(n.Value)
	}
	e.odd = true
	return from, from
}

// quoted returns the length of the quoted text that s begins with.
func (e *editor) quoted(s string) int {
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\' && s[0] == '"', s[i] == '\'' && strings.HasPrefix(s[i:], "''") && s[0] == '\'':
			i++
		case s[i] == s[0]:
			return i + 1
		}
	}
	e.odd = true
	return 0
}

// closing returns where a collection in brackets ends.
func (e *editor) closing(n *yaml.Node, from int) int {
	if n.Style&yaml.FlowStyle == 0 || from >= len(e.text) || !strings.ContainsRune("[{", rune(e.text[from])) {
		e.odd = true
		return from
	}
	i := from + 1
	if len(n.Content) > 0 {
		_, i = e.span(n.Content[len(n.Content)-1])
	}
	for ; i < len(e.text); i++ {
		switch e.text[i] {
		case ']', '}':
			return i + 1
		case '#':
			for i+1 < len(e.text) && !strings.ContainsRune("\r\n", rune(e.text[i+1])) {
				i++
			}
		case ' ', '\t', '\r', '\n', ',':
		default:
			e.odd = true
			return from
		}
	}
	e.odd = true
	return from
}

// lineBreak returns what ends the lines of a text.
func lineBreak(text string) string {
	if strings.Contains(text, "\r\n") {
		return "\r\n"
	}
	return "\n"
}

// insert puts lines before the line of that number, counted from 1; behind the
// last one if there are not that many.
func (e *editor) insert(number int, text ...string) {
	br := lineBreak(e.text)
	all := strings.Join(text, br)
	if number <= len(e.lines) {
		e.replace(e.lines[number-1].from, e.lines[number-1].from, all+br)
		return
	}
	if last := e.lines[len(e.lines)-1]; last.from == last.to {
		e.replace(last.to, last.to, all+br)
	} else {
		e.replace(last.to, last.to, br+all+br)
	}
}

// last returns the number of the last line before next that holds something: no
// comment, and not the end of the file.
func (e *editor) last(next int) int {
	for number := min(next-1, len(e.lines)); number > 0; number-- {
		s := strings.TrimSpace(e.text[e.lines[number-1].from:e.lines[number-1].to])
		if s != "" && s[0] != '#' && s != "..." {
			return number
		}
	}
	return 0
}

// margin returns what stands before a node on its line; that must be blanks.
func (e *editor) margin(n *yaml.Node) string {
	at := e.place(n)
	margin := e.text[e.lines[min(max(n.Line, 1), len(e.lines))-1].from:at]
	if strings.Trim(margin, " ") != "" {
		e.odd = true
	}
	return margin
}

// shift moves the lines from one node's to before next to the right by two, and
// puts mark before the node.
func (e *editor) shift(n *yaml.Node, next int, mark string) {
	e.margin(n)
	at := e.place(n)
	e.replace(at, at, mark)
	for number := n.Line + 1; number <= e.last(next); number++ {
		l := e.lines[number-1]
		if s := strings.TrimSpace(e.text[l.from:l.to]); s != "" && s[0] != '#' {
			e.replace(l.from, l.from, "  ")
		}
	}
}

// find returns a mapping's key and value of that name, and the number of the line
// where the next key, or else what follows the mapping, begins.
func find(m *yaml.Node, name string, after int) (key, value *yaml.Node, next int) {
	if m.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(m.Content); i += 2 {
			if m.Content[i].Value == name {
				if i+2 < len(m.Content) {
					after = m.Content[i+2].Line
				}
				return m.Content[i], m.Content[i+1], after
			}
		}
	}
	return nil, nil, after
}

func flow(n *yaml.Node) bool { return n.Kind != yaml.ScalarNode && n.Style&yaml.FlowStyle != 0 }

// set replaces a scalar; what was empty stands right behind its colon.
func (e *editor) set(n *yaml.Node, text string) {
	from, to := e.span(n)
	if text != "" && from > 0 && e.text[from-1] == ':' {
		text = " " + text
	}
	e.replace(from, to, text)
}

// lineOf returns the number of the line that a place is on.
func (e *editor) lineOf(at int) int {
	for i, l := range e.lines {
		if at <= l.to {
			return i + 1
		}
	}
	return len(e.lines)
}
