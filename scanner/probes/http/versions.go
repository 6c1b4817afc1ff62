package http

import (
	"context"
	_ "embed"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed versions.md
var versionsDoc string

// Versions asks whether browsers get the shop's pages over HTTP/2 or HTTP/3. It
// is about speed; nobody is less safe with HTTP/1.1.
var Versions = scanner.Probe{
	ID:       "http.versions",
	Severity: scanner.Info,
	Doc:      versionsDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		host := site.Host(ctx)
		f, err := judgeVersions(look(ctx, site, host))
		if err != nil {
			f = scanner.CouldNot("", err)
		}
		f.Subject = "HTTP " + host
		return []scanner.Finding{f}, nil
	},
}

// A seen is where a shop says which versions it speaks. What could not be looked
// at is nil, and says why.
type seen struct {
	home         *observe.Page
	homeErr      error
	handshake    *observe.Handshake // offers HTTP/2 and HTTP/1.1
	handshakeErr error
	bindings     []*observe.Records // of type HTTPS, of the host and of what they lead to
	bindingsErr  error
}

func look(ctx context.Context, site *observe.Site, host string) (s seen) {
	if s.home, s.homeErr = site.Home(ctx); s.homeErr == nil && !s.home.Secure() {
		return s
	}
	s.handshake, s.handshakeErr = site.Handshake(ctx, observe.Endpoint{Host: host}, observe.Any)
	s.bindings, s.bindingsErr = bindings(ctx, site, host)
	return s
}

// judgeVersions calls HTTP/1.1 the only one if nothing else was seen in any of
// the three places, and all three were.
func judgeVersions(s seen) (scanner.Finding, error) {
	if s.homeErr == nil && !s.home.Secure() {
		return scanner.Finding{
			Outcome: scanner.NotApplicable, Evidence: []observe.Evidence{s.home.Evidence("not encrypted")},
			Message: "The shop's home page is not encrypted, and browsers use the faster protocols on encrypted pages only.",
		}, nil
	}
	if err := s.unagreed(); err != nil {
		return scanner.Finding{}, err
	}
	f := scanner.Finding{Outcome: scanner.Pass, Evidence: []observe.Evidence{agreed(s.handshake)}}
	announced := false
	if s.homeErr == nil {
		announced = slices.Contains(alternatives(s.home), "h3")
		f.Evidence = append(f.Evidence, s.home.Quote(altSvc))
	}
	for _, r := range s.bindings {
		announced = announced || slices.Contains(protocols(r), "h3")
		f.Evidence = append(f.Evidence, r.Evidence())
	}
	switch {
	case announced:
		f.Message = "The shop announces the newest protocol, in which pages arrive quickly even over a poor connection."
	case s.handshake.ALPN == "h2":
		f.Message = "The shop's pages come over one of today's protocols, in which a browser fetches many files at once."
	case s.homeErr != nil:
		return scanner.Finding{}, s.homeErr
	case s.bindingsErr != nil:
		return scanner.Finding{}, s.bindingsErr
	default:
		f.Outcome = scanner.Warn
		f.Message = "The shop's pages come only over the protocol of the 1990s, which makes them slower than need be, but no less safe."
	}
	return f, nil
}

// unagreed says why the handshake tells nothing, or nil.
func (s seen) unagreed() error {
	switch {
	case s.handshakeErr != nil:
		return s.handshakeErr
	case !s.handshake.Agreed():
		return &observe.Failure{Cause: observe.TLS, Words: "the server agreed to no encrypted connection"}
	case s.handshake.Broken != "":
		return &observe.Failure{Cause: observe.TLS, Words: "the encrypted connection broke off before it was said which protocol it is for"}
	}
	return nil
}

// agreed quotes the protocol that came of a handshake.
func agreed(hs *observe.Handshake) observe.Evidence {
	quote := "no protocol agreed on by ALPN, which means HTTP/1.1"
	if hs.ALPN != "" {
		quote = "protocol agreed on by ALPN: " + hs.ALPN
	}
	e := hs.Evidence(quote)
	if again, ok := strings.CutSuffix(e.Again, " </dev/null"); ok {
		e.Again = again + " -alpn h2,http/1.1 </dev/null" // by itself openssl offers none
	}
	return e
}
