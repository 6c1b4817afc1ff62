// Package mail asks whether strangers can send mail in the shop's name, and
// whether mail to the shop travels encrypted.
//
// Everything is judged at the registrable domain, from public records alone; of
// the mail servers only STARTTLS is asked for, once for all probes: see
// lookServers. A domain that neither sends nor receives mail is spared what only
// mail users need: see use.
//
// The records are read by small parsers of our own: packages spf, dmarc and dkim,
// parseTags (BIMI), readSTS and parsePolicy (MTA-STS), readTLSA and rptAddresses
// (TLS-RPT). They take a stranger's text and are fuzzed.
package mail

import (
	"context"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// All lists the package's probes.
var All = []scanner.Probe{
	Profile, SPF, SPFValid, SPFPolicy, DMARC, DMARCValid, DMARCPolicy, DMARCSub, DMARCRUA,
	DKIM, DKIMKey, MTASTS, TLSRPT, StartTLS, DANE, BIMI, NullMX,
}

// quote is the evidence of one text among those that a look found.
func quote(r *observe.Records, text string) observe.Evidence {
	e := r.Evidence()
	e.Quote = observe.Printable(text)
	return e
}

// spared returns a finding that something is amiss or missing as not-applicable
// if the domain uses no mail, and any other as it is.
func spared(ctx context.Context, site *observe.Site, f scanner.Finding) []scanner.Finding {
	if f.Outcome == scanner.Pass || f.Outcome == scanner.Unknown {
		return []scanner.Finding{f}
	}
	u, err := lookUse(ctx, site)
	switch {
	case err != nil:
		f = scanner.CouldNot(f.Subject, err)
	case u.none():
		f.Outcome, f.Message, f.Evidence = scanner.NotApplicable, "The domain "+u.domain+" is not used for mail.", u.seen
	}
	return []scanner.Finding{f}
}

// trim removes what RFC 5234 calls WSP from both ends.
func trim(s string) string { return strings.Trim(s, " \t") }
