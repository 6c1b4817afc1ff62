package ask

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// typeInto puts lines to s as a person types them; "b" goes back. It returns the
// head of every question that was on show.
func typeInto(t *testing.T, s *session, typed ...string) []string {
	t.Helper()
	heads := []string{s.question().head}
	for _, line := range typed {
		problem, err := s.take(s.question(), line)
		if problem != "" || err != nil {
			t.Fatalf("at %q, %q: %s %v", s.question().head, line, problem, err)
		}
		heads = append(heads, s.question().head)
	}
	return heads
}

func TestAllAnswered(t *testing.T) {
	var saved []checklist.Statement
	in := questions()
	in.Save = func(said []checklist.Statement) error { saved = said; return nil }
	s := newSession(in)
	var want []checklist.Statement
	for _, step := range good {
		if got := s.question().head; !strings.HasPrefix(got, step.head) {
			t.Fatalf("asked %q, want %q", got, step.head)
		}
		typeInto(t, s, strings.TrimSpace(step.typed))
		want = append(want, step.said...)
		if diff := cmp.Diff(want, s.said); diff != "" {
			t.Errorf("said after %q (-want +got):\n%s", step.head, diff)
		}
		if diff := cmp.Diff(want, saved); diff != "" {
			t.Errorf("saved after %q (-want +got):\n%s", step.head, diff)
		}
	}
	if !s.done {
		t.Error("not finished")
	}
}

func TestWhatIsAsked(t *testing.T) {
	for _, tt := range []struct {
		name  string
		typed []string
		want  string // the questions on show, shortened
	}{
		{"enter skips details", []string{"", "", "", ""}, "Q1 Q2 Q3 Q5 Review"},
		{"no skips details, but not those that the answer lists", []string{"1", "2", "2", "2", "1"}, "Q1 Q2 Q3 Q5 Q5.1 Review"},
		{"do not know asks details", []string{"1", "3", "?", "1", "i don't know", "3", "?", "?", "?"}, "Q1 Q2 Q2.1 Q2.2 Q2.3 Q3 Q3.1 Q5 Q5.1 Review"},
		{"a detail that nothing hangs on", []string{"1", "yes", "12", "2"}, "Q1 Q2 Q2.1 Q2.2 Q3"},
		{"a detail that makes it no ends it", []string{"1", "yes", "6", "no"}, "Q1 Q2 Q2.1 Q3 Q5"},
		{"details without an answer", []string{"1", "4", "12", "2", "5"}, "Q1 Q2 Q2.1 Q2.2 Q3 Q5"},
		{"back among them", []string{"1", "4", "12", "b", "b", "5", "b", "4"}, "Q1 Q2 Q2.1 Q2.2 Q2.1 Q2 Q3 Q2 Q2.1"},
		{"the details of a no that stands", []string{"4", "", "5"}, "Q1 Q1.1 Q2 Q3"},
		{"the checks' no stands", []string{"2", "2"}, "Q1 Q2 Q3"},
		{"back, and back at the start", []string{"b", "1", "1", "b", "b", "1", "1"}, "Q1 Q1 Q2 Q2.1 Q2 Q1 Q2 Q2.1"},
		{"back into the item before", []string{"1", "2", "b", "b", "1", "1"}, "Q1 Q2 Q3 Q2 Q1 Q2 Q2.1"},
		{"from the review and back to it", []string{"", "", "", "", "3", "1", "2026-05", ""}, "Q1 Q2 Q3 Q5 Review Q3 Q3.1 Review Review"},
		{"a no by a detail can be mended", []string{"", "1", "6", "", "", "2", "", "12", "1", "1"}, "Q1 Q2 Q2.1 Q3 Q5 Review Q2 Q2.1 Q2.2 Q2.3 Review"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, head := range typeInto(t, newSession(questions()), tt.typed...) {
				head, _, _ = strings.Cut(head, ":")
				head = strings.Replace(head, " of 4, detail ", ".", 1)
				got = append(got, strings.Fields(head)[0])
			}
			if got := strings.Join(got, " "); got != tt.want {
				t.Errorf("asked %s\nwant  %s", got, tt.want)
			}
		})
	}
}

