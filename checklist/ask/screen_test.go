package ask

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// press gives m keys as a terminal would: named keys, or text in one message.
func press(m *screen, keys ...string) (quit bool) {
	named := map[string]tea.KeyType{
		"enter": tea.KeyEnter, "esc": tea.KeyEsc, "ctrl+c": tea.KeyCtrlC, "shift+tab": tea.KeyShiftTab,
		"left": tea.KeyLeft, "up": tea.KeyUp, "down": tea.KeyDown, "backspace": tea.KeyBackspace,
	}
	for _, k := range keys {
		msg := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(k)}
		if kind, ok := named[k]; ok {
			msg = tea.KeyMsg{Type: kind}
		}
		_, cmd := m.Update(msg)
		if k == "esc" || k == "ctrl+c" || m.s.done {
			_, quit = cmd().(tea.QuitMsg)
		}
	}
	return quit
}

func open(in Questions) *screen { return newScreen(newSession(in), newStyles(&bytes.Buffer{}, true)) }

func TestKeys(t *testing.T) {
	for _, tt := range []struct {
		name string
		keys []string
		head string // of the question then on show
		want string // statements then made
	}{
		{"enter leaves open", []string{"enter", "enter"}, "Q3 of 4: ", ""},
		{"down from the last is the first", []string{"enter", "down", "enter"}, "Q2 of 4, detail 1", "Q2/=yes"},
		{"the details, without an answer", []string{"enter", "up", "enter"}, "Q2 of 4, detail 1 of 2", ""},
		{"up", []string{"enter", "up", "up", "enter"}, "Q2 of 4, detail 1", "Q2/=unknown"},
		{"digits typed ahead in one go", []string{"114"}, "Q2 of 4, detail 1", "Q2/=yes"},
		{"typed ahead through a typed answer", []string{"11", "12", "enter", "12"}, "Q3 of 4: ", "Q2/=yes Q2/minimum=12 Q2/second=all Q2/leavers=no"},
		{"no such choice", []string{"9", "0"}, "Q1 of 4: ", ""},
		{"the search of huh stays off", []string{"enter", "/", "down", "enter"}, "Q2 of 4, detail 1", "Q2/=yes"},
		{"left and backspace go back", []string{"1", "2", "left", "backspace"}, "Q1 of 4: ", "Q2/=no"},
		{"in a typed answer they edit", []string{"1", "1", "13", "backspace", "2", "enter"}, "Q2 of 4, detail 2", "Q2/=yes Q2/minimum=12"},
		{"shift+tab goes back from a typed answer, half typed", []string{"1", "1", "13", "shift+tab"}, "Q2 of 4: ", "Q2/=yes"},
		{"a wrong answer stays", []string{"1", "1", "x", "enter"}, "Q2 of 4, detail 1", "Q2/=yes"},
		{"back and again", []string{"1", "1", "8", "enter", "shift+tab", "12", "enter"}, "Q2 of 4, detail 2", "Q2/=yes Q2/minimum=12"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := open(questions())
			press(m, tt.keys...)
			if got := m.q.head; !strings.HasPrefix(got, tt.head) {
				t.Errorf("asks %q, want %q", got, tt.head)
			}
			var said []string
			for _, st := range m.s.said {
				said = append(said, fmt.Sprintf("%s/%s=%s", st.Item, st.Part, st.Value))
			}
			if got := strings.Join(said, " "); got != tt.want {
				t.Errorf("said %s, want %s", got, tt.want)
			}
		})
	}
}

// A number that is no choice is told of until something else is chosen.
func TestNoSuchChoice(t *testing.T) {
	m := open(questions())
	if press(m, "9"); !strings.Contains(m.View(), "Type a number from 1 to 4.") {
		t.Errorf("not told:\n%s", m.View())
	}
	if press(m, "down"); m.problem != "" {
		t.Errorf("told still: %q", m.problem)
	}
}

// What an answer contradicts is told once, so it stays longer than the keys do.
func TestSmallTerminalTellsOfContradiction(t *testing.T) {
	m := open(questions())
	m.Update(tea.WindowSizeMsg{Width: 40, Height: 12})
	press(m, "2")
	if view := m.View(); !strings.Contains(view, "Noted: you see Q1 differently.") || !strings.Contains(view, "> 5  Leave it open") {
		t.Errorf("not told:\n%s", view)
	}
}

func TestKeysThatEnd(t *testing.T) {
	for _, key := range []string{"esc", "ctrl+c"} {
		m := open(questions())
		if quit := press(m, "2", key); !quit || m.s.done || len(m.s.said) != 1 {
			t.Errorf("%s: quit %t, finished %t, said %v", key, quit, m.s.done, m.s.said)
		}
	}
	m := open(questions())
	if quit := press(m, "enter", "enter", "enter", "enter", "enter"); !quit || !m.s.done {
		t.Errorf("enter in the review: quit %t, finished %t", quit, m.s.done)
	}
	if got := m.View(); got != "" {
		t.Errorf("after the end there is %q on the screen", got)
	}
}

