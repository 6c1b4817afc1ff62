package mail

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/mail/dmarc"
)

//go:embed dmarc-sub.md
var dmarcSubDoc string

// DMARCSub asks whether names below the shop's domain are as well protected as
// the domain itself.
var DMARCSub = scanner.Probe{
	ID:       "mail.dmarc-sub",
	Severity: scanner.Low,
	Twice:    true,
	Doc:      dmarcSubDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		w, err := climb(ctx, site, site.Apex(), true)
		if err != nil {
			return []scanner.Finding{scanner.CouldNot("TXT _dmarc."+site.Apex(), err)}, nil
		}
		rule := discover(w)
		found := spared(ctx, site, judgeDMARCSub(rule, lookBelow(w)))
		if site.Domain() != site.Apex() && found[0].Outcome != scanner.NotApplicable {
			found = append(found, ownName(ctx, site, rule)...)
		}
		return found, nil
	},
}

// unset stands in evidence for a policy that no record asks for.
const unset dmarc.Policy = "(not set)"

// A below is what applies to the names below a domain.
type below struct {
	home     string       // the organizational domain of such a name
	by       string       // whose record applies
	existing dmarc.Policy // empty if nothing applies
	missing  dmarc.Policy
}

// lookBelow tells what applies to a name below the domain that a walk began with,
// if that name has no record of its own: not always the domain's record (RFC 9989,
// section 4.10.1).
func lookBelow(w treeWalk) below {
	walk := append([]dmarc.Place{{Domain: "x." + w.places[0].Domain}}, w.places...)
	b := below{home: dmarc.Organizational(walk)}
	if i := dmarc.Governing(walk); i > 0 {
		record, _ := walk[i].Record()
		b.by, b.existing, b.missing = walk[i].Domain, record.Policy(dmarc.Below), record.Policy(dmarc.Missing)
	}
	return b
}

func judgeDMARCSub(s standing, b below) scanner.Finding {
	f := scanner.Finding{Subject: "TXT _dmarc." + s.domain, Evidence: s.seen}
	if s.found == "" || stopsNone(s.policy) && stopsNone(b.existing) && stopsNone(b.missing) {
		f.Outcome, f.Message = scanner.NotApplicable, "The domain "+s.domain+" has no rule that stops forged mail, so names below it cannot fall short of it."
		return f
	}
	f.Evidence = append(f.Evidence, read(s.source, fmt.Sprintf("policy for %s %s, for names below it %s, for names below it that do not exist %s; organizational domain %s", s.domain, s.policy, cmp.Or(b.existing, unset), cmp.Or(b.missing, unset), b.home)))
	rule := "The rule for forged mail in the name of " + s.domain
	switch names := weaker(s.policy, b); {
	case names != "" && b.by != s.found:
		f.Outcome, f.Message = scanner.Warn, "For names below "+s.domain+" some mail services follow the weaker rule for forged mail of "+b.by+"."
	case names != "" && s.policy == dmarc.Reject && (stopsNone(b.existing) || stopsNone(b.missing)):
		f.Outcome, f.Message = scanner.Fail, rule+" does nothing for "+names+"."
	case names != "":
		f.Outcome, f.Message = scanner.Warn, rule+" is weaker for "+names+"."
	default:
		f.Outcome, f.Message = scanner.Pass, rule+" holds for names below it too."
	}
	return f
}

// weaker says which names below a domain are less well protected than the domain
// itself; "" if none is. Where one kind is open and the other only weaker, it is
// the open one.
func weaker(p dmarc.Policy, b below) string {
	existing, missing := b.existing.Weaker(p), b.missing.Weaker(p)
	if existing && missing && stopsNone(b.existing) != stopsNone(b.missing) {
		existing, missing = stopsNone(b.existing), stopsNone(b.missing)
	}
	switch {
	case existing && missing:
		return "names below it"
	case existing:
		return "names below it that exist"
	case missing:
		return "names below it that do not exist, which anybody can make up"
	}
	return ""
}

// ownName judges the name that the shop is at, if it is below the domain and has
// a record of its own: then that one applies to it alone.
func ownName(ctx context.Context, site *observe.Site, rule standing) []scanner.Finding {
	subject := "TXT _dmarc." + site.Domain()
	w, err := climb(ctx, site, site.Domain(), false)
	if err != nil {
		return []scanner.Finding{scanner.CouldNot(subject, err)}
	}
	if _, ok := w.places[0].Record(); !ok {
		return nil
	}
	s := discover(w)
	own, most := s.effect(), rule.effect()
	f := scanner.Finding{Subject: subject, Evidence: append(s.seen, rule.seen...)}
	begin := "The rule for forged mail in the name of " + site.Domain()
	switch {
	case own.Weaker(most) && most == dmarc.Reject && stopsNone(own):
		f.Outcome, f.Message = scanner.Fail, begin+" stops none of it, while that of "+rule.domain+" has it refused."
	case own.Weaker(most):
		f.Outcome, f.Message = scanner.Warn, begin+" is weaker than that of "+rule.domain+"."
	default:
		f.Outcome, f.Message = scanner.Pass, begin+" is no weaker than that of "+rule.domain+"."
	}
	return []scanner.Finding{f}
}
