package mail

import (
	"context"
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/mail/dmarc"
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
		rule.astray = lookAstray(ctx, site, rule)
		return spared(ctx, site, judgeDMARC(rule)), nil
	},
}

// lookAstray quotes the records at the domain itself, if it has none in its place.
// Where they cannot be told there are none: that takes nothing from the rest.
func lookAstray(ctx context.Context, site *observe.Site, s standing) []observe.Evidence {
	if s.found != "" {
		return nil
	}
	r, err := site.Records(ctx, "TXT", s.domain)
	if err != nil {
		return nil
	}
	if p := dmarc.At(s.domain, r.Values()); len(p.Records) > 0 {
		return shown(r, p)
	}
	return nil
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
	case len(s.astray) > 0:
		f.Message = "The domain " + s.domain + " has its rule for forged mail at its own name, and mail services look for it at _dmarc." + s.domain + " alone."
		f.Evidence = append(s.astray, s.seen...)
	case s.leads != "":
		f.Message = "The domain " + s.domain + " leaves its rule for forged mail to " + observe.Printable(s.leads) + ", where there is none."
	default:
		f.Message = "The domain " + s.domain + " has no rule that tells mail services what to do with forged mail in its name."
	}
	return f
}
