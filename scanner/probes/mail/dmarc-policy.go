package mail

import (
	"context"
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/mail/dmarc"
)

//go:embed dmarc-policy.md
var dmarcPolicyDoc string

// DMARCPolicy asks whether forged mail in the shop's name is set aside or
// refused.
var DMARCPolicy = scanner.Probe{
	ID:       "mail.dmarc-policy",
	Severity: scanner.High,
	Twice:    true,
	Doc:      dmarcPolicyDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		rule, err := lookStanding(ctx, site)
		if err != nil {
			return []scanner.Finding{scanner.CouldNot("TXT _dmarc."+site.Apex(), err)}, nil
		}
		return spared(ctx, site, judgeDMARCPolicy(rule)), nil
	},
}

func judgeDMARCPolicy(s standing) scanner.Finding {
	f := scanner.Finding{Subject: "TXT _dmarc." + s.domain, Evidence: s.seen}
	if s.found == "" {
		f.Outcome, f.Message = scanner.NotApplicable, "The domain "+s.domain+" has no rule for forged mail whose strength could be judged."
		return f
	}
	f.Evidence = append(f.Evidence, s.reading())
	rule := "The rule for forged mail in the name of " + s.domain
	switch {
	case s.policy == dmarc.None && len(s.record.RUA) > 0:
		f.Outcome, f.Message = scanner.Warn, rule+" only collects reports and stops none of it."
	case s.policy == dmarc.None:
		f.Outcome, f.Message = scanner.Fail, rule+" stops none of it and collects no reports either."
	case s.record.Testing:
		f.Outcome, f.Message = scanner.Warn, rule+" is marked as a test, so mail services apply less than it asks for."
	case s.policy == dmarc.Quarantine:
		f.Outcome, f.Message = scanner.Pass, rule+" sends it to the spam folder."
	default:
		f.Outcome, f.Message = scanner.Pass, rule+" has it refused."
	}
	return f
}
