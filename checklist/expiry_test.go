package checklist

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner"
)

// What people said counts to the end of the last day, in Greenwich.
func TestLater(t *testing.T) {
	for _, tt := range []struct {
		from   string
		months int
		want   string
	}{
		{"2026-11-24", 12, "2027-11-24"},
		{"2026-11-24", 3, "2027-02-24"},
		{"2026-11-24", 24, "2028-11-24"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2024-02-29", 24, "2026-02-28"},
		{"2024-02-29", 48, "2028-02-29"},
		{"2024-02-29", 3, "2024-05-29"},
		{"2023-02-28", 12, "2024-02-28"},
		{"2023-11-29", 3, "2024-02-29"},
		{"2023-11-30", 3, "2024-02-29"},
		{"2025-11-30", 3, "2026-02-28"},
		{"2026-01-31", 3, "2026-04-30"},
		{"2026-05-31", 12, "2027-05-31"},
	} {
		if got := day(later(on(tt.from), tt.months)); got != tt.want {
			t.Errorf("%d months after %s is %s, want %s", tt.months, tt.from, got, tt.want)
		}
	}
	evening := time.Date(2026, 11, 24, 23, 30, 0, 0, time.FixedZone("", -5*3600)) // the 25th in Greenwich
	if got := later(evening, 12); !got.Equal(on("2027-11-25")) {
		t.Errorf("a year after %s is %s", evening, got)
	}
}

// An answer is YES up to its last day, and I DON'T KNOW from the day after it.
func TestLastDay(t *testing.T) {
	const plan = "written=yes@2026-03-05 contacts=yes@2026-03-05 reviewed=2026-03-05@2026-03-05 "
	const patched = "platform=Magento version=2.4.8 supported=yes updates=agency last-update=2026-05-31 quick-patches=yes extensions-listed=yes "
	const tested = "outside-scans=yes@2026-03-05 pentest=2026-01-31@2026-03-05 "
	for _, tt := range []struct {
		name  string
		item  ItemID
		words string
		since string
		last  string
		why   string // part of what is missing afterwards
	}{
		{"a word lasts 12 months", "Q4", plan + "written=yes@2026-02-01", "2026-02-01", "2027-02-01", "last confirmed on 2026-02-01"},
		{"a word of 29 February", "Q4", "written=yes@2024-02-29 contacts=yes@2024-03-01 reviewed=2024-03-01@2024-03-01", "2024-02-29", "2025-02-28", "last confirmed on 2024-02-29"},
		{"a day lasts 12 months", "Q4", plan + "reviewed=2026-01-31@2026-03-05", "2026-03-05", "2027-01-31", "last confirmed on 2026-01-31"},
		{"a day of 29 February", "Q4", "written=yes@2024-04-01 contacts=yes@2024-04-01 reviewed=2024-02-29@2024-04-01", "2024-04-01", "2025-02-28", "last confirmed on 2024-02-29"},
		{"a month lasts from its first day", "Q4", plan + "reviewed=2026-02@2026-03-05", "2026-03-05", "2027-02-01", "last confirmed on 2026-02."},
		{"the word is older than its day", "Q4", plan + "reviewed=2026-03-05@2025-01-01", "2025-01-01", "2027-03-05", "last confirmed on"},
		{"patching: a word lasts 3 months", "Q3", each(patched, "2026-03-05") + "last-update=2026-03-05@2026-03-05 quick-patches=yes@2026-02-28", "2026-02-28", "2026-05-28", "last confirmed on 2026-02-28"},
		{"patching: a day lasts 3 months", "Q3", each(patched, "2026-03-05") + "last-update=2025-12-31@2026-03-05", "2026-03-05", "2026-03-31", "last confirmed on 2025-12-31"},
		{"patching: 29 February", "Q3", each(patched, "2023-11-30") + "last-update=2023-11-30@2023-11-30 supported=yes@2023-11-29", "2023-11-29", "2024-02-29", "last confirmed on 2023-11-29"},
		{"a penetration test lasts 12 months", "Q9", tested, "2026-03-05", "2027-01-31", "Has the shop changed"},
		{"and 24 if nothing has changed", "Q9", "outside-scans=yes@2026-12-01 changed-since=no@2027-01-20 pentest=2024-12-15@2025-01-01", "2025-01-01", "2026-12-15", "independent person"},
		{"another item's word", "Q8", passing(bare(t).Item("Q8").Required) +
			"Q2/second-step=all@2026-01-31 guesses-limited=yes@2026-03-05 alerts=yes@2026-03-05 restore-tested=2026-03-05@2026-03-05", "2026-01-31", "2027-01-31", "last confirmed on 2026-01-31"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := world{}.with(tt.item, tt.words)
			judged := func(d string, days int) Answer {
				at := on(d).AddDate(0, 0, days)
				all := Assess(Input{Catalog: bare(t), Findings: w.findings, Statements: w.statements, At: at.Add(23*time.Hour + 59*time.Minute)}).Answers
				for _, a := range all {
					if a.Item == tt.item {
						return a
					}
				}
				return Answer{}
			}
			for days, says := range map[int]Says{-1: Yes, 0: Yes, 1: DontKnow} {
				a := judged(tt.last, days)
				switch {
				case a.Says != says:
					t.Errorf("%d days after its last day it is %s: %q", days, inWords(a), a.Missing)
				case says == Yes && (day(a.Since) != tt.since || day(a.Until) != tt.last):
					t.Errorf("it counts since %s until %s, want %s and %s", day(a.Since), day(a.Until), tt.since, tt.last)
				case says == DontKnow && (!a.Since.IsZero() || !a.Until.IsZero()):
					t.Errorf("I DON'T KNOW since %s until %s", day(a.Since), day(a.Until))
				case says == DontKnow && !containsText(a.Missing, tt.why):
					t.Errorf("missing is %q, want something like %q", a.Missing, tt.why)
				}
			}
		})
	}
}

