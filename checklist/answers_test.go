package checklist

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func on(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestReadAnswers(t *testing.T) {
	const file = `
# a comment
answers:
  Q2:
    second-step: ALL
    answer: Yes
    customer-minimum: "12"
    leavers:
    shared-accounts: {value: no, by: the agency, at: 2026-10-01}
    leak-check: {by: Ben, value: unknown}
  Q1: yes
  Q3:
    platform: "  PrestaShop: ours, € #1 "
    last-update: 2026-10
    supported: ~
  Q4: unknown
  Q5: {}
  Q6:
  Q8: {value: No, at: 2026-11-01, by: Ben}
by: Ana, owner
at: 2026-11-20
`
	day := on("2026-11-20")
	want := []Statement{
		{"Q1", "", "yes", "Ana, owner", day},
		{"Q2", "", "yes", "Ana, owner", day},
		{"Q2", "customer-minimum", "12", "Ana, owner", day},
		{"Q2", "leak-check", "unknown", "Ben", day},
		{"Q2", "second-step", "all", "Ana, owner", day},
		{"Q2", "shared-accounts", "no", "the agency", on("2026-10-01")},
		{"Q3", "platform", "PrestaShop: ours, € #1", "Ana, owner", day},
		{"Q3", "last-update", "2026-10", "Ana, owner", day},
		{"Q4", "", "unknown", "Ana, owner", day},
		{"Q8", "", "no", "Ben", on("2026-11-01")},
	}
	got, err := ReadAnswers(strings.NewReader(file), "answers.yaml", bare(t), now)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestReadAnswersOfNothing(t *testing.T) {
	for _, file := range []string{"", "# nothing yet\n", "by:\nat:\nanswers:\n", "answers: {Q1: }", "---", "---\n", "--- # nothing\n...\n", "~", "\ufeffanswers:\n"} {
		if got, err := ReadAnswers(strings.NewReader(file), "a", bare(t), now); err != nil || len(got) != 0 {
			t.Errorf("of %q: %v, %v", file, got, err)
		}
	}
}

// A file without a day of its own counts as said now, wherever it is read: what
// it says is declared, and not carried over from an earlier day. Today's date
// further east is none to come.
func TestReadAnswersToday(t *testing.T) {
	cat := bare(t)
	for hours := -12; hours <= 14; hours++ {
		for _, clock := range []int{0, 8, 16, 23} {
			there := time.Date(2026, 11, 25, clock, 59, 0, 0, time.FixedZone("", hours*3600))
			said, err := ReadAnswers(strings.NewReader("answers: {Q4: no}"), "a", cat, there)
			if err != nil || len(said) != 1 {
				t.Fatalf("at %s: %v, %v", there, said, err)
			}
			a := Assess(Input{Catalog: cat, Statements: said, At: there}).Answers[3]
			if a.Says != No || a.Strength != Declared {
				t.Errorf("at %s: %s", there, inWords(a))
			}
			if _, err := ReadAnswers(strings.NewReader("at: 2026-11-25\nanswers: {Q1: yes}"), "a", cat, there); err != nil {
				t.Errorf("at %s: %v", there, err)
			}
		}
	}
}

func TestReadAnswersMistakes(t *testing.T) {
	for _, tt := range []struct{ name, file, want string }{
		{"part", "answers:\n  Q2:\n    answer: yes\n    second-stp: all", `answers.yaml:4: Q2 has no part "second-stp"; did you mean "second-step"?`},
		{"part like nothing", "answers: {Q2: {colour: red}}", `answers.yaml:1: Q2 has no part "colour"`},
		{"item", "answers:\n  Q12: yes", `answers.yaml:2: there is no question "Q12"; did you mean "Q1"?`},
		{"top", "by: Ana\nanswer:\n  Q1: yes", `answers.yaml:2: "answer" does not belong here; did you mean "answers"?`},
		{"choice", "answers:\n  Q2:\n    second-step: everyone", `answers.yaml:3: Q2/second-step: "everyone" is not an answer here; try all, some, none or unknown`},
		{"choice, nearly", "answers: {Q3: {updates: agancy}}", `did you mean "agency"?`},
		{"yes or no", "answers: {Q1: maybe}", `answers.yaml:1: Q1: "maybe" is not an answer here; try yes, no or unknown`},
		{"negative", "answers: {Q2: {customer-minimum: -1}}", `Q2/customer-minimum: "-1" is not an answer here; try a whole number, 0 or more, or unknown`},
		{"not whole", "answers: {Q2: {customer-minimum: 8.5}}", `"8.5" is not an answer here`},
		{"huge", "answers: {Q2: {customer-minimum: 99999999999999999999}}", "is not an answer here"},
		{"future", "answers:\n  Q4:\n    reviewed: 2026-12-24", "answers.yaml:3: Q4/reviewed: 2026-12-24 is in the future; try the day on which it last happened"},
		{"no such day", "answers: {Q4: {reviewed: 2026-02-30}}", "try a date such as 2026-11-24 or 2026-11, never or unknown"},
		{"said in the future", "at: 2027-01-01\nanswers: {Q1: yes}", "answers.yaml:1: at: 2027-01-01 is in the future"},
		{"said on no day", "at: yesterday", `answers.yaml:1: at: "yesterday" is not a date; try one such as 2026-11-24`},
		{"long text", "answers: {Q3: {platform: " + strings.Repeat("x", 201) + "}}", "longer than 200 characters"},
		{"two lines", "answers: {Q3: {platform: \"a\\nb\"}}", "line break"},
		{"hidden name", "by: \"a\\u202Eb\"", "by: that has a line break or an invisible character"},
		{"twice", "answers:\n  Q1: yes\n  Q1: no", `answers.yaml:3: "Q1" stands here twice; remove one of them`},
		{"list", "answers: [Q1, Q2]", "answers.yaml:1: this should be a list of names and values; try Q1 to Q11, each followed by a colon"},
		{"list as answer", "answers: {Q1: [yes]}", "answers.yaml:1: in a list each answer says whose it is; try {value: yes, by: Ana, at: 2026-11-24}"},
		{"list with a gap", "answers:\n  Q1:\n    - {value: yes}\n    -", "answers.yaml:4: in a list each answer says whose it is"},
		{"list in a list", "answers: {Q1: [[{value: yes}]]}", "answers.yaml:1: in a list each answer says whose it is"},
		{"one person twice", "answers:\n  Q4:\n    written:\n      - {value: yes, by: Ana, at: 2026-11-24}\n      - value: no\n        by: ana", "answers.yaml:5: Q4/written is answered twice by ana; remove one of them"},
		{"nobody twice", "answers: {Q4: [{value: yes}, {value: no}]}", "answers.yaml:1: Q4 is answered twice by somebody without a name"},
		{"a crowd", "answers: {Q4: [{value: yes}" + crowd(maxPeople) + "]}", "Q4 is answered by more than 10 people; remove the oldest answers"},
		{"about without a question", "answers: {about: yes}", "answers.yaml:1: this should be a list of names and values; try names such as alone, each followed by a colon"},
		{"about itself", "answers: {about: {answer: yes}}", `about has no part "answer"`},
		{"nearly about", "answers: {abuot: {alone: yes}}", `there is no question "abuot"; did you mean "about"?`},
		{"just words", "yes", "answers.yaml:1: this should be a list of names and values"},
		{"reference", "answers: {Q1: &a yes, Q2: *a}", "answers.yaml:1: this is more than one value"},
		{"no value", "answers: {Q2: {leavers: {by: Ana}}}", "answers.yaml:1: an answer is missing here; try {value: yes"},
		{"long form", "answers: {Q2: {leavers: {value: yes, att: 2026-01-01}}}", `"att" does not belong here; did you mean "at"?`},
		{"broken", "answers:\n  Q1: yes: no", "answers.yaml:2: this cannot be read"},
		{"a byte that is no text", "by: Ana\nanswers:\n  Q1: yes\n  Q3: {platform: caf\xe9}", "answers.yaml:4: this cannot be read"},
		{"a hidden byte", "by: Ana\n\n# \u00e9\nanswers: {Q1: \x01}", "answers.yaml:4: this cannot be read"},
		{"a long answer", "answers: {Q1: " + strings.Repeat("é", 100<<10) + "}", `Q1: "` + strings.Repeat("é", 60) + `…" is not an answer here; try yes, no or unknown`},
		{"a long name", "answers:\n  Q2:\n    ? " + strings.Repeat("x", 200<<10) + "\n    : yes", `Q2 has no part "` + strings.Repeat("x", 60) + `…"`},
		{"a long day", "at: " + strings.Repeat("x", 200<<10), `at: "` + strings.Repeat("x", 60) + `…" is not a date`},
		{"an unknown reference", "answers: *" + strings.Repeat("x", 200<<10), "answers.yaml:1: this cannot be read"},
		{"own question and parts mixed", "answers: {Q2: {value: yes, leavers: no}}", `"leavers" does not belong here`},
		{"two files in one", "by: Ana\n---\nby: Ben", "the file goes on after its end"},
		{"all mistakes at once", "by: [Ana]\nanswers: {Q1: maybe, Q20: yes}", "answers.yaml:1: this is more than one value; try a name or role\nanswers.yaml:2: Q1: \"maybe\""},
		{"too large", "# " + strings.Repeat("x", maxAnswers), "answers.yaml is larger than 256 KiB"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ReadAnswers(strings.NewReader(tt.file), "answers.yaml", bare(t), now)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v\nwant an error about %q", err, tt.want)
			}
			if n := len(err.Error()); n > 400 {
				t.Errorf("the error has %d bytes", n)
			}
			if got != nil {
				t.Errorf("answers beside an error: %v", got)
			}
		})
	}
}

