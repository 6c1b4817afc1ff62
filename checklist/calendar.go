package checklist

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"shopcheck/scanner"
)

// An Ending is something that ends on a day: what stands behind a shop has to be
// renewed, or said again, from time to time.
type Ending struct {
	Kind EndingKind
	Day  time.Time // the last day, or the last moment of a certificate or a registration
	Over bool      // it has ended already

	Host   string  // whose certificate ends, or which domain's registration; empty for other kinds
	Waiver *Waiver // what was accepted until then; nil for other kinds
	Item   ItemID  // whose answer counts until then; empty for other kinds
}

// An EndingKind says what ends.
type EndingKind string

// The kinds of endings.
const (
	EndsCertificate  EndingKind = "certificate"
	EndsRegistration EndingKind = "registration" // of the domain
	EndsWaiver       EndingKind = "waiver"       // of something that is wrong still
	EndsAnswer       EndingKind = "answer"       // what people said counts until then
)

// Calendar lists what ends, as a run knows it, judged at a moment: what is over
// first, each thing once and by its earliest end.
func Calendar(run Run, at time.Time) []Ending {
	out := slices.Concat(renewals(run.Scan.Findings), waiverEnds(run), answerEnds(run.Answers))
	for i := range out {
		out[i].Over = out[i].Before(at)
	}
	rank := map[bool]int{true: 0, false: 1}
	slices.SortStableFunc(out, func(a, b Ending) int {
		return cmp.Or(cmp.Compare(rank[a.Over], rank[b.Over]), a.Day.Compare(b.Day), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Host, b.Host))
	})
	return out
}

// Before reports whether it ended before a moment. A waiver and an answer hold to
// the end of their day.
func (e Ending) Before(at time.Time) bool {
	if e.Kind == EndsWaiver || e.Kind == EndsAnswer {
		return day(e.Day) < day(at)
	}
	return e.Day.Before(at)
}

// dated are the probes whose evidence holds a last moment, what its quote begins
// with, and what stands before the moment: see the probes cert.valid and
// dns.expiry.
var dated = []struct {
	kind          EndingKind
	probes        []scanner.ProbeID
	subject       string // stands before the name
	begins, until string
}{
	{EndsCertificate, []scanner.ProbeID{"cert.valid", "cert.expiry"}, "TLS ", "valid from ", " to "},
	{EndsRegistration, []scanner.ProbeID{"dns.expiry"}, "registration of ", "expires ", "expires "},
}

// renewals reads what has to be renewed from findings, whatever they concluded.
func renewals(findings []scanner.Finding) []Ending {
	var out []Ending
	for _, kind := range dated {
		for _, f := range findings {
			if !slices.Contains(kind.probes, f.Probe) {
				continue
			}
			for _, e := range f.Evidence {
				end, ok := momentIn(e.Quote, kind.begins, kind.until)
				if ok {
					out = earliest(out, Ending{Kind: kind.kind, Day: end, Host: strings.TrimPrefix(f.Subject, kind.subject)})
				}
			}
		}
	}
	return out
}

// momentIn reads the moment that a quote names behind a word.
func momentIn(quote, begins, until string) (time.Time, bool) {
	if !strings.HasPrefix(quote, begins) {
		return time.Time{}, false
	}
	_, rest, _ := strings.Cut(quote, until)
	word, _, _ := strings.Cut(rest, ";")
	end, err := time.Parse(time.RFC3339, strings.TrimSpace(word))
	return end.UTC(), err == nil
}

// earliest adds an ending to others, of which one may be the same thing's: a server
// can have two certificates for one name.
func earliest(all []Ending, e Ending) []Ending {
	i := slices.IndexFunc(all, func(o Ending) bool { return o.Kind == e.Kind && o.Host == e.Host })
	switch {
	case i < 0:
		return append(all, e)
	case e.Day.Before(all[i].Day):
		all[i] = e
	}
	return all
}

// waiverEnds lists until when faults are accepted that the run still has, by the
// waiver that lasts longest.
func waiverEnds(run Run) []Ending {
	var out []Ending
	var seen []scanner.ProbeID
	for _, f := range run.Scan.Findings {
		if f.Outcome != scanner.Fail && f.Outcome != scanner.Warn || slices.Contains(seen, f.Probe) {
			continue
		}
		seen = append(seen, f.Probe)
		if w, known := waiverFor(run.Waivers, f.Probe); known {
			out = append(out, Ending{Kind: EndsWaiver, Day: w.Until.UTC(), Waiver: &w})
		}
	}
	return out
}

// answerEnds lists until when answers count that rest on what people said.
func answerEnds(answers []Answer) []Ending {
	var out []Ending
	for _, a := range answers {
		if !a.Until.IsZero() {
			out = append(out, Ending{Kind: EndsAnswer, Day: a.Until.UTC(), Item: a.Item})
		}
	}
	return out
}
