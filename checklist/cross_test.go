package checklist

import (
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"
)

// A way is a probe or a part and all that it takes in a table: outcomes or
// values, in one string. "-" is nothing.
type way struct{ name, takes string }

// A choice is one combination: what each way takes. Names of parts are without
// their item.
type choice map[string]string

// is reports whether a way takes one of values.
func (c choice) is(name string, values ...string) bool { return slices.Contains(values, c[name]) }

// held reports whether a probe that must hold for a YES does.
func (c choice) held(probe string) bool { return c.is(probe, "pass", "warn", "not-applicable") }

// words says a combination as [world.with] reads it.
func (c choice) words() string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(c)) {
		sep := "="
		if strings.Contains(name, ".") {
			sep = ":"
		}
		out = append(out, name+sep+c[name])
	}
	return strings.Join(out, " ")
}

// cross returns every combination of ways.
func cross(ways []way) iter.Seq[choice] {
	return func(yield func(choice) bool) {
		if len(ways) == 0 {
			yield(choice{})
			return
		}
		for _, value := range strings.Fields(ways[0].takes) {
			for c := range cross(ways[1:]) {
				c[ways[0].name] = value
				if !yield(c) {
					return
				}
			}
		}
	}
}

// What an oracle may say.
const (
	yesVerified = "YES verified"
	yesDeclared = "YES declared"
	noVerified  = "NO verified"
	noDeclared  = "NO declared"
	weakly      = ", weak"
)

// holdAgainst holds an item's rule against an oracle: a second, plain reading of
// what the item says, for every combination of ways in a world that is good
// otherwise. Each I DON'T KNOW must say what would settle it.
func holdAgainst(t *testing.T, item ItemID, good string, oracle func(choice) string, ways ...way) {
	t.Helper()
	base, cat := world{}.with(item, good), only(t, item)
	tried, wrong := 0, 0
	for c := range cross(ways) {
		tried++
		w := base.with(item, c.words())
		answers := Assess(Input{Catalog: cat, Findings: w.findings, Statements: w.statements, At: now}).Answers
		a := answers[len(answers)-1]
		want := oracle(c)
		if got := inWords(a); got != want || a.Says == DontKnow && len(a.Missing) == 0 {
			if wrong++; wrong <= 5 {
				t.Errorf("%s with %s is %s, want %s; missing %q", item, c.words(), got, want, a.Missing)
			}
		}
	}
	if wrong > 5 {
		t.Errorf("and so on: %d of %d", wrong, tried)
	}
}

// only returns a catalog of one item, last, and those that it looks at.
func only(t *testing.T, id ItemID) Catalog {
	cat := bare(t)
	needs := map[ItemID]ItemID{"Q7": "Q1", "Q8": "Q2"}
	cat.Items = slices.DeleteFunc(cat.Items, func(it Item) bool { return it.ID != id && it.ID != needs[id] })
	return cat
}

// Each of a probe's outcomes, and no finding at all.
const outcomes = "pass warn fail unknown not-applicable -"

func TestCross(t *testing.T) {
	var got []string
	for c := range cross([]way{{"a", "yes no"}, {"b.c", "pass -"}}) {
		got = append(got, c.words())
	}
	if all := strings.Join(got, "; "); all != "a=yes b.c:pass; a=yes b.c:-; a=no b.c:pass; a=no b.c:-" {
		t.Errorf("all combinations: %s", all)
	}
}
