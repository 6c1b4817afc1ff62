package software

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/inventory"
	"shopcheck/scanner/probes/shop"
)

// Bounds on what a finding says: libraries named, quotes, numbers of flaws in one.
const (
	maxNamed  = 5
	maxQuotes = 8
	maxIDs    = 6
)

// judge says what is known of the libraries that pages run. That none is known to
// be bad says something only if the scripts were read.
func (l *loaded) judge(domain string) scanner.Finding {
	all := l.running()
	slices.SortStableFunc(all, func(a, b running) int {
		return cmp.Or(cmp.Compare(l.rank(a), l.rank(b)), cmp.Compare(a.Library, b.Library))
	})
	f := scanner.Finding{Subject: domain, Outcome: scanner.Pass}
	var bad []string
	for _, u := range all {
		outcome := l.outcome(u)
		if outcome != scanner.Pass {
			bad = append(bad, u.words())
		}
		if len(bad) == 1 && f.Outcome == scanner.Pass {
			f.Outcome = outcome
		}
		if len(f.Evidence) < maxQuotes && (outcome != scanner.Pass || f.Outcome == scanner.Pass) {
			f.Evidence = append(f.Evidence, u.quote())
		}
	}
	if len(bad) > 0 {
		f.Message = "The shop's pages run JavaScript libraries in versions with known flaws: " + listed(bad, maxNamed) + "."
		return f
	}
	return l.clean(f, len(all))
}

// clean finishes a finding that has nothing bad in it.
func (l *loaded) clean(f scanner.Finding, recognized int) scanner.Finding {
	if err := cmp.Or(l.late, l.unread()); err != nil {
		g := scanner.CouldNot(f.Subject, err)
		_, words := observe.Explain(err)
		g.Message = "Whether the shop's pages run JavaScript libraries with known flaws could not be told: " + words + "."
		g.Evidence = f.Evidence
		return g
	}
	switch {
	case len(l.scripts) == 0:
		f.Message = "The pages that were seen run no scripts."
	case recognized == 0:
		f.Message = "No JavaScript library with known flaws shows in the scripts of the pages that were seen."
	case recognized == 1:
		f.Message = "The one JavaScript library recognized in the shop's pages has no known flaws."
	default:
		f.Message = fmt.Sprintf("None of the %d JavaScript libraries recognized in the shop's pages has known flaws.", recognized)
	}
	if f.Evidence == nil {
		f.Evidence = []observe.Evidence{l.pages[0].Evidence(fmt.Sprintf("scripts in the pages: %d", len(l.scripts)))}
	}
	return f
}

// unread says why a page or a script was not read in which a library may be, or
// returns nil. Scripts that known companies serve are theirs to mend, an address that tells the
// version is enough, and a file that is not there runs nowhere.
func (l *loaded) unread() error {
	for _, p := range l.pages {
		if err := shop.Textless(p.Page); err != nil {
			return err
		}
		if p.Document().Cut {
			return &observe.Failure{Cause: observe.Malformed, Words: "a page (" + string(p.Role) + ") is longer than is read"}
		}
	}
	files, missing := 0, 0
	var why error
	for _, s := range l.scripts {
		if s.URL == "" || elsewhere(s) || s.Guard() == inventory.Refused || len(facts.LibrariesAt(s.URL)) > 0 {
			continue
		}
		files++
		if err := l.missing(s); err != nil {
			missing, why = missing+1, cmp.Or(why, err)
		}
	}
	if missing == 0 {
		return nil
	}
	cause, words := observe.Explain(why)
	which := fmt.Sprintf("%d of %d script files were", missing, files)
	if files == 1 {
		which = "the only script file was"
	}
	return &observe.Failure{Cause: cause, Words: which + " not read, or not wholly: " + words}
}

// missing says why a script's file was not read, or returns nil.
func (l *loaded) missing(s inventory.Script) error {
	i := l.body(s)
	switch {
	case i < 0:
		return &observe.Failure{Cause: observe.BudgetSpent, Words: "this scan's limit of script files was reached"}
	case l.bodies[i].Err != nil:
		return l.bodies[i].Err
	case l.dead(s):
		return nil
	case l.bodies[i].File.Cut:
		return &observe.Failure{Cause: observe.BudgetSpent, Words: "a script is longer than is read"}
	}
	return l.bodies[i].File.Unusable()
}

// words names a library for the owner: "lodash 4.17.4 (high)".
func (u running) words() string {
	notes := []string{u.grade()}
	if !slices.ContainsFunc(u.Flaws(), func(f facts.Flaw) bool { return f.Harm != facts.EndOfLife }) {
		notes[0] = "no longer looked after"
	}
	switch {
	case elsewhere(u.script):
		notes = append(notes, "in a script of "+u.script.Owner.Name)
	case packaged(u.script):
		notes = append(notes, "which its distribution may have mended")
	case u.Mixed:
		notes = append(notes, "mostly on servers")
	case !u.Exact:
		notes = append(notes, "by its address")
	}
	return u.String() + " (" + strings.Join(notes, ", ") + ")"
}

func (u running) String() string { return u.Library + " " + observe.Printable(u.Version) }

// quote is the evidence with what it shows: the version, and the numbers of its
// flaws, those of the worst first.
func (u running) quote() observe.Evidence {
	flaws := slices.Clone(u.Flaws())
	slices.SortStableFunc(flaws, func(a, b facts.Flaw) int {
		return cmp.Compare(slices.Index(grades, severity(a)), slices.Index(grades, severity(b)))
	})
	var ids []string
	for _, f := range flaws {
		for _, id := range f.IDs {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	shows := u.String()
	if len(ids) > 0 {
		shows += ": " + listed(ids, maxIDs)
	}
	e := u.evidence
	e.Quote += " (" + shows + ")"
	return e
}
