// Package cert asks whether a shop's certificate is one that browsers accept.
//
// Every probe judges the canonical host ([observe.Site.Host]) and, where it is
// another, the host of the checkout: those are the names that customers shop and
// pay at. The other of shop.test and www.shop.test is judged by https.hosts.
// A server that has certificates for two kinds of keys is asked for both.
// The chain, the names, the dates, the key and the signatures are judged apart,
// so that an owner reads what is wrong and not merely that something is.
package cert

import (
	"bytes"
	"context"
	"crypto/x509"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

// All are the probes of this family.
var All = []scanner.Probe{Trust, Name, Valid, Expiry, Lifetime, Key, Sig, Chain, CT, Stapling, Revocation}

// A judge concludes from one host's handshake and the certificate it showed.
type judge func(hs *observe.Handshake, leaf *x509.Certificate) scanner.Finding

// run returns a probe's Run that puts judge to each host.
func run(judge judge) func(context.Context, *observe.Site) ([]scanner.Finding, error) {
	return func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		return each(ctx, site, judge), nil
	}
}

// each puts judge to each host that customers shop and pay at.
func each(ctx context.Context, site *observe.Site, judge judge) []scanner.Finding {
	var found []scanner.Finding
	for _, s := range servers(ctx, site) {
		if s.err != nil {
			found = append(found, scanner.CouldNot(s.subject, s.err))
			continue
		}
		found = append(found, one(s.hs, s.subject, judge))
	}
	return found
}

// Shown returns the certificates that the shop's servers show and that can be read,
// by what findings call the server.
func Shown(ctx context.Context, site *observe.Site) map[string]*x509.Certificate {
	out := make(map[string]*x509.Certificate)
	for _, s := range servers(ctx, site) {
		if s.err != nil {
			continue
		}
		if leaf, err := shown(s.hs); err == nil {
			out[s.subject] = leaf
		}
	}
	return out
}

// A server is one that shows a certificate, or gave no sensible reply.
type server struct {
	subject string
	hs      *observe.Handshake
	err     error
}

// servers are those of each host that customers shop and pay at, once for each kind
// of key.
func servers(ctx context.Context, site *observe.Site) []server {
	var all []server
	for _, host := range hosts(ctx, site) {
		hs, err := site.Handshake(ctx, observe.Endpoint{Host: host}, observe.Any)
		if err != nil {
			all = append(all, server{"TLS " + host, nil, err})
			continue
		}
		others := besides(ctx, site, hs)
		if len(hs.Chain) == 0 && len(others) > 0 { // it agrees only to what this program cannot compute
			hs, others = others[0], others[1:]
		}
		all = append(all, server{"TLS " + host, hs, nil})
		for _, other := range others {
			all = append(all, server{"TLS " + host + ", " + string(other.Offer), other, nil})
		}
	}
	return all
}

// one puts judge to what one handshake showed.
func one(hs *observe.Handshake, subject string, judge judge) scanner.Finding {
	leaf, err := shown(hs)
	if err != nil {
		f := scanner.CouldNot(subject, err)
		f.Evidence = []observe.Evidence{hs.Evidence(hs.Decline + hs.Broken)}
		return f
	}
	f := judge(hs, leaf)
	f.Subject = subject
	return f
}

// besides returns handshakes that showed other certificates of the same host, one
// for each kind of key at the most. Looks that failed show nothing; neither does a
// server whose certificate made a handshake break off.
func besides(ctx context.Context, site *observe.Site, hs *observe.Handshake) []*observe.Handshake {
	if hs.Broken != "" {
		return nil
	}
	var out []*observe.Handshake
	for _, offer := range []observe.Offer{observe.ECDSA, observe.RSA} {
		other, err := site.Handshake(ctx, observe.Endpoint{Host: hs.Host}, offer)
		if err == nil && len(other.Chain) > 0 && (len(hs.Chain) == 0 || !bytes.Equal(other.Chain[0], hs.Chain[0])) {
			out = append(out, other)
		}
	}
	return out
}

// hosts returns the canonical host, and the checkout's if it is another of the
// shop's. A shop whose pages cannot be read has the first all the same.
func hosts(ctx context.Context, site *observe.Site) []string {
	out := []string{site.Host(ctx)}
	pages, err := shop.Find(ctx, site)
	if err != nil {
		return out
	}
	for _, p := range pages.Of(shop.Checkout) {
		if host := p.Host(); p.Secure() && site.Own(host) && !slices.Contains(out, host) {
			out = append(out, host)
		}
	}
	return out
}

// shown returns the server's certificate, or why there is none to judge. One
// that the library cannot read is not called bad: browsers are more lenient in
// places, and stricter in others.
func shown(hs *observe.Handshake) (*x509.Certificate, error) {
	switch {
	case !hs.Agreed():
		return nil, &observe.Failure{Cause: observe.TLS, Words: "the server agreed to no encrypted connection, so it showed no certificate"}
	case len(hs.Chain) == 0 && hs.Broken != "":
		return nil, &observe.Failure{Cause: observe.Malformed, Words: "the connection broke off at a certificate that shopcheck cannot read"}
	}
	leaf, err := hs.Leaf()
	if err != nil {
		return nil, &observe.Failure{Cause: observe.Malformed, Words: "shopcheck cannot read the certificate that the server shows"}
	}
	return leaf, nil
}
