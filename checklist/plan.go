package checklist

import (
	"cmp"
	"slices"
	"strings"

	"shopcheck/scanner"
)

// How soon something is to be done, in days. They are all that a plan has.
var deadlines = []int{7, 30, 90}

// A weighed step is one of a plan, with what decides its place.
type weighed struct {
	Step
	forced  bool // it mends what answers an item NO whatever a person says
	harm    int  // what it mends can do, in weights; see [harm]
	certain int  // how sure that is: see the constants
	asked   int  // its place in the questionnaire; 0 of findings
}

// How sure it is that something is to be mended, the surest first.
const (
	seenBad     = iota // a probe failed
	seenWeak           // a probe warned
	saidBad            // a person says so
	notYetKnown        // nobody knows
)

// declaredHarm is what a NO of a person weighs: as a warning of medium severity.
// So it waits for what the scan saw, but not for findings of low severity.
const declaredHarm = 3

// plan returns what is to be done, by when, and the keys of the steps to take
// first, three at most. One step mends one probe's findings, one part's answer or
// all that is open of one item. What somebody accepted for now has no step.
//
// Both are in one order: what forces a NO, then what does most harm, then what is
// surest, then what takes least effort, then what the owner can do alone. An owner
// who only ever does the next thing then always does the one that matters most.
// The plan puts nearer deadlines before that order; what to do first does not,
// since a deadline also says how long something may take.
func plan(in Input, heard []hearing) (steps []Step, first []string) {
	p := planner{in: in, heard: heard, rented: rented(in.Findings)}
	p.mend()
	p.improve()
	p.findOut()
	slices.SortFunc(p.steps, byWeight)
	steps, first = []Step{}, []string{}
	for i, s := range p.steps {
		if i < 3 {
			first = append(first, s.Key)
		}
		steps = append(steps, s.Step)
	}
	slices.SortStableFunc(steps, func(a, b Step) int { return cmp.Compare(a.Days, b.Days) })
	return steps, first
}

// rented reports whether the scan saw a platform that rents the shop out.
func rented(findings []scanner.Finding) bool {
	return outcomeOf(byProbe(findings)["software.hosted"]) == scanner.Pass
}

func byWeight(a, b weighed) int {
	return cmp.Or(
		cmp.Compare(no(a.forced), no(b.forced)), cmp.Compare(b.harm, a.harm), cmp.Compare(a.certain, b.certain),
		cmp.Compare(slices.Index(efforts, a.Effort), slices.Index(efforts, b.Effort)),
		cmp.Compare(no(a.By == You), no(b.By == You)), cmp.Compare(a.asked, b.asked), cmp.Compare(a.Key, b.Key),
	)
}

// no ranks what is so before what is not.
func no(so bool) int {
	if so {
		return 0
	}
	return 1
}

// A planner is a plan being made.
type planner struct {
	in     Input
	heard  []hearing // one of each item, in order
	rented bool
	steps  []weighed
}

// mend adds a step for each probe that found something that does harm. A box of the
// provider's has none: whether it is protected, the question about that asks.
func (p *planner) mend() {
	var probes []scanner.ProbeID
	for _, f := range p.bad() {
		if slices.Contains(probes, f.Probe) || ProvidersBox(f) {
			continue
		}
		probes = append(probes, f.Probe)
		work, forced := p.in.Catalog.workOf(f.Probe), p.forces(f)
		p.steps = append(p.steps, weighed{
			Step: Step{
				Key: f.Key(), Days: work.due(f, forced), By: work.Doer(p.rented), Effort: work.Effort, Items: p.helpedBy(f),
			},
			forced: forced, harm: harm(f), certain: seen(f),
		})
	}
}

// ProvidersBox reports whether a finding is that cards are typed into the payment
// provider's own part of the shop's page. That is a warning which stays, since
// scripts of the page can do harm there; what the shop is asked for is protection
// against them, in Q7.
func ProvidersBox(f scanner.Finding) bool {
	if f.Probe != "payment.mode" || f.Outcome != scanner.Warn || len(f.Evidence) == 0 {
		return false
	}
	way, _, _ := strings.Cut(f.Evidence[0].Quote, ":") // see the probe's page
	return way == "hosted fields" || way == "frame"
}

func seen(f scanner.Finding) int {
	if f.Outcome == scanner.Fail {
		return seenBad
	}
	return seenWeak
}

// bad returns the findings that do harm and that nobody accepted for now, the
// worst first.
func (p *planner) bad() []scanner.Finding {
	found := bad(p.in)
	slices.SortFunc(found, func(a, b scanner.Finding) int {
		return cmp.Or(cmp.Compare(no(p.forces(a)), no(p.forces(b))), cmp.Compare(harm(b), harm(a)), byHarm(a, b), cmp.Compare(a.Key(), b.Key()))
	})
	return found
}

// forces reports whether a finding answers an item NO.
func (p *planner) forces(f scanner.Finding) bool {
	return slices.ContainsFunc(p.heard, func(h hearing) bool { return h.forcedBy(f) })
}

func (h hearing) forcedBy(f scanner.Finding) bool {
	return h.answer.Says == No && slices.Contains(h.answer.Because, f.Key())
}

