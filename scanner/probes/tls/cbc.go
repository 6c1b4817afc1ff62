package tls

import (
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

//go:embed cbc.md
var cbcDoc string

// CBC asks whether TLS 1.2 has only suites left that encrypt and authenticate in
// one step.
var CBC = scanner.Probe{
	ID:       "tls.cbc",
	Severity: scanner.Low,
	Class:    scanner.Standard,
	Doc:      cbcDoc,
	Run:      surveyed(judgeCBC),
}

// judgeCBC passes a server that speaks TLS 1.3 alone: no browser gets such a
// suite from it. One that speaks only older versions has nothing else, and
// tls.legacy says so.
func judgeCBC(s *survey.Survey) (scanner.Finding, error) {
	p := s.Protocol(hello.TLS12)
	if names := some(p.Suites, not(sealed)); len(names) > 0 {
		return scanner.Finding{
			Outcome: scanner.Warn, Evidence: []observe.Evidence{observe.SurveyEvidence(s, few("TLS 1.2: ", names))},
			Message: "The server still accepts an older way of encrypting that had to be mended time and again.",
		}, nil
	}
	if err := partial(s, hello.TLS12); err != nil {
		return scanner.Finding{}, err
	}
	switch best := s.Best(); {
	case best == 0:
		return scanner.Finding{}, silent(s)
	case best < hello.TLS12:
		if err := unclear(s, hello.TLS13); err != nil {
			return scanner.Finding{}, err
		}
		return scanner.Finding{
			Outcome: scanner.NotApplicable, Evidence: accepted(s, everything),
			Message: "The server accepts only encryption too old for this question.",
		}, nil
	}
	return scanner.Finding{
		Outcome: scanner.Pass, Message: "In current encryption the server accepts only the modern way of encrypting.",
		Evidence: modernSuites(s),
	}, nil
}

// modernSuites quotes what is accepted from TLS 1.2 on.
func modernSuites(s *survey.Survey) []observe.Evidence {
	var out []observe.Evidence
	for _, v := range []hello.Version{hello.TLS12, hello.TLS13} {
		if p := s.Protocol(v); p.Offered == survey.Yes {
			out = append(out, observe.SurveyEvidence(s, few(v.String()+": ", some(p.Suites, everything))))
		}
	}
	return out
}
