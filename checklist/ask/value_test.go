package ask

import (
	"strings"
	"testing"

	"shopcheck/checklist"
)

func TestRead(t *testing.T) {
	for _, tt := range []struct {
		kind        checklist.Kind
		typed, want string
		problem     string // a part of it
	}{
		{checklist.Number, "12", "12", ""},
		{checklist.Number, " 012 ", "12", ""},
		{checklist.Number, "", asIs, ""},
		{checklist.Number, "?", "unknown", ""},
		{checklist.Number, "twelve", "", `"twelve" is not an answer here; try a whole number`},
		{checklist.Number, "\x1b[2J", "", `"\x1b[2J" is not an answer here`},
		{checklist.Date, "2026-05", "2026-05-01", ""},
		{checklist.Date, "2026-11", "2026-11-01", ""},
		{checklist.Date, "2026-05-14", "2026-05-14", ""},
		{checklist.Date, "Never", "never", ""},
		{checklist.Date, "I don’t know", "unknown", ""},
		{checklist.Date, "2026-12", "", "2026-12-01 is in the future; try the day"},
		{checklist.Date, "14.5.2026", "", "try a date such as"},
		{checklist.Date, "2026-02-30", "", "try a date such as"},
		{checklist.Text, " Ada,  the\towner ", "Ada, the owner", ""},
		{checklist.Text, "2026-05", "2026-05", ""},
		{checklist.Text, "a\x1b]0;x\x07b\u202e", "", "That has a line break or an invisible character; try plain words on one line."},
		{checklist.Text, strings.Repeat("é", 200), strings.Repeat("é", 200), ""},
		{checklist.Text, strings.Repeat("é", 2000), "", "That is longer than 200 characters; try fewer words."},
		{checklist.YesNo, "1", "yes", ""},
		{checklist.YesNo, "No", "no", ""},
		{checklist.YesNo, "?", "unknown", ""},
		{checklist.YesNo, "i don't know", "unknown", ""},
		{checklist.YesNo, "4", asIs, ""},
		{checklist.YesNo, "", asIs, ""},
		{checklist.YesNo, "0", "", "“0” is not one of the choices. Type a number from 1 to 4."},
		{checklist.YesNo, "5", "", "“5” is not one of the choices."},
		{checklist.YesNo, "\x1b[A", "", `“\u{1b}[A” is not one`},
	} {
		q := question{part: checklist.Part{Kind: tt.kind}}
		if tt.kind == checklist.YesNo {
			q.choices, q.start = append(options(q.part), choice{"unknown", "I don't know"}, choice{asIs, "Leave it open for now"}), 3
		}
		value, problem := q.read(tt.typed, now)
		if value != tt.want || (problem == "") != (tt.problem == "") || !strings.Contains(problem, tt.problem) {
			t.Errorf("%s %q: %q, %q; want %q, %q", tt.kind, tt.typed, value, problem, tt.want, tt.problem)
		}
	}
}
