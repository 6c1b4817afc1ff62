package mail

import (
	"context"
	_ "embed"
	"fmt"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed tls-rpt.md
var tlsRPTDoc string

// TLSRPT asks whether the domain has others report when mail to it could not
// travel encrypted.
var TLSRPT = scanner.Probe{
	ID:       "mail.tls-rpt",
	Severity: scanner.Info,
	Doc:      tlsRPTDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		subject := "TXT _smtp._tls." + site.Apex()
		u, err := lookUse(ctx, site)
		if err != nil {
			return []scanner.Finding{scanner.CouldNot(subject, err)}, nil
		}
		if len(u.hosts) == 0 {
			return []scanner.Finding{{Subject: subject, Outcome: scanner.NotApplicable, Message: u.serverless(), Evidence: u.seen}}, nil
		}
		r, err := site.Records(ctx, "TXT", "_smtp._tls."+u.domain)
		if err != nil {
			return []scanner.Finding{scanner.CouldNot(subject, err)}, nil
		}
		return []scanner.Finding{judgeTLSRPT(u.domain, r)}, nil
	},
}

func judgeTLSRPT(domain string, r *observe.Records) scanner.Finding {
	f := scanner.Finding{Subject: r.Source(), Outcome: scanner.Fail}
	records := rptRecords(r.Values())
	for _, text := range records[:min(len(records), maxTexts)] {
		f.Evidence = append(f.Evidence, quote(r, text))
	}
	switch len(records) {
	case 0:
		f.Outcome, f.Message = scanner.Warn, "The domain "+domain+" does not ask other mail services to report when mail to it could not be encrypted."
		f.Evidence = []observe.Evidence{r.Evidence()}
	case 1:
		f.Outcome, f.Message = judgeReports(domain, records[0])
	default:
		f.Message = fmt.Sprintf("The domain %s asks %d times for reports about its mail's encryption, and mail services answer to none when there are several.", domain, len(records))
	}
	return f
}

// judgeReports judges the only record.
func judgeReports(domain, record string) (scanner.Outcome, string) {
	addresses, why := rptAddresses(record)
	var dead []string
	for _, a := range addresses {
		if !reportable(a) {
			dead = append(dead, a)
		}
	}
	asks := "The domain " + domain + " asks for reports about its mail's encryption"
	switch {
	case why != "":
		return scanner.Fail, asks + " in words that mail services cannot use: the record " + why + "."
	case len(addresses) == 0:
		return scanner.Fail, asks + " and does not say where to."
	case len(dead) == len(addresses):
		return scanner.Fail, asks + " and names no address that they can be sent to: " + quoted(dead[0]) + "."
	case len(dead) > 0:
		return scanner.Warn, asks + ", and they cannot be sent to one of the addresses that it names: " + quoted(dead[0]) + "."
	}
	return scanner.Pass, "The domain " + domain + " asks other mail services to report when mail to it could not be encrypted."
}