// passing says that probes pass.
func passing(ids []scanner.ProbeID) string {
	out := ""
	for _, id := range ids {
		out += string(id) + ":pass "
	}
	return out
}

// each dates all of words' statements.
func each(words, at string) string {
	out := ""
	for _, word := range strings.Fields(words) {
		out += word + "@" + at + " "
	}
	return out
}

func containsText(all []string, part string) bool {
	return slices.ContainsFunc(all, func(s string) bool { return strings.Contains(s, part) })
}

// What scans saw has no end, and a NO is never too old.
func TestNoLastDay(t *testing.T) {
	for _, tt := range []struct {
		name, words string
		item        ItemID
		want        string
		since       time.Time
	}{
		{"verified YES", goodQ1 + " lead=yes@2026-01-01", "Q1", "YES verified", time.Time{}},
		{"verified NO", "https.served:fail lead=no@2026-01-01", "Q1", "NO verified", time.Time{}},
		{"declared NO", "lead=no@2026-01-02 written=no@2026-01-01", "Q4", "NO carried", on("2026-01-01")},
		{"an old NO", "lead=no@2016-01-01", "Q4", "NO carried", on("2016-01-01")},
		{"not known", "written=yes@2026-01-01", "Q4", dk, time.Time{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := world{}.with(tt.item, tt.words).answer(t, tt.item)
			if inWords(a) != tt.want || !a.Since.Equal(tt.since) || !a.Until.IsZero() {
				t.Errorf("%s since %s until %s", inWords(a), a.Since, a.Until)
			}
		})
	}
}

func TestUntil(t *testing.T) {
	want := map[string]string{
		"Q4/written=no@2026-11-24": "2027-11-24", "Q4=yes@2024-02-29": "2025-02-28", "Q3/supported=yes@2026-11-30": "2027-02-28",
		"Q4/reviewed=2026-05@2026-11-24": "2027-05-01", "Q3/last-update=2026-05-31@2026-11-24": "2026-08-31", "about/alone=yes@2026-11-24": "2027-11-24",
		"Q9/pentest=2025-06-30@2025-07-01": "2027-06-30", "Q9/pentest=2026-06-30@2026-07-01": "2027-06-30", "Q9/pentest=2023-06-30@2026-07-01": "2024-06-30",
		"Q4/reviewed=never@2026-11-24": "", "Q4/written=unknown@2026-11-24": "", "Q4/reviewed=unknown@2026-11-24": "",
	}
	got := make(map[string]string)
	for word := range want {
		s := statement("Q4", strings.Replace(word, "Q4=", "lead=", 1))
		got[word] = ""
		if until := bare(t).Until(s, Newest([]Statement{s, statement("Q9", "changed-since=no@2026-11-24")}), now); !until.IsZero() {
			got[word] = day(until)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	changed := []Statement{statement("Q9", "pentest=2025-06-30@2025-07-01"), statement("Q9", "changed-since=yes@2026-11-24")}
	if until := bare(t).Until(changed[0], Newest(changed), now); day(until) != "2026-06-30" {
		t.Errorf("a test before a change counts until %s", day(until))
	}
}
