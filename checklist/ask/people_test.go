package ask

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// old is what somebody said before the interviews of these tests.
func old(key, value, by string, at time.Time) checklist.Statement {
	item, part, _ := strings.Cut(key, "/")
	return checklist.Statement{Item: checklist.ItemID(item), Part: part, Value: value, By: by, At: at}
}

// TestGoesOn takes interviews up where others were left.
func TestGoesOn(t *testing.T) {
	yesterday, lastYear := now.AddDate(0, 0, -1), now.AddDate(-1, -1, 0)
	for _, tt := range []struct {
		name    string
		earlier []checklist.Statement
		want    string // the first question, shortened
		notice  string // a part of it
	}{
		{"nothing", nil, "Q1 of 4", "This takes ten minutes"},
		{"the checks' answers are behind", []checklist.Statement{old("Q2", "no", "owner", now)}, "Q3 of 4", "One answer is kept from before, given on 24 November 2026."},
		{"an item's own question", []checklist.Statement{old("Q2", "yes", "owner", yesterday)}, "Q2 of 4, detail 1 of 2", "given on 23 November 2026"},
		{"some details", []checklist.Statement{old("Q2", "yes", "owner", yesterday), old("Q2/minimum", "12", "owner", now)}, "Q2 of 4, detail 1 of 1", "2 answers are kept from before, given from 23 November 2026 to 24 November 2026."},
		{"by somebody else", []checklist.Statement{old("Q2", "yes", "Ana", yesterday)}, "Q2 of 4, detail 1 of 2", ""},
		{"a gap", []checklist.Statement{old("Q3", "no", "owner", yesterday)}, "Q2 of 4:", ""},
		{"not known, today", []checklist.Statement{old("Q2", "unknown", "owner", now), old("Q2/minimum", "unknown", "owner", now)}, "Q3 of 4", ""},
		{"not known, yesterday", []checklist.Statement{old("Q2", "unknown", "owner", yesterday)}, "Q2 of 4:", ""},
		{"a yes too long ago", []checklist.Statement{old("Q2", "yes", "owner", lastYear)}, "Q2 of 4:", ""},
		{"some of what is asked together", []checklist.Statement{old("Q2", "no", "", now), old("Q3", "no", "", now), old("Q5", "yes", "", now), old("Q5/fraud", "in-plan", "", now)}, "Q5 of 4", ""},
		{"everything", []checklist.Statement{old("Q2", "no", "", now), old("Q3", "no", "", now), old("Q5/fraud", "in-plan", "", now), old("Q5/leak", "in-plan", "", now)}, "Review", ""},
		{"of another checklist", []checklist.Statement{old("Q99/gone", "yes", "", now)}, "Q1 of 4", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := questions()
			in.Earlier = tt.earlier
			s := newSession(in)
			if got := s.question().head; !strings.HasPrefix(got, tt.want) || !strings.Contains(s.notice, tt.notice) {
				t.Errorf("asked %q with %q, want %q with %q", got, s.notice, tt.want, tt.notice)
			}
			if diff := cmp.Diff(tt.earlier, s.said, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("kept (-want +got):\n%s", diff)
			}
		})
	}
}

// The cursor begins at the first of the rows that is open.
func TestGoesOnAmongRows(t *testing.T) {
	in := questions()
	in.Earlier = []checklist.Statement{old("Q2", "no", "", now), old("Q3", "no", "", now), old("Q5", "no", "", now), old("Q5/fraud", "not-in-plan", "", now)}
	if q := newSession(in).question(); q.row != 1 || q.rowText(0) != "Fraud  Not in our plan, says somebody" {
		t.Errorf("at row %d, %q", q.row, q.rowText(0))
	}
}

