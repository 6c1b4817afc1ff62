package report

import "fmt"

// A meter draws the score: a cell for each question.
type meter struct {
	Width int
	Words string // what the drawing shows
	Cells []cell
	Key   []keyed
}

// A cell is a question that is proven (full), open or neither (none). The three
// differ in form too, not in colour alone.
type cell struct {
	Kind string
	X    int
	Mark string // the path of what is drawn inside
}

// A keyed cell says what its form means.
type keyed struct {
	Cell  cell
	Words string
}

// pitch is the width of a cell and what is between two.
const pitch = 36

func cellAt(kind string, i int) cell {
	c := cell{Kind: kind, X: i*pitch + 3}
	switch kind {
	case "full":
		c.Mark = fmt.Sprintf("M%d 15l6 6l10 -12", c.X+7)
	case "open":
		c.Mark = fmt.Sprintf("M%d 27l12 -24M%d 27l12 -24M%d 27l12 -24", c.X, c.X+9, c.X+18)
	}
	return c
}

// Meter draws the score; nil if it cannot be told.
func (s sheet) Meter() *meter {
	m := s.Report.Mark
	if m.Of == 0 {
		return nil
	}
	out := &meter{Width: m.Of * pitch, Words: fmt.Sprintf("%d of %d are proven, and up to %d are possible", m.Proven, m.Of, m.Possible)}
	for i := range m.Of {
		kind := "none"
		switch {
		case i < m.Proven:
			kind = "full"
		case i < m.Possible:
			kind = "open"
		}
		out.Cells = append(out.Cells, cellAt(kind, i))
	}
	out.Key = []keyed{
		{cellAt("full", 0), fmt.Sprintf("%d answered YES", m.Proven)},
		{cellAt("open", 0), fmt.Sprintf("%d still open", m.Possible-m.Proven)},
		{cellAt("none", 0), fmt.Sprintf("%d answered NO", m.Of-m.Possible)},
	}
	return out
}

// A bar draws a percentage.
type bar struct {
	Width int // of 398
	Words string
}

// Bar draws the other number; nil if nothing was judged.
func (s sheet) Bar() *bar {
	m := s.Report.Mark
	if m.Hardening < 0 {
		return nil
	}
	return &bar{Width: m.Hardening * 398 / 100, Words: fmt.Sprintf("%d percent", m.Hardening)}
}
