package checklist

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// saw is a run that concluded "probe subject outcome" or "... outcome cause".
func saw(lines ...string) Run {
	r := Run{ID: "r", Tool: Tool{Version: "v1", Rules: "r1", Facts: "2026-11-01"}, Scan: scanner.Scan{Started: noon, Finished: noon}}
	for _, line := range lines {
		w := append(strings.Fields(line), "")
		r.Scan.Findings = append(r.Scan.Findings, scanner.Finding{
			Probe: scanner.ProbeID(w[0]), Subject: w[1], Outcome: scanner.Outcome(w[2]), Cause: observe.Cause(w[3]), Severity: scanner.High,
			Evidence: []observe.Evidence{{Source: "GET https://shop.test/"}},
		})
	}
	return r
}

func (r Run) judgedBy(rules, facts string) Run {
	r.Tool.Rules, r.Tool.Facts = rules, facts
	return r
}

// blindTo is a run that had no reply where findings were seen.
func blindTo(r Run) Run {
	r.Scan.Looks = observe.Looks{{Question: "GET https://shop.test/", Failure: &observe.Failure{Cause: observe.Timeout}}}
	return r
}

// closed is a run that saw nothing of the shop.
func closed(r Run) Run {
	r.Scan.Problem = &observe.Failure{Cause: observe.Timeout}
	return r
}

// toldOf is what a list of changes says, one line each.
func toldOf(changes []Change) []string {
	var all []string
	for _, c := range changes {
		line := fmt.Sprintf("%s %s %s: %s -> %s", c.Who, c.Kind, c.Key, c.Before, c.After)
		if c.Cause != "" {
			line += " " + string(c.Cause)
		}
		if c.Flapping {
			line += " flapping"
		}
		if c.Regression() {
			line += "!"
		}
		all = append(all, line)
	}
	return all
}

