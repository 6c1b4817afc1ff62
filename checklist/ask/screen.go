package ask

import (
	"context"
	"io"
	"os"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"
)

// runScreen leads s through a full screen until it is done, the person stops or
// ctx ends. It returns when nobody reads the terminal any more: bubbletea waits
// for its reader when it is asked to quit, and not when its context ends.
func runScreen(ctx context.Context, s *session, typed, shown *os.File) error {
	ctx, gone := context.WithCancel(ctx)
	defer gone()
	m := newScreen(s, newStyles(shown, s.in.NoColor))
	program := tea.NewProgram(m, tea.WithAltScreen(), tea.WithoutSignalHandler(), tea.WithInput(hangup{typed, gone}), tea.WithOutput(shown))
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

// A screen shows the question at hand and takes keys, so that nothing happens
// between a key and the next question. What is typed goes into a field of huh's.
type screen struct {
	s             *session
	styles        styles
	q             question
	field         *huh.Input // nil where the answer is chosen
	value         string     // the field's
	list          list       // of choices, or of rows
	problem       string     // what was wrong with the last answer
	width, height int
	err           error // of saving
}

func newScreen(s *session, st styles) *screen {
	m := &screen{s: s, styles: st, width: 80, height: 24}
	m.load()
	return m
}

// load makes the field or list for the session's question.
func (m *screen) load() tea.Cmd {
	m.q, m.problem, m.value, m.field, m.list = m.s.question(), "", "", nil, list{}
	switch {
	case m.q.typed():
		m.field = huh.NewInput().CharLimit(maxText).Value(&m.value)
		m.field.WithTheme(m.styles.theme).WithKeyMap(huh.NewDefaultKeyMap()).WithWidth(m.columns())
		return m.field.Focus()
	case len(m.q.rows) > 0:
		m.list.at = m.q.row
		for i := range m.q.rows {
			m.list.rows = append(m.list.rows, m.q.rowText(i))
		}
	default:
		m.list.at = m.q.start
		for i := range m.q.choices {
			m.list.rows = append(m.list.rows, m.q.numbered(i))
		}
	}
	return nil
}

// Init starts the first field.
func (m *screen) Init() tea.Cmd {
	if m.field == nil {
		return nil
	}
	return m.field.Focus()
}

// Update takes one message of the terminal.
func (m *screen) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
		if m.field != nil {
			m.field.WithWidth(m.columns())
		}
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
	return m, m.edit(msg)
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
	case typed:
		m.problem = ""
		return m.edit(msg)
	case name == "enter" && len(m.q.rows) > 0:
		return m.answer(asIs, "")
	case name == "enter":
		return m.answer(m.q.choices[m.list.at].value, "")
	case len(name) == 1 && name >= "1" && name <= "9":
		return m.digit(int(name[0] - '1'))
	}
	m.steer(msg)
	return nil
}

// digit takes the choice with that number, where numbers are shown.
func (m *screen) digit(i int) tea.Cmd {
	switch {
	case len(m.q.choices) > 9:
		return nil
	case i >= len(m.q.choices):
		m.problem = m.q.hint()
		return nil
	case len(m.q.rows) == 0:
		return m.answer(m.q.choices[i].value, "")
	}
	if m.err = m.s.mark(m.q.choices[i].value); m.err != nil {
		return tea.Quit
	}
	return m.load()
}

// steer moves the cursor of a list.
func (m *screen) steer(msg tea.KeyMsg) {
	switch msg.String() {
	case "up", "k", "ctrl+p":
		m.list.move(-1)
	case "down", "j", "ctrl+n", "tab":
		m.list.move(1)
	case "home":
		m.list.at = 0
	case "end":
		m.list.at = len(m.list.rows) - 1
	default:
		return
	}
	m.problem = ""
	if len(m.q.rows) > 0 {
		m.s.row = m.list.at
		m.q = m.s.question()
	}
}

// edit gives a message to the field, if there is one.
func (m *screen) edit(msg tea.Msg) tea.Cmd {
	if m.field == nil {
		return nil
	}
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
