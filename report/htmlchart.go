package report

import (
	"fmt"
	"strings"
	"time"
)

// A chart draws how a shop has done over time: the answers that are proven and
// possible on a scale of eleven, and the percentage seen from outside.
type chart struct {
	Height                          int
	Words                           string
	Band, Proven, Possible, Percent string // points of lines
	Lines                           []string
	Dots, Squares                   []spot
	Labels                          []label
}

type spot struct{ X, Y int }

type label struct {
	spot
	Anchor, Words string
}

// The frame of the drawing, of a width of 400.
const (
	left, right = 34, 346
	top, bottom = 14, 164
)

// Chart draws the trend; nil if there is none.
func (s sheet) Chart() *chart {
	pasts := s.Report.Trend.Entries
	if len(pasts) < 2 {
		return nil
	}
	first, last := pasts[0], pasts[len(pasts)-1]
	out := &chart{
		Height: 190, Words: "A line for each number over time. The table below has them all.",
		Lines: []string{fmt.Sprintf("M%d %dH%d", left, top, right), fmt.Sprintf("M%d %dH%d", left, (top+bottom)/2, right), fmt.Sprintf("M%d %dH%d", left, bottom, right)},
		Labels: []label{
			{spot{left - 8, top + 4}, "end", "11"},
			{spot{left - 8, bottom + 4}, "end", "0"},
			{spot{right + 8, top + 4}, "start", "100 %"},
			{spot{right + 8, bottom + 4}, "start", "0 %"},
			{spot{left, bottom + 22}, "start", first.Day},
			{spot{right, bottom + 22}, "end", last.Day},
		},
	}
	var proven, possible, percent []spot
	for _, p := range pasts {
		x := across(p.at, first.at, last.at)
		if p.Mark.Of > 0 {
			proven = append(proven, spot{x, height(p.Mark.Proven, p.Mark.Of)})
			possible = append(possible, spot{x, height(p.Mark.Possible, p.Mark.Of)})
		}
		if p.Mark.Hardening >= 0 {
			percent = append(percent, spot{x, height(p.Mark.Hardening, 100)})
		}
	}
	out.Proven, out.Possible, out.Percent = points(proven), points(possible), points(percent)
	out.Band = band(proven, possible)
	out.Dots = proven
	for _, p := range percent {
		out.Squares = append(out.Squares, spot{p.X - 4, p.Y - 4})
	}
	return out
}

// across says where in the frame a moment is.
func across(at, first, last time.Time) int {
	whole := last.Sub(first).Hours()
	if whole <= 0 {
		return left
	}
	return left + int(float64(right-left)*at.Sub(first).Hours()/whole)
}

func height(n, of int) int { return bottom - (bottom-top)*n/of }

func points(all []spot) string {
	out := make([]string, 0, len(all))
	for _, p := range all {
		out = append(out, fmt.Sprintf("%d,%d", p.X, p.Y))
	}
	return strings.Join(out, " ")
}

// band is what lies between two lines.
func band(low, high []spot) string {
	if len(low) < 2 {
		return ""
	}
	all := append([]spot{}, low...)
	for i := len(high) - 1; i >= 0; i-- {
		all = append(all, high[i])
	}
	return points(all)
}
