package checklist

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

func weighing(word string, s scanner.Severity) scanner.Finding {
	f := finding(word)
	f.Severity = s
	return f
}

func showing(word, quote string) scanner.Finding {
	f := finding(word)
	f.Evidence = []observe.Evidence{{Quote: quote}}
	return f
}

// planned words a plan: "7 host minutes cert.trust TLS shop.test: Q1 Q7".
func planned(steps []Step) []string {
	out := []string{}
	for _, s := range steps {
		line := fmt.Sprintf("%d %s %s %s:", s.Days, s.By, s.Effort, s.Key)
		for _, id := range s.Items {
			line += " " + string(id)
		}
		out = append(out, line)
	}
	return out
}

// plannedFor words what a plan has about one key or one item.
func plannedFor(a Assessment, key string) []string {
	return planned(slices.DeleteFunc(slices.Clone(a.Plan), func(s Step) bool { return s.Key != key && !strings.HasPrefix(s.Key, key+"/") }))
}

// By when each outcome is mended: of a probe that forces a NO, of one that does
// not, and of one whose work takes days. Zero is never.
func TestDeadlines(t *testing.T) {
	type row struct{ forces, other, days int }
	want := map[scanner.Severity]map[scanner.Outcome]row{
		scanner.Critical: {scanner.Fail: {7, 7, 30}, scanner.Warn: {30, 30, 30}},
		scanner.High:     {scanner.Fail: {7, 7, 30}, scanner.Warn: {30, 30, 30}},
		scanner.Medium:   {scanner.Fail: {7, 30, 30}, scanner.Warn: {90, 90, 90}},
		scanner.Low:      {scanner.Fail: {7, 90, 90}, scanner.Warn: {90, 90, 90}},
	}
	for _, s := range []scanner.Severity{scanner.Critical, scanner.High, scanner.Medium, scanner.Low, scanner.Info} {
		for _, o := range []scanner.Outcome{scanner.Pass, scanner.Warn, scanner.Fail, scanner.Unknown, scanner.NotApplicable} {
			for _, accepted := range []bool{false, true} {
				due := want[s][o]
				if accepted {
					due = row{}
				}
				for id, days := range map[string]int{"tls.ssl": due.forces, "mail.dmarc": due.other, "mail.dmarc-policy": due.days} {
					var waivers []Waiver
					if accepted {
						waivers = []Waiver{{Probe: scanner.ProbeID(id), Until: now}}
					}
					a := world{findings: []scanner.Finding{weighing(id+":"+string(o), s)}}.assess(t, waivers...)
					got := 0
					for _, step := range a.Plan {
						if step.Key == id+" shop.test" {
							got = step.Days
						}
					}
					if got != days {
						t.Errorf("%s %s of %s, accepted: %t: within %d days, want %d", s, o, id, accepted, got, days)
					}
				}
			}
		}
	}
}

