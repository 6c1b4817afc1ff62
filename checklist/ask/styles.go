package ask

import (
	"io"

	"github.com/charmbracelet/huh"
	"github.com/charmbracelet/lipgloss"
)

// styles are what a screen is painted with. They are fixed: asking a terminal for its
// colours takes seconds where it does not answer. Colour never carries meaning.
type styles struct {
	head, notice, ask, text, chosen, foot lipgloss.Style
	theme                                 *huh.Theme
}

// newStyles returns the styles for out; without colour if asked for, if NO_COLOR
// is set, or if out is no terminal.
func newStyles(out io.Writer, noColor bool) styles {
	if noColor {
		out = io.Discard
	}
	style := lipgloss.NewRenderer(out).NewStyle
	cyan, yellow := lipgloss.Color("6"), lipgloss.Color("3")
	t := huh.ThemeBase()
	t.Focused.Base = style()
	t.Focused.TextInput = huh.TextInputStyles{
		Cursor: style(), CursorText: style(), Placeholder: style(), Text: style(),
		Prompt: style().Foreground(cyan),
	}
	return styles{
		head: style().Foreground(cyan), notice: style().Foreground(yellow),
		ask: style().Bold(true), text: style(), chosen: style().Foreground(cyan).Bold(true), foot: style().Faint(true),
		theme: t,
	}
}