// TestSeveralPeople lets the owner answer after Ana.
func TestSeveralPeople(t *testing.T) {
	ana := now.AddDate(0, -3, 0)
	in := questions()
	in.Earlier = []checklist.Statement{old("Q2", "yes", "Ana", ana), old("Q2/minimum", "6", "Ana", ana), old("Q2/leavers", "yes", "", ana)}
	s := newSession(in)
	s.enter(place{2, 0})
	q := s.question()
	if want := []string{"Ana said on 24 August 2026: 6."}; !cmp.Equal(q.others, want) {
		t.Errorf("shown %q, want %q", q.others, want)
	}
	if want := "Keep what Ana said on 24 August 2026: 6"; q.keeps != want {
		t.Errorf("Enter alone: %q, want %q", q.keeps, want)
	}
	typeInto(t, s, "12")
	if want := "Noted, but Ana said on 24 August 2026: 6. The report shows both."; s.notice != want {
		t.Errorf("notice %q, want %q", s.notice, want)
	}
	want := []checklist.Statement{in.Earlier[0], in.Earlier[1], says("Q2", "minimum", "12"), in.Earlier[2]}
	if diff := cmp.Diff(want, s.said); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	typeInto(t, s, "b", "6")
	if s.notice != "" {
		t.Errorf("they agree, but the notice is %q", s.notice)
	}
	s.enter(place{2, 2})
	if want := []string{"Somebody said on 24 August 2026: yes."}; !cmp.Equal(s.question().others, want) {
		t.Errorf("shown %q, want %q", s.question().others, want)
	}
}

// What is too old to count is said to be, and stays until it is said again.
func TestTooOld(t *testing.T) {
	in := questions()
	in.Earlier = []checklist.Statement{old("Q2", "yes", "owner", now.AddDate(-2, 0, 0))}
	s := newSession(in)
	q := s.question()
	if want := "Keep what was said on 24 November 2024: yes (too old to count)"; q.choices[q.start].label != want {
		t.Errorf("Enter alone: %q, want %q", q.choices[q.start].label, want)
	}
	typeInto(t, s, "1")
	if st, _ := s.mine("Q2", ""); st != says("Q2", "", "yes") {
		t.Errorf("said again, but kept %v", st)
	}
}

// That somebody did not know yesterday is not too old: it was never an answer.
func TestNotKnownIsNotTooOld(t *testing.T) {
	in := questions()
	in.Earlier = []checklist.Statement{old("Q2", "unknown", "owner", now.AddDate(0, 0, -1))}
	q := newSession(in).question()
	if want := "Keep what was said on 23 November 2026: I don't know"; q.choices[q.start].label != want {
		t.Errorf("Enter alone: %q, want %q", q.choices[q.start].label, want)
	}
}

// Only who answered an item itself against the checks disagrees with them.
func TestWhoDisagrees(t *testing.T) {
	in := questions()
	in.Earlier = []checklist.Statement{old("Q1/address", "yes", "Ana", now), old("Q2", "yes", "owner", now)}
	s := newSession(in)
	if got, want := s.standing("Q1"), "NO, say the checks"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	s.enter(place{1, 0})
	part := s.part()
	if s.say(part, "yes"); s.notice != "" {
		t.Errorf("of a detail: %q", s.notice)
	}
}

