package https

import (
	"context"
	_ "embed"
	"strings"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

//go:embed hosts.md
var hostsDoc string

// Hosts asks whether both names that customers type, shop.test and
// www.shop.test, are served with encryption that works.
var Hosts = scanner.Probe{
	ID:       "https.hosts",
	Severity: scanner.Medium,
	Doc:      hostsDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		var found []scanner.Finding
		for _, host := range site.Hosts() {
			f := reachable(ctx, site, host)
			f.Subject = "https://" + host + "/"
			found = append(found, f)
		}
		return found, nil
	},
}

func reachable(ctx context.Context, site *observe.Site, host string) scanner.Finding {
	hs, err := handshake(ctx, site, host)
	switch why := cause(err); {
	case err == nil && hs.Agreed():
		f, byClock := judgeHost(hs)
		if !byClock {
			return f
		}
		if _, err := site.Clock(ctx); err != nil {
			return scanner.CouldNot("", err)
		}
		return f
	case why == observe.NoName && host != site.Domain():
		records, err := site.Records(ctx, "A", host)
		if err != nil {
			return scanner.CouldNot("", err)
		}
		return judgeAbsent(records)
	case why == observe.Refused, why == observe.TLS, err == nil && !hs.HungUp():
		page, pageErr := site.Get(ctx, "http://"+host+"/")
		if pageErr == nil && page.Unusable() == nil {
			return judgePlain(page)
		}
	}
	if err == nil {
		err = &observe.Failure{Cause: observe.TLS, Words: "the server agreed to no encrypted connection"}
	}
	return scanner.CouldNot("", err)
}

// judgeAbsent judges a name without an address. One that does not exist is no
// loss; one that exists and leads nowhere was meant to lead somewhere.
func judgeAbsent(records *observe.Records) scanner.Finding {
	quote := records.Evidence()
	if n := len(records.Aliases); n > 0 {
		quote.Quote = observe.Printable("alias of " + records.Aliases[n-1] + ", which has no address")
	}
	f := scanner.Finding{Evidence: []observe.Evidence{quote}}
	if records.State == observe.NoDomain && len(records.Aliases) == 0 {
		f.Outcome, f.Message = scanner.Pass, "This name does not exist, so nobody can land there unprotected."
	} else {
		f.Outcome, f.Message = scanner.Warn, "This name exists but has no address, so customers who type it do not reach the shop."
	}
	return f
}

func judgePlain(page *observe.Page) scanner.Finding {
	return scanner.Finding{Outcome: scanner.Fail, Message: "This name answers only without encryption.", Evidence: (&observe.Visit{Hops: []*observe.Page{page}}).Evidence()}
}

// judgeHost goes by the clock only to call a certificate out of date.
func judgeHost(hs *observe.Handshake) (f scanner.Finding, byClock bool) {
	leaf, err := hs.Leaf()
	if err != nil {
		return scanner.CouldNot("", &observe.Failure{Cause: observe.Malformed, Words: "shopcheck cannot read the certificate that the server shows for this name"}), false
	}
	untrusted, err := hs.Untrusted(facts.PublicAuthority)
	if err != nil {
		return scanner.CouldNot("", err), false
	}
	quote := "valid until " + leaf.NotAfter.UTC().Format(time.DateOnly) + ", issued by " + leaf.Issuer.String() + " for " + strings.Join(leaf.DNSNames, ", ")
	f = scanner.Finding{Outcome: scanner.Fail, Evidence: []observe.Evidence{hs.Evidence(quote)}}
	switch {
	case untrusted:
		f.Message = "Customers who type this name see a browser warning: nobody that browsers trust vouches for its certificate."
	case !observe.Covers(leaf, hs.Host):
		f.Message = "Customers who type this name see a browser warning: its certificate is made out for other names."
	case hs.At.Before(leaf.NotBefore), hs.At.After(leaf.NotAfter):
		byClock, f.Message = true, "Customers who type this name see a browser warning: its certificate is not valid today."
	case hs.Incomplete(facts.PublicAuthority):
		f.Outcome, f.Message = scanner.Warn, "Some customers who type this name see a browser warning: the server leaves out a certificate."
	default:
		f.Outcome, f.Message = scanner.Pass, "Customers who type this name get an encrypted connection that works."
	}
	return f, byClock
}
