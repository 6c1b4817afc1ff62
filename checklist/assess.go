package checklist

import (
	"fmt"
	"slices"
	"time"

	"shopcheck/scanner"
)

// Assess is pure: same input, same assessment. For each item, in order:
//
//  1. A force-no probe that fails answers NO, whatever a person says.
//  2. Else a person's NO, to the item or to a part that means as much, answers NO.
//  3. Else, if every required probe passes, warns or does not apply, and every
//     mandatory part has a good answer that is not too old, the answer is YES.
//  4. Else it is I DON'T KNOW, with what would settle it.
//
// Unknown never counts as pass or fail.
func Assess(in Input) Assessment {
	answers, heard := hear(in)
	a := Assessment{Answers: answers, Score: score(answers), Tips: tips(in, heard), Plan: []Step{}, First: []string{}}
	if in.Problem != nil {
		a.Hardening, a.Verdict = -1, unseen(in.Problem)
		return a
	}
	a.Hardening, a.Verdict = hardening(in.Findings), verdict(answers, toDo(in, heard))
	a.Plan, a.First = plan(in, heard)
	return a
}

// Answers returns the answers of [Assess] alone, for whoever asks for many that are
// only supposed: to make a plan of each takes longer than to answer.
func Answers(in Input) []Answer {
	answers, _ := hear(in)
	return answers
}

// hear decides the items, each with those before it in view.
func hear(in Input) (answers []Answer, heard []hearing) {
	base := hearing{
		catalog: in.Catalog, waivers: in.Waivers, at: in.At,
		findings: byProbe(in.Findings), said: Newest(in.Statements), people: byQuestion(in.Statements),
	}
	answers = make([]Answer, 0, len(in.Catalog.Items))
	for _, item := range in.Catalog.Items {
		h := base
		h.item, h.before = item, answers
		h.answer = h.decide(rules[item.ID])
		answers, heard = append(answers, h.answer), append(heard, h)
	}
	return answers, heard
}

func byProbe(findings []scanner.Finding) map[scanner.ProbeID][]scanner.Finding {
	m := make(map[scanner.ProbeID][]scanner.Finding)
	for _, f := range findings {
		m[f.Probe] = append(m[f.Probe], f)
	}
	return m
}

// Newest returns the statement that counts for each question, by [Statement.Key]:
// that of the newest day, whoever made it, and of two of one day the later in the
// list. Days decide because files of answers keep no hours.
func Newest(statements []Statement) map[string]Statement {
	m := make(map[string]Statement)
	for _, s := range statements {
		if old, ok := m[s.Key()]; !ok || day(s.At) >= day(old.At) {
			m[s.Key()] = s
		}
	}
	return m
}

// decide applies the common rule.
func (h *hearing) decide(r rule) Answer {
	r.hear(h)
	h.against = append(h.against, h.disagreements()...)
	forced := h.forced(r.forces)
	lead := h.said[string(h.item.ID)]
	switch {
	case len(forced) > 0:
		return h.forcedNo(forced, lead)
	case lead.Value == ValueNo || len(h.no) > 0:
		return h.declaredNo(lead)
	case len(h.missing)+len(h.gaps)+len(h.listed) == 0:
		return h.yes()
	}
	return h.dontKnow(lead)
}

// forced returns the failed findings that answer the item with NO.
func (h *hearing) forced(forces func(*hearing, scanner.Finding) bool) []scanner.Finding {
	var out []scanner.Finding
	for _, id := range h.item.ForceNo {
		for _, f := range h.findings[id] {
			if f.Outcome == scanner.Fail && (forces == nil || forces(h, f)) {
				out = append(out, f)
			}
		}
	}
	return out
}

func (h *hearing) forcedNo(forced []scanner.Finding, lead Statement) Answer {
	theirs := h.no // a person's own reasons decide nothing here, but are to be mended too
	if lead.Value == ValueNo {
		theirs = append([]Statement{lead}, h.no...)
	}
	a := Answer{
		Item: h.item.ID, Says: No, Strength: Verified, Because: keys(forced, theirs), Against: h.against,
		At: newestAt(h.at, forced, theirs),
	}
	if lead.Value == ValueYes {
		a.Against = append(a.Against, fmt.Sprintf("On %s %s answered YES, but the scan saw otherwise: %s",
			day(lead.At), Who(lead.By, "somebody"), forced[0].Message))
	}
	if w := h.waived(forced); w != nil && len(theirs) > 0 { // nobody accepts what people say
		a.Against = append(a.Against, fmt.Sprintf("%s accepted what the scan found until %s, but not what was answered.",
			Who(w.By, "Somebody"), day(w.Until)))
	} else {
		a.Waived = w
	}
	for _, id := range probesOf(forced) {
		if w, ok := waiverFor(h.waivers, id); ok && !w.covers(h.at) {
			a.Against = append(a.Against, fmt.Sprintf("%s accepted that “%s” does not hold yet, until %s, which is over.",
				Who(w.By, "Somebody"), h.title(id), day(w.Until)))
		}
	}
	return h.closed(a)
}

