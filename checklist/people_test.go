package checklist

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// said is what several people say: "Ana written=yes@2026-11-20, Ben written=no".
// Somebody without a name is "-".
func said(item ItemID, words string) []Statement {
	var out []Statement
	for _, word := range strings.Split(words, ", ") {
		by, word, _ := strings.Cut(word, " ")
		s := statement(item, word)
		if s.By = by; by == "-" {
			s.By = ""
		}
		out = append(out, s)
	}
	return out
}

func TestDisagreements(t *testing.T) {
	const written = "People answered “If customer data leaked tonight, is there a written page that says who does what?” differently: "
	for _, tt := range []struct {
		name, words string
		item        ItemID
		want        []string
	}{
		{"one person", "Ana written=yes", "Q4", nil},
		{"two people of one mind", "Ana written=yes, Ben written=yes@2026-03-01", "Q4", nil},
		{"two people of two minds", "Ana written=yes, Ben written=no@2026-03-01", "Q4", []string{
			written + "Ben said “no” on 2026-03-01, Ana said “yes” on 2026-11-24. The newer answer, “yes”, counts.",
		}},
		{"of one day the later in the list", "Ana written=yes, Ben written=no", "Q4", []string{
			written + "Ana said “yes” on 2026-11-24, Ben said “no” on 2026-11-24. The newer answer, “no”, counts.",
		}},
		{"somebody without a name", "- written=no@2026-03-01, Ana written=yes", "Q4", []string{
			written + "somebody said “no” on 2026-03-01, Ana said “yes” on 2026-11-24. The newer answer, “yes”, counts.",
		}},
		{"somebody changes their mind", "Ana written=no@2026-03-01, Ana written=yes", "Q4", nil},
		{"somebody comes round", "Ana written=no@2026-03-01, Ben written=yes@2026-04-01, ana written=yes", "Q4", nil},
		{"not known contradicts nobody", "Ana written=unknown, Ben written=no@2026-03-01", "Q4", nil},
		{"too old by a day", "Ana written=yes, Ben written=no@2025-11-23", "Q4", nil},
		{"not too old", "Ana written=yes, Ben written=no@2025-11-24", "Q4", []string{
			written + "Ben said “no” on 2025-11-24, Ana said “yes” on 2026-11-24. The newer answer, “yes”, counts.",
		}},
		{"patching gets old sooner", "Ana quick-patches=yes, Ben quick-patches=no@2026-08-23", "Q3", nil},
		{"three people", "Ana written=yes@2026-01-01, Ben written=no@2026-03-01, Cem written=no@2026-02-01, Dot written=unknown", "Q4", []string{
			written + "Ana said “yes” on 2026-01-01, Ben said “no” on 2026-03-01, Dot said “I don't know” on 2026-11-24. The newest answer, “I don't know”, counts.",
		}},
		{"the item's own question", "Ana lead=yes, Ben lead=no@2026-03-01", "Q4", []string{
			"People answered “Is there a plan for the day of a security breach?” differently: Ben said “no” on 2026-03-01, Ana said “yes” on 2026-11-24. The newer answer, “yes”, counts.",
		}},
		{"a choice", "Ana second-step=all, Ben second-step=some@2026-03-01", "Q2", []string{
			"People answered “Must everyone who manages the shop confirm with a second step, such as an app, a key or a text message?” differently: " +
				"Ben said “Only some” on 2026-03-01, Ana said “Everyone” on 2026-11-24. The newer answer, “Everyone”, counts.",
		}},
		{"a number", "Ana customer-minimum=8, Ben customer-minimum=12@2026-03-01", "Q2", []string{
			"People answered “What is the shortest password a new customer can choose, in characters?” differently: " +
				"Ben said “12” on 2026-03-01, Ana said “8” on 2026-11-24. The newer answer, “8”, counts.",
		}},
		{"two texts", "Ana platform=Shopify, Ben platform=Magento", "Q3", nil},
		{"two days", "Ana reviewed=2026-10, Ben reviewed=2026-05-01", "Q4", nil},
		{"never, after a day", "Ana reviewed=never, Ben reviewed=2026-05-01@2026-06-01", "Q4", []string{
			"People answered “When was the plan last tried out or reviewed?” differently: " +
				"Ben said “2026-05-01” on 2026-06-01, Ana said “never” on 2026-11-24. The newer answer, “never”, counts.",
		}},
		{"never, on that day", "Ana reviewed=never@2026-05-01, Ben reviewed=2026-05-01", "Q4", []string{
			"People answered “When was the plan last tried out or reviewed?” differently: " +
				"Ana said “never” on 2026-05-01, Ben said “2026-05-01” on 2026-11-24. The newer answer, “2026-05-01”, counts.",
		}},
		{"never, until that day", "Ana reviewed=never@2026-04-30, Ben reviewed=2026-05-01", "Q4", nil},
		{"one person runs the shop now", "Ana about/alone=yes, Ana trained=none, Ben trained=some@2026-03-01", "Q6", []string{
			"People answered “Did you take a training against phishing in the last 12 months?” differently: " +
				"Ben said “Only some” on 2026-03-01, Ana said “No” on 2026-11-24. The newer answer, “No”, counts.",
		}},
		{"what one person is not asked", "Ana about/alone=yes, Ana leavers=no, Ben leavers=yes@2026-03-01", "Q2", nil},
		{"two questions", "Ana written=yes, Ben written=no, Ana contacts=no, Ben contacts=yes", "Q4", []string{
			written + "Ana said “yes” on 2026-11-24, Ben said “no” on 2026-11-24. The newer answer, “no”, counts.",
			"People answered “Does that page have the phone numbers of your host, payment provider, bank and data-protection authority?” differently: " +
				"Ana said “no” on 2026-11-24, Ben said “yes” on 2026-11-24. The newer answer, “yes”, counts.",
		}},
		{"another item's question", "Ana Q2/second-step=all, Ben Q2/second-step=some", "Q8", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := world{statements: said(tt.item, tt.words)}
			got := slices.DeleteFunc(w.answer(t, tt.item).Against, func(s string) bool { return !strings.HasPrefix(s, "People answered") })
			if diff := cmp.Diff(tt.want, got, emptyIsNil); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

var emptyIsNil = cmp.Transformer("emptyIsNil", func(s []string) []string { return append([]string(nil), s...) })

// Whatever an item's answer is, what contradicts it is shown: people against each
// other, the scan against people, and the item's own question against its parts.
func TestEveryContradictionIsShown(t *testing.T) {
	people := "Ana lead=yes, Ben lead=no@2026-03-01"
	for _, tt := range []struct {
		name, findings, words string
		item                  ItemID
		want                  string
		against               []string
	}{
		{"YES", goodQ1, people, "Q1", "YES verified", []string{"Ben said “no” on 2026-03-01"}},
		{"weak YES", goodQ1 + " hsts.present:fail", people, "Q1", "YES verified, weak", []string{"Ben said “no”", "The probe hsts.present says fail."}},
		{"verified NO", "exposed.dump:fail", people, "Q10", "NO verified", []string{"Ben said “no”", "On 2026-11-24 Ana answered YES, but the scan saw otherwise"}},
		{"declared NO by a part", "", people + ", Ana written=no", "Q4", "NO declared", []string{"Ben said “no”", "Ana answered YES to the question itself, but:"}},
		{"declared NO by the lead", goodQ1, "Ana lead=yes@2026-03-01, Ben lead=no", "Q1", "NO declared", []string{"Ana said “yes”", "Everything else that is known here speaks for YES."}},
		{"not known", "", people, "Q4", dk, []string{"Ben said “no”"}},
		{
			"the scan against a part", "payment.mode:warn", people + ", Ana how-paid=redirect, Ben how-paid=own-form@2026-03-01", "Q7", dk,
			[]string{"But the scan saw otherwise: The probe payment.mode says warn.", "Ben said “no”", "Ben said “In our own form”"},
		},
		{"own form, and the scan saw none", goodQ7 + " payment.mode:pass", "Ana how-paid=own-form", "Q7", noDeclared, []string{"“In our own form”. But the scan saw otherwise: The probe payment.mode says pass."}},
		{"a box, and the scan saw a form", goodQ7 + " payment.mode:fail", "Ana how-paid=embedded", "Q7", noVerified, []string{"belongs to the provider”. But the scan saw otherwise: The probe payment.mode says fail."}},
		{"given up, and the scan saw support", goodQ3, "Ana supported=no", "Q3", noDeclared, []string{"“no”. But the scan saw otherwise: The probe software.eol says pass."}},
		{"nobody updates a rented shop", goodQ3 + " software.hosted:pass", "Ana updates=nobody, Ana quick-patches=yes, Ana extensions-listed=yes", "Q3", yesDeclared, []string{"“Nobody”. But the scan saw otherwise: The probe software.hosted says pass."}},
		{"short, and the scan saw long ones", "auth.password-rules:pass", "Ana customer-minimum=6", "Q2", noDeclared, []string{"“6”. But the scan saw otherwise: The probe auth.password-rules says pass."}},
		{"no passwords, but the scan saw some", "auth.password-rules:pass", "Ana customer-passwords=no", "Q2", dk, []string{"“no”. But the scan saw otherwise: The probe auth.password-rules says pass."}},
		{"said long ago", "auth.password-rules:pass", "Ana customer-passwords=no@2025-11-23", "Q2", dk, nil},
		{"everyone is trained, and never was", "", "Ana trained=all, Ana last-session=never", "Q6", noDeclared, []string{"“Everyone”. But then there was a last training, and not never."}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := world{}.with(tt.item, tt.findings)
			w.statements = said(tt.item, tt.words)
			a := w.answer(t, tt.item)
			if inWords(a) != tt.want || len(a.Against) != len(tt.against) {
				t.Errorf("%s, against: %q", inWords(a), a.Against)
			}
			for _, want := range tt.against {
				if !slices.ContainsFunc(a.Against, func(s string) bool { return strings.Contains(s, want) }) {
					t.Errorf("nothing like %q in %q", want, a.Against)
				}
			}
		})
	}
}

// The newest of all people decides, and not most of them.
func TestPeopleAreNotCounted(t *testing.T) {
	w := world{statements: said("Q4", "Ana written=no, Ben written=yes@2026-11-23, Cem written=yes@2026-11-23")}
	if a := w.answer(t, "Q4"); inWords(a) != "NO declared" {
		t.Errorf("Q4 is %s", inWords(a))
	}
}

func TestMerge(t *testing.T) {
	said := func(by, word string) Statement {
		s := statement("Q2", word)
		s.By = by
		return s
	}
	for _, tt := range []struct {
		name              string
		before, now, want []Statement
	}{
		{"nothing", nil, nil, []Statement{}},
		{
			"another question",
			[]Statement{said("Ana", "leavers=no")},
			[]Statement{said("Ana", "lead=no")},
			[]Statement{said("Ana", "leavers=no"), said("Ana", "lead=no")},
		},
		{
			"somebody changes their mind",
			[]Statement{said("Ana", "leavers=no@2026-01-01"), said("Ana", "lead=yes")},
			[]Statement{said("Ana", "leavers=yes@2026-01-02")},
			[]Statement{said("Ana", "lead=yes"), said("Ana", "leavers=yes@2026-01-02")},
		},
		{
			"an older word does not replace a newer one",
			[]Statement{said("Ana", "leavers=no@2026-01-02")},
			[]Statement{said("Ana", "leavers=yes@2026-01-01")},
			[]Statement{said("Ana", "leavers=no@2026-01-02")},
		},
		{
			"of one day the one of now", []Statement{said("Ana", "leavers=no")}, // said in the evening
			[]Statement{said("Ana", "leavers=yes@2026-11-24")}, // as a file keeps it
			[]Statement{said("Ana", "leavers=yes@2026-11-24")},
		},
		{
			"two people",
			[]Statement{said("Ana", "leavers=no")},
			[]Statement{said("Ben", "leavers=yes@2026-01-01"), said("", "leavers=yes")},
			[]Statement{said("Ana", "leavers=no"), said("Ben", "leavers=yes@2026-01-01"), said("", "leavers=yes")},
		},
		{
			"one person in other letters",
			[]Statement{said("ana", "leavers=no")},
			[]Statement{said("Ana", "leavers=yes")},
			[]Statement{said("Ana", "leavers=yes")},
		},
		{
			"twice now", nil,
			[]Statement{said("Ana", "leavers=no"), said("Ben", "leavers=no"), said("Ana", "leavers=yes")},
			[]Statement{said("Ben", "leavers=no"), said("Ana", "leavers=yes")},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Merge(tt.before, tt.now)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}
