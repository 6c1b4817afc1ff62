package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

func TestAnswers(t *testing.T) {
	run := typicalShop()
	waiver := &checklist.Waiver{By: "Ana", Until: noon.AddDate(0, 1, 0), Reason: "Soon gone."}
	var crowd []string // what one person each has said
	for i, part := range catalog().Item("Q5").Parts[:5] {
		said := checklist.Statement{Item: "Q5", Part: part.ID, Value: "in-plan", By: fmt.Sprintf("P%d", i), At: noon}
		run.Statements, crowd = append(run.Statements, said), append(crowd, said.Key())
	}
	over, today := &checklist.Waiver{Until: noon.AddDate(0, 0, -1)}, &checklist.Waiver{Until: noon.Truncate(24 * time.Hour)}
	for _, tt := range []struct {
		name        string
		answer      checklist.Answer
		says, short string
		source, who string
	}{
		{"seen", checklist.Answer{Item: "Q1", Says: checklist.Yes, Strength: checklist.Verified}, "YES", "YES", "shopcheck", "Seen by shopcheck."},
		{"weak", checklist.Answer{Item: "Q1", Says: checklist.Yes, Strength: checklist.Verified, Weak: true}, "YES, with weaknesses", "YES, with weaknesses", "shopcheck", "Seen by shopcheck."},
		{"said by name", checklist.Answer{Item: "Q2", Says: checklist.No, Strength: checklist.Declared, Because: []string{"Q2/customer-minimum"}, At: noon}, "NO", "NO", "you", "Ben Ode said so on 24 November 2026."},
		{"said by several, long ago", checklist.Answer{Item: "Q4", Says: checklist.Yes, Strength: checklist.Carried, Because: []string{"Q4/reviewed", "Q4/written"}, At: noon}, "YES", "YES", "you, earlier", "You and Ana Silva said so, first on 3 March 2026, and it still counts."},
		{"said by more than are named", checklist.Answer{Item: "Q5", Says: checklist.Yes, Strength: checklist.Declared, Because: crowd[:4], At: noon}, "YES", "YES", "you", "P0, P1, P2 and 1 other said so on 24 November 2026."},
		{"said by a crowd", checklist.Answer{Item: "Q5", Says: checklist.Yes, Strength: checklist.Declared, Because: crowd, At: noon}, "YES", "YES", "you", "P0, P1, P2 and 2 others said so on 24 November 2026."},
		{"said by nobody named", checklist.Answer{Item: "Q4", Says: checklist.Yes, Strength: checklist.Declared, At: noon}, "YES", "YES", "you", "You said so on 24 November 2026."},
		{"carried", checklist.Answer{Item: "Q4", Says: checklist.Yes, Strength: checklist.Carried, At: noon}, "YES", "YES", "you, earlier", "You said so on 24 November 2026, and it still counts."},
		{"said by somebody who is to be asked again", checklist.Answer{Item: "Q4", Says: checklist.Yes, Strength: checklist.Carried, Because: []string{"Q4/written"}, At: noon, Since: noon.AddDate(0, -8, 0), Until: noon.AddDate(0, 4, 0)}, "YES", "YES", "you, earlier", "Ana Silva said so, first on 24 March 2026; ask again after 24 March 2027."},
		{"said, soon too long ago", checklist.Answer{Item: "Q4", Says: checklist.Yes, Strength: checklist.Declared, At: noon, Until: noon.AddDate(0, 0, 29)}, "YES", "YES", "you", "You said so on 24 November 2026; that counts only until 23 December 2026, so ask again soon."},
		{"on its last day", checklist.Answer{Item: "Q4", Says: checklist.Yes, Strength: checklist.Declared, At: noon, Until: noon.Truncate(24 * time.Hour)}, "YES", "YES", "you", "You said so on 24 November 2026; that counts only until 24 November 2026, so ask again soon."},
		{"said too long ago", checklist.Answer{Item: "Q4", Says: checklist.Yes, Strength: checklist.Declared, At: noon, Until: noon.AddDate(0, 0, -2)}, "YES", "YES", "you", "You said so on 24 November 2026; that counted until 22 November 2026, so ask again now."},
		{"no longer accepted", checklist.Answer{Item: "Q1", Says: checklist.No, Strength: checklist.Verified, Waived: over}, "NO, no longer accepted: that ended on 23 November 2026", "NO, no longer accepted", "shopcheck", "Seen by shopcheck."},
		{"accepted on its last day", checklist.Answer{Item: "Q1", Says: checklist.No, Strength: checklist.Verified, Waived: today}, "NO, accepted until 24 November 2026 by somebody", "NO, accepted", "shopcheck", "Seen by shopcheck."},
		{"accepted", checklist.Answer{Item: "Q1", Says: checklist.No, Strength: checklist.Verified, Waived: waiver}, "NO, accepted until 24 December 2026 by Ana", "NO, accepted", "shopcheck", "Seen by shopcheck."},
		{"a waiver makes no YES", checklist.Answer{Item: "Q1", Says: checklist.DontKnow, Strength: checklist.None, Waived: waiver}, "I DON'T KNOW", "I DON'T KNOW", "nobody", ""},
		{"nonsense", checklist.Answer{Item: "Q1", Says: "MAYBE", Strength: "rumour"}, "I DON'T KNOW", "I DON'T KNOW", "nobody", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			run.Answers = []checklist.Answer{tt.answer}
			got := New(run, catalog()).Answers.Entries[0]
			if got.Says != tt.says || got.Short != tt.short || got.Source != tt.source || got.Who != tt.who {
				t.Errorf("got %q, %q, %q, %q", got.Says, got.Short, got.Source, got.Who)
			}
		})
	}
}