// crowd is as many people more in a list, with a name each.
func crowd(people int) string {
	var b strings.Builder
	for i := range people {
		fmt.Fprintf(&b, ", {value: no, by: N%d}", i)
	}
	return b.String()
}

// Several people may answer a question, each in their own words and on their own
// day; those who leave theirs empty say nothing.
func TestReadAnswersOfSeveralPeople(t *testing.T) {
	const file = `
by: Ana
at: 2026-11-20
answers:
  about: {alone: no}
  Q1: [{value: yes, by: Ben, at: 2026-03-01}, {value: no}]
  Q4:
    answer: []
    written:
      - value: "yes"
        at: 2026-11-24
      - {by: Ben, value: NO}
      - {by: ben, value: }
    contacts:
    - {value: unknown, by: }
  Q5: {answer: [{value: , by: Ben}], legal: [{value: in-plan}]}
`
	day := on("2026-11-20")
	want := []Statement{
		{"about", "alone", "no", "Ana", day},
		{"Q1", "", "yes", "Ben", on("2026-03-01")},
		{"Q1", "", "no", "Ana", day},
		{"Q4", "written", "yes", "Ana", on("2026-11-24")},
		{"Q4", "written", "no", "Ben", day},
		{"Q4", "contacts", "unknown", "", day},
		{"Q5", "legal", "in-plan", "Ana", day},
	}
	got, err := ReadAnswers(strings.NewReader(file), "answers.yaml", bare(t), now)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	full := "answers: {Q4: [{value: yes}" + crowd(maxPeople-1) + "]}"
	if got, err := ReadAnswers(strings.NewReader(full), "a", bare(t), now); err != nil || len(got) != maxPeople {
		t.Errorf("of %d people: %v, %v", maxPeople, got, err)
	}
}

