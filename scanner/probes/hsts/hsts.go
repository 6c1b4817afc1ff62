// Package hsts asks whether a shop tells browsers to use nothing but encryption
// when they come back (HTTP Strict Transport Security, RFC 6797).
//
// All probes judge the header of the home page, where customers arrive. Without
// HTTPS browsers ignore it (RFC 6797, section 8.1), and so do these probes.
package hsts

import (
	"context"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// All are the probes of this family.
var All = []scanner.Probe{Present, Age, Preload}

const header = "Strict-Transport-Security"

// home returns the Run of a probe that judges the home page alone.
func home(judge func(*observe.Page) scanner.Finding) func(context.Context, *observe.Site) ([]scanner.Finding, error) {
	return func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		page, err := site.Home(ctx)
		if err != nil {
			return nil, err
		}
		return []scanner.Finding{judge(page)}, nil
	}
}

// finding begins a finding about a page, with its header as evidence.
func finding(page *observe.Page, outcome scanner.Outcome, message string) scanner.Finding {
	return scanner.Finding{Subject: page.URL, Outcome: outcome, Message: message, Evidence: []observe.Evidence{page.Quote(header)}}
}

// unencrypted is the finding of every probe here about a page without HTTPS.
func unencrypted(page *observe.Page) scanner.Finding {
	return finding(page, scanner.NotApplicable, "The shop's home page is not encrypted, so browsers would ignore such an order.")
}

// without is what the other probes say where Present fails.
func without(page *observe.Page) scanner.Finding {
	return finding(page, scanner.NotApplicable, "The shop does not order browsers to use nothing but encryption, so there is no order to judge here.")
}
