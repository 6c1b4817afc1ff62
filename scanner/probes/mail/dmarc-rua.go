package mail

import (
	"context"
	_ "embed"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/mail/dmarc"
)

//go:embed dmarc-rua.md
var dmarcRUADoc string

// DMARCRUA asks whether reports about forged mail reach somebody.
var DMARCRUA = scanner.Probe{
	ID:       "mail.dmarc-rua",
	Severity: scanner.Low,
	Twice:    true,
	Doc:      dmarcRUADoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		subject := "TXT _dmarc." + site.Apex()
		rule, err := lookStanding(ctx, site)
		if err != nil {
			return []scanner.Finding{scanner.CouldNot(subject, err)}, nil
		}
		texts, err := site.Records(ctx, "TXT", site.Apex())
		if err != nil {
			return []scanner.Finding{scanner.CouldNot(subject, err)}, nil
		}
		return spared(ctx, site, judgeDMARCRUA(rule, lookTakers(ctx, site, rule), closed(texts))), nil
	},
}

func judgeDMARCRUA(s standing, all takers, noMail bool) scanner.Finding {
	f := scanner.Finding{Subject: "TXT _dmarc." + s.domain, Evidence: s.seen}
	reports := "The reports about mail in the name of " + s.domain
	if s.found != "" && !s.inherited && len(s.record.RUA) > 0 {
		return judgeTakers(f, reports, all.of(s.record.RUA), all.of(s.record.RUF))
	}
	switch {
	case s.inherited:
		f.Outcome, f.Message = scanner.NotApplicable, "The rule for forged mail that the domain "+s.domain+" falls under is that of "+s.found+", whose owner decides where reports go."
	case s.found == "":
		f.Outcome, f.Message = scanner.NotApplicable, "The domain "+s.domain+" has no rule for forged mail that could ask for reports."
	case s.record.Has("rua"):
		f.Outcome, f.Message = scanner.Warn, reports+" reach nobody, because the address for them is not written as it must be."
	case noMail && s.enforced():
		f.Outcome, f.Message = scanner.NotApplicable, "The domain "+s.domain+" lets nobody send mail in its name, so it needs no reports about it."
	default:
		f.Outcome, f.Message = scanner.Warn, reports+" reach nobody, because the rule for forged mail names no address for them."
	}
	return f
}

// judgeTakers judges where reports are to go; single are the hosts that are to
// get copies of single mails.
func judgeTakers(f scanner.Finding, reports string, all, single []taker) scanner.Finding {
	for i, t := range append(all[:len(all):len(all)], single...) {
		if i < len(all) || !slices.ContainsFunc(all, func(before taker) bool { return before.host == t.host }) {
			f.Evidence = append(f.Evidence, t.evidence...)
		}
	}
	works, refused := some(all, taker.works), some(all, taker.refuses)
	deaf := some(all, func(t taker) bool { return t.deaf })
	open := some(all, func(t taker) bool { return t.err != nil })
	alone := some(single, taker.refuses)
	switch {
	case len(works) == 0 && len(open) > 0:
		return scanner.CouldNot(f.Subject, open[0].err)
	case len(works) == 0 && len(deaf) > 0:
		f.Outcome, f.Message = scanner.Warn, reports+" are to go to "+named(deaf)+", which takes no mail."
	case len(works) == 0 && len(refused) > 0:
		f.Outcome, f.Message = scanner.Fail, reports+" reach nobody: they are to go to "+named(refused)+", "+refusal(refused)+"."
	case len(works) == 0:
		f.Outcome, f.Message = scanner.Warn, reports+" are to go to a place that is no mail address, and hardly any mail service sends them there."
	case len(refused) > 0:
		f.Outcome, f.Message = scanner.Warn, reports+" reach "+named(works)+", but not "+named(refused)+", "+refusal(refused)+"."
	case len(alone) > 0:
		f.Outcome, f.Message = scanner.Warn, reports+" reach "+named(works)+", but copies of single mails do not reach "+named(alone)+", "+refusal(alone)+"."
	default:
		f.Outcome, f.Message = scanner.Pass, reports+" go to "+named(works)+"."
		if len(some(works, func(t taker) bool { return t.own })) == 0 {
			f.Message = reports + " go to " + named(works) + ", as agreed."
		}
	}
	return f
}

func some(all []taker, is func(taker) bool) (out []taker) {
	for _, t := range all {
		if is(t) {
			out = append(out, t)
		}
	}
	return out
}

func named(all []taker) string {
	var names []string
	for _, t := range all {
		names = append(names, t.host)
	}
	return observe.Printable(listed(names))
}

// refusal says why mail services send nothing there.
func refusal(all []taker) string {
	if all[0].consent == dmarc.Elsewhere {
		return "which hands them on to others, and mail services then send none"
	}
	if len(all) > 1 {
		return "which have not agreed to take them"
	}
	return "which has not agreed to take them"
}
