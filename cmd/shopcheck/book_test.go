package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// What is saved is what the command's person said and what the file says by then,
// whoever wrote that meanwhile.
func TestSaveAnswers(t *testing.T) {
	const first = "# mine\nby: Ana\nat: 2026-11-20\nanswers:\n  Q4:\n    written: no # yet\n    contacts: no\n"
	for _, tt := range []struct {
		name, meanwhile string // what the file is when answers are saved
		say             string // Ana's on 2026-11-24
		want            string
	}{
		{"nothing happened", first, "Q4/written=yes", strings.Replace(first, "no # yet", `{value: yes, by: "Ana", at: 2026-11-24} # yet`, 1)},
		{"nothing was said", first, "", first},
		{
			"another answer was changed", strings.Replace(first, "contacts: no", "contacts: yes # by hand", 1), "Q4/written=yes",
			"# mine\nby: Ana\nat: 2026-11-20\nanswers:\n  Q4:\n    written: {value: yes, by: \"Ana\", at: 2026-11-24} # yet\n    contacts: yes # by hand\n",
		},
		{
			"somebody else answered", strings.Replace(first, "contacts: no", "contacts: [{value: no}, {value: yes, by: Ben}]", 1), "Q4/contacts=unknown",
			"# mine\nby: Ana\nat: 2026-11-20\nanswers:\n  Q4:\n    written: no # yet\n    contacts: [{value: unknown, at: 2026-11-24}, {value: yes, by: Ben}]\n",
		},
		{"an answer was taken out", strings.Replace(first, "contacts: no", "contacts:", 1), "", strings.Replace(first, "contacts: no", "contacts:", 1)},
		{"Ana takes back", first, "-Q4/written", strings.Replace(first, "no # yet", " # yet", 1)},
		{"Ana takes back what somebody changed", strings.Replace(first, "written: no", "written: unknown", 1), "-Q4/written", strings.Replace(first, "written: no", "written: unknown", 1)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k, said, cat, now := sat(t, first)
			writeText(t, k.path(answersFile), tt.meanwhile)
			k.say(t, said, tt.say, cat, now)
			if diff := cmp.Diff(tt.want, readText(t, k.path(answersFile))); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if err := k.misplaced(); err != nil {
				t.Error(err)
			}
		})
	}
}

// A file that is gone is written anew, with all that was known.
func TestSaveAnswersWhereTheFileIsGone(t *testing.T) {
	k, said, cat, now := sat(t, "by: Ana\nat: 2026-11-20\nanswers: {Q4: no, Q5: no}")
	if err := os.Remove(k.path(answersFile)); err != nil {
		t.Fatal(err)
	}
	k.say(t, said, "Q4=yes", cat, now)
	got, err := k.answers(cat, now)
	if err != nil || len(got) != 2 || got[0].Value != "yes" || got[1].Key() != "Q5" {
		t.Errorf("%v, %v", got, err)
	}
}

// A file that cannot be read any more is never overwritten.
func TestSaveAnswersBesideABrokenFile(t *testing.T) {
	const broken = "answers:\n  Q4: yes: no\n"
	k, said, cat, now := sat(t, "by: Ana\nat: 2026-11-20\nanswers: {Q4: no, Q5: no}")
	writeText(t, k.path(answersFile), broken)
	said = k.say(t, said, "Q4=yes", cat, now)
	k.say(t, said, "Q6=yes", cat, now.Add(time.Minute))
	if got := readText(t, k.path(answersFile)); got != broken {
		t.Errorf("the file became %q", got)
	}
	aside := k.path("answers-20261124-180000.yaml")
	got, err := readAnswers(aside, cat, now, false)
	if err != nil || len(got) != 3 || got[0].Value != "yes" || got[1].Key() != "Q5" || got[2].Key() != "Q6" {
		t.Errorf("%v, %v", got, err)
	}
	err = k.misplaced()
	for _, want := range []string{"answers.yaml:2: ", "left as it is", "What you answered is in " + aside, "shopcheck answer tea-shop.example --answers " + aside} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("it says %v, not %q", err, want)
		}
	}
	if files, err := filepath.Glob(k.path("*")); err != nil || len(files) != 2 {
		t.Errorf("files: %v, %v", files, err)
	}
}

// sat is a shop's folder with that file of answers, which a command has read.
func sat(t *testing.T, file string) (keep, []checklist.Statement, checklist.Catalog, time.Time) {
	t.Helper()
	cat, err := checklist.Bare()
	if err != nil {
		t.Fatal(err)
	}
	k, err := keepFor(t.TempDir(), scanner.Target{Domain: "tea-shop.example"})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(k.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	writeText(t, k.path(answersFile), file)
	now := time.Date(2026, 11, 24, 18, 0, 0, 0, time.UTC)
	said, err := k.answers(cat, now)
	if err != nil {
		t.Fatal(err)
	}
	return k, said, cat, now
}

// say saves what was said and Ana's answer beside it; "-Q4" takes it back.
func (k keep) say(t *testing.T, said []checklist.Statement, word string, cat checklist.Catalog, now time.Time) []checklist.Statement {
	t.Helper()
	key, back := strings.CutPrefix(word, "-")
	var all []checklist.Statement
	for _, s := range said {
		if !back || s.Key() != key {
			all = append(all, s)
		}
	}
	if word != "" && !back {
		typed, err := checklist.ParseAnswers([]string{word}, "Ana", cat, now)
		if err != nil {
			t.Fatal(err)
		}
		all = checklist.Merge(all, typed)
	}
	if _, err := k.saveAnswers(all, cat, now); err != nil {
		t.Fatal(err)
	}
	return all
}

func writeText(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func readText(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