func TestProblemIsShown(t *testing.T) {
	m := open(questions())
	press(m, "1", "1", "x", "enter")
	const want = `"x" is not an answer here; try a whole number`
	if !strings.Contains(m.View(), want) {
		t.Errorf("no %q on\n%s", want, m.View())
	}
	press(m, "backspace")
	if strings.Contains(m.View(), want) {
		t.Error("still shown while it is being mended")
	}
}

// wordy is a catalog of eleven items whose texts are as long as they may get.
func wordy() Questions {
	long := func(n int) string { return strings.Repeat("measured words ", n/15) + "end." }
	var cat checklist.Catalog
	var answers []checklist.Answer
	var found []scanner.Finding
	for i := range 11 {
		id := checklist.ItemID(fmt.Sprintf("Q%d", i+1))
		probe := scanner.ProbeID("probe." + string(id))
		cat.Items = append(cat.Items, checklist.Item{
			ID: id, Title: "Strangers kept out and noticed", Ask: long(110), Why: long(260), ForceNo: []scanner.ProbeID{probe},
			Parts: []checklist.Part{
				{ID: "a", Ask: long(140), Help: long(150), Kind: checklist.Date, Signs: []scanner.ProbeID{probe}},
				{ID: "b", Ask: long(140), Help: long(150), Kind: checklist.Choice, Signs: []scanner.ProbeID{probe}, Choices: []checklist.Option{
					{Value: "1", Label: long(60)}, {Value: "2", Label: long(60)}, {Value: "3", Label: long(60)}, {Value: "4", Label: long(60)},
				}},
			},
		})
		a := checklist.Answer{Item: id, Says: checklist.DontKnow, Strength: checklist.None}
		if i%2 == 0 {
			a.Says, a.Strength = checklist.Yes, checklist.Verified
		}
		answers = append(answers, a)
		for range 4 {
			found = append(found, scanner.Finding{
				Probe: probe, Outcome: scanner.Fail, Message: long(120),
				Evidence: []observe.Evidence{{Source: "GET https://tea-shop.example/" + long(90), Quote: long(290)}},
			})
		}
	}
	return Questions{
		Catalog: cat, Target: scanner.Target{Domain: "tea-shop.example"}, Findings: found, By: "owner", Now: now,
		Assess: endless(answers),
	}
}

// endless never settles an answer, and lets everything matter.
func endless(answers []checklist.Answer) func([]checklist.Statement) []checklist.Answer {
	return func(said []checklist.Statement) []checklist.Answer {
		now := slices.Clone(answers)
		for i := range now {
			now[i].Missing = []string{fmt.Sprint(said)}
		}
		return now
	}
}

// walk shows every question of an interview in which the answers are "do not
// know", and of which all details are wanted, and calls see at each.
func walk(m *screen, see func()) {
	for !m.s.reviewing() {
		see()
		value := checklist.ValueUnknown
		if m.s.at.part == lead {
			value = details
		}
		m.answer(value, "")
	}
	see()
}

func TestNothingIsCut(t *testing.T) {
	for _, size := range []struct{ width, height int }{{80, 24}, {120, 40}, {132, 24}} {
		m := open(wordy())
		m.Update(tea.WindowSizeMsg{Width: size.width, Height: size.height})
		screens := 0
		walk(m, func() {
			screens++
			view := m.View()
			if h, w := lipgloss.Height(view), lipgloss.Width(view); h > size.height || w > size.width {
				t.Errorf("%q takes %dx%d of %dx%d:\n%s", m.q.head, w, h, size.width, size.height, view)
			}
			flat := strings.Join(strings.Fields(view), " ")
			want := []string{m.q.head, m.q.ask}
			for _, c := range m.q.choices {
				want = append(want, c.label)
			}
			for _, text := range want {
				if text = strings.Join(strings.Fields(text), " "); !strings.Contains(flat, text) {
					t.Errorf("%q lacks %q:\n%s", m.q.head, text, view)
				}
			}
		})
		if screens != 34 {
			t.Errorf("%d screens, want 11 with two details each, and the review", screens)
		}
	}
}

// TestSmallTerminals looks at every question of the real checklist where not all of
// it fits: what is asked is there, and what Enter would take.
func TestSmallTerminals(t *testing.T) {
	for _, size := range []struct{ width, height int }{{40, 12}, {30, 20}, {300, 12}} {
		m := open(builtIn(t, scanner.Fail))
		m.Update(tea.WindowSizeMsg{Width: size.width, Height: size.height})
		see := func() {
			view := m.View()
			if h, w := lipgloss.Height(view), lipgloss.Width(view); h > size.height || w > size.width {
				t.Errorf("%q takes %dx%d of %dx%d:\n%s", m.q.head, w, h, size.width, size.height, view)
			}
			want := []string{m.q.ask}
			if len(m.list.rows) > 0 {
				want = append(want, pointer+m.list.rows[m.list.at])
			}
			for _, text := range want {
				if !strings.Contains(strings.Join(strings.Fields(view), ""), strings.Join(strings.Fields(text), "")) {
					t.Errorf("no %q at %dx%d on\n%s", text, size.width, size.height, view)
				}
			}
		}
		for i, item := range m.s.items {
			m.s.notice = ""
			for part := page; part < len(item.Parts); part++ {
				m.s.enter(place{i, part})
				m.load()
				see()
				for range m.list.rows {
					press(m, "down")
					see()
				}
			}
		}
		m.s.enter(m.s.review())
		m.load()
		see()
	}
}

