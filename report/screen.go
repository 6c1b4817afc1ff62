package report

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// sgr is the one kind of sequence that we use: ESC [ numbers m sets colours.
var sgr = regexp.MustCompile(`^\x1b\[[0-9;]*m`)

// filter keeps of glamour's output only text, line ends and, if colour is
// wanted, the sequences that set it. Whatever else got there is not ours.
func filter(s string, colour bool) string {
	var out strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		if set := sgr.FindString(s); set != "" {
			n = len(set)
			if colour {
				out.WriteString(set)
			}
		} else if r == '\n' || unicode.IsGraphic(r) {
			out.WriteRune(r)
		}
		s = s[n:]
	}
	return out.String()
}

// lead is what continued lines hang under the end of: an indent, colours aside,
// and perhaps the mark of a list item.
var lead = regexp.MustCompile(`^(\x1b\[[0-9;]*m| )*(• |[0-9]+\. )?`)

// wrap breaks a line at spaces, and a word that is longer than a line anywhere,
// so that nothing is wider than width columns. The result ends in a line end.
func wrap(line string, width int) string {
	start := lead.FindString(line)
	hang := strings.Repeat(" ", ansi.StringWidth(start))
	room := width - len(hang)
	var out strings.Builder
	out.WriteString(start)
	used := 0 // columns after the lead
	for i, word := range strings.Split(strings.TrimRight(line[len(start):], " "), " ") {
		wide := ansi.StringWidth(word)
		switch {
		case i == 0:
		case used+1+wide <= room, wide > room && used+1 < room:
			out.WriteByte(' ')
			used++
		default:
			out.WriteString("\n" + hang)
			used = 0
		}
		if wide > room-used {
			filled := strings.Repeat("x", used) // what the line holds already
			word = ansi.Hardwrap(filled+word, room, true)[used:]
			wide = ansi.StringWidth(word[strings.LastIndexByte(word, '\n')+1:])
			word = strings.ReplaceAll(word, "\n", "\n"+hang)
			used = 0
		}
		out.WriteString(word)
		used += wide
	}
	return strings.TrimRight(out.String(), " ") + "\n"
}
