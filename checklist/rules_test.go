package checklist

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner"
)

// Worlds in which an item is YES.
const (
	goodQ1 = "https.served:pass https.redirect:pass https.forms:pass tls.modern:pass cert.trust:pass cert.name:pass cert.valid:pass"
	goodQ2 = "customer-minimum=12 second-step=all shared-accounts=no default-accounts=yes"
	goodQ3 = "software.platform:pass software.hosted:not-applicable software.eol:pass software.patch:pass " +
		"updates=agency last-update=2026-10-01 quick-patches=yes extensions-listed=yes"
	goodQ4 = "written=yes contacts=yes reviewed=2026-05-01"
	goodQ6 = "trained=all last-session=2026-03-01"
	goodQ7 = goodQ1 + " payment.mode:pass cards-kept=no provider-compliant=yes"
	goodQ8 = "exposed.version-control:pass exposed.env:pass exposed.config:pass exposed.dump:pass exposed.private-key:pass exposed.logs:pass " +
		"exposed.database-admin:pass exposed.debug:pass exposed.installer:pass exposed.exports:pass " +
		"Q2/second-step=all guesses-limited=yes alerts=yes restore-tested=2026-06-01"
	goodQ9  = "outside-scans=yes pentest=2026-02-01"
	goodQ10 = "written=yes accounts=within-1-year orders=later exports=within-1-year last-deleted=2026-09-01 " +
		"backups-included=yes old-devices=wiped requests=yes"
	goodQ11 = "responsible=Ana last-review=2026-09-01 monitoring=our_agency"

	dk = "DONT_KNOW none"
)

// A standard is an item in the world in which it is YES.
type standard struct {
	item      ItemID
	good, yes string
	no        string // a part's answer that is a NO by itself; empty: none is
	but       string // probes with conditions: they have rows of their own
}

func standards(t *testing.T) []standard {
	return []standard{
		{"Q1", goodQ1, yesVerified, "unencrypted-data=yes", "https.forms https.mixed-active cookie.secure"},
		{"Q2", goodQ2, yesDeclared, "shared-accounts=yes", ""},
		{"Q3", goodQ3, yesDeclared, "quick-patches=no", "software.platform software.hosted software.eol software.patch"},
		{"Q4", goodQ4, yesDeclared, "written=no", ""},
		{"Q5", allPlanned(t), yesDeclared, "fraud=not-in-plan", ""},
		{"Q6", goodQ6, yesDeclared, "trained=none", ""},
		{"Q7", goodQ7, yesDeclared, "cards-kept=yes", "https.served https.forms exposed.env payment.mode"},
		{"Q8", goodQ8, yesDeclared, "", ""},
		{"Q9", goodQ9, yesDeclared, "outside-scans=no pentest=never", ""},
		{"Q10", goodQ10, yesDeclared, "accounts=never", ""},
		{"Q11", goodQ11, yesDeclared, "", ""},
	}
}

// A failure that forces is NO, whatever a person says. Other failures and warnings
// make a YES weak if the item says so, and are only shown otherwise. What could not
// be told matters of required probes alone.
func TestEachOutcome(t *testing.T) {
	for _, s := range standards(t) {
		item := bare(t).Item(s.item)
		var rows []row
		for _, p := range item.Probes() {
			fail, warn, unknown := s.yes, s.yes, s.yes
			if slices.Contains(slices.Concat(item.ForceNo, item.Required, item.Weakness), p) {
				fail, warn = s.yes+weakly, s.yes+weakly
			}
			if slices.Contains(item.ForceNo, p) {
				fail = noVerified
			}
			if slices.Contains(item.Required, p) {
				unknown = dk
			}
			if slices.Contains(strings.Fields(s.but), string(p)) {
				continue
			}
			rows = append(rows,
				row{string(p) + ":fail lead=yes", fail, ""}, row{string(p) + ":warn", warn, ""}, row{string(p) + ":pass", s.yes, ""},
				row{string(p) + ":unknown/timeout", unknown, ""}, row{string(p) + ":-", unknown, ""}, row{string(p) + ":not-applicable", s.yes, ""})
		}
		t.Run(string(s.item), func(t *testing.T) { try(t, s.item, s.good, rows) })
	}
}

// What holds of every item, however good all else is.
func TestEachLead(t *testing.T) {
	for _, s := range standards(t) {
		rows := []row{
			{"", s.yes, ""},
			{"lead=yes", s.yes, ""},
			{"lead=unknown", s.yes, ""},
			{"lead=no", noDeclared, ""},
			{"lead=no@2020-01-01", "NO carried", ""},
			{"lead=yes@2020-01-01", s.yes, ""},
		}
		if s.no != "" {
			rows = append(rows, row{s.no, noDeclared, ""}, row{s.no + " lead=yes", noDeclared, ""})
		}
		t.Run(string(s.item), func(t *testing.T) { try(t, s.item, s.good, rows) })
	}
}