// TestTinyTerminal only has to end well.
func TestTinyTerminal(t *testing.T) {
	m := open(questions())
	for _, size := range []struct{ width, height int }{{0, 0}, {1, 1}, {5, 3}, {80, 1}} {
		m.Update(tea.WindowSizeMsg{Width: size.width, Height: size.height})
		if !strings.Contains(m.View(), "Keep") {
			t.Errorf("%dx%d: nothing to choose on\n%s", size.width, size.height, m.View())
		}
	}
}

func TestListFits(t *testing.T) {
	style := lipgloss.NewStyle()
	for _, tt := range []struct {
		at, lines int
		want      string
	}{
		{0, 9, "> a|  b b|  b b|  c|  d|  e"},
		{0, 4, "> a|  b b|  b b|  (3 below)"},
		{4, 4, "  (2 above)|  c|  d|> e"},
		{2, 4, "  (2 above)|> c|  d|  e"},
		{2, 3, "  (2 above)|> c|  (2 below)"},
		{1, 1, "  (1 above)|> b b|  b b|  (3 below)"},
	} {
		l := list{rows: []string{"a", "b b b b", "c", "d", "e"}, at: tt.at}
		if got := strings.ReplaceAll(l.view(6, tt.lines, style, style), "\n", "|"); got != tt.want {
			t.Errorf("at %d in %d lines: %q, want %q", tt.at, tt.lines, got, tt.want)
		}
	}
}

// A pasted text is typed into a field and chooses nothing.
func TestPaste(t *testing.T) {
	m := open(questions())
	paste := func(text string) {
		m.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
	}
	paste("1")
	paste("2111")
	if !strings.HasPrefix(m.q.head, "Q1 of 4: ") || len(m.s.said) > 0 {
		t.Fatalf("a paste answered: %q, %v", m.q.head, m.s.said)
	}
	press(m, "4") // the item's details: an address
	paste("https://shop.test/café\nnext line\x1b[31m")
	press(m, "enter")
	if st, ok := m.s.mine("Q1", "address"); !ok || st.Value != "https://shop.test/café next line[31m" {
		t.Errorf("said %q, problem %q", st.Value, m.problem)
	}
}

func TestLongText(t *testing.T) {
	m := open(questions())
	press(m, "4")
	long := strings.Repeat("é", 199) + "x"
	press(m, long+"y", "enter")
	if st, ok := m.s.mine("Q1", "address"); !ok || st.Value != long {
		t.Errorf("said %q, problem %q", st.Value, m.problem)
	}
}

func TestNoColor(t *testing.T) {
	m := open(questions())
	walk(m, func() {
		if strings.Contains(m.View(), "\x1b") {
			t.Errorf("an escape sequence in %q", m.View())
		}
	})
}

// hostile is a question full of what would drive a terminal.
func hostile() Questions {
	const bad = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202etxt.exe\r\n\b\u200b\x1bP+q\x1b\\"
	in := questions()
	in.Target.Domain = "x\x1b[31m.test"
	in.Findings = []scanner.Finding{forms}
	in.Findings[0].Message = bad
	in.Findings[0].Evidence = []observe.Evidence{{Source: "GET " + bad, Quote: bad}}
	in.Assess = endless(assess(in.Findings)(nil))
	in.Earlier = []checklist.Statement{
		{Item: "Q2", Part: "minimum", Value: bad},
		{Item: "Q2", Part: "second", Value: bad},
		{Item: "Q3", Part: "last", Value: bad},
		{Item: "Q1", Part: "", Value: bad},
		{Item: "Q5", Part: "leak", Value: bad},
	}
	return in
}

func TestHostileTextIsOnlyText(t *testing.T) {
	m := open(hostile())
	harmless := func(text string) {
		t.Helper()
		for _, r := range text {
			if r != '\n' && observe.Printable(string(r)) != string(r) {
				t.Fatalf("%U got through: %q", r, text)
			}
		}
	}
	seen := ""
	walk(m, func() {
		harmless(m.View())
		harmless(m.s.plain(m.q, false))
		seen += m.View()
	})
	for _, text := range []string{`\u{1b}]0;owned\u{7}`, `x\u{1b}[31m.test`} {
		if !strings.Contains(seen, text) {
			t.Errorf("%s is not shown", text)
		}
	}
}
