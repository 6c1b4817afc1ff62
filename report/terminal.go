package report

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/glamour"
)

// Terminal is for people: wrapped, and coloured if asked for.
const Terminal Format = "terminal"

func writeTerminal(w io.Writer, r Report, set Settings) error {
	if !set.Full {
		r = r.short(set.Kept)
	}
	return render(w, markdown(r, escaper{glamour: true, notes: &footnotes{}}), set)
}

// WritePage shows a page of our own, Markdown, on a terminal.
func WritePage(w io.Writer, text string, set Settings) error {
	return render(w, []byte(unfold(text)), set)
}

// render shows Markdown by glamour, in a style of ours: its own "auto" style
// asks the terminal, and waits. Lines are wrapped by us, because glamour lets
// long words stick out and gives list items no hanging indent; tables it lays
// out itself.
func render(w io.Writer, text []byte, set Settings) error {
	set.Width = columns(set.Width)
	_, colour := palettes[set.Style]
	var out bytes.Buffer
	for _, c := range chunks(bounded(string(text))) {
		room := 0 // do not wrap
		if c.table {
			room = set.Width - 2*margin
		}
		shown, err := show(c.text, room, set.Style)
		if err != nil {
			return fmt.Errorf("showing Markdown: %w", err)
		}
		for line := range strings.SplitSeq(strings.TrimRight(strings.TrimLeft(filter(shown, colour), "\n"), " \n"), "\n") {
			if c.table && strings.TrimSpace(line) == "" {
				continue
			} else if c.table {
				line = strings.Repeat(" ", margin) + line
			}
			if code := strings.Replace(line, solid, "", 1); code != line {
				_, _ = out.WriteString(trimmed(code) + "\n")
				continue
			}
			_, _ = out.WriteString(wrap(line, set.Width))
		}
		_ = out.WriteByte('\n')
	}
	_, err := io.WriteString(w, spaced(out.String()))
	return err
}

// columns is the width that is wrapped at, if one is asked for.
func columns(asked int) int { return min(max(cmp.Or(asked, 80), 60), 120) }

// maxShown bounds the Markdown that a terminal shows, in bytes: far more than a
// report needs, and what glamour lays out in a moment.
const maxShown = 256 << 10

// bounded cuts what is too long for a terminal, at a line, and says so.
func bounded(text string) string {
	if len(text) <= maxShown {
		return text
	}
	return text[:strings.LastIndexByte(text[:maxShown], '\n')+1] +
		"\nThis is too long for a terminal, so the rest is left out here. The formats markdown and json have all of it.\n"
}

func show(text string, columns int, name string) (string, error) {
	r, err := glamour.NewTermRenderer(glamour.WithStyles(style(name)), glamour.WithWordWrap(columns))
	if err != nil {
		return "", err
	}
	return r.Render(text)
}

// A chunk is a table, or what is between two.
type chunk struct {
	text  string
	table bool
}

func chunks(text string) []chunk {
	var out []chunk
	begin, end := 0, 0 // of the chunk that goes on
	table := strings.HasPrefix(text, "|")
	for line := range strings.SplitAfterSeq(text, "\n") {
		if is := strings.HasPrefix(line, "|"); is != table {
			out = append(out, chunk{text[begin:end], table})
			begin, table = end, is
		}
		end += len(line)
	}
	return append(out, chunk{text[begin:end], table})
}
