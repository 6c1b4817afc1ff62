package checklist

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

var now = time.Date(2026, 11, 24, 18, 0, 0, 0, time.UTC)

// readOnce reads the catalog for all tests: there are thousands of rows.
var readOnce = sync.OnceValues(Bare)

// bare returns the built-in catalog. Its items may be left out, but not changed.
func bare(t testing.TB) Catalog {
	t.Helper()
	cat, err := readOnce()
	if err != nil {
		t.Fatal(err)
	}
	cat.Items = slices.Clone(cat.Items)
	return cat
}

// A world is what an assessment sees, written in words. A finding is
// "https.served:pass", "https.forms:unknown/timeout" or, with a subject,
// "https.forms:fail@https://shop.test/cart_(cart)". A statement is
// "second-step=all", "Q2/second-step=all@2026-01-31", or "lead=yes".
type world struct {
	findings   []scanner.Finding
	statements []Statement
}

// with returns the world changed by words: what they say of a probe or a part
// replaces what was there, and "probe:-" and "part=-" remove it.
func (w world) with(item ItemID, words string) world {
	out := world{slices.Clone(w.findings), slices.Clone(w.statements)}
	var added []scanner.Finding
	for _, word := range strings.Fields(words) {
		if eq := strings.Index(word, "="); eq >= 0 && (!strings.Contains(word, ":") || eq < strings.Index(word, ":")) {
			s := statement(item, word)
			out.statements = slices.DeleteFunc(out.statements, func(old Statement) bool { return old.Key() == s.Key() })
			if s.Value != "-" {
				out.statements = append(out.statements, s)
			}
			continue
		}
		f := finding(word)
		out.findings = slices.DeleteFunc(out.findings, func(old scanner.Finding) bool { return old.Probe == f.Probe })
		if f.Outcome != "-" {
			added = append(added, f)
		}
	}
	out.findings = append(out.findings, added...)
	return out
}

func finding(word string) scanner.Finding {
	id, rest, _ := strings.Cut(word, ":")
	rest, subject, _ := strings.Cut(rest, "@")
	outcome, cause, _ := strings.Cut(rest, "/")
	if subject == "" {
		subject = "shop.test"
	}
	severity := scanner.High
	if id == "software.platform" || id == "software.hosted" {
		severity = scanner.Info
	}
	return scanner.Finding{
		Probe: scanner.ProbeID(id), Subject: strings.ReplaceAll(subject, "_", " "), Severity: severity,
		Outcome: scanner.Outcome(outcome), Cause: observe.Cause(cause), Message: "The probe " + id + " says " + outcome + ".",
		Evidence: []observe.Evidence{{Source: "GET https://shop.test/", At: now.Add(-time.Hour)}},
	}
}

func statement(item ItemID, word string) Statement {
	key, value, _ := strings.Cut(word, "=")
	value, at, dated := strings.Cut(value, "@")
	s := Statement{Item: item, Part: key, Value: strings.ReplaceAll(value, "_", " "), By: "Ana", At: now}
	if other, part, ok := strings.Cut(key, "/"); ok {
		s.Item, s.Part = ItemID(other), part
	}
	if s.Part == "lead" {
		s.Part = ""
	}
	if dated {
		s.At, _ = time.Parse(time.DateOnly, at)
	}
	return s
}

func (w world) assess(t testing.TB, waivers ...Waiver) Assessment {
	return Assess(Input{Catalog: bare(t), Findings: w.findings, Statements: w.statements, Waivers: waivers, At: now})
}

func (w world) answer(t testing.TB, item ItemID, waivers ...Waiver) Answer {
	for _, a := range w.assess(t, waivers...).Answers {
		if a.Item == item {
			return a
		}
	}
	t.Fatalf("no answer to %s", item)
	return Answer{}
}

// in words: "YES declared", "YES verified, weak", "NO carried", "DONT_KNOW none".
func inWords(a Answer) string {
	words := fmt.Sprintf("%s %s", a.Says, a.Strength)
	if a.Weak {
		words += ", weak"
	}
	return words
}

// A row changes a world in which the item is YES, and says what it becomes.
type row struct {
	change, want string
	missing      string // part of a sentence in Missing; empty: not looked at
}