// Details are counted as they are asked: those that nothing hangs on do not count.
func TestDetailsAreNumbered(t *testing.T) {
	heads := typeInto(t, newSession(questions()), "", "1", "12", "1", "b", "2")
	var got []string
	for _, head := range heads[2:] {
		head, _, _ = strings.Cut(head, ":")
		got = append(got, strings.TrimPrefix(head, "Q2 of 4, "))
	}
	want := []string{"detail 1 of 2", "detail 2 of 2", "detail 3 of 3", "detail 2 of 3", "Q3 of 4"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestEnterSaysNothing(t *testing.T) {
	in := questions()
	in.Save = func([]checklist.Statement) error { t.Error("saved"); return nil }
	s := newSession(in)
	for !s.done {
		typeInto(t, s, "")
	}
	if len(s.said) != 0 {
		t.Errorf("said %v", s.said)
	}
}

func TestDontKnowEverywhere(t *testing.T) {
	s := newSession(questions())
	for !s.reviewing() {
		typeInto(t, s, "?")
	}
	if len(s.said) != 8 {
		t.Errorf("%d statements, want one for Q1, three for Q2, two each for Q3 and Q5: %v", len(s.said), s.said)
	}
	for _, st := range s.said {
		if st.Value != checklist.ValueUnknown {
			t.Errorf("%s/%s = %q", st.Item, st.Part, st.Value)
		}
	}
}

func TestDisagree(t *testing.T) {
	s := newSession(questions())
	q := s.question()
	if want := "Is everything encrypted? The checks say NO. Is that right?"; q.ask != want {
		t.Errorf("asked %q, want %q", q.ask, want)
	}
	if got := strings.Join(q.saw(2), "\n"); !strings.Contains(got, forms.Message) || !strings.Contains(got, forms.Evidence[0].Quote) {
		t.Errorf("shown %q", got)
	}
	typeInto(t, s, "2")
	if want := "Noted: you see Q1 differently. The answer stays NO, because the checks saw it; the report shows both views."; s.notice != want {
		t.Errorf("notice %q", s.notice)
	}
	if diff := cmp.Diff([]checklist.Statement{says("Q1", "", "yes")}, s.said); diff != "" {
		t.Errorf("said (-want +got):\n%s", diff)
	}
	typeInto(t, s, "b")
	if got := s.question().start; got != 1 {
		t.Errorf("Enter would take choice %d, want the disagreement", got+1)
	}
	s.in.Now = now.AddDate(0, 0, 1)
	typeInto(t, s, "", "b")
	if diff := cmp.Diff([]checklist.Statement{says("Q1", "", "yes")}, s.said); diff != "" {
		t.Errorf("Enter changed what was said (-want +got):\n%s", diff)
	}
	typeInto(t, s, "1")
	if len(s.said) != 0 || s.notice != "" {
		t.Errorf("taken back, but said %v, notice %q", s.said, s.notice)
	}
}

func TestDisagreeWithYes(t *testing.T) {
	in := questions()
	in.Assess = func(said []checklist.Statement) checklist.Assessment {
		a := checklist.Answer{Item: "Q1", Says: checklist.Yes, Strength: checklist.Verified}
		if len(said) > 0 { // whatever it is
			a.Says, a.Strength = checklist.No, checklist.Declared
		}
		return checklist.Assessment{Answers: []checklist.Answer{a}}
	}
	s := newSession(in)
	heads := typeInto(t, s, "1", "b", "2")
	if !strings.Contains(heads[1], "detail 1") {
		t.Errorf("after a YES of the checks asked %q, want the details that could change it", heads[1])
	}
	if want := "Noted: you see Q1 differently. The answer is now NO; the report shows that the checks say YES."; s.notice != want {
		t.Errorf("notice %q", s.notice)
	}
}

func TestEarlier(t *testing.T) {
	long := now.AddDate(0, -3, 0)
	old := func(item checklist.ItemID, part, value string, at time.Time) checklist.Statement {
		return checklist.Statement{Item: item, Part: part, Value: value, By: "agency", At: at}
	}
	in := questions()
	in.Earlier = []checklist.Statement{
		old("Q99", "gone", "yes", long), old("Q3", "last", "never", long), old("Q3", "last", "2026-01-01", long.AddDate(0, 0, -1)),
		old("Q2", "", "yes", long), old("Q3", "", "yes", long),
	}
	want := []checklist.Statement{old("Q2", "", "yes", long), old("Q3", "", "yes", long), old("Q3", "last", "never", long), old("Q99", "gone", "yes", long)}
	s := newSession(in)
	heads := typeInto(t, s, "", "")
	q := s.question()
	typeInto(t, s, "", "", "", "")
	if diff := cmp.Diff(want, s.said); diff != "" {
		t.Errorf("Enter changed what was said (-want +got):\n%s", diff)
	}
	if got := strings.Join(heads, "\n"); !strings.Contains(got, "detail 1") {
		t.Errorf("an item begun earlier does not go on:\n%s", got)
	}
	if want := "Leave it open for now"; q.keeps != want {
		t.Errorf("Enter alone: %q, want %q", q.keeps, want)
	}
	typeInto(t, s, "3")
	q = s.question()
	if got, want := q.choices[q.start].label, "Keep what was said on 24 August 2026: yes"; got != want {
		t.Errorf("Enter alone: %q, want %q", got, want)
	}
	typeInto(t, s, "1")
	if st, _ := s.find("Q3", ""); st != says("Q3", "", "yes") {
		t.Errorf("said again, but kept %v", st)
	}
}

func TestSettledEarlierIsNotAsked(t *testing.T) {
	in := questions()
	in.Earlier = []checklist.Statement{says("Q2", "", "no"), says("Q3", "", "no"), says("Q5", "", "no")}
	in.Assess = assess(nil)
	if got := typeInto(t, newSession(in), ""); !strings.HasPrefix(got[0], "Q1") || !strings.HasPrefix(got[1], "Review") {
		t.Errorf("asked %q, want Q1 and the review", got)
	}
}

func TestSavingFails(t *testing.T) {
	full := errors.New("disk full")
	in := questions()
	in.Save = func([]checklist.Statement) error { return full }
	s := newSession(in)
	if _, err := s.take(s.question(), "2"); !errors.Is(err, full) {
		t.Errorf("err = %v", err)
	}
	if len(s.said) != 1 {
		t.Errorf("said %v", s.said)
	}
}

func TestReview(t *testing.T) {
	s := newSession(questions())
	typeInto(t, s, "2", "1", "12", "1", "1", "", "no", "")
	var got []string
	for _, c := range s.question().choices {
		got = append(got, c.label)
	}
	want := []string{
		"Q1   Encrypted shopping        NO, say the checks; you disagree",
		"Q2   Strong passwords          YES, you say",
		"Q3   Software kept up to date  I DON'T KNOW",
		"Q5   All risks planned for     NO, you say",
		"Finish",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSaw(t *testing.T) {
	find := func(probe scanner.ProbeID, o scanner.Outcome, sev scanner.Severity) scanner.Finding {
		return scanner.Finding{Probe: probe, Outcome: o, Severity: sev, Message: string(probe) + " " + string(sev) + "."}
	}
	for _, tt := range []struct {
		name  string
		found []scanner.Finding
		want  []string
	}{
		{"nothing", nil, nil},
		{
			"worst outcome only",
			[]scanner.Finding{find("admin.path", scanner.Pass, scanner.High), find("admin.path", scanner.Warn, scanner.Low)},
			[]string{"The checks saw:", "- admin.path low."},
		},
		{
			"worst first, two of them",
			[]scanner.Finding{find("admin.path", scanner.Fail, scanner.Low), find("admin.path", scanner.Fail, scanner.Info), find("admin.path", scanner.Fail, scanner.Critical)},
			[]string{"The checks saw:", "- admin.path critical.", "- admin.path low.", "- and 1 more, see the report."},
		},
		{"other items' probes", []scanner.Finding{find("exposed.dump", scanner.Fail, scanner.High)}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := questions()
			in.Findings = tt.found
			s := newSession(in)
			s.at = place{1, lead}
			if diff := cmp.Diff(tt.want, s.question().saw(2)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	in := questions()
	in.Findings = []scanner.Finding{find("exposed.dump", scanner.Fail, scanner.High)}
	s := newSession(in)
	s.at = place{3, 0}
	if got := s.question().saw(2); len(got) != 2 || got[1] != "- exposed.dump high." {
		t.Errorf("a part's own signs: %q", got)
	}
}
