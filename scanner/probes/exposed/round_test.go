package exposed

import (
	"errors"
	"math"
	"testing"

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
	total := 0
	for _, topic := range []facts.Topic{
		facts.VersionControl, facts.Env, facts.Config, facts.Dump, facts.PrivateKey, facts.Logs,
		facts.DatabaseAdmin, facts.PHPInfo, facts.Debug, facts.Installer, facts.Listing, facts.Exports,
	} {
		p := planFor(topic, "woocommerce", 35)
		total += len(p.rows)
		if all := planFor(topic, "woocommerce", math.MaxInt); len(all.rows) != p.known || all.known != p.known || p.after(len(p.rows)-1) != path.Done {
			t.Errorf("%s: %d rows of %d, %d without a limit", topic, len(p.rows), p.known, len(all.rows))
		}
	}
	if total != 35 {
		t.Errorf("%d rows for 35 requests", total)
	}
	rows := make([]facts.Exposure, 3)
	for want, p := range map[string]plan{
		" (asked all 3 known addresses)":                                            {rows: rows, known: 3, most: 3},
		" (asked the one known address)":                                            {rows: rows[:1], known: 1, most: 1},
		" (asked 3 of 5 known addresses; more with --profile thorough)":             {rows: rows, known: 5, most: 4},
		" (asked 2 of 5 known addresses; more with --profile thorough)":             {rows: rows, known: 5, most: 3, skipped: 1},
		" (asked 3 of 5 known addresses; the rest is beyond what one scan may ask)": {rows: rows, known: 5, most: 3},
	} {
		if got := p.scope(); got != want {
			t.Errorf("scope %q, want %q", got, want)
		}
	}
	for p, want := range map[*plan]observe.Cause{{}: observe.BudgetSpent, {rows: rows, skipped: 3}: observe.NotRecorded} {
		if cause, _ := observe.Explain(p.nothing()); cause != want || p.asked() != 0 {
			t.Errorf("nothing asked: %s, want %s", cause, want)
		}
	}
}