// Words that get too old take a YES back, and never bring a NO: whatever two of an
// item's parts are answered. Days age for themselves, so they stay.
func TestAgeBringsNoNo(t *testing.T) {
	hidden := standard{item: "Q3", good: goodQ3 + " software.hosted:unknown"}
	for _, s := range append(standards(t), hidden) {
		cat, parts := only(t, s.item), bare(t).Item(s.item).Parts
		says := func(w world) Answer {
			all := Answers(Input{Catalog: cat, Findings: w.findings, Statements: w.statements, At: now})
			return all[len(all)-1]
		}
		hold := func(words string) {
			w := world{}.with(s.item, s.good).with(s.item, words)
			fresh := says(w)
			for i := range w.statements {
				w.statements[i].At = now.AddDate(-3, 0, 0)
			}
			old := says(w)
			if old.Says == No && fresh.Says != No || old.Says == Yes && (fresh.Says != Yes || old.Strength != Verified) {
				t.Errorf("%s with %s goes from %s to %s in three years", s.item, words, inWords(fresh), inWords(old))
			}
		}
		for i, one := range parts {
			for _, other := range parts[i:] {
				for _, a := range answersTo(one) {
					for _, b := range answersTo(other) {
						hold(one.ID + "=" + a + " " + other.ID + "=" + b)
					}
				}
			}
		}
	}
}

// What people say of what a probe failed on too needs nobody to accept it twice.
func TestAcceptedAndSaid(t *testing.T) {
	for _, tt := range []struct {
		item        ItemID
		words, step string
		probe       scanner.ProbeID
	}{
		{"Q2", goodQ2 + " auth.password-rules:fail customer-minimum=6", "Q2/customer-minimum", "auth.password-rules"},
		{"Q3", goodQ3 + " software.eol:fail supported=no", "Q3/supported", "software.eol"},
		{"Q7", goodQ7 + " payment.mode:fail how-paid=own-form", "Q7/how-paid", "payment.mode"},
	} {
		w := world{}.with(tt.item, tt.words)
		if a := w.answer(t, tt.item, Waiver{tt.probe, "moving", "Ana", now}); inWords(a) != noVerified || a.Waived == nil {
			t.Errorf("%s is %s, waived: %v, against: %q", tt.item, inWords(a), a.Waived, a.Against)
		}
		if got := plannedFor(w.assess(t), tt.step); len(got) > 0 {
			t.Errorf("%s plans the same twice: %q", tt.item, got)
		}
	}
}

// A waiver accepts what a probe found, and nothing else: it makes no YES of a NO,
// and takes back no NO of a person.
func TestEachWaiver(t *testing.T) {
	today := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	of := func(id scanner.ProbeID, days int) Waiver {
		return Waiver{id, "moving", "Ana", today.AddDate(0, 0, days)}
	}
	for _, s := range standards(t) {
		forcing := slices.DeleteFunc(slices.Clone(bare(t).Item(s.item).ForceNo), func(id scanner.ProbeID) bool {
			return slices.Contains(strings.Fields(s.but), string(id))
		})
		if len(forcing) < 2 {
			continue
		}
		one, two := forcing[0], forcing[1]
		failed := string(one) + ":fail lead=yes "
		both := failed + string(two) + ":fail "
		for _, tt := range []struct {
			name, words string
			waivers     []Waiver
			accepted    scanner.ProbeID // whose waiver holds; empty: the NO stands
			against     string
		}{
			{"none", failed, nil, "", "but the scan saw otherwise"},
			{"valid", failed, []Waiver{of(one, 30)}, one, "but the scan saw otherwise"},
			{"its last day", failed, []Waiver{of(one, 0)}, one, ""},
			{"over", failed, []Waiver{of(one, -1)}, "", "until 2026-11-23, which is over."},
			{"of another probe", failed, []Waiver{of(two, 30)}, "", ""},
			{"one of two", both, []Waiver{of(one, 30)}, "", ""},
			{"the other of two", both, []Waiver{of(two, 30)}, "", ""},
			{"both, the nearer end", both, []Waiver{of(one, 30), of(two, 3)}, two, ""},
			{"both, one over", both, []Waiver{of(one, 30), of(two, -3)}, "", "which is over."},
			{"a person's NO besides", failed + "lead=no", []Waiver{of(one, 30)}, "", "accepted what the scan found until 2026-12-24, but not what was answered."},
			{"a part's NO besides", failed + s.no, []Waiver{of(one, 30)}, map[bool]scanner.ProbeID{true: one}[s.no == ""], ""},
		} {
			t.Run(string(s.item)+" "+tt.name, func(t *testing.T) {
				a := world{}.with(s.item, s.good).with(s.item, tt.words).answer(t, s.item, tt.waivers...)
				if inWords(a) != noVerified {
					t.Errorf("it is %s", inWords(a))
				}
				var got scanner.ProbeID
				if a.Waived != nil {
					got = a.Waived.Probe
				}
				if got != tt.accepted {
					t.Errorf("accepted: %q, want %q", got, tt.accepted)
				}
				if !strings.Contains(strings.Join(a.Against, "\n"), tt.against) {
					t.Errorf("against: %q, want %q", a.Against, tt.against)
				}
			})
		}
	}
}

// Nobody can accept what they say themselves, or make a probe pass that did not.
func TestWaiversAreOfProbesAlone(t *testing.T) {
	for _, s := range standards(t) {
		var all []Waiver
		for _, id := range bare(t).Item(s.item).Probes() {
			all = append(all, Waiver{id, "moving", "Ana", now.AddDate(0, 1, 0)})
		}
		for words, want := range map[string]string{"": s.yes, "lead=no": noDeclared} {
			a := world{}.with(s.item, s.good).with(s.item, words).answer(t, s.item, all...)
			if diff := cmp.Diff((*Waiver)(nil), a.Waived); inWords(a) != want || diff != "" {
				t.Errorf("%s %s is %s, want %s; waived: %s", s.item, words, inWords(a), want, diff)
			}
		}
	}
}
