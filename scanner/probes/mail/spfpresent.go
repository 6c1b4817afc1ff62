package mail

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/mail/spf"
)

//go:embed spf.md
var spfDoc string

// SPF asks whether the domain lists the servers that may send its mail, once.
var SPF = scanner.Probe{
	ID:       "mail.spf",
	Severity: scanner.Medium,
	Twice:    true,
	Doc:      spfDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		records, err := site.Records(ctx, "TXT", site.Apex())
		if err != nil {
			return []scanner.Finding{scanner.CouldNot("TXT "+site.Apex(), err)}, nil
		}
		return spared(ctx, site, judgeSPF(records)), nil
	},
}

// judgeSPF counts the records that mail servers would pick (RFC 7208, sections
// 3.2 and 4.5).
func judgeSPF(r *observe.Records) scanner.Finding {
	f := scanner.Finding{Subject: r.Source()}
	records := spfRecords(r)
	for _, text := range records {
		f.Evidence = append(f.Evidence, quote(r, text))
	}
	wrong := slices.IndexFunc(r.Values(), spf.Mistaken)
	switch {
	case len(records) == 1:
		f.Outcome, f.Message = scanner.Pass, "The domain "+r.Name+" says which servers may send its mail."
	case len(records) > 1:
		f.Outcome = scanner.Fail
		f.Message = fmt.Sprintf("The domain %s has %d lists of servers that may send its mail, and mail services use none when there are several.", r.Name, len(records))
	case wrong >= 0:
		f.Outcome, f.Evidence = scanner.Fail, []observe.Evidence{quote(r, r.Values()[wrong])}
		f.Message = "The domain " + r.Name + " has a list of servers that may send its mail, which mail services do not recognise, because it does not begin with \"v=spf1\" and a space."
	default:
		f.Outcome, f.Message = scanner.Fail, "The domain "+r.Name+" does not say which servers may send its mail."
		f.Evidence = []observe.Evidence{r.Evidence()}
		if r.State == observe.Found {
			f.Evidence[0].Quote = observe.Printable("no v=spf1 among: " + f.Evidence[0].Quote)
		}
	}
	return f
}
