package mail

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/mail/dmarc"
)

//go:embed null-mx.md
var nullMXDoc string

// NullMX asks of a domain without mail whether it says so in all the places where
// mail services look.
var NullMX = scanner.Probe{
	ID:       "mail.null-mx",
	Severity: scanner.Low,
	Twice:    true,
	Doc:      nullMXDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		u, err := lookUse(ctx, site)
		if err != nil {
			return []scanner.Finding{scanner.CouldNot(site.Apex(), err)}, nil
		}
		if !u.none() {
			return []scanner.Finding{{Subject: u.domain, Outcome: scanner.NotApplicable, Message: "The domain " + u.domain + " is used for mail.", Evidence: u.seen}}, nil
		}
		if u.lender != "" {
			return []scanner.Finding{{Subject: u.domain, Outcome: scanner.NotApplicable, Message: "The name " + u.domain + " belongs to " + u.lender + ", and the shop's owner can publish nothing about its mail.", Evidence: u.seen}}, nil
		}
		texts, err := site.Records(ctx, "TXT", u.domain)
		if err != nil {
			return []scanner.Finding{scanner.CouldNot(u.domain, err)}, nil
		}
		rule, err := lookStanding(ctx, site)
		if err != nil {
			return []scanner.Finding{scanner.CouldNot(u.domain, err)}, nil
		}
		return []scanner.Finding{judgeNullMX(u, texts, rule)}, nil
	},
}

// judgeNullMX counts the three locks: the null MX (RFC 7505) refuses mail to the
// domain, SPF and DMARC refuse mail that pretends to come from it.
func judgeNullMX(u use, texts *observe.Records, rule standing) scanner.Finding {
	f := scanner.Finding{Subject: u.domain, Evidence: slices.Concat(u.seen[:1], judgeSPF(texts).Evidence, rule.seen)}
	var open []string
	if !u.refuses {
		open = append(open, "that it takes none (null MX)")
	}
	if !u.mute {
		open = append(open, "that nobody may send any (SPF)")
	}
	if rule.effect() != dmarc.Reject {
		open = append(open, "that forged mail is to be refused (DMARC)")
	}
	missing := strings.Join(open, ", nor ")
	switch len(open) {
	case 0:
		f.Outcome, f.Message = scanner.Pass, "The domain "+u.domain+" has no mail and says so in all three places where mail services look."
	case 1:
		f.Outcome, f.Message = scanner.Warn, fmt.Sprintf("The domain %s has no mail and does not say %s.", u.domain, missing)
	default:
		f.Outcome, f.Message = scanner.Fail, fmt.Sprintf("The domain %s has no mail and does not say %s.", u.domain, missing)
	}
	return f
}
