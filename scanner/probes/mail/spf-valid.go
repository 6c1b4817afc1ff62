package mail

import (
	"context"
	_ "embed"
	"fmt"
	"strconv"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/mail/spf"
)

//go:embed spf-valid.md
var spfValidDoc string

// SPFValid asks whether mail servers can use the SPF record: whether it is
// written as it must be, and asks for no more than they are ready to look up.
var SPFValid = scanner.Probe{
	ID:       "mail.spf-valid",
	Severity: scanner.Medium,
	Twice:    true,
	Doc:      spfValidDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		subject := "TXT " + site.Apex()
		tree, err := lookTree(ctx, site)
		if err != nil {
			return []scanner.Finding{scanner.CouldNot(subject, err)}, nil
		}
		texts, err := site.Records(ctx, "TXT", site.Apex())
		if err != nil {
			return []scanner.Finding{scanner.CouldNot(subject, err)}, nil
		}
		f, at := judgeSPFValid(tree)
		f.Evidence = quoteSPF(ctx, site, tree.Root)
		if at != nil && at != tree.Root {
			f.Evidence = append(f.Evidence, quoteSPF(ctx, site, at)...)
		}
		f.Evidence = append(f.Evidence, costs(texts, tree)...)
		return spared(ctx, site, f), nil
	},
}

// maxText is how long a list may be before an answer with it may be too long for
// some name servers (RFC 7208, section 3.4).
const maxText = 450

// judgeSPFValid returns also the record that is to blame; nil if none is.
func judgeSPFValid(t *spf.Tree) (scanner.Finding, *spf.Node) {
	f := scanner.Finding{Subject: "TXT " + t.Root.Name}
	list := "The list of servers that may send mail in the name of " + t.Root.Name
	why, at := dead(t)
	silent := silence(t)
	risk, weak := risky(t)
	switch {
	case t.Root.Problem == spf.Broken:
		f.Outcome, f.Message = scanner.Fail, list+" breaks the rules for such lists, and mail services then ignore all of it: "+brokenList(t.Root, true)+"."
	case t.Root.Problem != "":
		f.Outcome, f.Message = scanner.NotApplicable, "The domain "+t.Root.Name+" has no single list of servers that may send its mail."
	case why != "":
		f.Outcome, f.Message = scanner.Fail, list+" "+why+"."
	case t.Lookups > spf.MaxLookups:
		f.Outcome, f.Message = scanner.Fail, fmt.Sprintf("%s asks for %s lookups; mail services stop at %d and then ignore it.", list, number(t), spf.MaxLookups)
	case t.Voids > spf.MaxVoids:
		f.Outcome, f.Message = scanner.Fail, fmt.Sprintf("%s names %d places where nothing is; mail services stop after %d and then ignore it.", list, t.Voids, spf.MaxVoids)
	case silent != nil:
		return scanner.CouldNot(f.Subject, silent), nil
	case risk != "":
		f.Outcome, f.Message, at = scanner.Warn, list+" "+risk+".", weak
	default:
		f.Outcome, f.Message = scanner.Pass, fmt.Sprintf("%s is written as it must be and asks for %s of the %d lookups that mail services make.", list, number(t), spf.MaxLookups)
	}
	return f, at
}

// number counts a tree's lookups in words.
func number(t *spf.Tree) string {
	switch {
	case t.Partial:
		return fmt.Sprintf("at least %d", t.Lookups)
	case t.Lookups == 0:
		return "none"
	}
	return strconv.Itoa(t.Lookups)
}
