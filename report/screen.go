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
		set := ""
		if r == '\x1b' {
			set = sgr.FindString(s)
		}
		if set != "" {
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

// spaced leaves one empty line where there are some, since glamour puts one too many
// behind a list within a list, and two above a section, which is in capitals.
func spaced(text string) string {
	var out strings.Builder
	empty, colours := false, "" // those of empty lines
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		bare := ansi.Strip(line)
		if bare == "" {
			empty, colours = true, colours+line
			continue
		}
		if empty && out.Len() > 0 {
			_ = out.WriteByte('\n')
			if bare[0] != ' ' && bare == strings.ToUpper(bare) {
				_ = out.WriteByte('\n')
			}
		}
		out.WriteString(colours + line + "\n")
		empty, colours = false, ""
	}
	return out.String()
}

// trimmed takes the blanks from the end of a line, those before colours too.
func trimmed(line string) string {
	colours := ""
	for {
		line = strings.TrimRight(line, " ")
		at := strings.LastIndexByte(line, '\x1b')
		if at < 0 || sgr.FindString(line[at:]) != line[at:] {
			return line + colours
		}
		line, colours = line[:at], line[at:]+colours
	}
}

// lead is what continued lines hang under the end of: an indent, colours aside,
// and perhaps the mark of a list item.
var lead = regexp.MustCompile(`^(\x1b\[[0-9;]*m| )*(• |[0-9]+\. )?`)

// wrap breaks a line at spaces, and a word that is longer than a line anywhere,
// so that nothing is wider than width columns. A command that is to be copied stays
// whole, or else goes on behind a backslash, as a shell takes it; see page.command.
// The result ends in a line end.
func wrap(line string, width int) string {
	start := lead.FindString(line)
	hang := strings.Repeat(" ", ansi.StringWidth(start))
	room := width - len(hang)
	var out strings.Builder
	out.WriteString(start)
	used := 0 // columns after the lead
	goesOn := false
	for i, word := range unbroken(strings.TrimRight(line[len(start):], " "), room) {
		wide := ansi.StringWidth(word)
		switch {
		case i == 0:
		case !goesOn && used+1+wide <= room, !goesOn && wide > room && used+1 < room:
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
		goesOn = strings.HasSuffix(word, further)
	}
	lines := strings.Split(out.String(), "\n")
	for i := range lines {
		lines[i] = trimmed(lines[i])
	}
	return strings.Join(lines, "\n") + "\n"
}

// joint stands for a space in a command, until its lines are broken: somebody who
// copies half a command runs another one.
const joint = "\u00a0"

// solid ends a line of code until it is written: whoever copies one that is
// broken, into a server's settings or an address book's entry, changes what it says.
// No shop's text has it, since observe.Printable leaves no such blank.
const solid = "\u2007"

// further is how a shell is told that a command goes on in the next line.
const further = " \\"

// unbroken returns the words of a line, a command that fits into room columns as
// one, and a longer one as its lines.
func unbroken(line string, room int) []string {
	var out []string
	for word := range strings.SplitSeq(line, " ") {
		whole := strings.ReplaceAll(word, joint, " ")
		if whole == word || ansi.StringWidth(whole) <= room {
			out = append(out, whole)
			continue
		}
		part := ""
		for _, arg := range arguments(word) {
			switch {
			case part == "":
				part = arg
			case ansi.StringWidth(part+" "+arg+further) <= room:
				part += " " + arg
			default:
				out, part = append(out, part+further), arg
			}
		}
		out = append(out, part)
	}
	return out
}

// arguments returns the words of a joined command; what quotation marks hold
// together is one.
func arguments(command string) []string {
	var out []string
	for piece := range strings.SplitSeq(command, joint) {
		if n := len(out); n > 0 && strings.Count(out[n-1], "'")%2 == 1 {
			out[n-1] += " " + piece
			continue
		}
		out = append(out, piece)
	}
	return out
}
