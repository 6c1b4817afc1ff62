package report

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/glamour/ansi"
)

// margin is the indent of everything under a heading.
const margin = 2

// palette is what a style colours: numbers of the 256 colour table, or "" for
// the terminal's own.
type palette struct{ title, heading, entry, code string }

// Of "both" every colour has a contrast of 4 to 1 and more on black and on white;
// those of "dark" cannot be read on white, nor the other way round.
var palettes = map[string]palette{
	"both":  {title: "130", heading: "31", entry: "31", code: "130"},
	"dark":  {title: "222", heading: "117", entry: "117", code: "180"},
	"light": {title: "94", heading: "25", entry: "25", code: "94"},
}

// StyleFor returns the style for a terminal that says what it looks like, as some
// do in the variable COLORFGBG ("15;0": white on black), and "both" for one that does
// not. A terminal's background could be asked for, but those that do not answer
// keep everybody waiting.
func StyleFor(colorfgbg string) string {
	background, err := strconv.Atoi(colorfgbg[strings.LastIndexByte(colorfgbg, ';')+1:])
	switch {
	case err != nil || background < 0 || background > 15:
		return "both"
	case background == 7 || background > 8:
		return "light"
	}
	return "dark"
}

// style returns one of our fixed styles; an unknown name is plain. Nothing is
// said by colour alone: sections are in capitals, and what is under a heading is
// indented.
func style(name string) ansi.StyleConfig {
	p, colour := palettes[name]
	paint := func(c string, bold bool) ansi.StylePrimitive {
		if !colour {
			return ansi.StylePrimitive{}
		}
		return ansi.StylePrimitive{Color: &c, Bold: &bold}
	}
	on, indent := true, uint(margin)
	section := paint(p.heading, true)
	section.Upper = &on // and see spaced
	code := paint(p.code, false)
	// glamour takes backslashes out of code blocks as if they were text.
	code.Format = `{{Replace (Replace .text "\\" "\\\\" -1) "\n" "` + solid + `\n" -1}}`
	strong := ansi.StylePrimitive{}
	if colour {
		strong.Bold = &on
	}
	return ansi.StyleConfig{
		Paragraph:   ansi.StyleBlock{Indent: &indent},
		List:        ansi.StyleList{StyleBlock: ansi.StyleBlock{Indent: &indent}, LevelIndent: 2},
		Heading:     ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{BlockSuffix: "\n"}},
		H1:          ansi.StyleBlock{StylePrimitive: paint(p.title, true)},
		H2:          ansi.StyleBlock{StylePrimitive: section},
		H3:          ansi.StyleBlock{StylePrimitive: paint(p.entry, true)},
		Strong:      strong,
		Item:        ansi.StylePrimitive{BlockPrefix: "• "},
		Enumeration: ansi.StylePrimitive{BlockPrefix: ". "},
		Code:        ansi.StyleBlock{StylePrimitive: paint(p.code, false)},
		CodeBlock:   ansi.StyleCodeBlock{StyleBlock: ansi.StyleBlock{StylePrimitive: code, Margin: &indent, Indent: &indent}},
	}
}

// painted colours a title as a report's is.
func painted(title, name string) string {
	p, colour := palettes[name]
	if !colour {
		return title
	}
	return "\x1b[38;5;" + p.title + ";1m" + title + "\x1b[0m"
}
