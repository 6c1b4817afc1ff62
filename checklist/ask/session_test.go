package ask

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

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
	in := opening()
	in.Save = func(said []checklist.Statement) error { saved = said; return nil }
	s := newSession(in)
	var want []checklist.Statement
	for _, step := range good {
		if step.screen {
			continue
		}
		if got := s.plain(s.question(), false); !strings.Contains(got, spoken(step.see)) {
			t.Fatalf("asked %q, want %q", got, step.see)
		}
		if _, err := s.take(s.question(), strings.TrimSpace(step.typed)); err != nil {
			t.Fatal(err)
		}
		want = append(want, step.said...)
		if diff := cmp.Diff(want, s.said, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("said after %q (-want +got):\n%s", step.see, diff)
		}
		if diff := cmp.Diff(want, saved, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("saved after %q (-want +got):\n%s", step.see, diff)
		}
	}
	if !s.done {
		t.Error("not finished")
	}
}

// spoken is what a list shows in columns, as a line for a screen reader has it.
func spoken(text string) string {
	return regexp.MustCompile("  +").ReplaceAllString(strings.TrimPrefix(text, "> "), ": ")
}

func TestWhatIsAsked(t *testing.T) {
	for _, tt := range []struct {
		name  string
		typed []string
		want  string // the questions on show, shortened
	}{
		{"enter skips details", []string{"", "", "", ""}, "Q1 Q2 Q3 Q5 Review"},
		{"no skips details, but not those that the answer lists", []string{"1", "2", "2", "2", "1"}, "Q1 Q2 Q3 Q5 Q5/1 Q5/2"},
		{"do not know asks details until one is not known either", []string{"1", "3", "12", "?", "i don't know", "?"}, "Q1 Q2 Q2.minimum Q2.second Q3 Q3.last Q5"},
		{"a detail that nothing hangs on", []string{"1", "yes", "12", "2"}, "Q1 Q2 Q2.minimum Q2.second Q3"},
		{"a detail that makes it no ends it", []string{"1", "yes", "6", "no"}, "Q1 Q2 Q2.minimum Q3 Q5"},
		{"details without an answer", []string{"1", "4", "12", "2", "5"}, "Q1 Q2 Q2.minimum Q2.second Q3 Q5"},
		{"back among them", []string{"1", "4", "12", "b", "b", "5", "b", "4"}, "Q1 Q2 Q2.minimum Q2.second Q2.minimum Q2 Q3 Q2 Q2.minimum"},
		{"what is answered is not asked again", []string{"1", "1", "12", "b", "b", "1"}, "Q1 Q2 Q2.minimum Q2.second Q2.minimum Q2 Q2.second"},
		{"but all is to one who wants the details", []string{"1", "1", "12", "b", "b", "4"}, "Q1 Q2 Q2.minimum Q2.second Q2.minimum Q2 Q2.minimum"},
		{"the details of a no that stands", []string{"4", "", "5"}, "Q1 Q1.address Q2 Q3"},
		{"the checks' no stands", []string{"2", "2"}, "Q1 Q2 Q3"},
		{"back, and back at the start", []string{"b", "1", "1", "b", "b", "1", "1"}, "Q1 Q1 Q2 Q2.minimum Q2 Q1 Q2.minimum Q2.second"},
		{"back into the item before", []string{"1", "2", "b", "1"}, "Q1 Q2 Q3 Q2 Q2.minimum"},
		{"together: marked, left open, back, gone on", []string{"", "", "", "1", "1", "b", "", "2"}, "Q1 Q2 Q3 Q5 Q5/1 Q5/2 Q5/1 Q5/2 Review"},
		{"together: back from the first, and on at once", []string{"", "", "", "1", "b", "5", "n"}, "Q1 Q2 Q3 Q5 Q5/1 Q5 Q5/1 Review"},
		{"from the review to an answer and back", []string{"", "", "", "", "3", "1", "1", "4", "6"}, "Q1 Q2 Q3 Q5 Review page:Q3 Q3 page:Q3 Review Review"},
		{"back from a page", []string{"", "", "", "", "3", "2", "b", "b", "b"}, "Q1 Q2 Q3 Q5 Review page:Q3 Q3.last page:Q3 Review Q5"},
		{"a page's details, one by one", []string{"", "", "", "", "2", "5", "12", "2", "6"}, "Q1 Q2 Q3 Q5 Review page:Q2 Q2.minimum Q2.second page:Q2 Review"},
		{"a page's rows", []string{"", "", "", "", "4", "3", "1", "5"}, "Q1 Q2 Q3 Q5 Review page:Q5 Q5/2 page:Q5 Review"},
		{"the shop's own page", []string{"", "", "", "", "5", "1", "Ben", "2"}, "Q1 Q2 Q3 Q5 Review page:First First page:First Review"},
		{"a no by a detail can be mended", []string{"", "1", "6", "", "", "2", "2", "12"}, "Q1 Q2 Q2.minimum Q3 Q5 Review page:Q2 Q2.minimum page:Q2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			s := newSession(questions())
			for i := range len(tt.typed) + 1 {
				head := strings.Replace(s.question().head, "Review of ", "page:", 1)
				head = strings.TrimSuffix(strings.Fields(head)[0], ":")
				switch {
				case s.together():
					head += fmt.Sprintf("/%d", s.row+1)
				case !s.reviewing() && s.at.part >= 0:
					head += "." + s.part().ID
				}
				got = append(got, head)
				if i < len(tt.typed) {
					typeInto(t, s, tt.typed[i])
				}
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
		t.Errorf("%d statements, want one for Q1, two each for Q2 and Q3, three for Q5: %v", len(s.said), s.said)
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
	in.Assess = func(said []checklist.Statement) []checklist.Answer {
		a := checklist.Answer{Item: "Q1", Says: checklist.Yes, Strength: checklist.Verified}
		if len(said) > 0 { // whatever it is
			a.Says, a.Strength = checklist.No, checklist.Declared
		}
		return []checklist.Answer{a}
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
	typeInto(t, s, "2", "1", "12", "1", "1", "", "no", "n")
	var got []string
	for _, c := range s.question().choices {
		got = append(got, c.label)
	}
	want := []string{
		"Q1   Encrypted shopping        NO, say the checks; you disagree",
		"Q2   Strong passwords          YES, you say",
		"Q3   Software kept up to date  I DON'T KNOW",
		"Q5   All risks planned for     NO, you say",
		"     About the shop            answered by owner",
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
			s.at = place{2, lead}
			if diff := cmp.Diff(tt.want, s.question().saw(2)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	in := questions()
	in.Findings = []scanner.Finding{find("exposed.dump", scanner.Fail, scanner.High)}
	s := newSession(in)
	s.enter(place{4, 0})
	s.row = 0
	q := s.question()
	if want := []string{"The checks saw: exposed.dump high."}; !cmp.Equal(q.saw(2), want) || q.rowText(0) != "Leak   not answered (signs seen)" {
		t.Errorf("a part's own signs: %q, %q", q.saw(2), q.rowText(0))
	}
}

// What stands against an answer is told when it comes up.
func TestNewsIsTold(t *testing.T) {
	in := questions()
	plain := in.Assess
	in.Assess = func(said []checklist.Statement) []checklist.Answer {
		out := plain(said)
		for _, st := range said {
			if st.Key() == "Q2" {
				out[1].Against = []string{"The scan saw otherwise."}
			}
		}
		return out
	}
	s := newSession(in)
	typeInto(t, s, "", "1")
	if want := "Noted. About Q2: The scan saw otherwise."; s.notice != want {
		t.Errorf("notice %q, want %q", s.notice, want)
	}
	typeInto(t, s, "12")
	if s.notice != "" {
		t.Errorf("told again: %q", s.notice)
	}
}

// What makes a YES weak is no news to who answers.
func TestWeaknessIsNoNews(t *testing.T) {
	in := questions()
	in.Assess = func(said []checklist.Statement) []checklist.Answer {
		a := checklist.Answer{Item: "Q2", Says: checklist.Yes, Strength: checklist.Declared}
		if len(said) > 0 {
			a.Weak, a.Against = true, []string{"The admin page is easy to find."}
		}
		return []checklist.Answer{a}
	}
	s := newSession(in)
	s.enter(place{2, lead})
	if typeInto(t, s, "1"); s.notice != "" {
		t.Errorf("notice %q", s.notice)
	}
}
