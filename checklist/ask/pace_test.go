package ask

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// A pace is how long somebody takes for an interview: the words that they have not
// read before, at 200 a minute, and three seconds for each answer to decide and
// press or type it.
type pace struct {
	read    map[string]bool
	words   int
	screens int
	answers int
}

// look reads a screen, but for what was on one before.
func (p *pace) look(m *screen) {
	q := m.q
	texts := append([]string{m.s.notice, q.ask, m.footer()}, q.saw(2)...)
	texts = append(append(texts, q.others...), strings.Split(q.head, ": ")...)
	texts = append(texts, strings.Split(q.help, "\n")...)
	for _, row := range m.list.rows {
		texts = append(texts, strings.Split(row, "  ")...)
	}
	if q.typed() {
		texts = append(texts, q.hint(), "Enter alone: "+q.keeps+".")
	}
	for _, text := range texts {
		if !p.read[text] {
			p.read[text] = true
			p.words += len(strings.Fields(text))
		}
	}
	p.answers++
}

func (p *pace) takes() time.Duration {
	return time.Duration(p.words)*time.Minute/200 + time.Duration(p.answers)*3*time.Second
}

// pass holds an interview up to the end of the review and tells how long it takes.
// Answers are what is typed or the number of what is chosen; "" is Enter.
func pass(t *testing.T, in Questions, answer func(key string, q question) string) (p pace) {
	t.Helper()
	p.read = make(map[string]bool)
	m := open(in)
	for before := (place{part: page}); !m.s.reviewing(); {
		if p.look(m); m.s.at != before {
			p.screens, before = p.screens+1, m.s.at
		}
		key := "name"
		if !m.s.naming() {
			key = says(m.s.item().ID, m.q.part.ID, "").Key()
		}
		typed, last := answer(key, m.q), len(m.q.rows) > 0 && m.q.row == len(m.q.rows)-1
		keys := []string{typed}
		if typed == "" || m.q.typed() || last {
			keys = append(keys, "enter")
		}
		for _, k := range keys {
			if k != "" {
				press(m, k)
			}
		}
		if m.problem != "" {
			t.Fatalf("%s: %s", key, m.problem)
		}
	}
	p.look(m)
	p.screens++
	return p
}

// notKnown answers "I don't know".
func notKnown(_ string, q question) string {
	for i, c := range q.choices {
		if c.value == checklist.ValueUnknown {
			return fmt.Sprint(i + 1)
		}
	}
	return "?"
}

// known answers well; alone is whether one person runs the shop.
func known(alone bool) func(string, question) string {
	return func(key string, q question) string {
		switch a, special := best[key]; {
		case key == "name":
			return "Ana, owner"
		case key == "about/alone" && !alone:
			return "2"
		case special && q.typed():
			return a
		case special && a == "no":
			return "2"
		case q.typed():
			return "Mollie"
		}
		return "1"
	}
}

// found returns what the checks saw in one of the runs that reports are tested
// with; "" is a shop that was not looked at.
func found(t *testing.T, run string) []scanner.Finding {
	t.Helper()
	switch run {
	case "":
		return nil
	case "all warn":
		return differing(first(builtIn(t, scanner.Warn).Findings))
	case "all fail":
		return differing(first(builtIn(t, scanner.Fail).Findings))
	}
	f, err := os.Open("../../testdata/runs/" + run + ".json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := checklist.ReadRun(f)
	if err != nil {
		t.Fatal(err)
	}
	return r.Scan.Findings
}

// first are the findings of a shop's first check: nothing is remembered of it yet.
func first(found []scanner.Finding) []scanner.Finding {
	return slices.DeleteFunc(found, func(f scanner.Finding) bool { return checklist.Remembered(f.Probe) })
}

// differing makes findings such that each has to be read.
func differing(found []scanner.Finding) []scanner.Finding {
	for i := range found {
		found[i].Message = fmt.Sprintf("Finding %d: %s", i, found[i].Message)
	}
	return found
}

// TestTenMinutes holds the promise of the first screen.
func TestTenMinutes(t *testing.T) {
	cat, err := checklist.Bare()
	if err != nil {
		t.Fatal(err)
	}
	nothing := func(string, question) string { return "" }
	lonely := func(answer func(string, question) string) func(string, question) string {
		return func(key string, q question) string {
			if key == "about/alone" {
				return "1"
			}
			return answer(key, q)
		}
	}
	for _, run := range []string{"", "clean", "typical", "planned", "all warn", "all fail"} {
		in := interviewAbout(cat, found(t, run))
		in.By = ""
		screens := make(map[string]int)
		for _, tt := range []struct {
			name   string
			answer func(string, question) string
			most   time.Duration
		}{
			{"nobody knows anything", notKnown, 10 * time.Minute},
			{"nobody says anything", nothing, 10 * time.Minute},
			{"one person, who knows nothing", lonely(notKnown), 10 * time.Minute},
			{"one person, who knows all", known(true), 15 * time.Minute},
			{"several people, who know all", known(false), 17 * time.Minute},
		} {
			p := pass(t, in, tt.answer)
			t.Logf("%s, run %q: %s, %d screens, %d answers, %d words", tt.name, run, p.takes().Round(time.Second), p.screens, p.answers, p.words)
			most := tt.most
			if strings.HasPrefix(run, "all ") { // nobody's shop: another sentence to read on each screen
				most += 2*time.Minute + 30*time.Second
			}
			if p.takes() > most {
				t.Errorf("%s, run %q: %s, want at most %s", tt.name, run, p.takes(), most)
			}
			screens[tt.name] = p.screens
		}
		for one, several := range map[string]string{"one person, who knows nothing": "nobody knows anything", "one person, who knows all": "several people, who know all"} {
			if 5*screens[one] > 4*screens[several] {
				t.Errorf("run %q: %s has %d screens, which is not much shorter than %d", run, one, screens[one], screens[several])
			}
		}
	}
}
