package report

import (
	"cmp"
	"slices"
	"time"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// sources are what a report is made from; every string of the run is clean.
type sources struct {
	checklist.Run
	checklist.Catalog

	byKey  map[string]scanner.Finding     // the first of each key
	said   map[string]checklist.Statement // the one that counts of each key
	setup  setup                          // for which server fixes are
	groups [][]scanner.Finding            // those of each probe together, in the order of IDs
	wrongs [][]scanner.Finding            // of these, those with something wrong, in the order of a report
	points map[scanner.ProbeID]int        // which number each of them has there; 0 if it is not shown

	rendered bool // a browser built pages
}

func newSources(run checklist.Run, cat checklist.Catalog) sources {
	s := sources{
		Run: cleanRun(run), Catalog: cat,
		byKey:  map[string]scanner.Finding{},
		points: map[scanner.ProbeID]int{}, rendered: run.Scan.Looks.Rendered(),
	}
	for _, f := range s.Scan.Findings {
		if _, ok := s.byKey[f.Key()]; !ok {
			s.byKey[f.Key()] = f
		}
	}
	s.said = checklist.Newest(s.Statements)
	s.setup = setupOf(s.Scan.Findings)
	s.groups = grouped(s.Scan.Findings)
	s.wrongs = wrongsOf(s.groups)
	for i, group := range s.wrongs[:min(len(s.wrongs), maxEntries)] {
		s.points[group[0].Probe] = i + 1
	}
	return s
}

func grouped(findings []scanner.Finding) [][]scanner.Finding {
	all := slices.Clone(findings)
	slices.SortStableFunc(all, func(a, b scanner.Finding) int {
		return cmp.Or(cmp.Compare(a.Probe, b.Probe), cmp.Compare(a.Subject, b.Subject))
	})
	var out [][]scanner.Finding
	for _, f := range all {
		if n := len(out); n > 0 && out[n-1][0].Probe == f.Probe {
			out[n-1] = append(out[n-1], f)
			continue
		}
		out = append(out, []scanner.Finding{f})
	}
	return out
}

// judged returns when the answers were judged: a run may be answered long after
// its scan, and an answer that nobody knows is of the day it was judged.
func (s sources) judged() time.Time {
	at := s.Scan.Finished
	for _, a := range s.Run.Answers {
		if a.At.After(at) {
			at = a.At
		}
	}
	return at.UTC()
}

// unseen reports whether the shop's home page was not seen. Then nothing is
// graded, whatever the run says.
func (s sources) unseen() bool { return s.Scan.Problem != nil }
