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
	f := scanner.Finding{Subject: "TXT _dmarc." + s.domain, Outcome: scanner.Fail, Evidence: s.seen}
	_, single := s.own.Record()
	switch {
	case s.suffix:
		f.Outcome, f.Message = scanner.Warn, "The domain "+s.domain+" has no rule for forged mail of its own and falls under the one for all names that end in ."+s.found+"."
	case s.inherited:
		f.Outcome, f.Message = scanner.Pass, "The domain "+s.domain+" falls under the rule for forged mail of "+s.found+"."
	case s.found != "":
		f.Outcome, f.Message = scanner.Pass, "The domain "+s.domain+" tells mail services that it has a rule for forged mail in its name."
	case several(s.own) != "":
		f.Message = "The domain " + s.domain + " " + several(s.own) + "."
	case single:
		f.Message = "The domain " + s.domain + " has a rule for forged mail that mail services cannot use."
	case s.mistaken != "":
		f.Message = "The domain " + s.domain + " has a rule for forged mail that mail services do not recognise: it " + s.mistaken + "."
	case s.leads != "":
		f.Message = "The domain " + s.domain + " leaves its rule for forged mail to " + observe.Printable(s.leads) + ", where there is none."
	default:
		f.Message = "The domain " + s.domain + " has no rule that tells mail services what to do with forged mail in its name."
	}
	return f
}
