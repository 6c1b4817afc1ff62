package checklist

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// A Pair is two runs of one shop, to be compared.
//
// Who made a change is found in two steps. Again is Before, judged and assessed by
// the rules and facts that After was judged by. What differs between Before and
// Again no shop has changed, because both saw the same; what differs between Again
// and After shopcheck has not changed, because it judged both alike.
type Pair struct {
	Before Run
	Again  Run // the zero Run if what Before saw is not kept; Before itself if both were judged alike
	After  Run

	Traces map[string]Trace // of findings by key, before After; may be nil
}

// A Trace is what is remembered of one finding over earlier runs.
type Trace struct {
	Known  scanner.Outcome   // the last outcome that was not unknown; empty if there was none
	Recent []scanner.Outcome // the last known outcomes, oldest first; Known is the last of them
}

// Compare lists what differs between two runs of one shop, what matters most first.
// What nobody could judge in After is never fixed, and what was not asked in one of
// the runs is not compared. A run that saw nothing of the shop says of nothing what
// became of it.
func Compare(p Pair) []Change {
	if p.After.Scan.Problem != nil {
		return nil
	}
	all := slices.Concat(p.findings(), p.certificates(), p.scripts())
	all = append(all, p.answers(all)...)
	slices.SortStableFunc(all, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.Severity.Rank(), b.Severity.Rank()), cmp.Compare(a.Key, b.Key))
	})
	return all
}

// Regression reports whether the change is a finding that fails now, did not before,
// and nobody but the shop has made it so. One that comes and goes is none.
func (c Change) Regression() bool {
	return c.Of == OfFinding && (c.Kind == New || c.Kind == Worse) && c.After == string(scanner.Fail) && c.Who == ByShop && !c.Flapping
}

// rank orders kinds of changes by how much they matter.
func (c Change) rank() int {
	if c.Regression() {
		return 0
	}
	return 1 + slices.Index([]ChangeKind{Worse, New, UnknownNow, Better, Fixed, Other, Gone}, c.Kind)
}

// tool returns who changed what both runs saw alike, and whether anything can have.
func (p Pair) tool() (Changer, bool) {
	was, is := p.Before.Tool, p.After.Tool
	rules := was.Rules != is.Rules || was.Version != is.Version
	facts := was.Facts != is.Facts || !slices.Equal(was.Refreshed, is.Refreshed)
	switch {
	case rules && facts:
		return ByShopcheck, true
	case rules:
		return ByRules, true
	case facts:
		return ByFacts, true
	}
	return "", false
}