// TestEnded: what was accepted until a day that is over stands near the top, in the
// answer and at the finding.
func TestEnded(t *testing.T) {
	got := New(plannedShop(), catalog())
	want := []string{"Until 31 October 2026, by Ben Ode: A copy of the shop's database can be fetched by anybody. See point 1."}
	if diff := cmp.Diff(want, got.Ended.Entries); diff != "" {
		t.Errorf("ended (-want +got):\n%s", diff)
	}
	if want := "NO, no longer accepted: that ended on 31 October 2026"; got.Answers.Entries[7].Says != want {
		t.Errorf("Q8 says %q, want %q", got.Answers.Entries[7].Says, want)
	}
	if want := "NO LONGER ACCEPTED: Ben Ode had accepted this until 31 October 2026, and that is over. The reason given: It holds test data only."; got.Findings.Entries[0].Accepted != want {
		t.Errorf("the finding says %q, want %q", got.Findings.Entries[0].Accepted, want)
	}
	if got := New(typicalShop(), catalog()); got.Ended.Heading != "" {
		t.Errorf("all waivers hold, and it says %+v", got.Ended)
	}
	mended := plannedShop()
	mended.Scan.Findings = slices.DeleteFunc(mended.Scan.Findings, func(f scanner.Finding) bool { return f.Probe == "exposed.dump" })
	if got := New(mended, catalog()).Ended; got.Heading != "" {
		t.Errorf("of what is mended it says %+v", got)
	}
}

// TestNewestCounts: several people may say different things about one question;
// the one who spoke last stands behind the answer.
func TestNewestCounts(t *testing.T) {
	q4 := New(plannedShop(), catalog()).Answers.Entries[3]
	if q4.Says != "NO" || !strings.HasPrefix(q4.Who, "Ana Silva said so on 24 November 2026") || strings.Contains(q4.Who, "Ben Ode") {
		t.Errorf("Q4 is %q: %q", q4.Says, q4.Who)
	}
}

// TestAlone: who runs the shop alone reads the questions that they were asked.
func TestAlone(t *testing.T) {
	run := typicalShop()
	run.Statements = append(run.Statements, said("Ana Silva", noon, "about/alone=yes")...)
	want := "“If customer data leaked tonight, is there a written page that says what you do first?” was answered “yes”."
	if got := newSources(run, catalog()).reason("Q4/written"); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	const want2 = "“Did you take a training against phishing in the last 12 months?” was answered “"
	for value, label := range map[string]string{"all": "Yes", "some": "Only some"} { // as answered when there were more people
		run.Statements = append(run.Statements, said("Ana Silva", noon, "Q6/trained="+value)...)
		if got := newSources(run, catalog()).reason("Q6/trained"); got != want2+label+"”." {
			t.Errorf("%s reads %q", value, got)
		}
	}
}

func TestBecause(t *testing.T) {
	s := newSources(typicalShop(), catalog())
	for _, tt := range []struct{ key, want string }{
		{"cert.valid TLS tea-shop.example", "The certificate is valid until 2026-12-08."},
		{"https.forms https://tea-shop.example/login (login)", "All 3 forms of this page send encrypted: https://tea-shop.example/login (login)."},
		{"Q2/second-step", "“Must everyone who manages the shop confirm with a second step, such as an app, a key or a text message?” was answered “Only some”."},
		{"Q10", "“Is customer data that is no longer needed disposed of securely, by rule?” was answered “yes”."},
		{"gone.probe https://old.example/", "gone.probe https://old.example/"},
	} {
		if got := s.reason(tt.key); got != dated(tt.want) {
			t.Errorf("reason(%q) = %q, want %q", tt.key, got, tt.want)
		}
	}
	keys := []string{"Q4", "Q4/reviewed", "Q4/reviewed", "a", "a", "b", "c", "d", "e", "f", "g", "h", "i"}
	for n, want := range map[int]string{9: "e", 10: "And 1 more reason.", 13: "And 4 more reasons."} {
		if got := s.because(checklist.Answer{Item: "Q4", Because: keys[:n]}); got[len(got)-1] != want {
			t.Errorf("%q become %q, which do not end with %q", keys[:n], got, want)
		}
	}
}

// TestSentencesAreCapped: a reader gets some of a long list and is told of the
// rest. Which risks are not planned for is the answer to Q5 and is never cut.
func TestSentencesAreCapped(t *testing.T) {
	s := newSources(typicalShop(), catalog())
	var many []string
	for i := range 9 {
		many = append(many, "Sentence "+string(rune('a'+i))+".")
	}
	long := checklist.Answer{Item: "Q4", Against: append(many, many...), Missing: many[:7]}
	got := s.answer(long)
	if len(got.But) != maxSentences+1 || got.But[maxSentences] != "And 3 more objections." || got.Missing[maxSentences] != "And 1 more point." {
		t.Errorf("But = %q, Missing = %q", got.But, got.Missing)
	}
	long.Item = itemRisks
	if got := s.answer(long); len(got.But) != 9 || len(got.Missing) != 7 {
		t.Errorf("the risks are cut: %q, %q", got.But, got.Missing)
	}
	run := cleanShop()
	run.Statements = nil
	for _, text := range New(assessed(run), catalog()).Answers.Entries[4].Missing {
		if strings.Contains(text, "…") {
			t.Errorf("the list of risks is cut: %s", text)
		}
	}
}

func TestDated(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"It ends on 2026-12-08.", "It ends on 8 December 2026."},
		{"(2026-12-08), “2026-12-09” 2026-13-40", "(8 December 2026), “9 December 2026” 2026-13-40"},
		{"https://a.example/2026-12-08/ v2026-12-08", "https://a.example/2026-12-08/ v2026-12-08"},
	} {
		if got := dated(tt.in); got != tt.want {
			t.Errorf("dated(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}
