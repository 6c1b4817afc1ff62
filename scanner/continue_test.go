package scanner_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/inventory"
	"shopcheck/scanner/probes/shop"
)

// TestContinue: a scan that goes on asks only what it did not ask before, judges
// by all of it, says what both parts spent, and can be replayed.
func TestContinue(t *testing.T) {
	shop, opts := open(t, "A shop.\n")
	p := probe("a.a", func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		if _, err := site.Home(ctx); err != nil {
			return nil, err
		}
		told := site.Told(ctx).Checkout
		if told == "" {
			return nil, &observe.Failure{Cause: observe.NotFound, Words: "nobody said where"}
		}
		if _, err := site.Get(ctx, told); err != nil {
			return nil, err
		}
		return []scanner.Finding{{Subject: told, Outcome: scanner.Pass, Message: "So it is."}}, nil
	})
	first := scan(t, opts, scanner.Request{Profile: scanner.Thorough, Authorized: true}, p)
	asked := len(shop.Requests())

	opts.Told.Checkout = "https://shop.test/pay"
	s, err := scanner.New([]scanner.Probe{p}, opts)
	if err != nil {
		t.Fatal(err)
	}
	req := scanner.Request{Target: target, Authorized: true}
	got := s.Continue(t.Context(), req, first)
	if diff := cmp.Diff([]string{"GET https://shop.test/pay"}, shop.Requests()[asked:]); diff != "" {
		t.Errorf("asked when going on (-want +got):\n%s", diff)
	}
	if f := got.Findings[0]; first.Findings[0].Outcome != scanner.Unknown || f.Outcome != scanner.Pass {
		t.Errorf("first %+v, then %+v", first.Findings, got.Findings)
	}
	before, after := first.Budget, got.Budget
	if after.Used.Requests != before.Used.Requests+1 || after.Allowed.Requests != before.Allowed.Requests+scanner.More.Requests ||
		after.Allowed.Scripts != before.Allowed.Scripts+scanner.More.Scripts || after.Allowed.Paths != before.Allowed.Paths {
		t.Errorf("spent %+v, then %+v", before, after)
	}
	if !got.Started.Equal(first.Started) || got.Profile != scanner.Thorough || got.Problem != nil || !cmp.Equal(got.Vantage, first.Vantage) {
		t.Errorf("first %v %s %+v, then %v %s %+v, problem %v", first.Started, first.Profile, first.Vantage, got.Started, got.Profile, got.Vantage, got.Problem)
	}
	for _, l := range first.Looks {
		if l.Question != "TOLD" && !slices.ContainsFunc(got.Looks, func(m observe.Look) bool { return cmp.Equal(l, m) }) {
			t.Errorf("the look %s is not kept", l.Question)
		}
	}
	if diff := cmp.Diff(got.Findings, s.Judge(t.Context(), observe.Replay("shop.test", got.Looks), req)); diff != "" {
		t.Errorf("replayed (-live +replayed):\n%s", diff)
	}
}

// TestContinueBeyondBudget: for what the scan before had no requests left there
// are some now.
func TestContinueBeyondBudget(t *testing.T) {
	_, opts := open(t, "A shop.\n")
	p := probe("a.a", func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		if _, err := site.Get(ctx, "https://shop.test/pay"); err != nil {
			return nil, err
		}
		return []scanner.Finding{{Subject: "x", Outcome: scanner.Pass, Message: "So it is."}}, nil
	})
	s, err := scanner.New([]scanner.Probe{p}, opts)
	if err != nil {
		t.Fatal(err)
	}
	first := scanner.Scan{Profile: scanner.Normal, Looks: observe.Looks{
		{Question: "GET https://shop.test/pay", Failure: &observe.Failure{Cause: observe.BudgetSpent, Words: "no requests are left"}},
	}}
	first.Budget.Allowed = observe.DefaultBudget
	if got := s.Continue(t.Context(), scanner.Request{Target: target}, first); got.Findings[0].Outcome != scanner.Pass {
		t.Errorf("%+v", got.Findings)
	}
}

// TestContinueScripts: of more script files than a scan may fetch, one that goes on
// fetches those of the page it was told of, as many as are left, and a replay reads
// the same.
func TestContinueScripts(t *testing.T) {
	page := func(path, name, text string) string {
		var b strings.Builder
		for i := range 15 {
			fmt.Fprintf(&b, `<script src="/%s%02d.js"></script>`, name, i)
		}
		return "-- GET " + path + " --\nHTTP/1.1 200 OK\nContent-Type: text/html\n\n<title>Tea</title>" + text + b.String() + "\n"
	}
	_, opts := open(t, "A shop.\n"+page("/", "home", "<h1>Tea in many words</h1>")+page("/till", "till", "<h1>Pay</h1><form method=post><input name=street></form>")+"-- GET * --\nHTTP/1.1 200 OK\nContent-Type: text/javascript\n\nvar a = 1;\n")
	p := probe("a.a", func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		found, err := shop.Find(ctx, site)
		if err != nil {
			return nil, err
		}
		read := make(map[string]int)
		for _, b := range inventory.Bodies(ctx, site, inventory.Of(found.Pages, site.Own)) {
			if b.Err != nil {
				return nil, b.Err
			}
			read[string(b.Roles[0])]++
		}
		return []scanner.Finding{{Subject: "x", Outcome: scanner.Pass, Message: fmt.Sprint(read)}}, nil
	})
	first := scan(t, opts, scanner.Request{}, p)
	opts.Told.Checkout = "https://shop.test/till"
	s, err := scanner.New([]scanner.Probe{p}, opts)
	if err != nil {
		t.Fatal(err)
	}
	req := scanner.Request{Target: target}
	got := s.Continue(t.Context(), req, first)
	if want := fmt.Sprintf("map[checkout:%d home:%d]", scanner.More.Scripts, first.Budget.Used.Scripts); got.Findings[0].Message != want {
		t.Errorf("first %+v, then %+v, want %s", first.Findings, got.Findings, want)
	}
	if diff := cmp.Diff(got.Findings, s.Judge(t.Context(), observe.Replay("shop.test", got.Looks), req)); diff != "" {
		t.Errorf("replayed (-live +replayed):\n%s", diff)
	}
}