// Files at the limit are refused, however odd, before they cost much.
func TestReadAnswersIsBounded(t *testing.T) {
	var keys strings.Builder
	for i := range maxAnswers / 8 {
		fmt.Fprintf(&keys, "%d:\n", i)
	}
	for _, file := range []string{keys.String(), strings.Repeat("[", maxAnswers), strings.Repeat("- ", maxAnswers/2), "answers: " + strings.Repeat("{a: ", maxAnswers/4-9)} {
		if _, err := ReadAnswers(strings.NewReader(file), "a", bare(t), now); err == nil {
			t.Errorf("%.20q... was read", file)
		}
	}
}

func TestMistakesAreFew(t *testing.T) {
	_, err := ReadAnswers(strings.NewReader(strings.Repeat("x: 1\n", 1)+strings.Repeat("y: 1\n", 500)), "a", bare(t), now)
	if err == nil || strings.Count(err.Error(), "\n") != maxProblems-1 {
		t.Errorf("got %v", err)
	}
}

func TestWriteAnswersRoundTrip(t *testing.T) {
	cat := bare(t)
	said := []Statement{
		{"about", "alone", "yes", "Ana, owner", on("2026-11-24")},
		{"Q1", "", "yes", "Ana, owner", on("2026-11-24")},
		{"Q1", "checkout-address", `https://shop.test/c?a="b"\&d=€ # x`, "Ana, owner", on("2026-11-24")},
		{"Q2", "", "no", "", on("2026-11-24")},
		{"Q2", "customer-minimum", "8", "Ana, owner", on("2025-01-31")},
		{"Q2", "second-step", "all", `Ben "the, {agency}"`, on("2026-11-24")},
		{"Q3", "platform", "unknown", "Ana, owner", on("2026-11-24")},
		{"Q3", "version", "no", "Ana, owner", on("2026-11-24")},
		{"Q4", "written", "yes", "Ben", on("2026-11-24")},
		{"Q4", "written", "no", "Ana, owner", on("2026-11-24")},
		{"Q4", "reviewed", "never", "Ana, owner", on("2026-11-23")},
		{"Q6", "last-session", "2026-05", "Ana, owner", on("2026-11-24")},
	}
	var file, again bytes.Buffer
	if err := WriteAnswers(&file, said, cat); err != nil {
		t.Fatal(err)
	}
	got, err := ReadAnswers(bytes.NewReader(file.Bytes()), "a", cat, now)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(said, got); diff != "" {
		t.Errorf("-written +read\n%s", diff)
	}
	if err := WriteAnswers(&again, got, cat); err != nil || !bytes.Equal(file.Bytes(), again.Bytes()) {
		t.Errorf("the second writing differs: %v\n%s", err, cmp.Diff(file.String(), again.String()))
	}
	for _, want := range []string{
		"\nby: \"Ana, owner\"\nat: 2026-11-24\nanswers:\n\n  # The shop itself\n  about:\n    # Do you run the shop alone?\n    # (yes, no or unknown)\n    alone: yes\n\n  # Q1 ",
		"    written: [{value: yes, by: \"Ben\", at: 2026-11-24}, {value: no, by: \"Ana, owner\", at: 2026-11-24}]\n",
		"\n    # What is the shortest password a new customer can choose, in characters?\n    # (a whole number, 0 or more, or unknown)\n    customer-minimum: {value: 8, by: \"Ana, owner\", at: 2025-01-31}\n",
		"\n    # (all, some, none or unknown)\n    # - all: Everyone\n", "\n    leavers:\n",
	} {
		if !strings.Contains(file.String(), want) {
			t.Errorf("the file does not have %q", want)
		}
	}
}

