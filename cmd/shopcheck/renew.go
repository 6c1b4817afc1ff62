package main

import (
	"context"
	"slices"

	"shopcheck/checklist"
	"shopcheck/report"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// renew assesses the kept run again with what is accepted now, keeps it, and says
// which answers that changed.
func (a *app) renew(ctx context.Context, l ledger) error {
	domain := l.kept.shop.Domain
	if !l.have {
		a.say("No run is kept for %s yet; it counts from the next one on: shopcheck check %s", domain, domain)
		return nil
	}
	before := l.run
	before.Waivers = slices.DeleteFunc(slices.Clone(before.Waivers), func(w checklist.Waiver) bool { return w.Probe == scanner.ProbeID(l.Probe) })
	run := l.run
	run.Waivers = append(slices.Clone(l.own), checklist.WaiversFor(a.waivers, l.kept.shop)...)
	a.assess(&run, l.cat, l.said)
	if err := a.keepAgain(ctx, l.kept, l.cat, run); err != nil {
		return err
	}
	a.sayLost(before, run)
	changed := changes(l.run, run, l.cat)
	if len(changed) == 0 {
		a.say("That changes none of the eleven answers. %s", l.why(run))
	}
	for _, c := range changed {
		a.say("%s", c)
	}
	a.say("See the report with: shopcheck report %s", domain)
	return nil
}

// changes says which answers of a run read otherwise than before.
func changes(before, after checklist.Run, cat checklist.Catalog) []string {
	old := make(map[string]string)
	for _, answer := range report.New(before, cat).Answers.Entries {
		old[answer.ID] = answer.Says
	}
	var out []string
	for _, answer := range report.New(after, cat).Answers.Entries {
		if was, ok := old[answer.ID]; !ok || was != answer.Says {
			out = append(out, answer.ID+" is now "+answer.Says+"; it was "+was+".")
		}
	}
	return out
}

// why says why the waiver of a probe changes no answer.
func (l ledger) why(run checklist.Run) string {
	switch l.outcome(scanner.ProbeID(l.Probe)) {
	case scanner.Pass, scanner.NotApplicable:
		return "The last check found nothing wrong there."
	case scanner.Fail, scanner.Warn:
	default:
		return "The last check could not tell whether anything is wrong there."
	}
	for _, answer := range run.Answers {
		decides := slices.ContainsFunc(run.Scan.Findings, func(f scanner.Finding) bool {
			return f.Probe == scanner.ProbeID(l.Probe) && slices.Contains(answer.Because, f.Key())
		})
		if answer.Says == checklist.No && decides {
			return string(answer.Item) + " stays NO, because of other things too that nobody has accepted."
		}
	}
	return "It decides none of them, but it moves in what is to be done first."
}

// outcome returns what the last run found by a probe: the worst first, and
// unknown if it did not look.
func (l ledger) outcome(id scanner.ProbeID) scanner.Outcome {
	for _, o := range []scanner.Outcome{scanner.Fail, scanner.Warn, scanner.Unknown, scanner.Pass, scanner.NotApplicable} {
		if slices.ContainsFunc(l.run.Scan.Findings, func(f scanner.Finding) bool { return f.Probe == id && f.Outcome == o }) {
			return o
		}
	}
	return scanner.Unknown
}

// sayLost names what the kept run held as accepted and what is said nowhere any
// more, perhaps because a config file that said it was not named this time.
func (a *app) sayLost(before, after checklist.Run) {
	for _, w := range before.Waivers {
		longest, held := checklist.Accepted(before.Waivers, w.Probe, a.now())
		if now, _ := checklist.Accepted(after.Waivers, w.Probe, a.now()); held && w == longest && now.Probe == "" {
			a.say("%s, and this is said nowhere any more, so it counts in full. If a config file says it, name that: --config FILE", whoAccepted(w, observe.Printable(string(w.Probe))))
		}
	}
}
