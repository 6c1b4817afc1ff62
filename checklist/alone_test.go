package checklist

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAlone(t *testing.T) {
	for words, want := range map[string]bool{
		"":                           false,
		"about/alone=yes":            true,
		"about/alone=no":             false,
		"about/alone=unknown":        false,
		"about/alone=yes@2025-11-24": true, // 12 months ago to the day
		"about/alone=yes@2025-11-23": false,
		"Q4/alone=yes":               false,
	} {
		if got := Alone(Newest(world{}.with("Q1", words).statements), now); got != want {
			t.Errorf("%q: %t", words, got)
		}
	}
	taken := []Statement{statement(About, "alone=yes@2026-05-01"), statement(About, "alone=no@2026-06-01")}
	if Alone(Newest(taken), now) {
		t.Error("what was taken back still counts")
	}
}

// What a person alone need not answer counts as well answered, as long as their
// word that they are alone does.
func TestItemsOfOnePerson(t *testing.T) {
	t.Run("Q2", func(t *testing.T) {
		try(t, "Q2", goodQ2+" about/alone=yes", []row{
			{"", yesDeclared, ""},
			{"leavers=no", yesDeclared, ""},
			{"leavers=no about/alone=no", "YES declared, weak", ""},
			{"leavers=no about/alone=yes@2025-11-01", "YES declared, weak", ""},
			{"shared-accounts=-", dk, "Still to be answered: “Does anybody else, such as an agency, use your own account"},
			{"shared-accounts=yes", noDeclared, ""},
			{"second-step=some", dk, "Must you, and whoever you hired to help, confirm with a second step, such as an app, a key or a text message?” was answered “Only some of us must”."},
			{"second-step=none", noDeclared, ""},
		})
	})
	t.Run("Q3", func(t *testing.T) {
		try(t, "Q3", goodQ3+" about/alone=yes", []row{
			{"updates=we", yesDeclared, ""},
			{"updates=nobody", noDeclared, ""},
		})
	})
	t.Run("Q5", func(t *testing.T) {
		try(t, "Q5", allPlanned(t)+" about/alone=yes", []row{
			{"key-person=-", dk, "whether your planning covers it: that you are ill or cannot be reached."},
			{"key-person=not-in-plan", noDeclared, "Not in your planning: that you are ill or cannot be reached."},
			{"key-person=not-in-plan about/alone=-", noDeclared, "Not in your planning: that the person who knows everything is missing."},
			{"phishing=unknown", dk, "deceitful mail, to you or to customers in your name."},
		})
	})
	t.Run("Q6", func(t *testing.T) {
		try(t, "Q6", goodQ6+" about/alone=yes", []row{
			{"", yesDeclared, ""},
			{"report-channel=no", yesDeclared, ""},
			{"report-channel=no about/alone=-", "YES declared, weak", ""},
			{"trained=none", noDeclared, ""},
			{"trained=-", dk, "Still to be answered: “Did you take a training against phishing in the last 12 months?”"},
			{"trained=some", dk, "Still to be answered: “Did you take a training"}, // said when there were more
			{"trained=some about/alone=no", dk, "The staff is partly trained"},
			{"last-session=-", dk, "When was your last training?"},
			{"trained=all last-session=2025-01-01", dk, "was last confirmed on 2025-01-01"},
		})
	})
	t.Run("Q8", func(t *testing.T) {
		try(t, "Q8", goodQ8+" about/alone=yes", []row{
			{"Q2/second-step=-", dk, "Still to be answered: Q2, “Must you, and whoever you hired"},
			{"alerts=no", dk, "would you notice within a day?” was answered “no”."},
		})
	})
	t.Run("Q11", func(t *testing.T) {
		try(t, "Q11", "last-review=2026-09-01 monitoring=our_agency about/alone=yes", []row{
			{"", yesDeclared, ""},
			{"responsible=nobody", yesDeclared, ""},
			{"about/alone=yes@2025-11-24", "YES carried", ""},
			{"about/alone=yes@2025-11-23", dk, "Who is responsible"},
			{"about/alone=no", dk, "Who is responsible"},
			{"about/alone=unknown", dk, "Who is responsible"},
			{"about/alone=-", dk, "Who is responsible"},
			{"last-review=-", dk, "When did you last review"},
			{"lead=no", noDeclared, ""},
		})
	})
}