// waived returns the waiver that ends first if every forcing finding is
// waived, and nil otherwise.
func (h *hearing) waived(forced []scanner.Finding) *Waiver {
	var least *Waiver
	for _, id := range probesOf(forced) {
		w, ok := waiverFor(h.waivers, id)
		if !ok || !w.covers(h.at) {
			return nil
		}
		if least == nil || w.Until.Before(least.Until) {
			least = &w
		}
	}
	return least
}

// covers reports whether a waiver still holds: to the end of its last day.
func (w Waiver) covers(at time.Time) bool { return day(at) <= day(w.Until) }

// waiverFor returns the waiver of a probe that lasts longest.
func waiverFor(waivers []Waiver, id scanner.ProbeID) (longest Waiver, ok bool) {
	for _, w := range waivers {
		if w.Probe == id && (!ok || w.Until.After(longest.Until)) {
			longest, ok = w, true
		}
	}
	return longest, ok
}

func probesOf(findings []scanner.Finding) []scanner.ProbeID {
	var ids []scanner.ProbeID
	for _, f := range findings {
		if !slices.Contains(ids, f.Probe) {
			ids = append(ids, f.Probe)
		}
	}
	return ids
}

func (h *hearing) declaredNo(lead Statement) Answer {
	decided := h.no
	if lead.Value == ValueNo {
		decided = append([]Statement{lead}, h.no...)
		if len(h.no)+len(h.missing)+len(h.gaps)+len(h.listed) == 0 {
			h.against = append(h.against, "Everything else that is known here speaks for YES.")
		}
	}
	if lead.Value == ValueYes {
		h.against = append(h.against, fmt.Sprintf("On %s %s answered YES to the question itself, but: %s",
			day(lead.At), Who(lead.By, "somebody"), h.quote(h.no[0].Key())))
	}
	strength := Carried
	for _, s := range decided {
		if h.today(s) {
			strength = Declared
		}
	}
	return h.closed(Answer{
		Item: h.item.ID, Says: No, Strength: strength, Because: keys(nil, decided), Against: h.against,
		At: newestAt(h.at, nil, decided), Since: oldestAt(decided),
	})
}

func (h *hearing) yes() Answer {
	strength := Verified
	if h.human {
		strength = Declared
	}
	for _, s := range h.behind {
		if !h.today(s) {
			strength = Carried // as strong as the oldest word it needs
		}
	}
	weak := append(h.weakFindings(), h.weak...)
	return h.closed(Answer{
		Item: h.item.ID, Says: Yes, Strength: strength, Weak: len(weak) > 0,
		Because: keys(h.seen, h.behind), Against: append(h.against, weak...), At: newestAt(h.at, h.seen, h.behind),
		Since: oldestAt(h.behind), Until: h.until(h.behind),
	})
}

// weakFindings say what makes a YES weak: a warning, or a failure that does not
// force a NO. Mere information, such as a version that is not shown, does not.
func (h *hearing) weakFindings() []string {
	var out []string
	for _, id := range slices.Concat(h.item.ForceNo, h.item.Required, h.item.Weakness) {
		for _, f := range h.findings[id] {
			bad := f.Outcome == scanner.Warn || f.Outcome == scanner.Fail
			if bad && weights[f.Severity] > 0 && !slices.Contains(out, f.Message) {
				out = append(out, f.Message)
			}
		}
	}
	return out
}

func (h *hearing) dontKnow(lead Statement) Answer {
	missing := append(h.gapSentences(), h.missing...)
	if lead.Value == ValueYes && !h.fresh(lead) {
		missing = append(missing, fmt.Sprintf("The answer YES was last confirmed on %s, which is too long ago: go through the details again.", day(lead.At)))
	}
	return h.closed(Answer{Item: h.item.ID, Says: DontKnow, Strength: None, Against: h.against, Missing: missing, At: h.at.UTC()})
}

// closed fills what every answer has.
func (h *hearing) closed(a Answer) Answer {
	a.Missing = append(a.Missing, h.listed...)
	for _, list := range []*[]string{&a.Because, &a.Against, &a.Missing} {
		if *list == nil {
			*list = []string{}
		}
	}
	return a
}

// today reports whether a statement was made on the day of the assessment, and
// not carried over from an earlier run.
func (h *hearing) today(s Statement) bool { return day(s.At) >= day(h.at) }

func keys(findings []scanner.Finding, statements []Statement) []string {
	var out []string
	for _, f := range findings {
		out = append(out, f.Key())
	}
	for _, s := range statements {
		out = append(out, s.Key())
	}
	return out
}

// newestAt returns the time of the newest evidence and statement, or at if
// there is none.
func newestAt(at time.Time, findings []scanner.Finding, statements []Statement) time.Time {
	var t time.Time
	for _, f := range findings {
		for _, e := range f.Evidence {
			if e.At.After(t) {
				t = e.At
			}
		}
	}
	for _, s := range statements {
		if s.At.After(t) {
			t = s.At
		}
	}
	if t.IsZero() {
		t = at
	}
	return t.UTC()
}