func TestPlanOfFindings(t *testing.T) {
	for _, tt := range []struct {
		name     string
		findings []scanner.Finding
		want     []string
	}{
		{"nothing to mend", []scanner.Finding{finding("cert.trust:pass"), finding("header.csp:unknown/blocked")}, []string{}},
		{"one step for a probe, for what forces a NO", []scanner.Finding{
			finding("https.mixed-active:fail@https://shop.test/_(home)"), finding("https.mixed-active:fail@https://shop.test/pay_(checkout)"), finding("https.mixed-active:warn@a"),
		}, []string{"7 agency hours https.mixed-active https://shop.test/pay (checkout): Q1 Q7"}},
		{"else for the worst", []scanner.Finding{
			finding("mail.spf:warn@a"), finding("mail.spf:fail@c"), finding("mail.spf:fail@b"),
		}, []string{"7 domain minutes mail.spf b:"}},
		{"what makes a YES weak", []scanner.Finding{weighing("tls.legacy:warn", scanner.Medium)}, []string{"90 host minutes tls.legacy shop.test: Q1"}},
		{"what ends on a day does not wait", []scanner.Finding{finding("cert.expiry:warn"), weighing("dns.expiry:warn", scanner.Medium)}, []string{
			"7 host hours cert.expiry shop.test: Q1", "7 you minutes dns.expiry shop.test:",
		}},
		{"a warning behind a YES", world{}.with("Q1", strings.Replace(goodQ1, "cert.trust:pass", "cert.trust:warn", 1)).findings, []string{
			"30 host minutes cert.trust shop.test: Q1",
		}},
		{"Q7 waits for Q1", []scanner.Finding{finding("cert.valid:fail")}, []string{"7 host minutes cert.valid shop.test: Q1 Q7"}},
		{"the provider's box may stay", []scanner.Finding{showing("payment.mode:warn", "frame: iframe https://pay.example/")}, []string{}},
		{"its single fields too", []scanner.Finding{showing("payment.mode:warn", "hosted fields: script https://pay.example/v3/")}, []string{}},
		{"the shop's own fields may not", []scanner.Finding{showing("payment.mode:warn", "own fields: card-number")}, []string{"30 agency days payment.mode shop.test: Q7"}},
		{"nor its own form beside the box", []scanner.Finding{showing("payment.mode:fail", "frame: iframe https://pay.example/")}, []string{"30 agency days payment.mode shop.test: Q7"}},
		{"a probe that nobody knows", []scanner.Finding{finding("tea.leaves:fail")}, []string{"7 you hours tea.leaves shop.test:"}},
		{"a rented shop", []scanner.Finding{
			finding("software.hosted:pass"), finding("tls.ssl:fail"), finding("header.cache:fail"), finding("https.served:fail"), finding("mail.dmarc:fail"), finding("mail.starttls:fail"),
		}, []string{
			"7 you minutes https.served shop.test: Q1 Q7", "7 platform minutes tls.ssl shop.test: Q1 Q7", "7 domain minutes mail.dmarc shop.test:",
			"7 platform hours header.cache shop.test:", "7 mail hours mail.starttls shop.test:",
		}},
		{"a shop that is not", []scanner.Finding{finding("software.hosted:unknown"), finding("tls.ssl:fail"), finding("header.cache:fail")}, []string{
			"7 host minutes tls.ssl shop.test: Q1 Q7", "7 agency hours header.cache shop.test:",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := world{findings: tt.findings}.assess(t)
			got := slices.DeleteFunc(planned(a.Plan), func(line string) bool { return !strings.Contains(line, ".") })
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// What was said of one item, and what the plan makes of it.
func TestPlanOfParts(t *testing.T) {
	const good = "Q4/written=yes Q4/contacts=yes Q4/reviewed=2026-05-01 "
	for _, tt := range []struct {
		name  string
		item  ItemID
		words string
		want  []string
	}{
		{"well answered", "Q4", good, []string{}},
		{"badly", "Q4", good + "Q4/contacts=no", []string{"7 you minutes Q4/contacts: Q4"}},
		{"so that it is NO", "Q4", good + "Q4/written=no", []string{"30 you hours Q4/written: Q4"}},
		{"two badly, in the order of their days", "Q4", good + "Q4/reviewed=never Q4/contacts=no", []string{"7 you minutes Q4/contacts: Q4", "30 you hours Q4/reviewed: Q4"}},
		{"a day too long ago", "Q4", good + "Q4/reviewed=2024-01-01", []string{"30 you hours Q4/reviewed: Q4"}},
		{"a word too long ago", "Q4", good + "Q4/contacts=yes@2024-01-01", []string{"7 you minutes Q4: Q4"}},
		{"a bad word too long ago", "Q4", good + "Q4/contacts=no@2024-01-01", []string{"7 you minutes Q4: Q4"}},
		{"a NO is never too old", "Q4", good + "Q4/written=no@2024-01-01", []string{"30 you hours Q4/written: Q4"}},
		{"unknown", "Q4", good + "Q4/contacts=unknown", []string{"30 you hours Q4: Q4"}},
		{"unknown and not answered", "Q4", "Q4/written=yes Q4/contacts=unknown", []string{"7 you minutes Q4: Q4"}},
		{"not answered", "Q4", "", []string{"7 you minutes Q4: Q4"}},
		{"not answered, beside a bad answer", "Q4", "Q4/written=yes Q4/contacts=no", []string{"7 you minutes Q4/contacts: Q4", "7 you minutes Q4: Q4"}},
		{"not answered, beside a NO: that comes first", "Q4", "Q4/written=no", []string{"30 you hours Q4/written: Q4", "30 you minutes Q4: Q4"}},
		{"NO to the question itself", "Q4", "lead=no", []string{"30 you minutes Q4: Q4"}},
		{"NO to the question itself, and all else is well", "Q4", good + "lead=no", []string{"30 you hours Q4: Q4"}},
		{"NO to the question itself, and it is known why", "Q4", good + "lead=no Q4/contacts=no", []string{"7 you minutes Q4/contacts: Q4"}},
		{"YES to the question itself", "Q4", "lead=yes", []string{"7 you minutes Q4: Q4"}},
		{"what helps two items", "Q2", "second-step=some", []string{"7 you hours Q2/second-step: Q2 Q8", "7 you minutes Q2: Q2"}},
		{"what makes a YES weak", "Q2", "customer-minimum=12 second-step=all shared-accounts=no default-accounts=yes leavers=no", []string{"30 you hours Q2/leavers: Q2"}},
		{"what was not asked for", "Q2", "customer-minimum=12 second-step=all shared-accounts=no default-accounts=yes leak-check=no", []string{}},
		{"only the scan could not see it", "Q1", goodQ1 + " tls.modern:unknown/blocked", []string{}},
		{"the page where customers pay", "Q1", strings.Replace(goodQ1, "https.forms:pass", "https.forms:unknown/not-found", 1), []string{"7 you minutes Q1: Q1 Q7"}},
		{"which a YES does not need", "Q1", strings.Replace(goodQ1, "https.forms:pass", "https.forms:pass@https://shop.test/login_(login)", 1) + " payment.mode:unknown/not-found", []string{}},
		{"what Q7 waits for", "Q1", goodQ1 + " unencrypted-data=yes", []string{"7 you hours Q1/unencrypted-data: Q1 Q7"}},
		{"a risk", "Q5", allPlanned(t) + " fraud=not-in-plan", []string{"90 you hours Q5/fraud: Q5"}},
		{"a risk that nobody knows about", "Q5", allPlanned(t) + " fraud=unknown", []string{"30 you hours Q5: Q5"}},
		{"one test for two reasons", "Q9", "outside-scans=no pentest=2025-06-01 changed-since=yes", []string{"30 you hours Q9/outside-scans: Q9", "90 you days Q9/changed-since: Q9"}},
		{"nothing was found where nobody tested", "Q9", "outside-scans=yes pentest=never findings-closed=no", []string{"90 you days Q9/pentest: Q9"}},
		{"an agency's work", "Q8", "guesses-limited=no", []string{"7 you minutes Q8: Q8", "30 agency hours Q8/guesses-limited: Q8"}},
		{"which is the platform's of a rented shop", "Q8", "guesses-limited=no software.hosted:pass", []string{"7 you minutes Q8: Q8", "30 platform hours Q8/guesses-limited: Q8"}},
		{"accounts of those who leave", "Q2", "customer-minimum=12 second-step=all shared-accounts=no default-accounts=yes about/alone=yes leavers=no", []string{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := world{}.with(tt.item, tt.words).assess(t)
			if diff := cmp.Diff(tt.want, plannedFor(a, string(tt.item))); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// A shop of which nobody knows anything gets a line for each item, not one for each
// question.
func TestPlanOfNothing(t *testing.T) {
	want := []string{
		"7 you minutes Q1: Q1 Q7", "7 you minutes Q2: Q2", "7 you minutes Q3: Q3", "7 you minutes Q4: Q4", "7 you minutes Q5: Q5", "7 you minutes Q6: Q6",
		"7 you minutes Q7: Q7", "7 you minutes Q8: Q8", "7 you minutes Q9: Q9", "7 you minutes Q10: Q10", "7 you minutes Q11: Q11",
	}
	a := world{}.with("Q1", "https.forms:unknown/not-found").assess(t)
	if diff := cmp.Diff(want, planned(a.Plan)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Q1", "Q2", "Q3"}, a.First); diff != "" {
		t.Errorf("first: -want +got\n%s", diff)
	}
}

// What is done first, of everything whenever it is due.
func TestFirst(t *testing.T) {
	medium, low := scanner.Medium, scanner.Low
	for _, tt := range []struct {
		name     string
		findings []scanner.Finding
		words    string
		want     []string
	}{
		{"information is not urgent", []scanner.Finding{weighing("header.disclosure:warn", scanner.Info)}, "", []string{"Q2", "Q3", "Q4"}},
		{
			"by weight",
			[]scanner.Finding{weighing("header.csp:fail", low), weighing("cert.trust:warn", scanner.Critical), finding("tls.legacy:warn")},
			"",
			[]string{"cert.trust shop.test", "tls.legacy shop.test", "header.csp shop.test"},
		},
		{
			"failures before warnings that weigh as much",
			[]scanner.Finding{finding("cert.expiry:warn"), weighing("hsts.present:fail", medium)},
			"",
			[]string{"hsts.present shop.test", "cert.expiry shop.test", "Q2"},
		},
		{
			"what takes less before what takes longer",
			[]scanner.Finding{finding("hsts.present:fail"), finding("mail.spf:fail")},
			"",
			[]string{"mail.spf shop.test", "hsts.present shop.test", "Q2"},
		},
		{
			"what the owner can do alone",
			[]scanner.Finding{finding("hsts.age:fail"), finding("payment.change:fail")},
			"",
			[]string{"payment.change shop.test", "hsts.age shop.test", "Q2"},
		},
		{"by name, all else being equal", []scanner.Finding{finding("mail.spf:fail"), finding("dns.caa:fail")}, "", []string{"dns.caa shop.test", "mail.spf shop.test", "Q2"}},
		{
			"what forces a NO before all else",
			[]scanner.Finding{weighing("cert.expiry:fail", scanner.Critical), weighing("software.eol:fail", low)},
			"",
			[]string{"software.eol shop.test", "cert.expiry shop.test", "Q2"},
		},
		{
			"what is due later, if it does more harm",
			[]scanner.Finding{finding("mail.dmarc-policy:fail"), weighing("hsts.present:fail", medium)},
			"Q4/contacts=no",
			[]string{"mail.dmarc-policy shop.test", "hsts.present shop.test", "Q4/contacts"},
		},
		{"accepted for now", []scanner.Finding{finding("mail.dmarc:fail"), finding("dns.zone:fail")}, "", []string{"dns.zone shop.test", "Q2", "Q3"}},
		{"a NO of a person", []scanner.Finding{weighing("header.csp:fail", low)}, "Q2/second-step=none", []string{"Q2/second-step", "header.csp shop.test", "Q2"}},
		{"waits for what was seen", []scanner.Finding{weighing("dns.expiry:warn", medium)}, "Q2/second-step=none", []string{"dns.expiry shop.test", "Q2/second-step", "Q2"}},
		{"a NO without a reason", nil, "Q9=no", []string{"Q9", "Q2", "Q3"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := world{}.with("Q1", strings.Replace(tt.words, "Q9=", "Q9/lead=", 1))
			got := Assess(Input{Catalog: bare(t), Findings: append(w.findings, tt.findings...), Statements: w.statements, At: now, Waivers: []Waiver{
				{Probe: "mail.dmarc", Until: now}, {Probe: "dns.zone", Until: now.Add(-24 * time.Hour)},
			}}).First
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// Some shops in full: each step once, sorted, with a deadline, and one for each
// answer that a person could make better.
func TestPlanHolds(t *testing.T) {
	cat, r := bare(t), rand.New(rand.NewPCG(1, 2)) //nolint:gosec // G404: the same shops every time are wanted
	for range 40 {
		w := someShop(cat, r)
		a := w.assess(t)
		r.Shuffle(len(w.findings), func(i, j int) { w.findings[i], w.findings[j] = w.findings[j], w.findings[i] })
		if diff := cmp.Diff(a.Plan, w.assess(t).Plan); diff != "" {
			t.Fatalf("another order of findings gives another plan: -one +other\n%s", diff)
		}
		helped, days := map[ItemID]bool{}, 0
		var keys []string
		for _, s := range a.Plan {
			if slices.Contains(keys, s.Key) || s.Days < days || !slices.Contains(deadlines, s.Days) || s.Items == nil || s.Days < soonest(s.Effort) {
				t.Errorf("%+v after %d days and %q", s, days, keys)
			}
			keys, days = append(keys, s.Key), s.Days
			for _, id := range s.Items {
				helped[id] = true
			}
		}
		for _, key := range a.First {
			if !slices.Contains(keys, key) || len(a.First) != 3 {
				t.Errorf("first %q, of %q", a.First, keys)
			}
		}
		for _, answer := range a.Answers {
			onlySeen := answer.Says == DontKnow && !slices.ContainsFunc(answer.Missing, func(s string) bool { return !strings.HasPrefix(s, "Not seen yet") })
			if answer.Says != Yes && !helped[answer.Item] && !onlySeen {
				t.Errorf("nothing helps %s, which is %s: %q", answer.Item, answer.Says, answer.Missing)
			}
		}
	}
}

// someShop makes up a shop: half of all is known of it, some twice.
func someShop(cat Catalog, r *rand.Rand) world {
	var w world
	outcomes := []scanner.Outcome{scanner.Pass, scanner.Pass, scanner.Warn, scanner.Fail, scanner.Unknown, scanner.NotApplicable}
	severities := []scanner.Severity{scanner.Critical, scanner.High, scanner.Medium, scanner.Low}
	for _, id := range slices.Sorted(func(yield func(scanner.ProbeID) bool) {
		for id := range cat.Work {
			if !yield(id) {
				return
			}
		}
	}) {
		severity := severities[r.IntN(len(severities))]
		for _, subject := range []string{"a", "b"}[:r.IntN(3)] {
			w.findings = append(w.findings, weighing(fmt.Sprintf("%s:%s@%s", id, outcomes[r.IntN(len(outcomes))], subject), severity))
		}
	}
	for _, item := range cat.Items {
		for _, part := range item.Parts {
			if values := answersTo(part); r.IntN(2) == 0 {
				w.statements = append(w.statements, statement(item.ID, part.ID+"="+values[r.IntN(len(values))]))
			}
		}
	}
	return w
}

// answersTo returns answers to a part that differ as much as they can.
func answersTo(p Part) []string {
	switch p.Kind {
	case Choice:
		return p.values()
	case Number:
		return []string{"0", "9", "12"}
	case Date:
		return []string{"2026-10-01", "2025-06-01", "2020-01-01", ValueNever}
	case Text:
		return []string{"Ana", "nobody"}
	}
	return []string{ValueYes, ValueNo, ValueYes + "@2020-01-01"}
}

// telling are parts that say something of the shop that is neither good nor bad.
var telling = []string{"Q1/checkout-address", "Q2/customer-passwords", "Q3/platform", "Q3/version", "Q7/providers", "Q11/review-changes", "Q11/schedule"}

func TestEveryPartSaysWhatToDo(t *testing.T) {
	for _, item := range bare(t).Items {
		for _, part := range item.Parts {
			key := partKey(item.ID, part.ID)
			if (part.Do == Task{}) != slices.Contains(telling, key) {
				t.Errorf("%s: what to do is %+v", key, part.Do)
			}
			if say := part.Do.Say; say != "" {
				checkPlain(t, key, say)
				if !regexp.MustCompile(`^[A-Z][^.?]+\.$`).MatchString(say) || utf8.RuneCountInString(say) > 140 {
					t.Errorf("%s: %q is not one short sentence", key, say)
				}
			}
		}
	}
}

// Every sentence about what to do is needed: some answer brings it into the plan.
func TestEveryTaskIsReached(t *testing.T) {
	beside := map[string]string{
		"Q2/leak-check": "customer-minimum=8", "Q2/guess-limit": "customer-minimum=8", "Q3/last-update": "updates=we",
		"Q7/script-protection": "how-paid=embedded", "Q7/attested": "payment.mode:fail", "Q9/changed-since": "pentest=2025-06-01",
	}
	for _, item := range bare(t).Items {
		for _, part := range item.Parts {
			key := partKey(item.ID, part.ID)
			reached := slices.ContainsFunc(answersTo(part), func(value string) bool {
				a := world{}.with(item.ID, beside[key]+" "+part.ID+"="+value).assess(t)
				return len(plannedFor(a, key)) == 1
			})
			if want := part.Do != (Task{}); reached != want {
				t.Errorf("%s gets into a plan: %t, want %t", key, reached, want)
			}
		}
	}
}
