package ask

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// builtIn is an interview about the real checklist, in which every probe came to
// the same outcome.
func builtIn(t *testing.T, outcome scanner.Outcome) Questions {
	t.Helper()
	cat, err := checklist.Bare()
	if err != nil {
		t.Fatal(err)
	}
	var found []scanner.Finding
	for _, item := range cat.Items {
		for _, probe := range item.Probes() {
			found = append(found, scanner.Finding{
				Probe: probe, Subject: "https://tea-shop.example/ (checkout)", Outcome: outcome, Severity: scanner.High,
				Message: "The page on which customers sign up sends what they type without any encryption at all.",
				Evidence: []observe.Evidence{{
					Source: "GET https://tea-shop.example/account/register",
					Quote:  `<form method="post" action="http://tea-shop.example/register">`,
				}},
			})
		}
	}
	return interviewAbout(cat, found)
}

// interviewAbout returns an interview by the owner about the real checklist and what the
// checks found.
func interviewAbout(cat checklist.Catalog, found []scanner.Finding) Questions {
	return Questions{
		Catalog: cat, Target: scanner.Target{Domain: "tea-shop.example"}, Findings: found, By: "the owner", Now: now,
		Assess: func(said []checklist.Statement) []checklist.Answer {
			return checklist.Answers(checklist.Input{Catalog: cat, Findings: found, Statements: said, At: now})
		},
	}
}

// TestBuiltInFits looks at every question of the real checklist on a terminal of
// the usual size: all of it is there.
func TestBuiltInFits(t *testing.T) {
	for _, outcome := range []scanner.Outcome{scanner.Pass, scanner.Fail, scanner.NotApplicable} {
		m := open(builtIn(t, outcome))
		m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
		for i, item := range m.s.items {
			for part := lead; part < len(item.Parts); part++ {
				m.s.enter(place{i, part})
				m.s.notice = ""
				m.load()
				view := m.View()
				if h, w := lipgloss.Height(view), lipgloss.Width(view); h > 24 || w > 80 {
					t.Errorf("%q takes %dx%d:\n%s", m.q.head, w, h, view)
				}
				want := []string{m.q.head, m.q.ask, m.q.help}
				if saw := m.q.saw(1); len(saw) > 0 {
					want = append(want, saw[:min(2, len(saw))]...)
				}
				for i := range m.q.rows {
					want = append(want, m.q.rowText(i))
				}
				for _, c := range m.q.choices {
					want = append(want, c.label)
				}
				for _, text := range want {
					if !strings.Contains(strings.Join(strings.Fields(view), ""), strings.Join(strings.Fields(text), "")) {
						t.Errorf("%q lacks %q:\n%s", m.q.head, text, view)
					}
				}
			}
		}
	}
}

// best are the good answers that are not yes, or not the first choice.
var best = map[string]string{
	"Q1/unencrypted-data": "no", "Q2/customer-minimum": "12", "Q2/shared-accounts": "no",
	"Q3/last-update": "2026-11", "Q4/reviewed": "2026-02", "Q6/last-session": "2026-09",
	"Q7/cards-kept": "no", "Q7/attested": "2026-01", "Q8/restore-tested": "2026-06",
	"Q9/pentest": "2025-05", "Q9/changed-since": "no", "Q10/last-deleted": "2026-10",
	"Q11/responsible": "Ada", "Q11/last-review": "2026-11-01", "Q11/monitoring": "our agency",
}

// TestBuiltInAnswered holds whole interviews about the real checklist.
func TestBuiltInAnswered(t *testing.T) {
	for _, tt := range []struct {
		name    string
		outcome scanner.Outcome
		answer  func(key string) string
		score   checklist.Score
		most    int // questions
	}{
		{"a good shop", scanner.Pass, func(key string) string {
			if a, ok := best[key]; ok {
				return a
			}
			return "1"
		}, checklist.Score{Proven: 11, Possible: 11, Of: 11}, 60},
		{"nobody knows", scanner.Pass, func(string) string { return "?" }, checklist.Score{Proven: 1, Possible: 11, Of: 11}, 24},
		{"nobody says", scanner.NotApplicable, func(string) string { return "" }, checklist.Score{Possible: 11, Of: 11}, 12},
		{"no to everything", scanner.NotApplicable, func(string) string { return "2" }, checklist.Score{Of: 11}, 24},
		{"the checks say no", scanner.Fail, func(string) string { return "" }, checklist.Score{Possible: 5, Of: 11}, 12},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newSession(builtIn(t, tt.outcome))
			asked, before := 0, place{part: page}
			for !s.reviewing() {
				if s.at != before {
					asked, before = asked+1, s.at
				}
				key := says(s.item().ID, s.question().part.ID, "").Key()
				if problem, err := s.take(s.question(), tt.answer(key)); problem != "" || err != nil {
					t.Fatalf("%s: %s %v", key, problem, err)
				}
			}
			got := checklist.Assess(checklist.Input{Catalog: s.in.Catalog, Findings: s.in.Findings, Statements: s.said, At: now}).Score
			if got != tt.score {
				t.Errorf("score %+v, want %+v", got, tt.score)
			}
			if asked > tt.most {
				t.Errorf("%d questions, want at most %d", asked, tt.most)
			}
		})
	}
}

func TestBuiltInContradiction(t *testing.T) {
	in := builtIn(t, scanner.Fail)
	in.By = "the owner"
	s := newSession(in)
	typeInto(t, s, "2", "2")
	a := s.answerOf("Q1")
	if a.Says != checklist.No || a.Strength != checklist.Verified || len(a.Against) == 0 || !strings.Contains(a.Against[0], "the owner answered YES") {
		t.Errorf("Q1 is %+v", a)
	}
	if !strings.Contains(s.notice, "The answer stays NO") {
		t.Errorf("notice %q", s.notice)
	}
}