// helpedBy returns the items whose answer a finding touches: those that it answers
// NO, those that wait for these, and those whose YES it keeps away or makes weak.
// Probes that only support an item do not touch its answer.
func (p *planner) helpedBy(f scanner.Finding) []ItemID {
	var forced []ItemID
	for _, h := range p.heard {
		if h.forcedBy(f) {
			forced = append(forced, h.item.ID)
		}
	}
	return p.itemsOf(func(h hearing) bool {
		counts := slices.Concat(h.item.ForceNo, h.item.Required, h.item.Weakness)
		return slices.Contains(counts, f.Probe) || meet(h.after, forced)
	})
}

func (p *planner) itemsOf(helped func(hearing) bool) []ItemID {
	ids := []ItemID{}
	for _, h := range p.heard {
		if helped(h) {
			ids = append(ids, h.item.ID)
		}
	}
	return ids
}

func meet(a, b []ItemID) bool {
	return slices.ContainsFunc(a, func(id ItemID) bool { return slices.Contains(b, id) })
}

// due says by when something found is to be mended: by its harm, and not sooner
// than it can be.
func (w Work) due(f scanner.Finding, forced bool) int {
	days := 90
	switch grave := f.Severity.Rank() <= scanner.High.Rank(); {
	case forced, grave && f.Outcome == scanner.Fail:
		days = 7
	case grave, f.Severity == scanner.Medium && f.Outcome == scanner.Fail:
		days = 30
	}
	if w.Days != 0 {
		days = min(days, w.Days)
	}
	return max(days, soonest(w.Effort))
}

// soonest is the nearest deadline for work of an effort: what takes days does not
// begin today, and is not done in a week.
func soonest(effort Effort) int {
	if effort == Days {
		return 30
	}
	return 7
}

// improve adds a step for each part whose answer, as it is known, keeps an item
// from a YES or makes it a weak one.
func (p *planner) improve() {
	for i, h := range p.heard {
		for _, key := range h.wanting {
			part, known := h.known(key)
			if !known || slices.ContainsFunc(p.steps, func(s weighed) bool { return s.Key == key }) {
				continue
			}
			s := weighed{
				Step: Step{
					Key: key, Days: part.Do.Days, By: part.Do.By.at(p.rented), Effort: part.Do.Effort,
					Items: p.itemsOf(func(h hearing) bool { return slices.Contains(h.wanting, key) }),
				},
				certain: saidBad, asked: i + 1,
			}
			if slices.ContainsFunc(p.heard, func(h hearing) bool { return h.refused(key) }) {
				s.harm = declaredHarm
			}
			s.Items = p.withWaiting(s.Items)
			p.steps = append(p.steps, s)
		}
	}
}

// lacks notes a part that keeps the item from a YES, or makes it a weak one.
func (h *hearing) lacks(part string) {
	h.wanting = append(h.wanting, partKey(h.ref(part)))
}

// known returns a part that was answered, so that it is known what to do: not left
// open, not answered long ago unless that was a NO, and with something to do.
func (h hearing) known(key string) (Part, bool) {
	s := h.said[key]
	part, ok := h.catalog.Part(s.Item, s.Part)
	return part, ok && s.Value != ValueUnknown && (h.fresh(s) || h.refused(key)) && part.Do != Task{}
}

// told reports whether an answer that is known shows something to be done.
func (h hearing) told() bool {
	return slices.ContainsFunc(h.wanting, func(key string) bool { _, known := h.known(key); return known })
}

func (h hearing) refused(key string) bool {
	return slices.ContainsFunc(h.no, func(s Statement) bool { return s.Key() == key })
}

// withWaiting adds the items that wait for others.
func (p *planner) withWaiting(ids []ItemID) []ItemID {
	return p.itemsOf(func(h hearing) bool { return slices.Contains(ids, h.item.ID) || meet(h.after, ids) })
}

// findOut adds a step for each item that wants answers, and for each that somebody
// answered NO without a word about what is missing. Where only the scan could not
// see something there is none: nobody may be able to change that.
func (p *planner) findOut() {
	for i, h := range p.heard {
		open, never := h.open()
		said := h.said[string(h.item.ID)].Value == ValueNo
		if h.answer.Says == Yes || !open && (!said || p.helps(h.item.ID)) {
			continue
		}
		s := weighed{
			Step:    Step{Key: string(h.item.ID), Days: 30, By: You, Effort: Hours, Items: p.withWaiting([]ItemID{h.item.ID})},
			certain: notYetKnown, asked: i + 1,
		}
		if never {
			s.Effort = Minutes
		}
		if never && h.answer.Says == DontKnow {
			s.Days = 7
		}
		if said {
			s.harm = declaredHarm
		}
		p.steps = append(p.steps, s)
	}
}

// helps reports whether a step that is there already helps an item.
func (p *planner) helps(id ItemID) bool {
	return slices.ContainsFunc(p.steps, func(s weighed) bool { return slices.Contains(s.Items, id) })
}

// open reports whether an item wants answers, and whether one of them is what
// nobody has asked the owner yet, or not for long: such answers take minutes,
// others have to be found out.
func (h hearing) open() (open, never bool) {
	for _, key := range h.wanting {
		if _, known := h.known(key); !known {
			open = true
			never = never || h.said[key].Value != ValueUnknown
		}
	}
	return open, never
}