func TestCompareFindings(t *testing.T) {
	for _, tt := range []struct {
		name string
		p    Pair
		want []string
	}{
		{"nothing", Pair{Before: saw("a.a x pass", "b.b y fail"), After: saw("a.a x pass", "b.b y fail")}, nil},
		{"worse", Pair{Before: saw("a.a x pass"), After: saw("a.a x fail")}, []string{"shop worse a.a x: pass -> fail!"}},
		{"worse by what is remembered", Pair{Before: saw("process.fixes x pass"), After: saw("process.fixes x fail", "process.waivers x fail")}, nil},
		{"a little worse", Pair{Before: saw("a.a x pass"), After: saw("a.a x warn")}, []string{"shop worse a.a x: pass -> warn"}},
		{"worse still", Pair{Before: saw("a.a x warn"), After: saw("a.a x fail")}, []string{"shop worse a.a x: warn -> fail!"}},
		{"better", Pair{Before: saw("a.a x fail"), After: saw("a.a x warn")}, []string{"shop better a.a x: fail -> warn"}},
		{"fixed", Pair{Before: saw("a.a x warn"), After: saw("a.a x pass")}, []string{"shop fixed a.a x: warn -> pass"}},
		{"new part", Pair{Before: saw("a.a x pass"), After: saw("a.a x pass", "a.a y fail")}, []string{"shop new a.a y:  -> fail!"}},
		{"applies now", Pair{Before: saw("a.a x not-applicable"), After: saw("a.a x fail")}, []string{"shop new a.a x: not-applicable -> fail!"}},
		{"part gone", Pair{Before: saw("a.a x pass", "a.a y fail"), After: saw("a.a x pass")}, []string{"shop gone a.a y: fail -> "}},
		{"applies no more", Pair{Before: saw("a.a x fail"), After: saw("a.a x not-applicable")}, []string{"shop gone a.a x: fail -> not-applicable"}},
		{"never applied", Pair{Before: saw("a.a x pass"), After: saw("a.a x pass", "a.a y not-applicable")}, nil},
		{"nobody answers", Pair{Before: saw("a.a x fail"), After: saw("a.a x unknown timeout")}, []string{"unclear unknown-now a.a x: fail -> unknown timeout"}},
		{"blocked", Pair{Before: saw("a.a x pass"), After: saw("a.a x unknown blocked")}, []string{"shop unknown-now a.a x: pass -> unknown blocked"}},
		{"not permitted", Pair{Before: saw("a.a x pass"), After: saw("a.a x unknown not-permitted")}, []string{"vantage unknown-now a.a x: pass -> unknown not-permitted"}},
		{"permitted now", Pair{Before: saw("a.a x unknown not-permitted"), After: saw("a.a x fail")}, []string{"vantage new a.a x: unknown -> fail"}},
		{"answers again", Pair{Before: saw("a.a x unknown timeout"), After: saw("a.a x fail")}, []string{"unclear new a.a x: unknown -> fail"}},
		{"answers again, and well", Pair{Before: saw("a.a x unknown timeout"), After: saw("a.a x pass")}, nil},
		{"one part of an unknown whole", Pair{Before: saw("a.a x pass"), After: saw("a.a x pass", "a.a y unknown timeout")}, nil},
		{"known from earlier", Pair{
			Before: saw("a.a x unknown timeout", "b.b y unknown dns", "c.c z unknown dns"), After: saw("a.a x fail", "b.b y pass", "c.c z pass"),
			Traces: map[string]Trace{"a.a x": {Known: scanner.Pass}, "b.b y": {Known: scanner.Fail}, "c.c z": {Known: scanner.Pass}},
		}, []string{"shop worse a.a x: pass -> fail!", "shop fixed b.b y: fail -> pass"}},
		{"not asked now", Pair{Before: saw("a.a x fail", "b.b y pass"), After: saw("b.b y fail")}, []string{"shop worse b.b y: pass -> fail!"}},
		{"not asked then", Pair{Before: saw("a.a x pass"), After: saw("a.a x pass", "b.b y fail")}, []string{"vantage new b.b y:  -> fail"}},
		{"one part mended, and another unknown", Pair{Before: saw("a.a x fail", "a.a y pass"), After: saw("a.a x pass", "a.a y unknown dns")}, []string{
			"unclear unknown-now a.a y: pass -> unknown dns", "shop fixed a.a x: fail -> pass",
		}},
		{"part of what nobody answers for now", Pair{
			Before: saw("a.a x fail", "a.a y fail"), After: saw("a.a x fail", "a.a shop.test unknown dns"),
		}, []string{"unclear unknown-now a.a y: fail -> unknown dns"}},
		{"part of what nobody answered for", Pair{
			Before: saw("a.a shop.test unknown dns"), After: saw("a.a x fail", "a.a y pass"),
		}, []string{"unclear new a.a x: unknown -> fail"}},
		{"part of what nobody answered for, known from earlier", Pair{
			Before: saw("a.a shop.test unknown dns"), After: saw("a.a x fail", "a.a y pass"), Traces: map[string]Trace{"a.a x": {Known: scanner.Pass}},
		}, []string{"shop worse a.a x: pass -> fail!"}},
		{"part gone, and of another nobody ever knew", Pair{
			Before: saw("a.a x fail", "a.a z unknown left-out"), After: saw("a.a y fail", "a.a z unknown left-out"),
		}, []string{"shop new a.a y:  -> fail!", "shop gone a.a x: fail -> "}},
		{"what showed it is not seen now", Pair{
			Before: saw("a.a x fail", "b.b x fail", "c.c x pass", "d.d x pass", "e.e x fail", "b.b y pass", "d.d y pass"), After: blindTo(saw("a.a x pass", "b.b y pass", "c.c x pass", "d.d y pass", "e.e x warn")),
		}, []string{
			"unclear unknown-now a.a x: fail -> unknown timeout", "unclear unknown-now b.b x: fail -> unknown timeout",
			"unclear unknown-now d.d x: pass -> unknown timeout", "shop better e.e x: fail -> warn",
		}},
		{"what shows it was not seen then", Pair{
			Before: blindTo(saw("a.a x pass", "b.b y pass", "c.c x warn")), After: saw("a.a x fail", "b.b x fail", "b.b y pass", "c.c x fail", "b.b z pass"),
			Traces: map[string]Trace{"a.a x": {Known: scanner.Pass}},
		}, []string{"shop worse c.c x: warn -> fail!", "unclear new a.a x: unknown -> fail", "unclear new b.b x: unknown -> fail"}},
		{"what shows it was not seen then, but before that", Pair{
			Before: blindTo(saw("a.a y pass")), After: saw("a.a x fail", "a.a y pass"), Traces: map[string]Trace{"a.a x": {Known: scanner.Pass}},
		}, []string{"shop worse a.a x: pass -> fail!"}},
		{"what shows it was not seen then, and was taken for gone", Pair{
			Before: blindTo(saw("a.a y pass")), After: saw("a.a x fail", "a.a y pass", "a.a z fail"),
			Traces: map[string]Trace{
				"a.a x": {Known: scanner.NotApplicable, Recent: []scanner.Outcome{scanner.Fail, scanner.NotApplicable, scanner.NotApplicable}},
				"a.a z": {Known: scanner.NotApplicable, Recent: []scanner.Outcome{scanner.NotApplicable}},
			},
		}, []string{"unclear new a.a z: unknown -> fail"}},
		{"nothing seen", Pair{Before: saw("a.a x pass"), After: closed(saw("a.a x fail"))}, nil},
		{"one key twice", Pair{Before: saw("a.a x pass", "a.a x fail"), After: saw("a.a x fail", "a.a x pass")}, nil},

		{"other rules alone", Pair{
			Before: saw("a.a x pass"), Again: saw("a.a x fail"), After: saw("a.a x fail").judgedBy("r2", "2026-11-01"),
		}, []string{"rules worse a.a x: pass -> fail"}},
		{"newer facts alone", Pair{
			Before: saw("a.a x pass"), Again: saw("a.a x fail"), After: saw("a.a x fail").judgedBy("r1", "2026-11-20"),
		}, []string{"facts worse a.a x: pass -> fail"}},
		{"rules and facts", Pair{
			Before: saw("a.a x pass"), Again: saw("a.a x fail"), After: saw("a.a x fail").judgedBy("r2", "2026-11-20"),
		}, []string{"shopcheck worse a.a x: pass -> fail"}},
		{"other rules, and the shop too", Pair{
			Before: saw("a.a x pass", "b.b y pass"), Again: saw("a.a x fail", "b.b y pass"), After: saw("a.a x pass", "b.b y fail").judgedBy("r2", "2026-11-01"),
		}, []string{"shop worse b.b y: pass -> fail!", "rules worse a.a x: pass -> fail", "shop fixed a.a x: fail -> pass"}},
		{"a new probe that can judge what was seen", Pair{
			Before: saw("a.a x pass"), Again: saw("a.a x pass", "n.n x fail"), After: saw("a.a x pass", "n.n x fail").judgedBy("r2", "2026-11-01"),
		}, []string{"rules new n.n x:  -> fail"}},
		{"a new probe that looks at more", Pair{
			Before: saw("a.a x pass"), Again: saw("a.a x pass", "n.n x unknown not-recorded"), After: saw("a.a x pass", "n.n x fail").judgedBy("r2", "2026-11-01"),
		}, []string{"rules new n.n x:  -> fail"}},
		{"a probe that looks at more than then", Pair{
			Before: saw("a.a x pass"), Again: saw("a.a x unknown not-recorded"), After: saw("a.a x fail").judgedBy("r2", "2026-11-01"),
		}, []string{"unclear worse a.a x: pass -> fail"}},
		{"a probe that looks at more than then, and was known", Pair{
			Before: saw("a.a x pass"), Again: saw("a.a x unknown not-recorded"), After: saw("a.a x fail").judgedBy("r2", "2026-11-01"),
			Traces: map[string]Trace{"a.a x": {Known: scanner.Pass}},
		}, []string{"unclear worse a.a x: pass -> fail"}},
		{"other rules, and nothing kept", Pair{
			Before: saw("a.a x pass"), After: saw("a.a x fail").judgedBy("r2", "2026-11-01"),
		}, []string{"unclear worse a.a x: pass -> fail"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, toldOf(Compare(tt.p))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestCompareResolvers: what another resolver says of a name the shop may not have
// changed; what it shows itself it has.
func TestCompareResolvers(t *testing.T) {
	p := Pair{Before: saw("a.a x pass", "b.b y pass"), After: saw("a.a x fail", "b.b y fail")}
	p.After.Scan.Findings[0].Evidence = []observe.Evidence{{Source: "TXT shop.test"}, {Source: "MX shop.test"}}
	p.After.Scan.Findings[1].Evidence = []observe.Evidence{{Source: "MX shop.test"}, {Source: "SMTP mail.shop.test"}}
	alike := []string{"shop worse a.a x: pass -> fail!", "shop worse b.b y: pass -> fail!"}
	if diff := cmp.Diff(alike, toldOf(Compare(p))); diff != "" {
		t.Errorf("the same resolver (-want +got):\n%s", diff)
	}
	p.After.Vantage.Resolvers = []string{"192.0.2.1:53"}
	other := []string{"shop worse b.b y: pass -> fail!", "unclear worse a.a x: pass -> fail"}
	if diff := cmp.Diff(other, toldOf(Compare(p))); diff != "" {
		t.Errorf("another resolver (-want +got):\n%s", diff)
	}
}

// TestFlapping plays a finding's whole life: what comes and goes is told once, and
// what it settles for then, if that is bad.
func TestFlapping(t *testing.T) {
	var told []string
	var trace Trace
	before := saw("a.a x pass")
	for i, outcome := range strings.Fields("pass fail pass unknown fail pass fail pass pass fail fail fail fail fail pass") {
		after := saw("a.a x " + outcome)
		for _, line := range toldOf(Compare(Pair{Before: before, After: after, Traces: map[string]Trace{"a.a x": trace}})) {
			told = append(told, fmt.Sprint(i, " ", line))
		}
		if o := scanner.Outcome(outcome); o != scanner.Unknown {
			trace = Trace{Known: o, Recent: append(slices.Clone(trace.Recent), o)}
		}
		before = after
	}
	want := []string{
		"1 shop worse a.a x: pass -> fail!",
		"2 shop fixed a.a x: fail -> pass",
		"3 unclear unknown-now a.a x: pass -> unknown",
		"4 shop worse a.a x: pass -> fail flapping",
		"11 shop worse a.a x: pass -> fail!",
		"14 shop fixed a.a x: fail -> pass",
	}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCompareSeen(t *testing.T) {
	cert := func(host, digest string) Certificate {
		return Certificate{Host: host, Digest: digest, Issuer: "R3", Until: noon}
	}
	before := saw("cert.valid TLS pass")
	before.Seen = Seen{Certificates: []Certificate{cert("TLS a.test", "1"), cert("TLS b.test", "2"), cert("TLS c.test", "3")}, Scripts: []string{"x.js", "y.js"}}
	after := saw("cert.valid TLS pass")
	after.Scan.Findings = append(after.Scan.Findings, scanner.Finding{Probe: "cert.valid", Subject: "TLS c.test", Outcome: scanner.Unknown})
	after.Seen = Seen{Certificates: []Certificate{cert("TLS a.test", "9"), cert("TLS d.test", "4")}, Scripts: []string{"y.js", "z.js"}}
	var got []string
	for _, c := range Compare(Pair{Before: before, After: after}) {
		if c.Of != OfFinding {
			got = append(got, fmt.Sprintf("%s %s %s %s: %q -> %q", c.Who, c.Of, c.Kind, c.Key, c.Before, c.After))
		}
	}
	want := []string{
		`shop certificate new TLS d.test: "" -> "by R3, until 2026-11-24, SHA-256 4"`,
		`shop script new z.js: "" -> "z.js"`,
		`shop certificate changed TLS a.test: "by R3, until 2026-11-24, SHA-256 1" -> "by R3, until 2026-11-24, SHA-256 9"`,
		`shop certificate gone TLS b.test: "by R3, until 2026-11-24, SHA-256 2" -> ""`,
		`shop script gone x.js: "x.js" -> ""`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	after.Seen = Seen{}
	for _, c := range Compare(Pair{Before: before, After: after}) {
		if c.Of != OfFinding {
			t.Errorf("a run that saw neither certificates nor scripts says %+v", c)
		}
	}
}

func TestCompareAnswers(t *testing.T) {
	answer := func(r Run, says Says, because ...string) Run {
		r.Answers = []Answer{{Item: "Q1", Says: says, Because: because}}
		return r
	}
	said := func(r Run, value string) Run {
		r.Statements = []Statement{{Item: "Q1", Part: "p", Value: value, At: noon}}
		return r
	}
	until := func(r Run, t time.Time) Run {
		r.Answers[0].Until = t
		return r
	}
	pass, fail, gone := saw("a.a x pass"), saw("a.a x fail"), saw("a.a x unknown timeout")
	for _, tt := range []struct {
		name string
		p    Pair
		want string
	}{
		{"same", Pair{Before: answer(pass, Yes), After: answer(pass, Yes)}, ""},
		{"by the shop", Pair{Before: answer(pass, Yes, "a.a x"), After: answer(fail, No, "a.a x")}, "shop worse Q1: YES -> NO"},
		{"mended", Pair{Before: answer(fail, No, "a.a x"), After: answer(pass, Yes, "a.a x")}, "shop fixed Q1: NO -> YES"},
		{"nobody answers", Pair{Before: answer(pass, Yes, "a.a x"), After: answer(gone, DontKnow)}, "unclear worse Q1: YES -> DONT_KNOW"},
		{"asked again", Pair{Before: said(answer(pass, DontKnow), "unknown"), After: said(answer(pass, Yes), "yes")}, "person fixed Q1: DONT_KNOW -> YES"},
		{"no more a no", Pair{Before: said(answer(pass, No), "no"), After: said(answer(pass, DontKnow), "unknown")}, "person better Q1: NO -> DONT_KNOW"},
		{"worn out", Pair{Before: until(answer(pass, Yes), noon.AddDate(0, 0, -1)), After: answer(pass, DontKnow)}, "time worse Q1: YES -> DONT_KNOW"},
		{"still good today", Pair{Before: until(answer(pass, Yes), noon), After: answer(pass, DontKnow)}, "unclear worse Q1: YES -> DONT_KNOW"},
		{"other rules", Pair{
			Before: answer(pass, Yes), Again: answer(fail, No), After: answer(fail, No).judgedBy("r2", "2026-11-01"),
		}, "rules worse Q1: YES -> NO"},
		{"other rules, nothing kept", Pair{Before: answer(pass, Yes), After: answer(fail, No).judgedBy("r2", "2026-11-01")}, "unclear worse Q1: YES -> NO"},
	} {
		var got []string
		for _, c := range Compare(tt.p) {
			if c.Of == OfAnswer {
				got = append(got, toldOf([]Change{c})...)
			}
		}
		if joined := strings.Join(got, "\n"); joined != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, joined, tt.want)
		}
	}
}