// To take an answer back takes back one's own.
func TestTakenBackByOne(t *testing.T) {
	in := questions()
	ana := old("Q1", "yes", "Ana", now.AddDate(0, 0, -1))
	in.Earlier = []checklist.Statement{ana, says("Q1", "", "yes")}
	s := newSession(in)
	s.enter(place{1, lead})
	if got := s.question().start; got != 1 {
		t.Errorf("Enter would take choice %d, want the disagreement", got+1)
	}
	typeInto(t, s, "1")
	if diff := cmp.Diff([]checklist.Statement{ana}, s.said); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got, want := s.standing("Q1"), "NO, say the checks; Ana disagrees"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// To keep the checks' answer leaves what agrees with it.
func TestAgreementIsKept(t *testing.T) {
	for _, typed := range []string{"", "1"} {
		in := questions()
		in.Earlier = []checklist.Statement{says("Q1", "", "no")}
		in.Save = func([]checklist.Statement) error { t.Errorf("%q: saved", typed); return nil }
		s := newSession(in)
		s.enter(place{1, lead})
		typeInto(t, s, typed)
		if diff := cmp.Diff(in.Earlier, s.said); diff != "" {
			t.Errorf("%q (-want +got):\n%s", typed, diff)
		}
	}
}

// What is said of an answer that differs from Ana's is so: the report shows both
// where only one can be true, and of the shop itself, and of words, neither.
func TestDiffersFromAna(t *testing.T) {
	both, newer := " The report shows both.", " Your answer counts, because it is newer."
	for _, tt := range []struct{ key, ana, mine, want string }{
		{"about/alone", "yes", "no", newer},
		{"Q1/address", "/till", "/checkout", newer},
		{"Q2", "yes", "no", both},
		{"Q2/minimum", "12", "10", both},
		{"Q3/last", "2026-05-01", "2026-06-01", newer},
		{"Q3/last", "never", "2026-06-01", both},
		{"Q3/last", "2026-05-01", "unknown", ""},
		{"Q5/leak", "in-plan", "not-in-plan", both},
	} {
		in := opening()
		in.By, in.Earlier = "owner", []checklist.Statement{old(tt.key, tt.ana, "Ana", now.AddDate(0, 0, -1))}
		s := newSession(in)
		st := in.Earlier[0]
		i, k := s.index(st.Item), s.partIndex(st)
		s.enter(place{i, k})
		part := s.part()
		s.say(part, tt.mine)
		if tt.want != "" {
			tt.want = "Noted, but " + s.quote(part, st) + "." + tt.want
		}
		if s.notice != tt.want {
			t.Errorf("%s, %s after %s: %q, want %q", tt.key, tt.mine, tt.ana, s.notice, tt.want)
		}
	}
}

func TestWhoAnswers(t *testing.T) {
	earlier := []checklist.Statement{old("Q2", "no", "Ana", now.AddDate(0, 0, -2)), old("Q3", "no", "Ben Õ", now.AddDate(0, 0, -1)), old("Q5", "no", "ana", now.AddDate(0, 0, -3))}
	for _, tt := range []struct{ typed, by, keeps string }{
		{"", "", "No name"},
		{"?", "", "No name"},
		{"1", "Ben Õ", "It stays Ben Õ"},
		{"2", "Ana", "It stays Ana"},
		{"3", "3", "It stays 3"},
		{"  Zoë,  owner ", "Zoë, owner", "It stays Zoë, owner"},
	} {
		in := opening()
		in.Earlier = earlier
		s := newSession(in)
		if want := "Type a name or role, or 1 for Ben Õ, 2 for Ana."; s.question().hint() != want {
			t.Errorf("offered %q, want %q", s.question().hint(), want)
		}
		typeInto(t, s, tt.typed, "1")
		if st, ok := s.mine(checklist.About, "alone"); !ok || st.By != tt.by {
			t.Errorf("%q: %v, want it by %q", tt.typed, st, tt.by)
		}
		s.enter(place{0, lead})
		if got := s.question().keeps; got != tt.keeps {
			t.Errorf("%q: Enter alone: %q, want %q", tt.typed, got, tt.keeps)
		}
	}
	in := opening()
	for i := range maxNames + 1 {
		in.Earlier = append(in.Earlier, old("Q2", "no", fmt.Sprintf("Nr %d", i+1), now))
	}
	if q := newSession(in).question(); len(q.names) != maxNames {
		t.Errorf("offers %q, which nobody reads", q.names)
	}
	s := newSession(opening())
	if problem, _ := s.take(s.question(), strings.Repeat("x", 201)); !strings.Contains(problem, "longer than 200 characters") || s.in.By != "" {
		t.Errorf("a name without end: %q, by %q", problem, s.in.By)
	}
}

// Whoever works alone is asked less, and otherwise.
func TestAlone(t *testing.T) {
	for _, tt := range []struct {
		name  string
		typed []string
		want  string // the questions on show, shortened
	}{
		{"all answered", []string{"yes", "", "12", "1", "2026-05", "1", "1"}, "alone Q1 minimum second last Q5/1 Q5/2 Review"},
		{"nothing known", []string{"yes", "", "?", "?", "n"}, "alone Q1 minimum last Q5/1 Review"},
		{"nothing said", []string{"yes", "", "", "", ""}, "alone Q1 minimum last Q5/1 Q5/2"},
	} {
		in := opening()
		in.By = "owner"
		s := newSession(in)
		var got []string
		for i := range len(tt.typed) + 1 {
			switch {
			case s.reviewing():
				got = append(got, "Review")
			case s.together():
				got = append(got, fmt.Sprintf("Q5/%d", s.row+1))
			case s.at.part == lead:
				got = append(got, string(s.item().ID))
			default:
				got = append(got, s.part().ID)
			}
			if i < len(tt.typed) {
				typeInto(t, s, tt.typed[i])
			}
		}
		if got := strings.Join(got, " "); got != tt.want {
			t.Errorf("%s: asked %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

// The first detail then stands for the item: what was seen of it, and why it is asked.
func TestAloneIsToldWhy(t *testing.T) {
	in := opening()
	in.By = "owner"
	in.Findings = append(in.Findings, scanner.Finding{Probe: "admin.path", Outcome: scanner.Warn, Message: "The admin page is easy to find."})
	s := newSession(in)
	typeInto(t, s, "yes", "")
	q := s.question()
	if want := "Q2 of 4, detail 1 of 2: Strong passwords"; q.head != want {
		t.Errorf("head %q, want %q", q.head, want)
	}
	if got := strings.Join(q.saw(2), " "); q.help != "Guessing is easy.\nTwelve is good." || !strings.Contains(got, "easy to find") {
		t.Errorf("%q, %q", q.help, got)
	}
	typeInto(t, s, "12")
	if q := s.question(); q.ask != "Do you need a second step?" || q.help != "Everyone is good." || len(q.found) > 0 {
		t.Errorf("then %q, %q, %v", q.ask, q.help, q.found)
	}
	s.enter(place{2, page})
	for _, c := range s.question().choices {
		if strings.Contains(c.label, "leavers") {
			t.Errorf("the page offers %q", c.label)
		}
	}
}

// Whoever works alone and wants the details of an item gets all, though the first
// is left open; and not what was told of the item once that is answered.
func TestAloneWithDetails(t *testing.T) {
	in := opening()
	in.By, in.Earlier = "owner", []checklist.Statement{says(checklist.About, "alone", "yes")}
	s := newSession(in)
	s.enter(place{2, page})
	s.answer(oneByOne)
	if heads := typeInto(t, s, ""); s.at != (place{2, 1}) {
		t.Errorf("asked %q, want the second detail", heads)
	}
	s = newSession(in)
	s.put(says("Q2", "", "yes"))
	s.enter(place{2, 0})
	if q := s.question(); q.help != "Twelve is good." {
		t.Errorf("helps with %q", q.help)
	}
}

// One question of a page that is left by going back is forgotten.
func TestPageAfterBack(t *testing.T) {
	s := newSession(questions())
	s.enter(s.review())
	s.answer("Q2")
	s.answer(itself)
	s.back()
	s.answer(oneByOne)
	if heads := typeInto(t, s, "12"); s.at != (place{2, 1}) {
		t.Errorf("asked %q, want the second detail", heads)
	}
}

func TestPage(t *testing.T) {
	in := questions()
	in.Earlier = []checklist.Statement{old("Q2", "yes", "Ana", now.AddDate(-2, 0, 0)), says("Q2", "minimum", "12")}
	s := newSession(in)
	s.enter(place{2, page})
	q := s.question()
	var got []string
	for _, c := range q.choices {
		got = append(got, c.label)
	}
	want := []string{
		"Are passwords strong? Answer: yes, says Ana on 24 November 2024",
		"What is the shortest password? Answer: 12",
		"Who needs a second step? Answer: not answered",
		"Are leavers' accounts removed? Answer: not answered",
		"Go through the details one by one",
		"Back to the review",
	}
	if diff := cmp.Diff(want, got); diff != "" || q.head != "Review of Q2 of 4: Strong passwords" || q.help != "It stands at I DON'T KNOW." {
		t.Errorf("%q, %q (-want +got):\n%s", q.head, q.help, diff)
	}
}

func TestSayers(t *testing.T) {
	in := questions()
	in.Earlier = []checklist.Statement{says("Q2", "", "yes"), old("Q2/minimum", "12", "Ana", now), old("Q2/second", "all", "Ben", now), old("Q3", "yes", "", now)}
	s := newSession(in)
	for want, because := range map[string][]string{
		"you say":            {"Q2", "https.forms https://shop.test/"},
		"says Ana":           {"Q2/minimum"},
		"says somebody":      {"Q3"},
		"say Ana and you":    {"Q2/minimum", "Q2"},
		"say Ana and others": {"Q2/minimum", "Q2", "Q2/second"},
		"somebody says":      {"https.forms https://shop.test/"},
	} {
		if got := s.sayers(checklist.Answer{Because: because}); got != want {
			t.Errorf("%q: %q, want %q", because, got, want)
		}
	}
}