func TestWriteAnswersBlank(t *testing.T) {
	var file bytes.Buffer
	if err := WriteAnswers(&file, nil, bare(t)); err != nil {
		t.Fatal(err)
	}
	for _, item := range bare(t).Items {
		for _, part := range item.Parts {
			if !strings.Contains(file.String(), "\n    "+part.ID+":\n") {
				t.Errorf("%s/%s has no line to fill in", item.ID, part.ID)
			}
		}
	}
	for line := range strings.Lines(file.String()) {
		if len(line) > 101 {
			t.Errorf("a line of %d characters: %s", len(line), line)
		}
	}
	if got, err := ReadAnswers(&file, "a", bare(t), now); err != nil || len(got) != 0 {
		t.Errorf("a blank file says %v, %v", got, err)
	}
}

// What could not be read back is not written.
func TestWriteAnswersRefuses(t *testing.T) {
	for _, s := range []Statement{
		{"Q1", "", "perhaps", "Ana", now},
		{"Q2", "customer-minimum", "-3", "Ana", now},
		{"Q3", "platform", "a\nb", "Ana", now},
		{"Q1", "", "yes", "Ana\nanswers:", now},
	} {
		var file bytes.Buffer
		if err := WriteAnswers(&file, []Statement{s}, bare(t)); err == nil || file.Len() > 0 {
			t.Errorf("%+v was written: %v", s, err)
		}
	}
}

func TestLabel(t *testing.T) {
	part, _ := bare(t).Part("Q2", "second-step")
	for value, want := range map[string]string{"some": "Only some", "unknown": "I don't know", "red": "red"} {
		if got := part.Label(value); got != want {
			t.Errorf("Label(%q) = %q, want %q", value, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"abc", "abc", 0}, {"", "abc", 3}, {"second-stp", "second-step", 1}, {"kitten", "sitting", 3}, {strings.Repeat("x", 65), "x", 64}} {
		if got := distance(tt.a, tt.b); got != tt.want {
			t.Errorf("distance(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

func FuzzReadAnswers(f *testing.F) {
	cat := bare(f)
	for _, seed := range []string{
		"by: Ana, owner\nat: 2026-11-24\nanswers:\n  Q1: yes\n  Q2:\n    answer: yes\n    customer-minimum: 12\n    second-step: all\n",
		"answers: {Q3: {platform: \"\\u00e9 # \\\\ \\\"\", last-update: 2026-05}, Q5: {legal: {value: in-plan, by: x, at: 2026-01-01}}}",
		"at: 2026-11-20\nanswers: {about: {alone: yes}, Q4: {written: [{value: yes, by: Ana}, {value: no, by: Ben, at: 2026-03-01}]}}",
		"answers: &a {Q1: *a}", "answers: {Q1: !!binary eWVz}", "? [a]\n: {b: c}", "by: |\n  a\n  b\n", "%YAML 1.1\n---\nat: 0000-01-01\n...\n", "answers: {<<: {Q1: yes}}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		said, err := ReadAnswers(bytes.NewReader(data), "f", cat, now)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "f:") && !strings.HasPrefix(err.Error(), "f is larger") {
				t.Errorf("an error without a line: %v", err)
			}
			return
		}
		var file bytes.Buffer
		if err := WriteAnswers(&file, said, cat); err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		again, err := ReadAnswers(&file, "f", cat, now)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if diff := cmp.Diff(said, again); diff != "" {
			t.Errorf("-read +read again\n%s", diff)
		}
	})
}
