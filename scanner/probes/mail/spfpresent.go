package mail

import (
	"context"
	_ "embed"
	"fmt"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
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
	switch len(records) {
	case 0:
		f.Outcome, f.Message = scanner.Fail, "The domain "+r.Name+" does not say which servers may send its mail."
		f.Evidence = []observe.Evidence{r.Evidence()}
		if r.State == observe.Found {
			f.Evidence[0].Quote = observe.Printable("no v=spf1 among: " + f.Evidence[0].Quote)
		}
	case 1:
		f.Outcome, f.Message = scanner.Pass, "The domain "+r.Name+" says which servers may send its mail."
	default:
		f.Outcome = scanner.Fail
		f.Message = fmt.Sprintf("The domain %s has %d lists of servers that may send its mail, and mail services use none when there are several.", r.Name, len(records))
	}
	return f
}