func try(t *testing.T, item ItemID, good string, rows []row) {
	t.Helper()
	base := world{}.with(item, good)
	for _, tt := range rows {
		t.Run(tt.change, func(t *testing.T) {
			a := base.with(item, tt.change).answer(t, item)
			if got := inWords(a); got != tt.want {
				t.Errorf("%s is %s, want %s; missing: %q", item, got, tt.want, a.Missing)
			}
			if all := strings.Join(a.Missing, "\n"); !strings.Contains(all, tt.missing) {
				t.Errorf("missing is %q, want something like %q", a.Missing, tt.missing)
			}
			if a.Says == DontKnow && len(a.Missing) == 0 {
				t.Error("I DON'T KNOW, and nothing says what would settle it")
			}
			if a.Says != DontKnow && len(a.Because) == 0 {
				t.Error("an answer without a reason")
			}
		})
	}
}

// Statements and findings in a catalog of one item, Q4, whose rule is plain.
func TestCommonRule(t *testing.T) {
	good := "written=yes contacts=yes reviewed=2026-05-01"
	for _, tt := range []struct {
		name, words string
		want        Answer
	}{
		{"nothing known", "", Answer{
			Says: DontKnow, Strength: None, Because: []string{}, Against: []string{}, At: now,
			Missing: []string{
				"Still to be answered: “If customer data leaked tonight, is there a written page that says who does what?”",
				"Still to be answered: “Does that page have the phone numbers of your host, payment provider, bank and data-protection authority?”",
				"Still to be answered: “When was the plan last tried out or reviewed?”",
			},
		}},
		{"all good", good, Answer{
			Says: Yes, Strength: Declared, Because: []string{"Q4/written", "Q4/contacts", "Q4/reviewed"},
			Against: []string{}, Missing: []string{}, At: now, Since: now, Until: on("2027-05-01"),
		}},
		{
			"said in an earlier run", "written=yes@2026-05-02 contacts=yes@2026-05-02 reviewed=2026-05-01@2026-05-02",
			Answer{
				Says: Yes, Strength: Carried, Because: []string{"Q4/written", "Q4/contacts", "Q4/reviewed"},
				Against: []string{}, Missing: []string{}, At: on("2026-05-02"), Since: on("2026-05-02"), Until: on("2027-05-01"),
			},
		},
		{"a NO beats all parts", good + " lead=no", Answer{
			Says: No, Strength: Declared, Because: []string{"Q4"},
			Against: []string{"Everything else that is known here speaks for YES."}, Missing: []string{}, At: now, Since: now,
		}},
		{"a part says NO", "lead=yes written=no", Answer{
			Says: No, Strength: Declared, Because: []string{"Q4/written"},
			Against: []string{"On 2026-11-24 Ana answered YES to the question itself, but: “If customer data leaked tonight, is there a written page that says who does what?” was answered “no”."},
			Missing: []string{}, At: now, Since: now,
		}},
		{"an old NO is still a NO", "lead=no@2020-01-01", Answer{
			Says: No, Strength: Carried, Because: []string{"Q4"},
			Against: []string{}, Missing: []string{}, At: on("2020-01-01"), Since: on("2020-01-01"),
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.want.Item = "Q4"
			if diff := cmp.Diff(tt.want, world{}.with("Q4", tt.words).answer(t, "Q4")); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestNewestStatementCounts(t *testing.T) {
	w := world{statements: []Statement{
		statement("Q4", "lead=yes"), statement("Q4", "lead=no@2026-01-01"), statement("Q5", "lead=no"), statement("Q5", "lead=unknown"),
	}}
	if got := w.answer(t, "Q4").Says; got != DontKnow {
		t.Errorf("an older NO counts: %s", got)
	}
	if got := w.answer(t, "Q5").Says; got != DontKnow {
		t.Errorf("of two at the same moment the first counts: %s", got)
	}
	evening, kept := statement("Q6", "lead=no"), statement("Q6", "lead=unknown@2026-11-24")
	if got := Newest([]Statement{evening, kept})["Q6"]; got != kept {
		t.Errorf("of two of one day the first counts: %v", got)
	}
}

func TestExpiry(t *testing.T) {
	for _, tt := range []row{
		{"written=yes@2025-11-24", "YES carried", ""},
		{"written=yes@2025-11-23", "DONT_KNOW none", "was last confirmed on 2025-11-23"},
		{"reviewed=2025-11-24", "YES declared", ""},
		{"reviewed=2025-11-23", "DONT_KNOW none", "was last confirmed on 2025-11-23"},
		{"reviewed=2025-12", "YES declared", ""},
		{"reviewed=2025-11", "DONT_KNOW none", "was last confirmed on 2025-11."},
		{"reviewed=2026-12-24", "DONT_KNOW none", "reviewed"},
		{"written=- lead=yes@2025-01-01", "DONT_KNOW none", "The answer YES was last confirmed on 2025-01-01"},
	} {
		try(t, "Q4", "written=yes contacts=yes reviewed=2026-05-01", []row{tt})
	}
}

func TestContradiction(t *testing.T) {
	w := world{}.with("Q10", "exposed.dump:fail@https://shop.test/dump.sql lead=yes@2026-11-01 accounts=never@2026-11-02")
	want := Answer{
		Item: "Q10", Says: No, Strength: Verified, Because: []string{"exposed.dump https://shop.test/dump.sql", "Q10/accounts"},
		Against: []string{"On 2026-11-01 Ana answered YES, but the scan saw otherwise: The probe exposed.dump says fail."},
		Missing: []string{}, At: now.Add(-time.Hour),
	}
	if diff := cmp.Diff(want, w.answer(t, "Q10")); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	w.statements[0].By = ""
	lead := w.with("Q10", "lead=no").answer(t, "Q10")
	if diff := cmp.Diff([]string{"exposed.dump https://shop.test/dump.sql", "Q10", "Q10/accounts"}, lead.Because); diff != "" {
		t.Errorf("a person's own NO: -want +got\n%s", diff)
	}
	if got := w.answer(t, "Q10").Against[0]; !strings.HasPrefix(got, "On 2026-11-01 somebody answered YES") {
		t.Errorf("of a nameless person it says %q", got)
	}
}

func TestWaiver(t *testing.T) {
	w := world{}.with("Q8", "exposed.dump:fail exposed.env:fail")
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	dump, env := Waiver{"exposed.dump", "moving", "Ana", day(30)}, Waiver{"exposed.env", "moving", "Ben", day(24)}
	over := Waiver{"exposed.env", "moving", "Ben", day(23)}
	for _, tt := range []struct {
		name    string
		waivers []Waiver
		want    *Waiver
		against int
	}{
		{"none", nil, nil, 0},
		{"one of two", []Waiver{dump}, nil, 0},
		{"both, to the end of the day", []Waiver{dump, env}, &env, 0},
		{"one is over", []Waiver{dump, over}, nil, 1},
		{"the longer one counts", []Waiver{dump, over, env}, &env, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := w.answer(t, "Q8", tt.waivers...)
			if a.Says != No || a.Strength != Verified {
				t.Errorf("a waiver made it %s", inWords(a))
			}
			if diff := cmp.Diff(tt.want, a.Waived); diff != "" {
				t.Errorf("waived: -want +got\n%s", diff)
			}
			if len(a.Against) != tt.against {
				t.Errorf("against: %q", a.Against)
			}
		})
	}
}

// Assess is pure: it keeps its input as it is, and takes findings in any order.
func TestAssessIsPure(t *testing.T) {
	w := world{}.with("Q1", goodQ1+" tls.legacy:fail exposed.env:warn lead=yes")
	before := world{slices.Clone(w.findings), slices.Clone(w.statements)}
	first := w.assess(t)
	if diff := cmp.Diff(before, w, cmp.AllowUnexported(world{})); diff != "" {
		t.Errorf("Assess changed its input:\n%s", diff)
	}
	slices.Reverse(w.findings)
	second := w.assess(t)
	for _, a := range []Assessment{first, second} {
		for i := range a.Answers {
			slices.Sort(a.Answers[i].Because)
		}
	}
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("the order of findings matters:\n%s", diff)
	}
}

// Answers are those of an assessment, without what is made of them.
func TestAnswers(t *testing.T) {
	w := world{}.with("Q7", goodQ1+" payment.mode:fail cards-kept=no Q4/written=no Q2/second-step=some")
	in := Input{Catalog: bare(t), Findings: w.findings, Statements: w.statements, At: now, Waivers: []Waiver{{Probe: "payment.mode", Until: now}}}
	if diff := cmp.Diff(Assess(in).Answers, Answers(in)); diff != "" {
		t.Errorf("-assessed +answers\n%s", diff)
	}
}

func TestWho(t *testing.T) {
	for by, want := range map[string]string{
		"":                      "somebody",
		"Wanda":                 "Wanda",
		"Wanda, owner":          "Wanda (owner)",
		" Wanda ,  the owner ":  "Wanda (the owner)",
		"Otto, agency, Tea Ltd": "Otto (agency, Tea Ltd)",
		"Wanda,":                "Wanda,",
		", owner":               ", owner",
		"Wanda (owner)":         "Wanda (owner)",
	} {
		if got := Who(by, "somebody"); got != want {
			t.Errorf("Who(%q) = %q, want %q", by, got, want)
		}
	}
}
