package mail

import (
	"context"
	_ "embed"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed spf-policy.md
var spfPolicyDoc string

// SPFPolicy asks what the SPF record says of servers that it does not list.
var SPFPolicy = scanner.Probe{
	ID:       "mail.spf-policy",
	Severity: scanner.Medium,
	Twice:    true,
	Doc:      spfPolicyDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		subject := "TXT " + site.Apex()
		word, trail, err := lookLastWord(ctx, site)
		if err != nil {
			return []scanner.Finding{scanner.CouldNot(subject, err)}, nil
		}
		var rule standing
		if word.all == '~' {
			if rule, err = lookStanding(ctx, site); err != nil {
				return []scanner.Finding{scanner.CouldNot(subject, err)}, nil
			}
		}
		f := judgeSPFPolicy(site.Apex(), word, rule)
		f.Evidence = append(trail, f.Evidence...)
		return spared(ctx, site, f), nil
	},
}

// maxRedirects bounds the records followed: mail servers give up after ten
// look-ups (RFC 7208, section 4.6.4).
const maxRedirects = 10

// A lastWord is what an SPF record says of servers that it does not list.
type lastWord struct {
	all    byte   // '-', '~', '?' or '+'; 0 if it says nothing
	next   string // the name that "redirect=" leads to; empty if nowhere
	varies bool   // it leads to a name that depends on each mail (a macro, section 7)
	absent bool   // there is no single record to read
	broken string // why mail servers cannot use the record, in words; empty if they can
	depth  int    // how many records were read before this one
}

// lookLastWord reads the apex's SPF record and those that it redirects to.
// Includes are not followed: their "all" decides nothing (RFC 7208, section
// 5.2).
func lookLastWord(ctx context.Context, site *observe.Site) (lastWord, []observe.Evidence, error) {
	var trail []observe.Evidence
	name := site.Apex()
	for depth := range maxRedirects {
		records, err := site.Records(ctx, "TXT", name)
		if err != nil {
			return lastWord{}, nil, err
		}
		word := readLastWord(records)
		word.depth = depth
		for _, text := range spfRecords(records) {
			trail = append(trail, quote(records, text))
		}
		if len(spfRecords(records)) == 0 {
			trail = append(trail, records.Evidence())
		}
		if word.next == "" {
			return word, trail, nil
		}
		name = word.next
	}
	return lastWord{broken: "it leads from one list to the next without an end", depth: maxRedirects}, trail, nil
}

// readLastWord reads one name's SPF record. Of several "all" the first counts,
// and "redirect" only if there is none (RFC 7208, sections 5.1 and 6.1).
func readLastWord(r *observe.Records) lastWord {
	records := spfRecords(r)
	if len(records) != 1 {
		return lastWord{absent: true}
	}
	terms, err := parseSPF(records[0])
	if err != nil {
		return lastWord{broken: err.Error()}
	}
	var word lastWord
	for _, t := range terms {
		switch {
		case t.qualifier != 0 && t.name == "all":
			return lastWord{all: t.qualifier}
		case t.qualifier == 0 && t.name == "redirect":
			word.next = strings.ToLower(strings.TrimSuffix(t.target, "."))
		}
	}
	if strings.Contains(word.next, "%") {
		return lastWord{varies: true}
	}
	return word
}

func judgeSPFPolicy(apex string, word lastWord, rule standing) scanner.Finding {
	f := scanner.Finding{Subject: "TXT " + apex}
	list := "The list of servers that may send mail for " + apex
	switch {
	case word.absent && word.depth == 0:
		f.Outcome, f.Message = scanner.NotApplicable, "The domain "+apex+" has no single list of servers that may send its mail."
	case word.absent:
		f.Outcome, f.Message = scanner.Fail, list+" points to another list that is not there, so it protects nobody."
	case word.broken != "":
		f.Outcome, f.Message = scanner.Fail, list+" is of no use to mail services: "+word.broken+"."
	case word.varies:
		f.Outcome, f.Cause, f.Message = scanner.Unknown, observe.NotFound, list+" leads to another one whose name depends on each mail, so its end could not be read."
	case word.all == '-':
		f.Outcome, f.Message = scanner.Pass, list+" asks to refuse everybody else."
	case word.all == '~' && rule.enforced():
		f.Outcome, f.Message = scanner.Pass, list+" marks everybody else as doubtful, and the domain's rule for forged mail acts on that."
		f.Evidence = rule.seen
	case word.all == '~':
		f.Outcome, f.Message = scanner.Warn, list+" only marks everybody else as doubtful, and no rule for forged mail acts on that."
		f.Evidence = rule.seen
	case word.all == '?':
		f.Outcome, f.Message = scanner.Warn, list+" says nothing about everybody else."
	case word.all == '+':
		f.Outcome, f.Message = scanner.Fail, list+" lets everybody else send as well."
	default:
		f.Outcome, f.Message = scanner.Fail, list+" does not say what to do with everybody else."
	}
	return f
}
