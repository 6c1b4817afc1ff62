package ask

import (
	"context"
	"io"
	"os"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"
	"github.com/charmbracelet/lipgloss"
)

// runScreen leads s through a full screen until it is done, the person stops or
// ctx ends. It returns when nobody reads the terminal any more: bubbletea waits
// for its reader when it is asked to quit, and not when its context ends.
func runScreen(ctx context.Context, s *session, typed, shown *os.File) error {
	ctx, gone := context.WithCancel(ctx)
	defer gone()
	m := newScreen(s, newStyles(shown, s.in.NoColor))
	program := tea.NewProgram(m, tea.WithAltScreen(), tea.WithInput(hangup{typed, gone}), tea.WithOutput(shown))
	defer context.AfterFunc(ctx, program.Quit)()
	_, err := program.Run()
	if m.err != nil || ctx.Err() != nil || s.done {
		return m.err
	}
	return err
}

// hangup is a terminal that tells when it is gone: bubbletea would wait for ever.
type hangup struct {
	*os.File
	gone func()
}

func (h hangup) Read(p []byte) (int, error) {
	n, err := h.File.Read(p)
	if err == io.EOF {
		h.gone()
	}
	return n, err
}

// A screen shows the question at hand in a field of huh's and takes keys. Enter
// and the keys that move are its own, so that nothing happens between a key and
// the next question.
type screen struct {
	s             *session
	styles        styles
	q             question
	field         huh.Field
	value         string // the field's
	problem       string // what was wrong with the last answer
	width, height int
	err           error // of saving
}

func newScreen(s *session, st styles) *screen {
	m := &screen{s: s, styles: st, width: 80, height: 24}
	m.load()
	return m
}

// load makes the field for the session's question.
func (m *screen) load() tea.Cmd {
	m.q, m.problem, m.value = m.s.question(), "", ""
	if m.q.typed() {
		m.field = huh.NewInput().CharLimit(maxText).Value(&m.value)
	} else {
		var options []huh.Option[string]
		for i, c := range m.q.choices {
			options = append(options, huh.NewOption(m.q.numbered(i), c.value))
		}
		m.value = m.q.choices[0].value
		m.field = huh.NewSelect[string]().Options(options...).Value(&m.value)
	}
	m.field.WithTheme(m.styles.theme).WithKeyMap(keys()).WithWidth(m.columns())
	cmd := m.field.Focus()
	for range m.q.start { // huh scrolls the first choices away when it is told where to start
		m.field.Update(tea.KeyMsg{Type: tea.KeyDown})
	}
	return cmd
}

// keys are huh's without its search, which a person falls into by typing "/".
func keys() *huh.KeyMap {
	k := huh.NewDefaultKeyMap()
	k.Select.Filter.SetKeys()
	return k
}

// Init starts the first field.
func (m *screen) Init() tea.Cmd { return m.field.Focus() }

// Update takes one message of the terminal.
func (m *screen) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
		m.field.WithWidth(m.columns())
		return m, nil
	case tea.KeyMsg:
		if msg.Type != tea.KeyRunes || msg.Paste || len(msg.Runes) < 2 {
			return m, m.key(msg)
		}
		var cmds []tea.Cmd
		for _, r := range msg.Runes { // typed ahead: each may answer another question
			cmds = append(cmds, m.key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}}))
		}
		return m, tea.Batch(cmds...)
	}
	_, cmd := m.field.Update(msg)
	return m, cmd
}

func (m *screen) key(msg tea.KeyMsg) tea.Cmd {
	if m.err != nil || m.s.done {
		return tea.Quit
	}
	typed := m.q.typed()
	switch name := msg.String(); {
	case name == "ctrl+c" || name == "esc":
		return tea.Quit
	case name == "shift+tab" || !typed && (name == "left" || name == "backspace"):
		m.s.back()
		return m.load()
	case name == "enter" && typed:
		return m.answer(m.q.read(m.value, m.s.in.Now))
	case name == "enter":
		return m.answer(m.value, "")
	case !typed && len(m.q.choices) <= 9 && name >= "1" && name <= "9" && len(name) == 1:
		return m.answer(m.q.read(name, m.s.in.Now))
	}
	m.problem = ""
	_, cmd := m.field.Update(msg)
	return cmd
}

func (m *screen) answer(value, problem string) tea.Cmd {
	if m.problem = problem; problem != "" {
		return nil
	}
	if m.err = m.s.answer(value); m.err != nil || m.s.done {
		return tea.Quit
	}
	return m.load()
}

// columns is the width of the text, narrow enough to be read with ease.
func (m *screen) columns() int { return max(20, min(m.width, 80)-2) }

// View draws the screen. Where it does not fit, the checks tell less, then the
// help goes, then the checks: the question and its answers stay.
func (m *screen) View() string {
	if m.err != nil || m.s.done {
		return ""
	}
	for spare := 0; ; spare++ {
		text := m.draw(spare)
		if spare == 3 || lipgloss.Height(text) <= m.height {
			return text
		}
	}
}

func (m *screen) draw(spare int) string {
	l, q := m.styles, m.q
	blocks := []string{l.head.Render(m.wrap(short(m.s.in.Target.String(), 60) + " | " + q.head))}
	add := func(style lipgloss.Style, text string) {
		if text != "" {
			blocks = append(blocks, style.Render(m.wrap(text)))
		}
	}
	add(l.notice, m.s.notice)
	add(l.ask, q.ask)
	if spare < 3 {
		add(l.text, strings.Join(q.saw(max(1, 2-spare)), "\n"))
	}
	if spare < 2 {
		add(l.text, q.help)
	}
	if q.typed() {
		add(l.text, q.hint()+"\n"+"Enter alone: "+q.keeps+".")
	}
	blocks = append(blocks, m.field.View())
	add(l.notice, m.problem)
	add(l.foot, m.footer())
	return strings.Join(blocks, "\n\n")
}

func (m *screen) footer() string {
	switch {
	case m.q.typed():
		return "enter: answer   shift+tab: back   esc: stop and keep all answers"
	case len(m.q.choices) > 9:
		return "up, down: choose   enter: go   left: back   esc: stop and keep all answers"
	}
	return "number, or up, down and enter: answer   left: back   esc: stop, keep answers"
}

// wrap breaks text into lines of the screen's columns.
func (m *screen) wrap(text string) string { return wrap(text, m.columns()) }

// wrap breaks each line of text into lines of so many columns. What belongs to a
// dash stays behind it.
func wrap(text string, columns int) string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		item, listed := strings.CutPrefix(line, "- ")
		indent := ""
		if listed {
			indent = "  "
		}
		for i, part := range strings.Split(lipgloss.NewStyle().Width(columns-len(indent)).Render(item), "\n") {
			if i == 0 && listed {
				part = "- " + part
			} else {
				part = indent + part
			}
			out = append(out, strings.TrimRight(part, " "))
		}
	}
	return strings.Join(out, "\n")
}
