package tls

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

//go:embed versions-listed.md
var versionsListedDoc string

// VersionsListed lists all that the server accepts, and compares it with what
// others ask of servers. It judges nothing: other probes do.
var VersionsListed = scanner.Probe{
	ID:       "tls.versions-listed",
	Severity: scanner.Info,
	Class:    scanner.Standard,
	Doc:      versionsListedDoc,
	Run:      listAll,
}

// listAll lists the servers of the shop's pages and, in the thorough profile, of
// its mail.
func listAll(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
	list := func(at observe.Endpoint) surveyJudge {
		return func(s *survey.Survey) (scanner.Finding, error) {
			hs, err := site.Handshake(ctx, at, observe.Any)
			if err != nil {
				hs = nil // the list is worth having without it
			}
			return judgeVersionsListed(s, hs)
		}
	}
	found := differing(ctx, site, list)
	for _, host := range mailServers(ctx, site) {
		s, err := site.Survey(ctx, observe.Endpoint{Host: host, Port: 25})
		if failure, ok := errors.AsType[*observe.Failure](err); !ok || failure.Cause != observe.LeftOut {
			found = append(found, conclude(s, err, judgeMailListed, "SMTP "+host))
		}
	}
	return found, nil
}

// mailServers are those that receive the shop's mail and are its own: those of
// others are not surveyed. Trouble with DNS is mail.profile's to tell.
func mailServers(ctx context.Context, site *observe.Site) []string {
	mx, err := site.Records(ctx, "MX", site.Apex())
	if err != nil {
		return nil
	}
	var out []string
	for _, answer := range mx.Answers {
		if host := answer.Fields[len(answer.Fields)-1]; host != "" && site.Own(host) { // RFC 7505: an empty one is none
			out = append(out, host)
		}
	}
	return out
}

// judgeMailListed writes the list of a mail server. What browsers and card
// companies ask of pages does not bind it: mail would rather travel in weak
// encryption than in none (RFC 7435).
func judgeMailListed(s *survey.Survey) (scanner.Finding, error) {
	if s.Best() == 0 {
		return scanner.Finding{}, silent(s)
	}
	f := scanner.Finding{Outcome: scanner.Pass, Message: "All that the mail server accepts is listed here."}
	if unsure(s, hello.Versions...) != nil {
		f.Message = "What the mail server accepts is listed here, but not all of it could be seen."
	}
	for _, line := range append(versionLines(s), traitLines(s, nil)...) {
		f.Evidence = append(f.Evidence, observe.SurveyEvidence(s, line))
	}
	return f, nil
}

// judgeVersionsListed writes the list; hs is the handshake that offered
// everything, nil if there was none.
func judgeVersionsListed(s *survey.Survey, hs *observe.Handshake) (scanner.Finding, error) {
	if s.Best() == 0 {
		return scanner.Finding{}, silent(s)
	}
	f := scanner.Finding{Outcome: scanner.Pass, Message: "All that the server accepts is listed here."}
	if unsure(s, hello.Versions...) != nil {
		f.Message = "What the server accepts is listed here, but not all of it could be seen."
	}
	lines := slices.Concat(versionLines(s), traitLines(s, hs), guidelineLines(s, hs), []string{cardLine(s, hs)})
	for _, line := range lines {
		f.Evidence = append(f.Evidence, observe.SurveyEvidence(s, line))
	}
	return f, nil
}

// versionLines write what is accepted in each version.
func versionLines(s *survey.Survey) []string {
	var out []string
	for _, v := range hello.Versions {
		p := s.Protocol(v)
		switch p.Offered {
		case survey.Yes:
			out = append(out, acceptedLines(p)...)
		case survey.No:
			out = append(out, v.String()+": declined")
		case survey.Unclear:
			out = append(out, v.String()+": no clear answer: "+p.Why)
		default:
			out = append(out, v.String()+": not asked for")
		}
	}
	return out
}

func acceptedLines(p survey.Protocol) []string {
	v := p.Version.String()
	out := wrapped(v+" suites, "+preference(p), some(p.Suites, everything))
	if len(p.Groups) > 0 {
		out = append(out, wrapped(v+groupsSeen(p.Version), some(p.Groups, everything))...)
	}
	if len(p.Primes) > 0 {
		out = append(out, wrapped(v+" Diffie-Hellman", primeNames(p.Primes))...)
	}
	if len(p.Schemes) > 0 {
		out = append(out, wrapped(v+" signatures", some(p.Schemes, everything))...)
	}
	if p.Partial != "" {
		out = append(out, v+": perhaps more suites than that: "+p.Partial)
	}
	if p.Unsure != "" {
		out = append(out, v+": perhaps more groups or signatures than that: "+p.Unsure)
	}
	return out
}

// groupsSeen says how much a list of groups means: in old versions not every one
// is asked for.
func groupsSeen(v hello.Version) string {
	if v < hello.TLS12 {
		return " groups seen"
	}
	return " groups"
}

func primeNames(primes []survey.Prime) []string {
	var out []string
	for _, p := range primes {
		name := fmt.Sprintf("%d bits", p.Bits)
		if p.Known != "" {
			name += " (" + p.Known + ")"
		}
		out = append(out, name)
	}
	return out
}

// traitLines write what the server says about itself.
func traitLines(s *survey.Survey, hs *observe.Handshake) []string {
	var out []string
	if newest(s, hello.TLS12).Version > hello.SSL2 {
		out = wrapped("until TLS 1.2", traits(s))
	}
	alpn := slices.Clone(s.Traits.ALPN)
	if hs != nil && hs.ALPN != "" && !slices.Contains(alpn, hs.ALPN) {
		alpn = append(alpn, hs.ALPN)
	}
	out = append(out, wrapped("protocols agreed on by ALPN", alpn)...)
	if newest := s.Protocol(hello.TLS13); newest.Offered == survey.Yes {
		out = append(out, "TLS 1.3 session tickets: "+ticketLine(hs))
	}
	return out
}

// traits writes what was answered to each question.
func traits(s *survey.Survey) []string {
	var out []string
	for _, t := range []struct {
		name   string
		answer survey.Answer
	}{
		{"secure renegotiation", s.Traits.SecureRenegotiation},
		{"compression", s.Traits.Compression},
		{"heartbeat", s.Traits.Heartbeat},
		{"session tickets", s.Traits.Tickets},
		{"extended master secret", s.Traits.ExtendedMaster},
		{"encrypt-then-MAC", s.Traits.EncryptThenMAC},
		{"needless fallback refused", s.Traits.FallbackRefused},
	} {
		switch t.answer {
		case survey.Yes, survey.No, survey.Unclear:
			out = append(out, t.name+" "+string(t.answer))
		default:
			out = append(out, t.name+" not asked for")
		}
	}
	return out
}

// ticketLine says what came after the handshake.
func ticketLine(hs *observe.Handshake) string {
	switch {
	case hs == nil || hs.Ticketing == "":
		return "not listened for"
	case hs.Ticketing == observe.TicketsNone:
		return "none, and so no early data"
	case hs.Ticketing == observe.TicketsUnclear:
		return "no clear answer"
	}
	valid := fmt.Sprintf("valid %d seconds", hs.Tickets[0].Lifetime)
	if early, _ := earlyData(hs); early > 0 {
		return fmt.Sprintf("%s, early data of %d bytes", valid, early)
	}
	return valid + ", no early data"
}
