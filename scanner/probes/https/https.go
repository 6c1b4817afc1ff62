// Package https asks whether customers always reach a shop over an encrypted
// connection, and whether what its pages load and send is encrypted too.
//
// What a certificate or a server's encryption is worth is judged in the families
// cert and tls; here the question is whether they are used at all.
package https

import (
	"context"
	"net/http"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

// All are the probes of this family.
var All = []scanner.Probe{Served, Redirect, Hosts, Forms, MixedActive, MixedPassive}

// names returns the hosts that customers type or end at, sorted as Site.Hosts.
func names(ctx context.Context, site *observe.Site) []string {
	out := site.Hosts()
	if canonical := site.Host(ctx); !slices.Contains(out, canonical) {
		out = append(out, canonical)
	}
	return out
}

// handshake tries the encrypted port of host.
func handshake(ctx context.Context, site *observe.Site, host string) (*observe.Handshake, error) {
	return site.Handshake(ctx, observe.Endpoint{Host: host}, observe.Any)
}

// cause returns why a look failed, "" if it did not.
func cause(err error) observe.Cause {
	if err == nil {
		return ""
	}
	why, _ := observe.Explain(err)
	return why
}

// unanswered quotes a look at address that failed, as of a look beside it that
// did not: a failure has no time of its own.
func unanswered(address string, err error, beside *observe.Page) observe.Evidence {
	_, words := observe.Explain(err)
	missed := &observe.Page{Method: http.MethodGet, URL: address, At: beside.At}
	return missed.Evidence(words)
}

// subject names a page and what customers do there. The checklist reads the
// role: "https://shop.test/checkout (checkout)".
func subject(p shop.Page) string { return p.URL + " (" + string(p.Role) + ")" }
