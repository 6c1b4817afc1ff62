package exposed

import (
	"errors"
	"math"
	"slices"
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/path"
)

// TestDistrust takes no shop's word that refuses everything, or that changed its
// mind while it was asked.
func TestDistrust(t *testing.T) {
	for _, tt := range []struct {
		name          string
		before, after int
		misses        []int
		doubtful      bool
		want          error
	}{
		{"nothing is there", 404, 404, []int{404, 410}, false, nil},
		{"one is kept back", 404, 404, []int{404, 403}, true, nil},
		{"everything is refused", 403, 403, []int{403, 403}, true, path.RefusesAll},
		{"everything is refused in other words", 406, 406, []int{406, 406}, true, path.RefusesAll},
		{"refused since a while", 404, 403, []int{404, 404, 403}, true, path.RefusesAll},
		{"refused too late to matter", 404, 403, []int{404, 404}, false, nil},
		{"sent home, always", 302, 302, []int{302, 302}, true, nil},
		{"sent home since a while", 404, 302, []int{404, 302}, true, changed},
		{"a page for everything", 200, 200, []int{200, 200}, true, nil},
		{"a page for everything since a while", 404, 200, []int{404, 200}, true, changed},
		{"a shop that came to its senses", 200, 404, []int{200, 404}, true, nil},
	} {
		var misses []*observe.Page
		for _, status := range tt.misses {
			misses = append(misses, page(status, ""))
		}
		if got := doubtful(page(tt.before, ""), misses); got != tt.doubtful {
			t.Errorf("%s: doubtful %t", tt.name, got)
		}
		if got := distrust(page(tt.before, ""), page(tt.after, ""), misses); tt.doubtful && !errors.Is(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// TestPlan takes what is asked from the beginning of the list, and says what is
// left out.
func TestPlan(t *testing.T) {
	first, more := 0, 0
	for _, topic := range []facts.Topic{
		facts.VersionControl, facts.Env, facts.Config, facts.Dump, facts.PrivateKey, facts.Logs,
		facts.DatabaseAdmin, facts.PHPInfo, facts.Debug, facts.Installer, facts.Listing, facts.Exports,
	} {
		p := planFor(topic, "woocommerce", 25, 35)
		first, more = first+len(p.first), more+len(p.more)
		known := len(p.first) + len(p.more) + len(p.beyond)
		all := planFor(topic, "woocommerce", 25, math.MaxInt)
		if len(all.first) != len(p.first) || len(all.first)+len(all.more) != known || len(all.beyond) > 0 || all.most != p.most || p.goesOn || !all.goesOn {
			t.Errorf("%s: %+v, without a limit %+v", topic, p, all)
		}
		turns := p.turns()
		if want := slices.Sorted(slices.Values(turns)); !slices.Equal(turns, want) || turns[len(turns)-1] != path.Done || len(slices.Compact(want)) != len(turns) {
			t.Errorf("%s: turns %v", topic, turns)
		}
	}
	if first != 25 || more != 10 {
		t.Errorf("%d rows first and %d more", first, more)
	}
	rows := make([]facts.Exposure, 3)
	for _, tt := range []struct {
		p     plan
		asked int
		want  string
	}{
		{plan{first: rows, most: 3}, 3, " (looked at all 3 usual places)"},
		{plan{first: rows[:1], most: 1}, 1, " (looked at the one usual place)"},
		{plan{first: rows, beyond: rows[:2], most: 4}, 3, " (looked at 3 of 5 usual places; a thorough scan looks at more)"},
		{plan{first: rows, more: rows[:2], most: 5}, 4, " (looked at 4 of 5 usual places; a thorough scan looks at more)"},
		{plan{first: rows, beyond: rows[:2], most: 3}, 3, " (looked at 3 of 5 usual places; the rest is beyond what one scan may ask)"},
	} {
		if got := tt.p.scope(tt.asked); got != tt.want {
			t.Errorf("scope %q, want %q", got, tt.want)
		}
	}
	for want, p := range map[observe.Cause]plan{observe.NotRecorded: {first: rows}, observe.BudgetSpent: {more: rows}} {
		if cause, _ := observe.Explain((&round{plan: p}).nothing()); cause != want {
			t.Errorf("nothing asked: %s, want %s", cause, want)
		}
	}
}

// TestMerge makes one sentence of all that was found, and lets what is certain
// lead.
func TestMerge(t *testing.T) {
	leaked := func(o scanner.Outcome, path, what string, open bool) leak {
		got := &observe.Page{Method: "GET", URL: "https://shop.test" + path, Status: 200}
		return leak{hit{facts.Exposure{What: what, Signature: facts.Signature{Page: open}}, got}, scanner.Finding{
			Outcome: o, Message: "At " + path + ".", Evidence: []observe.Evidence{got.Evidence("seen"), got.Evidence("compared")},
		}}
	}
	fail, warn := scanner.Fail, scanner.Warn
	many := []leak{}
	for _, p := range []string{"/1", "/2", "/3", "/4", "/5", "/6", "/7", "/8"} {
		many = append(many, leaked(fail, p, "a key", false))
	}
	for _, tt := range []struct {
		found    []leak
		outcome  scanner.Outcome
		message  string
		evidence int
	}{
		{[]leak{leaked(fail, "/a", "a key", false)}, fail, "Anybody can fetch a key at /a.", 2},
		{[]leak{leaked(fail, "/a", "a key", false), leaked(fail, "/b", "a key", false)}, fail, "Anybody can fetch a key at /a and /b.", 3},
		{[]leak{leaked(fail, "/a", "a key", false), leaked(fail, "/b", "a list", true), leaked(fail, "/c", "a key", false), leaked(fail, "/d", "a key", false)}, fail, "Anybody can fetch a key at /a, /c and /d, and open a list at /b.", 5},
		{[]leak{leaked(fail, "/a", "a key", false), leaked(fail, "/b", "a list", false), leaked(fail, "/c", "a list", true), leaked(fail, "/d", "a page", true)}, fail, "Anybody can fetch a key at /a, and a list at /b, and open a list at /c, and a page at /d.", 5},
		{[]leak{leaked(warn, "/a", "a key", false), leaked(fail, "/b", "a key", false)}, fail, "Anybody can fetch a key at /b.", 3},
		{[]leak{leaked(warn, "/a", "a key", false), leaked(warn, "/b", "a key", false)}, warn, "At /a.", 3},
		{many, fail, "Anybody can fetch a key at /1, /2, /3 and /4, and 4 more of the kind.", 9},
	} {
		r := &round{site: observe.Replay("shop.test", nil), found: tt.found}
		f := r.merge()
		if f.Outcome != tt.outcome || f.Message != tt.message || len(f.Evidence) != tt.evidence || f.Subject != "shop.test" {
			t.Errorf("got %+v, want %s %q with %d looks", f, tt.outcome, tt.message, tt.evidence)
		}
	}
}
