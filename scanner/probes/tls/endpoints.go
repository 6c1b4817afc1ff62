package tls

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

//go:embed endpoints.md
var endpointsDoc string

// Endpoints asks whether every address of the shop's names offers the same
// encryption and, for one name, the same certificate.
var Endpoints = scanner.Probe{
	ID:       "tls.endpoints",
	Severity: scanner.Medium,
	Class:    scanner.Standard,
	Doc:      endpointsDoc,
	Run: run(func(ctx context.Context, site *observe.Site) (scanner.Finding, error) {
		var wg sync.WaitGroup
		for _, at := range site.Endpoints(ctx) { // beside the surveys; each is made once
			wg.Go(func() { _, _ = site.Handshake(ctx, at, observe.Any) })
		}
		seen := surveys(ctx, site)
		wg.Wait()
		for i := range seen {
			seen[i].show(ctx, site)
		}
		return judgeEndpoints(seen)
	}),
}

// show adds the certificate to a survey.
func (e *endpoint) show(ctx context.Context, site *observe.Site) {
	switch {
	case e.err != nil:
	case e.survey.Best() == 0:
		e.err = silent(e.survey)
	default:
		if e.hs, e.err = site.Handshake(ctx, e.at, observe.Any); e.err == nil && e.hs.HungUp() {
			e.err = mute()
		}
	}
}

// An endpoint is what was seen at one name and address, or why nothing was.
type endpoint struct {
	at     observe.Endpoint
	survey *survey.Survey
	hs     *observe.Handshake
	err    error
}

// judgeEndpoints compares the encryption of all endpoints, and the certificates
// of those that share a name. A fault that only some have decides.
func judgeEndpoints(seen []endpoint) (scanner.Finding, error) {
	var known []endpoint
	var failed error
	for _, e := range seen {
		if e.err != nil {
			failed = e.err
			continue
		}
		known = append(known, e)
	}
	f := scanner.Finding{}
	for _, e := range known {
		f.Evidence = append(f.Evidence, e.evidence())
	}
	switch worse := worst(known); {
	case worse != "":
		f.Outcome, f.Message = scanner.Fail, "Not every way to the shop is equally safe: "+worse+"."
	case failed != nil:
		return scanner.Finding{}, failed
	case len(known) < 2:
		f.Outcome, f.Message = scanner.NotApplicable, "There is only one way to the shop, so there is nothing to compare."
	case differ(known):
		if i := slices.IndexFunc(known, endpoint.vague); i >= 0 { // perhaps they are alike
			return scanner.Finding{}, partial(known[i].survey, hello.Versions...)
		}
		f.Outcome, f.Message = scanner.Warn, "The ways to the shop differ in their encryption or their certificates, though none is worse than the others."
	default:
		f.Outcome, f.Message = scanner.Pass, "All the ways to the shop offer the same encryption."
	}
	return f, nil
}

// worst names a fault that one endpoint has and another has not; empty if there
// is none.
func worst(seen []endpoint) string {
	for _, e := range seen {
		for _, o := range seen {
			missing := func(fault string) bool { return !slices.Contains(o.faults(), fault) }
			if i := slices.IndexFunc(e.faults(), missing); i >= 0 && !o.vague() {
				return e.name() + " " + e.faults()[i]
			}
			if fault := e.fault(); e.at.Host == o.at.Host && fault != "" && o.fault() == "" {
				return e.name() + " " + fault
			}
		}
	}
	return ""
}

// differ reports whether endpoints accept different versions or suites, or those
// of one name show different certificates.
func differ(seen []endpoint) bool {
	for _, e := range seen {
		for _, o := range seen {
			if e.offer() != o.offer() || e.at.Host == o.at.Host && !bytes.Equal(e.leaf(), o.leaf()) {
				return true
			}
		}
	}
	return false
}

// vague reports whether an endpoint may accept more than is known.
func (e endpoint) vague() bool { return partial(e.survey, hello.Versions...) != nil }

// faults are what no server should accept, worst first.
func (e endpoint) faults() []string {
	var out []string
	for _, v := range []hello.Version{hello.SSL2, hello.SSL3, hello.TLS10, hello.TLS11} {
		if e.survey.Protocol(v).Offered == survey.Yes {
			out = append(out, "accepts outdated encryption ("+v.String()+")")
		}
	}
	if len(accepted(e.survey, broken)) > 0 {
		out = append(out, "accepts broken encryption")
	}
	return out
}

// fault is what keeps browsers from taking the certificate; empty if nothing
// does.
func (e endpoint) fault() string {
	leaf, err := e.hs.Leaf()
	if err != nil {
		return ""
	}
	untrusted, err := e.hs.Untrusted(facts.PublicAuthority)
	switch {
	case !observe.Covers(leaf, e.at.Host):
		return "shows a certificate for other names"
	case e.hs.At.After(leaf.NotAfter), e.hs.At.Before(leaf.NotBefore):
		return "shows a certificate that is out of date"
	case err == nil && untrusted:
		return "shows a certificate that no authority known to browsers vouches for"
	}
	return ""
}

// offer writes out the versions and suites accepted, whatever their order.
func (e endpoint) offer() string {
	var out []string
	for _, p := range e.survey.Protocols {
		suites := slices.Sorted(slices.Values(p.Suites))
		out = append(out, fmt.Sprint(p.Version, p.Offered, suites))
	}
	return strings.Join(out, ";")
}

func (e endpoint) leaf() []byte {
	if len(e.hs.Chain) == 0 {
		return nil
	}
	return e.hs.Chain[0]
}

// name says which way to the shop an endpoint is.
func (e endpoint) name() string {
	if e.at.Addr.IsValid() {
		return e.at.Host + " at its address " + e.at.Addr.String()
	}
	return e.at.Host
}

// evidence quotes what was seen, at the address where it was.
func (e endpoint) evidence() observe.Evidence {
	var versions []string
	for _, p := range e.survey.Protocols {
		if p.Offered == survey.Yes {
			versions = append(versions, p.Version.String())
		}
	}
	quote := e.hs.Peer + " accepts " + strings.Join(versions, ", ")
	if len(versions) == 0 {
		quote = e.hs.Peer + " accepts nothing"
	}
	if leaf, err := e.hs.Leaf(); err == nil {
		quote += "; certificate by " + leaf.Issuer.String() + " until " + leaf.NotAfter.UTC().Format(time.DateOnly)
	}
	return e.hs.Evidence(quote)
}
