package ask

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// TestRows marks what is asked together.
func TestRows(t *testing.T) {
	for _, tt := range []struct {
		name string
		keys []string
		head string // of the question then on show
		want string // statements then made
	}{
		{"marked in turn, and gone on", []string{"1", "2", "enter"}, "Review", "Q5/fraud=in-plan Q5/leak=not-in-plan"},
		{"typed ahead in one go", []string{"32"}, "Q5", "Q5/fraud=unknown Q5/leak=not-in-plan"},
		{"the cursor stays at the last", []string{"1", "2", "1"}, "Q5", "Q5/fraud=in-plan Q5/leak=in-plan"},
		{"down and up", []string{"down", "1", "up", "2"}, "Q5", "Q5/fraud=not-in-plan Q5/leak=in-plan"},
		{"up from the first is the last", []string{"up", "1"}, "Q5", "Q5/leak=in-plan"},
		{"enter leaves open what is open", []string{"enter"}, "Review", ""},
		{"no such mark", []string{"4", "9"}, "Q5", ""},
		{"back", []string{"1", "left"}, "Q5", "Q5/fraud=in-plan"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := questions()
			saves := 0
			in.Save = func([]checklist.Statement) error { saves++; return nil }
			m := open(in)
			press(m, "enter", "enter", "enter", "4")
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
			if saves < len(m.s.said) {
				t.Errorf("saved %d times, want after every mark", saves)
			}
		})
	}
}

// What is seen of the row under the cursor is told, and what a good answer is.
func TestRowsTell(t *testing.T) {
	in := questions()
	in.Findings = append(in.Findings, scanner.Finding{Probe: "exposed.dump", Outcome: scanner.Fail, Message: "A copy of the database can be downloaded."})
	m := open(in)
	press(m, "enter", "enter", "enter", "4")
	if view := m.View(); !strings.Contains(view, "A copy of the database") || !strings.Contains(view, "Written down is good.") || !strings.Contains(view, "> Leak   not answered (signs seen)") {
		t.Errorf("of the first row:\n%s", view)
	}
	press(m, "down")
	if view := m.View(); strings.Contains(view, "A copy of the database") || !strings.Contains(view, "Rules are good.") {
		t.Errorf("of the second row:\n%s", view)
	}
}

func TestMarkingTellsOfErrors(t *testing.T) {
	in := questions()
	full := errors.New("disk full")
	in.Save = func([]checklist.Statement) error { return full }
	m := open(in)
	press(m, "enter", "enter", "enter", "4", "1")
	if !errors.Is(m.err, full) || len(m.s.said) != 1 {
		t.Errorf("%v, said %v", m.err, m.s.said)
	}
}
