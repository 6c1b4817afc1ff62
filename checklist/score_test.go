package checklist

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner"
)

func answersOf(says ...Says) []Answer {
	var out []Answer
	for i, s := range says {
		out = append(out, Answer{Item: ItemID([]string{"Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q7", "Q8", "Q9", "Q10", "Q11"}[i]), Says: s})
	}
	return out
}

func many(yes, no, open int) []Answer {
	var says []Says
	for range yes {
		says = append(says, Yes)
	}
	for range no {
		says = append(says, No)
	}
	for range open {
		says = append(says, DontKnow)
	}
	return answersOf(says...)
}

func TestScoreAndVerdict(t *testing.T) {
	for _, tt := range []struct {
		yes, no, open int
		urgent        bool
		says          string
	}{
		{11, 0, 0, false, "All eleven questions are answered YES."},
		{6, 5, 0, false, "Turn to the NO answers first"},
		{6, 0, 5, false, "Find out what is still unknown"},
		{5, 6, 0, true, "5 are YES, 6 are NO and 0 are I DON'T KNOW."},
		{5, 0, 6, true, "5 are YES, 0 are NO and 6 are I DON'T KNOW."},
		{0, 5, 6, true, "get to work now"},
	} {
		answers := many(tt.yes, tt.no, tt.open)
		if diff := cmp.Diff(Score{tt.yes, tt.yes + tt.open, 11}, score(answers)); diff != "" {
			t.Errorf("score of %d/%d/%d: %s", tt.yes, tt.no, tt.open, diff)
		}
		got := verdict(answers)
		if !strings.Contains(got, tt.says) || strings.Contains(got, "cost the business dearly") != tt.urgent {
			t.Errorf("verdict of %d/%d/%d is %q", tt.yes, tt.no, tt.open, got)
		}
		if n := strings.Count(got, "."); n < 2 || n > 3 {
			t.Errorf("verdict has %d sentences: %q", n, got)
		}
	}
	weak := many(11, 0, 0)
	weak[3].Weak = true
	if got := verdict(weak); !strings.Contains(got, "with weaknesses") {
		t.Errorf("verdict of a weak shop is %q", got)
	}
}

func TestScoreOfNothing(t *testing.T) {
	want := Score{Proven: 0, Possible: 11, Of: 11}
	if got := (world{}).assess(t); got.Score != want || got.Hardening != -1 || got.First == nil || len(got.Tips) != 10 {
		t.Errorf("of nothing known: %+v", got)
	}
}

func TestHardening(t *testing.T) {
	f := func(s scanner.Severity, o scanner.Outcome) scanner.Finding {
		return scanner.Finding{Severity: s, Outcome: o}
	}
	for _, tt := range []struct {
		name     string
		findings []scanner.Finding
		want     int
	}{
		{"nothing", nil, -1},
		{"nothing judged", []scanner.Finding{f(scanner.High, scanner.Unknown), f(scanner.High, scanner.NotApplicable)}, -1},
		{"information only", []scanner.Finding{f(scanner.Info, scanner.Pass)}, -1},
		{"all pass", []scanner.Finding{f(scanner.High, scanner.Pass), f(scanner.Low, scanner.Pass), f(scanner.High, scanner.Unknown)}, 100},
		{"all fail", []scanner.Finding{f(scanner.Low, scanner.Fail)}, 0},
		{"a warning is half", []scanner.Finding{f(scanner.Medium, scanner.Warn)}, 50},
		{"critical weighs ten lows", []scanner.Finding{f(scanner.Critical, scanner.Fail), f(scanner.Low, scanner.Pass)}, 9},
		{"high and medium", []scanner.Finding{f(scanner.High, scanner.Pass), f(scanner.Medium, scanner.Fail)}, 66},
	} {
		if got := hardening(tt.findings); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestFirst(t *testing.T) {
	f := func(id string, s scanner.Severity, o scanner.Outcome) scanner.Finding {
		out := finding(id + ":" + string(o))
		out.Severity = s
		return out
	}
	for _, tt := range []struct {
		name     string
		findings []scanner.Finding
		want     []string
	}{
		{"nothing to fix", []scanner.Finding{f("cert.trust", scanner.High, scanner.Pass), f("header.csp", scanner.High, scanner.Unknown)}, []string{}},
		{"information is not urgent", []scanner.Finding{f("header.disclosure", scanner.Info, scanner.Warn)}, []string{}},
		{
			"failures before warnings",
			[]scanner.Finding{f("cert.trust", scanner.Critical, scanner.Warn), f("header.csp", scanner.Low, scanner.Fail)},
			[]string{"header.csp shop.test", "cert.trust shop.test"},
		},
		{
			"three at most, worst first",
			[]scanner.Finding{
				f("header.csp", scanner.Low, scanner.Fail), f("mail.spf", scanner.Medium, scanner.Fail),
				f("hsts.present", scanner.Medium, scanner.Fail), f("tls.legacy", scanner.High, scanner.Fail),
			},
			[]string{"tls.legacy shop.test", "hsts.present shop.test", "mail.spf shop.test"},
		},
		{
			"what forces a NO before its equals",
			[]scanner.Finding{f("cert.expiry", scanner.High, scanner.Fail), f("software.eol", scanner.High, scanner.Fail)},
			[]string{"software.eol shop.test", "cert.expiry shop.test"},
		},
		{
			"what was seen twice before its equals",
			[]scanner.Finding{f("admin.path", scanner.Low, scanner.Fail), f("header.csp", scanner.Low, scanner.Fail)},
			[]string{"header.csp shop.test", "admin.path shop.test"},
		},
		{
			"one of each probe",
			[]scanner.Finding{finding("header.frame:fail@b"), finding("header.frame:fail@a"), finding("mail.spf:warn")},
			[]string{"header.frame a", "mail.spf shop.test"},
		},
		{
			"accepted for now",
			[]scanner.Finding{f("mail.dmarc", scanner.High, scanner.Fail), f("dns.zone", scanner.High, scanner.Fail)},
			[]string{"dns.zone shop.test"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cat := bare(t)
			cat.Probes = map[scanner.ProbeID]scanner.Probe{"header.csp": {ID: "header.csp", Twice: true}}
			got := Assess(Input{Catalog: cat, Findings: tt.findings, At: now, Waivers: []Waiver{
				{Probe: "mail.dmarc", Until: now}, {Probe: "dns.zone", Until: now.Add(-24 * time.Hour)},
			}}).First
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestTips(t *testing.T) {
	cat := bare(t)
	for _, tt := range []struct {
		name    string
		answers []Answer
		want    []int
	}{
		{"all is well", many(11, 0, 0), []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}},
		{"NO before I DON'T KNOW", answersOf(DontKnow, Yes, Yes, Yes, Yes, No), []int{6, 8, 1, 9, 2, 3, 4, 5, 7, 10}},
		{"in the order of the items", answersOf(Yes, Yes, No, Yes, Yes, Yes, No), []int{4, 5, 8, 1, 2, 3, 6, 7, 9, 10}},
	} {
		if diff := cmp.Diff(tt.want, tips(cat, tt.answers)); diff != "" {
			t.Errorf("%s: -want +got\n%s", tt.name, diff)
		}
	}
}
