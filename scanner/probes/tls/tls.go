// Package tls asks which kinds of encryption a shop's web server agrees to.
//
// All probes look at the canonical host ([observe.Site.Host]); those that judge a
// survey look at the shop's other names and addresses, too, and have a finding for
// each whose server differs. A server that declines has answered, and declining an
// old version is the good answer; only a look that got no reply is unknown.
package tls

import (
	"context"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// All are the probes of this family.
var All = []scanner.Probe{
	SSL, Legacy, Modern, TLS13, PostQuantum, BrokenCiphers, WeakCiphers, KeyExchange, Groups, CBC,
	CipherOrder, Renegotiation, Compression, Fallback, EarlyData, Heartbeat, Endpoints, VersionsListed,
}

// run returns a probe's Run: one finding about the canonical host, also if its
// look failed, so that a finding's key stays the same.
func run(judge func(context.Context, *observe.Site) (scanner.Finding, error)) func(context.Context, *observe.Site) ([]scanner.Finding, error) {
	return func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		f, err := judge(ctx, site)
		if err != nil {
			f = scanner.CouldNot("", err)
		}
		f.Subject = "TLS " + site.Host(ctx)
		return []scanner.Finding{f}, nil
	}
}

// look tries one handshake with the canonical host.
func look(ctx context.Context, site *observe.Site, offer observe.Offer) (*observe.Handshake, error) {
	return site.Handshake(ctx, observe.Endpoint{Host: site.Host(ctx)}, offer)
}

// said quotes what came of a handshake.
func said(hs *observe.Handshake) observe.Evidence {
	switch {
	case !hs.Agreed():
		return hs.Evidence("offered " + string(hs.Offer) + ", declined: " + hs.Decline)
	case hs.Broken != "":
		return hs.Evidence("agreed on " + hs.Version + ", then broke off: " + hs.Broken)
	}
	quote := "agreed on " + hs.Version
	if hs.Group != "" {
		quote += ", " + hs.Group
	}
	return hs.Evidence(quote)
}

// old reports whether a handshake ended in a version that RFC 8996 retires.
func old(hs *observe.Handshake) bool {
	return hs.Agreed() && (hs.Version == string(observe.TLS10) || hs.Version == string(observe.TLS11))
}

// mute is why nothing is known of a server that hangs up on an offer without a
// word.
func mute() error {
	return &observe.Failure{Cause: observe.TLS, Words: "the server hangs up before it says which encryption it would accept"}
}

// nothing is why what a server says to a narrow offer proves nothing: it turned
// down the widest.
func nothing() error {
	return &observe.Failure{Cause: observe.TLS, Words: "the server agrees to no encrypted connection at all"}
}
