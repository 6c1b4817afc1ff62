package mail

import (
	"context"
	_ "embed"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed starttls.md
var startTLSDoc string

// StartTLS asks each mail server whether it takes mail encrypted.
var StartTLS = scanner.Probe{
	ID:       "mail.starttls",
	Severity: scanner.Medium,
	Twice:    true,
	Doc:      startTLSDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		u, err := lookUse(ctx, site)
		if err != nil {
			return []scanner.Finding{scanner.CouldNot(site.Apex(), err)}, nil
		}
		if len(u.hosts) == 0 {
			return []scanner.Finding{{Subject: u.domain, Outcome: scanner.NotApplicable, Evidence: u.seen, Message: u.serverless()}}, nil
		}
		all, err := lookServers(ctx, site, u.hosts)
		if err != nil {
			return nil, err
		}
		var found []scanner.Finding
		for _, s := range all {
			f := judgeServer(s)
			if slices.ContainsFunc(s.said, (*reply).outdated) && f.Outcome != scanner.Fail {
				if _, err := site.Clock(ctx); err != nil {
					f = scanner.CouldNot(f.Subject, err)
				}
			}
			found = append(found, f)
		}
		return found, nil
	},
}
