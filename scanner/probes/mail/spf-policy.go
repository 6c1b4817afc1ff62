package mail

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/mail/spf"
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
		tree, err := lookTree(ctx, site)
		if err != nil {
			return []scanner.Finding{scanner.CouldNot(subject, err)}, nil
		}
		rest := tree.Root.Rest()
		var rule standing
		if rest.Qualifier == '~' {
			if rule, err = lookStanding(ctx, site); err != nil {
				return []scanner.Finding{scanner.CouldNot(subject, err)}, nil
			}
		}
		f := judgeSPFPolicy(site.Apex(), rest, rule)
		var trail []observe.Evidence
		for _, n := range rest.Path {
			trail = append(trail, quoteSPF(ctx, site, n)...)
		}
		f.Evidence = append(trail, f.Evidence...)
		return spared(ctx, site, f), nil
	},
}

func judgeSPFPolicy(apex string, rest spf.Rest, rule standing) scanner.Finding {
	f := scanner.Finding{Subject: "TXT " + apex}
	list := "The list of servers that may send mail for " + apex
	last, own := rest.Last(), len(rest.Path) == 1
	switch last.Problem {
	case spf.Missing, spf.Several:
		if own {
			f.Outcome, f.Message = scanner.NotApplicable, "The domain "+apex+" has no single list of servers that may send its mail."
			return f
		}
		f.Outcome, f.Message = scanner.Fail, list+" points to another list that is not there, so it protects nobody."
		return f
	case spf.Broken:
		f.Outcome, f.Message = scanner.Fail, list+" is of no use to mail services: "+brokenList(last, own)+"."
		return f
	case spf.Circular, spf.TooFar:
		f.Outcome, f.Message = scanner.Fail, list+" is of no use to mail services: they give up before they come to its end."
		return f
	case spf.Silent:
		return scanner.CouldNot(f.Subject, last.Err)
	}
	switch {
	case rest.Varies:
		f.Outcome, f.Cause, f.Message = scanner.Unknown, observe.NotFound, list+" leads to another one whose name depends on each mail, so its end could not be read."
	case rest.Qualifier == '-':
		f.Outcome, f.Message = scanner.Pass, list+" asks to refuse everybody else."
	case rest.Qualifier == '~':
		outcome, words := judgeDoubt(rule)
		f.Outcome, f.Message, f.Evidence = outcome, list+words, rule.seen
	case rest.Qualifier == '?':
		f.Outcome, f.Message = scanner.Warn, list+" says nothing about everybody else."
	case rest.Qualifier == '+':
		f.Outcome, f.Message = scanner.Fail, list+" lets everybody else send as well"+by(rest.Term)+"."
	default:
		f.Outcome, f.Message = scanner.Fail, list+" does not say what to do with everybody else."
	}
	return f
}

// judgeDoubt judges a list that only marks everybody else as doubtful: it is the
// rule for forged mail that acts on that, or not.
func judgeDoubt(rule standing) (scanner.Outcome, string) {
	switch {
	case rule.enforced():
		return scanner.Pass, " marks everybody else as doubtful, and the domain's rule for forged mail acts on that."
	case stopsNone(rule.policy):
		return scanner.Warn, " only marks everybody else as doubtful, and no rule for forged mail acts on that."
	}
	return scanner.Warn, " marks everybody else as doubtful, and the domain's rule for forged mail that acts on that is marked as a test."
}

// by names the part that lets everybody send, unless it is the plain word for it.
func by(term string) string {
	if strings.EqualFold(strings.TrimPrefix(term, "+"), "all") {
		return ""
	}
	return ", by its part " + quoted(term)
}

// brokenList says where a list is broken: the domain's own, or one that it leads
// to.
func brokenList(n *spf.Node, own bool) string {
	if own {
		return "its " + brokenPart(n)
	}
	return "it leads to that of " + observe.Printable(n.Name) + ", whose " + brokenPart(n)
}

// brokenPart names a list's first part that is broken.
func brokenPart(n *spf.Node) string {
	e := n.Errors[0]
	return fmt.Sprintf("part %s %s, at character %d", quoted(e.Term), e.Why, e.At+1)
}

// quoted is a stranger's words between quotation marks.
func quoted(s string) string { return "\"" + observe.Printable(s) + "\"" }
