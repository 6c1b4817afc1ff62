package main

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"shopcheck/scanner/observe"
)

// TestProgressLine: the line never reaches the edge, where it would wrap, on any
// terminal, also one that says it has no width.
func TestProgressLine(t *testing.T) {
	wide := "GET https://tea-shop.example/" + strings.Repeat("茶", 60)
	for _, tt := range []struct {
		name     string
		question string
		width    int
		most     int
		want     string // part of the line
	}{
		{"no width", wide, 0, 79, "0 of 0 requests used · GET https://tea-shop.example/茶"},
		{"negative", wide, -1, 79, "茶"},
		{"too narrow to be true", wide, 19, 79, "茶"},
		{"narrow", wide, 20, 19, "Looking: 0 of 0 re…"},
		{"usual", wide, 80, 79, "茶…"},
		{"odd columns left", wide, 81, 80, "茶…"},
		{"short", "GET /", 80, 79, "· GET /"},
		{"hostile", "GET /\x1b[2J", 80, 79, `GET /\u{1b}[2J`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := progressLine(observe.Step{Question: tt.question}, tt.width)
			if w := ansi.StringWidth(got); w > tt.most || !strings.Contains(got, tt.want) {
				t.Errorf("%d columns: %q", w, got)
			}
		})
	}
}
