package scanner_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/pretend"
)

var target = scanner.Target{Domain: "shop.test"}

// open starts the pretend shop that text describes and returns what leads a
// scan to it.
func open(t *testing.T, text string) (*pretend.Shop, observe.Options) {
	t.Helper()
	shop, err := pretend.Start(txtar.Parse([]byte(text)), pretend.Settings{Now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(shop.Close)
	return shop, shop.Options()
}

// probe returns a probe whose findings come from run.
func probe(id scanner.ProbeID, run func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error)) scanner.Probe {
	return scanner.Probe{ID: id, Severity: scanner.High, Doc: "# Title\n\nIntro.", Run: run}
}

func says(o scanner.Outcome) func(context.Context, *observe.Site) ([]scanner.Finding, error) {
	return func(context.Context, *observe.Site) ([]scanner.Finding, error) {
		return []scanner.Finding{{Subject: "x", Outcome: o, Message: "So it is."}}, nil
	}
}

func scan(t *testing.T, opts observe.Options, req scanner.Request, probes ...scanner.Probe) scanner.Scan {
	t.Helper()
	s, err := scanner.New(probes, opts)
	if err != nil {
		t.Fatal(err)
	}
	req.Target = target
	return s.Scan(t.Context(), req)
}

func TestNewRejects(t *testing.T) {
	good := probe("a.b", says(scanner.Pass))
	for name, list := range map[string][]scanner.Probe{
		"no ID":       {probe("", says(scanner.Pass))},
		"no page":     {{ID: "a.b", Severity: scanner.Low, Run: good.Run}},
		"no run":      {{ID: "a.b", Severity: scanner.Low, Doc: "# x"}},
		"no severity": {{ID: "a.b", Doc: "# x", Run: good.Run}},
		"twice":       {good, good},
	} {
		if _, err := scanner.New(list, observe.Options{}); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestScanIsSortedAndComplete(t *testing.T) {
	_, opts := open(t, "A shop.\n")
	got := scan(t, opts, scanner.Request{}, probe("b.b", says(scanner.Pass)), probe("a.a", says(scanner.Fail)))
	if len(got.Findings) != 2 || got.Findings[0].Probe != "a.a" || got.Findings[0].Severity != scanner.High || got.Findings[1].Evidence == nil {
		t.Errorf("got %+v", got.Findings)
	}
	if got.Problem != nil || got.Profile != scanner.Normal || len(got.Looks) == 0 || got.Budget.Used.Requests == 0 {
		t.Errorf("got problem %v, profile %s, %d looks, %+v", got.Problem, got.Profile, len(got.Looks), got.Budget)
	}
}

func TestWhatMayRun(t *testing.T) {
	_, opts := open(t, "A shop.\n")
	standard, optIn := probe("s.s", says(scanner.Pass)), probe("o.o", says(scanner.Pass))
	standard.Class, optIn.Class = scanner.Standard, scanner.OptIn
	list := []scanner.Probe{probe("p.p", says(scanner.Pass)), standard, optIn}
	for _, tt := range []struct {
		name string
		req  scanner.Request
		want string // the probes that ran
	}{
		{"no permission", scanner.Request{}, "p.p"},
		{"permission", scanner.Request{Authorized: true}, "p.p s.s"},
		{"permission, but passive", scanner.Request{Authorized: true, Profile: scanner.PassiveOnly}, "p.p"},
		{"named", scanner.Request{Authorized: true, Only: []scanner.ProbeID{"o.o"}}, "o.o"},
		{"named without permission", scanner.Request{Only: []scanner.ProbeID{"s.s"}}, ""},
	} {
		var ran []string
		for _, f := range scan(t, opts, tt.req, list...).Findings {
			switch {
			case f.Outcome == scanner.Pass:
				ran = append(ran, string(f.Probe))
			case f.Cause != observe.NotPermitted:
				t.Errorf("%s: %+v", tt.name, f)
			}
		}
		slices.Sort(ran)
		if got := strings.Join(ran, " "); got != tt.want {
			t.Errorf("%s: %q ran, want %q", tt.name, got, tt.want)
		}
	}
}

// TestStages: what may get a scan banned runs when all else is done.
func TestStages(t *testing.T) {
	_, opts := open(t, "A shop.\n")
	var done atomic.Int32
	at := func(id scanner.ProbeID, stage scanner.Stage, before int32) scanner.Probe {
		p := probe(id, func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
			_, err := site.Home(ctx)
			if n := done.Load(); n < before {
				t.Errorf("%s: %d probes were done, want %d", id, n, before)
			}
			done.Add(1)
			return []scanner.Finding{{Subject: "x", Outcome: scanner.Pass}}, err
		})
		p.Stage = stage
		return p
	}
	got := scan(t, opts, scanner.Request{}, at("a.last", scanner.Last, 4), at("b.late", scanner.Unlinked, 2), at("c.c", scanner.AtOnce, 0), at("d.late", scanner.Unlinked, 2), at("e.e", scanner.AtOnce, 0))
	if len(got.Findings) != 5 || got.Findings[0].Probe != "a.last" {
		t.Errorf("got %+v", got.Findings)
	}
}

// TestTwice: a fail that matters is reported only if a second look agrees.
func TestTwice(t *testing.T) {
	_, opts := open(t, "A shop.\n")
	for _, tt := range []struct {
		name   string
		second func(context.Context, *observe.Site) ([]scanner.Finding, error)
		want   scanner.Outcome
		cause  observe.Cause
	}{
		{"agrees", says(scanner.Fail), scanner.Fail, ""},
		{"disagrees", says(scanner.Pass), scanner.Unknown, observe.Inconsistent},
		{"gives no answer", func(context.Context, *observe.Site) ([]scanner.Finding, error) {
			return nil, &observe.Failure{Cause: observe.Timeout, Words: "nobody answered"}
		}, scanner.Unknown, observe.Timeout},
		{"was not made then", func(context.Context, *observe.Site) ([]scanner.Finding, error) {
			return nil, &observe.Failure{Cause: observe.NotRecorded, Words: "this was not looked at"}
		}, scanner.Fail, ""},
		{"cannot tell about the subject", func(context.Context, *observe.Site) ([]scanner.Finding, error) {
			return []scanner.Finding{scanner.CouldNot("x", &observe.Failure{Cause: observe.Timeout, Words: "nobody answered"})}, nil
		}, scanner.Unknown, observe.Timeout},
	} {
		var looks atomic.Int32
		p := probe("a.a", func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
			if looks.Add(1) == 1 {
				return says(scanner.Fail)(ctx, site)
			}
			return tt.second(ctx, site)
		})
		p.Twice = true
		got := scan(t, opts, scanner.Request{}, p).Findings[0]
		if got.Outcome != tt.want || got.Cause != tt.cause || looks.Load() != 2 {
			t.Errorf("%s: %+v after %d looks, want %s %q", tt.name, got, looks.Load(), tt.want, tt.cause)
		}
	}
}

// TestSecondLooksAreNew: what the second look sees is asked for anew.
func TestSecondLooksAreNew(t *testing.T) {
	shop, opts := open(t, "A shop.\n")
	p := probe("a.a", func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		page, err := site.Get(ctx, "https://shop.test/x")
		if err != nil {
			return nil, err
		}
		return []scanner.Finding{{Subject: "x", Outcome: scanner.Fail, Message: "No.", Evidence: []observe.Evidence{page.Evidence("404")}}}, nil
	})
	p.Twice = true
	got := scan(t, opts, scanner.Request{}, p)
	if n := strings.Count(strings.Join(shop.Requests(), "\n"), "GET https://shop.test/x"); n != 2 || len(got.Findings[0].Evidence) != 2 {
		t.Errorf("the shop was asked %d times, %d pieces of evidence", n, len(got.Findings[0].Evidence))
	}
}

