package mail

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/mail/dmarc"
)

//go:embed dmarc-valid.md
var dmarcValidDoc string

// DMARCValid asks whether mail services can follow the domain's own rule for
// forged mail to the letter.
var DMARCValid = scanner.Probe{
	ID:       "mail.dmarc-valid",
	Severity: scanner.Low,
	Twice:    true,
	Doc:      dmarcValidDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		r, err := site.Records(ctx, "TXT", "_dmarc."+site.Apex())
		if err != nil {
			return []scanner.Finding{scanner.CouldNot("TXT _dmarc."+site.Apex(), err)}, nil
		}
		return spared(ctx, site, judgeDMARCValid(site.Apex(), r)), nil
	},
}

func judgeDMARCValid(domain string, r *observe.Records) scanner.Finding {
	place := dmarc.At(domain, r.Values())
	f := scanner.Finding{Subject: r.Source(), Outcome: scanner.Fail, Evidence: shown(r, place)}
	rule := "The rule for forged mail in the name of " + domain
	record, single := place.Record()
	void, wrong := flaws(record)
	f.Evidence = append(f.Evidence, faults(r, record)...)
	switch why := mistaken(r.Values()); {
	case len(place.Records) > 1:
		f.Message = "The domain " + domain + " " + several(place) + "."
	case !single && why != "":
		f.Message = rule + " is not recognised by mail services: it " + why + "."
	case !single:
		f.Outcome, f.Message = scanner.NotApplicable, "The domain "+domain+" has no rule for forged mail of its own."
	case void != "" && len(record.RUA) == 0:
		f.Message = rule + " is ignored by mail services: " + void + "."
	case void != "" && !record.Has("p"):
		f.Outcome, f.Message = scanner.Warn, rule+" stops none of it: "+void+"."
	case void != "":
		f.Message = rule + " is taken by mail services for one that stops none of it: " + void + "."
	case record.PSD == 'y' && !givenAway(domain):
		f.Outcome, f.Message = scanner.Warn, rule+" says by \"psd=y\" that the names below the domain belong to other companies."
	case wrong != "":
		f.Outcome, f.Message = scanner.Warn, rule+" is not followed as it is written: "+wrong+"."
	default:
		f.Outcome, f.Message = scanner.Pass, rule+" is written as it must be."
	}
	return f
}

// flaws says what makes a record void, and what besides is not as it should be,
// the first of each.
func flaws(r dmarc.Record) (void, wrong string) {
	more := r.More
	for _, fault := range r.Faults {
		switch {
		case fault.Kind == dmarc.Spoils && void == "":
			if void = faulty(fault); fault.Part == "" {
				void = "it " + fault.Why + meant(r)
			}
		case fault.Kind == dmarc.Spoils, fault.Kind == dmarc.Empty:
		case wrong == "":
			wrong = faulty(fault)
		default:
			more++
		}
	}
	if wrong != "" && more > 0 {
		wrong += fmt.Sprintf(" (and %d more)", more)
	}
	return void, wrong
}

// meant tells the part that was perhaps meant to say what a record does not say;
// empty if there is none.
func meant(r dmarc.Record) string {
	i := slices.IndexFunc(r.Faults, func(f dmarc.Fault) bool { return f.Kind == dmarc.Broken || f.Kind == dmarc.Unknown })
	if i < 0 {
		return ""
	}
	return ", and " + faulty(r.Faults[i])
}

func faulty(f dmarc.Fault) string {
	return fmt.Sprintf("its part %s, at character %d, %s", quoted(f.Part), f.At+1, f.Why)
}

// faults tells each place of a record that is not as it should be.
func faults(r *observe.Records, record dmarc.Record) []observe.Evidence {
	var out []observe.Evidence
	for _, f := range record.Faults {
		line := fmt.Sprintf("character %d: the record %s", f.At+1, f.Why)
		if f.Part != "" {
			line = fmt.Sprintf("character %d: %s %s", f.At+1, quoted(f.Part), f.Why)
		}
		out = append(out, read(r.Evidence(), line))
	}
	if record.More > 0 {
		out = append(out, read(r.Evidence(), fmt.Sprintf("and %d more", record.More)))
	}
	return slices.Clip(out)
}