// findings compares what the probes concluded.
func (p Pair) findings() []Change {
	before, again, after := byKey(p.Before), byKey(p.Again), byKey(p.After)
	asked, judged, now := ran(p.Before), ran(p.Again), ran(p.After)
	by, otherTool := p.tool()
	then, anew, lately := blankOf(p.Before, p.After), blankOf(p.Again, p.After), blankOf(p.After, p.Before)
	var all []Change
	add := func(c Change, differ bool) {
		if differ {
			all = append(all, c)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(union(before, again, after))) {
		probe := scanner.ProbeOf(key)
		b, a := p.known(before[key], then, after[key]), p.known(again[key], anew, after[key])
		n := lately.fill(after[key], before[key])
		switch {
		case !now[probe], Remembered(probe): // it was not asked, or is no change of the shop
		case !asked[probe]:
			who := ByVantage // it was not asked then
			if otherTool {
				who = by
			}
			if amiss(n.Outcome) {
				add(differ(scanner.Finding{}, n, who))
			}
		case !otherTool:
			add(p.steady(b, n))
		case !judged[probe] || a.Cause == observe.NotRecorded:
			add(differ(b, n, Unclear))
		default:
			add(differ(b, a, by))
			add(p.steady(a, n))
		}
	}
	return all
}

// known is an earlier finding, with the last outcome that was known of it where it
// was missing or unknown then. What was in order only as far as the run could see is
// unknown, and so is what memory has of that; and of what other rules ask, memory has
// what the rules of then said.
func (p Pair) known(f scanner.Finding, b blank, now scanner.Finding) scanner.Finding {
	was := f.Outcome
	f = b.fill(f, now)
	if f.Outcome != scanner.Unknown || was != "" && was != scanner.Unknown || f.Cause == observe.NotRecorded {
		return f
	}
	t := p.Traces[f.Key()]
	if was == "" {
		t = t.before()
	}
	if t.Known != "" {
		f.Outcome, f.Cause = t.Known, ""
	}
	return f
}

// before is the trace without its end, for a finding that runs were blind to: memory
// takes for gone what they do not have.
func (t Trace) before() Trace {
	for len(t.Recent) > 0 && t.Known == scanner.NotApplicable {
		t.Recent = t.Recent[:len(t.Recent)-1]
		t.Known = ""
		if n := len(t.Recent); n > 0 {
			t.Known = t.Recent[n-1]
		}
	}
	return t
}

// steady compares two findings that were judged alike. Of what comes and goes
// nothing is said but that, and once; and what it has settled for, if that is bad.
func (p Pair) steady(a, n scanner.Finding) (Change, bool) {
	c, differs := differ(a, n, p.maker(a, n))
	recent := p.Traces[cmp.Or(n.Key(), a.Key())].Recent
	was, is := Flaps(recent), Flaps(recent)
	if n.Outcome != scanner.Unknown && n.Outcome != "" {
		is = Flaps(append(slices.Clone(recent), n.Outcome))
	}
	switch {
	case was && is:
		return c, false
	case was && n.Outcome == scanner.Fail:
		return differ(scanner.Finding{Probe: a.Probe, Subject: a.Subject, Severity: a.Severity, Outcome: scanner.Pass}, n, ByShop)
	}
	c.Flapping = is
	return c, differs
}

// How much of a finding's past says that it comes and goes: so many turns among so
// many known outcomes.
const (
	flapWithin = 6
	flapTurns  = 3
)

// Flaps reports whether outcomes, oldest first, come and go between good and bad.
func Flaps(recent []scanner.Outcome) bool {
	recent = recent[max(0, len(recent)-flapWithin):]
	turns := 0
	for i := 1; i < len(recent); i++ {
		if amiss(recent[i]) != amiss(recent[i-1]) {
			turns++
		}
	}
	return turns >= flapTurns
}

// maker says who made a finding what it is now, if both were judged alike.
func (p Pair) maker(a, n scanner.Finding) Changer {
	switch {
	case n.Outcome == scanner.Unknown:
		return whose(n.Cause)
	case a.Outcome == scanner.Unknown && whose(a.Cause) == ByVantage:
		return ByVantage // it is looked at as it was not then
	case a.Outcome == scanner.Unknown:
		return Unclear // it can have been so then
	case !slices.Equal(p.Before.Vantage.Resolvers, p.After.Vantage.Resolvers) && fromDNS(n):
		return Unclear // another resolver said so
	}
	return ByShop
}

// whose says on which side it is that a look got no reply.
func whose(c observe.Cause) Changer {
	switch c {
	case observe.DNSRefused, observe.Unreachable, observe.Private, observe.BudgetSpent, observe.NotPermitted, observe.LeftOut,
		observe.NeedsBrowser, observe.PortFiltered, observe.Cancelled, observe.Internal, observe.NotRecorded:
		return ByVantage
	case observe.Blocked, observe.DNSBogus, observe.NoName, observe.Refused, observe.TLS, observe.Malformed, observe.ErrorPage,
		observe.OtherCompany, observe.OptedOut, observe.NeedsLogin, observe.NotFound:
		return ByShop
	case observe.DNS, observe.Timeout, observe.Reset, observe.Inconsistent:
		return Unclear
	}
	return Unclear
}

// fromDNS reports whether DNS records alone show a finding: their evidence has the
// type of record before the name (see [observe.Evidence]).
func fromDNS(f scanner.Finding) bool {
	if len(f.Evidence) == 0 {
		return false
	}
	return !slices.ContainsFunc(f.Evidence, func(e observe.Evidence) bool {
		kind, _, _ := strings.Cut(e.Source, " ")
		return !slices.Contains([]string{"A", "AAAA", "CAA", "CNAME", "DNSKEY", "DS", "MX", "NS", "PTR", "SOA", "SRV", "TLSA", "TXT"}, kind)
	})
}

// differ compares two findings of one key, of which one may be the zero Finding.
func differ(a, n scanner.Finding, who Changer) (Change, bool) {
	some := n
	if n.Probe == "" {
		some = a
	}
	c := Change{
		Of: OfFinding, Who: who, Key: some.Key(), Probe: some.Probe, Severity: some.Severity,
		Kind: became(a.Outcome, n.Outcome), Before: string(a.Outcome), After: string(n.Outcome), Cause: n.Cause,
	}
	return c, c.Kind != ""
}

// became says what became of an outcome; empty if nothing did. The empty outcome is
// that of no finding.
func became(a, n scanner.Outcome) ChangeKind {
	there := func(o scanner.Outcome) bool { return o != "" && o != scanner.NotApplicable }
	switch {
	case a == n, !there(a) && !there(n), a == scanner.Unknown && !amiss(n), a == "" && n == scanner.Unknown:
		return ""
	case !there(a), a == scanner.Unknown:
		return New
	case n == scanner.Unknown:
		return UnknownNow
	case !there(n):
		return Gone
	case n == scanner.Pass:
		return Fixed
	case a == scanner.Fail:
		return Better
	}
	return Worse
}

// amiss reports whether an outcome is of something to mend.
func amiss(o scanner.Outcome) bool { return o == scanner.Fail || o == scanner.Warn }

// byKey are a run's findings. Of several with one key the worst counts.
func byKey(r Run) map[string]scanner.Finding {
	order := []scanner.Outcome{scanner.Fail, scanner.Warn, scanner.Unknown, scanner.Pass, scanner.NotApplicable}
	all := make(map[string]scanner.Finding)
	for _, f := range r.Scan.Findings {
		other, have := all[f.Key()]
		if !have || slices.Index(order, f.Outcome) < slices.Index(order, other.Outcome) {
			all[f.Key()] = f
		}
	}
	return all
}

// ran are the probes that a run asked: each has at least one finding.
func ran(r Run) map[scanner.ProbeID]bool {
	all := make(map[scanner.ProbeID]bool)
	for _, f := range r.Scan.Findings {
		all[f.Probe] = true
	}
	return all
}

func union[K comparable, V any](all ...map[K]V) map[K]V {
	out := make(map[K]V)
	for _, m := range all {
		maps.Copy(out, m)
	}
	return out
}
