package checklist

import (
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// A blank is what a run could not see of a shop that another run of it saw. What is
// missing there is not gone, and what is in order there was perhaps not looked at.
type blank struct {
	looks  map[string]observe.Cause          // that showed nothing, by what evidence calls them
	probes map[scanner.ProbeID]observe.Cause // that could not judge something
}

// blankOf returns what r could not see. What neither run could judge explains
// nothing.
func blankOf(r, other Run) blank {
	b := blank{r.Scan.Looks.Unseen(), make(map[scanner.ProbeID]observe.Cause)}
	judged := byKey(other)
	for _, f := range r.Scan.Findings {
		if f.Outcome == scanner.Unknown && judged[f.Key()].Outcome != scanner.Unknown {
			b.probes[f.Probe] = f.Cause
		}
	}
	return b
}

// fill returns a finding of the run, which may be the zero Finding: an unknown one if
// it says nothing bad only because what shows the other run's was not seen.
func (b blank) fill(f, other scanner.Finding) scanner.Finding {
	if other.Probe == "" || f.Outcome == scanner.Unknown || amiss(f.Outcome) || f.Outcome == scanner.Pass && !amiss(other.Outcome) {
		return f
	}
	cause, blind := b.probes[other.Probe]
	blind = blind && f.Probe == ""
	for _, e := range other.Evidence {
		if c, failed := b.looks[e.Source]; failed && !blind {
			cause, blind = c, true
		}
	}
	if !blind {
		return f
	}
	other.Outcome, other.Cause = scanner.Unknown, cause
	return other
}
