package mail

import (
	"context"
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed dmarc.md
var dmarcDoc string

// DMARC asks whether mail services find a rule for mail that only pretends to
// come from the shop.
var DMARC = scanner.Probe{
	ID:       "mail.dmarc",
	Severity: scanner.High,
	Twice:    true,
	Doc:      dmarcDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		rule, err := lookStanding(ctx, site)
		if err != nil {
			return []scanner.Finding{scanner.CouldNot("TXT _dmarc."+site.Apex(), err)}, nil
		}
		return spared(ctx, site, judgeDMARC(rule)), nil
	},
}

func judgeDMARC(s standing) scanner.Finding {
	f := scanner.Finding{Subject: "TXT _dmarc." + s.domain, Evidence: s.seen}
	switch {
	case s.several && s.found == "":
		f.Outcome, f.Message = scanner.Fail, "The domain "+s.domain+" has several rules for forged mail, and mail services follow none when there are several."
	case s.unusable:
		f.Outcome, f.Message = scanner.Fail, "The domain "+s.domain+" has a rule for forged mail that mail services cannot use."
	case s.found == "":
		f.Outcome, f.Message = scanner.Fail, "The domain "+s.domain+" has no rule that tells mail services what to do with forged mail in its name."
	case s.inherited:
		f.Outcome, f.Message = scanner.Warn, "The domain "+s.domain+" has no rule for forged mail of its own and falls under the one of "+s.found+"."
	default:
		f.Outcome, f.Message = scanner.Pass, "The domain "+s.domain+" tells mail services that it has a rule for forged mail in its name."
	}
	return f
}
