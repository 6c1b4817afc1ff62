package checklist

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseAnswers(t *testing.T) {
	got, err := ParseAnswers(
		[]string{"Q4/written=yes", "q4=No", "Q4/reviewed=2026-05", "Q3/platform= Magento = ours ", "about/alone=yes", "Q5/answer=unknown"}, " Ana ", bare(t), now,
	)
	want := []Statement{
		{"Q4", "written", "yes", "Ana", now},
		{"Q4", "", "no", "Ana", now},
		{"Q4", "reviewed", "2026-05", "Ana", now},
		{"Q3", "platform", "Magento = ours", "Ana", now},
		{"about", "alone", "yes", "Ana", now},
		{"Q5", "", "unknown", "Ana", now},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v, -want +got\n%s", err, diff)
	}
}

func TestParseAnswersMistakes(t *testing.T) {
	for _, tt := range []struct{ words, by, want string }{
		{"Q4/written=maybe", "", `Q4/written: "maybe" is not an answer here; try yes, no or unknown`},
		{"Q4/rewiewed=never", "", `Q4 has no part "rewiewed"; did you mean "reviewed"?`},
		{"Q4/colour=red", "", `Q4 has no part "colour"; try answer, written, contacts, reviewed`},
		{"Q12/written=yes", "", `there is no question "Q12"; did you mean "Q1"?`},
		{"colours=red", "", `there is no question "colours"; try Q1 to Q11, as in Q4/written=yes`},
		{"about=yes", "", "about needs the name of a question; try about/alone"},
		{"Q4/written", "", "Q4/written has no answer; try Q4/written=ANSWER, which is yes, no or unknown"},
		{"Q3/platform=", "", "Q3/platform has no answer; try Q3/platform=ANSWER, which is a few words on one line, or unknown"},
		{"Q4/reviewed=2027-01-01", "", "Q4/reviewed: 2027-01-01 is in the future"},
		{"Q4=yes Q4/answer=no", "", "Q4 is answered twice; leave out one of the answers"},
		{"Q4=yes", "Ana\nBen", "by: that has a line break"},
		{"Q4=maybe Q99 Q3/updates=agancy", "", "Q4: \"maybe\" is not an answer here; try yes, no or unknown\nthere is no question \"Q99\""},
		{"Q4=maybe Q3/updates=agancy", "", "did you mean \"agency\"?"},
		{strings.Repeat("x", 10000) + "=yes", "", `there is no question "` + strings.Repeat("x", 60) + "…"},
		{"=", "", `there is no question ""`},
	} {
		got, err := ParseAnswers(strings.Fields(tt.words), tt.by, bare(t), now)
		if err == nil || got != nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%.60s: got %v, %v\nwant %s", tt.words, got, err, tt.want)
		}
	}
	if _, err := ParseAnswers(strings.Fields(strings.Repeat("x ", 500)), "", bare(t), now); strings.Count(err.Error(), "\n") != maxProblems-1 {
		t.Errorf("got %v", err)
	}
}