func TestProbesThatFail(t *testing.T) {
	_, opts := open(t, "A shop.\n")
	for name, run := range map[string]func(context.Context, *observe.Site) ([]scanner.Finding, error){
		"panics":    func(context.Context, *observe.Site) ([]scanner.Finding, error) { panic("bug") },
		"is silent": func(context.Context, *observe.Site) ([]scanner.Finding, error) { return nil, nil },
	} {
		if got := scan(t, opts, scanner.Request{}, probe("a.a", run)).Findings; len(got) != 1 || got[0].Outcome != scanner.Unknown || got[0].Cause != observe.Internal {
			t.Errorf("a probe that %s: %+v", name, got)
		}
	}
	failed := probe("a.a", func(context.Context, *observe.Site) ([]scanner.Finding, error) { return nil, errors.New("odd") })
	if got := scan(t, opts, scanner.Request{}, failed).Findings[0]; got.Outcome != scanner.Unknown || strings.Contains(got.Message, "odd") {
		t.Errorf("an odd error: %+v", got)
	}
}

func TestOptOut(t *testing.T) {
	for name, text := range map[string]string{
		"by DNS":         "Stay away.\n-- dns --\n_shopcheck TXT \"deny\"\n",
		"on plain HTTP":  "Stay away.\n-- shop.yaml --\ntls: {off: true}\n-- GET http://shop.test/robots.txt --\nHTTP/1.1 200 OK\n\n\ufeffUser-agent: shopcheck\nDisallow: /\n",
		"by a long file": "Stay away.\n-- GET /robots.txt --\nHTTP/1.1 200 OK\n\n# " + strings.Repeat("x", 100_000) + "\nUser-agent: shopcheck\nDisallow: /\n",
		"by robots":      "Stay away.\n-- GET /robots.txt --\nHTTP/1.1 200 OK\n\nUser-agent: other\nUser-agent: ShopCheck # us\nDisallow: /\n",
	} {
		shop, opts := open(t, text)
		got := scan(t, opts, scanner.Request{Authorized: true}, probe("a.a", says(scanner.Pass)))
		if got.Findings[0].Cause != observe.OptedOut || got.Problem == nil || got.Problem.Cause != observe.OptedOut {
			t.Errorf("%s: %+v, problem %v", name, got.Findings[0], got.Problem)
		}
		for _, r := range shop.Requests() {
			if !strings.HasSuffix(r, "/robots.txt") {
				t.Errorf("%s: the shop was asked for %s", name, r)
			}
		}
	}
	for name, robots := range map[string]string{
		"others":     "User-agent: *\nDisallow: /\n",
		"a part":     "User-agent: shopcheck\nDisallow: /cart\n",
		"allowed":    "User-agent: shopcheck\nAllow: /\n\nUser-agent: other\nDisallow: /\n",
		"no robots":  "<h1>Hello</h1>",
		"empty rule": "User-agent: shopcheck\nDisallow:\n",
	} {
		_, opts := open(t, "A shop.\n-- GET /robots.txt --\nHTTP/1.1 200 OK\n\n"+robots)
		if got := scan(t, opts, scanner.Request{}, probe("a.a", says(scanner.Pass))).Findings[0]; got.Outcome != scanner.Pass {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestProblem(t *testing.T) {
	for text, want := range map[string]observe.Cause{
		"Closed.\n-- shop.yaml --\ntls: {off: true}\nhttp: {off: true}\n":                                observe.Refused,
		"Refuses.\n-- GET / --\nHTTP/1.1 403 Forbidden\n\n":                                              observe.Blocked,
		"Moved.\n-- GET / --\nHTTP/1.1 302 Found\nLocation: https://other.test/\n\n":                     observe.OtherCompany,
		"No answer.\n-- shop.yaml --\ndns: {servfail: [shop.test, www.shop.test]}\n":                     observe.DNS,
		"Plain.\n-- shop.yaml --\ntls: {off: true}\n-- GET http://shop.test/ --\nHTTP/1.1 200 OK\n\nTea": "",
	} {
		_, opts := open(t, text)
		got := scan(t, opts, scanner.Request{}, probe("a.a", says(scanner.Pass))).Problem
		if got == nil && want != "" || got != nil && got.Cause != want {
			t.Errorf("%s: problem %+v, want %q", strings.SplitN(text, "\n", 2)[0], got, want)
		}
	}
}

func TestDoc(t *testing.T) {
	p := scanner.Probe{Doc: "# A title\n\nFor the owner.\n\n## Why it matters\n\nBecause.\n\n## What to do\n\nThis.\n"}
	if p.Title() != "A title" || p.Section("") != "For the owner." || p.Section("Why it matters") != "Because." || p.Section("What to do") != "This." || p.Section("Sources") != "" {
		t.Errorf("%q %q %q %q", p.Title(), p.Section(""), p.Section("Why it matters"), p.Section("What to do"))
	}
}

// TestTwiceAsAsked: a scan that is asked to look twice does, says so, and is replayed
// alike if that is asked in the same words.
func TestTwiceAsAsked(t *testing.T) {
	_, opts := open(t, "A shop.\n")
	var looks atomic.Int32
	p := probe("a.a", func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		if _, err := site.Home(ctx); err != nil {
			return nil, err
		}
		if looks.Add(1) == 2 {
			return says(scanner.Pass)(ctx, site)
		}
		return says(scanner.Fail)(ctx, site)
	})
	req := scanner.Request{Target: target}
	first := scan(t, opts, req, p)
	if first.Findings[0].Outcome != scanner.Fail || first.Twice != nil {
		t.Fatalf("the first scan: %+v", first)
	}
	looks.Store(0)
	s, err := scanner.New([]scanner.Probe{p}, opts)
	if err != nil {
		t.Fatal(err)
	}
	req.Twice = []scanner.ProbeID{"a.a"}
	got := s.Continue(t.Context(), req, first)
	if f := got.Findings[0]; f.Cause != observe.Inconsistent || !slices.Equal(got.Twice, req.Twice) {
		t.Errorf("going on: %+v, twice %v", f, got.Twice)
	}
	looks.Store(0)
	if f := s.Judge(t.Context(), observe.Replay("shop.test", got.Looks), req)[0]; f.Cause != observe.Inconsistent {
		t.Errorf("replayed: %+v", f)
	}
}