// The word that somebody is alone stands behind the answer, once, and lends it
// its day.
func TestAloneStandsBehind(t *testing.T) {
	a := world{}.with("Q11", "last-review=2026-09-01@2026-10-01 monitoring=our_agency@2026-10-01 about/alone=yes@2026-09-09").answer(t, "Q11")
	if diff := cmp.Diff([]string{"about/alone", "Q11/last-review", "Q11/monitoring"}, a.Because); diff != "" || a.Strength != Carried {
		t.Errorf("%s, because: -want +got\n%s", inWords(a), diff)
	}
	if got := day(a.Since); got != "2026-09-09" {
		t.Errorf("it stands since %s", got)
	}
}

// A part that is left out can neither answer NO nor make a YES weak.
func TestSkippedPartsAreHeardNoMore(t *testing.T) {
	cat := bare(t)
	for i := range cat.Items {
		if cat.Items[i].ID == "Q4" {
			cat.Items[i].Parts = slices.Clone(cat.Items[i].Parts)
			for j := range cat.Items[i].Parts {
				cat.Items[i].Parts[j].Alone = Skip
			}
		}
	}
	for words, want := range map[string]string{
		"written=no contacts=no reviewed=never about/alone=yes": yesDeclared,
		"written=no contacts=no reviewed=never":                 noDeclared,
		"about/alone=yes":                                       yesDeclared,
		"about/alone=yes lead=no":                               noDeclared,
	} {
		w := world{}.with("Q4", words)
		for _, a := range Assess(Input{Catalog: cat, Statements: w.statements, At: now}).Answers {
			if a.Item == "Q4" && inWords(a) != want {
				t.Errorf("%s is %s, want %s", words, inWords(a), want)
			}
			if n := len(a.Because); a.Item == "Q4" && want == yesDeclared && n != 1 {
				t.Errorf("%s has %d reasons, want the one word", words, n)
			}
		}
	}
}

func TestCheckAlone(t *testing.T) {
	const about = "about: [{id: alone, ask: x, kind: yes-no}]\n"
	part := func(more string) string { return "items: [{id: Q1, ask: x, parts: [{id: a, ask: y, " + more + "}]}]\n" }
	for _, tt := range []struct{ name, yaml, want string }{
		{"words", about + part("kind: text, alone: z"), ""},
		{"left out", about + part("kind: date, alone: skip"), ""},
		{"labels", about + part("kind: choice, alone: z, choices: [{value: v, label: l, alone: m}, {value: w, label: n}]"), ""},
		{"labels that do not fit", about + part("kind: yes-no, choices: [{value: v, label: l, alone: m}]"), "Q1/a: labels for one person do not fit"},
		{"left out and labels", about + part("kind: choice, alone: skip, choices: [{value: v, label: l, alone: m}]"), "Q1/a is not asked of one person, but has labels"},
		{"the same words", about + part("kind: text, alone: y"), "Q1/a asks one person the same"},
		{"nobody finds out", part("kind: text, alone: z"), "no yes-no question about/alone finds out"},
		{"nobody finds out, labels", part("kind: choice, choices: [{value: v, label: l, alone: m}]"), "no yes-no question about/alone finds out"},
		{"another question", "about: [{id: alone, ask: x, kind: text}]\n" + part("kind: text, alone: z"), "no yes-no question about/alone finds out"},
		{"of the shop itself", "about: [{id: alone, ask: x, kind: yes-no, alone: skip}]\n", "about/alone: what is about the shop is asked of everybody alike"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := readItems([]byte(tt.yaml + "tips: [{number: 1}]\n"))
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got %v, want an error about %q", err, tt.want)
			}
		})
	}
}

// What one person reads is as plain as what all others do.
func TestWordsForOnePerson(t *testing.T) {
	skipped := 0
	for _, item := range bare(t).Items {
		for _, part := range item.Parts {
			key := partKey(item.ID, part.ID)
			if part.Alone == Skip {
				skipped++
				continue
			}
			own := part.For(true)
			checkWording(t, key+" alone", own)
			for _, word := range []string{"everyone who", "staff", "the person who"} {
				if strings.Contains(own.Ask, word) {
					t.Errorf("%s asks one person about %q", key, word)
				}
			}
			if part.Kind == Choice && len(own.Choices) < 2 {
				t.Errorf("%s leaves one person no choice", key)
			}
		}
	}
	if skipped != 3 {
		t.Errorf("%d questions are left out, want 3", skipped)
	}
}

// An answer given when there were more people keeps its label.
func TestQuoteToOnePerson(t *testing.T) {
	for value, want := range map[string]string{
		"some": "“Did you take a training against phishing in the last 12 months?” was answered “Only some”.",
		"none": "“Did you take a training against phishing in the last 12 months?” was answered “No”.",
	} {
		w := world{}.with("Q6", "about/alone=yes trained="+value)
		h := hearing{item: bare(t).Item("Q6"), catalog: bare(t), said: Newest(w.statements), at: now}
		if got := h.quote("trained"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
